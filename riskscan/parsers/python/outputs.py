"""Files that a program itself makes, in its own folder."""

from __future__ import annotations

import ast

from riskscan.knowledge.places import is_own_folder, is_temp_path
from riskscan.knowledge.python.call import Call
from riskscan.model.asset import AssetRef, Match
from riskscan.model.effect import Operation, Safe, Safety
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.made_folders import made_anew
from riskscan.parsers.python.value import Gap, Lit, Text

_SAVING = frozenset({"save", "overwrite", "copy", "download"})  # each puts a whole file there; ``append`` and ``mkdir`` may find one
_FROM_ELSEWHERE = frozenset({"argument", "input", "environment", "parameter", "loop", "many"})


def is_open(pieces: Text) -> bool:
    """True where a name is only a default that something outside the file may replace."""
    return any(isinstance(part, Lit) and part.soft for part in pieces)


def own_output(machine: Machine, node: ast.Call, row: Call, pieces: Text, asset: AssetRef) -> tuple[Safe | None, bool]:
    """(safe evidence for a file, whether it is newly saved in the own folder).

    A file that the program has read before is not its own, however often it saves it; nor is a name with parts that others choose.
    """
    name = asset.name
    if is_temp_path(name) and not name.startswith("{") and not is_open(pieces):
        return Safe(Safety.SCRATCH, "It works in a folder for throwaway files."), False
    if (made := made_anew(machine, node, row.operation)) is not None:
        return made, False
    if asset.match is Match.UNKNOWN:
        return None, False
    key = f"{asset.within}|{name}"
    first = machine.files.get(key)
    if machine.sink.decided_by:  # what only may happen makes no file that a later line could call its own
        return None, row.verb in _SAVING and is_own_folder(name) and first != 0
    if row.operation is Operation.READ and first is None:
        machine.files[key] = 0
    if row.operation in (Operation.WRITE, Operation.CREATE) and row.verb in _SAVING:
        machine.files.setdefault(key, machine.line(node))
        return None, is_own_folder(name) and first != 0
    foreign = any(isinstance(part, Gap) and part.reason in _FROM_ELSEWHERE for part in pieces)
    if row.operation in (Operation.DELETE, Operation.ALTER, Operation.WRITE) and first and first <= machine.line(node) and not foreign:
        return Safe(Safety.OWN_OUTPUT, f"The file is one that it made itself (line {first})."), False
    return None, False
