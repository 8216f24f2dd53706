"""Edits of Python text, planned with LibCST in a process of its own, so that a parent can end it when its time is over.

``python -m`` with this package reads requests from standard input, each a line of JSON, and answers each with a line. A request:
``{"text": ..., "wants": [{"kind": ..., "places": [[offset, word], ...]}]}``; its answer: ``{"drafts": [{"kind": ..., "edits": [[start,
end, text, place], ...], "lines": [...]}, ...]}``. The edits of each draft are those of the text after the draft before it. Offsets are
code points of the text as it came; lines count from 1.
"""
