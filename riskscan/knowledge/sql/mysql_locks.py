"""What an ALTER of MySQL does to a table while it runs, from the documentation.

Source: MySQL 8.4 Reference Manual, 17.12.1 Online DDL Operations (the tables "Online DDL Support for Index / Primary Key / Column / Generated
Column / Foreign Key / Table / Tablespace / Partitioning Operations"). An operation is taken as the manual's default does it, without an
ALGORITHM clause. The words are those of ``lock_cases``; the first that matches counts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MySQLCase:
    """``writes_wait``: nobody can change rows while it runs. ``rebuilds``: it writes the whole table anew. ``reads_all``: it reads all of it."""

    id: str
    pattern: str
    writes_wait: bool = False
    rebuilds: bool = False
    reads_all: bool = False


_COLUMN = r"ADD (COLUMN )?(IF NOT EXISTS )?(?!CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN|INDEX|KEY|FULLTEXT|SPATIAL|PARTITION)"
MYSQL_CASES: tuple[MySQLCase, ...] = (
    MySQLCase("add-column-auto-increment", _COLUMN + r".*AUTO_INCREMENT", writes_wait=True, rebuilds=True),
    MySQLCase("add-column-stored", _COLUMN + r".*\bSTORED\b", writes_wait=True, rebuilds=True),
    MySQLCase("add-column", _COLUMN),
    MySQLCase("drop-primary-key", r"DROP PRIMARY KEY", writes_wait=True, rebuilds=True),
    MySQLCase("drop-index", r"DROP (INDEX|KEY|CONSTRAINT|FOREIGN KEY|CHECK)"),
    MySQLCase("drop-partition", r"(DROP|TRUNCATE|EXCHANGE) PARTITION"),
    MySQLCase("drop-column", r"DROP (COLUMN )?(IF EXISTS )?"),
    MySQLCase("add-primary-key", r"ADD (CONSTRAINT \S+ )?PRIMARY KEY", rebuilds=True),
    MySQLCase("add-fulltext", r"ADD (FULLTEXT|SPATIAL)", writes_wait=True, reads_all=True),
    MySQLCase("add-foreign-key", r"ADD (CONSTRAINT \S+ )?FOREIGN KEY", writes_wait=True, rebuilds=True),
    MySQLCase("add-check", r"ADD (CONSTRAINT \S+ )?CHECK", writes_wait=True, rebuilds=True),
    MySQLCase("add-index", r"ADD (CONSTRAINT \S+ )?(UNIQUE|INDEX|KEY)", reads_all=True),
    MySQLCase("change-type", r"MODIFY\b", writes_wait=True, rebuilds=True),
    MySQLCase("change-column", r"CHANGE\b", writes_wait=True, rebuilds=True),
    MySQLCase("rename", r"RENAME\b"),
    MySQLCase("default", r"ALTER (COLUMN )?\S+ (SET|DROP) DEFAULT"),
    MySQLCase("character-set", r"CONVERT TO CHARACTER SET", writes_wait=True, rebuilds=True),
    MySQLCase("engine", r"(ENGINE\b|FORCE\b|ROW_FORMAT|KEY_BLOCK_SIZE)", rebuilds=True),
    MySQLCase("partition-by", r"(PARTITION BY|REMOVE PARTITIONING|COALESCE PARTITION|ADD PARTITION PARTITIONS)", writes_wait=True, rebuilds=True),
    MySQLCase("reorganize-partition", r"(REORGANIZE|REBUILD|OPTIMIZE|ANALYZE|CHECK|REPAIR) PARTITION", writes_wait=True, reads_all=True),
    MySQLCase("encryption", r"ENCRYPTION\b", writes_wait=True, rebuilds=True),
)  # fmt: skip
