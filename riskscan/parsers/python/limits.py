"""Files that hold a limited number of rows, filled from data of unknown length: what does not fit is lost, often without a word.

Source: https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3
"""

from __future__ import annotations

import ast

from riskscan.knowledge.python.call import Call
from riskscan.model.span import Note
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.facts import inside
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import one_text

OLD_ROWS = 65_536
_SHORT = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.Constant)


def cut_off(machine: Machine, node: ast.Call, row: Call, args: Arguments) -> tuple[Note, ...]:
    """A note where the file is one of the old Excel format and its rows come from a loop over something of unknown length."""
    if not _is_old_format(row, args) or not any(_fills(loop) for loop in machine.facts.nodes.get(ast.For, ())):
        return ()
    text = f"This file format holds {OLD_ROWS:,} rows a sheet. Rows beyond that are lost."
    return (Note(text, machine.span(node)),)


def _is_old_format(row: Call, args: Arguments) -> bool:
    if row.call.startswith("xlwt."):
        return row.call.endswith(".save")
    name = next((text for value in args.positional[:1] if (text := one_text(value))), "")
    return row.call.endswith(".to_excel") and name.lower().endswith(".xls")


def _fills(loop: ast.AST) -> bool:
    """True for a loop over something of unknown length that writes cells."""
    if not isinstance(loop, ast.For) or isinstance(loop.iter, _SHORT) or _is_short_range(loop.iter):
        return False
    return any(isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "write" for n in inside(loop))


def _is_short_range(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "range":
        return False
    return all(isinstance(a, ast.Constant) and isinstance(a.value, int) and a.value < OLD_ROWS for a in node.args)
