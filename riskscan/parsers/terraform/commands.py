"""Shell commands that Terraform runs on the side (provisioners), as embedded artifacts with their true places."""

from __future__ import annotations

from collections.abc import Iterator

from riskscan.model.artifact import Artifact, Hole, Language, Origin, hole
from riskscan.model.effect import Certainty, Context
from riskscan.model.findings import Embedded
from riskscan.model.span import Note
from riskscan.parsers.terraform.evaluate import Scope
from riskscan.parsers.terraform.functions import text_of
from riskscan.parsers.terraform.syntax import Block, Broken, Expr, File, Lit, Tmpl, Tup, Unknown

_PYTHON = ("python", "python3", "/usr/bin/python3", "/usr/bin/env python3")


def commands(file: File, scope: Scope, runs: dict[str, bool] | None = None, *, destroy: bool = False) -> Iterator[Embedded]:
    """The commands of all provisioners in a file.

    ``runs``: ``type.name`` of what is made now (True) or perhaps (False), where that is known; the others run nothing. ``destroy``:
    the folder is destroyed, which runs the commands for that moment and no others.
    """
    for block in file.blocks:
        if block.type != "resource" or len(block.labels) < 2:
            continue
        name = ".".join(block.labels[:2])
        if runs is not None and name not in runs:
            continue
        for provisioner in block.inner("provisioner"):
            when = provisioner.attribute("when")
            at_end = when is not None and "destroy" in repr(when.value)
            if destroy and not at_end:
                continue
            sure = destroy or (not at_end and (runs is None or runs[name]))
            yield from _of(provisioner, file.path, scope, Certainty.PROVEN if sure else Certainty.POSSIBLE)


def _of(block: Block, path: str, scope: Scope, certainty: Certainty) -> Iterator[Embedded]:
    language = _language(block, scope)
    also = (Note("Terraform runs this command on the side.", block.head),)
    context = Context(also=also, certainty=certainty)
    for name in ("command", "inline"):
        attribute = block.attribute(name)
        if attribute is None:
            continue
        for expr in attribute.value.items if isinstance(attribute.value, Tup) else (attribute.value,):
            found = artifact_of(expr, path, (attribute.span.start_line, attribute.span.start_column), language, scope)
            if found is not None:
                yield Embedded(found, context)


def _language(block: Block, scope: Scope) -> Language:
    interpreter = block.attribute("interpreter")
    value = scope.value(interpreter.value) if interpreter else None
    first = value[0] if isinstance(value, list) and value else ""
    return Language.PYTHON if isinstance(first, str) and first in _PYTHON else Language.SHELL


def artifact_of(expr: Expr, path: str, start: tuple[int, int], language: Language, scope: Scope) -> Artifact | None:
    """A text of an expression as a piece of a language, with holes for what only the run knows; None where there is nothing in it."""
    parts = expr.parts if isinstance(expr, Tmpl) else (expr,)
    text, pieces, holes = "", [(0, *start)], list[Hole]()
    for part in parts:
        if isinstance(part, Lit) and isinstance(part.value, str):
            line, column = part.at if part.at[0] else start
            for n, row in enumerate(part.value.split("\n")):
                text += "\n" if n else ""
                pieces.append((len(text), line + n, column if n == 0 else 1))
                text += row
            continue
        value = scope.value(part) if not isinstance(part, Broken) else Unknown("value")
        if isinstance(value, (str, int)) and "\n" not in str(value):
            text += text_of(value)
        else:
            holes.append(Hole(text_of(value).strip("{}") or "value", "reference"))
            text += hole(len(holes) - 1)
    return Artifact(path, language, text, origin=Origin(tuple(pieces)), holes=tuple(holes)) if text.strip() else None
