"""Where effects and embedded pieces of one walk come together: the same call met twice is one effect with all that both times said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from riskscan.model.effect import Certainty, Context, Effect, Safe
from riskscan.model.findings import Embedded, Reference
from riskscan.model.span import Span

MOST = 20_000
_ORDER = (Certainty.PROVEN, Certainty.LIKELY, Certainty.POSSIBLE)
_Key = tuple[object, ...]


@dataclass(slots=True)
class Sink:
    """Gathered findings. ``functions`` tells for each key which function it stands in, for evidence that comes later."""

    effects: dict[_Key, Effect] = field(default_factory=dict)
    embedded: dict[_Key, Embedded] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    open: bool = True
    told: int = 0  # how often something was told

    def effect(self, effect: Effect) -> None:
        """Takes an effect; where the same call already had it, traits add up and only evidence that always holds stays."""
        self.told += 1
        key = (effect.location, effect.operation, effect.verb, effect.asset, effect.actor)
        old = self.effects.get(key)
        if old is None:
            if self.open and len(self.effects) < MOST:
                self.effects[key] = effect
            return
        self.effects[key] = replace(
            old,
            traits=tuple(dict.fromkeys((*old.traits, *effect.traits))),
            safe_evidence=tuple(e for e in old.safe_evidence if e.kind in {s.kind for s in effect.safe_evidence}),
            also=tuple(dict.fromkeys((*old.also, *effect.also))),
            certainty=min(old.certainty, effect.certainty, key=_ORDER.index),
        )

    def piece(self, piece: Embedded, place: Span) -> None:
        """Takes an embedded piece."""
        self.told += 1
        key = (place, piece.artifact.text, piece.artifact.language, piece.context.actor, piece.context.within)
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
        """What was gathered, in order of place."""
        effects = sorted(self.effects.values(), key=lambda e: (e.location, e.operation, e.asset))
        return tuple(effects), tuple(self.embedded.values())
