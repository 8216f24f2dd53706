"""From a command to the row that knows it, and from the row to its effects."""

from __future__ import annotations

import re
from collections import defaultdict
from fnmatch import fnmatchcase

from riskscan.knowledge.shell import BY_ID, ROWS
from riskscan.knowledge.shell.command import NOUNS, Command
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Operation, Scope, Trait, Undo
from riskscan.parsers.shell.options import Line
from riskscan.parsers.shell.paths import path_safety
from riskscan.parsers.shell.state import State
from riskscan.parsers.shell.word import Word

_BY_PROGRAM: dict[str, list[Command]] = defaultdict(list)
for _row in ROWS:
    if not _row.logic:
        for _name in _row.program:
            _BY_PROGRAM[_name].append(_row)
_SHOWN = ("--help", "-help", "--version", "-version")
_SERVICES = frozenset({"sql", "rds", "redshift", "elasticache", "spanner", "bigtable", "postgres", "mysql", "cosmosdb", "redis", "alloydb"})
_SHORT = {
    "ns": "namespace",
    "deploy": "deployment",
    "sts": "statefulset",
    "svc": "service",
    "po": "pod",
    "pods": "pod",
    "pv": "persistentvolume",
    "no": "node",
    "sa": "serviceaccount",
}
_LISTING = frozenset(
    ("aws", "gcloud", "az", "kubectl", "oc", "docker", "podman", "gh", "jq", "grep", "awk", "cut", "cat", "xargs", "sed", "tr", "sort")
)  # what prints a list of names
_FOR_GOOD = frozenset(
    {
        "namespace",
        "namespaces",
        "project",
        "persistentvolumeclaim",
        "persistentvolumeclaims",
        "pvc",
        "persistentvolume",
        "persistentvolumes",
    }
    | {"crd", "crds", "customresourcedefinition", "customresourcedefinitions"}
)  # what was in them goes too
_DIRECTION = ("s3://", "gs://")


def is_known(program: str) -> bool:
    """True for a program that rows speak of."""
    return program in _BY_PROGRAM


def by_rows(state: State, line: Line) -> bool:
    """Puts down the effects of the first row that fits; False where none does."""
    if line.has(*_SHOWN) or any(word.shown == "help" for word in line.operands[:3]):
        return True
    for row in _BY_PROGRAM.get(line.program, ()):
        taken = _fits(row, line)
        if taken is None:
            continue
        _effects(state, row, line, taken)
        _at_worst(state, line, row)
        return True
    _at_worst(state, line, None)
    return False


def _at_worst(state: State, line: Line, told: Command | None) -> None:
    """Puts down what the rows before the one that fits would say, were a word that only the run knows the one that they ask for."""
    for row in _BY_PROGRAM.get(line.program, ()):
        if row is told:
            return
        decided_by, taken = _may_fit(row, line)
        if decided_by and row.operation is not Operation.READ:
            with state.only_if(decided_by):
                _effects(state, row, line, taken)


def _may_fit(row: Command, line: Line) -> tuple[str, int]:
    """(the name of the open word with which the row would fit, how many operands its words take); an empty name where it cannot."""
    names = []
    if any(line.has(*w.split("|")) for w in row.without):
        return "", 0
    for need in row.needs:
        if not line.has(*need.split("|")):
            names.append(line.may_have(*need.split("|")))
    if row.words[:1] == ("**",):
        at = next((i for i, word in enumerate(line.operands[:5]) if word.only_hole), -1)
        return (line.operands[at].only_hole if at > 0 and at + 1 < len(line.operands) else ""), at + 1
    if len(line.operands) < len(row.words):
        return "", 0
    for word, pattern in zip(line.operands, row.words, strict=False):
        if not any(fnmatchcase(word.shown, p) for p in pattern.split("|")):
            names.append(word.only_hole)
    return (names[0] if names and all(names) else ""), len(row.words)


def _fits(row: Command, line: Line) -> int | None:
    """How many operands the words of the row take, or None where the row does not fit."""
    if any(not line.has(*need.split("|")) for need in row.needs) or any(line.has(*w.split("|")) for w in row.without):
        return None
    texts = [word.shown for word in line.operands]
    if row.words and row.words[0] == "**":
        verbs = row.words[1].split("|")
        found = next((i for i, text in enumerate(texts[:5]) if text in verbs), None)
        return None if found is None or texts[0] in ("config", "auth", "account", "configure", "login") else found + 1
    if len(texts) < len(row.words):
        return None
    fits = all(any(fnmatchcase(text, p) for p in pattern.split("|")) for text, pattern in zip(texts, row.words, strict=False))
    return len(row.words) if fits else None


def _effects(state: State, row: Command, line: Line, taken: int) -> None:
    span = line.head.span
    where = [w.shown for w in line.values(*row.within)] if row.within else []
    within = "/".join(dict.fromkeys(where))
    if row.dry and line.has(*row.dry):
        return
    open_traits = {trait: name for option, trait in row.traits_by if not line.has(option) and (name := line.may_have(option))}
    traits = tuple(trait for option, trait in row.traits_by if line.has(option))
    several = [w for name, w in line.options if w is not None and name.endswith("s")]  # --instance-ids; one --name takes one
    listed = (Trait.REPEATED,) if any(_is_list(w) for w in (*line.operands, *several)) else ()
    traits = tuple(dict.fromkeys((*traits, *listed)))
    for name, match, kind in _named(row, line, taken):
        rule, undo = row, None
        if row.id == "shell/kubectl-delete":
            what = name.partition("/")[0].partition(".")[0].lower()
            rule = BY_ID["shell/kubectl-delete-pod"] if what == "pod" else row
            undo = Undo.NO if what in _FOR_GOOD or what.startswith("{") else None
        if row.id == "shell/switch-off" and (state.place.within or line.has("-m")):
            undo = Undo.UNKNOWN  # nobody can turn it on again from afar without more
        if name == "this computer" and state.place.within:
            name, match = state.place.within, Match.PATTERN if "{" in state.place.within else Match.EXACT
        safe = path_safety(state, name, span) if kind is AssetKind.FILE and match is not Match.UNKNOWN and not within else ()
        scope = Scope.SOME if "*" in name and row.scope is Scope.ONE and match is Match.PATTERN else None  # keys that a pattern names
        place = within or (name if kind is AssetKind.DATABASE and "://" in name else "")
        state.emit(rule, name, span, match=match, kind=kind, traits=traits, within=place, undo=undo, scope=scope, safe=safe)
        if open_traits:
            decides = next(iter(open_traits.values()))
            worst = (*traits, *open_traits)
            state.emit(rule, name, span, match=match, kind=kind, traits=worst, within=place, undo=undo, scope=scope, only_if=decides)


def _is_list(word: Word) -> bool:
    """True for an unquoted ``$(...)``: as many things as the other command names."""
    return not word.quoted and len(word.parts) == 1 and word.parts[0].reason == "command" and word.parts[0].hole in _LISTING


def _named(row: Command, line: Line, taken: int) -> list[tuple[str, Match, AssetKind]]:
    """The names of the assets with how well each is known and its kind."""
    operands = line.operands[taken:]
    said = " ".join(w.shown for w in line.operands[:taken])
    for by in row.named_by:
        words: list[Word] = []
        if by == "*":
            words = operands
        elif by == "resource":
            return [(name, match, kind_of(name.partition("/")[0], row.kind)) for name, match in _resources(operands)] or [
                _default(row, line, taken)
            ]
        elif by == "last":
            words = operands[-1:]
        elif by == "word0":
            words = line.operands[:1]
        elif isinstance(by, int):
            words = operands[by : by + 1]
        elif by.startswith(("-", "/")):
            found = line.value(by)
            more = operands if line.program == "aws" and by.endswith("ids") else []
            words = [found, *more] if found is not None else []
        if words:
            return [(_plain(word.shown, line.program), word.match, _kind(row, line, said, word)) for word in words]
    return [_default(row, line, taken)]


def _default(row: Command, line: Line, taken: int) -> tuple[str, Match, AssetKind]:
    said = " ".join(w.shown for w in line.operands[:taken])
    kind = kind_of(said, row.kind) if row.nouns else row.kind
    if row.default and row.default != "words":
        return row.default, Match.EXACT, kind
    return f"{line.program} {said}".strip(), Match.UNKNOWN, kind


def _plain(name: str, program: str) -> str:
    """Without ``s3://`` and the like; ``project:dataset.table`` of BigQuery's own command as SQL writes it."""
    if program == "bq":
        return name.replace(":", ".", 1)
    for start in _DIRECTION:
        name = name.removeprefix(start)
    return name


def _resources(operands: list[Word]) -> list[tuple[str, Match]]:
    """``pod a b``, ``pod/a deploy/b``: kind and name."""
    if not operands:
        return []
    if "/" in operands[0].shown:
        return [(w.shown, w.match) for w in operands if "/" in w.shown]
    kind = _SHORT.get(operands[0].shown, operands[0].shown)
    return [(f"{kind}/{w.shown}", w.match) for w in operands[1:]] or [(kind, Match.EXACT)]


def kind_of(words: str, otherwise: AssetKind) -> AssetKind:
    """The kind of asset that the words of a command speak of; the last word that says one counts."""
    if _SERVICES & set(words.lower().split()) and not re.search(r"snapshot|backup|user|role|firewall", words.lower()):
        return AssetKind.DATABASE
    for word in reversed(re.split(r"\s+", _SHORT.get(words, words).lower())):
        for noun, kind in NOUNS:
            if noun in word + "-":
                return kind
    return otherwise


def _kind(row: Command, line: Line, said: str, word: Word) -> AssetKind:
    if not row.nouns:
        return row.kind
    return kind_of(f"{said} {word.shown}" if line.program in ("kubectl", "oc") else said, row.kind)
