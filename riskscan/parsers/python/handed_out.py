"""Things that a client library hands out: ``for repo in github.get_repos(): repo.delete()``.

Rows know the usual calls. What they do not know keeps the name of its service as the source of the value, through loops, attributes and
further calls. A method whose name says that it deletes, pays or stops is then told, as likely; a list or a dictionary of such things has no
method of those names.
"""

from __future__ import annotations

import ast
import re
from functools import cache

from riskscan.knowledge.python.call import Call
from riskscan.knowledge.python.client_libraries import LIBRARIES, OF_MONEY, VERBS, Verb
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Certainty, Scope, Trait
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.emit import emit
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.unseen import only_tested, snake
from riskscan.parsers.python.value import Obj, Source, Value, literal, with_sources

_NOUN = re.compile(
    r"(?:(?:bulk|batch|async|begin|permanent|hard|force)_)*(?:delete|remove|destroy|drop|revoke|purge|trash|cancel|stop|pause|archive)_"
    r"([a-z_]+)$"
)
_VAGUE = frozenset(
    {
        "client", "self", "item", "obj", "api", "session", "service", "conn", "connection", "entry", "element", "thing", "hook", "all",
        "request", "resource",
    }
)  # fmt: skip
KIND = "client"  # of the source of a value


def service_of(machine: Machine, function: Value, base: Value | None) -> str:
    """The service that a call goes to, by the library of the function or by what handed out its receiver; empty for any other call."""
    for obj in function.objs:
        service = LIBRARIES.get(obj.type.partition(".")[0].partition("(")[0], "")
        if service and not machine.catalogue.rows(obj.type):
            return service
    if base is None or base.known or function.objs:
        return ""
    return next((source.what for source in base.sources if source.kind == KIND), "")


def handed_out(machine: Machine, node: ast.Call, service: str, made: Value) -> Value:
    """The value that a call of the service gave."""
    return with_sources(made, (Source(KIND, service, machine.line(node)),))


def tell(machine: Machine, node: ast.Call, function: Value, service: str, args: Arguments) -> None:
    """Tells what a method does by its name; silent for one that only asks."""
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if not method or machine.foreign or only_tested(machine):
        return
    name = snake(method)
    verb = next((one for one in VERBS if one.pattern.match(name) and (Trait.MONEY not in one.traits or service in OF_MONEY)), None)
    if verb is not None:
        thing = _thing(node.func, name)
        emit(machine, node, _row(verb, service, thing), Obj(service, (("name", literal(f"{thing} in {service}")),)), args, Certainty.LIKELY)


def _thing(function: ast.expr, method: str) -> str:
    """What the method is about, in the words of the file: ``delete_queue`` says it, else its receiver does (``repo.delete()``)."""
    told = _NOUN.match(method)
    receiver = function.value.id if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) else ""
    word = (told[1] if told else receiver).strip("_").replace("_", " ").lower()
    return f"a {word}" if 3 <= len(word) <= 30 and word.replace(" ", "").isalpha() and word not in _VAGUE else "something"


@cache
def _row(verb: Verb, service: str, thing: str) -> Call:
    return Call(
        id=f"python/client-library-{verb.verb}", call="",
        operation=verb.operation, verb=verb.verb, kind=AssetKind.RESOURCE, scope=Scope.ONE,
        undo=verb.undo, traits=verb.traits, named_by=("self",), example="", expect=(),
        plain=verb.plain.replace("something", thing).replace("{service}", service),
        source="the reference of each library",
    )  # fmt: skip
