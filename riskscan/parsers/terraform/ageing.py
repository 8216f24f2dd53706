"""Rows and tables that from now on go by themselves as time passes, where they did not before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from riskscan.knowledge.terraform.ends import AGES
from riskscan.model.asset import AssetRef
from riskscan.model.effect import Effect
from riskscan.model.span import Note
from riskscan.parsers.terraform.config import Config
from riskscan.parsers.terraform.flat import flat
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.protection import is_on, number_of
from riskscan.parsers.terraform.syntax import Value


def ageing(asset: AssetRef, before: Config, after: Config, type_: str) -> Iterator[Effect]:
    """What a change lets expire that stayed before, or stayed longer. A new table is empty, so nothing in it goes."""
    paths = [(path, rule) for pattern, path, rule in AGES if re.search(pattern, type_)]
    if not paths:
        return
    old, new = flat(before), flat(after)
    for path, rule in paths:
        if path not in new:
            continue
        item = new[path][0]
        if _sooner(old[path][0].value if path in old else None, item.value):
            note = Note(f"Line {item.span.start_line} sets {path}.", item.span)
            yield make(rule, asset, item.span, also=(note,))


def _sooner(then: Value, now: Value) -> bool:
    if isinstance(now, bool) or now in ("true", "false"):
        return is_on(now) and not is_on(then)
    first, second = number_of(then), number_of(now)
    if second is None:
        return bool(now) and then != now
    return second > 0 and (first is None or first <= 0 or second < first)
