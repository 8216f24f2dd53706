"""Paths as texts: put together, taken apart, listed and opened."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from urllib.parse import urljoin

from riskscan.parsers.python import flows, texts
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.handed_on import _first
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Gap, Lit, Obj, Source, Text, Value, cat, exact, join, literal, merged, one_text, plain, unknown

_NAMES = frozenset({"name", "stem", "suffix"})


def joined_path(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``os.path.join``."""
    return scratch_kept(args.positional, texts.path_of(*map(path_text, args.positional)))


def joined_address(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``urljoin(base, path)``: worked out where both are known; else the path behind the base, without doubled slashes."""
    base, rest = args.first((0, "base")), args.first((1, "url"))
    if base is None or rest is None or not rest.texts:
        return None
    known = one_text(base), one_text(rest)
    if known[0] is not None and known[1] is not None:
        try:
            return replace(literal(urljoin(known[0], known[1])), sources=merged(base.sources, rest.sources))
        except ValueError:
            return None
    made = []
    for text in rest.texts:
        start = text[0].text if text and isinstance(text[0], Lit) else ""
        if start.startswith(("http://", "https://")):
            made.append(Value(texts=(text,), sources=rest.sources))
            continue
        made.append(
            cat(texts.strip(base, "right", "/"), literal("/"), texts.strip(Value(texts=(text,), sources=rest.sources), "left", "/"))
        )
    return join(*made)


def begins(machine: Machine, node: ast.Call, base: Value, args: Arguments) -> Value | None:
    """``text.startswith("http")``: known where the known beginning of the text settles it."""
    sign = _first(args)
    signs = [one_text(item) for item in sign.items] if sign.items is not None and not sign.more else [one_text(sign)]
    found = set()
    for text in base.texts:
        start = text[0].text if text and isinstance(text[0], Lit) else ""
        whole = len(text) < 2 and not base.objs
        for one in signs:
            if one is None or (len(start) < len(one) and not whole and one.startswith(start)):
                return None
        found.add(any(start.startswith(one) for one in signs if one is not None))
    return Value(const=(found.pop(),)) if len(found) == 1 and base.known else None


def path(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``Path(a, b)``."""
    named = texts.path_of(*map(path_text, args.positional))
    scratch = frozenset().union(*(o.flags for v in args.positional for o in v.objs))
    return Value(objs=(Obj("pathlib.Path", (("name", named),), flags=scratch),), texts=named.texts, sources=named.sources)


def path_text(value: Value) -> Value:
    """A path object as text."""
    named = [part for obj in value.objs if (part := obj.part("name")) is not None]
    return join(*named) if named and not value.texts else value


def scratch_kept(values: tuple[Value, ...], made: Value) -> Value:
    """A path below a temporary folder stays one."""
    scratch = [obj for value in values[:1] for obj in value.objs if obj.type.startswith("scratch.") or "scratch" in obj.flags]
    if any(".." in plain(text) or not isinstance(text[0], Gap) or text[0].reason != "scratch" for text in made.texts if text):
        return made
    return replace(made, objs=(Obj("scratch.Path", flags=frozenset({"scratch"})),)) if scratch else made


def scratch(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """A temporary folder or file."""
    return Value(objs=(Obj("scratch.Folder", flags=frozenset({"scratch"})),), gap=Gap("tmpdir", "scratch"))


def parent_folder(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``os.path.dirname``: the folder that holds it, where that is known; else only a name."""
    value = path_text(_first(args))
    text = one_text(value)
    if text is not None:
        return literal(text.rpartition("/")[0] or "/") if "/" in text else literal("")
    return unknown("folder", value.gap.reason if value.gap.reason != "scratch" else "call", value.sources)


def file_text(machine: Machine, node: ast.Call, base: Value, args: Arguments) -> Value | None:
    """``open("x.sql").read()``, ``Path("x.sql").read_text()``: the text of a file beside the program, else a gap."""
    for obj in base.objs:
        named = obj.part("name")
        if obj.type not in ("files.Handle", "pathlib.Path") or named is None:
            continue
        shown = plain(named.texts[0]) if named.texts else named.gap.name
        name = one_text(named)
        text = machine.surroundings.text(name, machine.artifact.path) if name else None
        source = (*flows.held(machine, base), Source("file", shown, machine.line(node)))
        if text is not None and len(text) < 2_000_000:
            return replace(literal(text), sources=source)
        return Value(gap=Gap(f"text of {shown}", "file"), sources=source)
    return flows.poured(machine, base)


def listed(machine: Machine, node: ast.Call, base: Value, args: Arguments) -> Value | None:
    """``Path(folder).glob(pattern)``: files of which the folder and pattern are known."""
    for obj in base.objs:
        named = obj.part("name")
        if obj.type == "pathlib.Path" and named is not None:
            inner = cat(named, literal("/"), _first(args) if args.positional else literal("*"))
            shown = plain(inner.texts[0]) if inner.texts else "a folder"
            entry = Value(objs=(Obj("pathlib.Path", (("name", inner),), flags=obj.flags),), texts=inner.texts)
            return Value(items=(entry,), more=True, sources=(Source("file", shown, machine.line(node), pattern=shown),))
    return None


def globbed(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``glob.glob(pattern)``, ``os.listdir(folder)``."""
    inner = _first(args) if "glob" in obj.type else cat(path_text(_first(args)), literal("/*"))
    shown = plain(inner.texts[0]) if inner.texts else "a folder"
    items = (scratch_kept(args.positional, Value(texts=inner.texts or ((inner.gap,),))),) if "glob" in obj.type else ()
    sources = (Source("file", shown, machine.line(node), pattern=shown),)
    return Value(items=items, more=True, sources=sources) if items else unknown("file", "loop", sources)


def path_attribute(obj: Obj, attr: str) -> Value | None:
    """``path.parent``, ``path.name``, ``path.stem``, ``path.suffix``, where they are known; None for other attributes."""
    named = obj.part("name") if obj.type == "pathlib.Path" else None
    if named is None or attr not in (*_NAMES, "parent", "parents"):
        return None
    if attr == "parents":
        return Value(items=(_path(_above(named)), _path(_above(_above(named))), _path(_above(_above(_above(named))))))
    if attr == "parent":
        return _path(_above(named))
    last = [found for text in named.texts if (found := _last(text, attr)) is not None]
    return join(*map(literal, last)) if last else unknown(attr)


def _path(named: Value) -> Value:
    return Value(objs=(Obj("pathlib.Path", (("name", named),)),), texts=named.texts)


def _above(named: Value) -> Value:
    """The folder above; a text whose last part is not known has none that is."""
    return join(*(_folder(text) for text in named.texts)) if named.texts else unknown("folder")


def _folder(text: Text) -> Value:
    whole = exact(text)
    if whole is not None:
        head, slash, _ = whole.rstrip("/").rpartition("/")
        return literal(head or slash or ".")
    parts = list(text)
    while parts:
        last = parts.pop()
        if isinstance(last, Lit) and "/" in last.text:
            return Value(texts=((*parts, replace(last, text=last.text.rpartition("/")[0])),))
    return unknown("folder")


def _last(text: Text, attr: str) -> str | None:
    whole = exact(text[-1:]) if text and isinstance(text[-1], Lit) and ("/" in text[-1].text or len(text) == 1) else None
    if whole is None:
        return None
    name = whole.rstrip("/").rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return {"name": name, "stem": stem or name, "suffix": dot + ending if stem else ""}[attr]


def joined(machine: Machine, node: ast.Call, base: Value, args: Arguments) -> Value | None:
    """``path.joinpath(a, b)``, ``path.with_name(a)``, ``path.with_suffix(".bak")``."""
    paths = [obj for obj in base.objs if obj.type == "pathlib.Path" and obj.part("name") is not None]
    method = getattr(node.func, "attr", "")
    if not paths or not args.positional:
        return None
    named = path_text(base)
    if method == "with_suffix":
        shown = one_text(named)
        return _path(cat(literal(re.sub(r"\.[^./]*$", "", shown)), args.positional[0])) if shown is not None else None
    start = _above(named) if method == "with_name" else named
    made = _path(texts.path_of(start, *map(path_text, args.positional)))
    return replace(made, objs=(replace(made.objs[0], flags=paths[0].flags),))
