"""A safer version of a file, and what to run first.

Drafts are small changes of the text, each on top of the ones before: nothing outside its edits changes. Who draws them up knows the
language; whether a draft really helps is decided by reading the changed file again, which is not done here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from riskscan.advice.safer_version.edits import Draft, Edit, OverlapError, apply, diff
from riskscan.advice.safer_version.first_look import FirstLook, first_look
from riskscan.advice.safer_version.preview import Preview, preview
from riskscan.model.artifact import Language
from riskscan.model.effect import Effect


def next_drafts(
    language: str, text: str, effects: Sequence[Effect], dialect: str, before: Mapping[str, str], done: Sequence[str]
) -> tuple[Draft, ...]:
    """The drafts that come next for a text with these effects (levels filled in); each counts on top of the ones before it.

    ``before``: the files of a Terraform folder before the change. ``done``: names of drafts that were taken or turned down already.
    """
    match language:
        case Language.PYTHON:
            from riskscan.advice.safer_version.python import drafts

            return drafts(text, effects, dialect, done)
        case Language.SQL:
            from riskscan.advice.safer_version import sql

            return _first(step(text, effects, dialect) for step in sql.STEPS if step.__name__ not in done)
        case Language.TERRAFORM:
            from riskscan.advice.safer_version import terraform

            return _first(step(text, effects, before) for step in terraform.STEPS if step.__name__ not in done)
        case Language.SHELL:
            from riskscan.advice.safer_version import shell

            return _first(step(text, effects) for step in shell.STEPS if step.__name__ not in done)
    return ()


def _first(drafts: Iterable[Draft | None]) -> tuple[Draft, ...]:
    """The first draft that there is; the next one is drawn up on the text after it."""
    return next(((draft,) for draft in drafts if draft is not None), ())


__all__ = ["Draft", "Edit", "FirstLook", "OverlapError", "Preview", "apply", "diff", "first_look", "next_drafts", "preview"]
