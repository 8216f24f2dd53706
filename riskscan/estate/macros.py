"""dbt's macros: what a macro refers to feeds each model that calls it, also by the names that the model hands over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from riskscan.model.estate import Dependency


def through_macros(edges: set[Dependency]) -> set[Dependency]:
    """What feeds a macro feeds each model that calls it; calls of macros that nobody here wrote say nothing."""
    into: dict[str, set[Dependency]] = defaultdict(set)
    for edge in edges:
        if edge.target.startswith("macro:"):
            into[edge.target].add(edge)
    kept = {edge for edge in edges if not edge.source.startswith("macro:") and not edge.target.startswith("macro:")}
    for edge in edges:
        if edge.source.startswith("macro:") and not edge.target.startswith("macro:"):
            given = dict(pair.partition("=")[::2] for pair in edge.columns)
            kept |= {
                replace(edge, source=source, columns=())
                for source in _fed_by(edge.source, given, into, frozenset())
                if source != edge.target
            }
    return kept


def _fed_by(macro: str, given: dict[str, str], into: dict[str, set[Dependency]], seen: frozenset[str]) -> set[str]:
    """The keys that feed a macro when it is called with these arguments, through the macros that it calls."""
    found: set[str] = set()
    for feeding in into.get(macro, ()):
        if feeding.source.startswith("macro:"):
            if feeding.source not in seen:
                inner = dict(pair.partition("=")[::2] for pair in feeding.columns)
                found |= _fed_by(feeding.source, inner, into, seen | {macro})
        elif feeding.source.startswith("argument:"):
            shape, place, name = feeding.source.removeprefix("argument:").rsplit("|", 2)
            value = given.get(name) or given.get(place)
            if value:
                found.add(shape + value)
        else:
            found.add(feeding.source)
    return found
