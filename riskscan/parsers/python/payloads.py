"""What a request's own data says about where it acts and what it switches off: ``{"environment": "production", "kill_switch": False}``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from riskscan.knowledge.places import is_production
from riskscan.knowledge.python.call import Call
from riskscan.knowledge.python.graphql import graphql_action
from riskscan.knowledge.python.web_action import PathAction
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Trait, Undo
from riskscan.model.span import Note
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.value import Obj, Value, exact, one_text, plain, texts_of

_CHANGES = frozenset({Operation.WRITE, Operation.SEND, Operation.DELETE, Operation.ALTER})
_PLACE = re.compile(r"(?i)^(env|environment|stage|target|target_?env(ironment)?|workspace|namespace|cluster|tenant|deployment)$")
_GUARD = re.compile(
    r"(?i)^(kill_?switch|dry_?run|safe_?mode|safety(_?checks?)?|deletion_?protection|termination_?protection|delete_?protection|protected"
    r"|require_?(approval|confirmation|review)s?|confirm(ation)?(_?required)?|circuit_?breaker|rate_?limit(ing)?|throttl(e|ing)|backups?(_?enabled)?"
    r"|versioning(_?enabled)?|validat(e|ion)|check_?before)$"
)
_OFF = frozenset({"false", "off", "no", "disabled", "0"})
DEEPEST = 5
ANY_REQUEST = PathAction(Operation.DELETE, "http_delete", Undo.NO, "It tells {target} to delete something.")
_GRAPHQL: dict[str, tuple[int | str, ...]] = {
    **{f"gql.Client.{name}": (0, "document") for name in ("execute", "execute_async", "execute_sync")},
    "shopify.Api.execute": (0, "query"),
}


def said(row: Call, args: Arguments) -> tuple[tuple[Trait, ...], tuple[Note, ...]]:
    """Traits and notes for a request that changes something elsewhere; nothing for any other call."""
    if row.kind is not AssetKind.URL or row.operation not in _CHANGES:
        return (), ()
    traits: list[Trait] = []
    notes: list[Note] = []
    for key, value in (pair for part in args.keywords.values() for pair in _pairs(part, 0)):
        text = one_text(value)
        if _PLACE.match(key) and text is not None and is_production(text):
            traits.append(Trait.PRODUCTION)
            notes.append(Note(f"It names the live system: {key} is {text[:40]}."))
        elif _GUARD.match(key) and _is_off(value):
            traits.append(Trait.CATCH_REMOVED)
            notes.append(Note(f"It switches off {key}, which guards against harm."))
    return tuple(dict.fromkeys(traits)), tuple(dict.fromkeys(notes))


def _pairs(value: Value, depth: int) -> Iterator[tuple[str, Value]]:
    """All keys with their values in a nest of dicts and lists."""
    if depth > DEEPEST:
        return
    for key, inner in (value.pairs or ())[:64]:
        yield str(key), inner
        yield from _pairs(inner, depth + 1)
    for item in (value.items or ())[:16]:
        yield from _pairs(item, depth + 1)


def _is_off(value: Value) -> bool:
    return value.const == (False,) or (one_text(value) or "").lower() in _OFF


def flat(value: Value, depth: int = 0) -> str:
    """All that is known of a nest of lists and dicts, as one text."""
    found = [plain(text) for text in value.texts] + [str(c) for c in value.const] + [obj.type for obj in value.objs]
    if depth < 6:
        found += [f"{key} {flat(inner, depth + 1)}" for key, inner in (value.pairs or ())[:64]]
        found += [flat(item, depth + 1) for item in (value.items or ())[:64]]
        found += [f"{key} {flat(inner, depth + 1)}" for obj in value.objs for key, inner in obj.parts]
    return " ".join(found)[:20_000]


def asked(row: Call, args: Arguments, obj: Obj) -> PathAction | None:
    """What the text of a GraphQL request asks for; None where there is none in what is sent."""
    return next((found for value in _sent(row, args, obj) if (found := graphql_action(flat(value))) is not None), None)


def unread_request(row: Call, args: Arguments, obj: Obj) -> str:
    """The name of a GraphQL request that only the run knows; empty where there is none."""
    if row.call not in _GRAPHQL:
        return ""
    values = _sent(replace(row, payload=()), args, obj)
    return next((value.gap.name for value in values if all(exact(text) is None for text in texts_of(value))), "")


def _sent(row: Call, args: Arguments, obj: Obj) -> list[Value]:
    if row.kind is not AssetKind.URL or row.operation is not Operation.SEND:
        return []
    return [value for key in (*row.payload, *_GRAPHQL.get(row.call, ())) if (value := args.at(str(key), obj)) is not None]
