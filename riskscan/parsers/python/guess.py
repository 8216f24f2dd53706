"""Receivers of which nothing is known (a parameter, something imported from a module that we do not have), known by how they are used.

A method that only one kind of thing has tells the kind; SQL shows by its own words; AWS by its capitalised keywords; a web client by a
method with an address. What is told this way is likely or possible, never proven, except SQL, which speaks for itself.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import replace

from riskscan.knowledge.python.graphql import graphql_action
from riskscan.knowledge.python.methods import OWNERS, TYPE_OF_METHOD
from riskscan.model.effect import Certainty
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.at_worst import tell_at_worst
from riskscan.parsers.python.cloud import unknown_client
from riskscan.parsers.python.embed import looks_like_sql
from riskscan.parsers.python.emit import emit, fits
from riskscan.parsers.python.gives import given_value
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.payloads import flat
from riskscan.parsers.python.value import Gap, Lit, Obj, Source, Value, join, literal, merged, one_text, plain, unknown, with_sources

_SQL_METHODS = frozenset(
    {
        "sql", "query", "run", "execute_query", "execute_sql", "run_query", "run_sql", "fetch", "fetch_all", "fetchrow", "read_sql",
        "read_sql_query", "command", "get_pandas_df", "get_records", "execute_batch", "execute_statement", "exec_sql", "do", "raw",
    }
)  # fmt: skip
_SQL_FUNCTION = re.compile(r"(?i)(exec|quer|sql|run|fetch|stmt|statement|bulk)")
_WEB = frozenset({"post", "put", "patch", "delete", "get"})
_BASE = re.compile(r"(?i)(url|base|host|endpoint|api|server|root)")
_WEB_OWNER = re.compile(r"(?i)^(s|http|https?_?client|session|client|api|api_client|requests?|web|rest|.*_(session|client|api))$")
_GRAPHQL_METHODS = frozenset({"execute", "execute_async", "execute_sync"})
_FILTERS = frozenset({"filter", "filter_by", "where", "exclude"})
_KNOWN_ROOTS = frozenset({"builtins", "dbapi", "http", "files", "scratch", "io"})


def is_foreign(machine: Machine, obj: Obj) -> bool:
    """True where an object comes from a module of which nothing is known: neither the standard library's nor one with rows."""
    root = obj.type.partition(".")[0].partition("(")[0]
    if root in sys.stdlib_module_names or root in _KNOWN_ROOTS:
        return False
    return root not in machine.catalogue.roots or obj.type.rpartition(".")[0] not in machine.catalogue.types


def given_by(machine: Machine, name: str, obj: Obj, args: Arguments) -> Value | None:
    """What the rows say that a call gives back."""
    with_arguments = bool(args.positional or args.keywords) and not args.bare
    called = machine.catalogue.given(f"{name}.__call__")
    given = (called if with_arguments else None) or machine.catalogue.given(name) or called
    if given is None:
        return None
    if given.type == "text":
        texts = [v for v in args.positional if v.texts or not v.known]
        return join(*texts[:1]) if texts else (args.positional[0] if args.positional else None)
    receiver = name.rpartition(".")[0].rpartition(".")[2]
    part = obj.part("name")
    made = given_value(machine, given, obj, args, (one_text(part) or receiver) if part is not None else receiver)
    whole, _, method = name.rpartition(".")
    if args.bare and method in _FILTERS:  # without a condition the receiver stays as it is
        return join(made, Value(objs=(replace(obj, type=whole),)))
    return made


def _in_process(machine: Machine, address: Value | None) -> bool:
    """True for a path without a host in a file that tests a web application: a test client calls the application itself."""
    path = one_text(address) if address is not None else None
    pieces = address.texts[0] if address is not None and address.texts else ()
    relative = path.startswith("/") if path is not None else bool(pieces) and isinstance(pieces[0], Lit) and pieces[0].text.startswith("/")
    return relative and bool(machine.facts.imports & {"pytest", "unittest"} or machine.facts.test_client)


def guess(machine: Machine, node: ast.Call, method: str, args: Arguments, base: Value) -> Value | None:
    """What a method of an unknown receiver does, and what it gives back; None where that cannot be told."""
    owner = _owner_name(node.func)
    type_name = TYPE_OF_METHOD.get(method, "") or OWNERS.get((owner, method), "")
    if (
        method in _GRAPHQL_METHODS
        and (asked := args.first((0, "document", "query"))) is not None
        and graphql_action(flat(asked)) is not None
    ):
        return _tell(machine, node, "gql.Client", "execute", args, base, Certainty.LIKELY)
    if method in _SQL_METHODS or type_name == "dbapi.Cursor":
        first = args.first((0, "sql", "query", "statement"))
        if _is_sql(first):
            assert first is not None
            method = method if type_name == "dbapi.Cursor" else "execute"
            return _tell(machine, node, "dbapi.Cursor", method, args, base, Certainty.PROVEN if first.texts else Certainty.LIKELY)
        if type_name in ("", "dbapi.Cursor"):
            return None
    if not type_name and method in ("upload_file", "download_file", "upload_fileobj") and len(args.positional) >= 3:
        type_name = "boto3.client(s3)"
    web = method in _WEB and not _is_decorator(machine, node) and not _in_process(machine, args.first((0, "url")))
    if web and (not type_name or method == "delete") and _is_address(args.first((0, "url")), owner):
        type_name = "http.Session"
    if not type_name:
        return unknown_client(machine, node, method, args)
    return _tell(machine, node, type_name, method, args, base, Certainty.LIKELY)


def guess_function(machine: Machine, node: ast.Call, function: Value, args: Arguments) -> Value | None:
    """``run_sql("DELETE ...")`` of a module that we do not have."""
    if not isinstance(node.func, ast.Name) or not function.objs or not all(is_foreign(machine, obj) for obj in function.objs):
        return None
    name = function.objs[0].type.rpartition(".")[2]
    if not _SQL_FUNCTION.search(name):
        return None
    for number, value in enumerate(args.positional[:3]):
        if _is_sql(value):
            rest = Arguments(args.positional[number:], args.keywords, args.open)
            return _tell(machine, node, "dbapi.Cursor", "execute", rest, Value(), Certainty.LIKELY)
    return None


def _is_sql(value: Value | None) -> bool:
    return value is not None and any(looks_like_sql(text) for text in (*value.texts, *(t for i in value.items or () for t in i.texts)))


def _owner_name(node: ast.expr) -> str:
    """The last name of the receiver: ``session`` of ``db.session.query``; without what comes before and after an underscore."""
    base = node.value if isinstance(node, ast.Attribute) else node
    name = base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
    return name.lower().strip("_")


def _is_address(value: Value | None, owner: str) -> bool:
    """True for a text that begins like a web address, or with a part that is named like one and a path."""
    for text in value.texts if value is not None else ():
        first = text[0]
        if isinstance(first, Lit) and re.match(r"https?://", first.text):
            return True
        if isinstance(first, Gap) and _BASE.search(first.name) and plain(text[1:2]).startswith("/"):
            return True
        if isinstance(first, Lit) and first.text.startswith("/") and "/" in first.text[1:] and _WEB_OWNER.match(owner):
            return True
    return False


def _collection(machine: Machine, node: ast.Call) -> tuple[tuple[str, Value], ...]:
    """The name of a collection by how it is reached: ``client.shop.orders``, ``db["orders"]``."""
    base = node.func.value if isinstance(node.func, ast.Attribute) else node.func
    if isinstance(base, ast.Attribute):
        return (("name", literal(base.attr)),)
    return (("name", machine.value(base.slice)),) if isinstance(base, ast.Subscript) else ()


def _is_decorator(machine: Machine, node: ast.Call) -> bool:
    return node in machine.facts.decorators


def _tell(
    machine: Machine, node: ast.Call, type_name: str, method: str, args: Arguments, base: Value, certainty: Certainty
) -> Value | None:
    blank = Obj(f"{type_name}.{method}", _collection(machine, node) if type_name.startswith("pymongo.coll") else ())
    gained: tuple[Source, ...] = ()
    fitting = [row for row in machine.catalogue.rows(blank.type) if fits(row, args, blank)]
    told = [row for row in fitting if row.when] or fitting
    for row in told:
        gained = merged(gained, emit(machine, node, row, blank, args, certainty))
    tell_at_worst(machine, node, blank.type, told, blank, args, certainty)
    if gained and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        machine.scope.update(node.func.value.id, replace(base, sources=gained))
    given = given_by(machine, blank.type, blank, args)
    if given is None and not fitting:
        return None
    return with_sources(given or unknown(method), gained)
