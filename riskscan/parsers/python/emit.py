"""From a row of knowledge and a call to effects and embedded pieces, with what the guards around the call say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from riskscan.knowledge.places import is_development, is_production, is_scratch_table
from riskscan.knowledge.python.call import Call
from riskscan.knowledge.python.web_action import PathAction
from riskscan.knowledge.python.web_paths import action_of, is_configuration, switches_off
from riskscan.knowledge.secrets import without_secrets
from riskscan.knowledge.words import say
from riskscan.model.artifact import Language, only_hole
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.effect import Certainty, Context, Effect, Operation, Safe, Safety, Scope, Trait, Undo
from riskscan.model.findings import Embedded
from riskscan.model.span import Note
from riskscan.parsers.python import payloads, texts
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.bulk import Bulk, bulk_of, query_source, wording
from riskscan.parsers.python.conditions import is_settled_switch
from riskscan.parsers.python.doubles import applies, stands_in_for
from riskscan.parsers.python.embed import artifact_of
from riskscan.parsers.python.endless import spins
from riskscan.parsers.python.fetched import as_any_statement, as_question, rows_are_read
from riskscan.parsers.python.flows import fill, held, is_outside
from riskscan.parsers.python.gives import READ_ONLY, place_in
from riskscan.parsers.python.gives import named as named_code
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.other_names import also_called
from riskscan.parsers.python.outputs import is_open, own_output
from riskscan.parsers.python.places import nature, place_of, shown_place
from riskscan.parsers.python.regions import in_region
from riskscan.parsers.python.stand_ins import stand_in
from riskscan.parsers.python.value import (
    Gap,
    Lit,
    Obj,
    Source,
    Text,
    Value,
    exact,
    literal,
    merged,
    one_text,
    plain,
    texts_of,
    truth,
    unknown,
)

_OUTWARD = frozenset({Operation.SEND, Operation.WRITE, Operation.DELETE})
_QUIET_KINDS = frozenset({"io.Buffer"})
_PLACE_SAFE = {
    "memory": (Safety.SCRATCH, "It works in memory only. Nothing is kept."),
    "scratch": (Safety.SCRATCH, "It works in a place for throwaway data: {place}."),
    "local": (Safety.LOCAL, "It works on this computer only ({place})."),
    "development": (Safety.DEVELOPMENT, "It works on a development or test system: {place}."),
}


def fits(row: Call, args: Arguments, obj: Obj) -> bool:
    """True where a call is the one that a row speaks of."""
    if row.needs and args.first(row.needs, obj) is None and not args.open:
        return False
    return all(has_value(args.at(key, obj), values) for key, values in row.when)


def has_value(value: Value | None, wanted: tuple[str, ...]) -> bool:
    """True where an argument has one of the values that a row asks for."""
    if value is None or value.const == (None,):
        return "" in wanted
    if "+" in wanted:
        return True
    special = [text for text in wanted if text.startswith(("type:", "*")) and len(text) > 1]
    if special:
        whole = payloads.flat(value)
        types = {obj.type for obj in value.objs}
        if any(text[5:] in types if text.startswith("type:") else text[1:].replace("\\*", "*") in whole for text in special):
            return True
    if "from:web" in wanted and any(s.kind == "service" and s.what.startswith(("http://", "https://")) for s in value.sources):
        return True
    if "{}" in wanted and ((value.pairs == () and not value.more) or value.bare):
        return True
    shown = [exact(text) for text in texts_of(value)]
    if any(text is not None and text in wanted for text in shown):
        return True
    return "?" in wanted and all(text is None for text in shown)


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    match: Match
    pieces: Text


def emit(
    machine: Machine, node: ast.Call, row: Call, obj: Obj, args: Arguments, certainty: Certainty = Certainty.PROVEN
) -> tuple[Source, ...]:
    """Puts what a call does into the sink. Returns where the data that it gives back comes from."""
    if machine.foreign:
        return ()
    if row.code is not None:
        return _embed(machine, node, row, obj, args, certainty)
    value = args.first(row.named_by, obj)
    if obj.type.rpartition(".")[0] in _QUIET_KINDS or (value is not None and any(o.type in _QUIET_KINDS for o in value.objs)):
        fill(machine, value, merged(held(machine, machine.receiver), *(held(machine, v) for v in args.positional)))
        return held(machine, value)
    if row.operation is Operation.WRITE and row.kind is AssetKind.FILE and value is not None:
        others = [v for v in (*args.positional, *args.keywords.values()) if v is not value]
        fill(
            machine,
            value,
            merged(
                held(machine, machine.receiver) if "self" in row.payload or row.named_by[:1] != ("self",) else (),
                *(held(machine, v) for v in others),
            ),
        )
    within, sure = place_in(row.within, args, obj)
    context = _context(machine, node, row, obj, args, within, sure, certainty)
    bulk = bulk_of(machine, node, row, args)
    asked = payloads.asked(row, args, obj)
    told, notes = payloads.said(row, args)
    context = replace(context, traits=(*context.traits, *told), also=(*context.also, *notes))
    if any("{}" in wanted and (given := args.at(key, obj)) is not None and given.bare for key, wanted in row.when):
        unsure = Note("It does this to everything where none of its conditions sets a part of the filter.", machine.span(node))
        context = replace(context, certainty=Certainty.LIKELY, also=(unsure, *context.also))
    for named in _names(machine, row, value, args, obj):
        around = context
        if _is_scratch(value, named.pieces) and not any(e.kind is Safety.SCRATCH for e in context.safe_evidence):
            evidence = Safe(Safety.SCRATCH, "It works in a folder for throwaway files.")
            around = replace(context, safe_evidence=(*context.safe_evidence, evidence))
        _one_effect(machine, node, _told(row, args, named.name), named, around.within, around, bulk, asked)
        if asked is None and (name := payloads.unread_request(row, args, obj)):
            with machine.sink.only_if(name):
                _one_effect(machine, node, row, named, around.within, around, bulk, payloads.ANY_REQUEST)
    shown = value and place_of(value)
    if row.operation is Operation.READ:
        kind = "file" if row.kind is AssetKind.FILE else "service"
        known = held(machine, value) if row.kind is AssetKind.FILE else ()
        columns = tuple(t for item in (args.first(("usecols", "columns")) or Value()).items or () if (t := one_text(item)))[:40]
        whole = row.kind is AssetKind.TABLE and row.scope is Scope.ALL
        return merged(
            known,
            (
                Source(
                    kind if not whole else "query", shown or (value.gap.name if value else "a service"), machine.line(node), whole, columns
                ),
            ),
        )
    return ()


def _one_effect(
    machine: Machine, node: ast.Call, row: Call, named: _Named, within: str, context: Context, bulk: Bulk, asked: PathAction | None = None
) -> None:
    asset = AssetRef(row.kind, named.name, named.match, within=within)
    repeated = Trait.REPEATED in context.traits or Trait.ENDLESS in context.traits
    scope = row.scope
    if row.by_key or scope is Scope.UNKNOWN:
        scope = Scope.ONE if row.by_key else scope
        if repeated and (named.match is not Match.EXACT) and row.by_key:
            scope = Scope.SOME
    if bulk.scope is not None:
        scope = bulk.scope
    verb = bulk.verb or row.verb
    if bulk.name and named.match is not Match.EXACT:
        asset = AssetRef(row.kind, bulk.name, Match.PATTERN, within=within)
    safe = context.safe_evidence
    undo = row.undo
    if row.kind is AssetKind.FILE:
        own, fresh = own_output(machine, node, row, named.pieces, AssetRef(row.kind, named.name, named.match, within=within))
        if own is not None:
            safe = (*safe, own)
        if fresh:
            undo = Undo.YES
    if row.kind is AssetKind.FILE and row.operation is not Operation.READ and "*" in asset.name and bulk.scope is None:
        asset = replace(asset, match=Match.PATTERN)
        scope = Scope.ALL if asset.name.endswith(("/*", "/**")) or asset.name == "*" else Scope.SOME
    aliases = tuple(dict.fromkeys((*bulk.aliases, *also_called(asset, row.operation, bulk.verb or row.verb))))
    if aliases:
        asset = replace(asset, aliases=aliases)
    action = (asked or action_of(asset.name, row.operation)) if row.kind is AssetKind.URL else None
    if action is not None:
        row = replace(row, operation=action.operation or row.operation, plain=action.plain, traits=(*row.traits, *action.traits))
        verb, undo = action.verb or verb, action.undo
    outside = (Trait.OUTSIDE,) if row.kind is AssetKind.URL and row.operation in _OUTWARD and is_outside(asset.name) else ()
    text = say(row.operation, verb, scope, asset, row.plain if not bulk.verb else "", Trait.REPEATED in context.traits)
    safe, by_name = _by_name(asset, safe, is_open(named.pieces))
    paid = (Trait.MONEY,) if verb == "ask_model" and spins(machine) else ()
    traits = tuple(dict.fromkeys((*row.traits, *context.traits, *bulk.traits, *by_name, *outside, *paid)))
    machine.sink.effect(
        Effect(
            operation=row.operation,
            verb=verb,
            asset=asset,
            scope=scope,
            undo=undo,
            certainty=context.certainty,
            rule=row.id,
            text=without_secrets(text),
            location=machine.span(node),
            traits=traits,
            safe_evidence=safe,
            also=tuple(dict.fromkeys((*bulk.notes, *context.also))),
            columns=bulk.columns,
            actor=machine.actor,
        )
    )


def _told(row: Call, args: Arguments, address: str) -> Call:
    """The row with what a request says that it changes: the configuration of the service, or that somebody is switched off."""
    if row.kind is not AssetKind.URL or row.operation is not Operation.WRITE:
        return row
    body = args.first(("json", "data", *row.payload))
    off = body is not None and switches_off(_pairs(body))
    told = (*((Trait.OUTAGE,) if off else ()), *((Trait.STRUCTURE,) if is_configuration(address) else ()))
    return replace(row, traits=tuple(dict.fromkeys((*row.traits, *told))))


def _pairs(value: Value, depth: int = 0) -> Iterator[tuple[str, str]]:
    """All names in a nest of lists and dicts with their plain values."""
    if depth > 4:
        return
    for name, inner in (value.pairs or ())[:64]:
        texts = [str(inner.const[0])] if len(inner.const) == 1 else [plain(text) for text in inner.texts]
        yield from ((name, text) for text in texts)
        yield from _pairs(inner, depth + 1)
    for item in (value.items or ())[:64]:
        yield from _pairs(item, depth + 1)


def _by_name(asset: AssetRef, safe: tuple[Safe, ...], is_default: bool) -> tuple[tuple[Safe, ...], tuple[Trait, ...]]:
    """What the name of a target itself says: a scratch schema, a live or a development bucket, server or database.

    A name that is only a default lowers nothing. A schema called staging is a step of the loading, not a system for tests.
    """
    if asset.kind is AssetKind.TABLE and not is_default and is_scratch_table(asset.name):
        return (*safe, Safe(Safety.SCRATCH, "It works in a place for throwaway data.")), ()
    if asset.kind not in _TARGETS or asset.match is Match.UNKNOWN:
        return safe, ()
    name = asset.name.partition("/")[0] if asset.kind is AssetKind.OBJECT else asset.name
    if is_production(name):
        return safe, (Trait.PRODUCTION,)
    if is_development(name) and not is_default and not (asset.kind is AssetKind.SCHEMA and _STAGING.search(name)):
        return (*safe, Safe(Safety.DEVELOPMENT, f"It works on a development or test system: {name[:60]}.")), ()
    return safe, ()


_STAGING = re.compile(r"(?i)(^|[\W_])(stg|stage|staging)([\W_]|$)")
_TARGETS = frozenset({AssetKind.BUCKET, AssetKind.OBJECT, AssetKind.DATABASE, AssetKind.SCHEMA, AssetKind.SERVER, AssetKind.CLUSTER})


def _is_scratch(value: Value | None, pieces: Text) -> bool:
    """True where the name begins with a folder that the program made for throwaway files, or is such a thing itself."""
    if pieces and isinstance(pieces[0], Gap) and pieces[0].reason == "scratch":
        return ".." not in plain(pieces)
    if value is None or value.texts or value.items is not None or not value.objs:
        return False
    return all(o.type.startswith("scratch.") or (o.type == "pathlib.Path" and "scratch" in o.flags) for o in value.objs)


def _names(machine: Machine, row: Call, value: Value | None, args: Arguments, obj: Obj) -> list[_Named]:
    """The names of what is touched: one effect for each. A list gives its items."""
    if value is None:
        named = next((k for k in row.named_by if isinstance(k, str) and not k.startswith(("self", "*"))), "")
        name = "{" + (str(named).partition("|")[0] or row.kind.value) + "}"
        return [_Named(name, Match.UNKNOWN, ())]
    value = _recipients(value) if row.kind is AssetKind.EMAIL else value
    values = list(value.items)[:16] if value.items is not None and value.items else [_named_part(value, row.kind)]
    if value.items is not None and value.more and not value.items:
        values = [unknown(value.gap.name, value.gap.reason, value.sources)]
    prefix = [text for key in row.prefixed_by if (v := args.at(key, obj)) is not None and v.const != (None,) for text in texts_of(v)[:1]]
    found: dict[str, _Named] = {}
    for item in values:
        for text in texts_of(named_code(machine, _named_part(item, row.kind))):
            head: Text = ()
            for part in prefix:
                head = (*head, *part, Lit("/" if row.kind is AssetKind.OBJECT else "."))
            whole = (*head, *text)
            shown = without_secrets(plain(whole))[:300].strip()
            if row.kind is AssetKind.URL:
                shown = _address(shown, obj.within)
            found.setdefault(shown, _Named(shown, _match(whole), whole))
    return list(found.values()) or [_Named("{" + row.kind.value + "}", Match.UNKNOWN, ())]


def _recipients(value: Value) -> Value:
    """``{"ToAddresses": [...]}``: the addresses."""
    found = [inner for key, inner in value.pairs or () if key.lower() in ("toaddresses", "to", "torecipients", "email")]
    return found[0] if found else value


def _address(shown: str, base: str) -> str:
    """The whole address, without credentials and query; a path goes after the address of its client."""
    if "://" not in shown and not shown.startswith("{") and base.startswith("http"):
        shown = f"{base.rstrip('/')}/{shown.lstrip('/')}"
    return shown_place(shown) if "://" in shown else shown.partition("?")[0]


def _named_part(value: Value, kind: AssetKind = AssetKind.OTHER) -> Value:
    """The name that an object carries: of a path, the recipients of a message, the place of a connection."""
    for obj in value.objs:
        recipients = [part for key, part in obj.parts if key.lower() in ("to", "cc", "bcc")] if kind is AssetKind.EMAIL else []
        if recipients:
            return recipients[0]
        if kind is AssetKind.DATABASE and obj.within and not value.texts:
            return literal(obj.within)
        named = obj.part("name")
        if named is not None and not value.texts:
            return named
        last = obj.type.rpartition(".")[2]
        if (
            kind is AssetKind.TABLE
            and not value.texts
            and not value.codes
            and "." in obj.type
            and last[:1].isupper()
            and "Frame" not in last
        ):
            return literal(last)  # a model that is defined elsewhere
    return value


def _match(text: Text) -> Match:
    if not any(isinstance(part, Gap) for part in text):
        return Match.EXACT
    return Match.UNKNOWN if all(isinstance(part, Gap) or not any(c.isalnum() for c in part.text) for part in text) else Match.PATTERN


def _context(
    machine: Machine, node: ast.Call, row: Call, obj: Obj, args: Arguments, within: str, sure: bool, certainty: Certainty
) -> Context:
    """What the guards, the target and the call's own dry-run keyword say."""
    traits = [guard.trait for guard in machine.guards if guard.trait is not None]
    notes = _innermost([guard.note for guard in machine.guards if guard.note is not None])
    safe = [*stands_in_for(obj), *(guard.safe for guard in machine.guards if guard.safe is not None and applies(guard, obj))]
    for keyword, wanted in row.dry:
        value = args.at(keyword)
        if value is not None and is_settled_switch(value) and (str(truth(value)) == wanted or one_text(value) == wanted):
            safe.append(Safe(Safety.DRY_RUN, "It only asks what would happen. Nothing is changed."))
    instead = stand_in(machine, node, row) if machine.site is None else None
    if instead is not None and all(known.kind is not Safety.SCRATCH for known in safe):
        safe.append(instead)
    if machine.receiver.objs and all(READ_ONLY in obj.flags for obj in machine.receiver.objs):
        safe.append(Safe(Safety.READ_ONLY, "The connection may only read."))
    within = without_secrets(within)
    kind = nature(within)
    if kind == "production":
        traits.append(Trait.PRODUCTION)
    elif kind and sure and not (kind == "local" and machine.facts.tunnels):
        safety, words = _PLACE_SAFE[kind]
        safe.append(Safe(safety, words.replace("{place}", within[:60])))
    return Context(
        traits=tuple(dict.fromkeys(traits)),
        safe_evidence=tuple(dict.fromkeys(safe)),
        also=tuple(dict.fromkeys((*notes, *in_region(obj), *machine.whereabouts(node)))),
        certainty=certainty,
        within=within,
        actor=machine.actor,
    )


def _innermost(notes: list[Note]) -> list[Note]:
    """Of loops inside each other over the same list, only the innermost is told."""
    last = {note.text.partition(" in ")[2] or note.text: note for note in notes}
    return list(last.values())


def _embed(machine: Machine, node: ast.Call, row: Call, obj: Obj, args: Arguments, certainty: Certainty) -> tuple[Source, ...]:
    """An embedded piece for each text that the argument may be."""
    value = args.first(row.named_by, obj)
    if value is None:
        return ()
    assert row.code is not None
    if row.code is Language.SQL and not value.texts and any(o.type.startswith("sqlalchemy.") for o in value.objs):
        return ()  # an expression that other rows know, or one that only reads
    if value.items is not None:
        value = (
            texts.argv(value) if row.code is Language.SHELL else replace(value, texts=tuple(t for i in value.items for t in i.texts)[:16])
        )
    within, sure = place_in(row.within, args, obj)
    dialect = obj.dialect
    if row.code is Language.SQL:
        receiver = args.first((*row.within, 0, 1, "con", "engine"), obj)
        dialect = dialect or next((o.dialect for v in (receiver, *args.positional) if v for o in v.objs if o.dialect), "")
    bulk = bulk_of(machine, node, row, args)
    context = _context(machine, node, row, obj, args, within, sure, certainty)
    context = replace(
        context, traits=tuple(dict.fromkeys((*context.traits, *bulk.traits))), also=tuple(dict.fromkeys((*bulk.notes, *context.also)))
    )
    found: tuple[Source, ...] = ()
    argument = _argument_node(node, row)
    place = machine.span(argument)
    for text in texts_of(value):
        if row.code is Language.PYTHON and any(isinstance(part, Gap) for part in text):
            named = _Named(without_secrets(plain(text))[:300], _match(text), text)
            unread = replace(
                row, code=None, plain="It runs code that is put together only when it runs.", traits=(*row.traits, Trait.DYNAMIC)
            )
            _one_effect(machine, node, unread, named, within, context, bulk)
            continue
        artifact = artifact_of(machine, text, row.code, dialect, place.start_line, place.start_column)
        if row.code is Language.SQL and only_hole(artifact.text) and rows_are_read(machine, node, row):
            shown = "a query that is put together when it runs"
            _one_effect(machine, node, as_question(row), _Named(shown, Match.UNKNOWN, text), within, context, bulk)
            with machine.sink.only_if(next((part.name for part in text if isinstance(part, Gap)), "query")):
                _one_effect(machine, node, as_any_statement(row), _Named("a statement", Match.UNKNOWN, text), within, context, bulk)
            continue
        evidence = (*context.safe_evidence, *machine.unsaved(obj, artifact.text)) if row.code is Language.SQL else context.safe_evidence
        machine.sink.piece(Embedded(artifact, replace(context, safe_evidence=tuple(dict.fromkeys(evidence)))), machine.span(node))
        if row.code is Language.SQL:
            found = merged(found, query_source(artifact.show(artifact.text), machine.line(node), args))
    return found


def _argument_node(node: ast.Call, row: Call) -> ast.AST:
    for key in row.named_by:
        if isinstance(key, int) and key < len(node.args):
            return node.args[key]
        if isinstance(key, str):
            found = next((k.value for k in node.keywords if k.arg == key), None)
            if found is not None:
                return found
    return node


__all__ = ["Note", "emit", "fits", "has_value", "wording"]
