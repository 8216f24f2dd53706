"""Makefiles, justfiles and Procfiles: what their targets run. The first target is sure; others run where somebody names them.

Source: gnu.org, the GNU Make manual; just.systems/man; devcenter.heroku.com, the Procfile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from riskscan.formats.code import Code, quoted
from riskscan.formats.schedules import processes
from riskscan.model.artifact import Language
from riskscan.model.effect import Context
from riskscan.parsers.documents.found import Found, perhaps

_RULE = re.compile(r"^([^\s#:=][^#:=]*?)\s*(::?|&:)(?!=)\s*([^=]*?)\s*(;.*|#.*)?$")
_JUST = re.compile(r"^@?([A-Za-z_][\w-]*)((?:\s+[+*$]?[\w-]+(?:=(?:'[^']*'|\"[^\"]*\"|\S+))?)*)\s*:(?!=)\s*(.*)$")
_VARIABLE = re.compile(r"^\s*(?:export\s+|override\s+)?([A-Za-z_][\w.-]*)\s*(\?=|::?:?=|=)\s*(.*?)\s*$")
_USE = re.compile(r"\$\(([A-Za-z_][\w]*)\)")
_CALL = re.compile(r"\$\(shell[ \t]")
_SHEBANG = re.compile(r"#!.*\b(python3?|bash|sh|pwsh)\b")


@dataclass
class _Target:
    name: str
    needs: tuple[str, ...]
    line: int
    lines: list[tuple[str, int, int]] = field(default_factory=list)  # text, line, column


def read(found: Found, text: str) -> None:
    """All targets, or all processes."""
    name = PurePosixPath(found.artifact.path).name.lower()
    if name == "procfile":
        for entry in processes(text):
            found.piece(Code().plain(entry.command, entry.line, entry.column), Language.SHELL)
        return
    just = "justfile" in name or name.endswith(".just")
    targets = list(_targets(text, just))
    values = {
        m[1]: m[3].strip("'\"`")
        for line in text.split("\n")
        if (m := _VARIABLE.match(line)) and not line.startswith("\t") and "$" not in m[3]
    }
    first = next((t.name for t in targets if not t.name.startswith((".", "_")) and "%" not in t.name), "")
    sure = _with_needs(first, targets)
    tool = "just" if just else "make"
    for target in targets:
        found.understood = True
        place = found.span(target.line, 1, len(target.name))
        context = Context() if target.name in sure else perhaps(f"Only {tool} {target.name} does this.", place)
        _recipe(found, target, just, values, context)


def _targets(text: str, just: bool) -> Iterator[_Target]:
    current: list[_Target] = []
    joined = False
    for number, line in enumerate(text.split("\n"), start=1):
        inside = line.startswith("\t") or (just and line[:1] == " ") or (joined and bool(current))
        if inside and current:
            if line.strip():
                for target in current[:1]:
                    target.lines.append((line.lstrip(), number, len(line) - len(line.lstrip()) + 1))
            joined = line.rstrip().endswith("\\")
            continue
        joined = False
        if not line.strip() or line.startswith("#") or (just and line.startswith("[")):
            continue
        rule = (_JUST if just else _RULE).match(line) if not _VARIABLE.match(line) else None
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


def _recipe(found: Found, target: _Target, just: bool, values: dict[str, str], context: Context) -> None:
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
            _command(found, waiting, just, values, context)
            waiting = []
    if waiting:
        _command(found, waiting, just, values, context)


def _command(found: Found, lines: list[tuple[str, int, int]], just: bool, values: dict[str, str], context: Context) -> None:
    signs = re.match(r"[@+ \t-]*", lines[0][0])
    skip = signs.end() if signs else 0
    code = Code()
    whole = "\n".join(text for text, _, _ in lines)
    used = re.findall(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}", whole) if just else re.findall(r"\$[({]([A-Za-z_]\w*)[)}]", whole)
    for name in dict.fromkeys(used):
        if name in values:
            code.made(f"{name}={quoted(values[name])}\n", lines[0][1], lines[0][2])
    for number, (text, line, column) in enumerate(lines):
        start = skip if number == 0 else 0
        code.plain(_shell(text[start:], just) + ("\n" if number < len(lines) - 1 else ""), line, column + start)
    found.piece(code, Language.SHELL, context)


def _shell(text: str, just: bool) -> str:
    """A line of a recipe as the shell gets it, of the same length where nothing is doubled."""
    if just:
        return re.sub(r"\{\{(\s*)([A-Za-z_]\w*)(\s*)\}\}", lambda m: "${" + m[2] + "}" + m[1] + m[3], text)
    text = _CALL.sub(lambda m: "$(" + " " * (len(m[0]) - 2), text)
    text = _USE.sub(lambda m: "${" + m[1] + "}", text)
    return re.sub(r"\$[@<^?*](?!\w)", "$_", text).replace("$$", "$")
