"""The Terraform functions that names, flags and policies are made with. Unknown arguments give an unknown value; sizes are bounded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from riskscan.parsers.terraform.syntax import Missing, Partial, Unknown, Value

LONGEST = 200_000  # characters or entries of a value that we still follow


def text_of(value: Value) -> str:
    """A value as text, unknown parts as ``{name}``."""
    if isinstance(value, Unknown):
        return "{" + short_name(value.name) + "}"
    if isinstance(value, Partial):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return "{...}"
    return "" if value is None else str(value)


def short_name(name: str) -> str:
    """``var.env`` and ``local.env`` as ``env``; other names as they are."""
    return re.sub(r"^(var|local|each)\.", "", name)


def is_known(value: Value) -> bool:
    """True where nothing in the value waits for run time."""
    if isinstance(value, (Unknown, Partial)):
        return False
    if isinstance(value, list):
        return all(is_known(v) for v in value)
    if isinstance(value, dict):
        return all(is_known(v) for v in value.values())
    return True


def joined(parts: list[Value]) -> Value:
    """Parts put together to one text."""
    text = "".join(text_of(p) for p in parts)
    if len(text) > LONGEST:
        return Unknown("long text")
    return text if all(is_known(p) for p in parts) else Partial(text)


def to_json(value: Value) -> Value:
    """``jsonencode``: unknown parts stand in it as ``{name}``."""
    text = json.dumps(_plain(value))
    return text if is_known(value) else Partial(text)


def _plain(value: Value) -> object:
    if isinstance(value, (Unknown, Partial)):
        return text_of(value)
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return value


def _mapped(change: Callable[[str], str]) -> Callable[[list[Value]], Value]:
    def function(arguments: list[Value]) -> Value:
        value = arguments[0]
        if isinstance(value, Partial):
            pieces = re.split(r"(\{[^{}]*\})", value.text)
            return Partial("".join(p if p.startswith("{") else change(p) for p in pieces))
        return value if isinstance(value, Unknown) else change(text_of(value))

    return function


def _items(value: Value) -> list[Value]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return list(value.values())
    return [value]


def _format(arguments: list[Value]) -> Value:
    pattern, rest = text_of(arguments[0]), iter(arguments[1:])
    parts: list[Value] = []
    for piece in re.split(r"(%[-+#0 ]*\d*(?:\.\d+)?[a-zA-Z%])", pattern):
        if not piece.startswith("%") or len(piece) < 2:
            parts.append(piece)
        elif piece == "%%":
            parts.append("%")
        else:
            parts.append(_formatted(piece, next(rest, "")))
    return joined(parts)


def _formatted(piece: str, value: Value) -> Value:
    width = re.search(r"(\d+)", piece)
    if piece[-1] == "d" and isinstance(value, (int, float)) and width and int(width[0]) < 100:
        return piece.replace("v", "d") % int(value)
    return value


def _concat(arguments: list[Value]) -> Value:
    found = [v for a in arguments for v in (a if isinstance(a, list) else [a])]
    return found if len(found) < LONGEST else Unknown("long list")


def _merge(arguments: list[Value]) -> Value:
    result: dict[str, Value] = {}
    for argument in arguments:
        if not isinstance(argument, dict):
            if argument is None:
                continue
            return Unknown("merge")
        result |= argument
    return result


def _lookup(arguments: list[Value]) -> Value:
    if isinstance(arguments[0], dict) and len(arguments) > 1:
        key = text_of(arguments[1])
        if key in arguments[0]:
            return arguments[0][key]
        return arguments[2] if len(arguments) > 2 and is_known(arguments[1]) else Unknown(f"lookup {key}")
    return Unknown("lookup")


def _length(arguments: list[Value]) -> Value:
    value = arguments[0]
    return len(value) if isinstance(value, (list, dict, str)) else Unknown("length")


def _first_known(arguments: list[Value]) -> Value:
    for value in arguments:
        if value is None or value == "":
            continue
        return value
    return arguments[-1]


def _try(arguments: list[Value]) -> Value:
    """The first that is there; where that is known only at run time, so is the result."""
    return next((a for a in arguments if not isinstance(a, Missing)), arguments[-1])


_ONE_SIGN = re.compile(r"(?:\[(?!.*(?:--|&&|\|\||~~))[^\[\]\\]+\]|\\[wdsWDS]|[\w -])\+?")
"""Patterns of one sign, written in RE2 as in Python, and read in one pass whatever the text."""


def _one_sign(pattern: str) -> re.Pattern[str] | None:
    if not _ONE_SIGN.fullmatch(pattern):
        return None
    try:
        return re.compile(pattern, re.ASCII)
    except re.error:  # a range that ends before it starts
        return None


def _replace(arguments: list[Value]) -> Value:
    text, old, new = (text_of(a) for a in arguments[:3])
    if (len(text) + 1) * len(new) > LONGEST:
        return Unknown("long text")
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        pattern = _one_sign(old[1:-1])
        if all(is_known(a) for a in arguments) and pattern and "$" not in new:
            return pattern.sub(lambda _: new, text)
        return Unknown("replace") if not is_known(arguments[0]) else Partial("{replace}")
    changed = text.replace(old, new)
    return changed if all(is_known(a) for a in arguments) else Partial(changed)


def _split(arguments: list[Value]) -> Value:
    if not is_known(arguments[1]):
        return Unknown("split")
    separator = text_of(arguments[0])
    text = text_of(arguments[1])
    parts: list[Value] = []
    parts.extend(text.split(separator) if separator else text)
    return parts


def _substring(arguments: list[Value]) -> Value:
    text, start, length = arguments[:3]
    if isinstance(text, str) and isinstance(start, int) and isinstance(length, int):
        return text[start:] if length < 0 else text[start : start + length]
    return text if isinstance(text, (Partial, Unknown)) else Unknown("substr")


def _set(arguments: list[Value]) -> Value:
    if not isinstance(arguments[0], list):
        return arguments[0]
    seen: dict[str, Value] = {}
    for item in arguments[0]:
        seen.setdefault(repr(item), item)
    return list(seen.values())


def _keys(arguments: list[Value]) -> Value:
    return [*sorted(arguments[0])] if isinstance(arguments[0], dict) else Unknown("keys")


def _values(arguments: list[Value]) -> Value:
    value = arguments[0]
    return [value[k] for k in sorted(value)] if isinstance(value, dict) else Unknown("values")


def _from_json(arguments: list[Value]) -> Value:
    if not isinstance(arguments[0], str):
        return Unknown("jsondecode")
    try:
        found: Value = json.loads(arguments[0])
    except (ValueError, RecursionError):
        return Unknown("jsondecode")
    return found


def _element(arguments: list[Value]) -> Value:
    items, at = arguments[:2]
    return items[at % len(items)] if isinstance(items, list) and items and isinstance(at, int) else Unknown("element")


def _contains(arguments: list[Value]) -> Value:
    items, wanted = arguments[:2]
    return wanted in items if isinstance(items, list) and is_known(arguments) else Unknown("contains")


def _zip(arguments: list[Value]) -> Value:
    keys, values = arguments[:2]
    if isinstance(keys, list) and isinstance(values, list):
        return {text_of(k): v for k, v in zip(keys, values, strict=False)}
    return Unknown("zipmap")


def _flatten(arguments: list[Value]) -> Value:
    result: list[Value] = []
    waiting = list(reversed(_items(arguments[0])))
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        else:
            result.append(item)
    return result


FUNCTIONS: dict[str, tuple[int, Callable[[list[Value]], Value]]] = {
    "lower": (1, _mapped(str.lower)),
    "upper": (1, _mapped(str.upper)),
    "title": (1, _mapped(str.title)),
    "trimspace": (1, _mapped(str.strip)),
    "chomp": (1, _mapped(lambda t: t.rstrip("\r\n"))),
    "tostring": (1, lambda a: a[0] if isinstance(a[0], (Unknown, Partial)) else text_of(a[0])),
    "tonumber": (1, lambda a: int(a[0]) if isinstance(a[0], str) and a[0].isdecimal() and len(a[0]) < 18 else a[0]),
    "tobool": (1, lambda a: {"true": True, "false": False}.get(a[0], a[0]) if isinstance(a[0], str) else a[0]),
    "tolist": (1, lambda a: a[0]),
    "tomap": (1, lambda a: a[0]),
    "toset": (1, _set),
    "distinct": (1, _set),
    "sensitive": (1, lambda a: a[0]),
    "nonsensitive": (1, lambda a: a[0]),
    "format": (1, _format),
    "join": (2, lambda a: joined([p for n, v in enumerate(_items(a[1])) for p in ([a[0], v] if n else [v])])),
    "split": (2, _split),
    "concat": (0, _concat),
    "merge": (0, _merge),
    "lookup": (2, _lookup),
    "jsonencode": (1, lambda a: to_json(a[0])),
    "jsondecode": (1, _from_json),
    "length": (1, _length),
    "replace": (3, _replace),
    "substr": (3, _substring),
    "coalesce": (1, _first_known),
    "try": (1, _try),
    "keys": (1, _keys),
    "values": (1, _values),
    "element": (2, _element),
    "contains": (2, _contains),
    "zipmap": (2, _zip),
    "flatten": (1, _flatten),
    "compact": (1, lambda a: [v for v in _items(a[0]) if v not in (None, "")]),
    "one": (1, lambda a: a[0][0] if isinstance(a[0], list) and len(a[0]) == 1 else a[0] if not isinstance(a[0], list) else None),
    "startswith": (2, lambda a: text_of(a[0]).startswith(text_of(a[1])) if is_known(a) else Unknown("startswith")),
    "endswith": (2, lambda a: text_of(a[0]).endswith(text_of(a[1])) if is_known(a) else Unknown("endswith")),
}


def call(name: str, arguments: list[Value]) -> Value:
    """The result of a function, or an unknown value named for it."""
    found = FUNCTIONS.get(name.removeprefix("core::"))
    if found is None or len(arguments) < found[0]:
        return Unknown(name)
    return found[1](arguments)
