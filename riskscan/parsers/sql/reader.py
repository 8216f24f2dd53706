"""One statement to its touches: takes off what controls it (IF ... THEN), splits what lacks semicolons, and asks the family's reader."""

# ruff: noqa: E501
from __future__ import annotations

from itertools import pairwise

from riskscan.model.artifact import has_hole
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql import access, alter, client, data, dynamic, insert, objects, session, transfer
from riskscan.parsers.sql.bare import SILENT, assigns
from riskscan.parsers.sql.called import calls_in
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, items, strip_quotes
from riskscan.parsers.sql.pieces import pieces
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.sources import file_touches, read_touches, with_names
from riskscan.parsers.sql.strings import remember_text
from riskscan.parsers.sql.through_with import behind_names, derived_names
from riskscan.parsers.sql.touch import DYNAMIC, Inner, Reading, Touch
from riskscan.parsers.sql.trees import Read, reads_in

_CONDITIONS = frozenset({"IF", "WHILE", "ELSIF", "ELSEIF", "ELSE", "CASE", "WHEN", "UNTIL", "SET", "RETURN", "PRINT"})
_DEFINES = frozenset({"CREATE", "ALTER", "DROP", "GRANT", "REVOKE", "DENY", "COMMENT", "TRUNCATE", "PREPARE"})


def strip(tokens: list[Token]) -> list[Token]:
    """Without what controls the statement: labels, BEGIN, THEN, LOOP, IF condition THEN, EXCEPTION WHEN x THEN."""
    at = 0
    while at < len(tokens):
        up = tokens[at].up
        if tokens[at].text in ("<", "<<"):  # <<label>>
            at = next(
                (
                    n + 1
                    for n in range(at, len(tokens))
                    if tokens[n].text in (">", ">>") and not (tokens[n + 1 : n + 2] and tokens[n + 1].text == ">")
                ),
                len(tokens),
            )
            while at < len(tokens) and tokens[at].text == ">":
                at += 1
        elif (up in ("THEN", "ELSE", "BEGIN", "TRY", "CATCH", "LOOP", "ATOMIC", "REPEAT", "TRANSACTION") and at + 1 < len(tokens)) or (
            up == "NOT" and at + 1 < len(tokens) and tokens[at + 1].up == "ATOMIC"
        ):
            at += 1
        elif len(tokens) > at + 1 and tokens[at + 1].text == ":" and tokens[at].kind is Kind.WORD:
            at += 2
        elif up in ("PERFORM", "EXPLAIN") or (up == "RETURN" and at + 1 < len(tokens) and tokens[at + 1].up in ("QUERY", "SELECT", "WITH")):
            return _query(tokens[at:])
        else:
            break
    return tokens[at:]


def _query(tokens: list[Token]) -> list[Token]:
    if tokens[0].up == "EXPLAIN":
        start = next((n for n, t in enumerate(tokens) if t.up in ("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "CREATE")), -1)
        runs = any(t.up == "ANALYZE" for t in tokens[: max(start, 0)])
        return tokens[start:] if start > 0 and runs else tokens[:1]
    if tokens[0].up == "PERFORM":
        return [Token(Kind.WORD, "SELECT", "SELECT", tokens[0].start, tokens[0].end), *tokens[1:]]
    return tokens[2:] if tokens[1].up == "QUERY" else tokens[1:]


def read(tokens: list[Token], script: Script) -> Reading:
    """All touches of one piece."""
    tokens = strip(tokens)
    if not tokens:
        return Reading()
    if tokens[0].kind is Kind.COMMAND:
        return client.read_client(tokens[0], script)
    while tokens[0].text == "(" and len(tokens) > 1:
        tokens = tokens[1:]
    if len(tokens) == 1 and (tokens[0].kind is Kind.PARAMETER or has_hole(tokens[0].text)):
        return Reading([Touch("dynamic", AssetKind.PROGRAM, DYNAMIC, Scope.UNKNOWN, (Trait.DYNAMIC,), at=tokens[0])], tree=True)
    first = tokens[0].up
    if first in ("SET", "DECLARE", "LET", "SELECT") or (len(tokens) > 2 and tokens[1].text == ":="):
        remember_text(tokens, script)
    if first == "DECLARE" or _declared(tokens) or (first == "FOR" and any(t.up == "SELECT" for t in tokens)):
        return _inside(tokens, script)
    verb_at = _main_verb(tokens)
    verb = tokens[verb_at]
    reading = _family(tokens, verb_at, verb, script)
    if first in _CONDITIONS:
        reading.touches += read_touches(tokens, verb, None)
    fills = first == "CREATE" and any(t.up == "SELECT" for t in tokens) and not reading.inner
    if first not in _DEFINES or fills:
        called = calls_in(tokens, script)
        known = {t.at.start for t in called.touches if t.at is not None}
        reading.touches = [t for t in reading.touches if t.family != "call" or not _names_known(tokens, known)] + called.touches
        reading.inner += called.inner
    if first in ("SELECT", "INSERT", "WITH", "FROM", "CREATE", "MERGE") and not reading.inner:
        reading.touches += file_touches(tokens, verb, script.dialect)
    if first == "WITH":
        reading.touches += _changing_with(tokens, verb_at, script)
    return reading


def _names_known(tokens: list[Token], known: set[int]) -> bool:
    """``CALL f(...)`` where f is a function that we know: its own effect says more."""
    return len(tokens) > 1 and tokens[1].start in known


def _declared(tokens: list[Token]) -> bool:
    """A cursor or handler of a block whose word DECLARE stands before the first of several: ``CURSOR c IS``, ``c CURSOR FOR``."""
    words = [t.up for t in tokens[:4]]
    return words[0] == "CURSOR" or "CURSOR" in words[1:3] or words[1:2] == ["HANDLER"]


def _inside(tokens: list[Token], script: Script) -> Reading:
    """DECLARE c CURSOR FOR SELECT, FOR r IN SELECT ... LOOP, DECLARE HANDLER FOR x statement."""
    start = next(
        (n for n, t in enumerate(tokens) if n and t.kind is Kind.WORD and t.up in ("SELECT", "UPDATE", "DELETE", "INSERT", "ROLLBACK")), -1
    )
    if start < 0:
        return Reading()
    stop = next((n for n in range(start, len(tokens)) if tokens[n].up in ("LOOP", "DO")), len(tokens))
    return read(tokens[start:stop], script) if tokens[start].up != "ROLLBACK" else Reading()


def _main_verb(tokens: list[Token]) -> int:
    """Index of the verb: past WITH and its queries."""
    if tokens[0].up not in ("WITH", "FROM") and [t.up for t in tokens[:2]] != ["USING", "EXTERNAL"]:
        return 0
    depth = 0
    wanted = ("INSERT",) if tokens[0].up == "FROM" else ("INSERT", "UPDATE", "DELETE", "MERGE", "SELECT")
    for index, token in enumerate(tokens):
        if token.kind is Kind.SIGN:
            depth += (token.text == "(") - (token.text == ")")
        elif depth == 0 and index and token.kind is Kind.WORD and token.up in wanted:
            return index
    return 0


def _changing_with(tokens: list[Token], stop: int, script: Script) -> list[Touch]:
    """Postgres: WITH gone AS (DELETE FROM t RETURNING *) ..."""
    found: list[Touch] = []
    names = with_names(tokens)
    for index in range(2, len(tokens)):
        token = tokens[index]
        if (
            token.up in ("DELETE", "UPDATE", "INSERT", "MERGE")
            and tokens[index - 1].text == "("
            and tokens[index - 2].up in ("AS", "MATERIALIZED")
        ):
            inner = Cursor(tokens, index - 1).bracketed()
            found += [t for t in read(inner, script).touches if t.name.key not in names]
    return found


def _family(tokens: list[Token], at: int, verb: Token, script: Script, word: str = "") -> Reading:
    word = word or verb.up
    if word in ("PIVOT", "UNPIVOT"):
        tokens, word = [Token(Kind.WORD, "FROM", "FROM", verb.start, verb.start), *tokens[at + 1 :]], "SELECT"
    if word in ("APPLY", "ADD") and len(tokens) > at + 1 and tokens[at + 1].up in ("CHANGES", "JAR", "JARS", "FILE", "FILES", "ARCHIVE"):
        into = Cursor(tokens, max(find(tokens, "INTO"), at) + 1)
        loads = word == "ADD"
        name = Name(" ".join(strip_quotes(t.text) for t in tokens[at + 2 : at + 3])) if loads else into.name() or NAMELESS
        family, kind = ("shell", AssetKind.PROGRAM) if loads and "JAR" in tokens[at + 1].up else ("merge", AssetKind.TABLE)
        return Reading([] if loads and kind is AssetKind.TABLE else [Touch(family, kind, name, Scope.SOME, at=verb)])
    if (
        word == "UPDATE"
        and tokens[at + 1 : at + 2]
        and tokens[at + 1].up == "STATISTICS"
        and not any(t.up == "SET" for t in tokens[at + 2 : at + 4])
    ):
        return Reading([Touch("maintain", AssetKind.TABLE, Cursor(tokens, at + 2).name() or NAMELESS, Scope.ALL, at=verb)], tree=True)
    if word == "REPLACE" and tokens[at + 1 : at + 2] and tokens[at + 1].up in ("TABLE", "TEMP", "TEMPORARY", "TRANSIENT"):  # Iceberg
        head = [Token(Kind.WORD, w, w, verb.start, verb.end) for w in ("CREATE", "OR")]
        return _family([*head, *tokens[at:]], 0, verb, script, "CREATE")
    if word in ("ALTER", "DEFINE") and _defines_anew(tokens[at:], script.dialect):
        head = [Token(Kind.WORD, w, w, verb.start, verb.end) for w in ("CREATE", "OR", "ALTER")]
        return _family([*head, *tokens[at + 1 :]], 0, verb, script, "CREATE")
    if word == "CONVERT" and [t.up for t in tokens[at + 1 : at + 3]] == ["TO", "DELTA"]:
        return Reading([Touch("alter", AssetKind.TABLE, Cursor(tokens, at + 3).name() or NAMELESS, Scope.ALL, at=verb)], tree=True)
    if word in ("WITH", "FROM", "TABLE", "SUMMARIZE"):
        word = "SELECT"
    reads = _tree_reads(tokens, word, script)
    cursor = Cursor(tokens, at)
    proven = reads is not None
    if word == "SELECT":
        found = data.read_select(
            tokens if tokens[0].up not in ("TABLE", "SUMMARIZE") else [Token(Kind.WORD, "FROM", "FROM", verb.start, verb.end), *tokens[1:]],
            script,
            verb,
            reads,
        )
        return Reading(found, tree=proven)
    if word in ("INSERT", "REPLACE", "UPSERT", "UPDATE", "DELETE", "MERGE"):
        return Reading(_rows(cursor, word, tokens, at, script, verb, reads), tree=proven)
    return _other(cursor, word, script, verb, reads)


def _defines_anew(tokens: list[Token], dialect: str) -> bool:
    """``ALTER PROCEDURE p AS ...`` gives p another body; ``DEFINE VIEW v AS ...`` of Snowflake makes or changes v."""
    kind = tokens[1].up if len(tokens) > 3 else ""
    if tokens[0].up == "DEFINE":
        return dialect in ("snowflake", "") and kind in (
            "TABLE",
            "VIEW",
            "FUNCTION",
            "PROCEDURE",
            "TASK",
            "DYNAMIC",
            "SCHEMA",
            "DATABASE",
            "STAGE",
            "ROLE",
        )
    bodies = ("PROC", "PROCEDURE", "FUNCTION", "TRIGGER", "VIEW") if dialect == "tsql" else ("VIEW",)
    return kind in bodies and dialect not in ("postgres", "redshift", "snowflake") and find(tokens, "AS") > 0


def _rows(cursor: Cursor, word: str, tokens: list[Token], at: int, script: Script, verb: Token, reads: list[Read] | None) -> list[Touch]:
    readers = {
        "INSERT": insert.read_insert,
        "REPLACE": insert.read_insert,
        "UPSERT": insert.read_insert,
        "UPDATE": data.read_update,
        "DELETE": data.read_delete,
        "MERGE": insert.read_merge,
    }
    starts = [n for n in range(at, len(tokens)) if tokens[n] is verb or (tokens[0].up == "FROM" and tokens[n].up == "INSERT")]
    found = []
    for start, stop in pairwise([*starts, len(tokens)]):  # Hive: FROM s INSERT INTO a ... INSERT INTO b ...
        found += readers[word](Cursor(tokens[start:stop]), script, tokens[start], reads)
    derived = derived_names(tokens) if word in ("UPDATE", "DELETE") else frozenset()
    if any(t.name.key in derived for t in found):
        behind_names(tokens, found, derived)
        changed = {t.name.key for t in found if t.family != "select"}
        found = [t for t in found if t.family != "select" or t.name.key not in changed]
    if at:
        named = with_names(tokens)
        behind_names(tokens, found, frozenset(named))
        known = {t.name.key for t in found}
        before = [t for t in read_touches(tokens[:at], verb, reads) if t.name.key not in known]
        found = [t for t in found if t.family != "select" or t.name.key not in named] + before
    return found


def _other(cursor: Cursor, word: str, script: Script, verb: Token, reads: list[Read] | None) -> Reading:
    tokens = cursor.tokens
    if word == "CREATE":
        reading = objects.read_create(cursor, script, verb, reads)
        reading.tree = True
        return reading
    if word in ("CALL", "EXEC", "EXECUTE"):
        reading = dynamic.read_call(cursor, script, verb)
        reading.tree = True
        return reading
    if word == "DO":
        return _do(tokens)
    simple = {
        "TRUNCATE": lambda: data.read_truncate(cursor, script, verb), "DROP": lambda: objects.read_drop(cursor, script, verb),
        "ALTER": lambda: alter.read_alter(cursor, script, verb), "GRANT": lambda: access.read_grant(cursor, script, verb),
        "REVOKE": lambda: access.read_grant(cursor, script, verb), "DENY": lambda: access.read_grant(cursor, script, verb),
        "COPY": lambda: transfer.read_copy(cursor, script, verb, reads), "UNLOAD": lambda: transfer.read_unload(cursor, script, verb, reads),
         "LOAD": lambda: transfer.read_load(cursor, script, verb),
        "BULK": lambda: transfer.read_load(cursor, script, verb),
        "PUT": lambda: transfer.read_stage_file(cursor, verb), "REMOVE": lambda: transfer.read_stage_file(cursor, verb),
        "RM": lambda: transfer.read_stage_file(cursor, verb),
    }  # fmt: skip
    if word in simple:
        return Reading(simple[word](), tree=True)
    if word == "GET" and len(tokens) > 1 and tokens[1].text.startswith("@"):
        return Reading(transfer.read_stage_file(cursor, verb))
    reading = session.read_session(cursor, script, verb)
    if not reading.understood and word in ("EXPORT", "IMPORT"):
        own = Cursor(tokens, tokens.index(verb))
        found = transfer.read_unload(own, script, verb, reads) if word == "EXPORT" else transfer.read_load(own, script, verb)
        reading = Reading(found)
    if reading.understood:
        reading.tree = True
        return reading
    assigned = (
        any(t.text == ":=" for t in tokens[:12])
        or (script.in_body and len(items(tokens, ":=")) > 1)
        or (script.in_body and assigns(tokens))
    )
    labelled = assigned or (len(tokens) > 1 and (tokens[1].text in (":=", "=", ":") or tokens[1].up in ("CURSOR", "RECORD", "EXCEPTION")))
    return Reading(understood=word in SILENT or labelled or verb.kind is Kind.VARIABLE)


def _do(tokens: list[Token]) -> Reading:
    body = next((t for t in tokens if t.kind is Kind.DOLLAR), None)
    language = next((tokens[n + 1].up for n, t in enumerate(tokens[:-1]) if t.up == "LANGUAGE"), "")
    if body is not None:
        return Reading([], [Inner(start=body.start + len(body.up), end=body.end - len(body.up), language=language)])
    text = next((t for t in tokens if t.kind is Kind.STRING), None)
    if text is not None and len(tokens) < 6:
        from riskscan.parsers.sql.names import string_value

        return Reading([], [Inner(text=string_value(text))])
    return Reading()


def _tree_reads(tokens: list[Token], word: str, script: Script) -> list[Read] | None:
    """Reads as the tree tells, for statements that can hold a query; None where there is no tree."""
    if word not in ("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "REPLACE"):
        return None
    plain = word != "CREATE" or any(t.up == "SELECT" for t in tokens)
    if not plain or (
        word == "CREATE"
        and any(t.up in ("PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "PACKAGE", "TASK", "EVENT", "ALERT") for t in tokens[:6])
    ):
        return None
    if word == "INSERT" and not any(t.up == "SELECT" for t in tokens):
        return []
    return reads_in(tokens, script.dialect, script.budget)


__all__ = ["NAMELESS", "pieces", "read"]
