"""riskscan reads a script, a query or a Terraform change without running it and says what it would do, to what, and who notices.

Public API: ``scan(paths, ...) -> Assessment`` and ``Assessment``; both load on first use, so ``riskscan --version`` loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from riskscan.version import __version__

if TYPE_CHECKING:
    from riskscan.model.assessment import Assessment
    from riskscan.recipe import scan

__all__ = ["Assessment", "__version__", "scan"]


def __getattr__(name: str) -> object:
    """Loads the two public names on first use."""
    if name == "scan":
        from riskscan.recipe import scan

        return scan
    if name == "Assessment":
        from riskscan.model.assessment import Assessment

        return Assessment
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
