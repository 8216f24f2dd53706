"""YAML as strings with their places: nothing is turned into a date, a number or a truth value (``on:`` stays ``on``)."""

from __future__ import annotations

import re

import yaml

from riskscan.model.artifact import Hole, Origin, hole

LARGEST = 8_000_000  # characters
DEEPEST = 60  # brackets or dashes inside each other on the way to one value
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.S)
_COMPACT = re.compile(r"(?m)^\s*(?:- ){60}")


class YamlError(ValueError):
    """The text is no YAML; ``line`` is where reading stopped."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


class Text(str):
    """A scalar with its place; ``style`` is the YAML sign it was written with (``|``, ``>``, a quote, or empty).

    ``tag`` is its own tag (``!Ref``), else empty.
    """

    line: int
    column: int
    style: str
    tag: str = ""


class Map(dict[str, "Value"]):
    """A mapping; ``lines`` has the line of each key, ``tag`` its own tag (``!Sub``), else empty."""

    lines: dict[str, int]
    line: int


class Rows(list["Value"]):
    """A sequence; ``line`` is its first line."""

    line: int


Value = Text | Map | Rows


def documents(text: str) -> list[Value]:
    """All documents of a text. Raises YamlError."""
    if len(text) > LARGEST or _deep(text):
        raise YamlError(1)
    try:
        nodes = list(yaml.compose_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
        memo: dict[int, Value] = {}
        return [_value(node, memo, 0) for node in nodes if node is not None]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise YamlError(1) from error


def _deep(text: str) -> bool:
    """True where brackets may nest deeper than anybody writes."""
    if text.count("[") + text.count("{") <= DEEPEST and not _COMPACT.search(text):
        return False
    depth = highest = 0
    for sign in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if sign in "[{" else max(depth - 1, 0)
        highest = max(highest, depth)
    return highest > DEEPEST * 4 or bool(_COMPACT.search(text))


def _value(node: yaml.Node, memo: dict[int, Value], depth: int) -> Value:
    known = memo.get(id(node))
    if known is not None:
        return known
    if depth > DEEPEST * 5:
        raise YamlError(node.start_mark.line + 1)
    made: Value
    if isinstance(node, yaml.MappingNode):
        made = Map()
        made.lines, made.line = {}, node.start_mark.line + 1
        memo[id(node)] = made
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            inner = _value(value, memo, depth + 1)
            if name == "<<" and isinstance(inner, Map):
                for inherited, thing in inner.items():
                    made.setdefault(inherited, thing)
                    made.lines.setdefault(inherited, inner.lines[inherited])
                continue
            made[name] = inner
            made.lines[name] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        made = Rows()
        made.line = node.start_mark.line + 1
        memo[id(node)] = made
        made.extend(_value(item, memo, depth + 1) for item in node.value)
    else:
        null = node.tag == "tag:yaml.org,2002:null"
        made = Text("" if null else str(node.value))
        made.line, made.column, made.style = node.start_mark.line + 1, node.start_mark.column + 1, getattr(node, "style", None) or ""
        if node.tag.startswith("!"):
            made.tag = node.tag
    return made


def text_of(value: Value | None) -> str:
    """A scalar as text, else an empty text."""
    return str(value) if isinstance(value, Text) else ""


def map_of(value: Value | None) -> Map:
    """The mapping, or an empty one."""
    if isinstance(value, Map):
        return value
    empty = Map()
    empty.lines, empty.line = {}, 1
    return empty


def rows_of(value: Value | None) -> list[Value]:
    """The sequence, or an empty one; a single scalar counts as a sequence of one."""
    if isinstance(value, Rows):
        return value
    return [value] if isinstance(value, Text) and value else []


def texts_of(value: Value | None) -> tuple[str, ...]:
    """The scalars of a sequence (or the one scalar)."""
    return tuple(str(item) for item in rows_of(value) if isinstance(item, Text))


def maps_of(value: Value | None) -> list[Map]:
    """The mappings of a sequence."""
    return [item for item in rows_of(value) if isinstance(item, Map)]


def code(value: Text, source: str) -> tuple[str, Origin, tuple[Hole, ...]]:
    """A scalar that holds code: its text with each ``${{ … }}`` as a hole, the map to its true places, and the holes."""
    origin = Origin(tuple(_pieces(value, source)))
    text, at = "", 0
    pieces: list[tuple[int, int, int]] = []
    holes: list[Hole] = []
    for match in _EXPRESSION.finditer(value):
        pieces += _shifted(origin, at, match.start(), len(text))
        text += value[at : match.start()]
        pieces.append((len(text), *origin.locate(match.start())))
        text += hole(len(holes))
        holes.append(Hole(match[1].strip()[:60] or "value", "expression"))
        at = match.end()
    pieces += _shifted(origin, at, len(value), len(text))
    return text + value[at:], Origin(tuple(pieces) or ((0, value.line, value.column),)), tuple(holes)


def _shifted(origin: Origin, start: int, end: int, to: int) -> list[tuple[int, int, int]]:
    first = [(to, *origin.locate(start))] if end > start else []
    return first + [(offset - start + to, line, column) for offset, line, column in origin.pieces if start < offset < end]


def _pieces(value: Text, source: str) -> list[tuple[int, int, int]]:
    """Where each line of a scalar stands. Folded and wrapped scalars are found line by line."""
    if value.style not in ("|", ">"):
        first = value.line, value.column + (1 if value.style else 0)
        if "\n" not in value:
            return [(0, *first)]
    lines = source.split("\n")
    start = value.line if value.style in ("|", ">") else value.line - 1
    pieces: list[tuple[int, int, int]] = []
    offset = 0
    for number in range(start, len(lines)):
        content = lines[number].strip() if value.style != "|" else ""
        if value.style == "|":
            if offset >= len(value):
                break
            end = value.find("\n", offset)
            end = len(value) if end < 0 else end
            part = value[offset:end]
            column = lines[number].find(part) + 1 if part.strip() else 1
            pieces.append((offset, number + 1, max(column, 1)))
            offset = end + 1
            continue
        found = value.find(content, offset) if content else -1
        if found < 0:
            if pieces and content:
                break
            continue
        pieces.append((found, number + 1, lines[number].find(content) + 1))
        offset = found + len(content)
    return pieces or [(0, value.line, value.column)]
