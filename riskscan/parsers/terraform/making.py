"""Makes effects from rules."""

from __future__ import annotations

import re

from riskscan.knowledge.terraform.exposure import STANDING_COST
from riskscan.knowledge.terraform.rows import BY_ID
from riskscan.knowledge.words import say
from riskscan.model.asset import AssetKind, AssetRef
from riskscan.model.effect import Certainty, Effect, Operation, Safe, Trait, Undo
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.naming import asset_of

_BY_TYPE = (AssetKind.NETWORK, AssetKind.RESOURCE, AssetKind.CLUSTER, AssetKind.IDENTITY)  # their type says more than their kind
_RIGHTS = re.compile(r"_iam_.*(policy|attachment|member|binding)|_policy$|role_assignment")


def make(
    rule: str,
    asset: AssetRef,
    location: Span,
    *,
    fill: tuple[tuple[str, str], ...] = (),
    traits: tuple[Trait, ...] = (),
    without: tuple[Trait, ...] = (),
    also: tuple[Note, ...] = (),
    safe: tuple[Safe, ...] = (),
    undo: Undo | None = None,
    certainty: Certainty = Certainty.PROVEN,
    verb: str = "",
    plain: str = "",
) -> Effect:
    """The effect of a rule on an asset; ``fill`` are the slots of its sentence."""
    row = BY_ID[rule]
    plain = plain or row.plain
    for slot, value in fill:
        plain = plain.replace("{" + slot + "}", value)
    return Effect(
        operation=row.operation,
        verb=verb or row.verb,
        asset=asset,
        scope=row.scope,
        undo=undo or row.undo,
        certainty=certainty,
        rule=rule,
        text=say(row.operation, verb or row.verb, row.scope, asset, plain),
        location=location,
        traits=tuple(t for t in dict.fromkeys((*row.traits, *traits)) if t not in without),
        safe_evidence=tuple(dict.fromkeys(safe)),
        also=tuple(dict.fromkeys(also)),
    )


def place_of(instance: Instance, artifact: str) -> Span:
    """Where an instance stands in the submitted file: its own first line, or the module block that makes it."""
    return instance.block.head if instance.block.head.path == artifact else Span(artifact, 1, 1, 1, 1)


def created(instance: Instance, location: Span, also: tuple[Note, ...] = ()) -> Effect:
    """The resource is made."""
    asset = asset_of(instance)
    if STANDING_COST.search(instance.type):
        also = (*also, Note("It costs money for every hour that it is there, used or not.", location))
    plain = "It makes the set of rights {name}." if _RIGHTS.search(instance.type) else ""
    if not plain and asset.kind in _BY_TYPE:
        plain = "It makes the " + _words(instance.type) + " {name}."
    return make("terraform/resource-created", asset, location, verb=f"create_{asset.kind}", plain=plain, also=also)


def _words(type_: str) -> str:
    """The words of a type without its provider and without the short name of the accounts service."""
    return " ".join(word for word in type_.split("_")[1:] if word != "iam")


def is_creation(effect: Effect) -> bool:
    """True for effects that only make a thing."""
    return effect.operation is Operation.CREATE
