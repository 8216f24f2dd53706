"""Objects whose kind takes several words, in CREATE, ALTER, DROP and GRANT."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from tests.support import findings


@pytest.mark.parametrize(
    ("sql", "name", "kind"),
    [
        ("CREATE OR REPLACE FILE FORMAT raw.csv_files TYPE = CSV", "raw.csv_files", "other"),
        ("CREATE OR REPLACE STREAMLIT shop.app FROM '@s'", "shop.app", "other"),
        ("CREATE OR REPLACE TRANSIENT TABLE shop.t (a int)", "shop.t", "table"),
        ("ALTER SCHEMA shop.raw DISABLE MANAGED ACCESS", "shop.raw", "schema"),
        ("CREATE FILE FORMAT IF NOT EXISTS raw.csv_files TYPE = CSV", "raw.csv_files", "other"),
        ("CREATE OR REPLACE MASKING POLICY hide AS (v STRING) RETURNS STRING -> '*'", "hide", "other"),
        ("ALTER AUTHENTICATION POLICY signs_in SET CLIENT_TYPES = ('ALL')", "signs_in", "other"),
        ("GRANT OWNERSHIP ON DATABASE ROLE shop.reader TO ROLE admins", "shop.reader", "identity"),
        ("GRANT APPLY ON MASKING POLICY shop.hide TO ROLE admins", "shop.hide", "other"),
        ("GRANT USAGE ON DATABASE shop TO ROLE readers", "shop", "database"),
        ("GRANT USAGE ON SCHEMA shop.raw TO ROLE readers", "shop.raw", "schema"),
        ("GRANT DATABASE ROLE shop.reader TO DATABASE ROLE shop.clerks", "shop.clerks", "identity"),
        ("GRANT ROLE readers TO USER IDENTIFIER($who)", "{who}", "identity"),
        ("GRANT ROLE readers TO ROLE clerks", "clerks", "identity"),
    ],
)
def test_the_object_is_named(sql: str, name: str, kind: str) -> None:
    (effect,) = findings(sql, Language.SQL, dialect="snowflake").effects
    assert (effect.asset.name, effect.asset.kind) == (name, kind)


def test_whom_rights_are_given() -> None:
    from riskscan.parsers.sql.access import grantees
    from riskscan.parsers.sql.lexer import lexer_for

    given = "GRANT SELECT ON t TO ROLE a.b, USER \"kim@example.com\", 'app'@'%', GROUP staff WITH GRANT OPTION"
    assert grantees(list(lexer_for(given, "mysql").tokens()), "TO") == ["a.b", "kim@example.com", "app", "staff"]


def test_compute_that_goes_holds_no_rows() -> None:
    assert findings("DROP WAREHOUSE w", Language.SQL, dialect="snowflake").effects[0].undo == "with_work"
    assert findings("DROP TABLE w", Language.SQL, dialect="postgres").effects[0].undo == "no"
    assert findings("ALTER SCHEMA a DISABLE MANAGED ACCESS", Language.SQL, dialect="snowflake").effects[0].verb == "alter"
