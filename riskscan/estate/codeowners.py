"""CODEOWNERS: who owns what a file defines. The last line that fits counts.

Source: docs.github.com, about code owners; docs.gitlab.com, code owners (sections in brackets).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath

from riskscan.model.asset import Asset, AssetKind, key_of
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Evidence, Method

_OWNED = frozenset(
    {AssetKind.TABLE, AssetKind.VIEW, AssetKind.PIPELINE, AssetKind.JOB, AssetKind.PROGRAM, AssetKind.REPORT, AssetKind.RESOURCE}
    | {
        AssetKind.BUCKET,
        AssetKind.QUEUE,
        AssetKind.TOPIC,
        AssetKind.FUNCTION,
        AssetKind.SERVER,
        AssetKind.CLUSTER,
        AssetKind.DATABASE,
        AssetKind.URL,
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: a pattern below ``folder``, and who owns it (nobody, where a line names nobody)."""

    folder: str
    pattern: str
    owners: tuple[str, ...]
    file: str
    line: int


def wants(path: PurePosixPath) -> bool:
    """The file by its name."""
    return path.name == "CODEOWNERS"


def rules(path: str, text: str) -> tuple[Rule, ...]:
    """The rules of one file, in order."""
    folder = posixpath.dirname(path)
    if posixpath.basename(folder) in (".github", ".gitlab", "docs"):
        folder = posixpath.dirname(folder)
    found = []
    default: tuple[str, ...] = ()
    for number, raw in enumerate(text.split("\n"), start=1):
        line = re.sub(r"(^|\s)#.*", "", raw).strip()
        section = re.match(r"\^?\[[^\]]+\](?:\[\d+\])?\s*(.*)$", line)
        if section:
            default = _owners(section[1].split())
        elif line:
            pattern, *names = re.split(r"(?<!\\)\s+", line)
            found.append(Rule(folder, pattern.replace("\\ ", " "), _owners(names) or default, path, number))
    return tuple(found)


def _owners(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.lstrip("@").rpartition("/")[2] if name.startswith("@") else name for name in names)


@lru_cache(maxsize=4096)
def pattern(text: str) -> re.Pattern[str]:
    """A pattern of CODEOWNERS (the rules of ``.gitignore``) as a regular expression over relative paths."""
    anchored = "/" in text.rstrip("/")
    body = text.strip("/")
    made, at = "", 0
    while at < len(body):
        if body.startswith("**/", at):
            made, at = made + "(?:.*/)?", at + 3
        elif body.startswith("**", at):
            made, at = made + ".*", at + 2
        else:
            sign = body[at]
            made, at = made + {"*": "[^/]*", "?": "[^/]"}.get(sign, re.escape(sign)), at + 1
    tail = "/.+" if text.endswith("/") else ("" if body.endswith("/*") else "(?:/.+)?")
    return re.compile(("" if anchored else "(?:.*/)?") + made + tail + "$")


def owner_of(path: str, ordered: tuple[Rule, ...]) -> Rule | None:
    """The last rule that fits a path; None where none does."""
    for rule in reversed(ordered):
        inside = path.removeprefix(rule.folder + "/") if rule.folder else path
        if rule.folder and inside == path:
            continue
        if rule.pattern == "*" or pattern(rule.pattern).match(inside):
            return rule
    return None


def apply(estate: Estate, ordered: tuple[Rule, ...]) -> Estate:
    """Owners for all that a file with a known owner defines, where nothing closer names one; teams are told about it."""
    if not ordered:
        return estate
    known: dict[str, Rule | None] = {}
    teams: dict[str, Asset] = {a.key: a for a in estate.assets if a.kind is AssetKind.TEAM}
    assets, edges = [], set(estate.dependencies)
    for asset in estate.assets:
        if asset.owner or asset.kind not in _OWNED:
            assets.append(asset)
            continue
        rule = None
        for evidence in asset.evidence:
            if evidence.method is not Method.MATCHED and evidence.file:
                if evidence.file not in known:
                    known[evidence.file] = owner_of(evidence.file, ordered)
                rule = rule or known[evidence.file]
        if rule is None or not rule.owners:
            assets.append(asset)
            continue
        seen = Evidence("codeowners", rule.file, rule.line, Method.DECLARED)
        for owner in rule.owners:
            team = key_of(AssetKind.TEAM, owner)
            teams.setdefault(team, Asset(team, AssetKind.TEAM, owner, evidence=(seen,)))
            edges.add(Dependency(asset.key, team, EdgeKind.NOTIFIES, seen))
        assets.append(replace(asset, owner=rule.owners[0]))
    others = [a for a in assets if a.kind is not AssetKind.TEAM]
    return replace(estate, assets=tuple(sorted((*others, *teams.values()), key=lambda a: a.key)), dependencies=tuple(sorted(edges)))
