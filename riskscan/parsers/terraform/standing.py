"""How a resource stands when it is to be deleted: what holds it, what makes it worse, which copy stays."""

from __future__ import annotations

import re
from dataclasses import dataclass

from riskscan.knowledge.terraform.guards import CATCHES, FORCES, LAST_COPIES, REFUSES_WHILE_FULL, SKIPS, WINDOWS
from riskscan.model.effect import Safe, Safety, Trait
from riskscan.model.span import Note
from riskscan.parsers.terraform.config import Config, Item
from riskscan.parsers.terraform.flat import flat
from riskscan.parsers.terraform.protection import first_line, is_on, is_open, line, named

_LINE = re.compile(r"[Ll]ine \d+")


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds it, what makes it worse, with sentences."""

    safe: tuple[Safe, ...]
    traits: tuple[Trait, ...]
    notes: tuple[Note, ...]
    copied: bool  # a last copy is made


def standing(type_: str, config: Config, *, block_stays: bool = True) -> Standing:
    """What its settings do when a resource is deleted.

    ``block_stays``: the block is still in the files; ``prevent_destroy`` goes with its block and then holds nothing.
    """
    items = flat(config)
    safe: list[Safe] = []
    traits: list[Trait] = []
    notes: list[Note] = []
    for path, item in named(items, CATCHES).items():
        name = path.rsplit(".", 1)[-1]
        if is_on(item.value) and (block_stays or not path.startswith("lifecycle.")):
            safe.append(Safe(Safety.PROTECTED, f"Line {item.span.start_line} keeps it from being deleted ({name}).", item.span))
        elif is_on(item.value):
            notes.append(Note(f"The lock {name} goes together with its block, so it holds nothing.", item.span))
        elif item.value is False:
            notes.append(line(item.span, f"leaves {name} off"))
    for path, item in named(items, frozenset(SKIPS)).items():
        if is_on(item.value):
            traits.append(Trait.UNDO_REMOVED)
            notes.append(line(item.span, SKIPS[path.rsplit(".", 1)[-1]]))
    forces = list(named(items, FORCES).values())
    for item in forces:
        if is_on(item.value):
            traits.append(Trait.CATCH_REMOVED)
            notes.append(line(item.span, "allows deleting it while it is full"))
    if type_ in REFUSES_WHILE_FULL and not any(is_on(i.value) or is_open(i.value) for i in forces):
        safe.append(Safe(Safety.PROTECTED, "The cloud refuses to delete a file store that still holds files.", first_line(config.span)))
    at_once, days = _windows(items)
    traits.extend(at_once)
    notes.extend(days)
    last = _last_copy(items)
    if last is not None:
        safe.append(Safe(Safety.BACKED_UP, f"Line {last.span.start_line} keeps a last copy.", last.span))
    return Standing(tuple(safe), tuple(dict.fromkeys(traits)), tuple(notes), last is not None)


def _windows(items: dict[str, list[Item]]) -> tuple[list[Trait], list[Note]]:
    """What the days say in which a deletion can be called back."""
    traits: list[Trait] = []
    notes: list[Note] = []
    for item in named(items, WINDOWS).values():
        if isinstance(item.value, bool) or not isinstance(item.value, int):
            continue
        if item.value == 0:
            traits.append(Trait.UNDO_REMOVED)
        notes.append(line(item.span, f"leaves {item.value} days to call it back" if item.value else "leaves no days to call it back"))
    return traits, notes


def together(before: Standing, after: Standing) -> Standing:
    """How a resource stands that is replaced: the cloud knows the old settings, Terraform the new ones. Only what both say holds."""
    kinds = {s.kind: _names(before, s.kind) for s in before.safe}
    safe = tuple(s for s in after.safe if s.kind in kinds and (s.text.rpartition("(")[2] in kinds[s.kind] or "(" not in s.text))
    traits = tuple(dict.fromkeys((*before.traits, *after.traits)))
    copied = before.copied and after.copied and Trait.UNDO_REMOVED not in traits
    safe = tuple(s for s in safe if s.kind is not Safety.BACKED_UP or copied)
    said = {_LINE.sub("", n.text) for n in after.notes}
    earlier = (Note(n.text.replace("Line ", "Before the change, line ", 1)) for n in before.notes if _LINE.sub("", n.text) not in said)
    return Standing(safe, traits, (*after.notes, *earlier), copied)


def _names(state: Standing, kind: Safety) -> set[str]:
    return {s.text.rpartition("(")[2] for s in state.safe if s.kind is kind}


def _last_copy(items: dict[str, list[Item]]) -> Item | None:
    """The argument that names the last copy, where nothing skips it or may skip it."""
    if any(is_on(i.value) or is_open(i.value) for i in named(items, frozenset(SKIPS)).values()):
        return None
    return next((items[n][0] for n in LAST_COPIES if n in items and items[n][0].value not in (None, "")), None)
