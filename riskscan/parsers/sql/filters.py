"""A filter that was switched off: a WHERE behind a comment sign, or after the semicolon."""

from __future__ import annotations

import re
from typing import Protocol

from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.drafts import Draft
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.split import Statement

_FILTER_COMMENT = re.compile(r"(?is)^(--|#|//|/\*)[\s*-]*(WHERE|AND)\b")


class Reading(Protocol):
    """What is known while a script is read."""

    script: Script
    drafts: list[Draft]


def filters_off(run: Reading, statements: list[Statement], number: int, before: int) -> None:
    """A WHERE behind a comment sign, or after the semicolon."""
    statement = statements[number]
    for draft in run.drafts[before:]:
        touch = draft.touch
        if (
            touch.family not in ("update", "delete")
            or touch.scope is not Scope.ALL
            or Trait.ALWAYS_TRUE in touch.traits
            or draft.place.path != run.script.artifact.path
        ):
            continue
        following = statements[number + 1] if number + 1 < len(statements) else None
        stop = following.start if following is not None else len(run.script.artifact.text)
        gap = run.script.artifact.text[statement.end : stop]
        near = next(
            (
                c
                for c in run.script.comments
                if statement.start < c.start < stop and _FILTER_COMMENT.match(c.text) and _adjacent(run, statement, c.start)
            ),
            None,
        )
        if near is not None:
            touch.traits += (Trait.FILTER_OFF,)
            line = run.script.line(near.start)
            draft.notes.append(run.script.note(f"The filter on line {line} stands behind a comment sign.", near.start, near.end))
        elif following is not None and following.tokens[0].up == "WHERE" and ";" in gap:
            touch.traits += (Trait.FILTER_OFF,)
            line = run.script.line(following.start)
            draft.notes.append(
                run.script.note(f"The filter on line {line} comes after the end of the statement.", following.start, following.end)
            )


def _adjacent(run: Reading, statement: Statement, start: int) -> bool:
    """Is the comment inside the statement or right behind it (no empty line, no other comment between)?"""
    if start < statement.end:
        return True
    between = run.script.artifact.text[statement.end : start]
    return not between.replace(";", "").strip() and between.count("\n") <= 1
