"""What opens to the internet or to everyone: network rules by port and what stands behind them, public databases and file stores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from riskscan.knowledge.terraform.exposure import ANYWHERE, PORT_NAMES, PUBLIC_ARGUMENTS, PUBLIC_BLOCKS, WEB_PORTS
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Effect
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.config import Config
from riskscan.parsers.terraform.declared import referenced
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.flat import flat
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.syntax import Value, block_expressions


@dataclass(frozen=True, slots=True)
class Opening:
    """Ports (low, high) that anyone may reach, and where it is written."""

    ports: tuple[tuple[int, int], ...]
    span: Span


def _int(value: Value, otherwise: int) -> int:
    if isinstance(value, str) and value.isdecimal() and len(value) < 7:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def _texts(value: Value) -> list[str]:
    return [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str)]


def _from_anywhere(config: Config, *names: str) -> Span | None:
    for name in names:
        if any(t in ANYWHERE for t in _texts(config.get(name))):
            return config.items[name].span
    return None


def _aws_rule(config: Config) -> Opening | None:
    span = _from_anywhere(config, "cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")
    if span is None:
        return None
    protocol = config.get("protocol") or config.get("ip_protocol")
    low, high = _int(config.get("from_port"), 0), _int(config.get("to_port"), 65535)
    if protocol in ("-1", "all", -1) or low < 0:
        low, high = 0, 65535
    if protocol in ("icmp", "icmpv6"):
        return None
    return Opening(((low, high),), span)


def _ranges(texts: list[str]) -> tuple[tuple[int, int], ...]:
    found = []
    for text in texts:
        match = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", text)
        if match:
            found.append((int(match[1]), int(match[2] or match[1])))
        elif text == "*":
            found.append((0, 65535))
    return tuple(found)


def _azure_rule(config: Config) -> Opening | None:
    if str(config.get("direction")).lower() != "inbound" or str(config.get("access")).lower() != "allow":
        return None
    span = _from_anywhere(config, "source_address_prefix", "source_address_prefixes")
    ports = [*map(str, _texts(config.get("destination_port_ranges"))), str(config.get("destination_port_range"))]
    return Opening(_ranges(ports), span) if span else None


def _google_rule(config: Config) -> Opening | None:
    span = _from_anywhere(config, "source_ranges")
    if span is None or config.get("direction") == "EGRESS" or config.get("disabled") is True:
        return None
    ports: list[tuple[int, int]] = []
    for allow in config.inner("allow"):
        if allow.get("protocol") == "icmp":
            continue
        listed = _ranges([str(p) for p in _as_list(allow.get("ports"))])
        ports.extend(listed or ((0, 65535),))
    return Opening(tuple(ports), span) if ports else None


def _google_policy(config: Config) -> Iterator[Opening]:
    """A rule of a firewall policy that holds for a whole organisation, folder or network."""
    if config.get("action") != "allow" or config.get("direction") == "EGRESS" or config.get("disabled") is True:
        return
    for match in config.inner("match"):
        span = _from_anywhere(match, "src_ip_ranges")
        ports: list[tuple[int, int]] = []
        for layer in match.inner("layer4_configs"):
            ports.extend(_ranges([str(p) for p in _as_list(layer.get("ports"))]) or ((0, 65535),))
        if span and ports:
            yield Opening(tuple(ports), span)


def _as_list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _openings(instance: Instance) -> Iterator[Opening | None]:
    config, type_ = instance.config, instance.type
    if type_ in ("aws_security_group", "aws_default_security_group"):
        yield from (_aws_rule(b) for b in config.inner("ingress"))
    elif type_ == "aws_vpc_security_group_ingress_rule" or (type_ == "aws_security_group_rule" and config.get("type") == "ingress"):
        yield _aws_rule(config)
    elif type_ == "azurerm_network_security_rule":
        yield _azure_rule(config)
    elif type_ == "azurerm_network_security_group":
        yield from (_azure_rule(b) for b in config.inner("security_rule"))
    elif type_ == "google_compute_firewall":
        yield _google_rule(config)
    elif type_ in ("google_compute_firewall_policy_rule", "google_compute_network_firewall_policy_rule"):
        yield from _google_policy(config)
    elif type_.startswith("azurerm_") and type_.endswith("_firewall_rule") and _is_all_of_it(config):
        yield Opening(((0, 65535),), config.items["start_ip_address"].span)


def _is_all_of_it(config: Config) -> bool:
    """True for an address range over the whole internet; 0.0.0.0 to 0.0.0.0 means other Azure services only."""
    return config.get("start_ip_address") == "0.0.0.0" and str(config.get("end_ip_address")).startswith("255.")


def _port_words(ports: tuple[tuple[int, int], ...]) -> str:
    if any(high - low > 60000 for low, high in ports):
        return "all ports"
    words = []
    for low, high in ports[:3]:
        name = PORT_NAMES.get(low, "") if low == high else ""
        words.append((f"port {low}" if low == high else f"ports {low} to {high}") + (f" ({name})" if name else ""))
    return " and ".join(words)


@dataclass(frozen=True, slots=True)
class Around:
    """The resources of a folder by address (without keys), and which of them name which."""

    named: dict[str, Instance]
    users: dict[str, tuple[Instance, ...]]


def around(everyone: tuple[Instance, ...]) -> Around:
    """Who stands beside whom."""
    named: dict[str, Instance] = {}
    users: dict[str, list[Instance]] = {}
    for instance in everyone:
        if f"{instance.type}.{instance.name}" in named:
            continue
        named[f"{instance.type}.{instance.name}"] = instance
        for address in dict.fromkeys(a for attribute, _ in block_expressions(instance.block) for a in referenced(attribute.value)):
            users.setdefault(address, []).append(instance)
    return Around(named, {address: tuple(found) for address, found in users.items()})


def network(instance: Instance, beside: Around) -> Iterator[Effect]:
    """Openings of a network rule or group; ``beside`` tells what stands behind."""
    owner = _group_of(instance, beside)
    for opening in _openings(instance):
        if opening is None or not opening.ports:
            continue
        asset = asset_of(owner)
        if owner is not instance:
            asset = type(asset)(asset.kind, asset.name, asset.match, tuple(dict.fromkeys((*asset.aliases, instance.address))))
        behind = _behind(owner, beside)
        if all(low == high and low in WEB_PORTS for low, high in opening.ports):
            yield make("terraform/web-port-open", asset, opening.span, also=behind)
            continue
        note = Note(f"Line {opening.span.start_line} allows every address on the internet.", opening.span)
        fill = (("ports", _port_words(opening.ports)),)
        yield make("terraform/open-to-internet", asset, opening.span, fill=fill, also=(note, *behind))


def _group_of(instance: Instance, beside: Around) -> Instance:
    """The group that a rule of its own belongs to, where the folder has it."""
    for name in ("security_group_id", "network_security_group_name", "server_id", "server_name", "redis_cache_name"):
        attribute = instance.block.attribute(name)
        if attribute is not None:
            return next((beside.named[a] for a in referenced(attribute.value) if a in beside.named), instance)
    return instance


def _behind(group: Instance, beside: Around) -> tuple[Note, ...]:
    """Sentences naming what uses a group."""
    address = f"{group.type}.{group.name}"
    notes: list[Note] = []
    for other in beside.users.get(address, ()):
        if other.block is group.block or len(notes) == 5 or "security_group" in other.type:
            continue
        asset = asset_of(other)
        notes.append(Note(f"Behind it stands the {_WORDS.get(asset.kind, str(asset.kind))} {asset.name}.", other.block.head))
    return tuple(notes)


_WORDS = {
    AssetKind.BUCKET: "file store", AssetKind.IDENTITY: "account", AssetKind.DNS: "web address", AssetKind.RESOURCE: "thing",
    AssetKind.NETWORK: "network part",
}  # fmt: skip


def public(instance: Instance) -> Iterator[Effect]:
    """Arguments that open the resource itself to everyone, or switch off the lock against it."""
    asset = asset_of(instance)
    places = flat(instance.config)
    if any(item.value is False for item in places.get("vpc_config.endpoint_public_access", ())):
        return  # a list of addresses without a public address opens nothing
    for path, items in places.items():
        name = path.rsplit(".", 1)[-1]
        for item in items:
            values = [v for v in _as_list(item.value) if isinstance(v, (bool, str))]
            if any(_opens(instance.type, name, v) for v in values):
                note = Note(f"Line {item.span.start_line} sets {name}, which lets in anyone.", item.span)
                rule = "terraform/public-database" if asset.kind is AssetKind.DATABASE else "terraform/public-access"
                yield make(rule, asset, item.span, also=(note,))
    if "public_access_block" in instance.type:
        items_off = [i for n, i in instance.config.items.items() if n in PUBLIC_BLOCKS and i.value is False]
        if items_off:
            yield make("terraform/public-block-off", asset, items_off[0].span)


def _opens(type_: str, name: str, value: bool | str) -> bool:
    return any(name == n and value in values and re.search(pattern, type_) for pattern, n, values in PUBLIC_ARGUMENTS)
