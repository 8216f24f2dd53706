"""Makes ``aws_operations.txt.gz`` from the service models of botocore and the access levels of policy_sentry.

Run it where both are installed: ``python make_aws_operations.py``. What was read is written into the table under ``read``.

The table is text, so that a line can be read without the rest. Line 1: what was read. Line 2: all names of input members. Then one line a service:
its name, and ``method=`` with the access level of the service's authorization reference (R read, L list, W write, T tagging, P permissions,
``-`` not in the reference), ``c`` where the method hands out a password or key, the numbers (base 36) in line 2 of the required input members,
and after ``/`` of the others.
"""

from __future__ import annotations

import gzip
import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import botocore.session
import policy_sentry
from botocore import xform_name

LEVELS = {"Read": "R", "List": "L", "Write": "W", "Tagging": "T", "Permissions management": "P"}
CREDENTIALS = re.compile(
    r"(?i)^(secretaccesskey|sessiontoken|(master(user)?|db|initial|cluster|admin)?password|secretstring|secretbinary|privatekey\w*|authorizationtoken|keymaterial"
    r"|plaintext|credentials|accesstoken|idtoken|refreshtoken|clientsecret|secretkey|temporarycredentials|authcode|authtoken|apikey)$"
)
METHODS = re.compile(
    r"credential|password|_token|secret_value|access_key|key_pair|access_details|registry_login|assume_|authorization|session_token|decrypt|data_key|initiate_auth|auth_code"
)
DEPTH = 3
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number: int) -> str:
    """A number in base 36."""
    text = DIGITS[number % 36]
    while number := number // 36:
        text = DIGITS[number % 36] + text
    return text


def holds_credentials(shape: Any, depth: int = 0) -> bool:
    """True where an output shape has a member that is a password or key."""
    if shape is None or depth > DEPTH:
        return False
    if shape.type_name == "list":
        return holds_credentials(shape.member, depth + 1)
    if shape.type_name != "structure":
        return False
    return any(CREDENTIALS.match(name) or holds_credentials(member, depth + 1) for name, member in shape.members.items())


def main() -> None:
    """Writes the table beside this file."""
    reference = json.loads((Path(policy_sentry.__file__).parent / "shared/data/iam-definition.json").read_text(encoding="utf-8"))
    levels = {
        (prefix, action.lower()): LEVELS[facts["access_level"]]
        for prefix, service in reference.items()
        if isinstance(service, dict)
        for action, facts in service.get("privileges", {}).items()
    }
    session = botocore.session.get_session()
    numbers: dict[str, int] = {}
    lines: list[str] = []
    for name in session.get_available_services():
        model = session.get_service_model(name)
        prefixes = (model.signing_name, model.endpoint_prefix, name)
        methods: list[str] = []
        for operation in sorted(model.operation_names):
            facts = model.operation_model(operation)
            level = next((levels[p, operation.lower()] for p in prefixes if (p, operation.lower()) in levels), "-")
            members = list(facts.input_shape.members) if facts.input_shape is not None else []
            required = facts.input_shape.required_members if facts.input_shape is not None else []
            first = ",".join(base36(numbers.setdefault(m, len(numbers))) for m in required)
            others = ",".join(base36(numbers.setdefault(m, len(numbers))) for m in members if m not in required)
            method = xform_name(operation)
            secret = "c" if METHODS.search(method) and holds_credentials(facts.output_shape) else ""
            methods.append(f"{method}={level}{secret}:{first}/{others}")
        lines.append(" ".join([name, *methods]))
    read = " ".join(f"{name}-{version(name)}" for name in ("botocore", "policy_sentry"))
    data = "\n".join([read, " ".join(numbers), *lines]).encode()
    Path(__file__).with_name("aws_operations.txt.gz").write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    main()
