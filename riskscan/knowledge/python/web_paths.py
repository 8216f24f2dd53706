"""What the last word of a web address tells of a request that is sent there: money that moves, things that end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from riskscan.model.effect import Operation, Trait, Undo

_MONEY = frozenset(
    [
        "refund",
        "refunds",
        "charge",
        "charges",
        "payout",
        "payouts",
        "transfer",
        "transfers",
        "capture",
        "captures",
        "disburse",
        "disbursement",
        "disbursements",
    ]
)
_ENDS = frozenset(["delete", "purge", "destroy", "erase", "wipe", "terminate"])
_STOPS = frozenset(["deactivate", "suspend", "cancel", "revoke", "disable"])
_ASKS = frozenset(
    [
        "status",
        "search",
        "preview",
        "estimate",
        "quote",
        "simulate",
        "file",
        "files",
        "list",
        "query",
        "webhook",
        "webhooks",
        "callback",
        "dry",
        "test",
        "validate",
    ]
)
_HOLE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class PathAction:
    """What a request does, by the path that it goes to; ``operation`` is None where the way of sending already says it."""

    operation: Operation | None = None
    verb: str = ""
    undo: Undo = Undo.UNKNOWN
    plain: str = ""
    traits: tuple[Trait, ...] = ()


def action_of(address: str) -> PathAction | None:
    """The action that the last named part of a path says: ``/orders/7/refund``, ``/users/{id}/deactivate``; None for any other."""
    path = address.partition("?")[0].partition("://")[2] or address
    parts = [part for part in _HOLE.sub("", path).split("/")[1:] if re.search(r"[A-Za-z]", part) and not re.search(r"\d{2}", part)]
    if not parts:
        return None
    words = {word.lower() for word in re.findall(r"[A-Za-z][a-z]*|[A-Z]+", parts[-1])}
    if words & _ASKS:
        return None
    if words & _MONEY:
        return PathAction(undo=Undo.NO, plain="It asks {target} to move money.", traits=(Trait.MONEY,))
    if words & _ENDS:
        return PathAction(Operation.DELETE, "http_delete")
    if words & _STOPS:
        return PathAction(Operation.ALTER, "stop", Undo.WITH_WORK, "It tells {target} to stop or switch off something.")
    return None
