"""What a GraphQL request does, by the names of the fields that it asks for. Source: https://spec.graphql.org/October2021/#sec-Language.Operations.

All requests are posted to one address, so only their text tells a question from an order. The names of orders are the service's own words, verb
first (``deleteUser``) or verb last (``productDelete``).
"""

from __future__ import annotations

import re

from riskscan.knowledge.python.web_action import PathAction
from riskscan.model.effect import Operation, Trait, Undo

_MUTATION = re.compile(r"\bmutation\b\s*\w*\s*(?:\([^{}]*\))?\s*(?:@\w+\s*)*\{+\s*(?:\w+\s*:\s*)?(\w+)")
_QUERY = re.compile(r"(?:^|[\s'\"])(?:query\b\s*\w*\s*(?:\([^{}]*\))?\s*)?\{+\s*(?:\.\.\.)?\w+[\s(:{@]")
_OPERATION = re.compile(r"(?:^|\s)(query|mutation|subscription)\b|^\s*\{")
_ENDS = frozenset({"delete", "remove", "destroy", "purge", "erase", "wipe", "terminate", "drop", "bulkdelete", "archive"})
_STOPS = frozenset({"cancel", "disable", "deactivate", "suspend", "revoke", "stop", "block", "close"})
_MAKES = frozenset({"create", "add", "insert", "register"})
_MONEY = frozenset({"refund", "charge", "payout", "transfer", "capture", "pay"})
_SENDS = frozenset({"send", "invite", "notify", "publish"})


def graphql_action(text: str) -> PathAction | None:
    """What the text of a request does; None where it is no GraphQL, or where its verb is not known to mean more than a change."""
    found = _MUTATION.search(text)
    if found is None:
        return (
            PathAction(Operation.READ, "query", Undo.YES, "It asks {target} for data.")
            if _OPERATION.search(text) and _QUERY.search(text)
            else None
        )
    name = found[1]
    words = {word.lower() for word in re.findall(r"[A-Za-z][a-z]*|[A-Z]+", name)}
    shown = f"{{target}} ({name})"
    if words & _ENDS:
        return PathAction(Operation.DELETE, "http_delete", Undo.NO, f"It tells {shown} to delete something.")
    if words & _MONEY:
        return PathAction(Operation.SEND, "pay", Undo.NO, f"It asks {shown} to move money.", (Trait.MONEY,))
    if words & _STOPS:
        return PathAction(Operation.ALTER, "stop", Undo.WITH_WORK, f"It tells {shown} to stop or switch off something.")
    if words & _SENDS:
        return PathAction(Operation.SEND, "post", Undo.NO, f"It tells {shown} to send something.", (Trait.PEOPLE,))
    if words & _MAKES:
        return PathAction(Operation.CREATE, "create", Undo.WITH_WORK, f"It tells {shown} to make something.")
    return PathAction(Operation.WRITE, "put", Undo.UNKNOWN, f"It tells {shown} to change something.")
