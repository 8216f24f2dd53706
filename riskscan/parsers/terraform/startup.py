"""What a new computer runs when it starts (``user_data``, a start-up script): the commands that reach further than the computer itself.

What the script does on the new computer is nobody else's loss, so those lines are left out; loops and tests around the others stay.
Source: docs.aws.amazon.com, run commands at launch; cloud.google.com, startup scripts; cloud-init.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from riskscan.knowledge.shell.everyday import REACHES_OUT
from riskscan.model.artifact import Artifact, Language
from riskscan.model.effect import Certainty, Context
from riskscan.model.findings import Embedded
from riskscan.model.span import Note
from riskscan.parsers.terraform.commands import artifact_of
from riskscan.parsers.terraform.evaluate import Scope
from riskscan.parsers.terraform.syntax import Attribute, Block, Call, Expr, File, Lit, Obj, Tmpl

_ATTRIBUTES = ("user_data", "user_data_base64", "custom_data", "metadata_startup_script", "startup_script")
_KEYS = ("startup-script", "user-data", "shutdown-script")
_ENCODERS = ("base64encode", "base64gzip", "trimspace", "join")
_STAYS = re.compile(
    r"^\s*(#!|for\b|while\b|until\b|if\b|then\b|elif\b|else\b|fi\b|do\b|done\b|case\b|esac\b|;;|\}|\w+\s*\(\)\s*\{?|(export\s+)?\w+=)"
)
_FETCHES = re.compile(
    r"\b(aws\s+s3|gsutil(\s+-m)?|gcloud\s+storage)\s+(cp|sync|rsync)\b[^;&|]*?\s(s3|gs)://\S+\s+(?!-)(?!(s3|gs)://)\S"
    r"|\bcurl\b[^;&|]*(169\.254\.169\.254|metadata\.google\.internal)"
)
_OTHER = re.compile(r"^\s*(#cloud-config|Content-Type:|<script>|\{)")


def startups(file: File, scope: Scope, runs: dict[str, bool] | None = None) -> Iterator[Embedded]:
    """The scripts of what is made; ``runs`` as for the commands of provisioners."""
    for block in file.blocks:
        if block.type != "resource" or len(block.labels) < 2:
            continue
        name = ".".join(block.labels[:2])
        if runs is not None and name not in runs:
            continue
        for attribute, expr in _scripts(block):
            found = artifact_of(expr, file.path, (attribute.span.start_line, attribute.span.start_column), Language.SHELL, scope)
            outward = _outward(found) if found is not None else None
            if outward is not None:
                sure = Certainty.PROVEN if runs is None or runs[name] else Certainty.POSSIBLE
                yield Embedded(outward, Context(also=(Note("A new computer runs this when it starts.", block.head),), certainty=sure))


def _scripts(block: Block) -> Iterator[tuple[Attribute, Expr]]:
    for attribute in block.attributes:
        if attribute.name in _ATTRIBUTES:
            yield attribute, _plain(attribute.value)
        elif attribute.name == "metadata" and isinstance(attribute.value, Obj):
            for key, value in attribute.value.pairs:
                if isinstance(key, Lit) and key.value in _KEYS:
                    yield attribute, _plain(value)


def _plain(expr: Expr) -> Expr:
    """The text inside ``base64encode(...)`` and the like."""
    while isinstance(expr, Call) and expr.name in _ENCODERS and expr.arguments:
        expr = expr.arguments[-1]
    return expr if isinstance(expr, (Lit, Tmpl)) else Lit(None)


def _outward(script: Artifact) -> Artifact | None:
    """The script with only those commands that reach out; None where there are none, or where it is no shell script."""
    text = script.text
    if _OTHER.match(text) or "<powershell>" in text[:2000] or re.match(r"\s*#!.*python", text) or not REACHES_OUT.search(text):
        return None
    kept, going_on = [], False
    for line in text.split("\n"):
        reaches = REACHES_OUT.search(line) is not None and _FETCHES.search(line) is None
        stays = going_on or reaches or bool(_STAYS.match(line))
        going_on = stays and line.rstrip().endswith("\\")
        kept.append(line if stays else " " * len(line))
    return replace(script, text="\n".join(kept))
