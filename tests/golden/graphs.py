"""The sample estates as text: every thing and every link with where it is written, one a line."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from riskscan.estate.read import read
from riskscan.model.estate import Estate
from riskscan.parsers.queue import read as ask
from tests.support import FIXTURES

ESTATES = ("acme", "harbour", "parcels")
ACCEPTED = FIXTURES / "golden-graphs"


def golden(name: str) -> Path:
    """The accepted graph of an estate."""
    return ACCEPTED / f"{name}.txt"


@lru_cache(maxsize=8)
def estate_of(name: str) -> Estate:
    """The estate as it is read today."""
    return read([FIXTURES / "estates" / name], ask)


def drawn(estate: Estate) -> str:
    """The graph as text."""
    lines = []
    for asset in estate.assets:
        said = [f"owner={asset.owner}"] if asset.owner else []
        said += [f"importance={asset.criticality}"] if asset.criticality is not None else []
        said += [f"{name}={value[:60]}" for name, value in asset.facts if name in ("schedule", "materialized", "environment", "lifecycle")]
        lines.append(f"{asset.key} ({asset.kind}){' ' if said else ''}{' '.join(said)}")
    lines.append("")
    for edge in estate.dependencies:
        evidence = edge.evidence
        columns = f" [{', '.join(edge.columns)}]" if edge.columns else ""
        lines.append(f"{edge.source} {edge.kind} {edge.target}{columns}  # {evidence.file}:{evidence.line} {evidence.method}")
    lines += ["", *(f"{d.code}: {d.text}" for d in estate.diagnostics)]
    return "\n".join(lines).rstrip() + "\n"
