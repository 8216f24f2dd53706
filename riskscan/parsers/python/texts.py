"""What string methods and the text functions of the standard library make of known texts."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import replace

from riskscan.parsers.python.value import Gap, Lit, Text, Value, cat, join, literal, one_text, plain, texts_of, tidy, unknown

_PERCENT = re.compile(r"%(?:\((?P<key>[^)]*)\))?[-+ #0]*(?:\d+|\*)?(?:\.\d+)?[hlL]?(?P<kind>[diouxXeEfFgGcrsa%])")
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<key>[^{}:!]*)(?:![rsa])?(?::[^{}]*)?\}")
_DOLLARS = re.compile(r"\$(?:\$|(?P<plain>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)\})")
Fill = Callable[[re.Match[str], int], Value | str]


def percent(left: Value, right: Value) -> Value:
    """``"..." % right``."""
    values = right.items if right.items is not None else (right,)

    def fill(match: re.Match[str], number: int) -> Value | str:
        if match["kind"] == "%":
            return "%"
        if match["key"] is not None:
            return right.get(match["key"]) or unknown(match["key"], right.gap.reason)
        return values[number] if number < len(values) and not right.more else unknown(right.gap.name, right.gap.reason, right.sources)

    return filled(left, _PERCENT, fill, right)


def formatted(left: Value, args: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
    """``"...".format(...)``."""

    def fill(match: re.Match[str], number: int) -> Value | str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        key = re.split(r"[.\[]", match["key"])[0]
        if key == "" or key.isdigit():
            position = number if key == "" else int(key)
            return args[position] if position < len(args) else unknown(match["key"] or "value", "call")
        if key != match["key"]:
            return unknown(match["key"], "call")
        return keywords.get(key) or unknown(key, "parameter")

    return filled(left, _BRACES, fill, *args, *keywords.values())


def substituted(left: Value, values: dict[str, Value]) -> Value:
    """``string.Template(left).substitute(**values)``: ``$name``, ``${name}``, ``$$``."""

    def fill(match: re.Match[str], number: int) -> Value | str:
        name = match["plain"] or match["braced"]
        return values.get(name) or unknown(name, "parameter") if name else "$"

    return filled(left, _DOLLARS, fill, *values.values())


def filled(left: Value, pattern: re.Pattern[str], fill: Fill, *inputs: Value) -> Value:
    """The texts of ``left`` with each match of the pattern replaced by a value."""
    made = [cat(*_pieces(text, pattern, fill)) for text in texts_of(left)]
    found = join(*made)
    sources = tuple(dict.fromkeys(s for v in (left, *inputs) for s in v.sources))[:4]
    return replace(found, sources=sources)


def _pieces(text: Text, pattern: re.Pattern[str], fill: Fill) -> list[Value]:
    pieces: list[Value] = []
    number = 0
    for part in text:
        if isinstance(part, Gap):
            pieces.append(Value(gap=part))
            continue
        done = 0
        for match in pattern.finditer(part.text):
            if len(pieces) > 600:
                break
            pieces.append(Value(texts=((Lit(part.text[done : match.start()], part.node, part.at + done, part.soft),),)))
            value = fill(match, number)
            if isinstance(value, str):
                pieces.append(Value(texts=((Lit(value, part.node, part.at + match.start(), part.soft),),)))
            else:
                pieces.append(value)
                number += 1
            done = match.end()
        pieces.append(Value(texts=((Lit(part.text[done:], part.node, part.at + done, part.soft),),)))
    return pieces


def joined(separator: Value, items: Value) -> Value:
    """``separator.join(items)``."""
    if items.items is None:
        return unknown(items.gap.name, items.gap.reason, items.sources)
    pieces: list[Value] = []
    for number, item in enumerate(items.items[:200]):
        pieces += [separator, item] if number else [item]
    if items.more:
        pieces += [separator, unknown(items.items[0].gap.name if items.items else "more", "loop", items.sources)]
    return cat(*pieces) if pieces else literal("")


def _each(value: Value, change: Callable[[Text], Text]) -> Value:
    return replace(value, texts=tuple(dict.fromkeys(tidy(change(text)) for text in value.texts)), const=())


def strip(value: Value, side: str = "both", signs: str | None = None) -> Value:
    """``.strip()``, ``.lstrip()``, ``.rstrip()``: positions stay true."""

    def change(text: Text) -> Text:
        parts = list(text)
        if side != "right" and parts and isinstance(parts[0], Lit):
            kept = parts[0].text.lstrip(signs)
            parts[0] = Lit(kept, parts[0].node, parts[0].at + len(parts[0].text) - len(kept), parts[0].soft)
        if side != "left" and parts and isinstance(parts[-1], Lit):
            parts[-1] = replace(parts[-1], text=parts[-1].text.rstrip(signs))
        return tuple(parts)

    return _each(value, change)


def recased(value: Value, method: str) -> Value:
    """``.lower()`` and the like; where the length changes, positions inside are given up."""

    def change(text: Text) -> Text:
        made: list[Lit | Gap] = []
        for part in text:
            if isinstance(part, Gap):
                made.append(part)
                continue
            new = str(getattr(part.text, method)())
            made.append(Lit(new, part.node if len(new) == len(part.text) else None, part.at, part.soft))
        return tuple(made)

    return _each(value, change)


def replaced(value: Value, old: Value, new: Value) -> Value:
    """``.replace(old, new)`` with a known ``old``."""
    sought = one_text(old)
    if not sought or not value.texts:
        return value
    return filled(value, re.compile(re.escape(sought)), lambda match, number: new, new)


def dedented(value: Value) -> Value:
    """``textwrap.dedent``: each line keeps its place."""

    def change(text: Text) -> Text:
        whole = "".join(part.text if isinstance(part, Lit) else "x" for part in text)
        margin = len(re.match(r"[ \t]*", next((line for line in whole.split("\n") if line.strip()), ""))[0])  # type: ignore[index]
        cut = min((len(line) - len(line.lstrip()) for line in whole.split("\n") if line.strip()), default=margin)
        made: list[Lit | Gap] = []
        fresh = True
        for part in text:
            if isinstance(part, Gap):
                made.append(part)
                fresh = False
                continue
            at = part.at
            for line in part.text.splitlines(keepends=True)[:5000]:
                skip = min(cut, len(line) - len(line.lstrip(" \t"))) if fresh else 0
                made.append(Lit(line[skip:], part.node, at + skip, part.soft))
                at += len(line)
                fresh = line.endswith("\n")
        return _rejoined(made)

    return _each(value, change)


def _rejoined(parts: list[Lit | Gap]) -> Text:
    """Neighbours that are one piece of the same literal become one piece again."""
    made: list[Lit | Gap] = []
    for part in parts:
        last = made[-1] if made else None
        if isinstance(part, Lit) and isinstance(last, Lit) and part.node is last.node and last.at + len(last.text) == part.at:
            made[-1] = Lit(last.text + part.text, last.node, last.at, last.soft or part.soft)
        else:
            made.append(part)
    return tuple(made)


def path_of(*values: Value) -> Value:
    """``os.path.join`` and ``Path(a, b)``: parts with a slash between them."""
    if not values:
        return literal(".")
    pieces: list[Value] = [values[0]]
    for value in values[1:]:
        first = one_text(pieces[-1])
        if (one_text(value) or "").startswith("/"):
            pieces = [value]  # an absolute part begins anew
            continue
        pieces += [value] if first is not None and first.endswith("/") else [literal("/"), value]
    return cat(*pieces)


def split(value: Value, separator: Value | None) -> Value:
    """``.split()`` of a text; where parts of it are not known, each of them is taken for one word."""
    text = one_text(value)
    if text is None and separator is None and len(value.texts) == 1 and len(plain(value.texts[0])) <= 10_000:
        return Value(items=tuple(Value(texts=(word,), sources=value.sources) for word in _words(value.texts[0])[:200]))
    if text is None or len(text) > 10_000:
        return Value(items=(), more=True, sources=value.sources, gap=value.gap)
    sign = one_text(separator) if separator is not None else None
    return Value(items=tuple(literal(piece) for piece in text.split(sign or None)[:200]))


def _words(text: Text) -> list[Text]:
    """The words of a text with unknown parts, which stay in the word that they stand in."""
    words: list[list[Lit | Gap]] = [[]]
    for part in text:
        if isinstance(part, Gap):
            words[-1].append(part)
            continue
        for piece in re.split(r"(\s+)", part.text):
            if piece.isspace():
                words.append([])
            elif piece:
                words[-1].append(Lit(piece))
    return [tuple(word) for word in words if word]


def argv(value: Value) -> Value:
    """A list of arguments as one shell command, each known argument quoted where it needs quotes."""
    pieces: list[Value] = []
    for number, item in enumerate((value.items or ())[:200]):
        if number:
            pieces.append(literal(" "))
        for_shell = join(*(Value(texts=(_quoted(text),)) for text in texts_of(_as_text(item))))
        pieces.append(for_shell)
    if value.more:
        pieces += [literal(" "), unknown("arguments", "call")]
    return cat(*pieces) if pieces else unknown("command", "call")


def _as_text(item: Value) -> Value:
    named = [part for obj in item.objs if (part := obj.part("name")) is not None]
    return join(*named) if named and not item.texts else item


def _quoted(text: Text) -> Text:
    whole = "".join(part.text for part in text if isinstance(part, Lit))
    if shlex.quote(whole) == whole or not whole:
        return text
    if "'" not in whole:
        return (Lit("'"), *text, Lit("'"))
    return (Lit(shlex.quote(whole)),) if len(text) == 1 else text


__all__ = ["argv", "dedented", "formatted", "joined", "path_of", "percent", "recased", "replaced", "split", "strip"]
