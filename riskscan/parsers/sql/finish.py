"""Drafts to effects: rules, words, undo, and the safe evidence that only the whole script tells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from riskscan.knowledge import places
from riskscan.knowledge.personal import is_of_people
from riskscan.knowledge.sql import row_for
from riskscan.knowledge.words import say
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.effect import Certainty, Effect, Operation, Safe, Safety, Trait, Undo, if_worst
from riskscan.model.span import Note
from riskscan.parsers.sql.drafts import Draft
from riskscan.parsers.sql.kept import Kept
from riskscan.parsers.sql.run import Run
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


@dataclass(slots=True)
class Finish:
    """Drafts to effects: what is known only when the whole script was seen."""

    run: Run
    kept: Kept = field(init=False)

    def __post_init__(self) -> None:
        self.kept = Kept(self.run)

    def effects(self) -> tuple[Effect, ...]:
        """All effects, in the order of the script."""
        removed = {d.touch.name.key for d in self.run.drafts if Trait.UNDO_REMOVED in d.touch.traits and not d.touch.only_if}
        return tuple(
            self._effect(draft, number, removed)
            for number, draft in enumerate(self.run.drafts)
            if not (
                (draft.not_called or draft.trigger_on) and draft.touch.family == "call"
            )  # a trigger names its routine; that is told by the estate
        )

    def _effect(self, draft: Draft, number: int, removed: set[str]) -> Effect:
        touch, artifact = self._made_again(draft, number), self.run.script.artifact
        traits = self._traits(touch, removed)
        mine = touch.family == "create_index" and any(s.kind is Safety.OWN_OUTPUT for s in self.kept.place(draft))
        row = row_for("create_index_online" if mine else touch.family, touch.kind, touch.scope, traits)
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
        anew = self.kept.rebuilt(draft, number) if Trait.UNDO_REMOVED not in traits else None
        if anew is not None and undo is Undo.NO:
            undo = Undo.WITH_WORK
        sure = draft.sure and match is not Match.UNKNOWN and not draft.trigger_on
        certainty = Certainty.PROVEN if sure else Certainty.LIKELY
        notes = (*touch.notes, *draft.notes, *([anew] if anew else ()))
        if any(s.kind in (Safety.SCRATCH, Safety.OWN_OUTPUT) for s in safe):
            traits = tuple(t for t in traits if t is not Trait.LOCKS)  # nobody else uses it
        else:
            notes += touch.waits
            again = self.kept.twice(draft, number)
            notes += (again,) if again else ()
        if draft.by_itself:
            notes += (Note("The database starts this by itself, as a job.", draft.place),)
        if draft.trigger_on:
            notes += (Note(f"It happens each time a change reaches {artifact.show(draft.trigger_on)}.", draft.place),)
        self.kept.remember(draft)
        effect = Effect(
            operation=row.operation, verb=row.verb, asset=asset, scope=touch.scope, undo=undo, certainty=certainty, rule=row.id,
            text=say(row.operation, row.verb, touch.scope, asset, row.plain), location=draft.place, traits=traits,
            safe_evidence=safe, also=notes, columns=touch.columns,
        )  # fmt: skip
        return if_worst(effect, artifact.show(touch.only_if).strip("{}"))

    def _made_again(self, draft: Draft, number: int) -> Touch:
        """A routine or view that goes and is made anew further down is replaced: no row is in it."""
        touch, kinds = draft.touch, {AssetKind.FUNCTION: "replace_routine", AssetKind.VIEW: "replace_view"}
        if touch.family != "drop" or touch.kind not in kinds or Trait.CASCADE in touch.traits:
            return touch
        routine = self.run.script.routines.get(touch.name.key)
        later = routine is not None and routine.start > draft.start
        made = (d for d in self.run.drafts[number + 1 :] if d.touch.kind is touch.kind and d.touch.name.key == touch.name.key)
        again = next((d for d in made if d.touch.family.startswith(("create", "replace"))), None)
        if not later and (again is None or again.not_called):
            return touch
        return replace(touch, family=kinds[touch.kind])

    def _traits(self, touch: Touch, removed: set[str]) -> tuple[Trait, ...]:
        traits = touch.traits
        if touch.name.key in removed and touch.name.text and touch.family in _LOSES:
            traits += (Trait.UNDO_REMOVED,)
        if touch.family in ("select", "export", "write_file", "copy_to_program"):
            traits += columns_trait(touch.columns)
            if "*" in touch.columns or touch.family != "select":
                traits += columns_trait(self.run.script.columns.get(touch.name.key, ()))
            if touch.family != "select" and all(column == "*" for column in touch.columns):
                traits += self._whole_tables(touch.sources)
        return tuple(dict.fromkeys(traits))

    def _whole_tables(self, names: tuple[str, ...]) -> tuple[Trait, ...]:
        """PERSONAL where whole tables leave whose columns say so; where these are not known, by a name that says its rows are people."""
        known = self.run.script.columns
        return (Trait.PERSONAL,) if any(columns_trait(known[n]) if known.get(n) else is_of_people(n) for n in names) else ()

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
        touch = draft.touch
        found = [*touch.safe, *draft.safe]
        if draft.not_called:
            found.append(Safe(Safety.NOT_CALLED, "It is only defined here. Nothing in this file calls it.", draft.place))
        if operation is not Operation.READ:
            found += self.kept.transaction(draft)
            found += self.kept.copy(draft, number)
        found += self.kept.place(draft)
        parts = [p for p in (*touch.name.text.split(".")[:-1], draft.within) if p]
        if any(places.is_development(p) for p in parts) and not any(places.is_production(p) for p in parts):
            found.append(Safe(Safety.DEVELOPMENT, "It works on a test system.", draft.place))
        return tuple(dict.fromkeys(found))

    def _undo(self, draft: Draft, undo: Undo, operation: Operation, traits: tuple[Trait, ...], safe: tuple[Safe, ...]) -> Undo:
        if any(s.kind is Safety.ROLLED_BACK for s in safe):
            return Undo.YES
        if Trait.UNDO_REMOVED in traits and operation in (Operation.DELETE, Operation.WRITE):
            return Undo.NO
        if undo is Undo.NO and draft.touch.kind is AssetKind.CLUSTER and draft.touch.family == "drop":
            return Undo.WITH_WORK  # it holds no rows
        travels = self.run.script.dialect in ("snowflake", "bigquery")
        if (
            undo is Undo.NO
            and travels
            and draft.touch.kind in (AssetKind.TABLE, AssetKind.SCHEMA, AssetKind.DATABASE)
            and draft.touch.family in ("drop", "delete", "update", "truncate", "merge")
        ):
            return Undo.WITH_WORK
        return undo
