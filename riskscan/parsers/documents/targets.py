"""Makefiles, justfiles and Procfiles: what their targets run. The first target is sure; others run where somebody names them.

Source: gnu.org, the GNU Make manual; just.systems/man; devcenter.heroku.com, the Procfile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from riskscan.formats.code import Code, quoted
from riskscan.formats.schedules import processes
from riskscan.model.artifact import Language
from riskscan.model.effect import Context
from riskscan.parsers.documents import make_text
from riskscan.parsers.documents.found import Found, perhaps

_RULE = re.compile(r"^([^\s#:=][^#:=]*?)\s*(::?|&:)(?!=)\s*([^=]*?)\s*(;.*|#.*)?$")
_JUST = re.compile(r"^@?([A-Za-z_][\w-]*)((?:\s+[+*$]?[\w-]+(?:=(?:'[^']*'|\"[^\"]*\"|\S+))?)*)\s*:(?!=)\s*(.*)$")
_GOAL = re.compile(r"(?m)^\.DEFAULT_GOAL\s*:?=\s*(\S+)")
_SET = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][\w-]*)\s*:=\s*(.*?)\s*$")  # of a justfile
_IN_JUST = re.compile(r"\{\{(\s*)([A-Za-z_]\w*)(\s*)\}\}")
_OWN = re.compile(r"^(?:\$[({]MAKE[)}]|make)((?:\s+[\w.-]+)+)\s*$")  # other targets of the same file
# what make itself reads, wherever it stands: conditions, and variables that no shell could set
_DIRECTIVE = re.compile(
    r"^\s*(?:(?:else\s+)?(?:ifn?eq|ifn?def)\b|else\s*(?:#.*)?$|endif\b|-?include\s|export\s+\w+\s*$|[A-Za-z_]\w*\s+(?:\?=|:=|\+=)\s)"
)
_SHEBANG = re.compile(r"#!.*\b(python3?|bash|sh|pwsh)\b")


@dataclass
class _Target:
    name: str
    needs: tuple[str, ...]
    line: int
    lines: list[tuple[str, int, int]] = field(default_factory=list)  # text, line, column


@dataclass(frozen=True)
class _Rules:
    """What holds for the whole file: its targets, variables, and the bodies of its functions."""

    just: bool
    names: frozenset[str]
    values: dict[str, str]
    bodies: dict[str, str]
    goal: str = ""  # the target that is read now


def read(found: Found, text: str) -> None:
    """All targets, or all processes."""
    name = PurePosixPath(found.artifact.path).name.lower()
    if name == "procfile":
        for entry in processes(text):
            found.piece(Code().plain(entry.command, entry.line, entry.column), Language.SHELL)
        return
    just = "justfile" in name or name.endswith(".just")
    targets = list(_targets(text, just))
    rules = _rules(text, just, frozenset(target.name for target in targets))
    for target in targets:
        target.needs += tuple(name for line, _, _ in target.lines for name in _own(line.lstrip("@+- "), rules))
    goal = _GOAL.search(text) if not just else None
    first = goal[1] if goal else next((t.name for t in targets if not t.name.startswith((".", "_")) and "%" not in t.name), "")
    sure = _with_needs(first, targets)
    tool = "just" if just else "make"
    for target in targets:
        found.understood = True
        place = found.span(target.line, 1, len(target.name))
        context = Context() if target.name in sure else perhaps(f"Only {tool} {target.name} does this.", place)
        _recipe(found, target, rules, context)


def _rules(text: str, just: bool, names: frozenset[str]) -> _Rules:
    if just:
        values = {m[1]: m[2].strip("'\"`") for line in text.split("\n") if (m := _SET.match(line))}
        return _Rules(True, names, values, {})
    return _Rules(False, names, make_text.variables(text), make_text.functions(text))


def _targets(text: str, just: bool) -> Iterator[_Target]:
    current: list[_Target] = []
    joined = False
    for number, line in enumerate(text.split("\n"), start=1):
        inside = line.startswith("\t") or (just and line[:1] == " ") or (joined and bool(current))
        if not just and not joined and _DIRECTIVE.match(line):
            continue
        if inside and current:
            if line.strip():
                for target in current[:1]:
                    target.lines.append((line.lstrip(), number, len(line) - len(line.lstrip()) + 1))
            joined = line.rstrip().endswith("\\")
            continue
        joined = False
        if not line.strip() or line.startswith("#") or (just and line.startswith("[")):
            continue
        rule = (_JUST if just else _RULE).match(line) if not make_text.VARIABLE.match(line) else None
        if rule is None:
            continue
        yield from current
        names = [rule[1]] if just else rule[1].split()
        needs = tuple(re.findall(r"[\w./%-]+", rule[3]))
        current = [_Target(name, needs, number) for name in names if name != ".PHONY"]
        if not just and rule[4] and rule[4].startswith(";") and current:
            current[0].lines.append((rule[4][1:], number, line.index(rule[4]) + 2))
    yield from current


def _with_needs(first: str, targets: list[_Target]) -> set[str]:
    """The first target and all that it needs."""
    needs: dict[str, list[str]] = {}
    for target in targets:
        needs.setdefault(target.name, []).extend(target.needs)
    sure, waiting = set[str](), [first]
    while waiting:
        name = waiting.pop()
        if name not in sure:
            sure.add(name)
            waiting += needs.get(name, [])
    return sure


def _recipe(found: Found, target: _Target, rules: _Rules, context: Context) -> None:
    """The lines of a target; each line that does not end in a backslash runs in a shell of its own."""
    lines = target.lines
    if lines and (shebang := _SHEBANG.match(lines[0][0])):
        kind = shebang[1]
        language = Language.PYTHON if kind.startswith("python") else Language.POWERSHELL if kind == "pwsh" else Language.SHELL
        margin = min((column for _, _, column in lines), default=1)
        code = Code()
        for text, line, column in lines[1:]:
            code.plain(" " * (column - margin) + text + "\n", line, margin)
        found.piece(code, language, context)
        return
    waiting: list[tuple[str, int, int]] = []
    for text, line, column in lines:
        waiting.append((text, line, column))
        if not text.rstrip().endswith("\\"):
            _command(found, waiting, replace(rules, goal=target.name), context)
            waiting = []
    if waiting:
        _command(found, waiting, replace(rules, goal=target.name), context)


def _command(found: Found, lines: list[tuple[str, int, int]], rules: _Rules, context: Context) -> None:
    whole = "\n".join(text for text, _, _ in lines)
    skip = make_text.signs(lines[0][0], {} if rules.just else rules.values)
    if _own(whole[skip:], rules):
        return  # what that target does is told as its own
    code = Code()
    expanded = whole if rules.just else make_text.called(whole, rules.bodies)
    names = [m[2] for m in _IN_JUST.finditer(whole)] if rules.just else make_text.used(expanded)
    if not rules.just and "$@" in expanded and not set("%$") & set(rules.goal):
        code.made(f"{make_text.GOAL}={quoted(rules.goal)}\n", lines[0][1], lines[0][2])
    for name in make_text.needed(names, rules.values):
        value = rules.values[name] if rules.just else make_text.as_shell(rules.values[name])
        code.made(f"{name}={quoted(value)}\n", lines[0][1], lines[0][2])
    if expanded != whole:
        _, line, column = lines[0]
        body = "\n".join(text.lstrip()[make_text.signs(text.lstrip(), rules.values) :] for text in expanded[skip:].split("\n"))
        code.made(make_text.as_shell(body), line, column + skip, len(lines[0][0]) - skip)
        found.piece(code, Language.SHELL, context)
        return
    for number, (text, line, column) in enumerate(lines):
        start = skip if number == 0 else 0
        shown = _IN_JUST.sub(r"${\2}\1\3", text[start:]) if rules.just else make_text.as_shell(text[start:])
        code.plain(shown + ("\n" if number < len(lines) - 1 else ""), line, column + start)
    found.piece(code, Language.SHELL, context)


def _own(text: str, rules: _Rules) -> tuple[str, ...]:
    """The targets of the same file that a line has make run, and nothing else."""
    match = _OWN.match(text)
    names = tuple(match[1].split()) if match else ()
    return names if set(names) <= rules.names else ()
