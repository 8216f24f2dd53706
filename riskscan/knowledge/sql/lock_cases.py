"""Statements of PostgreSQL whose lock is measured, each with the words that tell it: the generator runs the example, the parser matches.

``action`` cases are matched with one action of ALTER TABLE, the others with the whole statement, words set apart by one space and none
around ``= . ( )``. The first that matches counts, so the special stands before the general. The examples work on the tables of ``SETUP``.
"""

from __future__ import annotations

from dataclasses import dataclass

SETUP = """
CREATE TABLE customer (id int PRIMARY KEY, name text);
CREATE TABLE trade (id int PRIMARY KEY, customer_id int, note varchar(20), amount int NOT NULL DEFAULT 0, seen timestamp, code text, old_code text);
CREATE INDEX trade_note ON trade (note);
ALTER TABLE trade ADD CONSTRAINT trade_amount CHECK (amount >= 0) NOT VALID;
CREATE TABLE parent (id int, part int) PARTITION BY LIST (part);
CREATE TABLE part_1 PARTITION OF parent FOR VALUES IN (1);
CREATE TABLE part_2 (id int, part int);
CREATE TABLE wide (id int, part int);
CREATE FUNCTION note_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER trade_noted AFTER UPDATE ON trade FOR EACH ROW EXECUTE FUNCTION note_it();
CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(amount) AS amount FROM trade GROUP BY customer_id;
CREATE UNIQUE INDEX totals_key ON totals (customer_id);
CREATE VIEW shown AS SELECT id, code FROM trade;
CREATE UNIQUE INDEX trade_code ON trade (code);
INSERT INTO customer VALUES (1, 'a');
INSERT INTO trade VALUES (1, 1, 'a', 1, now(), 'x', 'y');
"""


@dataclass(frozen=True, slots=True)
class LockCase:
    """``pattern`` is a regular expression tried at the start, upper and lower case alike."""

    id: str
    pattern: str
    example: str
    action: bool = True


def _a(identity: str, pattern: str, action: str) -> LockCase:
    return LockCase(identity, pattern, f"ALTER TABLE trade {action}")


def _s(identity: str, pattern: str, example: str) -> LockCase:
    return LockCase(identity, pattern, example, action=False)


_COLUMN = r"ADD (COLUMN )?(IF NOT EXISTS )?(?!CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN|EXCLUDE)"
# functions that give one value to all rows; any other that is not known may give each row its own, which is what PostgreSQL takes it for
_STEADY = r"(pg_catalog\.)?(now|current_\w+|local\w*|statement_timestamp|transaction_timestamp|cast|coalesce|nullif|to_\w+|jsonb?_\w+|array\w*|lower|upper|md5|date_trunc|make_\w+|timezone|concat\w*|interval|row|repeat|format|numeric|varchar|char|bit|abs|round|string_to_array|age|decode|encode|session_user)"
CASES: tuple[LockCase, ...] = (
    _a("add-column-serial", _COLUMN + r"\S+ (big|small)?serial\b", "ADD COLUMN number serial"),
    _a("add-column-identity", _COLUMN + r".*GENERATED (ALWAYS|BY DEFAULT) AS IDENTITY", "ADD COLUMN number int GENERATED ALWAYS AS IDENTITY"),
    _a("add-column-stored", _COLUMN + r".*GENERATED ALWAYS AS ?\(.*STORED", "ADD COLUMN twice int GENERATED ALWAYS AS (amount * 2) STORED"),
    _a("add-column-volatile-default", _COLUMN + rf".*DEFAULT ?\(?((random|gen_random_uuid|uuid_generate_v\d|clock_timestamp|timeofday|nextval)\b|(?!{_STEADY}\()(\w+\.)?\w+\()", "ADD COLUMN dice float DEFAULT random()"),
    _a("add-column-references", _COLUMN + r".*\bREFERENCES\b", "ADD COLUMN buyer int REFERENCES customer (id)"),
    _a("add-column-unique", _COLUMN + r".*\b(UNIQUE|PRIMARY KEY)\b", "ADD COLUMN badge text UNIQUE"),
    _a("add-column-check", _COLUMN + r".*\bCHECK\b", "ADD COLUMN rate int CHECK (rate > 0)"),
    _a("add-column-default", _COLUMN + r".*\bDEFAULT\b", "ADD COLUMN state text NOT NULL DEFAULT 'new'"),
    _a("add-column-not-null", _COLUMN + r".*\bNOT NULL\b", "ADD COLUMN must int NOT NULL"),
    _a("add-column", _COLUMN, "ADD COLUMN extra int"),
    _a("drop-column", r"DROP (COLUMN )?(IF EXISTS )?(?!CONSTRAINT)", "DROP COLUMN old_code"),
    _a("set-type-longer", r"ALTER (COLUMN )?\S+ (SET DATA )?TYPE (text|varchar|character varying)\b(?!.*\bUSING\b)", "ALTER COLUMN note TYPE text"),
    _a("set-type", r"ALTER (COLUMN )?\S+ (SET DATA )?TYPE\b", "ALTER COLUMN old_code TYPE int USING length(old_code)"),
    _a("set-not-null", r"ALTER (COLUMN )?\S+ SET NOT NULL", "ALTER COLUMN customer_id SET NOT NULL"),
    _a("drop-not-null", r"ALTER (COLUMN )?\S+ DROP NOT NULL", "ALTER COLUMN amount DROP NOT NULL"),
    _a("set-default", r"ALTER (COLUMN )?\S+ (SET|DROP) DEFAULT", "ALTER COLUMN amount SET DEFAULT 1"),
    _a("set-statistics", r"ALTER (COLUMN )?\S+ SET (STATISTICS|\()", "ALTER COLUMN amount SET STATISTICS 500"),
    _a("set-storage", r"ALTER (COLUMN )?\S+ SET STORAGE", "ALTER COLUMN code SET STORAGE EXTERNAL"),
    _a("add-foreign-key-not-valid", r"ADD (CONSTRAINT \S+ )?FOREIGN KEY.*NOT VALID", "ADD CONSTRAINT buys FOREIGN KEY (customer_id) REFERENCES customer (id) NOT VALID"),
    _a("add-foreign-key", r"ADD (CONSTRAINT \S+ )?FOREIGN KEY", "ADD CONSTRAINT buys FOREIGN KEY (customer_id) REFERENCES customer (id)"),
    _a("add-check-not-valid", r"ADD (CONSTRAINT \S+ )?CHECK.*NOT VALID", "ADD CONSTRAINT small CHECK (amount < 9) NOT VALID"),
    _a("add-check", r"ADD (CONSTRAINT \S+ )?CHECK", "ADD CONSTRAINT small CHECK (amount < 9)"),
    _a("add-unique-using-index", r"ADD (CONSTRAINT \S+ )?(UNIQUE|PRIMARY KEY) USING INDEX", "ADD CONSTRAINT one_code UNIQUE USING INDEX trade_code"),
    _a("add-unique", r"ADD (CONSTRAINT \S+ )?(UNIQUE|PRIMARY KEY)", "ADD CONSTRAINT one_note UNIQUE (note)"),
    _a("add-exclude", r"ADD (CONSTRAINT \S+ )?EXCLUDE", "ADD CONSTRAINT apart EXCLUDE USING btree (code WITH =)"),
    _a("validate-constraint", r"VALIDATE CONSTRAINT", "VALIDATE CONSTRAINT trade_amount"),
    _a("drop-constraint", r"DROP CONSTRAINT", "DROP CONSTRAINT trade_amount"),
    _a("rename-column", r"RENAME (COLUMN )?(?!TO\b|CONSTRAINT\b)\S+ TO", "RENAME COLUMN note TO remark"),
    _a("rename-constraint", r"RENAME CONSTRAINT", "RENAME CONSTRAINT trade_amount TO trade_positive"),
    _a("rename-table", r"RENAME TO", "RENAME TO deal"),
    _a("set-schema", r"SET SCHEMA", "SET SCHEMA pg_catalog"),
    _a("set-unlogged", r"SET (UN)?LOGGED", "SET UNLOGGED"),
    _a("set-tablespace", r"SET TABLESPACE", "SET TABLESPACE elsewhere"),
    _a("set-storage-parameter", r"(RE)?SET ?\(", "SET (fillfactor = 70)"),
    _a("cluster-on", r"CLUSTER ON", "CLUSTER ON trade_note"),
    _a("row-security", r"(ENABLE|DISABLE|FORCE|NO FORCE) ROW LEVEL SECURITY", "ENABLE ROW LEVEL SECURITY"),
    _a("switch-trigger", r"(ENABLE|DISABLE) (ALWAYS |REPLICA )?TRIGGER", "DISABLE TRIGGER trade_noted"),
    _a("replica-identity", r"REPLICA IDENTITY", "REPLICA IDENTITY FULL"),
    _a("owner", r"OWNER TO", "OWNER TO CURRENT_USER"),
    LockCase("attach-partition", r"ATTACH PARTITION", "ALTER TABLE parent ATTACH PARTITION part_2 FOR VALUES IN (2)"),
    LockCase("detach-partition-concurrently", r"DETACH PARTITION \S+ CONCURRENTLY", "ALTER TABLE parent DETACH PARTITION part_1 CONCURRENTLY"),
    LockCase("detach-partition", r"DETACH PARTITION", "ALTER TABLE parent DETACH PARTITION part_1"),
    LockCase("inherit", r"(NO )?INHERIT\b", "ALTER TABLE part_2 INHERIT wide"),
    _s("create-index-concurrently", r"CREATE (UNIQUE )?INDEX CONCURRENTLY", "CREATE INDEX CONCURRENTLY trade_seen ON trade (seen)"),
    _s("create-index", r"CREATE (UNIQUE )?INDEX", "CREATE INDEX trade_seen ON trade (seen)"),
    _s("drop-index-concurrently", r"DROP INDEX CONCURRENTLY", "DROP INDEX CONCURRENTLY trade_note"),
    _s("drop-index", r"DROP INDEX", "DROP INDEX trade_note"),
    _s("reindex-concurrently", r"REINDEX .*CONCURRENTLY", "REINDEX TABLE CONCURRENTLY trade"),
    _s("reindex", r"REINDEX", "REINDEX TABLE trade"),
    _s("truncate", r"TRUNCATE", "TRUNCATE trade"),
    _s("drop-table", r"DROP TABLE", "DROP TABLE part_2"),
    _s("create-trigger", r"CREATE (OR REPLACE )?(CONSTRAINT )?TRIGGER", "CREATE TRIGGER trade_new AFTER INSERT ON trade FOR EACH ROW EXECUTE FUNCTION note_it()"),
    _s("drop-trigger", r"DROP TRIGGER", "DROP TRIGGER trade_noted ON trade"),
    _s("create-policy", r"(CREATE|ALTER|DROP) POLICY", "CREATE POLICY own_rows ON trade USING (true)"),
    _s("create-rule", r"CREATE (OR REPLACE )?RULE", "CREATE RULE quiet AS ON DELETE TO trade DO ALSO NOTHING"),
    _s("cluster", r"CLUSTER", "CLUSTER trade USING trade_note"),
    _s("vacuum-full", r"VACUUM ?\(?.*FULL(?! ?=? ?(FALSE|OFF|0)\b)", "VACUUM FULL trade"),
    _s("vacuum", r"VACUUM", "VACUUM trade"),
    _s("analyze", r"ANALYZE", "ANALYZE trade"),
    _s("refresh-view-concurrently", r"REFRESH MATERIALIZED VIEW CONCURRENTLY", "REFRESH MATERIALIZED VIEW CONCURRENTLY totals"),
    _s("refresh-view", r"REFRESH MATERIALIZED VIEW", "REFRESH MATERIALIZED VIEW totals"),
    _s("comment", r"COMMENT ON (TABLE|COLUMN)", "COMMENT ON TABLE trade IS 'deals'"),
    _s("create-statistics", r"CREATE STATISTICS", "CREATE STATISTICS trade_pairs ON customer_id, amount FROM trade"),
    _s("lock-table", r"LOCK", "LOCK TABLE trade"),
)  # fmt: skip
