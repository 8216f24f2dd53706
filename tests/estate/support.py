"""A stand-in for the queue, so that readers are tested without any parser: it knows a few statements by their words."""

from __future__ import annotations

import re
from pathlib import Path

from riskscan.estate.read import read
from riskscan.model.artifact import Artifact, Language
from riskscan.model.asset import Asset, AssetKind, AssetRef, key_of
from riskscan.model.config import Config
from riskscan.model.effect import Certainty, Effect, Operation, Scope, Undo
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Evidence
from riskscan.model.findings import Findings
from riskscan.model.span import Span
from riskscan.model.surroundings import Surroundings

_WORDS = (
    (re.compile(r"(?i)\btruncate table ([\w.]+)"), Operation.DELETE),
    (re.compile(r"(?i)\binsert into ([\w.]+)"), Operation.WRITE),
    (re.compile(r"(?i)\b(?:from|join) ([\w.]+)"), Operation.READ),
)
_TABLE = re.compile(r"(?i)\bcreate table ([\w.]+)")


def ask(artifact: Artifact, surroundings: Surroundings) -> Findings:
    """Effects and tables by a few words; positions as the queue gives them."""
    effects = []
    for pattern, operation in _WORDS if artifact.language in (Language.SQL, Language.SHELL) else ():
        for match in pattern.finditer(artifact.text):
            line, column = artifact.text.count("\n", 0, match.start()) + 1, 1
            if artifact.origin is not None:
                line, column = artifact.origin.locate(match.start())
            place = Span(artifact.path, line, column, line, column + 1)
            ref = AssetRef(AssetKind.TABLE, match[1])
            effects.append(Effect(operation, operation.value, ref, Scope.ALL, Undo.NO, Certainty.PROVEN, "x", "x", place))
    tables = []
    for match in _TABLE.finditer(artifact.text) if artifact.language is Language.SQL else ():
        evidence = Evidence("ddl", artifact.path, artifact.text.count("\n", 0, match.start()) + 1)
        tables.append(Asset(key_of(AssetKind.TABLE, match[1]), AssetKind.TABLE, match[1], evidence=(evidence,)))
    return Findings(effects=tuple(effects), declared=Estate(tuple(tables)))


def estate_of(folder: Path, files: dict[str, str] | None = None, config: Config | None = None) -> Estate:
    """The estate of a folder, after writing the files into it."""
    for name, text in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read([folder], ask, config=config)


def edges(estate: Estate, *kinds: EdgeKind) -> set[tuple[str, str, str]]:
    """(source, kind, target) of the edges."""
    return {(e.source, e.kind.value, e.target) for e in estate.dependencies if not kinds or e.kind in kinds}


def edge(estate: Estate, source: str, target: str) -> Dependency:
    """The one edge between two keys."""
    (found,) = [e for e in estate.dependencies if (e.source, e.target) == (source, target)]
    return found


def asset(estate: Estate, key: str) -> Asset:
    """The asset with a key."""
    (found,) = [a for a in estate.assets if a.key == key]
    return found
