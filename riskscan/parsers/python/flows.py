"""Data on its way: what a file, a buffer, a writer or a message holds, and which host is outside.

A file or buffer that the program fills remembers where the data came from, under its name; whoever reads, attaches or uploads it later
carries that on. A selection of columns or a count narrows what is carried.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.places import host_of
from riskscan.parsers.python.value import Gap, Obj, Source, Text, Value, literal, merged, one_text, plain, unknown, with_sources

BUFFER = "io.Buffer"
_DEPTH = 4
_COUNTS = frozenset(
    {
        "count",
        "sum",
        "mean",
        "median",
        "min",
        "max",
        "std",
        "var",
        "nunique",
        "value_counts",
        "size",
        "shape",
        "describe",
        "rowcount",
        "corr",
        "quantile",
        "empty",
    }
)
_PUTS = frozenset(
    {
        "attach", "add_attachment", "set_payload", "set_content", "add_alternative", "writerow", "writerows", "write", "writelines",
        "writestr", "append", "writeheader", "add_page", "make_mixed", "extend", "update",
    }
)  # fmt: skip
_HOLDERS = ("email.", "csv.", "io.", "files.", "zipfile.", "openpyxl.", "xlsxwriter.", "scratch.")
_INTERNAL = re.compile(
    r"(?i)(^|\.)(internal|local|lan|corp|intranet|svc|cluster\.local|home|localdomain|private|consul|test|invalid)$"
    r"|^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|0\.0\.0\.0|\[?::1|\[?f[cd])"
)


def is_outside(address: str) -> bool:
    """True for a web address whose host is known and not plainly one's own: it has a dot, and no private ending or number."""
    host = host_of(address) if "://" in address else address.partition("/")[0]
    host = host.partition(":")[0].lower()
    labels = [label for label in host.split(".") if label]
    if len(labels) < 2 or "{" in labels[-1] or "{" in labels[-2]:
        return False
    return "intranet" not in labels and "internal" not in labels and _INTERNAL.search(host) is None


def key_of(value: Value) -> str:
    """The name under which what a value holds is remembered; empty where it has none."""
    for obj in value.objs:
        named = obj.part("holder") or obj.part("name")
        if named is not None:
            return _key(named.texts[0] if named.texts else (named.gap,))
    return _key(value.texts[0]) if len(value.texts) == 1 else ""


def _key(text: Text) -> str:
    shown = plain(text)
    return "" if all(isinstance(part, Gap) for part in text) and shown in ("{value}", "{path}", "{file}", "{name}") else shown


def held(machine: Machine, value: Value | None, depth: int = 0) -> tuple[Source, ...]:
    """Where the data in a value comes from: its own sources, and what its files and buffers were filled with."""
    if value is None:
        return ()
    found = value.sources
    key = key_of(value)
    if key and key in machine.written:
        found = merged(machine.written[key], found)
    if depth < _DEPTH:
        inner = [*(value.items or ())[:32], *(v for _, v in (value.pairs or ())[:32])]
        inner += [v for obj in value.objs for name, v in obj.parts if name not in ("name", "holder")]
        found = merged(found, *(held(machine, v, depth + 1) for v in inner))
    return found


def fill(machine: Machine, target: Value | None, sources: tuple[Source, ...]) -> None:
    """Notes that a file or buffer now holds data from these sources."""
    key = key_of(target) if target is not None else ""
    data = tuple(s for s in sources if s.kind != "input")
    if key and data:
        machine.written[key] = merged(machine.written.get(key, ()), data)


def put_into(machine: Machine, node: ast.Call, base: Value | None, method: str, given: tuple[Value, ...]) -> None:
    """``writer.writerow(row)``, ``message.attach(part)``, ``handle.write(text)``: the holder has it from then on."""
    if base is None or method not in _PUTS or not any(o.type.startswith(_HOLDERS) for o in base.objs):
        return
    sources = merged(*(held(machine, value) for value in given))
    if not sources:
        return
    fill(machine, base, sources)
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(receiver, ast.Name) and machine.scope.get(receiver.id) is not None:
        machine.scope.update(receiver.id, with_sources(base, sources))


def new_buffer(machine: Machine, node: ast.Call, first: Value | None) -> Value:
    """``io.StringIO()``: a buffer of its own, with what it begins with."""
    name = literal(f"buffer@{node.lineno}.{node.col_offset}")
    made = Value(objs=(Obj(BUFFER, (("name", name),)),))
    return with_sources(made, held(machine, first))


def poured(machine: Machine, base: Value) -> Value | None:
    """What was put into a buffer; None where a value is none."""
    if not any(obj.type == BUFFER for obj in base.objs):
        return None
    return unknown("buffer", "call", held(machine, base))


def writer(target: Value | None) -> Value:
    """``csv.writer(handle)``: writes into what the handle stands for."""
    name = key_of(target) if target is not None else ""
    return Value(objs=(Obj("csv.writer", (("holder", literal(name)),) if name else ()),))


def narrowed(base: Value, key: Value) -> tuple[Source, ...]:
    """The sources of ``frame[["a", "b"]]``: only these columns."""
    names = [one_text(item) for item in key.items or ()] if key.items is not None else [one_text(key)]
    if not names or any(name is None for name in names):
        return base.sources
    wanted = {name for name in names if name}
    return tuple(replace(s, columns=tuple(sorted(wanted))) if s.kind in ("query", "file") and wanted else s for s in base.sources)


def counted(base: Value, method: str) -> tuple[Source, ...] | None:
    """What a count or sum carries: the source, without its columns and not as a whole; None for other methods."""
    if method not in _COUNTS:
        return None
    return tuple(replace(s, columns=(), whole=False, kind="figure") for s in base.sources)


__all__ = ["BUFFER", "counted", "fill", "held", "is_outside", "narrowed", "new_buffer", "poured", "put_into", "writer"]
