"""What a call, attribute or item of a known type gives back, as the rows say."""

from __future__ import annotations

import re
from dataclasses import replace

from riskscan.knowledge.places import is_production
from riskscan.knowledge.python.call import Gives
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.places import hidden_place, place_of
from riskscan.parsers.python.transactions import WAITING_DRIVERS
from riskscan.parsers.python.value import Code, Obj, Value, literal, one_text, settled, truth

_BASE_NAME = re.compile(r"(?i)_?(\w+_)?(base|url|host|root|endpoint|server|prefix)(_url|_uri)?")
OPEN_PLACE = "open-place"  # the place is a default that may be replaced, or one of several
READ_ONLY = "read-only"  # the connection was opened for reading
NO_ARGUMENTS = Arguments((), {})


def given_value(machine: Machine, given: Gives, obj: Obj, args: Arguments, receiver: str = "") -> Value:
    """The object that a ``Gives`` row promises, with the names and the place that it carries."""
    type_name = _type_of(given, obj, args)
    parts: list[tuple[str, Value]] = []
    for part, key in given.carries:
        value = literal(receiver) if key == "receiver" and receiver else args.at(key, obj)
        if value is not None:
            parts.append((part, named(machine, value)))
    kept_place = "self" in given.within
    within, sure = (given.place, True) if given.place else place_in(given.within, args, obj)
    if given.call in _IN_MEMORY and not args.positional and "database" not in args.keywords:
        within, sure = ":memory:", True
    kept = tuple(p for p in obj.parts if p[0] not in dict(parts)) if kept_place or given.type == "self" else ()
    made = Obj(type_name, (*parts, *kept), within, given.dialect or obj.dialect or dialect_of(within), _flags(given, obj, args, sure))
    path = made.part("name") if type_name == "pathlib.Path" else None
    return Value(objs=(made,), texts=path.texts if path is not None else ())


def _type_of(given: Gives, obj: Obj, args: Arguments) -> str:
    type_name = obj.type.rpartition(".")[0] if given.type == "self" else given.type
    while "{" in type_name:
        head, _, tail = type_name.partition("{")
        key, _, tail = tail.partition("}")
        value = args.first(tuple(int(k) if k.isdigit() else k for k in key.split("|")), obj) or args.keywords.get("service_name")
        type_name = f"{head}{one_text(value) or '?'}{tail}"
    return type_name


def _flags(given: Gives, obj: Obj, args: Arguments, sure: bool) -> frozenset[str]:
    found = obj.flags if sure else obj.flags | {OPEN_PLACE}
    if given.call.rpartition(".")[2] == "connect" and given.type == "dbapi.Connection" and given.call.partition(".")[0] in WAITING_DRIVERS:
        found |= {"waits"}
    if any(truth(args.keywords.get(name, Value())) is True for name in ("read_only", "readonly")):
        found |= {READ_ONLY}
    return found | _autocommit(args)


def _autocommit(args: Arguments) -> frozenset[str]:
    level = args.keywords.get("isolation_level", Value())
    on = truth(args.keywords.get("autocommit", Value())) or level.const == (None,) or one_text(level) == "AUTOCOMMIT"
    return frozenset({"autocommit"}) if on else frozenset()


_IN_MEMORY = frozenset({"duckdb.connect"})  # without a name they open a database in memory
_DATABASES = ("database", "dbname", "db", "catalog")


def place_in(keys: tuple[int | str, ...], args: Arguments, obj: Obj) -> tuple[str, bool]:
    """(host or place, whether it can be no other): the first of the keys that says one, else the receiver's own.

    A host that only the run knows stands as ``{name}``, before the database where that is known.
    """
    own = obj.within, OPEN_PLACE not in obj.flags
    hidden = ""
    for key in keys:
        if key == "self":
            if obj.within:
                return own
            continue
        value = args.at(key, obj)
        if value is None:
            continue
        if not value.texts and (carried := [o for o in value.objs if o.within]):
            return carried[0].within, len({o.within for o in carried}) == 1 and not any(OPEN_PLACE in o.flags for o in carried)
        if place := place_of(value):
            place = _with_database(place, args, obj)
            return (f"{hidden}/{place}", False) if hidden and not any(sign in place for sign in "/=:") else (place, settled(value))
        hidden = hidden or hidden_place(value)
    return (hidden, False) if hidden and not obj.within else own


def _with_database(host: str, args: Arguments, obj: Obj) -> str:
    """A host with the database that stands beside it, where the name of that says that it is a live one."""
    if any(sign in host for sign in "/=:"):
        return host
    named = (place_of(value) for key in _DATABASES if (value := args.at(key, obj)) is not None)
    return next((f"{host}/{name}" for name in named if name != host and is_production(name)), host)


def dialect_of(place: str) -> str:
    """The SQL dialect that a connection URL names."""
    scheme = place.partition("://")[0].partition("+")[0].lower() if "://" in place else ""
    words = {
        "postgresql": "postgres",
        "postgres": "postgres",
        "mysql": "mysql",
        "mariadb": "mysql",
        "sqlite": "sqlite",
        "mssql": "tsql",
        "oracle": "oracle",
        "snowflake": "snowflake",
        "bigquery": "bigquery",
        "redshift": "redshift",
        "duckdb": "duckdb",
        "trino": "trino",
        "presto": "presto",
        "databricks": "databricks",
        "clickhouse": "clickhouse",
        "hive": "hive",
        "awsathena": "athena",
    }
    return words.get(scheme, "")


def named(machine: Machine, value: Value) -> Value:
    """A class of this file by the name of its table, a function by its name; anything else as it is."""
    if value.texts or not value.codes:
        return value
    return literal(name_of_code(machine, value.codes[0]))


def name_of_code(machine: Machine, code: Code) -> str:
    """The table of a mapped class (``__tablename__``, ``Meta.db_table``, ``meta["collection"]``), else its name or that of the function."""
    klass = machine.klass(code)
    if klass is None:
        return code.name
    found = one_text(klass.attributes.get("__tablename__")) or one_text(klass.attributes.get("meta", Value()).get("collection"))
    for inner in klass.attributes.get("Meta", Value()).codes:
        meta = machine.klass(inner)
        if meta is not None and found is None:
            found = one_text(meta.attributes.get("db_table")) or one_text(meta.attributes.get("table_name"))
    return found or code.name


def attribute_given(machine: Machine, obj: Obj, attr: str, called: bool, receiver: str = "") -> Value | None:
    """What an attribute of a typed object is; None where no row says so."""
    rows = machine.catalogue
    name = f"{obj.type}.{attr}"
    if called or rows.rows(name):
        return None
    given = rows.given(name)
    if given is not None and "{" not in given.type:
        return given_value(machine, given, obj, NO_ARGUMENTS, receiver or obj.type.rpartition(".")[2])
    item = rows.given(f"{obj.type}.[]")
    if item is not None and given is None:
        return given_value(machine, item, obj, Arguments((literal(attr),), {}), receiver)
    foreign = rows.given(f"?.{attr}")
    if foreign is not None and obj.type not in rows.types and obj.type.rpartition(".")[2][:1].isupper():
        return given_value(machine, foreign, obj, NO_ARGUMENTS, obj.type.rpartition(".")[2])
    return None


def inherited(machine: Machine, code: Code, obj: Obj, attr: str, called: bool) -> Value:
    """An attribute that a class of this file has from a library's class; it carries the name of the class."""
    name = name_of_code(machine, code)
    found = attribute_given(machine, obj, attr, called, name)
    if found is not None:
        return found
    parts = (("name", literal(name)), *(p for p in obj.parts if p[0] != "name"))
    within = obj.within or (_base_address(machine, code) if obj.type in ("http.Session", "requests.Session") else "")
    return Value(objs=(replace(obj, type=f"{obj.type}.{attr}", parts=parts, within=within),))


def _base_address(machine: Machine, code: Code) -> str:
    """The address that a web client of the file puts before its paths, by the attribute that holds it."""
    klass = machine.klass(code)
    for name, value in klass.attributes.items() if klass is not None else ():
        if _BASE_NAME.fullmatch(name) and (place := place_of(value)).startswith("http"):
            return place
    return ""


__all__ = ["attribute_given", "given_value", "inherited", "name_of_code", "named"]
