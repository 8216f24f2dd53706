"""The program of the child process."""

from __future__ import annotations

import json
import sys

import libcst as cst

from riskscan.advice.safer_version.python_edits.file import File, Place, Plan, Row
from riskscan.advice.safer_version.python_edits.flow import confirm, dry_run, limit
from riskscan.advice.safer_version.python_edits.statements import copy, guard, parameters, secret

_IMPORTS, _TOP = -9, -8  # the order of lines that go to the top of the file
KINDS = {
    "secret": secret, "parameters": parameters, "copy": copy, "guard": guard, "confirm": confirm, "limit": limit, "dry_run": dry_run,
}  # fmt: skip


def answer(text: str, wants: list[tuple[str, list[Place]]]) -> list[dict[str, object]]:
    """The drafts that are asked for, each on top of the ones before."""
    drafts: list[dict[str, object]] = []
    file = File(text)
    moved: list[list[Row]] = []
    for kind, places in wants:
        plan = Plan()
        KINDS[kind](file, [(_now(offset, moved), word) for offset, word in places], plan)
        if not plan.edits:
            continue
        _put_on_top(file, plan)
        edits = sorted(set(plan.edits), key=lambda e: (e[0], e[1], e[3], e[2]))
        drafts.append({"kind": kind, "edits": edits, "lines": sorted(set(plan.lines))})
        moved.append(edits)
        file = File(_applied(file.text, edits))
    return drafts


def _put_on_top(file: File, plan: Plan) -> None:
    top = file.top()
    plan.edits += [(top, top, f"import {name}\n", _IMPORTS) for name in plan.imports if not file.imported(name)]
    if plan.top:
        before = "\n" if top and file.text[:top].rstrip("\n").rpartition("\n")[2].startswith(("import", "from")) else ""
        after = "" if file.text[top : top + 1] in ("\n", "") else "\n"
        plan.edits.append((top, top, before + "".join(plan.top) + after, _TOP))


def _now(offset: int, moved: list[list[Row]]) -> int:
    """Where something stands after edits: what was put in before it moves it on."""
    for edits in moved:
        offset += sum(len(text) - (end - start) for start, end, text, _ in edits if end <= offset)
    return offset


def _applied(text: str, edits: list[Row]) -> str:
    for start, end, new, _ in reversed(edits):
        text = text[:start] + new + text[end:]
    return text


def main() -> None:
    """Answers each request, a line each, until there is none. A text that LibCST cannot read gets no drafts."""
    for line in sys.stdin:
        request = json.loads(line)
        wants = [(want["kind"], [(int(offset), str(word)) for offset, word in want["places"]]) for want in request["wants"]]
        try:
            drafts = answer(request["text"], wants)
        except (cst.ParserSyntaxError, RecursionError):
            drafts = []
        print(json.dumps({"drafts": drafts}), flush=True)


if __name__ == "__main__":
    sys.setrecursionlimit(5_000)
    main()
