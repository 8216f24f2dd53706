"""Where effects and embedded pieces of one walk come together: the same call met twice is one effect with all that both times said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from riskscan.model.effect import Certainty, Context, Effect, Safe, Safety, Scope, if_worst
from riskscan.model.findings import Embedded, Reference
from riskscan.model.span import Span
from riskscan.parsers.python.regions import told_together

MOST = 20_000
_ORDER = (Certainty.PROVEN, Certainty.LIKELY, Certainty.POSSIBLE)
_WIDTH = (Scope.ONE, Scope.SOME, Scope.UNKNOWN, Scope.ALL)
_Key = tuple[object, ...]


def _is_open(within: str) -> bool:
    """True for a place that only the run knows (``{host}``); what was met there and at no known place is the same."""
    return within[:1] == "{" and within.find("}") == len(within) - 1


@dataclass(slots=True)
class Sink:
    """Gathered findings. ``functions`` tells for each key which function it stands in, for evidence that comes later."""

    effects: dict[_Key, Effect] = field(default_factory=dict)
    embedded: dict[_Key, Embedded] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    open: bool = True
    told: int = 0  # how often something was told
    decided_by: str = ""  # the value, known only to the run, that decides on what is told now
    dead: int = 0  # above 0 while a side of an ``if`` is walked that this call of the function never takes
    never: dict[_Key, Effect] = field(default_factory=dict)  # effects of such sides
    never_pieces: dict[_Key, Embedded] = field(default_factory=dict)

    def effect(self, effect: Effect) -> None:
        """Takes an effect; where the same call already had it, the widest scope counts.

        Traits add up; only evidence that always holds stays.
        """
        self.told += 1
        effect = if_worst(effect, self.decided_by)
        asset = replace(effect.asset, within="") if _is_open(effect.asset.within) else effect.asset
        key = (effect.location, effect.operation, effect.verb, asset, effect.actor, self.decided_by)
        if self.dead:
            self.never.setdefault(key, effect)
            return
        old = self.effects.get(key)
        if old is None:
            if self.open and len(self.effects) < MOST:
                self.effects[key] = effect
            return
        wider = max(old, effect, key=lambda e: _WIDTH.index(e.scope))
        self.effects[key] = replace(
            wider,
            asset=old.asset if old.asset.within else effect.asset,
            traits=tuple(dict.fromkeys((*old.traits, *effect.traits))),
            safe_evidence=tuple(e for e in old.safe_evidence if e.kind in {s.kind for s in effect.safe_evidence}),
            also=tuple(dict.fromkeys((*old.also, *effect.also))),
            certainty=min(old.certainty, effect.certainty, key=_ORDER.index),
        )

    @contextmanager
    def only_if(self, name: str) -> Iterator[None]:
        """What is told inside happens only where a value that the run alone knows has the worst that it may be."""
        before, self.decided_by = self.decided_by, name
        try:
            yield
        finally:
            self.decided_by = before

    def piece(self, piece: Embedded, place: Span) -> None:
        """Takes an embedded piece."""
        self.told += 1
        within = "" if _is_open(piece.context.within) else piece.context.within
        key = (place, piece.artifact.text, piece.artifact.language, piece.context.actor, within)
        if self.dead:
            self.never_pieces.setdefault(key, piece)
            return
        old = self.embedded.get(key)
        if old is None:
            if self.open and len(self.embedded) < MOST:
                self.embedded[key] = piece
            return
        context = Context(
            traits=tuple(dict.fromkeys((*old.context.traits, *piece.context.traits))),
            safe_evidence=tuple(e for e in old.context.safe_evidence if e.kind in {s.kind for s in piece.context.safe_evidence}),
            also=tuple(dict.fromkeys((*old.context.also, *piece.context.also))),
            certainty=min(old.context.certainty, piece.context.certainty, key=_ORDER.index),
            within=old.context.within or piece.context.within,
            actor=old.context.actor,
        )
        self.embedded[key] = replace(old, context=context)

    def checked(self, first: int, last: int, evidence: Safe) -> None:
        """Adds evidence to the pieces between two lines: a check that comes after them."""
        for key, piece in self.embedded.items():
            place = key[0]
            if isinstance(place, Span) and first <= place.start_line < last and evidence not in piece.context.safe_evidence:
                context = replace(piece.context, safe_evidence=(*piece.context.safe_evidence, evidence))
                self.embedded[key] = replace(piece, context=context)

    def finished(self) -> tuple[tuple[Effect, ...], tuple[Embedded, ...]]:
        """What was gathered, in order of place; what no call leads to counts as not called."""
        told = {effect.location for effect in self.effects.values()} | {key[0] for key in self.embedded}
        for key, effect in self.never.items():
            if effect.location not in told:
                told.add(effect.location)
                self.effects[key] = replace(effect, safe_evidence=(*effect.safe_evidence, _unused(effect.location)))
        for key, piece in self.never_pieces.items():
            if key[0] not in told and isinstance(key[0], Span):
                context = replace(piece.context, safe_evidence=(*piece.context.safe_evidence, _unused(key[0])))
                self.embedded[key] = replace(piece, context=context)
        effects = sorted(self.effects.values(), key=lambda e: (e.location, e.operation, e.asset))
        return tuple(replace(e, also=told_together(e.also)) if e.also else e for e in effects), tuple(self.embedded.values())


def _unused(place: Span) -> Safe:
    return Safe(Safety.NOT_CALLED, "No call in this file asks for it.", place)
