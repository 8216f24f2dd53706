"""How many a block stands for: ``count``, ``for_each`` and dynamic blocks. What is known only at run time stands for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from riskscan.parsers.terraform.functions import text_of
from riskscan.parsers.terraform.syntax import Block, Trav, Unknown, Value

if TYPE_CHECKING:
    from riskscan.parsers.terraform.evaluate import Scope

INSTANCES = 1000  # of one count or for_each
Bindings = dict[str, Value]


def expanded(scope: Scope, block: Block) -> list[tuple[Value, Bindings]]:
    """(key, bindings) of each instance of a block."""
    count, each = block.attribute("count"), block.attribute("for_each")
    if count is not None:
        number = scope.value(count.value)
        if isinstance(number, str) and number.isdecimal():
            number = int(number[:6])
        if isinstance(number, bool):
            number = int(number)
        if isinstance(number, (int, float)):
            scope.budget.cut |= number > INSTANCES
            return [(n, {"count": {"index": n}}) for n in range(min(int(number), INSTANCES))]
    elif each is not None:
        over = scope.value(each.value)
        if isinstance(over, (dict, list)):
            scope.budget.cut |= len(over) > INSTANCES
        if isinstance(over, dict):
            return [(k, {"each": {"key": k, "value": v}}) for k, v in list(over.items())[:INSTANCES]]
        if isinstance(over, list):
            keys = [text_of(v) for v in over[:INSTANCES]]
            return [(k, {"each": {"key": k, "value": k}}) for k in dict.fromkeys(keys)]
    return [(None, {})]


def is_counted_later(scope: Scope, block: Block) -> bool:
    """True where how many there are is known only at run time."""
    found = block.attribute("count") or block.attribute("for_each")
    return found is not None and not isinstance(scope.value(found.value), (int, float, str, dict, list))


def dynamic(scope: Scope, block: Block, bindings: Bindings) -> tuple[Block | None, list[Bindings]]:
    """The content of a dynamic block, and the bindings of each time that it is made."""
    content = next(iter(block.inner("content")), None)
    each, named = block.attribute("for_each"), block.attribute("iterator")
    name = named.value.root if named and isinstance(named.value, Trav) and isinstance(named.value.root, str) else block.labels[0]
    over = scope.value(each.value, bindings) if each else None
    pairs: list[tuple[Value, Value]]
    if isinstance(over, dict):
        pairs = list(over.items())
    elif isinstance(over, list):
        pairs = [(v, v) for v in over]
    else:
        pairs = [(Unknown(f"{name}.key"), Unknown(f"{name}.value"))]
    return content, [{**bindings, name: {"key": k, "value": v}} for k, v in pairs[:INSTANCES]]
