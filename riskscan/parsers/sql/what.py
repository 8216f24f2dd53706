"""What kind of object a statement makes, changes or removes: ``OR REPLACE TEMP TABLE``, ``SERVER ROLE``, ``DATABASE LINK``."""

# ruff: noqa: E501
from __future__ import annotations

from riskscan.model.asset import AssetKind
from riskscan.parsers.sql.lexer import Kind
from riskscan.parsers.sql.names import Cursor

KINDS = {
    "TABLE": AssetKind.TABLE, "VIEW": AssetKind.VIEW, "SCHEMA": AssetKind.SCHEMA, "DATABASE": AssetKind.DATABASE, "DATASET": AssetKind.SCHEMA,
    "CATALOG": AssetKind.DATABASE, "KEYSPACE": AssetKind.SCHEMA, "FUNCTION": AssetKind.FUNCTION, "PROCEDURE": AssetKind.FUNCTION, "PROC": AssetKind.FUNCTION,
    "ROUTINE": AssetKind.FUNCTION, "AGGREGATE": AssetKind.FUNCTION, "PACKAGE": AssetKind.FUNCTION, "MACRO": AssetKind.FUNCTION, "TRIGGER": AssetKind.FUNCTION,
    "ROLE": AssetKind.IDENTITY, "USER": AssetKind.IDENTITY, "LOGIN": AssetKind.IDENTITY, "GROUP": AssetKind.IDENTITY, "SHARE": AssetKind.OTHER,
    "WAREHOUSE": AssetKind.CLUSTER, "TASK": AssetKind.JOB, "EVENT": AssetKind.JOB, "ALERT": AssetKind.JOB, "JOB": AssetKind.JOB, "PIPE": AssetKind.PIPELINE, "STREAM": AssetKind.TOPIC,
    "STAGE": AssetKind.BUCKET, "SECRET": AssetKind.SECRET, "CREDENTIAL": AssetKind.SECRET, "SERVER": AssetKind.SERVER, "TABLESPACE": AssetKind.OTHER,
    "DICTIONARY": AssetKind.TABLE, "KEY": AssetKind.SECRET, "LINK": AssetKind.DATABASE, "MAPPING": AssetKind.IDENTITY, "QUEUE": AssetKind.QUEUE, "SNAPSHOT": AssetKind.TABLE, "MODEL": AssetKind.OTHER,
}  # fmt: skip
_WORDS = frozenset(
    [
        "OR", "REPLACE", "TEMP", "TEMPORARY", "GLOBAL", "LOCAL", "PRIVATE", "UNLOGGED", "TRANSIENT", "VOLATILE", "EXTERNAL", "FOREIGN",
        "MATERIALIZED", "SECURE", "RECURSIVE", "EDITIONABLE", "NONEDITIONABLE", "FORCE", "UNIQUE", "CLUSTERED", "NONCLUSTERED",
        "BITMAP", "FULLTEXT", "SPATIAL", "COLUMNSTORE", "HYBRID", "DYNAMIC", "ICEBERG", "EVENT", "CONSTRAINT", "VIRTUAL", "LIVE",
        "STREAMING", "REFRESH", "ALTER", "AGGREGATE", "PUBLIC", "ICEBERG", "SNAPSHOT", "STORAGE", "LINKED", "IMMUTABLE", "SEARCH",
        "VECTOR", "NO", "READABLE", "WRITABLE", "SENSITIVE", "HIDDEN", "POSITIONED",
    ]
)  # fmt: skip
OTHER = frozenset(
    [
        "INDEX", "SEQUENCE", "TYPE", "DOMAIN", "EXTENSION", "SYNONYM", "POLICY", "RULE", "COLLATION", "OPERATOR", "CAST", "AGGREGATE",
        "PUBLICATION", "SUBSCRIPTION", "LANGUAGE", "STATISTICS", "INTEGRATION", "FORMAT", "LIBRARY", "DIRECTORY", "CONTEXT", "PROFILE",
        "CONVERSION", "TRANSFORM", "SCHEME", "SETTING", "SOURCE", "TAG", "MONITOR", "AUDIT", "CONTRACT", "SERVICE", "ROUTE", "ASSEMBLY",
        "ENDPOINT", "ACCESS", "TEXT", "OUTLINE", "DIMENSION", "CLUSTER", "EDITION", "ATTRIBUTE", "CAPACITY", "RESERVATION", "ASSIGNMENT",
        "DATASHARE", "NETWORK", "LOG", "VARIABLE", "DEFAULT", "CREDENTIAL", "COPIES",
    ]
)  # fmt: skip

KEEPS = frozenset(
    [
        "INDEX", "POLICY", "STATISTICS", "RULE", "SYNONYM", "SEQUENCE", "TYPE", "DOMAIN", "EXTENSION", "CONSTRAINT",
    ]
)  # fmt: skip

PHRASES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("ROW", "ACCESS", "POLICY"), "POLICY"), (("AGGREGATION", "POLICY"), "POLICY"), (("MASKING", "POLICY"), "POLICY"), (("NETWORK", "POLICY"), "NETWORK"),
    (("PROJECTION", "POLICY"), "POLICY"), (("PASSWORD", "POLICY"), "POLICY"), (("SESSION", "POLICY"), "POLICY"), (("SECURITY", "POLICY"), "POLICY"),
    (("AUTHENTICATION", "POLICY"), "POLICY"), (("PACKAGES", "POLICY"), "POLICY"), (("PRIVACY", "POLICY"), "POLICY"), (("JOIN", "POLICY"), "POLICY"), (("NETWORK", "RULE"), "NETWORK"),
    (("ROW", "POLICY"), "POLICY"), (("FILE", "FORMAT"), "FORMAT"), (("RESOURCE", "MONITOR"), "MONITOR"), (("EVENT", "TRIGGER"), "TRIGGER"),
    (("SERVER", "ROLE"), "ROLE"), (("APPLICATION", "ROLE"), "ROLE"), (("DATABASE", "ROLE"), "ROLE"), (("USER", "MAPPING"), "MAPPING"),
    (("DATABASE", "LINK"), "LINK"), (("REPLICATION", "GROUP"), "COPIES"), (("FAILOVER", "GROUP"), "COPIES"), (("AVAILABILITY", "GROUP"), "COPIES"),
    (("WORKLOAD", "GROUP"), "SETTING"), (("RESOURCE", "POOL"), "SETTING"), (("RESOURCE", "GROUP"), "SETTING"), (("COMPUTE", "POOL"), "WAREHOUSE"),
    (("NOTIFICATION", "INTEGRATION"), "INTEGRATION"), (("STORAGE", "INTEGRATION"), "INTEGRATION"), (("API", "INTEGRATION"), "INTEGRATION"),
    (("SECURITY", "INTEGRATION"), "INTEGRATION"), (("CATALOG", "INTEGRATION"), "INTEGRATION"), (("EXTERNAL", "ACCESS", "INTEGRATION"), "INTEGRATION"),
    (("DATABASE", "SCOPED", "CREDENTIAL"), "CREDENTIAL"), (("STORAGE", "CREDENTIAL"), "CREDENTIAL"), (("EXTERNAL", "DATA", "SOURCE"), "SOURCE"),
    (("EXTERNAL", "FILE", "FORMAT"), "FORMAT"), (("EXTERNAL", "LOCATION"), "SOURCE"), (("EXTERNAL", "VOLUME"), "SOURCE"), (("FOREIGN", "DATA", "WRAPPER"), "SOURCE"),
    (("TEXT", "SEARCH", "CONFIGURATION"), "OPERATOR"), (("TEXT", "SEARCH", "DICTIONARY"), "OPERATOR"), (("TEXT", "SEARCH", "PARSER"), "OPERATOR"),
    (("TEXT", "SEARCH", "TEMPLATE"), "OPERATOR"), (("OPERATOR", "CLASS"), "OPERATOR"), (("OPERATOR", "FAMILY"), "OPERATOR"), (("ACCESS", "METHOD"), "OPERATOR"),
    (("PROCEDURAL", "LANGUAGE"), "LANGUAGE"), (("TRUSTED", "LANGUAGE"), "LANGUAGE"), (("PARTITION", "FUNCTION"), "SCHEME"), (("PARTITION", "SCHEME"), "SCHEME"),
    (("FULLTEXT", "CATALOG"), "STATISTICS"), (("MASTER", "KEY"), "KEY"), (("SYMMETRIC", "KEY"), "KEY"), (("ASYMMETRIC", "KEY"), "KEY"), (("COLUMN", "MASTER", "KEY"), "KEY"),
    (("COLUMN", "ENCRYPTION", "KEY"), "KEY"), (("DATABASE", "ENCRYPTION", "KEY"), "KEY"), (("DATABASE", "AUDIT", "SPECIFICATION"), "AUDIT"), (("SERVER", "AUDIT", "SPECIFICATION"), "AUDIT"),
    (("SERVER", "AUDIT"), "AUDIT"), (("EVENT", "SESSION"), "STATISTICS"), (("EVENT", "NOTIFICATION"), "STATISTICS"), (("EVENT", "TABLE"), "TABLE"), (("LOGFILE", "GROUP"), "TABLESPACE"),
    (("SPATIAL", "REFERENCE", "SYSTEM"), "TYPE"), (("XML", "SCHEMA", "COLLECTION"), "TYPE"), (("MATERIALIZED", "VIEW", "LOG"), "LOG"), (("SETTINGS", "PROFILE"), "SETTING"),
    (("NAMED", "COLLECTION"), "SECRET"), (("MESSAGE", "TYPE"), "TYPE"), (("GIT", "REPOSITORY"), "SOURCE"), (("IMAGE", "REPOSITORY"), "SOURCE"), (("USER", "DEFINED", "TYPE"), "TYPE"),
)  # fmt: skip


def _phrase_at(cursor: Cursor, ahead: int) -> bool:
    """Do several words for one kind of object stand there?"""
    return any(all(cursor.peek(ahead + n).up == word for n, word in enumerate(words)) for words, _ in PHRASES)


def what(cursor: Cursor) -> tuple[list[str], str]:
    """(the words before it, the word for the object): ``OR REPLACE TEMP TABLE`` -> ([OR, REPLACE, TEMP], TABLE)."""
    modifiers: list[str] = []
    while cursor.peek().kind is Kind.WORD:
        token = cursor.peek()
        if _phrase_at(cursor, 0):
            break
        following = cursor.peek(1)
        if token.up == "OR" and following.up in ("REPLACE", "ALTER", "REFRESH"):
            modifiers += [token.up, following.up]
            cursor.at += 2
            continue
        if token.up == "DEFINER" and following.text == "=":
            cursor.at += 2
            while cursor.more() and cursor.peek().up not in KINDS and cursor.peek().up != "SQL":
                cursor.at += 1
            cursor.take("SQL", "SECURITY", cursor.peek(2).up)
            continue
        if token.up == "ALGORITHM" and following.text == "=":
            cursor.at += 3
            continue
        if token.up == "SEMANTIC" or (
            token.up in _WORDS
            and (
                following.kind is Kind.WORD
                and (
                    _phrase_at(cursor, 1)
                    or following.up in _WORDS
                    or following.up in KINDS
                    or following.up in OTHER
                    or following.up == "DEFINER"
                    or following.up == "CREATE"
                )
            )
        ):
            modifiers.append(token.up)
            cursor.at += 1
            continue
        break
    for words, known in PHRASES:
        if cursor.take(*words):
            return modifiers, known
    word = cursor.next().up
    cursor.take("BODY")
    return modifiers, word
