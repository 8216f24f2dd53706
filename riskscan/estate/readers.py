"""All readers, in the order in which they are asked: the first that wants a file gets it, so every file is read once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from riskscan.estate import (
    code,
    code_migrations,
    connections,
    cron,
    dbt,
    dbt_runs,
    documents,
    inventory,
    jenkins,
    liquibase,
    literals,
    lookml,
    manifest,
    openlineage,
    services,
    tableau,
    tfstate,
)
from riskscan.estate.piece import Around, Layout, Source
from riskscan.model.estate import Estate


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader: ``wants`` looks at path and text, ``read`` returns what it finds."""

    name: str
    wants: Callable[[PurePosixPath, str, Layout], bool]
    read: Callable[[Source, Around], Estate]


def _by_two(wants: Callable[[PurePosixPath, str], bool]) -> Callable[[PurePosixPath, str, Layout], bool]:
    """A reader's ``wants`` that does not look at other files."""
    return lambda path, text, _: wants(path, text)


READERS: tuple[Reader, ...] = (
    Reader("dbt manifest", _by_two(manifest.wants), manifest.read),
    Reader("dbt records", _by_two(dbt_runs.wants), dbt_runs.read),
    Reader("dbt", dbt.wants, dbt.read),
    Reader("terraform state", tfstate.wants, tfstate.read),
    Reader("cron", _by_two(cron.wants), cron.read),
    Reader("services", _by_two(services.wants), services.read),
    Reader("jenkins", _by_two(jenkins.wants), jenkins.read),
    Reader("settings", _by_two(connections.wants), connections.read),
    Reader("lookml", _by_two(lookml.wants), lookml.read),
    Reader("tableau", _by_two(tableau.wants), tableau.read),
    Reader("openlineage", _by_two(openlineage.wants), openlineage.read),
    Reader("inventory", _by_two(inventory.wants_ini), inventory.read_ini),
    Reader("documents", _by_two(documents.wants), documents.read),
    Reader("liquibase", _by_two(liquibase.wants_xml), liquibase.read_xml),
    Reader("migrations", _by_two(code_migrations.wants), code_migrations.read),
    Reader("code", _by_two(code.wants), code.read),
    Reader("literals", _by_two(literals.wants), literals.read),
)

ENDINGS = frozenset(
    {*code.LANGUAGES, *literals.ENDINGS, ".yml", ".yaml", ".cron", ".crontab", ".ini", ".cfg", ".tfstate", ".timer", ".service", ".env"}
    | {".lkml", ".lookml", ".twb", ".tds", ".ndjson", ".jsonl"}
)
NAMES = frozenset(
    {"crontab", "crontab.txt", "hosts", "inventory", "CODEOWNERS", "manifest.json", "catalog.json", "run_results.json", "Procfile", ".env"}
)
_JSON = re.compile(r"(openapi|swagger|template|cloudformation|lineage)[^/]*\.json$", re.I)
_CHANGELOG = re.compile(r"changelog|liquibase|changeset|(^|/)db/", re.I)
_ASIDE = re.compile(r"(^|/)(tests?|__tests__|testdata|test_data|e2e|fixtures|__fixtures__|__mocks__)/")
_COMPILED = re.compile(r"(^|/)target/(compiled|run)/|(^|/)(node_modules|site-packages|dbt_packages)/")


def opened(path: PurePosixPath, layout: Layout) -> bool:
    """True for files whose name alone says that a reader may want them; all others are never opened.

    Tests and their data say nothing of how the organisation runs.
    """
    if path.name != "CODEOWNERS" and _ASIDE.search(str(path)):
        return False
    if path.suffix == ".csv":
        return dbt.wants(path, "", layout)
    known = (
        path.suffix in ENDINGS
        or path.name in NAMES
        or "cron.d" in path.parts
        or path.name.startswith(("Jenkinsfile", ".env."))
        or (path.suffix == ".xml" and _CHANGELOG.search(str(path)) is not None)
        or (path.suffix == ".json" and _JSON.search(str(path)) is not None)
    )
    return known and not _COMPILED.search(str(path))


def reader_of(source: Source, layout: Layout) -> Reader | None:
    """The first reader that wants a file."""
    return next((r for r in READERS if r.wants(source.posix, source.text, layout)), None)


__all__ = ["ENDINGS", "READERS", "Reader", "opened", "reader_of"]
