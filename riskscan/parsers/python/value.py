"""What a name may hold: bounded sets of text templates, typed objects, literal lists and dicts, and where the data came from.

A text is a tuple of known pieces (``Lit``, which remember the literal they stand in) and unknown ones (``Gap``). A value keeps at most
``MOST`` texts; what overflows becomes one gap, so joins and products stay small and every loop over values ends.

None of these objects is changed once it is made; many places share one. ``frozen=True`` would check that, at three times the time
that it takes to make one, and a walk makes millions.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from riskscan.parsers.python.scope import Scope

MOST = 8
LONGEST = 2_000_000  # characters of one text; a longer one becomes a gap
ITEMS = 64


@dataclass(slots=True, unsafe_hash=True)
class Lit:
    """A known piece: characters ``at`` .. ``at + len(text)`` of the value of the string literal ``node`` (None: it stands in none)."""

    text: str
    node: ast.AST | None = None
    at: int = 0
    soft: bool = False  # only a default: who starts the program, or its environment, may say otherwise


@dataclass(slots=True, unsafe_hash=True)
class Gap:
    """An unknown piece. ``reason``: parameter, environment, input, loop, call, file, argument."""

    name: str
    reason: str


Text = tuple[Lit | Gap, ...]
_NAMELESS = Gap("value", "call")


@dataclass(slots=True, unsafe_hash=True)
class Source:
    """Where data comes from. ``kind``: file, query, pages, service, input. ``whole``: no filter. ``pattern``: its wildcard.

    ``chosen`` are the filters by label that chose it ("tag:Name=*index*").
    """

    kind: str
    what: str
    line: int
    whole: bool = False
    columns: tuple[str, ...] = ()
    pattern: str = ""
    chosen: tuple[str, ...] = ()


@dataclass(slots=True, unsafe_hash=True)
class Obj:
    """A module, class or object by its qualified name. ``parts`` are names that it carries; ``flags``: autocommit, memory, ...

    ``holds`` are the names of a module beside the program.
    """

    type: str
    parts: tuple[tuple[str, Value], ...] = ()
    within: str = ""
    dialect: str = ""
    flags: frozenset[str] = frozenset()
    holds: Scope | None = None

    def part(self, name: str) -> Value | None:
        """The value carried under a name."""
        for key, value in self.parts:
            if key == name:
                return value
        return self.holds.names.get(name) if self.holds is not None else None


@dataclass(slots=True, unsafe_hash=True)
class Value:
    """All that one expression may be. ``items``/``pairs``: a literal list or dict; ``more``: it may hold further ones.

    ``bare``: a list or dict that may also be empty (a filter that is filled only under an ``if``).
    ``const`` is (number, boolean or None,) or empty; ``sure`` is False where it is only a default that a person may change.
    ``codes`` are functions and classes of this file. ``gap`` names it where it is unknown.
    """

    texts: tuple[Text, ...] = ()
    objs: tuple[Obj, ...] = ()
    items: tuple[Value, ...] | None = None
    pairs: tuple[tuple[str, Value], ...] | None = None
    more: bool = False
    bare: bool = False
    const: tuple[bool | int | float | None, ...] = ()
    sure: bool = True
    sources: tuple[Source, ...] = ()
    codes: tuple[Code, ...] = ()
    gap: Gap = _NAMELESS
    flag: str = ""  # the name of the option or constant whose default this is

    def get(self, key: str) -> Value | None:
        """The value under a key of a literal dict."""
        return next((value for name, value in reversed(self.pairs or ()) if name == key), None)

    @property
    def known(self) -> bool:
        """True where something of it is known."""
        return bool(self.texts or self.objs or self.const or self.codes) or self.items is not None or self.pairs is not None


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """A function or class of this file; ``owner`` is its class for a method, ``self_value`` the object for a bound one."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
    scope: Scope  # where it was defined
    name: str
    owner: ast.ClassDef | None = None
    self_value: Value | None = None


def unknown(name: str, reason: str = "call", sources: tuple[Source, ...] = ()) -> Value:
    """A value of which only a name is known."""
    return Value(gap=Gap(name or "value", reason), sources=sources) if sources else _unknown(name or "value", reason)


@lru_cache(maxsize=8192)
def _unknown(name: str, reason: str) -> Value:
    return Value(gap=Gap(name, reason))


def literal(text: str, node: ast.AST | None = None) -> Value:
    """The value of a string literal."""
    return Value(texts=((Lit(text, node),),))


def of_type(name: str) -> Value:
    """A value of a qualified type."""
    return Value(objs=(Obj(name),), gap=Gap(name.rpartition(".")[2].lower(), "call"))


def texts_of(value: Value) -> tuple[Text, ...]:
    """The value as text: its templates, a number as written, or one gap."""
    if value.texts:
        return value.texts
    if value.const and not value.objs:
        return ((Lit(str(value.const[0])),),)
    return ((value.gap,),)


def plain(text: Text) -> str:
    """The text for people: gaps as ``{name}``."""
    return "".join(part.text if isinstance(part, Lit) else "{" + part.name + "}" for part in text)


def exact(text: Text) -> str | None:
    """The text where all of it is known."""
    return None if any(isinstance(part, Gap) for part in text) else plain(text)


def one_text(value: Value | None) -> str | None:
    """The value's only text where it is known whole."""
    if value is None or len(value.texts) != 1:
        return None
    return exact(value.texts[0])


def all_texts(value: Value | None) -> tuple[str, ...]:
    """All whole texts of a value."""
    if value is None:
        return ()
    return tuple(found for text in value.texts if (found := exact(text)) is not None)


def cat(*values: Value) -> Value:
    """The values one after another, as text: the product of their templates, at most ``MOST``."""
    sources = merged(*(value.sources for value in values))
    choices = [texts_of(value) for value in values]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > MOST:
        choices = [c if len(c) == 1 else ((Gap("many", "many"),),) for c in choices]
    texts = tuple(dict.fromkeys(tidy(sum(combined, ())) for combined in product(*choices)))
    if sum(len(p.text) for t in texts for p in t if isinstance(p, Lit)) > LONGEST:
        return unknown("text", "call", sources)
    return Value(texts=texts, sources=sources)


def tidy(text: Text) -> Text:
    """The text without empty pieces; very many pieces are folded."""
    kept = tuple(part for part in text if isinstance(part, Gap) or part.text)
    return kept[:1000] if kept else (Lit(""),)


def join(*values: Value) -> Value:
    """Either of the values; nothing is known of none."""
    if len(values) == 1:
        return values[0]
    distinct = list(dict.fromkeys(values))
    if not distinct:
        return unknown("value")
    if len(distinct) == 1:
        return distinct[0]
    texts = tuple(dict.fromkeys(text for value in distinct for text in _joined_texts(value)))
    if len(texts) > MOST:
        texts = (*texts[: MOST - 1], (Gap("many", "many"),))
    lists = [value.items for value in distinct if value.items is not None]
    dicts = [value.pairs for value in distinct if value.pairs is not None]
    return Value(
        texts=texts,
        objs=tuple(dict.fromkeys(obj for value in distinct for obj in value.objs))[:MOST],
        items=_distinct(lists) if lists else None,
        pairs=tuple(dict.fromkeys(pair for pairs in dicts for pair in pairs))[:ITEMS] if dicts else None,
        more=any(value.more for value in distinct) or 0 < len(lists) < len(distinct),
        bare=any(value.bare or (() in (value.items, value.pairs) and not value.more) for value in distinct),
        const=(),
        sources=merged(*(value.sources for value in distinct)),
        codes=tuple(dict.fromkeys(code for value in distinct for code in value.codes))[:MOST],
        gap=next((v.gap for v in distinct if not v.known), distinct[0].gap),
    )


def _distinct(lists: list[tuple[Value, ...]]) -> tuple[Value, ...]:
    longest = max(lists, key=len)
    return tuple(dict.fromkeys((*longest, *(item for items in lists for item in items))))[:ITEMS]


def _joined_texts(value: Value) -> tuple[Text, ...]:
    if value.texts:
        return value.texts
    if value.const and value.const[0] is None:
        return ()
    if value.const:
        return texts_of(value)
    return () if value.known else ((value.gap,),)


def merged(*sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """All sources, each once, at most four."""
    if not any(sources):
        return ()
    return tuple(dict.fromkeys(source for group in sources for source in group))[:4]


def element(value: Value, name: str = "item") -> Value:
    """Any one item of a value, as a loop takes it."""
    if value.items:
        found = join(*value.items)
        if value.more and all(item.known for item in value.items) and not value.sources:
            found = join(found, unknown(name, "loop"))
        return with_sources(found, value.sources)
    if value.pairs:
        return join(*(literal(key) for key, _ in value.pairs))
    return unknown(name, "loop", value.sources)


def with_sources(value: Value, sources: tuple[Source, ...]) -> Value:
    """The value with further sources."""
    if not sources or sources == value.sources or set(sources) <= set(value.sources):
        return value
    return replace(value, sources=merged(value.sources, sources))


def softened(value: Value, name: str, reason: str) -> Value:
    """A default that something outside the file may replace: an option of the command line, a variable of the environment."""
    texts = tuple(tuple(replace(part, soft=True) if isinstance(part, Lit) else part for part in text) for text in value.texts)
    return replace(value, texts=texts, sure=False, flag=name, gap=Gap(name, reason))


def settled(value: Value) -> bool:
    """True where the value's text is one, and nothing outside the file may replace it."""
    return len(value.texts) <= 1 and not any(isinstance(part, Lit) and part.soft for text in value.texts for part in text)


def truth(value: Value) -> bool | None:
    """True or False where it is known."""
    if value.const and not value.objs:
        return bool(value.const[0])
    if len(value.texts) == 1 and (text := exact(value.texts[0])) is not None and not value.objs:
        return bool(text)
    if value.items is not None and not value.more and not value.bare:
        return bool(value.items)
    return None
