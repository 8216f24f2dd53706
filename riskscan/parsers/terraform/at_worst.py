"""What a resource would open, were a value that is handed in from outside the worst that it may be: ``cidr_blocks = var.allowed``.

Only variables without a value count: what one resource hands to another is no choice of the person who runs it. The worst value of an
argument is the one that the rules on openings and rights look for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from riskscan.knowledge.terraform.exposure import PUBLIC_ARGUMENTS, PUBLIC_BLOCKS
from riskscan.knowledge.terraform.guards import CATCHES, FORCES, RETENTIONS, SKIPS
from riskscan.model.effect import Effect, if_worst
from riskscan.parsers.terraform.config import Config, Item
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.expiry import expiry
from riskscan.parsers.terraform.exposure import Around, network, public
from riskscan.parsers.terraform.rights import rights
from riskscan.parsers.terraform.syntax import Partial, Unknown, Value

_ADDRESSES = frozenset(
    {
        "cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6", "source_address_prefix", "source_address_prefixes", "source_ranges",
        "src_ip_ranges",
    }
)  # fmt: skip
_RIGHTS: dict[str, Value] = {
    "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess", "managed_policy_arns": ["arn:aws:iam::aws:policy/AdministratorAccess"],
    "member": "allUsers", "members": ["allUsers"],
}  # fmt: skip
_DOCUMENTS = ("policy", "inline_policy", "assume_role_policy")  # who may do what, as JSON
_ALL_RIGHTS = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
_FOR_ALL = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}'
_OPEN_STATEMENT = re.compile(r'"(?:Statement|Action)":\s*\[?\s*"?\{(\w+)\}')
_HOLDERS = re.compile(r"^aws_iam_(policy|role_policy|user_policy|group_policy)$")  # their documents name no person
_ENDS = ("noncurrent_days", "default_table_expiration_ms", "default_partition_expiration_ms")  # after how long what is old goes
DEEPEST = 6


def open_dangers(instance: Instance, beside: Around, text: str) -> Iterator[Effect]:
    """The openings, rights and deletions that a variable without a value decides on."""
    worst, decides = at_worst(instance)
    if not decides:
        return
    changed = replace(instance, _config=worst)
    known = {(e.rule, e.asset) for e in _found(instance, beside, text)}
    for effect in _found(changed, beside, text):
        if (effect.rule, effect.asset) not in known and effect.rule != "terraform/rights-given":
            yield if_worst(effect, decides)


def at_worst(instance: Instance) -> tuple[Config, str]:
    """The settings of a resource with the worst value for each variable, and the name of the first of these; empty where there is none."""
    decides: list[str] = []
    return _worst(instance.config, instance.type, decides), next(iter(decides), "")


def _found(instance: Instance, beside: Around, text: str) -> Iterator[Effect]:
    yield from network(instance, beside)
    yield from public(instance)
    yield from rights(instance, text)
    yield from expiry(instance)


def _worst(config: Config, type_: str, decides: list[str], depth: int = 0) -> Config:
    """The block with the worst value in the place of each open one; ``decides`` takes the names of the variables."""
    items = {name: _item(name, item, type_, decides) for name, item in config.items.items()}
    if depth == DEEPEST:
        return replace(config, items=items)
    blocks = {name: [_worst(inner, type_, decides, depth + 1) for inner in found] for name, found in config.blocks.items()}
    return replace(config, items=items, blocks=blocks)


def _item(name: str, item: Item, type_: str, decides: list[str]) -> Item:
    variable = variable_of(item.value)
    if not variable:
        return item
    worst = _worst_value(type_, name)
    if worst is None:
        return item
    decides.append(variable)
    return replace(item, value=[worst] if isinstance(item.value, list) and not isinstance(worst, list) else worst)


def variable_of(value: Value) -> str:
    """The variable that a value is, or that stands in a list of values; empty for anything else."""
    if isinstance(value, Partial):
        found = _OPEN_STATEMENT.search(value.text)
        return found[1] if found else ""
    values = value if isinstance(value, list) else [value]
    return next((v.name.removeprefix("var.") for v in values[:64] if isinstance(v, Unknown) and re.fullmatch(r"var\.\w+", v.name)), "")


def _worst_value(type_: str, name: str) -> Value:
    if name in _ADDRESSES:
        return "0.0.0.0/0"
    if name in PUBLIC_BLOCKS or name in CATCHES:
        return False
    if name in SKIPS or name in FORCES:
        return True
    if name in RETENTIONS or name in _ENDS:
        return 1
    if name in _DOCUMENTS:
        return _ALL_RIGHTS if _HOLDERS.search(type_) else _FOR_ALL
    for pattern, argument, values in PUBLIC_ARGUMENTS:
        if argument == name and re.search(pattern, type_):
            first = sorted(values, key=str)[-1]
            return first if isinstance(first, (bool, str)) else None
    return _RIGHTS.get(name)
