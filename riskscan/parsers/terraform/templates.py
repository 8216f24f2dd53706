"""``templatefile``: the text of a file beside, with the values that are handed to it. Directives (``%{if}``) stay unknown parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from riskscan.parsers.terraform.functions import LONGEST, text_of
from riskscan.parsers.terraform.hcl import read_hcl
from riskscan.parsers.terraform.syntax import Broken, Expr, Lit, Partial, Tmpl, Unknown, Value

if TYPE_CHECKING:
    from riskscan.parsers.terraform.evaluate import Scope

_HOLE = re.compile(r"\$\$\{[^{}]*\}|\$\{(?P<inner>[^{}]*)\}|%\{[^{}]*\}")
_HERE = ("{path.module}/", "{path.root}/", "./")


def template_value(scope: Scope, path: Value, values: Value) -> Value:
    """The text that the template gives; unknown where the file or its values are not at hand."""
    name = text_of(path) if isinstance(path, (str, Partial)) else ""
    for start in _HERE:
        name = name.removeprefix(start)
    text = scope.surroundings.text(name, scope.folder.near) if name and "{" not in name else None
    if text is None or len(text) > LONGEST or not isinstance(values, dict):
        return Unknown("templatefile")
    return scope.value(Tmpl(tuple(_parts(name, text))), values)


def _parts(name: str, text: str) -> Iterator[Expr]:
    at = 0
    for hole in _HOLE.finditer(text):
        yield Lit(text[at : hole.start()])
        at = hole.end()
        if hole[0].startswith("$${"):
            yield Lit(hole[0][1:])
            continue
        found = read_hcl(name, f"x = {hole['inner']}\n").attributes if hole["inner"] else ()
        yield found[0].value if found else Broken()
    yield Lit(text[at:])
