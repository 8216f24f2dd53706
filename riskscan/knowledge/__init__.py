"""What is true of the world, as typed rows that stand beside their example, expected effect, near misses, plain words and source.

A row is match + effect + words + example + expected + source. From the row alone come the matcher index of its parser, its test, the
wording test and ``riskscan explain``. Rows are Python because they are checked by mypy and load in milliseconds; what an
organisation knows is TOML (``riskscan.toml``). Nothing here parses: knowledge is imported by parsers, estate, scoring and advice.
"""
