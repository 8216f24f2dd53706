"""Reads the JSON of ``terraform show -json``: what Terraform itself says that it would do.

Only argument names that are safe to show are read, and never a value that the plan marks as sensitive.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from riskscan.knowledge.terraform.facts import class_of, identity
from riskscan.knowledge.terraform.guards import guard_rule
from riskscan.knowledge.terraform.kinds import IN_BUCKETS, VERSIONED, group_of, kind_of
from riskscan.model.artifact import Artifact, LineIndex, Status
from riskscan.model.asset import Asset, AssetRef
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Certainty, Effect, Trait, Undo
from riskscan.model.estate import Estate
from riskscan.model.evidence import Evidence, Method
from riskscan.model.findings import Findings
from riskscan.model.homes import key_of_ref, placed
from riskscan.model.span import Note, Span
from riskscan.model.surroundings import Nothing
from riskscan.parsers.terraform.ageing import ageing
from riskscan.parsers.terraform.config import Budget, Item
from riskscan.parsers.terraform.cost import large
from riskscan.parsers.terraform.evaluate import Instance, Scope
from riskscan.parsers.terraform.expiry import expiry
from riskscan.parsers.terraform.exposure import Around, around, network, public
from riskscan.parsers.terraform.folder import Folder
from riskscan.parsers.terraform.json_text import read_json_value
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.plan_notes import changed_names, differing, paths, reason, relocated, safe_of
from riskscan.parsers.terraform.plan_values import HIDDEN, config_of, list_of, map_of
from riskscan.parsers.terraform.protection import Loss, losses
from riskscan.parsers.terraform.rights import rights
from riskscan.parsers.terraform.standing import standing, together
from riskscan.parsers.terraform.subject import ENDS, NEW_STORES, own_output
from riskscan.parsers.terraform.syntax import Attribute, Block, Lit, Unknown
from riskscan.parsers.terraform.unguarded import unguarded

RESOURCES = 20_000
_ADDRESS = re.compile(r'"address"\s*:\s*("(?:[^"\\]|\\.){1,1000}")')


def parse_plan(artifact: Artifact) -> Findings:
    """The effects of a plan. A plan of an unknown major version or a broken file is unread."""
    place = Span(artifact.path, 1, 1, 1, 1)
    try:
        document = read_json_value(artifact.text)
    except ValueError:
        return _unread("terraform-plan-broken", "The plan file is cut off or damaged.", place)
    version = str(document.get("format_version", "")) if isinstance(document, dict) else ""
    if not isinstance(document, dict) or version.partition(".")[0] not in ("0", "1"):
        return _unread("terraform-plan-version", "The plan is of a version that we do not know.", place)
    found = document.get("resource_changes")
    if not isinstance(found, list):
        return _unread("terraform-plan-empty", "The plan does not say what it would change.", place)
    drift = [d for d in list_of(document.get("resource_drift"))[:RESOURCES] if isinstance(d, dict)]
    reader = _Reader(artifact, [r for r in found[:RESOURCES] if isinstance(r, dict)], drift)
    effects = tuple(reader.effects())
    diagnostics = tuple(_incomplete(document, len(found), place))
    status = Status.PARTLY_READ if diagnostics else Status.READ
    diagnostics = (*diagnostics, *reader.by_hand(place))
    return Findings(effects=effects, declared=reader.declared(), diagnostics=diagnostics, status=status)


def _incomplete(document: dict[str, object], count: int, place: Span) -> Iterator[Diagnostic]:
    """What keeps a plan from saying all that would happen."""
    said = "It may do more than this answer says."
    if document.get("errored") is True:
        yield Diagnostic("terraform-plan-incomplete", "Terraform did not finish this plan.", said, place)
    if count > RESOURCES:
        yield Diagnostic("terraform-plan-incomplete", "The plan is longer than we read.", said, place)
    later = len(list_of(document.get("deferred_changes")))
    if later or document.get("complete") is False:
        text = f"Terraform puts off {later or 'some'} of the changes to a later plan."
        yield Diagnostic("terraform-plan-deferred", text, "What they do is not part of this answer.", place)


def _unread(code: str, text: str, place: Span) -> Findings:
    consequence = "Nothing in it was checked. Unread does not mean safe."
    return Findings(diagnostics=(Diagnostic(code, text, consequence, place, unread=True),), status=Status.NOT_READ)


class _Reader:
    """One plan: each resource change as an instance before and one after."""

    def __init__(self, artifact: Artifact, found: list[dict[str, object]], drift: list[dict[str, object]]) -> None:
        self.path, self.found = artifact.path, found
        self.index, self.text = LineIndex(artifact.text), artifact.text
        start = max(artifact.text.find('"resource_changes"'), 0)
        self.places: dict[str, int] = {}
        for match in _ADDRESS.finditer(artifact.text, start):
            self.places.setdefault(match[1], match.start())
        self.scope = Scope(Folder(artifact.path), Nothing(), budget=Budget())
        self.drift = {str(d.get("address", "")): tuple(differing(d)) for d in drift}
        self.new = {_asset(r, self._side(r, "after", Span(self.path, 1, 1, 1, 1)), self.path).name for r in found if _is_new_store(r)}

    def _place(self, address: str) -> Span:
        line, column = self.index.place(self.places.get(json.dumps(address), 0))
        return Span(self.path, line, column, line, column + (9 if line > 1 or column > 1 else 0))

    def _instance(self, row: dict[str, object], values: object, hidden: object, unknown: object, place: Span) -> Instance | None:
        if not isinstance(values, dict):
            return None
        type_, name = str(row.get("type", "")), str(row.get("name", ""))
        config = config_of(values, map_of(hidden), place, 0)
        for later, known in map_of(unknown).items():
            if known is True and not HIDDEN.search(later):
                config.items[later] = Item(Unknown(later), place, Lit(None))
        argument = identity(type_) or "name"
        named = {name: config.get(name) for name in (argument, *(("bucket",) if type_ in IN_BUCKETS else ()))}
        attributes = tuple(Attribute(name, Lit(value), place) for name, value in named.items() if isinstance(value, str))
        block = Block("resource", (type_, name), attributes, (), place, place)
        return Instance(str(row.get("address", "")), type_, name, None, block, self.scope, {}, row.get("mode") == "data", config)

    def effects(self) -> Iterator[Effect]:
        beside = around(tuple(i for row in self.found if (i := self._side(row, "after", Span(self.path, 1, 1, 1, 1)))))
        for row in self.found:
            change = map_of(row.get("change"))
            actions = tuple(str(a) for a in list_of(change.get("actions")) if isinstance(a, str))
            if row.get("mode") == "data" or (actions in ((), ("read",)) or (actions == ("no-op",) and not row.get("previous_address"))):
                continue
            place = self._place(str(row.get("address", "")))
            yield from self._of(row, change, actions, place, beside)

    def _side(self, row: dict[str, object], side: str, place: Span) -> Instance | None:
        change = map_of(row.get("change"))
        unknown = change.get("after_unknown") if side == "after" else None
        return self._instance(row, change.get(side), change.get(f"{side}_sensitive"), unknown, place)

    def _of(
        self, row: dict[str, object], change: dict[str, object], actions: tuple[str, ...], place: Span, beside: Around
    ) -> Iterator[Effect]:
        before, after = self._side(row, "before", place), self._side(row, "after", place)
        asset = _asset(row, before or after, self.path)
        gone = losses(str(row.get("type")), before.config, after.config) if before and after else []
        at = relocated((gone and tuple(loss.note for loss in gone)) or (), place)
        if "delete" in actions:
            yield self._deleted(row, actions, before, after, gone, (*reason(row, place), *paths(change, place), *at), place)
        elif "forget" in actions:
            yield make("terraform/let-go", asset, place)
        elif "create" in actions:
            yield make("terraform/resource-created", asset, place, verb=f"create_{asset.kind}")
            bare = unguarded(after, place) if after is not None else None
            if bare is not None:
                yield replace(bare, also=relocated(bare.also, place))
        elif "update" in actions and not gone:
            also = (*changed_names(before, after, place), *self._drifted(row, place))
            yield make("terraform/resource-changed", asset, place, also=also)
        if before and after and "update" in actions:
            yield from (replace(e, also=relocated(e.also, place)) for e in ageing(asset, before.config, after.config, str(row.get("type"))))
        if row.get("previous_address"):
            yield make("terraform/address-moved", asset, place)
        if change.get("importing"):
            yield make("terraform/taken-in", asset, place)
        for loss, note in zip(gone, at, strict=False):
            yield make(loss.rule, asset, place, also=(note,), certainty=Certainty.PROVEN if loss.sure else Certainty.POSSIBLE)
        yield from self._dangers(before, after, beside)

    def _dangers(self, before: Instance | None, after: Instance | None, beside: Around) -> Iterator[Effect]:
        if after is None:
            return
        old = {(e.rule, e.text) for e in self._all(before, beside)} if before else set()
        for effect in self._all(after, beside):
            if (effect.rule, effect.text) not in old:
                yield own_output(effect) if effect.asset.name in self.new and effect.rule.startswith(ENDS) else effect

    def _deleted(
        self, row: dict[str, object], actions: tuple[str, ...], before: Instance | None, after: Instance | None, gone: list[Loss],
        why: tuple[Note, ...], place: Span,
    ) -> Effect:  # fmt: skip
        """A resource that goes, or that goes and is made anew."""
        type_, asset = str(row.get("type")), _asset(row, before or after, self.path)
        if "create" in actions and VERSIONED.search(type_):
            return make("terraform/resource-changed", asset, place, also=why)
        state = standing(type_, before.config) if before else None
        if state and after is not None and "create" in actions:
            state = together(state, standing(type_, after.config))
        guard = guard_rule(type_) if "create" not in actions else ""
        if guard:
            return make(guard, asset, place, also=why)
        early = actions[:1] == ("create",) and class_of(type_) in ("vm", "outage_compute")
        return make(
            f"terraform/{group_of(type_)}-{'replaced' if 'create' in actions else 'destroyed'}", asset, place,
            traits=(*(loss.trait for loss in gone), *(state.traits if state else ())), without=(Trait.OUTAGE,) if early else (),
            also=(*why, *relocated(state.notes if state else (), place)),
            safe=tuple(safe_of(s, place) for s in state.safe) if state else (),
            undo=Undo.WITH_WORK if state and state.copied else None,
        )  # fmt: skip

    def _drifted(self, row: dict[str, object], place: Span) -> tuple[Note, ...]:
        """What somebody changed by hand, which this plan puts back."""
        names = self.drift.get(str(row.get("address", "")), ())
        return tuple(Note(f"Somebody changed {name} by hand. This puts it back.", place) for name in names[:3])

    def _all(self, instance: Instance, beside: Around) -> Iterator[Effect]:
        yield from network(instance, beside)
        yield from public(instance)
        yield from rights(instance, self.text)
        yield from expiry(instance)
        found = large(instance)
        if found:
            yield found

    def by_hand(self, place: Span) -> Iterator[Diagnostic]:
        """Things that were changed outside Terraform and that this plan leaves so."""
        touched = {str(r.get("address", "")) for r in self.found if map_of(r.get("change")).get("actions") not in (["no-op"], ["read"])}
        left = [address for address, names in self.drift.items() if names and address not in touched]
        if left:
            shown = ", ".join(left[:3]) + (f" and {len(left) - 3} more" if len(left) > 3 else "")
            text = f"Somebody changed {shown} outside Terraform."[:200]
            yield Diagnostic("terraform-plan-drift", text, "Terraform only writes that down. Ask whether it was meant.", place)

    def declared(self) -> Estate:
        assets: dict[str, Asset] = {}
        for row in self.found:
            instance = self._side(row, "before", Span(self.path, 1, 1, 1, 1)) or self._side(row, "after", Span(self.path, 1, 1, 1, 1))
            if instance is None:
                continue
            ref = _asset(row, instance, self.path)
            key = key_of_ref(ref)
            evidence = (Evidence("terraform", self.path, 0, Method.DECLARED),)
            assets.setdefault(key, Asset(key, ref.kind, ref.name, ref.aliases, facts=(("type", instance.type),), evidence=evidence))
        return Estate(tuple(assets.values()))


def _asset(row: dict[str, object], instance: Instance | None, path: str) -> AssetRef:
    """The asset of a row; it is taken to be one of the folder that the plan lies in."""
    type_, address = str(row.get("type", "")), str(row.get("address", ""))
    previous = (str(row["previous_address"]),) if row.get("previous_address") else ()
    value = instance.config.get(identity(type_) or "name") if instance else None
    bucket = instance.config.get("bucket") if instance and type_ in IN_BUCKETS else None
    value = f"{bucket}/{value}" if isinstance(bucket, str) and isinstance(value, str) else value
    name = value if isinstance(value, str) and value else address
    arn = instance.config.get("arn") if instance else None
    arns = (arn,) if isinstance(arn, str) else ()
    names = (address, f"{type_}.{row.get('name', '')}", placed(address, posixpath.dirname(path)), *previous, *arns)
    return AssetRef(kind_of(type_), name, aliases=tuple(dict.fromkeys(names)))


def _is_new_store(row: dict[str, object]) -> bool:
    return row.get("type") in NEW_STORES and map_of(row.get("change")).get("actions") == ["create"]
