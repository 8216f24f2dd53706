"""From a command to what it touches: rows first, then what its verb and noun say."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from riskscan.knowledge.places import is_temp_path
from riskscan.knowledge.powershell import NAMES, ROWS, WITHIN
from riskscan.knowledge.powershell.cmdlet import SESSION, Cmdlet, Fact, fact_of, kind_of
from riskscan.knowledge.words import PLURALS
from riskscan.model.asset import AssetKind, Match
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Certainty, Operation, Safe, Safety, Scope, Trait, Undo
from riskscan.parsers.powershell.line import Line
from riskscan.parsers.powershell.read import Saying, State
from riskscan.parsers.powershell.value import Found, Part, Value, unknown

_BY_NAME: dict[str, list[Cmdlet]] = defaultdict(list)
for _row in ROWS:
    for _name in _row.name:
        _BY_NAME[_name].append(_row)
_FORCED = frozenset({Operation.DELETE, Operation.ALTER, Operation.GRANT})
_CHANGES = frozenset(Operation) - {Operation.READ}
_NEUTRAL = frozenset(
    [
        "properties",
        "resultsize",
        "all",
        "server",
        "erroraction",
        "ea",
        "verbose",
        "consistencylevel",
        "countvariable",
        "top",
        "pagesize",
        "property",
        "warningaction",
        "outvariable",
        "credential",
        "includesoftdeletedmailbox",
        "select",
        "sort",
        "expandproperty",
        "status",
        "debug",
        "filter",
    ]
)
# what Windows and its programs make anew by themselves
_CACHES = (
    "{env:temp}/", "{env:tmp}/", "{env:systemroot}/temp/", "{env:windir}/temp/", "c:/windows/temp/",
    "{env:systemroot}/prefetch/", "{env:windir}/prefetch/", "c:/windows/prefetch/",
    "{env:systemroot}/softwaredistribution/download/", "c:/windows/softwaredistribution/download/",
    "{env:localappdata}/iconcache", "{env:localappdata}/microsoft/windows/explorer/",
)  # fmt: skip
_SESSION_DRIVES = ("env:", "variable:", "function:", "alias:", "temp:", "hkcu:")
_EVERYTHING = ("*", "'*'", "{*}", "$true", "")
_UNSEEN = Saying("powershell/unknown-command", Operation.EXECUTE, "run", AssetKind.PROGRAM, Undo.UNKNOWN)
_QUIET_VERBS = frozenset(
    [
        "write",
        "log",
        "format",
        "convertto",
        "convertfrom",
        "out",
        "select",
        "show",
        "use",
        "wait",
        "read",
        "group",
        "sort",
        "tee",
        "where",
        "foreach",
        "join",
        "split",
        "push",
        "pop",
        "enter",
        "exit",
        "connect",
        "disconnect",
        "compare",
        "measure",
        "test",
        "assert",
        "confirm",
        "get",
        "find",
        "search",
        "resolve",
        "import",
        "export",
        "trace",
        "debug",
        "hide",
        "skip",
        "step",
        "ping",
    ]
)


def touch(state: State, line: Line, stream: Value | None) -> Value | None:
    """What a cmdlet does; returns what it gives, or None where nothing is known of it."""
    rows = [row for row in _BY_NAME.get(line.name, ()) if _fits(row, line)]
    for row in _BY_NAME.get(line.name, ()):
        decides = _decided_by(row, line) if row not in rows and row.operation is not Operation.READ and row.code is None else ""
        if decides:
            with state.only_if(decides):
                _by_row(state, row, line, stream)
    if rows:
        row = next((r for r in rows if r.when), rows[0])
        return _by_row(state, row, line, stream)
    fact = fact_of(line.name)
    if fact is None:
        return None
    if fact.operation is Operation.READ:
        return _read(state, line, fact)
    said = Saying(f"powershell/{line.name}", fact.operation, fact.verb, fact.kind, fact.undo, traits=fact.traits, plain=fact.plain)
    for value in _targets(line, stream, NAMES):
        _put(state, said, line, value, _within(line, WITHIN), None if fact.sure else Certainty.POSSIBLE)
    return unknown(line.name.partition("-")[2], 0)


def unknown_command(state: State, line: Line) -> None:
    """A command of which nothing is known; said once for each name."""
    verb, dash, _ = line.name.partition("-")
    if not dash or verb in _QUIET_VERBS or line.name in state.called or line.name in state.defined or line.name in SESSION:
        return
    state.called.add(line.name)
    if verb in ("new", "add", "set", "initialize"):
        text = f"It uses {line.written}, which is not in this file."
        state.diagnostics.append(
            Diagnostic("powershell-unknown-command", text, "What it does is not part of this answer.", state.tree.span(line.head))
        )
        return
    state.emit(_UNSEEN, line.written, Match.EXACT, state.tree.span(line.head), certainty=Certainty.POSSIBLE)


def unknown_function(state: State, line: Line) -> None:
    """A function that is named in one word (``LogError``) and stands in no file that we have; said once for each name."""
    first = re.match(r"[A-Z][a-z]+", line.written)
    if line.name in state.called or (first is not None and first[0].lower() in _QUIET_VERBS):
        return
    state.called.add(line.name)
    state.emit(_UNSEEN, line.written, Match.EXACT, state.tree.span(line.head), certainty=Certainty.POSSIBLE)


def _fits(row: Cmdlet, line: Line) -> bool:
    return all(_given(line, name, values) for name, values in row.when)


def _decided_by(row: Cmdlet, line: Line) -> str:
    """The name of the value, known only to the run, with which a row would fit; empty where it cannot."""
    names = ""
    for name, values in row.when:
        if _given(line, name, values):
            continue
        value = line.get(name)
        if value is None or len(value.parts) != 1 or not value.parts[0].hole:
            return ""
        names = names or value.parts[0].hole
    return names


def _given(line: Line, name: str, wanted: tuple[str, ...]) -> bool:
    value = line.get(name)
    if "+" in wanted:
        return line.has(name) and (value is None or value.shown.lower() != "$null")
    if value is None:
        if name == "executionpolicy":
            value = line.get(0)
        if value is None:
            return "" in wanted and not line.has(name)
    text = value.shown.lower()
    return any(text == word.lower() or (word.startswith("*") and len(word) > 1 and word[1:].lower() in text) for word in wanted)


def _by_row(state: State, row: Cmdlet, line: Line, stream: Value | None) -> Value:
    span = state.tree.span(line.head)
    within = _within(line, row.within)
    if row.code is not None:
        for name in row.named_by:
            code = line.get(name)
            if code is not None and code.parts and (code.found is None or code.found.command != "download"):
                state.embed(code, row.code, span, within=within)
                return unknown("rows", 0)
        code = line.get(row.named_by[0]) or line.get(0) or stream
        if row.operation is Operation.EXECUTE and line.get("inputfile") is None:
            said = Saying(row.id, row.operation, row.verb, row.kind, Undo.UNKNOWN, traits=row.traits, plain=row.plain)
            known = code is not None and bool(code.parts)
            state.emit(said, code.shown if code and known else "{command}", code.match if code and known else Match.UNKNOWN, span)
        return unknown("rows", 0)
    said = Saying(row.id, row.operation, row.verb, row.kind, row.undo, row.scope, row.traits, row.plain)
    for value in _targets(line, stream if row.operation is not Operation.WRITE else None, row.named_by):
        if row.kind is AssetKind.FILE and value.shown.lower().startswith(_SESSION_DRIVES):
            continue
        if row.kind is AssetKind.PROGRAM and row.operation is Operation.EXECUTE and _is_document(line, value):
            continue
        if row.default and not value.parts:
            value = Value((Part(row.default, 0),))
        _put(state, said, line, value, within)
    given = line.get(row.named_by[0]) or line.get(0) if row.named_by else None
    if row.operation is Operation.READ:
        if row.kind is AssetKind.URL:
            return Value(given.parts if given else (Part("", 0, "answer"),), found=Found("download", Scope.SOME))
        return unknown("row", 0, Found(line.name, Scope.SOME))
    return unknown(line.name.partition("-")[2], 0)


def _is_document(line: Line, value: Value) -> bool:
    """True for what Start-Process and Invoke-Item only show: a page, a table, a folder, or a thing whose name nobody knows yet."""
    name = value.shown.lower()
    if name.startswith(("http", "ms-settings", "mailto")):
        return True
    if re.search(r"\.(exe|msi|bat|cmd|ps1|vbs|com|sh|py|jar)$", name):
        return False
    return line.name == "invoke-item" or bool(re.search(r"\.(csv|xlsx?|html?|txt|log|pdf|zip|docx?|json|xml|png|jpg)$", name))


def _targets(line: Line, stream: Value | None, names: tuple[int | str, ...]) -> tuple[Value, ...]:
    """The things that a command names, or that come through the pipe; one unknown thing where neither says."""
    for name in names:
        value = line.get(name)
        if value is not None and (value.parts or value.items):
            return value.each()
    if stream is not None:
        return stream.each()
    first = line.get(0)
    return first.each() if first is not None and (first.parts or first.items) else (Value(),)


def _within(line: Line, names: tuple[str, ...]) -> str:
    found = [value.shown for name in names if (value := line.get(name)) is not None and value.parts]
    return "/".join(dict.fromkeys(found))


def _put(state: State, said: Saying, line: Line, value: Value, within: str, certainty: Certainty | None = None) -> None:
    span = state.tree.span(line.head)
    found = value.found
    name = value.shown if value.parts else "{" + said.kind + "}"
    match = value.match if value.parts else Match.UNKNOWN
    if match is Match.UNKNOWN and found is not None and name.strip("{}").lower() in ("item", found.command.partition("-")[2]):
        name = "{" + said.kind + "}"
    scope: Scope = Scope.ONE if said.scope is Scope.UNKNOWN else said.scope
    traits: list[Trait] = []
    if found is not None and said.scope is not Scope.ALL and match is not Match.EXACT:
        scope = found.scope
        traits += [Trait.REPEATED] if found.repeated or found.scope in (Scope.ALL, Scope.SOME) else []
    elif match is Match.PATTERN and "*" in name:
        scope = Scope.ALL if name.rstrip("'\"").endswith(("\\*", "/*")) or name == "*" else Scope.SOME
    elif match is Match.UNKNOWN and Trait.REPEATED in state.place.traits:
        scope = Scope.SOME if scope is Scope.ONE else scope
    if said.operation in _FORCED and said.kind is not AssetKind.FILE and (line.off("confirm") or line.has("force")):
        traits.append(Trait.FORCED)
    if said.operation in _FORCED and said.kind is not AssetKind.FILE and line.has("recursive"):
        traits.append(Trait.RECURSIVE)
    if said.operation is Operation.GRANT and line.name.startswith("remove-") and _whole_list(line):
        traits += [Trait.OUTAGE, Trait.REPEATED]
    safe = _safe(state, said, line, name)
    if within and within == name:
        within = ""
    if found is not None and scope is Scope.ALL and match is Match.UNKNOWN:
        everything = f"all {PLURALS.get(said.kind, said.kind.value + 's')}"
        pattern = said.plain or {Operation.DELETE: "It deletes {target}.", Operation.ALTER: "It changes {target}."}.get(said.operation, "")
        said = replace(said, plain=pattern.replace("{target}", everything) if "{name}" not in pattern else "")
    state.emit(said, name, match, span, scope=scope, traits=tuple(traits), safe=safe, within=within, certainty=certainty)


_HOLDERS = ("members", "member", "user", "userprincipalname", "directoryobjectid", "memberid", "trustee")


def _whole_list(line: Line) -> bool:
    """True where rights are taken from each of a list of people; one who leaves loses all of theirs every day."""
    found = [value.found for name in _HOLDERS if (value := line.get(name)) is not None]
    return any(one is not None and one.scope is not Scope.ONE for one in found)


def _safe(state: State, said: Saying, line: Line, name: str) -> tuple[Safe, ...]:
    span = state.tree.span(line.head)
    preference = state.variables.get("whatifpreference")
    if (
        said.operation in _CHANGES
        and not line.off("whatif")
        and (line.has("whatif") or (preference is not None and preference.shown.lower() == "$true"))
    ):
        return (Safe(Safety.DRY_RUN, "It only asks what would happen. Nothing is changed.", span),)
    lower = name.lower().replace("\\", "/")
    if said.kind is AssetKind.FILE and (
        lower.startswith(_CACHES) or is_temp_path(lower) or "/appdata/local/temp/" in lower or "/inetcache/" in lower
    ):
        return (Safe(Safety.SCRATCH, "It works in a folder for throwaway files.", span),)
    return ()


def _read(state: State, line: Line, fact: Fact) -> Value:
    """What a Get or Find command looks for: how much of all there is."""
    noun = line.name.partition("-")[2]
    named = next((value for name in (*NAMES[:9], 0) if (value := line.get(name)) is not None and (value.parts or value.items)), None)
    scope = _looked_for(line, named)
    if noun.endswith("listitem") and scope is Scope.ONE and not any(line.get(key) is not None for key in ("id", "uniqueid", "query")):
        scope = Scope.ALL  # the name is that of the list
    kind = kind_of(noun)
    said = Saying(f"powershell/{line.name}", Operation.READ, "read", kind, Undo.YES, plain=fact.plain)
    if named is None:
        things = PLURALS.get(kind, "things")
        said = Saying(f"powershell/{line.name}", Operation.READ, "read", kind, Undo.YES, plain=f"It reads the list of {things}.")
    shown = named.shown if named is not None and named.parts else "{" + kind + "}"
    state.emit(
        said,
        shown,
        named.match if named is not None and named.parts else Match.UNKNOWN,
        state.tree.span(line.head),
        scope=scope,
        within=_within(line, WITHIN),
    )
    found = Found(line.name, scope)
    if named is not None and named.parts and scope is Scope.ONE:
        return Value(named.parts, found=named.found or (found if named.match is not Match.EXACT else None))
    return unknown(noun, 0, found)


def _looked_for(line: Line, named: Value | None) -> Scope:
    if named is not None and named.items is not None:
        return Scope.SOME
    if named is not None and named.shown.strip("'\"") not in _EVERYTHING:
        return Scope.SOME if named.match is Match.PATTERN and any(c in named.shown for c in "*?") else Scope.ONE
    wanted = line.get("filter")
    if wanted is not None and wanted.shown.strip() not in _EVERYTHING:
        return Scope.SOME
    others = [key for key, _ in line.parameters if key not in _NEUTRAL and key not in NAMES[:9] and len(key) > 2]
    blocks = [key for key, _ in line.blocks if key in ("filter", "filterscript")]
    return Scope.SOME if others or blocks else Scope.ALL


def files_found(line: Line) -> Value:
    """What Get-ChildItem or Get-Item lists: the path with ``*``, some of it where a filter is given."""
    path = next((value for name in ("path", "literalpath", 0) if (value := line.get(name)) is not None), None)
    filtered = any(line.get(name) is not None for name in ("filter", "include", "exclude")) or "*" in (path.shown[:-1] if path else "")
    found = Found(line.name, Scope.SOME if filtered else Scope.ALL)
    if path is None:
        return Value((Part("*", 0),), found=found)
    if path.items is not None:
        return path
    if line.name == "get-item" and "*" not in path.shown:
        return Value(path.parts)
    end = "" if re.search(r"[*?]", path.shown) or re.search(r"\.\w{1,5}$", path.shown) else "\\*"
    return Value((*path.parts, *((Part(end, path.parts[-1].offset if path.parts else 0),) if end else ())), found=found)
