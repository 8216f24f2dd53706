"""Options of the command line that decorators declare: click's."""

from __future__ import annotations

import ast

from riskscan.parsers.python.callers import decorator_name
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Code, Value, softened


def click_defaults(machine: Machine, code: Code) -> dict[str, Value]:
    """The options of ``@click.option("--x", default=...)`` by parameter name."""
    found: dict[str, Value] = {}
    for node, _ in machine.decorated.get(id(code.node), ()):
        if not isinstance(node, ast.Call) or decorator_name(node) not in ("option", "argument") or not node.args:
            continue
        keywords = {k.arg: k.value for k in node.keywords if k.arg}
        flags = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        names = [f for f in flags if not f.startswith("-")] or [f for f in flags if f.startswith("--")] or flags
        if not names:
            continue
        name = names[0].partition("/")[0].lstrip("-").replace("-", "_").lower()
        if "default" in keywords:
            found[name] = softened(machine.value(keywords["default"]), name, "argument")
        elif "is_flag" in keywords or "/" in names[0]:
            found[name] = softened(Value(const=(False,)), name, "argument")
    return found
