"""What a script defines for the estate: tables with columns and keys, views and what they read, triggers, rights to read."""

from __future__ import annotations

import re

from riskscan.model.asset import Asset, AssetKind, key_of
from riskscan.model.effect import Operation
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Evidence, Method
from riskscan.parsers.sql.columns import table_items
from riskscan.parsers.sql.drafts import Draft
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import Cursor, find, strip_quotes
from riskscan.parsers.sql.run import Run
from riskscan.parsers.sql.set_off import facts_of

_ROW_OPERATIONS = (Operation.WRITE, Operation.DELETE)
_URL = re.compile(r"(?i)\burl\s*=\s*'(?:s3|s3gov|s3china|gcs|azure)://([^/']+)")
_TABLES = ("create", "create_as", "select_into", "replace_table", "replace_view")


def primary_key(tokens: list[Token]) -> tuple[str, ...]:
    """The primary-key columns of a CREATE TABLE statement."""
    found: list[str] = []
    for item in table_items(_after_name(tokens)):
        at = next((n for n, t in enumerate(item[:-1]) if t.up == "PRIMARY" and item[n + 1].up == "KEY"), -1)
        if at < 0:
            continue
        bracket = next((n for n in range(at, len(item)) if item[n].text == "("), -1)
        if bracket > 0 and item[0].up in ("PRIMARY", "CONSTRAINT"):
            found += [strip_quotes(t.text) for t in Cursor(item, bracket).bracketed() if t.kind in (Kind.WORD, Kind.QUOTED)]
        elif at > 0:
            found.append(strip_quotes(item[0].text))
    return tuple(found)


def _after_name(tokens: list[Token]) -> list[Token]:
    at = find(tokens, "TABLE")
    cursor = Cursor(tokens, at + 1)
    cursor.take("IF", "NOT", "EXISTS")
    cursor.name()
    return cursor.rest()


def foreign_keys(tokens: list[Token]) -> list[tuple[str, bool, tuple[str, ...], Token]]:
    """(parent, deletes follow, own columns, where) of each REFERENCES in the tokens of CREATE or ALTER TABLE."""
    found: list[tuple[str, bool, tuple[str, ...], Token]] = []
    for index, token in enumerate(tokens):
        if token.up != "REFERENCES" or token.kind is not Kind.WORD:
            continue
        cursor = Cursor(tokens, index + 1)
        parent = cursor.name()
        cursor.skip_brackets()
        tail = [t.up for t in tokens[cursor.at : cursor.at + 8]]
        stop = next((n for n, word in enumerate(tail) if word in (",", ";")), len(tail))
        cascades = any(tail[n : n + 3] == ["ON", "DELETE", "CASCADE"] for n in range(stop))
        if parent is not None:
            found.append((parent.text, cascades, (), token))
    return found


def estate_of(run: Run) -> Estate:
    """Assets and dependencies that the script's own definitions give."""
    assets: list[Asset] = []
    edges: list[Dependency] = []
    for draft in run.drafts:
        touch = draft.touch
        key = key_of(touch.kind, touch.name.text)
        if touch.family in _TABLES and touch.kind in (AssetKind.TABLE, AssetKind.VIEW) and touch.name.text and not draft.not_called:
            assets += _assets(draft, run)
            edges += _view_edges(draft, run, key) + _contains(draft, key, run)
        elif touch.family in ("create", "replace") and touch.kind in (AssetKind.SCHEMA, AssetKind.DATABASE):
            assets.append(Asset(key, touch.kind, touch.name.text, evidence=(_evidence(draft, run),)))
        elif touch.family == "grant" and touch.kind in (AssetKind.TABLE, AssetKind.VIEW, AssetKind.SCHEMA):
            edges += [Dependency(key, f"identity:{who}", EdgeKind.FEEDS, _evidence(draft, run)) for who in touch.sources]
        elif touch.kind is AssetKind.BUCKET and touch.name.text:
            stage, edge = _stage(draft, run)
            assets += stage
            edges += edge
    edges += _key_edges(run) + _trigger_edges(run)
    for (kind, table), facts in facts_of(run).items():
        place = Evidence("ddl", run.script.artifact.path, int(facts[0][1].rpartition(":")[2]), Method.DECLARED)
        assets.append(Asset(key_of(kind, table), kind, table, facts=facts, evidence=(place,)))
    return Estate(assets=tuple(assets), dependencies=tuple(dict.fromkeys(edges)))


def _stage(draft: Draft, run: Run) -> tuple[list[Asset], list[Dependency]]:
    """A stage that stands in a file store of the cloud: the name by which tables are loaded, and the store that it needs."""
    found = _URL.search(run.script.artifact.text[draft.start : draft.end])
    if found is None:
        return [], []
    name, seen = draft.touch.name.text.rpartition(".")[2], _evidence(draft, run)
    asset = Asset(key_of(AssetKind.BUCKET, name), AssetKind.BUCKET, name, facts=(("type", "stage"),), evidence=(seen,))
    return [asset], [Dependency(key_of(AssetKind.BUCKET, found[1]), asset.key, EdgeKind.SUPPORTS, seen)]


def _evidence(draft: Draft, run: Run, line: int = 0) -> Evidence:
    return Evidence("ddl", run.script.artifact.path, line or run.script.line(draft.start), Method.DECLARED)


def _assets(draft: Draft, run: Run) -> list[Asset]:
    touch = draft.touch
    facts: tuple[tuple[str, str], ...] = ()
    keys = run.script.keys.get(touch.name.key, frozenset())
    if keys:
        facts += (("primary_key", ", ".join(sorted(keys))),)
    head = run.script.artifact.text[draft.start : draft.start + 80].upper()
    if touch.kind is AssetKind.VIEW:
        facts += (("materialized", "materialized view" if "MATERIALIZED" in head else "view"),)
    return [
        Asset(
            key_of(touch.kind, touch.name.text),
            touch.kind,
            touch.name.text,
            columns=touch.columns,
            facts=facts,
            evidence=(_evidence(draft, run),),
        )
    ]


def _view_edges(draft: Draft, run: Run, key: str) -> list[Dependency]:
    same = [d.touch for d in run.drafts if d.start == draft.start and d.touch.family == "select"]
    if draft.touch.kind is not AssetKind.VIEW:
        return []
    return [
        Dependency(key_of(AssetKind.TABLE, r.name.text), key, EdgeKind.FEEDS, _evidence(draft, run), r.columns) for r in same if r.name.text
    ]


def _contains(draft: Draft, key: str, run: Run) -> list[Dependency]:
    schema = draft.touch.name.text.rpartition(".")[0]
    return [Dependency(key_of(AssetKind.SCHEMA, schema), key, EdgeKind.CONTAINS, _evidence(draft, run))] if schema else []


def _key_edges(run: Run) -> list[Dependency]:
    found = []
    for statement in run.statements:
        tokens = statement.tokens
        if tokens[0].up not in ("CREATE", "ALTER") or len(tokens) < 4 or not any(t.up == "TABLE" for t in tokens[:8]):
            continue
        cursor = Cursor(tokens, find(tokens, "TABLE") + 1)
        for words in (("IF", "NOT", "EXISTS"), ("IF", "EXISTS"), ("ONLY",)):
            cursor.take(*words)
        child = cursor.name()
        if child is None:
            continue
        for parent, cascades, columns, token in foreign_keys(tokens):
            evidence = Evidence("ddl", run.script.artifact.path, run.script.line(token.start), Method.DECLARED)
            kind = EdgeKind.CASCADES if cascades else EdgeKind.REFERENCES
            found.append(Dependency(key_of(AssetKind.TABLE, parent), key_of(AssetKind.TABLE, child.text), kind, evidence, columns))
    return found


def _trigger_edges(run: Run) -> list[Dependency]:
    found = []
    for table, routine, start in run.triggers:
        evidence = Evidence("ddl", run.script.artifact.path, run.script.line(start), Method.DECLARED)
        drafts = list(run.bodies.get(routine, []))
        for draft in list(drafts):
            if draft.touch.family == "call":
                called = next((b for n, b in run.bodies.items() if n.rpartition(".")[2] == draft.touch.name.base.lower()), [])
                drafts += called
        for draft in drafts:
            touch = draft.touch
            if (
                touch.kind is AssetKind.TABLE
                and touch.family in ("insert", "update", "delete", "upsert", "merge", "truncate")
                and touch.name.key != table.lower()
            ):
                found.append(Dependency(key_of(AssetKind.TABLE, table), key_of(AssetKind.TABLE, touch.name.text), EdgeKind.FEEDS, evidence))
    return found
