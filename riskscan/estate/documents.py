"""YAML and JSON documents: parsed once, then offered to each reader that may know them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from riskscan.estate import (
    backstage,
    build_servers,
    cloudformation,
    dashboards,
    dbt_project,
    dbt_yaml,
    inventory,
    kubernetes,
    liquibase,
    openapi,
    schedulers,
    table_metadata,
    versions,
    workflows,
)
from riskscan.estate.piece import Around, Gather, Source
from riskscan.formats.yaml_text import Map, YamlError, documents
from riskscan.model.estate import Estate

_WORTH = re.compile(
    r"(?m)^\s{0,2}[\"']?(models|sources|exposures|seeds|snapshots|groups|jobs|script|stages|steps|paths|openapi|swagger|kind|services|hosts|all"
    r"|semantic_models|metrics|saved_queries|functions|Resources|runs|pipelines|include|tasks|operator|deployments|default_args|databaseChangeLog"
    r"|friendly_name|owners|labels|slice_name|dashboard_title|table_name|database_name|serdes/meta|entity_id|apiVersion)[\"']?\s*:"
    r"|\b(script|role|environment|serves|ansible_host|data_dir|default_args|operator|tasks|trigger)[\"']?\s*:"
)
_OTHERS = frozenset({"package.json", "package-lock.json", "tsconfig.json", "pnpm-lock.yaml", "poetry.lock", "manifest.json"})


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a document may have: the name of its reader, whether a document has it, and what reads it."""

    source: str
    wants: Callable[[Map, PurePosixPath], bool]
    read: Callable[[Map, Gather, str, Around], None]


FORMS: tuple[Form, ...] = (
    Form("dbt", dbt_project.wants, lambda d, g, s, a: dbt_project.read(d, g, a)),
    Form("openapi", lambda d, _: openapi.wants(d), lambda d, g, s, a: openapi.read(d, g)),
    Form("github_actions", workflows.wants_github, workflows.read_github),
    Form("github_actions", workflows.wants_action, workflows.read_action),
    Form("build", build_servers.wants, build_servers.read),
    Form("gitlab_ci", workflows.wants_gitlab, workflows.read_gitlab),
    Form("liquibase", liquibase.wants, lambda d, g, s, a: liquibase.read(d, g)),
    Form("backstage", backstage.wants, lambda d, g, s, a: backstage.read(d, g)),
    Form("metadata", table_metadata.wants, table_metadata.read),
    Form("superset", dashboards.wants_superset, dashboards.read_superset),
    Form("metabase", dashboards.wants_metabase, dashboards.read_metabase),
    Form("cloudformation", cloudformation.wants, lambda d, g, s, a: cloudformation.read(d, g, a)),
    Form("kubernetes", lambda d, _: kubernetes.wants(d), kubernetes.read),
    Form("airflow", schedulers.wants, schedulers.read),
    Form("dbt", dbt_yaml.wants, lambda d, g, s, a: dbt_yaml.read(d, g, a.layout)),
    Form("inventory", inventory.wants, lambda d, g, s, a: inventory.read(d, g)),
)
"""In this order; a document is read in the first form that it has."""


def wants(path: PurePosixPath, text: str) -> bool:
    """YAML with one of the words that a reader knows; JSON only where it describes a service or a template."""
    if path.name in _OTHERS or "/molecule/" in str(path):
        return False
    if path.suffix == ".json":
        return any(word in text[:3_000] for word in ('"openapi"', '"swagger"', '"AWSTemplateFormatVersion"'))
    return path.suffix in (".yml", ".yaml") and (path.stem == "dbt_project" or _WORTH.search(text) is not None)


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
    form = next((form for form in FORMS if form.wants(document, source.posix)), None)
    if form is not None:
        gather.source = form.source
        form.read(document, gather, source.text, around)
        versions.check(gather, document)
