"""What a change takes away from the safety of a resource: locks, last copies, older copies, old versions, public blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from riskscan.knowledge.terraform.exposure import PUBLIC_BLOCKS
from riskscan.knowledge.terraform.facts import protections
from riskscan.knowledge.terraform.guards import CATCHES, COPIES, FORCES, ON, RETENTION_BLOCKS, RETENTIONS, SKIPS, VERSIONINGS, WALLS
from riskscan.model.effect import Trait
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.config import Config, Item
from riskscan.parsers.terraform.flat import flat
from riskscan.parsers.terraform.syntax import Partial, Unknown, Value

_OWN_CONTENT = frozenset({"retention_in_days", "message_retention_seconds", "message_retention_duration"})  # of logs and queues, no copies
FOR_EVER = 9e9  # logs without a limit
_DURATION = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)([smhd]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Loss:
    """A safety setting that a change takes away: the rule that speaks of it, the trait it gives, and its sentence.

    ``sure`` is False where the new value is known only at run time.
    """

    rule: str
    trait: Trait
    note: Note
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Sides:
    """A resource before and after: flat paths, the provider's defaults, and its span after the change."""

    old: dict[str, list[Item]]
    new: dict[str, list[Item]]
    defaults: dict[str, object]
    after: Span

    def was_on(self, path: str) -> bool:
        """True where a switch was on, written or by default."""
        if path in self.old:
            return any(is_on(i.value) for i in self.old[path])
        return is_on(self.defaults.get(path))


def is_on(value: object) -> bool:
    """True for the ways in which providers write "on"."""
    return isinstance(value, (bool, str, int)) and value in ON


def is_open(value: Value) -> bool:
    """True where a value is known only at run time."""
    return isinstance(value, (Unknown, Partial))


def named(items: dict[str, list[Item]], names: frozenset[str]) -> dict[str, Item]:
    """The first item of each path that ends in one of the names."""
    return {path: found[0] for path, found in items.items() if path.rsplit(".", 1)[-1] in names}


def line(span: Span, what: str) -> Note:
    """A sentence about a line."""
    return Note(f"Line {span.start_line} {what}.", span)


def losses(type_: str, before: Config, after: Config) -> list[Loss]:
    """What the change takes away; longer retention and new catches are no loss."""
    sides = _Sides(flat(before), flat(after), protections(type_), after.span)
    found = _catches(sides)
    for path, item in named(sides.new, frozenset(SKIPS)).items():
        if is_on(item.value) and not sides.was_on(path):
            found.append(Loss("terraform/final-copy-off", Trait.UNDO_REMOVED, line(item.span, SKIPS[path.rsplit(".", 1)[-1]])))
    for path, item in named(sides.new, FORCES).items():
        if is_on(item.value) and not sides.was_on(path):
            found.append(Loss("terraform/force-delete-on", Trait.CATCH_REMOVED, line(item.span, "allows deleting it while it is full")))
    found.extend(_shorter(sides))
    found.extend(_copies_off(sides))
    if "public_access_block" in type_:
        found.extend(_unblocked(sides))
    found.extend(_walls_down(sides))
    return found


def _catches(sides: _Sides) -> list[Loss]:
    found: list[Loss] = []
    known = {p for p, default in sides.defaults.items() if is_on(default) and p.rsplit(".", 1)[-1] in CATCHES and p in sides.new}
    for path in dict.fromkeys((*named(sides.old, CATCHES), *sorted(known))):
        now = sides.new[path][0] if path in sides.new else None
        if not sides.was_on(path) or (now is not None and is_on(now.value)):
            continue
        name = path.rsplit(".", 1)[-1]
        if now is None:
            note = Note(f"The new version no longer has {name}.", first_line(sides.after))
        else:
            note = line(now.span, f"may switch off {name}" if is_open(now.value) else f"switches off {name}")
        found.append(Loss("terraform/deletion-protection-off", Trait.CATCH_REMOVED, note, now is None or not is_open(now.value)))
    return found


def number_of(value: object) -> float | None:
    """A number, also one written as a text or as a time (``604800s``, ``7d``), in seconds then; None for all else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        found = _DURATION.fullmatch(value)
        return float(found[1]) * _SECONDS[found[2]] if found else None
    return float(value) if isinstance(value, (int, float)) else None


def _shorter(sides: _Sides) -> list[Loss]:
    found: list[Loss] = []
    blocks = [p for p in (*sides.new, *sides.old) if p.endswith(RETENTION_BLOCKS)]
    for path in dict.fromkeys((*named(sides.new, RETENTIONS), *named(sides.old, RETENTIONS), *blocks)):
        name = path.rsplit(".", 1)[-1] if path not in blocks else ".".join(path.split(".")[-2:])
        before, after = (_kept(side, path, sides.defaults) for side in (sides.old, sides.new))
        if path in blocks and path in sides.old and path not in sides.new:
            after = 0.0
        if name == "retention_in_days":  # 0 keeps logs for ever
            before, after = before or FOR_EVER, after or FOR_EVER
        if before is None or after is None or after >= before:
            continue
        shown = "no limit" if before >= FOR_EVER else f"{before:g}"
        what = f"lowers {name} from {shown} to {after:g}"
        note = line(sides.new[path][0].span, what) if path in sides.new else Note(f"The new version {what}.", first_line(sides.after))
        trait = Trait.EXPIRES if name in _OWN_CONTENT else Trait.UNDO_REMOVED
        found.append(Loss("terraform/copies-shortened", trait, note))
    return found


def _kept(side: dict[str, list[Item]], path: str, defaults: dict[str, object]) -> float | None:
    if path in side and side[path][0].value is not None:
        return number_of(side[path][0].value)
    default = number_of(defaults.get(path))
    return 0.0 if default is None and path == "backup_retention_period" else default


def _copies_off(sides: _Sides) -> list[Loss]:
    found: list[Loss] = []
    for path in dict.fromkeys(p for p in sides.old if p.endswith((*VERSIONINGS, *COPIES))):
        now = sides.new.get(path)
        if not any(is_on(i.value) for i in sides.old.get(path, [])) or (now is not None and is_on(now[0].value)):
            continue
        span = now[0].span if now else first_line(sides.after)
        sure = now is None or not is_open(now[0].value)
        may = "" if sure else "may "
        if path.endswith(VERSIONINGS):
            note = line(span, f"{may}stops keeping old versions".replace("may stops", "may stop"))
            found.append(Loss("terraform/versioning-suspended", Trait.UNDO_REMOVED, note, sure))
        else:
            note = line(span, f"{may}switches off a way to go back in time".replace("may switches", "may switch"))
            found.append(Loss("terraform/copies-shortened", Trait.UNDO_REMOVED, note, sure))
    return found


def _unblocked(sides: _Sides) -> list[Loss]:
    found: list[Loss] = []
    for name in sorted(PUBLIC_BLOCKS):
        if name in sides.old and is_on(sides.old[name][0].value) and name not in sides.new:
            note = Note(f"The new version no longer has {name}.", first_line(sides.after))
            found.append(Loss("terraform/public-block-off", Trait.CATCH_REMOVED, note))
    return found


def _walls_down(sides: _Sides) -> list[Loss]:
    found: list[Loss] = []
    for path, items in sides.old.items():
        closed = next((values for name, values in WALLS if path.rsplit(".", 1)[-1] == name), None)
        if closed is None or not any(isinstance(i.value, (bool, str)) and i.value in closed for i in items):
            continue
        now = sides.new[path][0] if path in sides.new else None
        if now is not None and isinstance(now.value, (bool, str)) and now.value in closed:
            continue
        name = path.rsplit(".", 1)[-1]
        sure = now is None or not is_open(now.value)
        note = line(now.span, f"changes {name}" if sure else f"may change {name}") if now else None
        note = note or Note(f"The new version no longer has {name}.", first_line(sides.after))
        found.append(Loss("terraform/public-block-off", Trait.CATCH_REMOVED, note, sure))
    return found


def first_line(span: Span) -> Span:
    """The start of a span."""
    return Span(span.path, span.start_line, span.start_column, span.start_line, span.start_column + 1)
