"""A safer version of an SQL file: the filter on, no cascade, a copy and a count first, all or nothing, and a rehearsal by default."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from riskscan.advice.safer_version.edits import Draft, Edit, line_end
from riskscan.advice.safer_version.preview import BEGINS, ENDS, preview, whole_copy
from riskscan.model.artifact import LineIndex
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Effect, Operation, Safety, Trait

_ROWS = ("update", "delete", "merge")
_CALM = (Safety.SCRATCH, Safety.OWN_OUTPUT, Safety.DRY_RUN, Safety.ROLLED_BACK, Safety.READ_ONLY, Safety.NOT_CALLED)
_GONE = ("truncate", "drop", "drop_column")
_STARTS = re.compile(r"(?im)^[ \t]*(?:BEGIN|START)\b(?:[ \t]+(?:TRAN(?:SACTION)?|WORK))?[ \t]*;")
_SAVES = re.compile(r"(?im)^([ \t]*)COMMIT(?:[ \t]+(?:TRAN(?:SACTION)?|WORK))?[ \t]*(?=;|$)")
_LINE_COMMENT = re.compile(r"[ \t]*(;?)[ \t]*\n?[ \t]*(--[ \t]*|#[ \t]*)(?=where\b|and\b)", re.IGNORECASE)
_STAYS = frozenset({"postgres", "tsql", "sqlite", "duckdb", "redshift", ""})  # changes of structure are part of the transaction


class Statements:
    """The statements that change something, with their places in the text."""

    def __init__(self, text: str, effects: Sequence[Effect]) -> None:
        self.text, self.index = text, LineIndex(text)
        self.heavy = [e for e in effects if e.rule.startswith("sql/") and e.operation is not Operation.READ and not e.safe(*_CALM)]
        self.heavy = [e for e in self.heavy if e.level not in ("", "none")]

    def start(self, effect: Effect) -> int:
        """Where its statement begins."""
        return self.index.offset(effect.location.start_line, effect.location.start_column)

    def end(self, effect: Effect) -> int:
        """Where its statement ends, before the semicolon."""
        return self.index.offset(effect.location.end_line, effect.location.end_column)

    def said(self, effect: Effect) -> str:
        """The statement."""
        return self.text[self.start(effect) : self.end(effect)]

    def after(self, effect: Effect) -> int:
        """The offset after its semicolon."""
        found = re.compile(r"\s*;").match(self.text, self.end(effect))
        return found.end() if found else self.end(effect)

    def first(self) -> int:
        """Where the first change begins, or the transaction that holds it."""
        start = min(self.start(e) for e in self.heavy)
        opened = [m.start() for m in _STARTS.finditer(self.text) if m.end() <= start]
        saved = [m.end() for m in _SAVES.finditer(self.text) if m.end() <= start]
        return opened[-1] if opened and not (saved and saved[-1] > opened[-1]) else start


def filter_on(text: str, effects: Sequence[Effect], dialect: str) -> Draft | None:
    """The filter behind a comment sign is part of the statement again."""
    found, edits, lines = Statements(text, effects), [], []
    for effect in found.heavy:
        match = _LINE_COMMENT.match(text, found.end(effect)) if effect.has(Trait.FILTER_OFF) else None
        if match is None:
            continue
        edits.append(Edit(match.start(2), match.end(2), ""))
        if match[1]:
            edits.append(Edit(match.start(1), match.end(1), ""))
            end = line_end(text, match.end())
            while text[end - 1] in " \t;":
                end -= 1
            edits.append(Edit(end, end, ";") if text[end : end + 1] != ";" else Edit(end, end, ""))
        lines.append(text.count("\n", 0, match.start(2)) + 1)
    return _draft("filter_on", "Switch the filter on ({lines}).", edits, lines)


def no_cascade(text: str, effects: Sequence[Effect], dialect: str) -> Draft | None:
    """Without CASCADE the statement stops where other things depend on it."""
    found, edits, lines = Statements(text, effects), [], []
    for effect in found.heavy:
        word = re.search(r"(?i)[ \t\n]+CASCADE(?:[ \t]+CONSTRAINTS)?\s*$", found.said(effect)) if effect.has(Trait.CASCADE) else None
        if word is not None:
            start = found.start(effect) + word.start()
            edits.append(Edit(start, start + len(word[0].rstrip()), ""))
            lines.append(effect.location.start_line)
    return _draft("no_cascade", "Let it stop where other things depend on it ({lines}).", edits, lines)


def copy(text: str, effects: Sequence[Effect], dialect: str) -> Draft | None:
    """A copy of what changes is kept first, outside the transaction."""
    found = Statements(text, effects)
    made: dict[str, int] = {}
    for effect in found.heavy:
        if effect.asset.kind is not AssetKind.TABLE or effect.asset.match is not Match.EXACT or effect.safe(Safety.BACKED_UP):
            continue
        if effect.verb in _ROWS:
            seen = preview(found.said(effect), dialect)
            backup = seen.backup if seen else ""
        else:
            backup = whole_copy(effect.asset.name, dialect) if effect.verb in _GONE else ""
        if backup and not any(backup.split(" AS ")[0] == known.split(" AS ")[0] for known in made):
            made.setdefault(backup, effect.location.start_line)
    if not made:
        return None
    at = found.first()
    edit = Edit(at, at, "".join(f"{backup}\n" for backup in made))
    return Draft("copy", "Keep a copy of the old rows first ({lines}).", (edit,), tuple(sorted(made.values())))


def count(text: str, effects: Sequence[Effect], dialect: str) -> Draft | None:
    """The rows that would change are counted before they change."""
    found, edits, lines = Statements(text, effects), [], []
    for effect in found.heavy:
        seen = preview(found.said(effect), dialect) if effect.verb in _ROWS else None
        if seen is not None and seen.count not in text:
            edits.append(Edit(found.start(effect), found.start(effect), f"{seen.count}\n", 2))
            lines.append(effect.location.start_line)
    return _draft("count", "Count the rows before they change ({lines}).", edits, lines)


def transaction(text: str, effects: Sequence[Effect], dialect: str) -> Draft | None:
    """All of it happens, or nothing."""
    found = Statements(text, effects)
    whole = dialect in _STAYS and any(e.verb in _ROWS for e in found.heavy)
    begin, rows = BEGINS.get(dialect, ""), [e for e in found.heavy if whole or e.verb in (*_ROWS, "insert", "upsert")]
    if not begin.endswith(";") or not rows or _STARTS.search(text) or _SAVES.search(text):
        return None
    if any(e.safe(Safety.IN_TRANSACTION) for e in rows) or (not whole and len(rows) != len(found.heavy)):
        return None
    start, end = min(found.start(e) for e in rows), max(found.after(e) for e in rows)
    counted = re.search(r"(?is)(?:^|\n)(SELECT COUNT\(\*\)[^;]*;\n)$", text[:start])
    start = counted.start(1) if counted else start
    closed = "" if text[end - 1] == ";" else ";"
    last = "COMMIT TRANSACTION;" if dialect in ("tsql", "bigquery") else "COMMIT;"
    edits = [Edit(start, start, f"{begin}\n"), Edit(end, end, f"{closed}\n{last}")]
    return Draft("transaction", "Do all of it or nothing ({lines}).", tuple(edits), tuple(sorted({e.location.start_line for e in rows})))


def rehearsal(text: str, effects: Sequence[Effect], dialect: str) -> Draft | None:
    """It takes everything back at the end, until somebody turns that into COMMIT."""
    found, saves = Statements(text, effects), list(_SAVES.finditer(text))
    begin, end = BEGINS.get(dialect, ""), ENDS.get(dialect, "ROLLBACK;")
    lines = tuple(sorted({e.location.start_line for e in found.heavy}))
    if not found.heavy or not begin.endswith(";"):
        return None
    note = "  -- a rehearsal: write COMMIT here once the numbers are right"
    if saves:
        edits = [Edit(m.start() + len(m[1]), m.end(), end.rstrip(";")) for m in saves]
        edits += [Edit(stop, stop, note) for m in saves if (stop := m.end() + (text[m.end() : m.end() + 1] == ";")) == line_end(text, stop)]
    else:
        start, stop = min(found.start(e) for e in found.heavy), max(found.after(e) for e in found.heavy)
        closed = "" if text[stop - 1] == ";" else ";"
        edits = [Edit(start, start, f"{begin}\n"), Edit(stop, stop, f"{closed}\n{end}{note if stop == line_end(text, stop) else ''}")]
    return Draft("rehearsal", "Rehearse it: all is taken back at the end ({lines}).", tuple(edits), lines, rehearsal=True)


def _draft(name: str, says: str, edits: list[Edit], lines: list[int]) -> Draft | None:
    return Draft(name, says, tuple(edits), tuple(sorted(set(lines)))) if edits else None


STEPS: tuple[Callable[[str, Sequence[Effect], str], Draft | None], ...] = (filter_on, no_cascade, copy, count, transaction, rehearsal)
