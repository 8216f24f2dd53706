"""Calls of methods: .NET file calls, SQL commands, downloads, mail, and ``.Delete()`` of what a command found."""

from __future__ import annotations

import re

from tree_sitter import Node

from riskscan.knowledge.powershell.cmdlet import kind_of
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Operation, Scope, Trait, Undo
from riskscan.parsers.powershell.expressions import Expressions
from riskscan.parsers.powershell.line import Line
from riskscan.parsers.powershell.read import Saying
from riskscan.parsers.powershell.value import Found, Part, Value, unknown

_D, _W, _A = Operation.DELETE, Operation.WRITE, Operation.ALTER
_FILE = AssetKind.FILE
_TREE = Saying(
    "powershell/net-delete-tree",
    _D,
    "remove_tree",
    _FILE,
    Undo.NO,
    Scope.ALL,
    (Trait.RECURSIVE,),
    "It deletes {name} with everything in it.",
)
_MOVE = Saying("powershell/net-move", _A, "rename", _FILE, Undo.YES)
_SAVE = Saying("powershell/net-write", _W, "save", _FILE, Undo.WITH_WORK)
_ADD = Saying("powershell/net-append", _W, "append", _FILE, Undo.WITH_WORK)
_STATIC: dict[tuple[str, str], tuple[Saying, int]] = {
    ("file", "delete"): (Saying("powershell/net-delete", _D, "remove", _FILE, Undo.NO), 0),
    ("directory", "delete"): (_TREE, 0),
    ("file", "move"): (_MOVE, 0),
    ("directory", "move"): (_MOVE, 0),
    ("file", "copy"): (Saying("powershell/net-copy", _W, "copy", _FILE, Undo.WITH_WORK), 1),
    **{("file", name): (_SAVE, 0) for name in ("writealltext", "writealllines", "writeallbytes")},
    **{("file", name): (_ADD, 0) for name in ("appendalltext", "appendalllines")},
}
_DOWNLOADS = frozenset({"downloadstring", "downloaddata"})
_DELETES = frozenset({"delete", "deleteobject", "deletetree", "deleteobjectrecursively"})
_SQL_TYPES = re.compile(r"(?i)(^|\.)(sql|oledb|odbc|mysql|npgsql|oracle|sqlite)\w*command$")
_SEND = Saying("powershell/mail-send", Operation.SEND, "mail", AssetKind.EMAIL, Undo.NO, Scope.ONE, (Trait.PEOPLE,), "It sends mail.")


class Methods(Expressions):
    """Reads calls of methods and what New-Object makes."""

    def invocation(self, node: Node) -> Value:
        """Reads a call of a method."""
        base, name = node.children[0], next((c for c in node.named_children if c.type == "member_name"), None)
        arguments = next((c for c in node.named_children if c.type == "argument_list"), None)
        given = [v for child in (arguments.named_children if arguments is not None else ()) for v in self.value(child).each()]
        method = self.state.tree.string(name).lower() if name is not None else ""
        return self._called(node, base, method, given)

    def called(self, access: Node, arguments: Node) -> Value:
        """See Expressions."""
        given = [v for child in arguments.named_children for v in self.value(child).each()]
        method = self.state.tree.string(access.named_children[-1]).lower()
        return self._called(access, access.children[0], method, given)

    def _called(self, node: Node, base: Node, method: str, given: list[Value]) -> Value:
        if base.type == "type_literal":
            return self._static(node, self.state.tree.string(base).strip("[]").lower().rpartition(".")[2], method, given)
        held = self.value(base)
        return self._method(node, held, method, given)

    def _static(self, node: Node, owner: str, method: str, given: list[Value]) -> Value:
        known = _STATIC.get((owner, method))
        if known is not None:
            said, at = known
            name = given[at] if at < len(given) else unknown("file", self._at(node))
            self.state.emit(
                said, name.shown, name.match, self.state.tree.span(node), scope=said.scope if said.scope is Scope.ALL else Scope.ONE
            )
        elif method == "create" and owner == "scriptblock" and given:
            self.state.embed(given[0], Language.POWERSHELL, self.state.tree.span(node))
        return (
            given[0]
            if method in ("combine", "format", "getfullpath", "expandenvironmentvariables") and given
            else unknown("value", self._at(node))
        )

    def _method(self, node: Node, held: Value, method: str, given: list[Value]) -> Value:
        span = self.state.tree.span(node)
        if method in _DOWNLOADS and given:
            said = Saying("powershell/web-get", Operation.READ, "get", AssetKind.URL, Undo.YES)
            self.state.emit(said, given[0].shown, given[0].match, span, scope=Scope.ONE)
            return Value(given[0].parts, found=Found("download", Scope.SOME))
        if method == "downloadfile" and len(given) > 1:
            said = Saying(
                "powershell/download", _W, "download", AssetKind.FILE, Undo.WITH_WORK, plain="It saves what it fetches as {target}."
            )
            self.state.emit(said, given[1].shown, given[1].match, span, scope=Scope.ONE, within=given[0].shown)
        elif method == "send" and ("smtpclient" in held.type or "outlook" in held.type):
            self.state.emit(_SEND, "{email}", Match.UNKNOWN, span)
        elif method in _DELETES and (held.found is not None or held.type):
            what = held.found.command.partition("-")[2] if held.found is not None else held.type.rpartition(".")[2]
            said = Saying(
                "powershell/method-delete",
                _D,
                "remove",
                kind_of(what),
                Undo.NO,
                traits=(Trait.REPEATED,) if held.found is not None and held.found.repeated else (),
            )
            named = held.shown if held.parts and held.match is not Match.UNKNOWN else "{" + kind_of(what) + "}"
            self.state.emit(
                said,
                named,
                held.match if held.parts else Match.UNKNOWN,
                span,
                scope=held.found.scope if held.found is not None else Scope.ONE,
            )
        elif method in ("trim", "tolower", "toupper", "tostring", "trimend", "trimstart"):
            return held
        elif method == "createitem" and "outlook" in held.type:
            return Value((Part("", self._at(node), "mail"),), type=held.type)
        elif method in ("foreach", "where"):
            return unknown("item", self._at(node), held.found)
        return unknown(method or "value", self._at(node), held.found if method in ("replace", "substring", "split") else None)

    def made(self, line: Line, node: Node) -> Value:
        """What ``New-Object Type(...)`` makes."""
        kind = line.get("typename") or line.get("comobject") or line.get(0)
        arguments = line.get("argumentlist") or line.get(1)
        given = arguments.each() if arguments is not None else ()
        name = kind.shown.lower() if kind is not None else ""
        if _SQL_TYPES.search(name) and given and given[0].parts:
            self.state.embed(given[0], Language.SQL, self.state.tree.span(node))
        made = unknown("object", self._at(node))
        return Value(made.parts, type=name)
