"""What readers of Python ask of a syntax tree: names, literal texts, arguments, decorators, and the files that names come from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from riskscan.estate.piece import Around


def last_name(node: ast.expr) -> str:
    """The last part of a dotted name, empty for anything else."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def text_in(node: ast.expr | None) -> str:
    """The value of a literal text, empty for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def pattern_in(node: ast.expr | None) -> str:
    """A literal text, or one with ``{names}`` for what is only known when it runs; empty where no letter of it is known."""
    if not isinstance(node, ast.JoinedStr):
        return text_in(node)
    parts = [text_in(v) if isinstance(v, ast.Constant) else "{" + _hole(v) + "}" for v in node.values]
    return "".join(parts) if any(text_in(v).strip(":/ ") for v in node.values) else ""


def _hole(node: ast.expr) -> str:
    return last_name(node.value) if isinstance(node, ast.FormattedValue) else ""


def given(call: ast.Call, *names: str) -> ast.expr | None:
    """The value of the first of these keyword arguments that a call has."""
    return next((k.value for name in names for k in call.keywords if k.arg == name), None)


def decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, ast.Call | None]]:
    """(last part of the name, the call where there is one) of each decorator."""
    for node in function.decorator_list:
        call = node if isinstance(node, ast.Call) else None
        yield last_name(call.func if call else node), call


def functions_of(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a tree, inner ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def keywords_of(tree: ast.AST) -> Iterator[ast.keyword]:
    """All keyword arguments of all calls."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.keyword))


def names_in(node: ast.AST) -> Iterator[str]:
    """All plain names in a piece of a tree."""
    return (inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))


def targets_of(node: ast.Assign) -> list[str]:
    """The plain names that an assignment gives a value to."""
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def module_of(node: ast.ImportFrom, file: str, around: Around) -> str | None:
    """The path of the file of the estate that a name is imported from: from the file's own folder or any above it."""
    folders = [str(folder) for folder in PurePosixPath(file).parents]
    module = (node.module or "").replace(".", "/")
    for folder in folders[node.level - 1 : node.level] if node.level else folders:
        path = around.layout.resolve(f"{folder}/{module}.py", "") if module else None
        if path is not None:
            return path
    return None


def imported(node: ast.ImportFrom, file: str, around: Around) -> ast.Module | None:
    """The file that a name is imported from, read; None where it is none of the estate, or no Python."""
    path = module_of(node, file, around)
    text = around.near.text(path, file) if path is not None else None
    try:
        return ast.parse(text) if text is not None else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
