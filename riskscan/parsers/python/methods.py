"""Methods of texts, lists and dicts whose value is known."""

from __future__ import annotations

import ast
from dataclasses import replace

from riskscan.parsers.python import texts
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Value, all_texts, join, literal, merged, one_text, unknown, with_sources

_CASES = frozenset({"lower", "upper", "title", "capitalize", "casefold", "swapcase"})
_SIDES = {"strip": "both", "lstrip": "left", "rstrip": "right"}
_SAME = frozenset({"encode", "decode", "expandtabs", "zfill", "copy", "as_string", "as_posix", "as_uri", "bindparams", "columns"})


def method_of_value(machine: Machine, node: ast.Attribute, base: Value, method: str, args: Arguments) -> Value | None:
    """What a method of a known text, list or dict gives; None where this is none."""
    if base.texts and (found := _text_method(base, method, args)) is not None:
        return with_sources(found, base.sources)
    if base.items is not None and (found := _list_method(machine, node, base, method, args)) is not None:
        return found
    if base.pairs is not None:
        return _dict_method(machine, node, base, method, args)
    return None


def _text_method(base: Value, method: str, args: Arguments) -> Value | None:
    first = args.positional[0] if args.positional else None
    if method == "format":
        return texts.formatted(base, args.positional, args.keywords)
    if method == "format_map" and first is not None:
        return texts.formatted(base, (), dict(first.pairs or ()))
    if method == "join" and first is not None:
        return texts.joined(base, first)
    if method in _SIDES:
        return texts.strip(base, _SIDES[method], one_text(first) if first is not None else None)
    if method in _CASES:
        return texts.recased(base, method)
    if method == "replace" and len(args.positional) >= 2:
        return texts.replaced(base, args.positional[0], args.positional[1])
    if method in ("split", "splitlines", "rsplit"):
        return texts.split(base, first if method != "splitlines" else literal("\n"))
    if method in _SAME:
        return base
    if method in ("startswith", "endswith"):
        whole, sought = one_text(base), one_text(first)
        if whole is not None and sought is not None:
            return Value(const=(bool(getattr(whole, method)(sought)),), sure=base.sure)
    if method in ("removeprefix", "removesuffix"):
        whole, sought = one_text(base), one_text(first)
        return literal(str(getattr(whole, method)(sought))) if whole is not None and sought is not None else base
    return None


def _list_method(machine: Machine, node: ast.Attribute, base: Value, method: str, args: Arguments) -> Value | None:
    first = args.positional[0] if args.positional else unknown("item")
    grown: Value | None = None
    if method in ("append", "add", "insert", "appendleft"):
        item = args.positional[-1] if args.positional else first
        certain = not machine.guards or machine.guards[-1].kind not in ("loop", "endless")
        grown = replace(
            base,
            items=(*(base.items or ()), item)[:64],
            more=base.more or not certain,
            bare=False,
            sources=merged(base.sources, item.sources),
        )
    elif method in ("extend", "update"):
        more = base.more or first.more or first.items is None
        grown = replace(
            base, items=(*(base.items or ()), *(first.items or ()))[:64], more=more, sources=merged(base.sources, first.sources)
        )
    elif method in ("remove", "pop", "clear", "discard", "sort", "reverse"):
        grown = replace(base, more=True) if method not in ("sort", "reverse") else base
    if grown is None:
        return replace(base) if method == "copy" else None
    if isinstance(node.value, ast.Name):
        machine.scope.update(node.value.id, grown)
    elif isinstance(node.value, ast.Attribute):
        for code in machine.value(node.value.value).codes:
            klass = machine.klass(code)
            if klass is not None:
                klass.attributes[node.value.attr] = grown
    return join(*(base.items or (unknown("item"),))) if method == "pop" else Value(const=(None,))


def _dict_method(machine: Machine, node: ast.Attribute, base: Value, method: str, args: Arguments) -> Value | None:
    pairs = base.pairs or ()
    if method in ("get", "pop", "setdefault") and args.positional:
        found = [value for key in all_texts(args.positional[0]) if (value := base.get(key)) is not None]
        if found:
            return join(*found)
        if not args.positional[0].texts and pairs:
            return join(*(value for _, value in pairs))
        return args.positional[1] if len(args.positional) > 1 else unknown(one_text(args.positional[0]) or "value", "call", base.sources)
    if method == "keys":
        return Value(items=tuple(literal(key) for key, _ in pairs), more=base.more)
    if method == "values":
        return Value(items=tuple(value for _, value in pairs), more=base.more, sources=base.sources)
    if method == "items":
        return Value(items=tuple(Value(items=(literal(key), value)) for key, value in pairs), more=base.more, sources=base.sources)
    if method == "copy":
        return base
    if method == "update" and isinstance(node.value, ast.Name):
        extra = args.positional[0].pairs if args.positional and args.positional[0].pairs else ()
        both = (*pairs, *extra, *args.keywords.items())[:400]
        machine.scope.update(node.value.id, replace(base, pairs=both, bare=base.bare and len(both) == len(pairs)))
        return Value(const=(None,))
    return None
