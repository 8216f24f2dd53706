"""Settings of a database server that keep confirmed data, copies or records safe, and what is lost where one is switched off.

Source: MySQL 8.4 reference manual (server system variables, InnoDB startup options); PostgreSQL 16 documentation (chapter 20).
"""

from __future__ import annotations

import re

from riskscan.model.effect import Trait

_CRASH = "After a crash, data that was already confirmed can be missing."
_COPIES = "Copies and later repairs that need this record stop working."
_RECORD = "Nobody can tell later who did what."
_OPEN = "Connections are no longer kept secret."

GUARDS: tuple[tuple[str, str, Trait, str], ...] = (
    (r"innodb_flush_log_at_trx_commit", r"0|2", Trait.UNDO_REMOVED, _CRASH),
    (
        r"sync_binlog|innodb_doublewrite|fsync|synchronous_commit|full_page_writes|innodb_checksum_algorithm",
        r"0|off|false|none|local",
        Trait.UNDO_REMOVED,
        _CRASH,
    ),
    (
        r"sql_log_bin|log_bin|archive_mode|archive_command|wal_level|binlog_format",
        r"0|off|false|minimal|''|\"\"",
        Trait.UNDO_REMOVED,
        _COPIES,
    ),
    (r"binlog_expire_logs_seconds|expire_logs_days|wal_keep_size|max_slot_wal_keep_size", r"0|1", Trait.UNDO_REMOVED, _COPIES),
    (
        r"read_only|super_read_only|default_transaction_read_only",
        r"0|off|false",
        Trait.CATCH_REMOVED,
        "Programs can write where only reading was meant.",
    ),
    (r"audit_log\w*|log_statement|pgaudit\.log|server_audit_logging", r"0|off|false|none", Trait.CATCH_REMOVED, _RECORD),
    (r"require_secure_transport|ssl|password_encryption", r"0|off|false", Trait.CATCH_REMOVED, _OPEN),
    (r"autovacuum|track_counts", r"0|off|false", Trait.CATCH_REMOVED, "Tables grow and slow down until this is on again."),
    (r"local_infile|allow_suspicious_udfs", r"1|on|true", Trait.CATCH_REMOVED, "Files of other computers can be read in."),
)
"""(names, values that switch the guard off, trait, what follows); names and values are patterns in any case."""

_PATTERNS = tuple(
    (re.compile(rf"(?i)\b({names})\b\s*(?:=|\bto\b)\s*'?(?:{off})'?(?![\w.])"), trait, words) for names, off, trait, words in GUARDS
)


def guard_off(text: str) -> tuple[Trait, str] | None:
    """The trait and the sentence of the first guard that a setting takes away; None for any other setting."""
    return next(((trait, words) for pattern, trait, words in _PATTERNS if pattern.search(text)), None)
