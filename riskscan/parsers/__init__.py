"""Text to Findings. One folder or file a language; none knows another.

``dispatch`` picks the parser of a language and imports it only then, so a language that does not occur costs nothing. ``queue`` reads an
artifact and everything that comes out of it (SQL in Python, shell in a workflow, the file behind ``psql -f``) until nothing new comes.
Every parser is one function ``parse(artifact, surroundings) -> Findings`` that never raises on any text and never runs any of it.
"""
