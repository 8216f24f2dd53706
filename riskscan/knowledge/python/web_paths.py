"""What the last word of a web address tells of a request that is sent there: money that moves, things that end."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
_SETS = frozenset(
    ["flags", "flag", "toggles", "toggle", "features", "rules", "rulesets", "ruleset", "firewall", "waf", "config", "configuration", "settings", "policies", "dns_records", "routes"]
)  # fmt: skip
_SWITCHES = frozenset(["active", "enabled", "accountenabled", "isactive", "is_active", "on"])
_SWITCHED_OFF = frozenset(["disabled", "suspended", "archived", "blocked", "deactivated", "locked"])
_ENDED = frozenset(["inactive", "disabled", "suspended", "deactivated", "terminated", "deprovisioned", "blocked"])
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


def is_configuration(address: str) -> bool:
    """True where a part of a path says that the service's own rules or switches are kept there: ``/admin/flags/{name}``."""
    path = address.partition("?")[0].partition("://")[2] or address
    parts = _HOLE.sub("", path).lower().split("/")[1:]
    return any(part in _SETS or any(word in _SETS for word in re.split(r"[_-]", part)) for part in parts)


def switches_off(told: Iterable[tuple[str, str]]) -> bool:
    """True where a body of (name, value) pairs switches something or somebody off: ``{"active": False}``, ``{"status": "suspended"}``."""
    for name, value in told:
        word, said = name.lower().replace("-", "_"), value.lower()
        if (
            (word in _SWITCHES and said == "false")
            or (word in _SWITCHED_OFF and said == "true")
            or (word in ("status", "state") and said in _ENDED)
        ):
            return True
    return False
