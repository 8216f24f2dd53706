"""The sentences of a plan: why a thing goes, what changes, what somebody changed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from riskscan.model.effect import Safe, Safety
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.plan_values import HIDDEN, list_of, map_of
from riskscan.parsers.terraform.syntax import Unknown

_REASONS = {
    "delete_because_no_resource_config": "The files no longer have it.",
    "delete_because_no_module": "The files no longer have the building block that made it.",
    "delete_because_wrong_repetition": "The files now count it in another way.",
    "delete_because_count_index": "The files ask for fewer of it.",
    "delete_because_each_key": "Its key is no longer listed.",
    "delete_because_no_move_target": "It was moved to a place that the files do not have.",
    "replace_because_tainted": "It was marked to be made anew.",
    "replace_by_request": "Somebody asked to make it anew.",
    "replace_by_triggers": "Something that it is tied to changes.",
}  # action_reason of the JSON format


def reason(row: dict[str, object], place: Span) -> tuple[Note, ...]:
    """Why Terraform itself says that it deletes or replaces."""
    text = _REASONS.get(str(row.get("action_reason", "")))
    return (Note(text, place),) if text else ()


def differing(row: dict[str, object]) -> Iterator[str]:
    """The safe names of the arguments that differ between the two sides of a drifted resource."""
    change = map_of(row.get("change"))
    before, after = map_of(change.get("before")), map_of(change.get("after"))
    hidden = map_of(change.get("before_sensitive")) | map_of(change.get("after_sensitive"))
    if "delete" in list_of(change.get("actions")):
        yield "it, and deleted it,"
        return
    yield from (n for n in before if before[n] != after.get(n) and not hidden.get(n) and not HIDDEN.search(n) and not n.endswith("_all"))


def paths(change: dict[str, object], place: Span) -> tuple[Note, ...]:
    """The arguments for which a thing is replaced."""
    found = change.get("replace_paths")
    names = (
        [".".join(str(p) for p in path if isinstance(p, str)) for path in found if isinstance(path, list)]
        if isinstance(found, list)
        else []
    )
    return tuple(Note(f"The plan changes {name}, which Terraform can only do by replacing.", place) for name in names[:5] if name)


def relocated(notes: tuple[Note, ...], place: Span) -> tuple[Note, ...]:
    """Notes of a plan speak of the plan, not of a line."""
    return tuple(Note(re.sub(r"^Line \d+ ", "The plan ", n.text), place) for n in notes)


def safe_of(safe: Safe, place: Span) -> Safe:
    """Safe evidence that speaks of the plan, not of a line."""
    return Safe(safe.kind if safe.kind is not Safety.CHECKED else Safety.PROTECTED, re.sub(r"^Line \d+ ", "The plan ", safe.text), place)


def changed_names(before: Instance | None, after: Instance | None, place: Span) -> tuple[Note, ...]:
    """The arguments that are changed, as far as that is known before it runs."""
    if before is None or after is None:
        return ()
    names = [n for n, i in after.config.items.items() if not isinstance(i.value, Unknown) and i.value != before.config.get(n)]
    return tuple(Note(f"The plan changes {name}.", place) for name in names[:5])
