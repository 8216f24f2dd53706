"""Drafts to effects: rules, words, undo, and the safe evidence that only the whole script tells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from riskscan.knowledge import places
from riskscan.knowledge.sql import row_for
from riskscan.knowledge.words import say
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.effect import Certainty, Effect, Operation, Safe, Safety, Trait, Undo
from riskscan.model.span import Span
from riskscan.parsers.sql.run import Draft, Run
from riskscan.parsers.sql.sources import columns_trait
from riskscan.parsers.sql.touch import Touch

_LOSES = frozenset(
    [
        "delete",
        "update",
        "truncate",
        "drop",
        "replace_table",
        "insert_overwrite",
        "merge",
        "merge_delete",
        "merge_delete_missing",
        "drop_partition",
        "swap",
        "undo_removed",
    ]
)
_MAKES = frozenset({"create", "create_as", "select_into", "create_temp"})


@dataclass(slots=True)
class Finish:
    """Drafts to effects: what is known only when the whole script was seen."""

    run: Run
    temporary: set[str] = field(default_factory=set)
    own: dict[str, Span] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)

    def effects(self) -> tuple[Effect, ...]:
        """All effects, in the order of the script."""
        removed = {d.touch.name.key for d in self.run.drafts if Trait.UNDO_REMOVED in d.touch.traits}
        return tuple(
            self._effect(draft, number, removed)
            for number, draft in enumerate(self.run.drafts)
            if not (draft.not_called and draft.touch.family == "call")  # a trigger names its routine; that is told by the estate
        )

    def _effect(self, draft: Draft, number: int, removed: set[str]) -> Effect:
        touch, artifact = draft.touch, self.run.script.artifact
        traits = self._traits(touch, removed)
        row = row_for(touch.family, touch.kind, touch.scope, traits)
        traits = tuple(dict.fromkeys((*traits, *row.traits)))
        name = artifact.show(touch.name.text)
        match = touch.name.match
        if name != touch.name.text and match is Match.EXACT:
            match = Match.PATTERN if re.sub(r"\{[^}]*\}|\W", "", name) else Match.UNKNOWN
        asset = AssetRef(touch.kind, name, match, touch.name.aliases, draft.within)
        safe = self._safe(draft, number, row.operation)
        scratch = any(s.kind is Safety.SCRATCH for s in safe)
        if self._production(asset) and not scratch:
            traits += (Trait.PRODUCTION,)
        undo = self._undo(draft, row.undo, row.operation, traits, safe)
        certainty = Certainty.PROVEN if draft.sure and match is not Match.UNKNOWN else Certainty.LIKELY
        self._remember(draft)
        return Effect(
            operation=row.operation, verb=row.verb, asset=asset, scope=touch.scope, undo=undo, certainty=certainty, rule=row.id,
            text=say(row.operation, row.verb, touch.scope, asset, row.plain), location=draft.place, traits=traits,
            safe_evidence=safe, also=(*touch.notes, *draft.notes), columns=touch.columns,
        )  # fmt: skip

    def _traits(self, touch: Touch, removed: set[str]) -> tuple[Trait, ...]:
        traits = touch.traits
        if touch.name.key in removed and touch.name.text and touch.family in _LOSES:
            traits += (Trait.UNDO_REMOVED,)
        if touch.family in ("select", "export", "write_file", "copy_to_program"):
            traits += columns_trait(touch.columns)
        return tuple(dict.fromkeys(traits))

    def _production(self, asset: AssetRef) -> bool:
        own = (
            asset.name.split(".")[:-1]
            if asset.kind in (AssetKind.TABLE, AssetKind.VIEW, AssetKind.FUNCTION)
            else [asset.name]
            if asset.kind in (AssetKind.DATABASE, AssetKind.SCHEMA)
            else []
        )
        if any(places.is_production(part) for part in own):
            return True
        return places.is_production(asset.within) and len(own) < 2

    def _safe(self, draft: Draft, number: int, operation: Operation) -> tuple[Safe, ...]:
        touch, run = draft.touch, self.run
        found = [*touch.safe, *draft.safe]
        if draft.not_called:
            found.append(Safe(Safety.NOT_CALLED, "It is only defined here. Nothing in this file calls it.", draft.place))
        if operation is not Operation.READ:
            found += self._transaction(draft)
            found += self._copy(draft, number)
        found += self._place(touch, draft)
        if run.read_only is not None:
            found.append(Safe(Safety.READ_ONLY, "The session may only read.", run.read_only))
        parts = [p for p in (*touch.name.text.split(".")[:-1], draft.within) if p]
        if any(places.is_development(p) for p in parts) and not any(places.is_production(p) for p in parts):
            found.append(Safe(Safety.DEVELOPMENT, "It works on a test system.", draft.place))
        return tuple(dict.fromkeys(found))

    def _transaction(self, draft: Draft) -> list[Safe]:
        run, number = self.run, draft.transaction
        if (
            not number
            or draft.touch.kind is AssetKind.DATABASE
            or draft.touch.family in ("export", "write_file", "shell", "copy_to_program", "mail")
        ):
            return []
        if number in run.rolled_back:
            return [Safe(Safety.ROLLED_BACK, "The file takes it back at the end.", draft.place)]
        if run.script.dialect == "oracle":
            return []
        found = [Safe(Safety.IN_TRANSACTION, "It runs in one transaction that can be taken back.", draft.place)]
        if number in run.checked:
            found.append(Safe(Safety.CHECKED, "It stops when the number of rows is not the expected one.", run.checked[number]))
        return found

    def _place(self, touch: Touch, draft: Draft) -> list[Safe]:
        key = touch.name.key
        table = touch.name.text if touch.kind is not AssetKind.COLUMN else touch.name.text.rpartition(".")[0]
        target = (
            draft.within
            and touch.name.text.count(".") < 2
            and touch.kind in (AssetKind.TABLE, AssetKind.VIEW)
            and places.is_scratch_schema(draft.within)
        )
        if (
            touch.family == "create_temp"
            or key in self.temporary
            or places.is_scratch_table(table)
            or target
            or (touch.kind is AssetKind.SCHEMA and places.is_scratch_schema(touch.name.text))
        ):
            return [Safe(Safety.SCRATCH, "It is a temporary table or a scratch place.", draft.place)]
        if key in self.own:
            return [Safe(Safety.OWN_OUTPUT, "This file made it itself.", self.own[key])]
        return []

    def _copy(self, draft: Draft, number: int) -> list[Safe]:
        """An earlier statement that copies the same rows into a table that stays."""
        touch = draft.touch
        if touch.family not in ("update", "delete", "truncate", "drop", "replace_table", "merge", "drop_column", "insert_overwrite"):
            return []
        key = touch.name.key if touch.kind is not AssetKind.COLUMN else touch.name.key.rpartition(".")[0]
        for earlier in self.run.drafts[:number]:
            copy = earlier.touch
            if (
                copy.family not in ("create_as", "select_into", "insert")
                or copy.sources != (key,)
                or copy.name.key == key
                or copy.name.key in self.dropped
            ):
                continue
            if set(copy.where) <= set(touch.where) and not earlier.not_called:
                return [
                    Safe(Safety.BACKED_UP, f"It first keeps a copy in {copy.name.text} (line {earlier.place.start_line}).", earlier.place)
                ]
        return []

    def _undo(self, draft: Draft, undo: Undo, operation: Operation, traits: tuple[Trait, ...], safe: tuple[Safe, ...]) -> Undo:
        if any(s.kind is Safety.ROLLED_BACK for s in safe):
            return Undo.YES
        if Trait.UNDO_REMOVED in traits and operation in (Operation.DELETE, Operation.WRITE):
            return Undo.NO
        travels = self.run.script.dialect in ("snowflake", "bigquery")
        if (
            undo is Undo.NO
            and travels
            and draft.touch.kind in (AssetKind.TABLE, AssetKind.SCHEMA, AssetKind.DATABASE)
            and draft.touch.family in ("drop", "delete", "update", "truncate", "merge")
        ):
            return Undo.WITH_WORK
        return undo

    def _remember(self, draft: Draft) -> None:
        touch = draft.touch
        key = touch.name.key
        if touch.family == "create_temp":
            self.temporary.add(key)
        elif touch.family in _MAKES and touch.kind in (AssetKind.TABLE, AssetKind.VIEW, AssetKind.SCHEMA) and not draft.not_called:
            words = self.run.script.artifact.text[draft.start : draft.start + 200].upper()
            if "IF NOT EXISTS" not in " ".join(words.split()) and key not in self.dropped:
                self.own[key] = draft.place
        elif touch.family == "drop":
            self.dropped.add(key)
            self.own.pop(key, None)
