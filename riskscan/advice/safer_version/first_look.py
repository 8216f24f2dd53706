"""The preview of each effect of a scan that changes rows by a single SQL statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from riskscan.advice.safer_version.preview import Preview, preview
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Effect, Safety
from riskscan.model.span import Span

_VERBS = ("update", "delete", "merge")
_NOT_NEEDED = (Safety.SCRATCH, Safety.OWN_OUTPUT, Safety.ROLLED_BACK, Safety.DRY_RUN, Safety.READ_ONLY)


@dataclass(frozen=True, slots=True)
class FirstLook:
    """The effect (by its id) and what to run before it."""

    effect: str
    location: Span
    preview: Preview


def first_look(
    effects: Iterable[Effect], text_of: Callable[[Span], str], dialect: str = "", key_of: Callable[[Effect], str] = lambda _: ""
) -> tuple[FirstLook, ...]:
    """One for each statement, in order. ``text_of`` gives the text at a place of the artifact; an empty text passes the effect over.

    ``key_of``: the one column of the primary key of the table that an effect changes; empty where it is not known.
    """
    found: dict[Span, FirstLook] = {}
    for effect in effects:
        rows = effect.asset.kind in (AssetKind.TABLE, AssetKind.VIEW) and effect.verb in _VERBS and effect.rule.startswith("sql/")
        if not rows or effect.safe(*_NOT_NEEDED) or effect.location in found:
            continue
        seen = preview(text_of(effect.location), dialect, key_of(effect))
        if seen is not None:
            found[effect.location] = FirstLook(effect.id, effect.location, seen)
    return tuple(found.values())
