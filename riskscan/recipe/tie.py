"""The effects of each artifact tied to the estate and followed through it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from riskscan.estate.identity import Names
from riskscan.estate.merge import merge
from riskscan.graph.conflicts import clashes
from riskscan.graph.copies import with_copies
from riskscan.graph.impacts import Spread, impacts_of
from riskscan.graph.notices import notice
from riskscan.graph.observations import observe
from riskscan.graph.runners import run_by, started_already
from riskscan.graph.web import Loom, Web, without_own
from riskscan.knowledge.overlay import lay_over
from riskscan.model.artifact import Language, LineIndex
from riskscan.model.asset import Asset, AssetKind, AssetRef, Match
from riskscan.model.config import Config
from riskscan.model.effect import Effect, Operation, Scope, Trait
from riskscan.model.estate import Estate
from riskscan.model.evidence import CONFIDENCE, Method
from riskscan.model.judged import ReadArtifact
from riskscan.model.reach import Reach
from riskscan.model.span import Note
from riskscan.recipe import defaults, outsiders
from riskscan.recipe.placing import Homes, homes_of, in_place
from riskscan.recipe.set_off import set_off

_HOST = re.compile(r"^(?:[a-z][\w+.-]*://)?(?:[^@/]*@)?(\[[^\]]+\]|[^/:?\s]+)")
_LISTED = (AssetKind.SECRET, AssetKind.SERVER, AssetKind.BUCKET, AssetKind.DATABASE, AssetKind.CLUSTER)
_LISTED_KINDS = frozenset({*_LISTED, AssetKind.FUNCTION, AssetKind.QUEUE, AssetKind.TOPIC})


@dataclass(frozen=True)
class Weighed:
    """One artifact with its effects tied to the estate and followed through it.

    ``at_worst``: effects that a value known only to the run decides on, numbered w1, w2, ..., with what they would reach.
    """

    read: ReadArtifact
    effects: tuple[Effect, ...]
    spread: Spread
    web: Web
    at_worst: tuple[Effect, ...] = ()
    reaches_at_worst: tuple[Reach, ...] = ()


def weigh(read: Sequence[ReadArtifact], estate: Estate, settings: Config, ready: Ready | None = None) -> tuple[Weighed, ...]:
    """The artifacts with effects numbered e1, e2, ... over all of them, linked and followed. ``ready``: the estate's, if known."""
    ready = ready or ready_for(estate)
    weighed: list[Weighed] = []
    number = 0
    for item in (in_place(item, ready.homes) for item in read):
        effects = []
        for effect in set_off(tuple(_unique(lay_over(item.effects, settings))), ready.names, ready.loom.assets, item.own):
            number += 1
            effects.append(replace(effect, id=f"e{number}"))
        told = outsiders.told(item, defaults.told(item, tuple(effects)), estate)
        weighed.append(_at_worst(_follow(item, told, ready), ready, settings, sum(len(w.at_worst) for w in weighed)))
    return tuple(weighed)


def _at_worst(weighed: Weighed, ready: Ready, settings: Config, before: int) -> Weighed:
    """With what only its run decides on, followed in the same way."""
    item = weighed.read
    if not item.at_worst:
        return weighed
    open_ones = tuple(_unique(lay_over(item.at_worst, settings)))
    numbered = tuple(replace(effect, id=f"w{before + number}") for number, effect in enumerate(open_ones, start=1))
    followed = _follow(item, numbered, ready)
    return replace(weighed, at_worst=followed.effects, reaches_at_worst=followed.spread.reaches)


@dataclass(frozen=True)
class Ready:
    """The estate as all artifacts use it."""

    estate: Estate
    names: Names
    loom: Loom

    @cached_property
    def homes(self) -> Homes:
        """Where each Terraform address holds."""
        return homes_of(self.estate)


def ready_for(estate: Estate) -> Ready:
    """An estate made ready once for many artifacts."""
    return Ready(estate, Names(estate), Loom(estate))


def _unique(effects: Sequence[Effect]) -> Iterator[Effect]:
    """The effects without exact repeats (one statement reached on two ways)."""
    seen = set()
    for effect in effects:
        mark = (effect.operation, effect.verb, effect.asset, effect.location, effect.rule)
        if mark not in seen:
            seen.add(mark)
            yield effect


def _follow(item: ReadArtifact, effects: tuple[Effect, ...], ready: Ready) -> Weighed:
    terraform = item.summary.language in (Language.TERRAFORM.value, Language.TERRAFORM_PLAN.value)
    runs_terraform = terraform or any(effect.rule.startswith("terraform/") for effect in effects)
    if not effects and not terraform:
        return Weighed(item, (), Spread((), (), {}), ready.loom.whole)
    names, bare = ready.names, ready.loom.web(item.own)
    if runs_terraform and item.declared.assets:  # what it would build or destroy exists, or will
        others = merge((without_own(ready.estate, item.own), item.declared))
        names, bare = Names(others), Loom(others).whole
    known = bare.assets
    if item.summary.language == Language.SQL.value and item.text:
        effects = _with_known_columns(item, effects, known, names)
    links = {e.id: tuple((k, c) for k, c in (names.candidates(e.asset) or _bulk(e, known)) if k in known) for e in effects}
    hosts = {e.id: tuple((k, c) for k, c in names.candidates(_host(e)) if k in known) for e in effects if e.asset.within}
    web = replace(bare, links=links, hosts=hosts)
    effects = started_already(notice(observe(with_copies(effects, web), web), web, item.declared), item.declared, item.own, web)
    effects = run_by(effects, item.own, replace(ready.loom.whole, links=links, hosts=hosts) if item.own else web)
    clashing = tuple(clash for effect in effects for clash in clashes(effect, web, terraform or effect.rule.startswith("terraform/")))
    return Weighed(item, effects, impacts_of(effects, clashing, web), web)


def _with_known_columns(item: ReadArtifact, effects: tuple[Effect, ...], assets: Mapping[str, Asset], names: Names) -> tuple[Effect, ...]:
    """The effects of a SQL file, where the columns of the tables tell that a filter keeps nothing out."""
    from riskscan.knowledge.sql import row_for
    from riskscan.knowledge.words import say
    from riskscan.parsers.sql.known_columns import compares_with_itself

    index = LineIndex(item.text)

    def columns_of(name: str) -> tuple[str, ...]:
        found = [assets[key] for key, _ in names.candidates(AssetRef(AssetKind.TABLE, name)) if key in assets]
        declared = len(found) == 1 and any(e.source == "ddl" for e in found[0].evidence)
        return found[0].columns if declared else ()

    changed = []
    for effect in effects:
        place = effect.location
        rows = effect.verb in ("delete", "update") and effect.scope is Scope.SOME and place.path == item.summary.path
        text = (
            item.text[index.offset(place.start_line, place.start_column) : index.offset(place.end_line, place.end_column)] if rows else ""
        )
        found = compares_with_itself(text, item.summary.dialect, columns_of) if text else None
        if found is not None:
            effect = replace(effect, also=(*effect.also, Note(found[0], place)))
            if found[1]:
                traits = tuple(dict.fromkeys((*effect.traits, Trait.ALWAYS_TRUE)))
                row = row_for(effect.verb, effect.asset.kind, Scope.ALL, traits)
                text = say(row.operation, row.verb, Scope.ALL, effect.asset, row.plain)
                effect = replace(effect, scope=Scope.ALL, traits=traits, rule=row.id, text=text)
        changed.append(effect)
    return tuple(changed)


def _bulk(effect: Effect, assets: Mapping[str, Asset]) -> tuple[tuple[str, float], ...]:
    """All things of the kind, where the file goes through a list that only its run knows: an unknown name is any of them."""
    repeated = effect.has(Trait.REPEATED, Trait.ENDLESS) or effect.scope is Scope.ALL
    nameless = (effect.asset.match is not Match.EXACT and effect.asset.name.startswith("{")) or not effect.asset.name
    if (
        not repeated
        or not nameless
        or effect.operation not in (Operation.DELETE, Operation.ALTER)
        or effect.asset.kind not in _LISTED_KINDS
    ):
        return ()
    return tuple((asset.key, CONFIDENCE[Method.ASSUMED]) for asset in assets.values() if asset.kind is effect.asset.kind)


def _host(effect: Effect) -> AssetRef:
    found = _HOST.match(effect.asset.within)
    return AssetRef(AssetKind.SERVER, found[1] if found else effect.asset.within)
