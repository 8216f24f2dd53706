"""Edits of single statements: secrets, parameters, copies and counts."""

from __future__ import annotations

import json
import re
from typing import TypeGuard

import libcst as cst

from riskscan.advice.safer_version.python_edits.file import File, Place, Plan, Statement, walk

MOST_ROWS = 100
_VALUE_BEFORE = re.compile(r"(?is)(?:[=<>(,]|\b(?:like|in|values|between|and|limit|then|else))\s*'?$")
_QUESTION_MARKS = re.compile(r"^\s*(?:import|from)\s+(?:sqlite3|pyodbc|duckdb)\b", re.MULTILINE)
_PERCENTS = re.compile(r"^\s*(?:import|from)\s+(?:psycopg2?|pymysql|MySQLdb|mysql|mariadb|pg8000)\b", re.MULTILINE)


def secret(file: File, places: list[Place], plan: Plan) -> None:
    """The literal at each place is read from the environment."""
    for offset, name in places:
        literal = file.innermost(offset, (cst.SimpleString,))
        if not isinstance(literal, cst.SimpleString) or literal.prefix:
            continue
        key = re.sub(r"\W+", "_", name).strip("_").upper() or "PASSWORD"
        address = re.match(r"(?s)^([a-z][\w+.-]*://[^:/@\s{}'\"]*:)([^@\s{}'\"]+)(@[^{}'\"\\]*)$", literal.raw_value)
        if address:
            key = key if "PASS" in key else "DB_PASSWORD"
            inner = "'" if literal.quote != "'" else '"'
            new = f"f{literal.quote}{address[1]}{{os.environ[{inner}{key}{inner}]}}{address[3]}{literal.quote}"
            start, end = file.start(literal), file.end(literal)
        else:
            call = file.parents.get(file.parents[literal])
            if _is_default(call, literal):
                new = f"os.environ[{file.text[file.start(call.args[0]) : file.end(call.args[0])]}]"
                start, end = file.start(call), file.end(call)
            else:
                new, start, end = f'os.environ["{key}"]', file.start(literal), file.end(literal)
        plan.edits.append((start, end, new, 0))
        plan.lines.append(file.line(literal))
        plan.imports = ["os"]


def _is_default(call: cst.CSTNode | None, literal: cst.SimpleString) -> TypeGuard[cst.Call]:
    """True for the call of ``os.getenv("TOKEN", "...")``."""
    two = isinstance(call, cst.Call) and len(call.args) == 2 and call.args[1].value is literal
    return two and isinstance(call, cst.Call) and isinstance(call.func, cst.Attribute) and call.func.attr.value in ("getenv", "get")


def parameters(file: File, places: list[Place], plan: Plan) -> None:
    """Values that are put into the text of a statement become its parameters."""
    mark = "?" if _QUESTION_MARKS.search(file.text) else "%s" if _PERCENTS.search(file.text) else ""
    for node in file.nodes if mark else []:
        if not isinstance(node, cst.Call) or len(node.args) != 1 or not isinstance(node.func, cst.Attribute):
            continue
        text = node.args[0].value
        if (
            node.func.attr.value != "execute"
            or not isinstance(text, cst.FormattedString)
            or "%" in file.text[file.start(text) : file.end(text)]
        ):
            continue
        made = _parameterised(file, text, mark)
        if made is not None:
            plan.edits.append((file.start(text), file.end(text), made, 0))
            plan.lines.append(file.line(node))


def _parameterised(file: File, text: cst.FormattedString, mark: str) -> str | None:
    shown, values, quoted = "", [], False
    for part in text.parts:
        if isinstance(part, cst.FormattedStringText):
            value = part.value
            if quoted:
                if not value.startswith("'"):
                    return None
                value, quoted = value[1:], False
            shown += value.replace("{{", "{").replace("}}", "}")
        elif isinstance(part, cst.FormattedStringExpression):
            if part.format_spec or part.conversion or part.equal or quoted or not _VALUE_BEFORE.search(shown):
                return None
            if shown.endswith("'"):
                shown, quoted = shown[:-1], True
            shown += mark
            values.append(file.text[file.start(part.expression) : file.end(part.expression)])
    if not values or quoted:
        return None
    prefix = text.start.lower().replace("f", "")
    return f"{prefix}{shown}{text.end}, ({', '.join(values)}{',' if len(values) == 1 else ''})"


def copy(file: File, places: list[Place], plan: Plan) -> None:
    """A statement that keeps a copy runs before each statement at the places, through the same connection."""
    if "_before_change" in file.text:
        return
    for statement, receiver, sql in _executes(file, places):
        at = file.line_start(file.start(statement))
        quoted = _in_text(file, statement, json.dumps(sql, ensure_ascii=False))
        plan.edits.append((at, at, f"{file.indent(statement)}{receiver}.execute({quoted})\n", 1))
        plan.lines.append(file.line(statement))


def _in_text(file: File, statement: Statement, quoted: str) -> str:
    """The text in the form that the statement beside it hands to its library: ``text("...")`` where that one does."""
    call = next((n for n in walk(statement) if isinstance(n, cst.Call)), None)
    inner = call.args[0].value if call is not None and call.args else None
    named = isinstance(inner, cst.Call) and file.text[file.start(inner.func) : file.end(inner.func)]
    return f"{named}({quoted})" if named and named.rpartition(".")[2] == "text" else quoted


def _executes(file: File, places: list[Place]) -> list[tuple[Statement, str, str]]:
    """(statement, x, word) of the plain ``x.execute(...)`` statements at the places, outside loops, where ``x`` is a name."""
    found = []
    for offset, word in places:
        for statement in file.statements(offset):
            small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
            call = small.value if isinstance(small, cst.Expr) else None
            if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute) or call.func.attr.value != "execute":
                continue
            if isinstance(call.func.value, cst.Name) and not file.loops(statement):
                found.append((statement, call.func.value.value, word))
    return found


def guard(file: File, places: list[Place], plan: Plan) -> None:
    """It stops, and saves nothing, when a statement changes more rows than expected."""
    cursors, connections = _cursors(file), _connections(file)
    if re.search(r"(?i)autocommit|isolation_level", file.text):
        return
    for statement, name, _ in _executes(file, places):
        indent, start, end = file.indent(statement), file.start(statement), file.next_line(file.end(statement))
        if name in cursors:
            counter, connection = name, cursors[name]
        elif name in connections:
            counter, connection = "done", name
            plan.edits.append((start, start, "done = ", 0))
        else:
            continue
        back = f"{indent}{file.step}{connection}.rollback()\n" if connection else ""
        newline = "" if file.text[:end].endswith("\n") else "\n"
        says = f'f"{{{counter}.rowcount}} rows would change, more than {{MOST_ROWS}}. Nothing was saved."'
        lines = f"{newline}{indent}if {counter}.rowcount > MOST_ROWS:\n{back}{indent}{file.step}raise SystemExit({says})\n"
        plan.edits.append((end, end, lines, -2))
        plan.lines.append(file.line(statement))
        plan.top = [f"MOST_ROWS = {MOST_ROWS}  # it stops where more rows than this would change\n"]


def _cursors(file: File) -> dict[str, str]:
    """Names of cursors with the name of their connection, empty where it has none."""
    found: dict[str, str] = {}
    for name, value in _named(file):
        if isinstance(value, cst.Call) and isinstance(value.func, cst.Attribute) and value.func.attr.value == "cursor":
            found[name] = value.func.value.value if isinstance(value.func.value, cst.Name) else ""
    return found


def _connections(file: File) -> set[str]:
    """Names that hold what ``sqlite3.connect`` and its like give back."""
    return {
        name
        for name, value in _named(file)
        if isinstance(value, cst.Call) and isinstance(value.func, cst.Attribute) and value.func.attr.value == "connect"
    }


def _named(file: File) -> list[tuple[str, cst.BaseExpression]]:
    found = []
    for node in file.nodes:
        if isinstance(node, cst.Assign) and isinstance(node.targets[0].target, cst.Name):
            found.append((node.targets[0].target.value, node.value))
        elif isinstance(node, cst.WithItem) and node.asname is not None and isinstance(node.asname.name, cst.Name):
            found.append((node.asname.name.value, node.item))
    return found
