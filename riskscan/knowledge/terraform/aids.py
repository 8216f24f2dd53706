"""Types that exist in Terraform's own state only: random values, keys, clocks, triggers. What makes them anew.

Source: registry.terraform.io, providers hashicorp/random, tls, time, null, local and the builtin ``terraform_data``.
"""

from __future__ import annotations

import re

_ALL = re.compile(r"^(random|tls|time|null)_")  # every argument makes a new one
_STAYS = {
    "terraform_data": frozenset({"input"}),
    "time_static": frozenset[str](),
    "local_file": frozenset[str](),
}
SECRET_AIDS = re.compile(r"^(random_password|random_bytes|tls_private_key)$")  # a new one locks out whoever has the old one


def replaces_helper(type_: str, path: str) -> bool | None:
    """Whether changing an argument makes such a thing anew; None for types that are none."""
    if type_ in _STAYS:
        return path.split(".")[0] not in _STAYS[type_]
    return True if _ALL.search(type_) else None
