"""Who may call a function of the file: itself, a library that knows it by decorator, base class or name, or another file.

"Nothing starts it" is said only of a plain function in a program (a file that runs something itself) that no other file nearby imports.
Anything that could be looked up by its name, or that frameworks find by theirs (``lambda_handler``, ``test_...``), may be called.
"""

from __future__ import annotations

import ast
import re

from riskscan.parsers.python.facts import inside
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Code

_INERT = frozenset({"staticmethod", "classmethod", "cache", "lru_cache", "wraps", "contextmanager", "retry"})
_FOUND_BY_NAME = re.compile(
    r"(?i)^(main|run|start|execute|handle|handler|process|invoke|entry\w*|upgrade|downgrade|up|down|forwards|backwards|apply|setup|teardown|cli|app"
    r"|(test|on|handle|do|before|after|pre|post|visit|pytest|task|job|hook|setup|teardown)_\w*|\w+_(handler|task|job|hook|main|callback|test|command|view))$"
)
_NEIGHBOURS = 60


def only_started_here(machine: Machine, tree: ast.Module) -> bool:
    """True where the file is a program: it runs something itself, looks no function up by name, and no file beside it imports it."""
    if machine.facts.indirect or not _runs_something(machine, tree):
        return False
    stem = machine.artifact.path.rpartition("/")[2].removesuffix(".py")
    if not stem.isidentifier():
        return True
    imported = re.compile(
        rf"(?m)^\s*(?:from\s+[\w.]*\b{stem}\s+import|import\s+[^\n]*\b{stem}\b|from\s+[\w.]+\s+import\s+[^\n]*\b{stem}\b)"
    )
    for path in machine.surroundings.folder(machine.artifact.path, ".py", ".ipynb", ".toml", ".cfg")[:_NEIGHBOURS]:
        text = machine.surroundings.text(path, machine.artifact.path)
        if (
            text is not None
            and path.rpartition("/")[2] != f"{stem}.py"
            and (imported.search(text) or (not path.endswith(".py") and f"{stem}:" in text))
        ):
            return False
    return True


def _runs_something(machine: Machine, tree: ast.Module) -> bool:
    """True where a statement of the module itself (not an assignment, which a library has too) does something or calls own functions."""
    own = {code.name for code in machine.defined}
    places = {effect.location.start_line for effect in machine.sink.effects.values()}
    places |= {key[0].start_line for key in machine.sink.embedded if hasattr(key[0], "start_line")}
    for statement in tree.body:
        if not isinstance(statement, ast.Expr | ast.For | ast.While | ast.With | ast.If | ast.Try | ast.AsyncFor | ast.AsyncWith):
            continue
        if any(statement.lineno <= line <= (statement.end_lineno or statement.lineno) for line in places):
            return True
        if any(isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in own for n in inside(statement)):
            return True
    return False


def may_be_called(machine: Machine, code: Code) -> bool:
    """True where something may call it: a name that is used or written as text, a decorator, a class that is used or has a base."""
    facts = machine.facts
    if isinstance(code.node, ast.Lambda) or id(code.node) in machine.called:
        return True
    if any(decorator_name(node) not in _INERT for node, _ in machine.decorated.get(id(code.node), ())):
        return True
    if code.name in facts.names or code.name in facts.attributes or code.name in facts.words or _FOUND_BY_NAME.match(code.name):
        return True
    if code.owner is None:
        return False
    owner = code.owner
    return bool(owner.bases or owner.keywords or owner.decorator_list) or owner.name in facts.names or owner.name in facts.words


def decorator_name(node: ast.expr) -> str:
    """The last name of a decorator."""
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
