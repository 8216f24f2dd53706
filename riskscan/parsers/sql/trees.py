"""The only door to sqlglot: text to a syntax tree, guarded. Deep nesting never reaches it (its compiled build would crash)."""

from __future__ import annotations

import logging
import re
import warnings
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from riskscan.model.effect import Scope
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import parameter_name, template_name

if TYPE_CHECKING:
    from sqlglot import exp

DEEPEST = 40  # brackets and CASE inside each other; the pure Python build fails at about 50
LONGEST = 200_000  # code points of one statement
FAILURES = 300  # statements that may fail to parse before the rest is read from tokens alone
GENERIC = ""


@dataclass(slots=True)
class Budget:
    """How many more failing tries a script may cost."""

    left: int = FAILURES


def depth_of(tokens: list[Token]) -> int:
    """The deepest nesting of brackets, CASE and chains of signs that nest."""
    level = deepest = 0
    for token in tokens:
        if token.kind is Kind.SIGN and token.text in "([{":
            level += 1
        elif token.kind is Kind.SIGN and token.text in ")]}":
            level -= 1
        elif token.up == "CASE":
            level += 1
        elif token.up == "END":
            level -= 1
        deepest = max(deepest, level)
    run = longest = 0
    for token in tokens:
        run = run + 1 if token.up in ("NOT", "-", "+", "~", "SELECT") else 0
        longest = max(longest, run)
    return max(deepest, longest // 2)


def clean(tokens: list[Token]) -> str:
    """The statement's text with templates and parameters as identifiers (``_param_x``), comments as spaces."""
    parts: list[str] = []
    end = tokens[0].start if tokens else 0
    for token in tokens:
        if token.start > end:
            parts.append(" ")
        end = token.end
        if token.kind is Kind.PARAMETER:
            parts.append("_param_" + re.sub(r"\W", "_", parameter_name(token)))
        elif token.kind is Kind.TEMPLATE:
            parts.append(".".join(f"_ref_{re.sub(r'[^0-9A-Za-z_]', '_', p)}" for p in template_name(token.text)[0].split(".")))
        elif token.kind is Kind.CUT:
            continue
        else:
            parts.append(token.text)
    return "".join(parts)


@cache
def _quiet() -> bool:
    """Silences sqlglot's own log once."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    return True


def tree_of(tokens: list[Token], dialect: str, budget: Budget) -> exp.Expression | None:
    """The tree of one statement, or None where it cannot be had. A tree that only wraps text (Command) counts as none."""
    if not tokens or budget.left <= 0 or tokens[-1].end - tokens[0].start > LONGEST or depth_of(tokens) > DEEPEST:
        return None
    return _parse(clean(tokens), dialect, budget)


def _parse(text: str, dialect: str, budget: Budget) -> exp.Expression | None:
    _quiet()
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = sqlglot.parse(text, read=dialect or None)
        except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError, IndexError, KeyError, re.error):
            budget.left -= 1
            return None
    if len(found) != 1 or found[0] is None or isinstance(found[0], exp.Command):
        return None
    return found[0] if isinstance(found[0], exp.Expression) else None


@dataclass(slots=True)
class Read:
    """A table that a statement reads, as its tree says."""

    parts: tuple[str, ...]
    scope: Scope
    columns: list[str] = field(default_factory=list)


def reads_of(tree: exp.Expression) -> list[Read]:
    """The tables below every SELECT of the tree and the sources of UPDATE, DELETE, MERGE; names of WITH are left out."""
    from sqlglot import exp

    named = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    targets = _targets(tree)
    found: list[tuple[Read, str, object]] = []
    for table in tree.find_all(exp.Table):
        parts = tuple(p.name for p in table.parts if isinstance(p, exp.Identifier))
        if not parts or id(table) in targets or (len(parts) == 1 and parts[0].lower() in named) or _is_function(table):
            continue
        select = table.find_ancestor(exp.Select)
        found.append((Read(parts, _scope(select)), table.alias_or_name.lower(), select))
    _give_columns(tree, found)
    return [read for read, _, _ in found]


def reads_in(tokens: list[Token], dialect: str, budget: Budget) -> list[Read] | None:
    """The reads of a query that stands inside another statement; None where there is no tree of it."""
    for candidate in dict.fromkeys((dialect, GENERIC)):
        tree = tree_of(tokens, candidate, budget)
        if tree is not None:
            return reads_of(tree)
    return None


def _is_function(table: exp.Expression) -> bool:
    from sqlglot import exp

    return not isinstance(table.this, exp.Identifier) and not isinstance(table.this, exp.Dot)


def _targets(tree: exp.Expression) -> set[int]:
    """Ids of the table nodes that a statement changes."""
    from sqlglot import exp

    found: set[int] = set()
    for node in tree.find_all(exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Into):
        this = node.this
        if isinstance(this, exp.Schema):
            this = this.this
        if isinstance(this, exp.Table):
            found.add(id(this))
    for reference in tree.find_all(exp.Reference, exp.ForeignKey):
        found |= {id(table) for table in reference.find_all(exp.Table)}
    return found


def _scope(select: exp.Expression | None) -> Scope:
    if select is None:
        return Scope.UNKNOWN
    narrowed = any(select.args.get(key) for key in ("where", "prewhere", "limit", "having", "qualify", "sample"))
    return Scope.SOME if narrowed else Scope.ALL


def _give_columns(tree: exp.Expression, found: list[tuple[Read, str, object]]) -> None:
    """Gives each column to the table that its prefix names, or to the only table of its SELECT."""
    from sqlglot import exp

    by_select: dict[int, list[tuple[Read, str]]] = {}
    for read, alias, select in found:
        by_select.setdefault(id(select), []).append((read, alias))
    aliases: dict[str, Read] = {}
    for read, alias, _ in found:
        aliases.setdefault(alias, read)
    for column in tree.find_all(exp.Column):
        if isinstance(column.parent, exp.EQ) and isinstance(column.parent.parent, exp.Update) and column.arg_key == "this":
            continue  # SET column = ...
        name, prefix = column.name, column.table.lower()
        if not name or name.startswith(("_param_", "_hole_")):
            continue
        near = by_select.get(id(column.find_ancestor(exp.Select)), [])
        owner = next((r for r, a in near if a == prefix), aliases.get(prefix)) if prefix else near[0][0] if len(near) == 1 else None
        if owner is not None and name not in owner.columns:
            owner.columns.append(name)
    _give_stars(tree, by_select)


def _give_stars(tree: exp.Expression, by_select: dict[int, list[tuple[Read, str]]]) -> None:
    """``SELECT *`` and ``SELECT o.*`` read every column: ``*`` stands for all; COUNT(*) reads none."""
    from sqlglot import exp

    for select in tree.find_all(exp.Select):
        for item in select.expressions:
            prefix = item.table.lower() if isinstance(item, exp.Column) else ""
            if not isinstance(item, exp.Star) and not (isinstance(item, exp.Column) and isinstance(item.this, exp.Star)):
                continue
            for read, alias in by_select.get(id(select), []):
                if prefix in ("", alias) and "*" not in read.columns:
                    read.columns.insert(0, "*")


def output_columns(tree: exp.Expression) -> tuple[str, ...]:
    """The names of the columns that the outermost SELECT gives; empty where a star or a nameless expression hides them."""
    from sqlglot import exp

    select = tree if isinstance(tree, exp.Select) else tree.find(exp.Select)
    if select is None or not isinstance(select, exp.Select):
        return ()
    names = [e.alias_or_name for e in select.expressions]
    if any(isinstance(e, exp.Star) or (isinstance(e.this, exp.Star) and isinstance(e, exp.Column)) for e in select.expressions) or not all(
        names
    ):
        return ()
    return tuple(names)
