"""Settings in files beside the program (INI, JSON, YAML, TOML), as far as the file is there: which host, which schema, which switch.

Only mappings count, as settings are; a list in a file is data. What looks like a password or key stays unknown.
"""

from __future__ import annotations

import ast
import configparser
import json
import tomllib
from dataclasses import replace

from riskscan.knowledge.secrets import is_secret
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.handed_on import _first
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.paths import path_text
from riskscan.parsers.python.value import Obj, Source, Value, literal, one_text, unknown

LONGEST = 50_000  # characters; longer ones hold data
DEEPEST, MOST = 6, 200  # mappings inside each other, keys of each
_INI = ("configparser.ConfigParser", "configparser.RawConfigParser", "configparser.SafeConfigParser", "ConfigParser.ConfigParser")


def loaded(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``yaml.safe_load(f)``, ``json.load(f)``, ``tomllib.load(f)``, ``json.loads(text)``; None where the file is not there."""
    given = _first(args)
    names = [part for o in given.objs if o.type in ("files.Handle", "pathlib.Path") and (part := o.part("name")) is not None]
    name = next((text for part in names if (text := one_text(part)) is not None), None)
    text = machine.surroundings.text(name, machine.artifact.path) if name else one_text(given)
    if text is None or len(text) > LONGEST:
        return None
    try:
        document = _document(obj.type.partition(".")[0], text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    source = (Source("file", name, machine.line(node)),) if name else ()
    return replace(_value("", document, 0), sources=(*given.sources, *source))


def _document(module: str, text: str) -> object:
    """What a text of settings says; raises ValueError where it cannot be read."""
    if module == "json":
        return json.loads(text)
    if module in ("tomllib", "tomli", "toml"):
        return tomllib.loads(text)
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError("not YAML") from error


def _value(key: str, found: object, depth: int) -> Value:
    if isinstance(found, dict) and depth < DEEPEST:
        rows = [(str(name), inner) for name, inner in found.items()][:MOST]
        return Value(pairs=tuple((name, _value(name, inner, depth + 1)) for name, inner in rows), more=len(found) > MOST)
    if isinstance(found, bool | int | float):
        return Value(const=(found,), sure=False, flag=key)
    if isinstance(found, str) and not is_secret(key, found):
        return replace(literal(found), sure=False, flag=key)
    return unknown(key or "setting", "file")


def ini(machine: Machine, node: ast.Call, base: Value, args: Arguments) -> Value | None:
    """``config.read("x.ini")``: from now on the name holds the sections; None where that is no reader of settings."""
    if not any(obj.type.startswith(_INI) for obj in base.objs) or not isinstance(node.func, ast.Attribute):
        return None
    first = _first(args)
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    for part in first.items if first.items is not None else (first,):
        name = one_text(path_text(part))
        text = machine.surroundings.text(name, machine.artifact.path) if name else None
        try:
            parser.read_string(text if text is not None and len(text) <= LONGEST else "")
        except configparser.Error:
            continue  # the program would stop here, or read none of it: its settings stay unknown
    sections = {section: dict(parser.items(section)) for section in parser.sections()}
    if sections and isinstance(node.func.value, ast.Name):
        held = replace(base, pairs=_value("", sections, 0).pairs)
        machine.scope.update(node.func.value.id, held)
    return Value(const=(None,))


def setting(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``config.get(section, option, fallback=...)``."""
    names = [one_text(value) for value in args.positional[:2]]
    section = machine.receiver.get(names[0]) if names and names[0] is not None else None
    if section is None or len(names) < 2 or names[1] is None:
        return args.keywords.get("fallback")
    found = section.get(names[1]) or section.get(names[1].lower())
    return found if found is not None else args.keywords.get("fallback", unknown(names[1], "file"))


SETTINGS = {f"{reader}.{method}": setting for reader in _INI for method in ("get", "getint", "getfloat", "getboolean")}
LOADERS = dict.fromkeys(
    (
        "yaml.safe_load",
        "yaml.load",
        "yaml.full_load",
        "json.load",
        "json.loads",
        "tomllib.load",
        "tomllib.loads",
        "tomli.load",
        "toml.load",
        "toml.loads",
    ),
    loaded,
)
