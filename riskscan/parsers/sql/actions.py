"""What one action of an ALTER does, told from its words: ``SET DATA_RETENTION_TIME_IN_DAYS = 0``, ``TRUNCATE PARTITION p``, ``MODIFY TTL``.

The first line whose pattern matches the start of the action, its words set apart by one space and none around ``= . ( )``, is taken.

Sources: Snowflake SQL command reference; BigQuery DDL reference; Databricks SQL reference; Delta Lake table properties; MySQL 8.4 and MariaDB
reference manuals; Oracle SQL Language Reference 19c; SQL Server Transact-SQL reference; Redshift and ClickHouse SQL references; Trino
connectors (Iceberg); PostgreSQL 16 documentation.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from dataclasses import dataclass

from riskscan.model.effect import Scope, Trait


@dataclass(frozen=True, slots=True)
class Action:
    """``pattern`` is tried at the start of the action. ``dialects``: only in these; empty: any."""

    pattern: str
    family: str
    traits: tuple[Trait, ...] = ()
    scope: Scope = Scope.ALL
    dialects: tuple[str, ...] = ()


_T = Trait
_HISTORY = (_T.UNDO_REMOVED,)
_CATCH = (_T.CATCH_REMOVED,)
_LOCKS = (_T.LOCKS,)
_SHAPE = (_T.STRUCTURE,)
_SOME = Scope.SOME
_CH = ("clickhouse",)

ACTIONS: tuple[Action, ...] = (
    # what could take changes back goes
    Action(r".*\b(DATA_RETENTION_TIME_IN_DAYS|MAX_DATA_EXTENSION_TIME_IN_DAYS)\s?=0\b", "undo_removed", _HISTORY),
    Action(r".*\b(deletedFileRetentionDuration|logRetentionDuration)'?=?\s*'?\s*(interval )?'?0\b", "undo_removed", _HISTORY),
    Action(r"(.*SYSTEM_VERSIONING=OFF|DROP SYSTEM VERSIONING|.*NO FLASHBACK ARCHIVE|FLASHBACK OFF|NOARCHIVELOG|SET RECOVERY SIMPLE)", "undo_removed", _HISTORY),
    Action(r".*\bmax_time_travel_hours=(0|24|48)\b", "undo_removed", _HISTORY),
    Action(r"EXECUTE (expire_snapshots|remove_orphan_files)\b.*['\"]0(\.0)?\s*[a-z]*['\"]", "undo_removed", _HISTORY),
    # it deletes by itself from now on
    Action(r".*\b(partition_expiration_days|default_table_expiration_days|default_partition_expiration_days|expiration_timestamp)=(?!NULL)", "expire_rows", (_T.EXPIRES,)),
    Action(r"(MODIFY|MATERIALIZE) TTL\b", "expire_rows", (_T.EXPIRES,), dialects=_CH),
    Action(r"SET OPTIONS\((partition_expiration_days|default_table_expiration_days|default_partition_expiration_days|expiration_timestamp)=NULL\)", "alter_minor"),
    Action(r"(ENABLE|DISABLE) MANAGED ACCESS", "alter"),
    Action(r"(ADD|DROP) SEARCH OPTIMIZATION|DROP CLUSTERING KEY|SUSPEND RECLUSTER", "alter_minor"),
    Action(r"SET PIPE_EXECUTION_PAUSED=TRUE", "suspend"),
    Action(r"ALTER INDEX \S+ (IN)?VISIBLE", "alter_minor", dialects=("mysql", "")),
    # guards
    Action(r"(ALTER COLUMN \S+ |MODIFY (COLUMN )?\S+ )?SET (MASKING|PROJECTION|AGGREGATION) POLICY", "alter_minor"),
    Action(r"DISABLE KEYS", "alter_minor"),
    Action(r"(DISABLE|NO FORCE) ROW LEVEL|.*UNSET (MASKING|ROW ACCESS) POLICY|DROP (ALL )?(ROW ACCESS|MASKING) POLIC", "uncovered", _CATCH),
    Action(r".*\bDISABLE (TRIGGER|RULE|CONSTRAINT|ALL TRIGGERS|PRIMARY|UNIQUE)", "catch_removed", _CATCH),
    Action(r"(NO FORCE ROW LEVEL|NOCHECK CONSTRAINT|UNSET (MASKING|ROW ACCESS)|.*UNSET (\w+ )?POLICY|DROP (ALL )?(ROW ACCESS|MASKING|AGGREGATION|PROJECTION) POLIC)", "catch_removed", _CATCH),
    Action(r".*\brequire_partition_filter=false", "catch_removed", _CATCH),
    Action(r"SET (TRUSTWORTHY|DB_CHAINING) ON", "catch_removed", _CATCH),
    Action(r"SET ENCRYPTION OFF", "catch_removed", _CATCH),
    Action(r".*\bALLOWED_IP_LIST=\(?\s*'0\.0\.0\.0/0'", "catch_removed", (_T.CATCH_REMOVED, _T.PUBLIC)),
    Action(r"UNSET NETWORK_POLICY", "catch_removed", _CATCH),
    Action(r"(OWNER TO|SET OWNER|AUTHORIZATION)", "owner"),
    # rows that leave
    Action(r"(TRUNCATE|DISCARD|CLEAR) (SUB)?PARTITION", "drop_partition", scope=_SOME),
    Action(r"(DROP|DETACH) (DETACHED )?(IF EXISTS )?(PART|PARTITION|PARTITIONS|SUBPARTITION)\b(?! FIELD)", "drop_partition", scope=_SOME),
    Action(r"DISCARD TABLESPACE", "truncate"),
    Action(r"CLEAR (COLUMN|INDEX|PROJECTION)", "drop_partition", scope=_SOME, dialects=_CH),
    Action(r"REPLACE COLUMNS\b", "replace_columns", (_T.STRUCTURE, _T.LOSES_COLUMNS)),
    Action(r"DROP UNUSED COLUMNS", "maintain_locking", _LOCKS),
    Action(r"SET UNLOGGED", "unlog", (_T.LOCKS, _T.UNDO_REMOVED)),
    # a rebuild of the whole table
    Action(r"(ENGINE=?\w|FORCE$|CONVERT TO|ROW_FORMAT=|KEY_BLOCK_SIZE=|MOVE( TABLESPACE| ONLINE|$)|REBUILD\b|SET LOGGED|SET TABLESPACE|SET ACCESS METHOD|ALTER (DISTKEY|DISTSTYLE|SORTKEY|COMPOUND))", "maintain_locking", _LOCKS),
    Action(r"REORGANIZE\b", "maintain"),
    Action(r"EXECUTE (optimize|expire_snapshots|remove_orphan_files|optimize_manifests)\b", "maintain"),
    Action(r"(FREEZE|UNFREEZE|MATERIALIZE|FETCH|RESUME RECLUSTER|VALIDATE CONSTRAINT|REFRESH$)", "alter_minor"),
    # how it is stored, described, or run
    Action(r"(CLUSTER BY|CLUSTER ON|COMMENT|SET COMMENT|SET TBLPROPERTIES\('comment|SET STATISTICS|SET OPTIONS\((description|friendly_name|labels)|SET TAG|UNSET TAG|ALTER COLUMN \S+ (COMMENT|SET STATISTICS|SET STORAGE|SET OPTIONS\(description)|ALTER \S+ SET (STATISTICS|STORAGE)|SET WITHOUT CLUSTER|REPLICA IDENTITY|SET ?\(|RESET ?\(|AUTO_INCREMENT=|ALGORITHM=|LOCK=|COLLATE|DEFAULT (CHARACTER SET|CHARSET|COLLATE)|PARALLEL|NOPARALLEL|NOLOGGING|LOGGING|CACHE|NOCACHE|COMPILE|MONITORING|ENABLE ROW MOVEMENT|STATS_\w+|SET CLUSTERED BY|MODIFY COMMENT|MODIFY SETTING|RENAME VALUE|SET QUERY_TAG)", "alter_minor"),
    Action(r"RESUME$", "resume"),
)  # fmt: skip
_COMPILED = tuple((re.compile(action.pattern, re.I), action) for action in ACTIONS)


def action_of(text: str, dialect: str) -> Action | None:
    """The line for the text of an action; None where none knows it."""
    return next((a for pattern, a in _COMPILED if (not a.dialects or dialect in a.dialects) and pattern.match(text)), None)
