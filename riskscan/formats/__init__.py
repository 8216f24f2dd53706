"""How files of other formats are laid out, for whoever reads them: the estate (what exists) and the parsers (what was handed in).

Nothing here knows what a command does. ``yaml_text`` reads YAML with the place of each word, ``code`` puts pieces of a file together as one
text that keeps true places, and the other files say where pipelines, schedules and containers keep their commands.
"""
