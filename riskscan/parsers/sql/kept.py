"""Safe evidence that only the order of the whole script tells: own and temporary tables, copies made first, transactions, checks.

Each piece of evidence ends where the script ends it: a table is dropped or renamed, a copy is emptied, a transaction is saved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from riskscan.knowledge import places
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Safe, Safety, Scope
from riskscan.model.span import Note, Span
from riskscan.parsers.sql.drafts import Draft
from riskscan.parsers.sql.run import Run
from riskscan.parsers.sql.state import DDL_STAYS, Check

_MAKES = frozenset({"create", "create_as", "select_into", "create_temp"})
_COPIES = frozenset({"create_as", "select_into", "insert"})
_COPIED = frozenset({"update", "delete", "truncate", "drop", "replace_table", "merge", "merge_delete", "drop_column", "insert_overwrite"})
_EMPTIES = frozenset({"drop", "truncate", "delete", "rename", "swap", "update", "replace_table", "insert_overwrite", "undo_removed"})
_MOVES = frozenset({"rename", "swap", "restore", "drop_owned"})
_CHANGES = frozenset({"insert", "update", "delete", "merge", "merge_delete", "merge_delete_missing", "upsert"})
_TAKEN_BACK = (AssetKind.TABLE, AssetKind.VIEW, AssetKind.COLUMN, AssetKind.SCHEMA, AssetKind.IDENTITY)
_NOT_TAKEN_BACK = frozenset({"maintain", "maintain_locking", "export", "write_file", "undo_removed", "select", "set_sequence"})
_EMPTY_QUERY = re.compile(
    r"(?i)\bWITH\s+NO\s+DATA\b|\bLIMIT\s+0\b|\bTOP\s*\(?\s*0\b|\bWHERE\s+(?:FALSE\b|(\d+)\s*(?:=\s*(?!\1\b)\d+|<>\s*\1\b))"
)
_GUARDED = re.compile(
    r"(?i)\bNOT\s+(EXISTS|IN)\b|\bEXCEPT\b|\bMINUS\b|\bON\s+(CONFLICT|DUPLICATE)\b|\bOR\s+(IGNORE|REPLACE)\b|\bIGNORE\b"
    r"|\bMAX\s*\(|\bIS\s+NULL\b|\bMERGE\b"
)
_TABLES = (AssetKind.TABLE, AssetKind.VIEW, AssetKind.SCHEMA)


@dataclass(slots=True)
class Kept:
    """What holds at the draft that is looked at. ``remember`` is called once for each draft, in order."""

    run: Run
    temporary: dict[tuple[str, str], tuple[bool, int]] = field(default_factory=dict)  # (within, name) -> (ends at commit, transaction)
    own: dict[tuple[str, str], tuple[Span, int]] = field(default_factory=dict)
    views: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)  # (within, view) -> the tables that it shows

    def transaction(self, draft: Draft) -> list[Safe]:
        """Taken back, all or nothing, checked, or refused because the session may only read."""
        run, number, touch = self.run, draft.transaction, draft.touch
        called = touch.family == "call" and run.script.dialect in DDL_STAYS
        routine = touch.kind is AssetKind.FUNCTION and touch.family != "call"
        if touch.family in _NOT_TAKEN_BACK or not (touch.kind in _TAKEN_BACK or called or routine):
            return []
        found = []
        if draft.read_only is not None and not called and touch.family != "create_temp":
            found.append(Safe(Safety.READ_ONLY, "The session may only read.", draft.read_only))
        if not number:
            return found
        if number in run.rolled_back:
            return [*found, Safe(Safety.ROLLED_BACK, "The file takes it back at the end.", draft.place)]
        if run.script.dialect == "oracle":
            return found
        found.append(Safe(Safety.IN_TRANSACTION, "It runs in one transaction that can be taken back.", draft.place))
        check = next((c for c in run.checks.get(number, ()) if self._checks(c, draft)), None)
        if check is not None:
            found.append(Safe(Safety.CHECKED, "It stops when the number of rows is not the expected one.", check.place))
        return found

    def _checks(self, check: Check, draft: Draft) -> bool:
        """Does the check count what this draft changes: the rows of the statement before it, or rows of the same table?"""
        if not check.rows:
            return draft.touch.name.base.upper() in check.words
        between = [
            d
            for d in self.run.drafts
            if d.touch.family in _CHANGES and draft.start < d.start < check.at and d.transaction == draft.transaction
        ]
        return draft.start < check.at and draft.touch.family in _CHANGES and not between

    def place(self, draft: Draft) -> list[Safe]:
        """A temporary table, a scratch place, or a table that this file made."""
        touch = draft.touch
        table = touch.name.text if touch.kind is not AssetKind.COLUMN else touch.name.text.rpartition(".")[0]
        held = list(table.replace('"', "").split(".")[:-1])
        if touch.kind in (AssetKind.TABLE, AssetKind.VIEW) and touch.name.text.count(".") < 2:
            held.append(draft.within)
        if touch.kind is AssetKind.SCHEMA:
            held.append(touch.name.text)
        named = table.startswith("#") or any(places.is_scratch_schema(p) and not places.is_production(p) for p in held if p)
        if (
            touch.family == "create_temp"
            or (table.startswith("@") and touch.kind is AssetKind.TABLE)
            or self._is_temporary(draft, table)
            or named
        ):
            return [Safe(Safety.SCRATCH, "It is a temporary table or a scratch place.", draft.place)]
        place = (draft.within, table.lower())
        through = touch.family in _CHANGES and any((draft.within, base) not in self.own for base in self.views.get(place, ()))
        if place in self.own and not through:
            return [Safe(Safety.OWN_OUTPUT, "This file made it itself.", self.own[place][0])]
        return []

    def _is_temporary(self, draft: Draft, table: str) -> bool:
        found = self.temporary.get((draft.within, table.lower()))
        if found is None:
            return False
        ends_at_commit, transaction = found
        gone = transaction in self.run.rolled_back and self.run.script.dialect in DDL_STAYS
        return draft.transaction == transaction or not (ends_at_commit or gone)

    def copy(self, draft: Draft, number: int) -> list[Safe]:
        """An earlier statement that copies the same rows, whole, into a table that stays and is still full at the end."""
        touch = draft.touch
        if touch.family not in _COPIED:
            return []
        key = touch.name.key if touch.kind is not AssetKind.COLUMN else touch.name.key.rpartition(".")[0]
        for at, earlier in enumerate(self.run.drafts[:number]):
            copy = earlier.touch
            if (
                copy.family in _COPIES
                and copy.sources == (key,)
                and copy.name.key != key
                and (earlier.within, earlier.not_called, earlier.maybe) == (draft.within, draft.not_called, False)
                and set(copy.where) <= set(touch.where)
                and self._whole(earlier, at, touch.columns if touch.family == "update" else ())
                and not self._lost(earlier, at, draft)
            ):
                text = f"It first keeps a copy in {copy.name.text} (line {earlier.place.start_line})."
                return [Safe(Safety.BACKED_UP, text, earlier.place)]
        return []

    def rebuilt(self, draft: Draft, number: int) -> Note | None:
        """Where a dropped table is filled anew from other data later on, and nothing else happens to it between."""
        touch = draft.touch
        if touch.family != "drop" or touch.kind is not AssetKind.TABLE or touch.name.match is not Match.EXACT or draft.maybe:
            return None
        key, drafts = touch.name.key, self.run.drafts
        at = next((n for n in range(number + 1, len(drafts)) if drafts[n].touch.name.key == key or self._breaks(drafts[n])), -1)
        if at < 0 or drafts[at].touch.family not in ("create_as", "select_into") or self._loses(drafts[at], draft, at):
            return None
        made = drafts[at]
        derived = {key}
        for earlier in drafts[:number]:
            if derived & set(earlier.touch.sources):
                derived.add(earlier.touch.name.key)
        if not made.touch.sources or derived & set(made.touch.sources):
            return None
        return Note(f"It builds it anew right after (line {made.place.start_line}).", made.place)

    def twice(self, draft: Draft, number: int) -> Note | None:
        """INSERT ... SELECT that adds the same rows again when the file runs again, with nothing in the file against it."""
        touch = draft.touch
        if touch.family != "insert" or not touch.sources or touch.name.key in touch.sources or draft.trigger_on:
            return None
        text = self.run.script.artifact.text[draft.start : draft.end] if draft.place.path == self.run.script.artifact.path else ""
        emptied = any(d.touch.name.key == touch.name.key and d.touch.family in _EMPTIES for d in self.run.drafts[:number])
        if emptied or not text or _GUARDED.search(text):
            return None
        return Note("Run twice, it adds the same rows twice.", draft.place)

    def _breaks(self, draft: Draft) -> bool:
        """Could it do to any table what we cannot see?"""
        return draft.touch.family in _MOVES or draft.touch.family in ("dynamic", "call")

    def _loses(self, made: Draft, dropped: Draft, at: int) -> bool:
        """Is the new table empty, not sure to be made, or gone again later?"""
        text = self.run.script.artifact.text[made.start : made.end]
        later = self.run.drafts[at + 1 :]
        return (
            (made.within, made.not_called, made.maybe) != (dropped.within, dropped.not_called, False)
            or (made.transaction in self.run.rolled_back and made.transaction != dropped.transaction)
            or _EMPTY_QUERY.search(text) is not None
            or any(d.touch.name.key == made.touch.name.key and d.touch.family in _EMPTIES and not d.not_called for d in later)
        )

    def _whole(self, earlier: Draft, at: int, changed: tuple[str, ...]) -> bool:
        """Does the copy hold all columns (or all that change), and all rows that its filter lets through?"""
        text = " ".join(self.run.script.artifact.text[earlier.start : earlier.end].split())
        if re.search(
            r"(?i)\bWITH NO DATA\b|\bIF NOT EXISTS\b|\bLIMIT\b|\bTOP\b|\bGROUP BY\b|\bHAVING\b|SAMPLE\b|\bROWNUM\b|\bFETCH\b", text
        ):
            return False
        reads = [d for d in self.run.drafts[at : at + 3] if d.start == earlier.start and d.touch.family == "select"]
        if not earlier.touch.where and any(r.touch.scope is not Scope.ALL for r in reads):
            return False
        if re.search(r"(?i)\bSELECT (DISTINCT )?(\w+\.)?\*|\b(CLONE|COPY|TABLE) [\w.\"`\[\]]+$", text):
            return True
        given = {c.lower() for c in earlier.touch.columns}
        return bool(changed) and {c.lower() for c in changed} <= given and len(given) > len(changed)

    def _lost(self, earlier: Draft, at: int, draft: Draft) -> bool:
        """Is the copy dropped, emptied or moved later, or taken back while the change stays?"""
        key = earlier.touch.name.key
        if earlier.transaction in self.run.rolled_back and earlier.transaction != draft.transaction:
            return True
        later = self.run.drafts[at + 1 :]
        return any(d.touch.name.key == key and d.touch.family in _EMPTIES and not d.not_called for d in later)

    def remember(self, draft: Draft) -> None:
        """Takes in what the draft makes, drops and renames."""
        touch, place = draft.touch, (draft.within, draft.touch.name.key)
        words = " ".join(self.run.script.artifact.text[draft.start : draft.end].upper().split())
        if touch.family == "create_temp":
            if not draft.maybe:
                self.temporary[place] = ("ON COMMIT DROP" in words, draft.transaction)
        elif touch.family in _MAKES and touch.kind in _TABLES:
            undone = draft.transaction in self.run.rolled_back
            self.temporary.pop(place, None)
            if not (undone or draft.maybe or draft.not_called or "IF NOT EXISTS" in words):
                self.own[place] = (draft.place, draft.transaction)
                if touch.kind is AssetKind.VIEW:
                    self.views[place] = touch.sources
        elif touch.family == "drop":
            self.own.pop(place, None)
            self.temporary.pop(place, None)
        elif touch.family in _MOVES:
            named = set(re.findall(r"[A-Z_0-9]+", words))
            for known in [k for k in self.own if k[1].rpartition(".")[2].upper() in named]:
                self.own.pop(known)
            for known in [k for k in self.temporary if k[1].rpartition(".")[2].upper() in named]:
                self.temporary.pop(known)
