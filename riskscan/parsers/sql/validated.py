"""Rules of PostgreSQL tables that are added without a look at the rows and checked later: what the order of the statements saves or spoils.

``SET NOT NULL`` skips its look at every row where a checked rule says so already. ``VALIDATE CONSTRAINT`` in the transaction that added the
rule checks every row while everybody waits for the lock of that transaction.
"""

from __future__ import annotations

import re

from riskscan.model.effect import Trait
from riskscan.model.span import Note
from riskscan.parsers.sql.drafts import Draft
from riskscan.parsers.sql.run import Run

_NAME = r'"?(\w+)"?'
_ADDED = re.compile(rf"(?is)\bADD\s+CONSTRAINT\s+{_NAME}\b.*\bNOT\s+VALID\b")
_NOT_EMPTY = re.compile(rf"(?is)\bCHECK\s*\(\s*\(?\s*{_NAME}\s+IS\s+NOT\s+NULL\b")
_VALIDATED = re.compile(rf"(?i)\bVALIDATE\s+CONSTRAINT\s+{_NAME}")
_SET = re.compile(rf"(?i)\bALTER\s+(?:COLUMN\s+)?{_NAME}\s+SET\s+NOT\s+NULL\b")


def order_of_rules(run: Run) -> None:
    """Takes the wait from a SET NOT NULL that needs no look, and adds one to a check inside the transaction that added the rule."""
    if run.script.dialect != "postgres":
        return
    added: dict[tuple[str, str], tuple[Draft, str]] = {}
    checked: dict[str, list[tuple[str, str]]] = {}
    for draft in run.drafts:
        text = run.script.artifact.text[draft.start : draft.end]
        table = draft.touch.name.key
        if (found := _ADDED.search(text)) is not None:
            column = _NOT_EMPTY.search(text)
            added[table, found[1].lower()] = draft, column[1].lower() if column else ""
        elif (found := _VALIDATED.search(text)) is not None:
            before = added.get((table, found[1].lower()))
            checked.setdefault(table, []).append((found[1].lower(), before[1] if before else found[1].lower()))
            if before is not None and before[0].transaction == draft.transaction and draft.transaction:
                line = before[0].place.start_line
                draft.notes.append(
                    Note(f"It checks every row while line {line} still holds the table. Others wait until then.", draft.place)
                )
                draft.touch.traits = tuple(dict.fromkeys((*draft.touch.traits, Trait.LOCKS)))
        elif (found := _SET.search(text)) is not None:
            own = found[1].lower()
            known = next((name for name, says in checked.get(table, ()) if says == own or (says == name and own in name)), "")
            if known:
                draft.touch.waits = (Note(f"The rule {known} was checked before, so it need not look at every row.", draft.place),)
                draft.touch.traits = tuple(t for t in draft.touch.traits if t is not Trait.LOCKS)
