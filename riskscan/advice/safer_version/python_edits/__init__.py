"""Edits of Python text, planned with LibCST in a process of its own, so that a parent can end it when its time is over.

``python -m`` with this package reads a request from standard input as JSON and writes the drafts. Request: ``{"text": ..., "wants":
[{"kind": ..., "places": [[offset, word], ...]}]}``; answer: ``{"drafts": [{"kind": ..., "edits": [[start, end, text, place], ...],
"lines": [...]}, ...]}``. The edits of each draft are those of the text after the draft before it. Offsets are code points of the text as it
came; lines count from 1.
"""
