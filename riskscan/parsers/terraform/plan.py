"""Reads the JSON of ``terraform show -json``: what Terraform itself says that it would do.

Only argument names that are safe to show are read, and never a value that the plan marks as sensitive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from riskscan.knowledge.terraform.facts import identity
from riskscan.knowledge.terraform.kinds import VERSIONED, group_of, kind_of
from riskscan.model.artifact import Artifact, LineIndex, Status
from riskscan.model.asset import Asset, AssetRef, key_of
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Effect, Safe, Safety, Undo
from riskscan.model.estate import Estate
from riskscan.model.evidence import Evidence, Method
from riskscan.model.findings import Findings
from riskscan.model.span import Note, Span
from riskscan.model.surroundings import Nothing
from riskscan.parsers.terraform.config import Budget, Config, Item
from riskscan.parsers.terraform.cost import large
from riskscan.parsers.terraform.evaluate import Instance, Scope
from riskscan.parsers.terraform.expiry import expiry
from riskscan.parsers.terraform.exposure import Around, around, network, public
from riskscan.parsers.terraform.folder import Folder
from riskscan.parsers.terraform.json_text import read_json_value
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.protection import losses
from riskscan.parsers.terraform.rights import rights
from riskscan.parsers.terraform.standing import standing
from riskscan.parsers.terraform.syntax import Attribute, Block, Lit, Value

RESOURCES = 20_000
_ADDRESS = re.compile(r'"address"\s*:\s*("(?:[^"\\]|\\.){1,1000}")')
_HIDDEN = re.compile(r"(?i)pass|secret|token|private|credential|user_data|connection_string|certificate|access_key")


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
    reader = _Reader(artifact, [r for r in found[:RESOURCES] if isinstance(r, dict)])
    effects = tuple(reader.effects())
    diagnostics = tuple(_incomplete(document, len(found), place))
    status = Status.PARTLY_READ if diagnostics else Status.READ
    return Findings(effects=effects, declared=reader.declared(), diagnostics=diagnostics, status=status)


def _incomplete(document: dict[str, object], count: int, place: Span) -> Iterator[Diagnostic]:
    """What keeps a plan from saying all that would happen."""
    said = "It may do more than this answer says."
    if document.get("errored") is True:
        yield Diagnostic("terraform-plan-incomplete", "Terraform did not finish this plan.", said, place)
    if count > RESOURCES:
        yield Diagnostic("terraform-plan-incomplete", "The plan is longer than we read.", said, place)
    later = len(_list(document.get("deferred_changes")))
    if later or document.get("complete") is False:
        text = f"Terraform puts off {later or 'some'} of the changes to a later plan."
        yield Diagnostic("terraform-plan-deferred", text, "What they do is not part of this answer.", place)


def _unread(code: str, text: str, place: Span) -> Findings:
    consequence = "Nothing in it was checked. Unread does not mean safe."
    return Findings(diagnostics=(Diagnostic(code, text, consequence, place, unread=True),), status=Status.NOT_READ)


def _map(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


class _Reader:
    """One plan: each resource change as an instance before and one after."""

    def __init__(self, artifact: Artifact, found: list[dict[str, object]]) -> None:
        self.path, self.found = artifact.path, found
        self.index, self.text = LineIndex(artifact.text), artifact.text
        start = max(artifact.text.find('"resource_changes"'), 0)
        self.places: dict[str, int] = {}
        for match in _ADDRESS.finditer(artifact.text, start):
            self.places.setdefault(match[1], match.start())
        self.scope = Scope(Folder(artifact.path), Nothing(), budget=Budget())

    def _place(self, address: str) -> Span:
        line, column = self.index.place(self.places.get(json.dumps(address), 0))
        return Span(self.path, line, column, line, column + (9 if line > 1 or column > 1 else 0))

    def _instance(self, row: dict[str, object], values: object, hidden: object, place: Span) -> Instance | None:
        if not isinstance(values, dict):
            return None
        type_, name = str(row.get("type", "")), str(row.get("name", ""))
        config = _config(values, _map(hidden), place, 0)
        argument = identity(type_) or "name"
        value = config.get(argument)
        attributes = (Attribute(argument, Lit(value), place),) if isinstance(value, str) else ()
        block = Block("resource", (type_, name), attributes, (), place, place)
        return Instance(str(row.get("address", "")), type_, name, None, block, self.scope, {}, row.get("mode") == "data", config)

    def effects(self) -> Iterator[Effect]:
        beside = around(tuple(i for row in self.found if (i := self._side(row, "after", Span(self.path, 1, 1, 1, 1)))))
        for row in self.found:
            change = _map(row.get("change"))
            actions = tuple(str(a) for a in _list(change.get("actions")) if isinstance(a, str))
            if row.get("mode") == "data" or (actions in ((), ("read",)) or (actions == ("no-op",) and not row.get("previous_address"))):
                continue
            place = self._place(str(row.get("address", "")))
            yield from self._of(row, change, actions, place, beside)

    def _side(self, row: dict[str, object], side: str, place: Span) -> Instance | None:
        change = _map(row.get("change"))
        return self._instance(row, change.get(side), change.get(f"{side}_sensitive"), place)

    def _of(
        self, row: dict[str, object], change: dict[str, object], actions: tuple[str, ...], place: Span, beside: Around
    ) -> Iterator[Effect]:
        before, after = self._side(row, "before", place), self._side(row, "after", place)
        asset = _asset(row, before or after)
        gone = losses(str(row.get("type")), before.config, after.config) if before and after else []
        at = _relocated((gone and tuple(loss.note for loss in gone)) or (), place)
        if "delete" in actions:
            state = standing(str(row.get("type")), before.config) if before else None
            verb = "replaced" if "create" in actions else "destroyed"
            traits = (*(loss.trait for loss in gone), *(state.traits if state else ()))
            notes = (*_paths(change, place), *at, *_relocated(state.notes if state else (), place))
            safe = tuple(_safe(s, place) for s in state.safe) if state else ()
            if verb == "replaced" and VERSIONED.search(str(row.get("type"))):
                yield make("terraform/resource-changed", asset, place, also=notes)
            else:
                undo = Undo.WITH_WORK if state and state.copied else None
                yield make(
                    f"terraform/{group_of(str(row.get('type')))}-{verb}", asset, place, traits=traits, also=notes, safe=safe, undo=undo
                )
        elif "forget" in actions:
            yield make("terraform/let-go", asset, place)
        elif "create" in actions:
            yield make("terraform/resource-created", asset, place, verb=f"create_{asset.kind}")
        elif "update" in actions and not gone:
            yield make("terraform/resource-changed", asset, place, also=_changed_names(before, after, place))
        if row.get("previous_address"):
            yield make("terraform/address-moved", asset, place)
        if change.get("importing"):
            yield make("terraform/taken-in", asset, place)
        for loss, note in zip(gone, at, strict=False):
            yield make(loss.rule, asset, place, also=(note,))
        yield from self._dangers(before, after, beside)

    def _dangers(self, before: Instance | None, after: Instance | None, beside: Around) -> Iterator[Effect]:
        if after is None:
            return
        old = {(e.rule, e.text) for e in self._all(before, beside)} if before else set()
        yield from (e for e in self._all(after, beside) if (e.rule, e.text) not in old)

    def _all(self, instance: Instance, beside: Around) -> Iterator[Effect]:
        yield from network(instance, beside)
        yield from public(instance)
        yield from rights(instance, self.text)
        yield from expiry(instance)
        found = large(instance)
        if found:
            yield found

    def declared(self) -> Estate:
        assets: dict[str, Asset] = {}
        for row in self.found:
            instance = self._side(row, "before", Span(self.path, 1, 1, 1, 1)) or self._side(row, "after", Span(self.path, 1, 1, 1, 1))
            if instance is None:
                continue
            ref = _asset(row, instance)
            key = key_of(ref.kind, ref.name)
            evidence = (Evidence("terraform", self.path, 0, Method.DECLARED),)
            assets.setdefault(key, Asset(key, ref.kind, ref.name, ref.aliases, facts=(("type", instance.type),), evidence=evidence))
        return Estate(tuple(assets.values()))


def _asset(row: dict[str, object], instance: Instance | None) -> AssetRef:
    type_, address = str(row.get("type", "")), str(row.get("address", ""))
    previous = (str(row["previous_address"]),) if row.get("previous_address") else ()
    value = instance.config.get(identity(type_) or "name") if instance else None
    name = value if isinstance(value, str) and value else address
    arn = instance.config.get("arn") if instance else None
    arns = (arn,) if isinstance(arn, str) else ()
    return AssetRef(kind_of(type_), name, aliases=tuple(dict.fromkeys((address, f"{type_}.{row.get('name', '')}", *previous, *arns))))


def _paths(change: dict[str, object], place: Span) -> tuple[Note, ...]:
    found = change.get("replace_paths")
    names = (
        [".".join(str(p) for p in path if isinstance(p, str)) for path in found if isinstance(path, list)]
        if isinstance(found, list)
        else []
    )
    return tuple(Note(f"The plan changes {name}, which Terraform can only do by replacing.", place) for name in names[:5] if name)


def _relocated(notes: tuple[Note, ...], place: Span) -> tuple[Note, ...]:
    """Notes of a plan speak of the plan, not of a line."""
    return tuple(Note(re.sub(r"^Line \d+ ", "The plan ", n.text), place) for n in notes)


def _safe(safe: Safe, place: Span) -> Safe:
    return Safe(safe.kind if safe.kind is not Safety.CHECKED else Safety.PROTECTED, re.sub(r"^Line \d+ ", "The plan ", safe.text), place)


def _changed_names(before: Instance | None, after: Instance | None, place: Span) -> tuple[Note, ...]:
    if before is None or after is None:
        return ()
    names = [n for n in after.config.items if after.config.get(n) != before.config.get(n)]
    return tuple(Note(f"The plan changes {name}.", place) for name in names[:5])


def _config(values: dict[str, object], hidden: dict[str, object], place: Span, depth: int) -> Config:
    items: dict[str, Item] = {}
    blocks: dict[str, list[Config]] = {}
    for name, value in values.items():
        if hidden.get(name) is True or _HIDDEN.search(name) or depth > 20:
            continue
        if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            below = hidden.get(name)
            inner = [_map(h) for h in below] if isinstance(below, list) else []
            inner += [{}] * (len(value) - len(inner))
            blocks[name] = [_config(v, h, place, depth + 1) for v, h in zip(value, inner, strict=False)]
        else:
            items[name] = Item(_value(value, _map(hidden.get(name)), 0), place, Lit(None))
    return Config(items, blocks, place)


def _value(value: object, hidden: dict[str, object], depth: int) -> Value:
    if depth > 20:
        return None
    if isinstance(value, dict):
        return {k: _value(v, {}, depth + 1) for k, v in value.items() if hidden.get(k) is not True and not _HIDDEN.search(k)}
    if isinstance(value, list):
        return [_value(v, {}, depth + 1) for v in value]
    return value if isinstance(value, (str, bool, int, float)) else None
