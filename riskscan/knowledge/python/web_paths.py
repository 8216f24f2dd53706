"""What the last word of a web address tells of a request that is sent there: money that moves, things that end."""

from __future__ import annotations

import re

from riskscan.knowledge.python.web_action import PathAction
from riskscan.knowledge.python.web_services import service_action
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


def action_of(address: str, operation: Operation) -> PathAction | None:
    """What a request does: by a service that is well known, else by the last named part of a path that data is sent to (``/orders/7/refund``)."""
    known = service_action(address, operation)
    if known is not None or operation not in (Operation.SEND, Operation.WRITE):
        return known
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
