"""What to run first: the rows that a statement would change, a copy of them, small steps, and a rehearsal that is taken back."""

from __future__ import annotations

from riskscan.advice.safer_version.first_look import FirstLook, first_look
from riskscan.advice.safer_version.preview import Preview, preview

__all__ = ["FirstLook", "Preview", "first_look", "preview"]
