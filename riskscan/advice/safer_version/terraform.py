"""A safer version of a Terraform file by edits of its text: protections back, old values back, and ``moved`` where only a name changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from riskscan.advice.safer_version.edits import Draft, Edit, line_end
from riskscan.knowledge.terraform.exposure import PUBLIC_BLOCKS
from riskscan.knowledge.terraform.guards import CATCHES, COPIES, FORCES, RETENTIONS, SKIPS
from riskscan.model.effect import Effect, Operation, Trait
from riskscan.model.span import Note

_HEADER = re.compile(r'(?m)^[ \t]*resource[ \t]+"([\w-]+)"[ \t]+"([\w-]+)"[ \t]*\{')
_ATTRIBUTE = re.compile(r"^([ \t]*)([\w-]+)([ \t]*=[ \t]*)(.*?)([ \t]*(?:(?:#|//).*)?)$")
_LACKS = re.compile(r"^The new version no longer has ([\w.]+)\.$")
_SKIP = re.compile(r'"(?:\\.|[^"\\\n])*"|#[^\n]*|//[^\n]*|/\*.*?\*/|<<[-~]?(\w+)\n.*?\n[ \t]*\1\b', re.DOTALL)
_SWITCHES_ON = frozenset({*CATCHES, *PUBLIC_BLOCKS, *(path.rpartition(".")[2] for path in COPIES), "enabled"})
_SWITCHES_OFF = frozenset({*SKIPS, *FORCES})
_WORDS = {"Suspended": "Enabled", "Disabled": "Enabled", "INACTIVE": "ACTIVE", "NONE": "PREVENT"}


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource block: its address, where it begins, where its body does, and where its closing brace stands."""

    address: str
    start: int
    body: int
    end: int


def resources(text: str) -> tuple[Resource, ...]:
    """The resource blocks of a text, in order."""
    found = []
    for header in _HEADER.finditer(text):
        end = _closing(text, header.end())
        found.append(Resource(f"{header[1]}.{header[2]}", header.start(), header.end(), end))
    return tuple(found)


def _closing(text: str, at: int) -> int:
    depth = 1
    while at < len(text):
        skipped = _SKIP.match(text, at)
        if skipped:
            at = skipped.end()
            continue
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at
        at += 1
    return len(text)


class Files:
    """The text as it is handed in, and the files as they were before the change."""

    def __init__(self, text: str, before: Mapping[str, str]) -> None:
        self.text = text
        self.now = {r.address: r for r in resources(text)}
        self.before = {r.address: old[r.body : r.end] for old in before.values() for r in resources(old)}
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def around(self, offset: int) -> Resource | None:
        """The resource that holds an offset."""
        return next((r for r in self.now.values() if r.start <= offset <= r.end), None)

    def line(self, number: int) -> tuple[int, str]:
        """(offset, text) of a line, counted from 1."""
        start = self.starts[min(max(number, 1), len(self.starts)) - 1]
        return start, self.text[start : line_end(self.text, start)]

    def was(self, resource: Resource, name: str) -> str:
        """The value that an attribute had before; empty where it had none or more than one line holds that name."""
        found = re.findall(rf"(?m)^[ \t]*{re.escape(name)}[ \t]*=[ \t]*(.*?)[ \t]*(?:(?:#|//).*)?$", self.before.get(resource.address, ""))
        return found[0] if len(found) == 1 and not found[0].endswith(("{", "[", "(")) else ""


def protections(text: str, effects: Sequence[Effect], before: Mapping[str, str]) -> Draft | None:
    """The safety catches and the copies that the change takes away are put back."""
    files, edits, lines = Files(text, before), [], []
    for note in _notes(effects, Trait.CATCH_REMOVED, Trait.UNDO_REMOVED):
        made = _put_back(files, note)
        if made is not None:
            edits.append(made)
            lines.append(note.location.start_line if note.location else 1)
    return _draft("protections", "Put the safety catch and the copies back ({lines}).", edits, lines)


def _put_back(files: Files, note: Note) -> Edit | None:
    number = note.location.start_line if note.location else 0
    start, line = files.line(number)
    lacks = _LACKS.match(note.text)
    if lacks:
        return _added(files, start, lacks[1])
    found = _ATTRIBUTE.match(line)
    if found is None:
        return None
    resource, name, value = files.around(start), found[2], found[4]
    plain = value.strip('"')
    if name in _SWITCHES_ON and plain in ("false", "0"):
        new = "true"
    elif name in _SWITCHES_OFF and plain == "true":
        new = "false"
    elif plain in _WORDS:
        new = f'"{_WORDS[plain]}"'
    elif name in RETENTIONS and resource is not None:
        new = files.was(resource, name)
    else:
        return None
    at = start + len(found[1] + found[2] + found[3])
    return Edit(at, at + len(value), new) if new and new != value else None


def _added(files: Files, offset: int, path: str) -> Edit | None:
    """A switch that the block no longer has, written at its top again."""
    resource, name = files.around(offset), path.rpartition(".")[2]
    if resource is None or name not in _SWITCHES_ON or (name != path and name != "prevent_destroy"):
        return None
    if name == "prevent_destroy":
        inner = re.compile(r"\blifecycle[ \t]*\{").search(files.text, resource.body, resource.end)
        if inner:
            return Edit(inner.end(), inner.end(), "\n    prevent_destroy = true")
        return Edit(resource.body, resource.body, "\n  lifecycle {\n    prevent_destroy = true\n  }\n")
    return Edit(resource.body, resource.body, f"\n  {name} = true")


def old_values(text: str, effects: Sequence[Effect], before: Mapping[str, str]) -> Draft | None:
    """Values that cannot change without making the thing anew, or that open it to everyone, stay as they were."""
    files, edits, lines = Files(text, before), [], []
    for note in _notes(effects, Trait.REPLACES, Trait.PUBLIC):
        if note.location is None:
            continue
        start, line = files.line(note.location.start_line)
        found, resource = _ATTRIBUTE.match(line), files.around(start)
        old = files.was(resource, found[2]) if found and resource else ""
        if found and old and old != found[4] and found[2] not in ("tags", *_SWITCHES_ON, *_SWITCHES_OFF):
            at = start + len(found[1] + found[2] + found[3])
            edits.append(Edit(at, at + len(found[4]), old))
            lines.append(note.location.start_line)
    return _draft("old_values", "Keep the old value where a new one opens it or makes it anew ({lines}).", edits, lines)


def moved(text: str, effects: Sequence[Effect], before: Mapping[str, str]) -> Draft | None:
    """A resource that only got another name is moved, not deleted and made again."""
    files = Files(text, before)
    gone = [a for a in files.before if a not in files.now and any(_speaks_of(e, a) for e in effects if e.operation is Operation.DELETE)]
    new = [a for a in files.now if a not in files.before]
    pairs = [(old, other) for old in gone for other in new if _type(old) == _type(other)]
    sure = [(o, n) for o, n in pairs if sum(o == p for p, _ in pairs) == 1 and sum(n == q for _, q in pairs) == 1]
    if not sure:
        return None
    gap = "" if text.endswith("\n") else "\n"
    blocks = "".join(f"\nmoved {{\n  from = {old}\n  to   = {other}\n}}\n" for old, other in sure)
    lines = tuple(sorted(text.count("\n", 0, files.now[n].start) + 1 for _, n in sure))
    says = "Say that it only got another name, so that it is not deleted ({lines})."
    return Draft("moved", says, (Edit(len(text), len(text), gap + blocks),), lines)


def _type(address: str) -> str:
    return address.partition(".")[0]


def _speaks_of(effect: Effect, address: str) -> bool:
    return address in (effect.asset.name, *effect.asset.aliases)


def _notes(effects: Sequence[Effect], *traits: Trait) -> Iterator[Note]:
    """What was seen of the effects with one of the traits, each place once."""
    seen: set[tuple[int, str]] = set()
    for effect in effects:
        own = Note(effect.text, effect.location)
        for note in (*effect.also, own) if effect.has(*traits) else ():
            key = (note.location.start_line if note.location else 0, note.text if _LACKS.match(note.text) else "")
            if key not in seen:
                seen.add(key)
                yield note


def _draft(name: str, says: str, edits: list[Edit], lines: list[int]) -> Draft | None:
    return Draft(name, says, tuple(edits), tuple(sorted(set(lines)))) if edits else None


STEPS = (moved, old_values, protections)
