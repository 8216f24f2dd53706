"""Which dialect a text is in, from what only that dialect writes. Weights add up; with no evidence the answer is empty (the common core)."""

# ruff: noqa: E501
from __future__ import annotations

import re

ALIASES = {
    "postgresql": "postgres", "pg": "postgres", "psql": "postgres", "mssql": "tsql", "sqlserver": "tsql", "sql_server": "tsql", "transactsql": "tsql",
    "mariadb": "mysql", "plsql": "oracle", "sparksql": "spark", "presto": "trino", "athena": "trino", "sqlite3": "sqlite", "google": "bigquery",
    "ansi": "", "generic": "", "awsathena": "trino", "delta": "databricks", "synapse": "tsql", "cockroachdb": "postgres", "greenplum": "postgres",
}  # fmt: skip
KNOWN = frozenset(
    [
        "postgres", "mysql", "tsql", "oracle", "snowflake", "bigquery", "redshift", "databricks", "spark", "hive", "sqlite", "duckdb",
        "trino", "clickhouse",
    ]
)  # fmt: skip
_SIGNS: tuple[tuple[str, str, int], ...] = (
    ("tsql", r"(?im)^[ \t]*GO[ \t]*;?[ \t]*$|\bxp_cmdshell\b|\bsp_executesql\b", 6),
    ("tsql", r"(?i)@@(ROWCOUNT|ERROR|TRANCOUNT|IDENTITY|FETCH_STATUS)|\bBEGIN\s+TRAN\b|\bBEGIN\s+TRY\b|\bNOLOCK\b|\bOBJECT_ID\s*\(|\bIDENTITY\s*\(\s*1|\bNVARCHAR\s*\(\s*MAX|\bEXEC(UTE)?\s+(AS\s+(USER|LOGIN)\s*=|\(@|@\w)|\bDATEADD\s*\(\s*(day|month|year|dd|mm)\b[^)]*GETDATE|\bGETDATE\s*\(|\bRAISERROR\b", 3),
    ("tsql", r"(?i)\bDECLARE\s+@\w+|\bSET\s+@\w+\s*=|(?<![\w'])#\w+\s|\[dbo\]|\bdbo\.|(?<![\w\])])\[\w+\]\.\[\w+\]|\bSELECT\s+TOP\b|\bDELETE\s+TOP\b|\bBULK\s+INSERT\b|\bDENY\b|\bOPENROWSET\b", 2),
    ("postgres", r"(?m)^\\(?!\.$)\w|\$\$|\$(body|func|function|do)\$", 3),
    ("postgres", r"(?i)\bplpgsql\b|\bRAISE\s+(EXCEPTION|NOTICE)\b|\bpg_\w+|\bON\s+CONFLICT\b|\bbigserial\b|\bserial\b|\btimestamptz\b|\bCONCURRENTLY\b|\bROW\s+LEVEL\s+SECURITY|\bCOPY\s+\S+.*\bPROGRAM\b|\bjsonb\b|\bSTDIN\b|\bALTER\s+DEFAULT\s+PRIVILEGES", 3),
    ("postgres", r"::\s*\w+|\bILIKE\b|\bRETURNING\b|\bnow\(\)", 1),
    ("mysql", r"(?im)^\s*DELIMITER\s|/\*!\d{5}|\bENGINE\s*=\s*(InnoDB|MyISAM)|\bAUTO_INCREMENT\b|\bON\s+DUPLICATE\s+KEY|\bLOCK\s+TABLES\b|\bINTO\s+(OUTFILE|DUMPFILE)|\bLOAD\s+DATA\s+(LOCAL\s+)?INFILE|\bFOREIGN_KEY_CHECKS\b|\bSQL_SAFE_UPDATES\b", 5),
    ("mysql", r"`\w+`|(?im)^\s*#\s|\bUNSIGNED\b|\bREPLACE\s+INTO\b", 1),
    ("oracle", r"(?im)^[ \t]*/[ \t]*$|\bVARCHAR2\b|\bDBMS_\w+|\bSYSDATE\b|\bEXECUTE\s+IMMEDIATE\s+'|\bROWNUM\b|\bPURGE\s*;|(?m)^\s*(SPOOL|PROMPT|WHENEVER\s+SQLERROR)\b|\bSET\s+(SERVEROUTPUT|DEFINE|ECHO|FEEDBACK)\b|\bNUMBER\s*\(\s*\d|\bSQL%ROWCOUNT\b|\bCONNECT\s+BY\b|\bFROM\s+dual\b|\bRAISE_APPLICATION_ERROR\b", 3),
    ("oracle", r"(?im)^[ \t]*(col(umn)?\s+\w+\s+(format|head(ing)?|noprint|new_value?)\b|set\s+(linesize|lines|pagesize|trimspool|termout|feed)\b|[tb]title\s|var(iable)?\s+\w+\s+(number|varchar2|refcursor))|\bg?v\$\w+|\b(dba|cdb)_(tables|users|objects|segments|data_files|indexes|hist_\w+|jobs|tablespaces)\b", 3),
    ("snowflake", r"(?i)\bUSE\s+(ROLE|WAREHOUSE|SECONDARY)\b|\bCOPY\s+INTO\s|DATA_RETENTION_TIME|\bCREATE\s+(OR\s+REPLACE\s+)?(STAGE|PIPE|TASK|STREAM|WAREHOUSE|FILE\s+FORMAT|SHARE)\b|\bSWAP\s+WITH\b|\bVARIANT\b|\bFLATTEN\s*\(|\bUNDROP\b|\bTO\s+SHARE\b|\bTO\s+ROLE\b|\bAT\s*\(\s*(TIMESTAMP|OFFSET|STATEMENT)\b|\bCLONE\b|\bACCOUNTADMIN\b", 3),
    ("snowflake", r"\bSTORAGE_INTEGRATION\b|\bDYNAMIC\s+TABLE\b|\bEXECUTE\s+TASK\b|\bMASKING\s+POLICY\b|\bWAREHOUSE_SIZE\b|\bEXECUTE\s+IMMEDIATE\s+\$\$|(?<=[\s(,])\$[1-9]\b|\bFILE_FORMAT\s*=|\bWAREHOUSE\s*=", 4),
    ("bigquery", r"`[\w-]+\.[\w-]+\.[\w*-]+`|\bEXPORT\s+DATA\s+OPTIONS|\bSTRUCT<|\bARRAY<|\bSAFE_(CAST|DIVIDE)\b|\b_TABLE_SUFFIX\b|\bOPTIONS\s*\(|\bINT64\b|\bFLOAT64\b|\bTIMESTAMP_(SUB|TRUNC|ADD|DIFF)\b|\b[a-z]+(-[a-z0-9]+)+\.\w+\.\w+", 3),
    ("redshift", r"(?i)\bDISTKEY\b|\bSORTKEY\b|\bUNLOAD\s*\(|\bIAM_ROLE\b|\bDISTSTYLE\b|\bstl_\w+|\bsvv_\w+|\bGETDATE\(\).*::", 4),
    ("databricks", r"(?i)\bUSING\s+DELTA\b|\bINSERT\s+OVERWRITE\b|\bZORDER\b|\bTBLPROPERTIES\b|\bVACUUM\b.*\bRETAIN\b|\bSTORED\s+AS\s+PARQUET|\bLATERAL\s+VIEW\b|\bMSCK\s+REPAIR|\bOPTIMIZE\s+\w+(\.\w+)*\s+ZORDER|delta\.`|\bUSE\s+CATALOG\b", 3),
    ("sqlite", r"(?im)^\s*PRAGMA\b|^\.(mode|headers?|import|tables|read|open|output|schema)\b|\bAUTOINCREMENT\b|\bsqlite_\w+|\bWITHOUT\s+ROWID|\bINSERT\s+OR\s+(REPLACE|IGNORE)\b", 4),
    ("duckdb", r"(?i)\bread_(parquet|csv_auto|csv|json)\s*\(|\bINSTALL\s+\w+\s*;|\bATTACH\s+'[^']*\.(duck)?db'|\bFROM\s+'[^']+\.(parquet|csv)'|\bEXPORT\s+DATABASE\b|\bSUMMARIZE\b", 4),
    ("trino", r"(?i)\bWITH\s*\(\s*(format|partitioned_by|partitioning|external_location)\s*=|\bhive\.\w+\.\w+|\biceberg\.\w+\.\w+|\bUNNEST\s*\(.*\)\s+WITH\s+ORDINALITY|\bapprox_distinct\s*\(|\bdate_parse\s*\(", 3),
    ("clickhouse", r"(?i)\bENGINE\s*=\s*\w*(MergeTree|Distributed|Log|Memory|Kafka)\b|\bON\s+CLUSTER\b|\bPREWHERE\b|\bALTER\s+TABLE\s+\S+\s+(ON\s+CLUSTER\s+\S+\s+)?(DELETE|UPDATE)\b|\b(MODIFY|MATERIALIZE|REMOVE)\s+TTL\b|\bEXCHANGE\s+TABLES\b|\bFROM\s+\S+\s+FINAL\b|\bLowCardinality\b|\bINSERT\s+INTO\s+FUNCTION\b", 5),
)  # fmt: skip
_FLAGS = re.compile(r"\(\?[im]+\)")
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")  # not the S of \S


def _alternatives(pattern: str) -> list[str]:
    """What stands between the bars of a pattern that are in no bracket."""
    found, depth, in_class, at = [""], 0, False, 0
    while at < len(pattern):
        piece = pattern[at : at + 2] if pattern[at] == "\\" else pattern[at]
        at += len(piece)
        if in_class:
            in_class = piece != "]"
        elif piece == "|" and not depth:
            found.append("")
            continue
        else:
            in_class = piece == "["
            depth += (piece == "(") - (piece == ")")
        found[-1] += piece
    return found


def _compiled(pattern: str) -> re.Pattern[str]:
    """For text in small letters, with one word boundary before all alternatives that begin with one: a third of the time."""
    small = _CAPITAL.sub(lambda m: m[0].lower(), _FLAGS.sub("", pattern))
    every = _alternatives(small)
    words = [a.removeprefix(r"\b") for a in every if a.startswith(r"\b")]
    others = [a for a in every if not a.startswith(r"\b")]
    return re.compile("|".join([*others, *([rf"\b(?:{'|'.join(words)})"] if words else [])]), re.M)


_COMPILED = tuple((dialect, _compiled(pattern), weight) for dialect, pattern, weight in _SIGNS)


def normal(dialect: str) -> str:
    """The usual name of a dialect; empty for one that we do not know."""
    name = dialect.strip().lower().replace("-", "").replace(" ", "")
    name = ALIASES.get(name, name)
    return name if name in KNOWN else ""


CLOSE = 0.75  # of the strongest score: then the second dialect is as likely
STRONG = 6  # a score that needs no further evidence


def scores(text: str) -> dict[str, int]:
    """Dialect -> score of its signs. Comments and texts in quotes count little: at most two hits a sign are counted."""
    head = text[:60_000].lower()
    found: dict[str, int] = {}
    for dialect, pattern, weight in _COMPILED:
        hits = sum(1 for _, _ in zip(pattern.finditer(head), range(2), strict=False))
        if hits:
            found[dialect] = found.get(dialect, 0) + weight * hits
    return found


def likeliest(found: dict[str, int]) -> list[str]:
    """One dialect, or two where the second is nearly as likely; an empty name (the common core) where nothing tells."""
    ranked = [(dialect, score) for dialect, score in sorted(found.items(), key=lambda pair: -pair[1]) if score >= 2]
    if not ranked:
        return [""]
    close = [dialect for dialect, score in ranked[1:2] if score >= CLOSE * ranked[0][1]]
    return [ranked[0][0], *close]
