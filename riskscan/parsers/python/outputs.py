"""Files that a program itself makes, in its own folder."""

from __future__ import annotations

import ast

from riskscan.knowledge.places import is_own_folder, is_temp_path
from riskscan.knowledge.python.call import Call
from riskscan.model.asset import Match
from riskscan.model.effect import Operation, Safe, Safety
from riskscan.parsers.python.machine import Machine

_SAVING = frozenset({"save", "write", "overwrite", "append", "create_folder", "copy", "upload", "download"})


def own_output(machine: Machine, node: ast.Call, row: Call, name: str, match: Match) -> tuple[Safe | None, bool]:
    """(safe evidence for a file, whether it is newly saved in the own folder)."""
    if is_temp_path(name) and not name.startswith("{"):
        return Safe(Safety.SCRATCH, "It works in a folder for throwaway files."), False
    if match is Match.UNKNOWN:
        return None, False
    first = machine.files.get(name)
    if row.operation in (Operation.WRITE, Operation.CREATE) and row.verb in _SAVING:
        machine.files.setdefault(name, node.lineno)
        return None, is_own_folder(name)
    if row.operation in (Operation.DELETE, Operation.ALTER, Operation.WRITE) and first is not None and first <= node.lineno:
        return Safe(Safety.OWN_OUTPUT, f"The file is one that it made itself (line {first})."), False
    return None, False
