"""YAML and JSON documents: parsed once, then offered to each reader that may know them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.estate import dbt_yaml, inventory, kubernetes, openapi, workflows
from riskscan.estate.piece import Around, Gather, Source
from riskscan.estate.yaml_text import Map, YamlError, documents
from riskscan.model.estate import Estate

_WORTH = re.compile(
    r"(?m)^\s{0,2}[\"']?(models|sources|exposures|seeds|snapshots|groups|jobs|script|stages|paths|openapi|swagger|kind|services|hosts|all)[\"']?\s*:"
    r"|\b(script|role|environment|serves|ansible_host|data_dir)[\"']?\s*:"
)
_OTHERS = frozenset({"package.json", "package-lock.json", "tsconfig.json", "pnpm-lock.yaml", "poetry.lock", "manifest.json"})


def wants(path: PurePosixPath, text: str) -> bool:
    """YAML with one of the words that a reader knows; JSON only where it describes a service."""
    if path.name in _OTHERS or "/molecule/" in str(path):
        return False
    if path.suffix == ".json":
        return '"openapi"' in text[:3_000] or '"swagger"' in text[:3_000]
    return path.suffix in (".yml", ".yaml") and _WORTH.search(text) is not None


def read(source: Source, around: Around) -> Estate:
    """All that the readers find in the documents of one file."""
    gather = Gather("yaml", source.path)
    try:
        found = documents(source.text)
    except YamlError as error:
        if _template(source):
            return gather.estate()
        gather.unread(
            "estate-file-unread", f"We could not read {source.path}.", "What it describes is missing from this answer.", error.line
        )
        return gather.estate()
    for document in found:
        if isinstance(document, Map):
            _offer(document, source, gather, around)
    return gather.estate()


def _template(source: Source) -> bool:
    """True for a template (Helm, Jinja), which is no YAML before it is filled in."""
    return "{{" in source.text or "{%" in source.text or "templates" in source.posix.parts


def _offer(document: Map, source: Source, gather: Gather, around: Around) -> None:
    path = source.posix
    if openapi.wants(document):
        gather.source = "openapi"
        openapi.read(document, gather)
    elif workflows.wants_github(document, path):
        gather.source = "github_actions"
        workflows.read_github(document, gather, source.text, around)
    elif workflows.wants_gitlab(document, path):
        gather.source = "gitlab_ci"
        workflows.read_gitlab(document, gather, source.text, around)
    elif kubernetes.wants(document):
        gather.source = "kubernetes"
        kubernetes.read(document, gather, around)
    elif dbt_yaml.wants(document, path):
        gather.source = "dbt"
        dbt_yaml.read(document, gather, around.layout)
    elif inventory.wants(document, path):
        gather.source = "inventory"
        inventory.read(document, gather)
