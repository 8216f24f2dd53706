"""Where a program takes its settings from: the environment, a .env file, options of the command line, a person."""

from __future__ import annotations

import ast
from dataclasses import replace

from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.handed_on import _first
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import (
    Gap,
    Obj,
    Source,
    Value,
    literal,
    one_text,
    softened,
    truth,
    unknown,
)


def environment(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``os.getenv(name, default)``: what ``.env`` says, else the default, else a gap."""
    name = one_text(_first(args)) or "variable"
    default = args.first((1, "default"))
    if name in machine.environment:
        return replace(literal(machine.environment[name]), sure=False, flag=name)
    if default is not None and default.const != (None,):
        return softened(default, name, "environment")
    return unknown(name, "environment")


def asked(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``input()`` and its kind: known only when a person answers."""
    return Value(gap=Gap("answer", "input"))


def option(machine: Machine, node: ast.Call, base: Value, args: Arguments) -> Value | None:
    """``parser.add_argument("--x", default=...)``: notes the option."""
    names = [text for value in args.positional if (text := one_text(value)) is not None]
    if not names:
        return None
    destination = one_text(args.keywords.get("dest"))
    longest = next((n for n in names if n.startswith("--")), names[0])
    name = destination or longest.lstrip("-").replace("-", "_")
    action = one_text(args.keywords.get("action"))
    default = args.keywords.get("default")
    if action in ("store_true", "store_false"):
        start = (action == "store_false") if default is None else truth(default) is True
        value = softened(Value(const=(start,)), name, "argument")
    elif default is not None and default.const != (None,):
        value = softened(default, name, "argument")
    else:
        value = unknown(name, "argument")
        if one_text(args.keywords.get("nargs")) in ("+", "*"):
            value = replace(value, sources=(Source("input", "the names that are typed in", machine.line(node)),))
    machine.options[name] = value
    return Value(const=(None,))


def options(machine: Machine, node: ast.Call, base: Value, args: Arguments) -> Value | None:
    """``parser.parse_args()``."""
    space = Value(objs=(Obj("argparse.Namespace", tuple(machine.options.items())),))
    return Value(items=(space, unknown("rest", "argument"))) if "known" in getattr(node.func, "attr", "") else space


def dotenv(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``load_dotenv()``: the values of the file beside the program."""
    text = machine.surroundings.text(one_text(args.first((0, "dotenv_path"))) or ".env", machine.artifact.path)
    for line in (text or "").splitlines()[:2000]:
        key, sign, value = line.strip().removeprefix("export ").partition("=")
        if sign and not key.startswith("#"):
            machine.environment.setdefault(key.strip(), value.strip().strip("'\""))
    return Value(const=(True,), sure=False)
