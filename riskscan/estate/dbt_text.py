"""Names in the settings of a dbt project that a template writes: ``'{{ env_var("PREFIX", "") }}tap_gitlab'``.

A default is what holds where nobody sets the variable, so it is taken; what only the run knows becomes a named hole (``{target.schema}``),
which keeps two sources with the same table apart. Source: docs.getdbt.com, env_var, var, target.
"""

from __future__ import annotations

import re

_TEMPLATE = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}")
_DEFAULT = re.compile(r"^(?:env_var|var)\(\s*(['\"])[\w.-]+\1\s*,\s*(['\"])([\w.-]*)\2\s*\)(?:\s*\|\s*(?:string|as_text|trim))?$")
_CALL = re.compile(r"^(?:env_var|var)\(\s*['\"]([\w.-]+)['\"]")
_LONGEST = 60  # characters of a name inside a hole


def filled(text: str) -> str:
    """The text with the defaults of its variables in place, other templates as ``{holes}``; empty where blocks decide (``{% if %}``)."""
    if "{%" in text:
        return ""
    return _TEMPLATE.sub(_part, text) if "{{" in text else text


def _part(found: re.Match[str]) -> str:
    said = found[1]
    default = _DEFAULT.match(said)
    if default:
        return default[3]
    call = _CALL.match(said)
    name = call[1] if call else "".join(sign for sign in said if sign.isalnum() or sign in "._")
    return "{" + (name[:_LONGEST] or "value") + "}"
