"""What a change of a table sets off: triggers and rules that reach people or other systems, or that act in its place.

A trigger runs with the change, so the change has its consequence. Inside one script that is told as an effect of the change. For scripts
that are read against these definitions it stands on the table as facts ``sets_off``: "events | family | kind | name | file:line".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.drafts import Draft
from riskscan.parsers.sql.lexer import Kind, lexer_for
from riskscan.parsers.sql.names import strip_quotes
from riskscan.parsers.sql.run import Run

OUTWARD = frozenset({"mail", "queue_message", "http", "remote_sql", "shell", "export", "copy_to_program"})
_IN_ITS_PLACE = frozenset({"delete", "update", "truncate", "drop", "merge", "upsert"})
_EVENTS = ("insert", "update", "delete")
_FIRES = {
    "insert": ("insert",), "upsert": ("insert", "update"), "update": ("update",), "delete": ("delete",),
    "merge": ("insert", "update"), "merge_delete": ("delete",), "merge_delete_missing": ("delete",), "copy_in": ("insert",),
}  # fmt: skip
_ENDS = frozenset({"BEGIN", "EXECUTE", "DECLARE", "WHEN", "DO", "FOR", "AS", "REFERENCING", "WHERE"})


@dataclass(frozen=True, slots=True)
class SetOff:
    """A consequence of changing ``table`` (lower case). ``events``: (insert, update or delete; the columns it waits for, none for any)."""

    table: str
    events: tuple[tuple[str, tuple[str, ...]], ...]
    draft: Draft
    start: int
    line: int
    instead: bool

    def answers(self, family: str, columns: tuple[str, ...]) -> bool:
        """Does a change of this family, to these columns, set it off?"""
        wanted = _FIRES.get(family, ())
        changed = {c.lower() for c in columns}
        return any(event in wanted and (not on or not changed or changed & set(on)) for event, on in self.events)


def set_offs(run: Run) -> Iterator[SetOff]:
    """All consequences that the script's triggers and rules have, outside their own table."""
    for table, routine, start in run.triggers:
        events, instead = _head(run, start)
        seen: set[tuple[str, str]] = set()
        for draft in _bodies(run, routine):
            touch = draft.touch
            mark = touch.family, touch.name.key
            if mark in seen:
                continue
            seen.add(mark)
            if touch.family in OUTWARD or (instead and touch.family in _IN_ITS_PLACE and touch.name.key != table.lower()):
                yield SetOff(table.lower(), events, draft, start, run.script.line(start), instead)


def _bodies(run: Run, routine: str) -> list[Draft]:
    drafts = list(run.bodies.get(routine, []))
    for draft in list(drafts):
        if draft.touch.family == "call":
            base = draft.touch.name.base.lower()
            drafts += next((b for n, b in run.bodies.items() if n.rpartition(".")[2] == base), [])
    return drafts


def _head(run: Run, start: int) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], bool]:
    """The events of the trigger or rule that begins here, and whether it acts in the place of the change."""
    found: list[tuple[str, tuple[str, ...]]] = []
    tokens = list(
        lexer_for(run.script.artifact.text, run.script.dialect, start, min(start + 2_000, len(run.script.artifact.text))).tokens()
    )
    instead, names, is_rule = False, False, False
    columns: list[str] = []
    for index, token in enumerate(tokens):
        if token.kind is Kind.WORD:
            is_rule |= token.up == "RULE"
            instead |= token.up == "INSTEAD"
            if token.up in _ENDS and found and not (is_rule and token.up in ("AS", "DO", "WHERE", "FOR")):
                break
            if token.up.lower() in _EVENTS:
                if is_rule and found:
                    break  # the body of a rule has begun
                found.append((token.up.lower(), ()))
                columns, names = [], False
                continue
            if token.up in ("ON", "OR"):
                names = False
        if token.up == "OF" and found and tokens[index - 1].up == "UPDATE":
            names = True
        elif names and token.kind in (Kind.WORD, Kind.QUOTED):
            columns.append(strip_quotes(token.text).lower())
            found[-1] = (found[-1][0], tuple(columns))
    return tuple(found) or tuple((event, ()) for event in _EVENTS), instead


def with_consequences(run: Run) -> None:
    """Adds what the script's own changes set off through the triggers that it made before them."""
    known = list(set_offs(run))
    for draft in list(run.drafts) if known else []:
        touch = draft.touch
        if draft.trigger_on or draft.not_called:
            continue
        for one in known:
            same = touch.name.key == one.table or touch.name.key.rpartition(".")[2] == one.table
            taken_back = draft.transaction in run.rolled_back and one.draft.touch.family == "queue_message"
            if not same or one.start > draft.start or taken_back or not one.answers(touch.family, touch.columns):
                continue
            word = "rule" if run.script.artifact.text[one.start : one.start + 40].upper().find(" RULE") > 0 else "trigger"
            note = run.script.note(
                f"The {word} on line {one.line} does it with every change of {touch.name.text}.", one.start, one.start + 6
            )
            many = (Trait.REPEATED,) if touch.scope is not Scope.ONE and one.draft.touch.family in OUTWARD else ()
            scope = Scope.ONE if touch.scope is Scope.ONE else touch.scope
            traits = tuple(dict.fromkeys((*one.draft.touch.traits, *many)))
            made = replace(one.draft.touch, scope=scope, traits=traits, notes=(note,), at=touch.at, waits=(), safe=())
            run.drafts.append(replace(draft, touch=made, sure=False, safe=[], notes=[]))


def facts_of(run: Run) -> dict[tuple[AssetKind, str], tuple[tuple[str, str], ...]]:
    """For each table or view with such a trigger its facts, for those who read other scripts against this one."""
    views = {d.touch.name.key for d in run.drafts if d.touch.kind is AssetKind.VIEW}
    found: dict[tuple[AssetKind, str], list[tuple[str, str]]] = {}
    for one in set_offs(run):
        events = " ".join(event + (f":{','.join(columns)}" if columns else "") for event, columns in one.events)
        touch = one.draft.touch
        said = " | ".join((events, touch.family, touch.kind.value, touch.name.text, f"{run.script.artifact.path}:{one.line}"))
        kind = AssetKind.VIEW if one.table in views else AssetKind.TABLE
        found.setdefault((kind, one.table), []).append(("sets_off", said))
    return {key: tuple(dict.fromkeys(facts)) for key, facts in found.items()}
