"""SQL to findings. sqlglot lives here and is loaded only when a statement needs its tree.

Decisions:
* One reader of tokens for every statement of every dialect tells what is touched (real scripts often fail to parse whole). The tree
  adds what grammar knows: which columns are read, and certainty. A read without a tree is likely, with one proven.
* An effect stands at its statement's verb: ``DELETE`` after ``WITH ... AS (...)``, the ``DELETE`` branch of a MERGE.
* Bodies of procedures are read where something calls them, else at the end as not called. SQL in a string is read too.
* The level of nesting is counted in tokens before a tree is asked for: the compiled build of sqlglot would crash.
"""

from __future__ import annotations

from dataclasses import replace

from riskscan.model.artifact import Artifact, LineIndex, Status
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Certainty, Effect, Operation
from riskscan.model.findings import Findings
from riskscan.model.span import Note, Span
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.sql.declared import estate_of, primary_key
from riskscan.parsers.sql.dialects import STRONG, likeliest, normal, scores
from riskscan.parsers.sql.finish import Finish
from riskscan.parsers.sql.lexer import Lexer, balanced, lexer_for
from riskscan.parsers.sql.magic import notebook_cells
from riskscan.parsers.sql.names import Cursor, find
from riskscan.parsers.sql.near import NEAR_WEIGHT, PATH_WEIGHT, from_files, from_path
from riskscan.parsers.sql.run import Run
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.set_off import with_consequences
from riskscan.parsers.sql.split import Splitter, Statement
from riskscan.parsers.sql.validated import order_of_rules


def parse(artifact: Artifact, surroundings: Surroundings) -> Findings:
    """Findings of a SQL text in its own positions; never raises.

    Where no dialect is named and two are as likely, the one that leaves fewer statements unread is taken. Where both read all and
    differ in what the text does, what only the second says is added as possible.
    """
    text = artifact.text
    if "\0" in text[:10_000]:
        return _unread(artifact, "sql-not-text", "This file is not text.")
    named = normal(artifact.dialect) or normal(surroundings.dialect)
    likely = [named] if named else _likely(artifact, surroundings)
    first = _findings(artifact, likely[0])
    if len(likely) < 2 or len(text) > LONGEST_FOR_TWO:
        return first
    second = _findings(artifact, likely[1])
    unread_first, unread_second = (sum(d.code in _UNREAD for d in f.diagnostics) for f in (first, second))
    if unread_first != unread_second:
        return first if unread_first < unread_second else second
    return _union(first, second)


def _likely(artifact: Artifact, surroundings: Surroundings) -> list[str]:
    """From what only one dialect writes, then from the path, then from the files around."""
    found = scores(artifact.text)
    told = from_path(artifact.path) if artifact.origin is None else ""
    if told:
        found[told] = found.get(told, 0) + PATH_WEIGHT
    if max(found.values(), default=0) < STRONG and artifact.origin is None:
        near = from_files(artifact, surroundings)
        if near:
            found[near] = found.get(near, 0) + NEAR_WEIGHT
    return likeliest(found)


LONGEST_FOR_TWO = 200_000  # code points; a longer text is read under one dialect only
_UNREAD = ("sql-not-read", "sql-unclosed-quote")


def _union(first: Findings, second: Findings) -> Findings:
    """The first with what only the second says, as possible."""

    def mark(effect: Effect) -> tuple[object, ...]:
        return effect.operation, effect.asset.name, effect.location.start_line

    known = {mark(e) for e in first.effects}
    more = [e for e in second.effects if mark(e) not in known and e.operation is not Operation.READ]
    if not more:
        return first
    note = f"It does so only where it runs on {second.dialect}; the text does not tell which database it is for."
    added = tuple(replace(e, certainty=Certainty.POSSIBLE, also=(*e.also, Note(note, e.location))) for e in more)
    return replace(first, effects=(*first.effects, *added))


def _findings(artifact: Artifact, dialect: str) -> Findings:
    text = artifact.text
    script = Script(artifact, dialect, LineIndex(text))
    lexer = _lexer(text, dialect)
    statements = list(Splitter(lexer).statements())
    script.comments = lexer.comments
    cells = notebook_cells(script)
    if not statements and not script.embedded:
        if lexer.unclosed:
            return _unread(artifact, "sql-unclosed-quote", "A quote or comment in this file is never closed.")
        if artifact.origin is None and lexer.comments and not lexer.templates:
            return Findings(diagnostics=(_only_comments(artifact),), dialect=dialect)
        if artifact.origin is not None or lexer.templates:
            return Findings(dialect=dialect)
        return _unread(artifact, "sql-empty", "This file holds no statement.")
    _remember_keys(statements, script)
    run = Run(script)
    run.whole(statements)
    with_consequences(run)
    order_of_rules(run)
    effects = Finish(run).effects()
    diagnostics = [*run.diagnostics, *cells, *_unclosed(lexer, script)]
    status = Status.PARTLY_READ if any(d.code != "sql-other-language" for d in diagnostics) else Status.READ
    return Findings(effects, tuple(script.embedded), tuple(script.references), estate_of(run), (), tuple(diagnostics), status, dialect)


def _lexer(text: str, dialect: str) -> Lexer:
    """The lexer whose quoting closes every quote: that of the dialect, else with the other meaning of the backslash."""
    lexer = lexer_for(text, dialect)
    if "\\'" in text and not balanced(text, dialect):
        lexer.backslash = not lexer.backslash
        for _ in lexer.tokens():
            pass
        closed = not lexer.unclosed
        lexer = Lexer(text, dialect, backslash=lexer.backslash if closed else not lexer.backslash)
    return lexer


def _remember_keys(statements: list[Statement], script: Script) -> None:
    for statement in statements:
        tokens = statement.tokens
        if tokens[0].up == "CREATE" and any(t.up == "TABLE" for t in tokens[:8]) and any(t.up == "PRIMARY" for t in tokens):
            cursor = Cursor(tokens, find(tokens, "TABLE") + 1)
            cursor.take("IF", "NOT", "EXISTS")
            name = cursor.name()
            if name is not None:
                script.keys[name.key] = frozenset(c.lower() for c in primary_key(tokens))


def _unclosed(lexer: Lexer, script: Script) -> list[Diagnostic]:
    found = []
    for offset in lexer.unclosed[:3]:
        text = f"A quote or comment that begins on line {script.line(offset)} is never closed."
        found.append(
            Diagnostic("sql-unclosed-quote", text, "What follows it may do more than we could see.", script.span(offset, offset + 1))
        )
    return found


def _only_comments(artifact: Artifact) -> Diagnostic:
    place = Span(artifact.path, 1, 1, 1, 1)
    return Diagnostic("sql-only-comments", "This file holds only comments. Nothing runs.", "Commented text is not checked.", place)


def _unread(artifact: Artifact, code: str, text: str) -> Findings:
    place = Span(artifact.path, 1, 1, 1, 1)
    diagnostic = Diagnostic(code, text, "Nothing in it was checked. Unread does not mean safe.", place, unread=True)
    return Findings(diagnostics=(diagnostic,), status=Status.NOT_READ, dialect=artifact.dialect)
