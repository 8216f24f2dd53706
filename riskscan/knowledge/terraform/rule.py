"""The row of a Terraform rule."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.knowledge.row import Row
from riskscan.model.artifact import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRule(Row):
    """What a change of a resource does.

    ``before`` is the same file as it was before the change, or empty where the file alone shows it; near misses are read against the
    same ``before``. ``intent`` is what runs: a destroy reads the file as a list of what goes. ``kind`` is that of the example:
    the real one follows from the resource's type. ``plain`` may also hold ``{days}``, ``{who}``, ``{ports}``.
    """

    before: str = ""
    intent: Intent = Intent.RUN
