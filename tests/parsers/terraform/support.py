"""A Terraform folder in memory."""

from __future__ import annotations

import posixpath

from riskscan.model.artifact import Artifact, Intent, Language
from riskscan.model.findings import Findings
from riskscan.parsers.terraform import parse


class Memory:
    """Surroundings of texts by path, with a state before."""

    dialect = ""

    def __init__(self, texts: dict[str, str], before: dict[str, str] | None = None) -> None:
        self.texts, self.before = texts, before

    def text(self, path: str, near: str) -> str | None:
        return self.texts.get(posixpath.normpath(posixpath.join(posixpath.dirname(near), path)), self.texts.get(posixpath.normpath(path)))

    def folder(self, near: str, *endings: str) -> tuple[str, ...]:
        parent = posixpath.dirname(near)
        return tuple(sorted(p for p in self.texts if posixpath.dirname(p) == parent and p.endswith(endings)))

    def baseline(self, near: str, *endings: str) -> dict[str, str] | None:
        return self.before


def read(
    text: str,
    others: dict[str, str] | None = None,
    before: str | dict[str, str] | None = None,
    intent: Intent = Intent.RUN,
    path: str = "main.tf",
) -> Findings:
    old = {path: before} if isinstance(before, str) else before
    return parse(Artifact(path, Language.TERRAFORM, text, intent=intent), Memory({path: text, **(others or {})}, old))


def rules(found: Findings) -> set[str]:
    return {e.rule.removeprefix("terraform/") for e in found.effects}
