"""Edits around statements: a question first, a limit, and a rehearsal by default."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import libcst as cst

from riskscan.advice.safer_version.python_edits.file import File, Place, Plan, bound_in, names_in, walk

MOST_ITEMS = 25
LONGEST_SAID = 70  # code points of code that is shown
_OWN_ARGUMENTS = re.compile(r"\bargv\b|\bargparse\b|\bclick\b|\btyper\b|\bfire\b|\bdocopt\b|\boptparse\b")
_NO_COMMAND_LINE = re.compile(
    r"^\s*(?:import|from)\s+(?:airflow|dagster|prefect|celery|flask|fastapi|django|pytest|streamlit)\b|^def lambda_handler\b|^def test_",
    re.MULTILINE,
)
_NOBODY_THERE = re.compile(r"^\s*(?:import|from)\s+(?:apscheduler|schedule)\b", re.MULTILINE)


def confirm(file: File, places: list[Place], plan: Plan) -> None:
    """A person types the name of the target first, once, before the loop."""
    if _NO_COMMAND_LINE.search(file.text) or _NOBODY_THERE.search(file.text):
        return
    asked: set[int] = set()
    for offset, word in places:
        for statement in file.statements(offset):
            first = next(iter(reversed(file.loops(statement))), statement)
            at = file.line_start(file.start(first))
            if at in asked or isinstance(file.parents[first], cst.SimpleStatementSuite):
                continue
            asked.add(at)
            unless = "not DRY_RUN and " if first is not statement and "\nDRY_RUN = _switch" in file.text else ""
            indent, name = file.indent(first), json.dumps(word, ensure_ascii=False)
            says = json.dumps(f"This changes {word}. Type the name to go on: ", ensure_ascii=False)
            plan.edits.append(
                (
                    at,
                    at,
                    f'{indent}if {unless}input({says}) != {name}:\n{indent}{file.step}raise SystemExit("Stopped. Nothing was changed.")\n',
                    0,
                )
            )
            plan.lines.append(file.line(statement))


def limit(file: File, places: list[Place], plan: Plan) -> None:
    """It works through the first few of a list only."""
    for offset, _ in places:
        for statement in file.statements(offset):
            loops = file.loops(statement)
            loop = loops[0] if len(loops) == 1 else None  # of loops in each other none alone limits how much is done
            if (
                not isinstance(loop, cst.For)
                or loop.asynchronous is not None
                or "islice(" in file.text[file.start(loop.iter) : file.end(loop.iter)]
            ):
                continue
            start, end = file.start(loop.iter), file.end(loop.iter)
            plan.edits += [(start, start, "itertools.islice(", 0), (end, end, ", MOST_AT_ONCE)", 0)]
            plan.lines.append(file.line(loop))
            plan.imports = ["itertools"]
            plan.top = [f"MOST_AT_ONCE = {MOST_ITEMS}  # it takes no more than this in one run\n"]


def dry_run(file: File, places: list[Place], plan: Plan) -> None:
    """It only says what it would do, unless it is started with ``--no-dry-run``."""
    if re.search(r"(?i)dry.?run|\bsimulate\b", file.text) or _NO_COMMAND_LINE.search(file.text):
        return
    wrapped: list[tuple[cst.CSTNode, int, int]] = []
    for offset, _ in places:
        for found in file.statements(offset):
            statement: cst.CSTNode = found
            while not isinstance(file.parents[statement], cst.Module | cst.IndentedBlock):
                statement = file.parents[statement]
            held = _range(file, statement)
            if held is None:
                return
            wrapped.append((file.parents[statement], *held))
            plan.lines.append(file.line(statement))
    for parent, first, last in _joined(wrapped):
        inside = list(parent.body) if isinstance(parent, cst.Module | cst.IndentedBlock) else []
        if any(parent is not p and _within(file, inside[first : last + 1], p) for p, _, _ in wrapped):
            continue
        _wrap(file, inside[first : last + 1], plan)
    if not plan.edits:
        return
    plan.imports = ["argparse"]
    plan.top = [
        "_switch = argparse.ArgumentParser(add_help=False)\n",
        '_switch.add_argument("--dry-run", action=argparse.BooleanOptionalAction, default=True)\n',
        "DRY_RUN = _switch.parse_known_args()[0].dry_run  # it only says what it would do; --no-dry-run does it\n",
    ]
    if _OWN_ARGUMENTS.search(file.text):
        plan.imports.append("sys")
        plan.top.append("sys.argv[1:] = _switch.parse_known_args()[1]\n")


def _within(file: File, statements: Sequence[cst.CSTNode], parent: cst.CSTNode) -> bool:
    """True where a block stands inside one of the statements."""
    return not isinstance(parent, cst.Module) and any(file.start(s) <= file.start(parent) < file.end(s) for s in statements)


def _joined(wrapped: list[tuple[cst.CSTNode, int, int]]) -> list[tuple[cst.CSTNode, int, int]]:
    """Ranges of one block that meet, as one."""
    found: list[tuple[cst.CSTNode, int, int]] = []
    order = {id(parent): n for n, (parent, _, _) in enumerate(reversed(wrapped))}
    for parent, first, last in sorted(wrapped, key=lambda w: (order[id(w[0])], w[1])):
        if found and found[-1][0] is parent and first <= found[-1][2] + 1:
            found[-1] = (parent, found[-1][1], max(last, found[-1][2]))
        else:
            found.append((parent, first, last))
    return found


def _range(file: File, statement: cst.CSTNode) -> tuple[int, int] | None:
    """The statement with those after it that need what it binds; None where something further away needs it."""
    inside, first = file.body(statement)
    last = first
    if first and "_before_change" in file.text[file.start(inside[first - 1]) : file.end(inside[first - 1])]:
        first -= 1  # the copy that is made for it
    while True:
        bound = set().union(*(bound_in(one) for one in inside[first : last + 1]))
        later = [n for n in range(last + 1, len(inside)) if names_in(inside[n]) & bound]
        if not later:
            break
        last = later[-1]
    if any(
        isinstance(n, cst.FunctionDef | cst.ClassDef | cst.Import | cst.ImportFrom | cst.Global | cst.Nonlocal)
        for s in inside[first : last + 1]
        for n in walk(s)
    ):
        return None
    function = file.function(statement)
    outside = [
        n
        for n in walk(function)
        if isinstance(n, cst.Name) and n.value in bound and not any(file.holds(s, file.start(n)) for s in inside[first : last + 1])
    ]
    before = file.start(inside[first])
    return None if any(file.start(n) > before for n in outside) else (first, last)


def _wrap(file: File, statements: Sequence[cst.CSTNode], plan: Plan) -> None:
    first, last = statements[0], statements[-1]
    indent, start = file.indent(first), file.line_start(file.start(first))
    end = file.end(last)
    said = json.dumps(f"Not done, a dry run: {_short(file.text[file.start(statements[0]) : end])}", ensure_ascii=False)
    plan.edits.append((start, start, f"{indent}if DRY_RUN:\n{indent}{file.step}print({said})\n{indent}else:\n", 5))
    kept = _inside_strings(file, statements)
    at = start
    while at < end:
        text = file.text[at : file.next_line(at)]
        if text.strip() and at not in kept:
            plan.edits.append((at, at, file.step, 6))
        at = file.next_line(at)


def _short(code: str) -> str:
    """The first line of some code, for people."""
    first = code.partition("\n")[0].strip()
    return first if len(first) <= LONGEST_SAID else first[: LONGEST_SAID - 4] + " ..."


def _inside_strings(file: File, statements: Sequence[cst.CSTNode]) -> set[int]:
    """The offsets of lines that begin inside a string: these stay as they are."""
    found: set[int] = set()
    for node in (n for s in statements for n in walk(s) if isinstance(n, cst.SimpleString | cst.FormattedString)):
        place = file.ranges[node]
        found |= {file.starts[line - 1] for line in range(place.start.line + 1, place.end.line + 1)}
    return found
