"""Other names that engineers use for what a call touches: the endpoint of a service with its method, the mail host that sends."""

from __future__ import annotations

import re

from riskscan.model.asset import AssetKind, AssetRef
from riskscan.model.effect import Operation

_ADDRESS = re.compile(r"^https?://(?:[^@/]*@)?([^/?#]+)([^?#]*)")
_IDENTITY = re.compile(r"\{[^{}]*id[^{}]*\}", re.I)


def also_called(asset: AssetRef, operation: Operation, verb: str) -> tuple[str, ...]:
    """``DELETE api.example.com/v2/users/{id}`` for a delete over HTTP, the mail host for a mail; empty otherwise.

    A part of the path that only its run knows is ``{id}`` where its name says that it is one.
    """
    if asset.kind is AssetKind.EMAIL and asset.within and "{" not in asset.within:
        return (asset.within,)
    if asset.kind is AssetKind.URL and operation is Operation.DELETE and verb == "http_delete":
        found = _ADDRESS.match(asset.name)
        if found is not None and "{" not in found[1]:
            return (f"DELETE {found[1]}{_IDENTITY.sub('{id}', found[2])}",)
    return ()
