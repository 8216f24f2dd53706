"""Which version of a provider a folder uses: its lock file, else what it asks for."""

from __future__ import annotations

import re

from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.folder import Folder
from riskscan.parsers.terraform.functions import text_of
from riskscan.parsers.terraform.syntax import Lit, Obj, Trav

_LOCKED = re.compile(r'provider\s+"[^"]*/(?P<name>[\w-]+)"\s*\{[^}]*?\bversion\s*=\s*"(?P<version>\d[\w.]*)"')
_ASKED = re.compile(r"(?:^|[^<!\d.])(?:[=~>]*\s*)(\d+(?:\.\d+)*)")


def provider_version(instance: Instance) -> str:
    """The version of the provider of a resource, or an empty text where nothing says it."""
    return _version(instance.scope.folder, instance.type.partition("_")[0])


def _version(folder: Folder, provider: str) -> str:
    known = folder.versions.get(provider)
    if known is None:
        locked = next((m["version"] for m in _LOCKED.finditer(folder.lock) if m["name"] == provider), "")
        known = folder.versions[provider] = locked or _asked(folder, provider)
    return known


def _asked(folder: Folder, provider: str) -> str:
    """The version that ``required_providers`` or (0.11) the provider block asks for; ``>= 3`` says nothing of the one in use."""
    for block in folder.settings("terraform"):
        for inner in block.inner("required_providers"):
            attribute = inner.attribute(provider)
            value = attribute.value if attribute else None
            for key, found in value.pairs if isinstance(value, Obj) else ():
                named = key.root if isinstance(key, Trav) else text_of(key.value) if isinstance(key, Lit) else ""
                if named == "version" and isinstance(found, Lit):
                    return _least(text_of(found.value))
            if isinstance(value, Lit):
                return _least(text_of(value.value))
    for block in folder.settings("provider"):
        attribute = block.attribute("version") if block.labels == (provider,) else None
        if attribute and isinstance(attribute.value, Lit):
            return _least(text_of(attribute.value.value))
    return ""


def _least(text: str) -> str:
    if ">" in text.replace("~>", "") and "<" not in text:
        return ""
    found = _ASKED.search(text)
    return found[1] if found else ""
