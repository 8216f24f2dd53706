"""Which version of a building block (module) is asked for, and how far a change of it goes.

Source: Terraform's page on module sources (``?ref=`` of Git addresses, ``version`` of a registry), semantic versioning.
"""

from __future__ import annotations

import re

from riskscan.knowledge.terraform.conditions import numbers
from riskscan.parsers.terraform.flat import Change

_GIT = re.compile(r"^(?:git::)?(?:(?:https?|ssh|git)://)?(?:[\w.-]+@)?(?P<place>[^?]+?)(?:\.git)?(?P<inside>//[^?]*)?(?:\?(?P<query>.*))?$")
_FIXED = re.compile(r"^(?:[\w-]*?v?\d+(?:\.\d+)+[\w.+-]*|[0-9a-f]{7,40})$")
_EXACT = re.compile(r"^=?\s*v?\d+\.\d+\.\d+$")


def is_same(change: Change) -> bool:
    """True for the same version of the same block, written in another way: over another protocol, with or without an equals sign."""
    if not isinstance(change.before, str) or not isinstance(change.after, str):
        return False
    if change.path == "version":
        sides = [side.strip().removeprefix("=").strip() for side in (change.before, change.after)]
        return sides[0] == sides[1]
    return change.path == "source" and _remote(change.before) and _remote(change.after) and _parts(change.before) == _parts(change.after)


def is_repair(change: Change) -> bool:
    """True for a version that differs in its last number alone: by custom, repairs only."""
    old, new = _versions(change)
    if not _EXACT.match(old) or not _EXACT.match(new):
        return False
    was, now = numbers(old), numbers(new)
    return was[:2] == now[:2] and was < now


def step_of(change: Change) -> str:
    """A sentence on a step that may bring anything; empty where there is none."""
    old, new = _versions(change)
    if _FIXED.match(old) and not (_FIXED.match(new) or numbers(new)):
        return "It no longer names a fixed version. What it makes can change any day."
    if change.path == "version" and numbers(old) and change.after is None:
        return "It no longer names a version. What it makes can change any day."
    was, now = numbers(old)[:1], numbers(new)[:1]
    if was and now and was != now and not _is_hash(old) and not _is_hash(new):
        return f"The main version goes from {was[0]} to {now[0]}. Such a step may change or replace anything in it."
    return ""


def _is_hash(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{7,40}", text) is not None


def _versions(change: Change) -> tuple[str, str]:
    """The versions before and after; empty where the change is about something else."""
    old, new = (side if isinstance(side, str) else "" for side in (change.before, change.after))
    if change.path == "version":
        return old, new
    if change.path != "source" or not (_remote(old) and _remote(new)):
        return "", ""
    before, after = _parts(old), _parts(new)
    return (before[2], after[2]) if before[:2] == after[:2] else ("", "")


def _remote(source: str) -> bool:
    return source.startswith(("git::", "git@", "github.com/", "bitbucket.org/")) or "?ref=" in source


def _parts(source: str) -> tuple[str, str, str, str]:
    """Place, folder in it, ``ref``, and the rest of what is asked for."""
    found = _GIT.match(source)
    if found is None:
        return source, "", "", ""
    asked = [entry for entry in (found["query"] or "").split("&") if entry]
    ref = next((entry.removeprefix("ref=") for entry in asked if entry.startswith("ref=")), "")
    place = re.sub(r"^([\w.-]+):(?!\d)", r"\1/", found["place"])
    rest = sorted(entry for entry in asked if not entry.startswith(("ref=", "depth=")))
    return place.removesuffix(".git").lower(), found["inside"] or "", ref, "&".join(rest)
