"""Commands that a file of another format holds: read by the queue, with their true places, and tied to whoever runs them."""

from __future__ import annotations

import posixpath
import re

from riskscan.estate.effects import link, runs
from riskscan.estate.piece import Around, Gather
from riskscan.formats.yaml_text import Text, code
from riskscan.model.artifact import Artifact, Language, plain_origin
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method

_SECRET = re.compile(r"\bsecrets\.([A-Za-z_]\w*)")
_OWN_SECRETS = frozenset({"GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN"})
_APPLY = re.compile(r"\b(?:terraform|tofu|terragrunt)\s+(?:-[\w=./'\"-]+\s+)*(?:run(?:-all)?\s+(?:-[\w=./'\"-]+\s+)*)?(?:apply|destroy)\b")


def plain(gather: Gather, text: str, line: int, column: int, actor: str, around: Around) -> None:
    """What a command that stands in the file as it is does, and which files of the estate it names."""
    origin = plain_origin(text, line, column)
    found = around.ask(Artifact(gather.file, Language.SHELL, text, origin=origin), around.aside)
    link(gather, found.effects, actor, around.layout)
    named(gather, text, line, actor, around)


def from_yaml(gather: Gather, command: Text, actor: str, source: str, around: Around, folder: str = "") -> None:
    """The same for a scalar of a YAML document; ``folder`` is where it runs."""
    text, origin, holes = code(command, source)
    found = around.ask(Artifact(gather.file, Language.SHELL, text, origin=origin, holes=holes), around.aside)
    link(gather, found.effects, actor, around.layout)
    named(gather, str(command), command.line + (1 if command.style in ("|", ">") else 0), actor, around, folder)


def named(gather: Gather, text: str, line: int, actor: str, around: Around, folder: str = "") -> None:
    """Edges to the files and Python modules of the estate that a command names."""
    runs(gather, text, line, actor, around.layout, folder)
    if _APPLY.search(text):
        _terraform(gather, text, line, actor, around, folder)


def _terraform(gather: Gather, text: str, line: int, actor: str, around: Around, folder: str) -> None:
    """Edges to the Terraform files of the folder that a command applies."""
    for match in _APPLY.finditer(text):
        inside = re.search(r"-chdir=['\"]?([\w./-]+)", match[0])
        before = re.findall(r"(?m)(?:^|&&|;)\s*cd\s+['\"]?([\w./-]+)", text[: match.start()])
        place = posixpath.normpath(inside[1] if inside else before[-1] if before else folder or ".")
        at = line + text.count("\n", 0, match.start())
        for path in around.layout.listed(place, ".tf"):
            gather.edge(actor, gather.asset(AssetKind.FILE, path, at, method=Method.MATCHED), EdgeKind.RUNS, at, Method.MATCHED)


def words(gather: Gather, parts: tuple[str, ...], line: int, actor: str, around: Around) -> None:
    """The same for a command that is given as a list of words; ``sh -c`` gives the command as one word."""
    if len(parts) >= 3 and parts[0].rpartition("/")[2] in ("sh", "bash", "ash") and parts[1].startswith("-") and "c" in parts[1]:
        parts = parts[2:]
    text = " ".join(part if re.fullmatch(r"[\w./:=@%+,-]+", part) or len(parts) == 1 else f"'{part}'" for part in parts)
    if text.strip():
        plain(gather, text, line, 1, actor, around)


def secrets(gather: Gather, text: str, line: int, actor: str) -> None:
    """The secrets that a workflow hands to its steps, by name alone."""
    for match in _SECRET.finditer(text):
        if match[1] not in _OWN_SECRETS:
            at = line + text.count("\n", 0, match.start())
            gather.edge(gather.asset(AssetKind.SECRET, match[1], at, method=Method.MATCHED), actor, EdgeKind.ENABLES, at)
