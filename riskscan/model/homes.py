"""Terraform addresses with the folder that they hold in: ``environments/dev#aws_db_instance.main``.

An address names one resource of one root folder. The same words in another root folder name another resource, so what is known by its
address only goes by address and folder. ``modules/db/#aws_db_instance.main`` (a slash before the mark) is a block of a folder, whatever
uses that folder as a module: several resources may carry it. Folders have forward slashes; the folder itself is ``.``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import replace

from riskscan.model.asset import Asset, AssetRef, key_of
from riskscan.model.estate import Dependency, Estate

_ADDRESS = r"(?:module|data|[a-z][a-z0-9-]*_\w+)\.\S.*"
_PLACED = re.compile(rf"^(?P<home>[^#:]+?)(?P<block>/?)#(?P<address>{_ADDRESS})$", re.S)
_ONLY = re.compile(_ADDRESS, re.S)
Rename = Callable[[str], str]
"""A name as it is called elsewhere; other names come back as they are."""


def placed(address: str, home: str) -> str:
    """The name of the resource at an address of a root folder."""
    return f"{home or '.'}#{address}"


def block_of(folder: str, address: str) -> str:
    """The name of a block of a folder, which every use of the folder as a module has in common."""
    return f"{folder or '.'}/#{address}"


def is_placed(name: str) -> bool:
    """True for the name of one resource by folder and address."""
    found = _PLACED.match(name)
    return found is not None and not found["block"]


def is_address(name: str) -> bool:
    """True for what reads like an address without a folder."""
    return _ONLY.fullmatch(name) is not None


def address_in(name: str) -> str:
    """The address inside such a name, of a resource or of a block; an empty text for any other name."""
    found = _PLACED.match(name)
    return found["address"] if found else ""


def home_in(name: str) -> str:
    """The folder inside such a name; an empty text for any other name."""
    found = _PLACED.match(name)
    return found["home"] if found else ""


def key_of_ref(ref: AssetRef) -> str:
    """The key of an asset; what goes by an address or by a name with unknown parts goes by its folder too, where that is known."""
    own = next((a for a in ref.aliases if is_placed(a)), "")
    if own and (ref.name in ref.aliases or "{" in ref.name):
        return key_of(ref.kind, own)
    return key_of(ref.kind, ref.name)


def moved(old: str, new: str) -> Rename:
    """Names as seen from the folder ``new`` instead of ``old``: the two are one folder under two paths."""
    if posixpath.normpath(old or ".") == posixpath.normpath(new or "."):
        return lambda name: name

    def rename(name: str) -> str:
        found = _PLACED.match(name)
        if found is None:
            return name
        home = posixpath.normpath(posixpath.join(new, posixpath.relpath(found["home"], old or ".")))
        return f"{home}{found['block']}#{found['address']}"

    return rename


def all_at(home: str) -> Rename:
    """Names of resources as those of one folder."""

    def rename(name: str) -> str:
        found = _PLACED.match(name)
        return placed(found["address"], home) if found and not found["block"] else name

    return rename


def bare(name: str) -> str:
    """The address alone."""
    return address_in(name) or name


def renamed_ref(ref: AssetRef, rename: Rename) -> AssetRef:
    """An asset of an effect with its further names renamed."""
    return replace(ref, aliases=tuple(dict.fromkeys(map(rename, ref.aliases)))) if any(map(address_in, ref.aliases)) else ref


def renamed(estate: Estate, rename: Rename) -> Estate:
    """An estate with its keys and further names renamed."""
    return replace(
        estate,
        assets=tuple(_asset(asset, rename) for asset in estate.assets),
        dependencies=tuple(_edge(edge, rename) for edge in estate.dependencies),
    )


def _asset(asset: Asset, rename: Rename) -> Asset:
    if not any(map(address_in, asset.aliases)):
        return asset
    return replace(asset, key=_key(asset.key, rename), aliases=tuple(dict.fromkeys(map(rename, asset.aliases))))


def _edge(edge: Dependency, rename: Rename) -> Dependency:
    if "#" not in edge.source and "#" not in edge.target:
        return edge
    return replace(edge, source=_key(edge.source, rename), target=_key(edge.target, rename))


def _key(key: str, rename: Rename) -> str:
    kind, _, name = key.partition(":")
    return f"{kind}:{rename(name)}"
