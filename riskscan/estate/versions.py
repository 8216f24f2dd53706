"""The versions of each form of document that we know. A newer one is read as far as it looks the same, and that is said.

Forms that say no version (workflows of GitHub and GitLab, inventories, Metabase) have no row.
Source: spec.openapis.org; circleci.com, configuration reference; kubernetes.io, API versioning; docs.aws.amazon.com, template anatomy;
serverless.com, ``frameworkVersion``; docs.getdbt.com, ``config-version`` and ``version`` of property files; docs.prefect.io, prefect.yaml;
docs.docker.com, compose file versions; superset.apache.org, exports; backstage.io, descriptor format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from riskscan.estate.piece import Gather
from riskscan.formats.yaml_text import Map, text_of


@dataclass(frozen=True, slots=True)
class Known:
    """A reader's form: the word that says its version, the versions that we know, and what a newer one may hide."""

    source: str
    word: str
    versions: re.Pattern[str]
    hides: str


_NUMBER = r"\D*(?:{0})(?!\d)"  # 3, "3.8", ^3.1 and >=3.0 alike
_OBJECTS = re.compile(
    r"(?:(?:apps|batch|extensions)/)?v1(?!\d)|(?:apps|batch)/v2(?:alpha|beta)|[\w-]+\.[\w.-]+/v\d"
)  # other groups have versions of their own
_CALLS = "Some of the calls that it describes may be missing."
_RUNS = "Some of what it runs may be missing."
_BUILDS = "Some of what it builds may be missing."
_MODELS = "Some models, or their owners, may be missing."

ROWS: tuple[Known, ...] = (
    Known("openapi", "openapi", re.compile(_NUMBER.format("3")), _CALLS),
    Known("openapi", "swagger", re.compile(_NUMBER.format("[12]")), _CALLS),
    Known("circleci", "version", re.compile(_NUMBER.format("[12]")), _RUNS),
    Known("kubernetes", "apiVersion", _OBJECTS, _RUNS),
    Known("compose", "version", re.compile(_NUMBER.format("[123]")), _RUNS),
    Known("cloudformation", "AWSTemplateFormatVersion", re.compile(r"2010-09-09"), _BUILDS),
    Known("serverless", "frameworkVersion", re.compile(_NUMBER.format("[1-4]") + r"|\*"), _BUILDS),
    Known("dbt", "config-version", re.compile(_NUMBER.format("[12]")), _MODELS),
    Known("dbt", "version", re.compile(_NUMBER.format("[12]")), _MODELS),
    Known("prefect", "prefect-version", re.compile(_NUMBER.format("[23]")), _RUNS),
    Known("superset", "version", re.compile(_NUMBER.format("1")), "Some of the reports that it describes may be missing."),
    Known("backstage", "apiVersion", re.compile(r"backstage\.io/v1(alpha|beta)1"), "Some owners may be missing."),
)
_OWN = {("dbt", "version"): ("dbt_project.yml", "dbt_project.yaml")}
"""Files in which the word is the version of what they describe, not of their form."""


def check(gather: Gather, document: Map) -> None:
    """Says where the document that was just read has a version that we do not know."""
    for row in ROWS:
        written = text_of(document.get(row.word))
        if row.source != gather.source or not written or "{{" in written or "${" in written:
            continue
        if row.versions.match(written) is None and PurePosixPath(gather.file).name not in _OWN.get((row.source, row.word), ()):
            line = document.lines.get(row.word, document.line)
            gather.unread(f"{row.source}-version", f"{gather.file} has a newer form than we know.", row.hides, line)
