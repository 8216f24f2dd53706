"""Whole tables of people that leave are personal data, though no column is named; other tables, and named columns, are not."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Trait
from tests.support import findings


def traits(text: str, dialect: str = "snowflake") -> set[Trait]:
    found = findings(text, Language.SQL, dialect=dialect).effects
    return {trait for effect in found if effect.operation == "send" for trait in effect.traits}


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("COPY INTO 's3://lake/dump/' FROM crm.customers;", True),
        ("COPY INTO @raw.stage/out FROM (SELECT * FROM hr.employees);", True),
        ("COPY INTO 's3://lake/dump/' FROM sales.order_lines;", False),
        ("COPY INTO 's3://lake/dump/' FROM (SELECT country, count(*) AS n FROM crm.customers GROUP BY 1);", False),
        ("CREATE TABLE crm.customers (id int, plan text);\nCOPY INTO 's3://lake/dump/' FROM crm.customers;", False),
    ],
)
def test_whole_tables_of_people(text: str, personal: bool) -> None:
    assert (Trait.PERSONAL in traits(text)) is personal


def test_keys_in_the_statement_lead_outside() -> None:
    assert Trait.OUTSIDE in traits("COPY INTO 's3://x/y/' FROM crm.customers CREDENTIALS = (AWS_KEY_ID='a' AWS_SECRET_KEY='b');")
    assert Trait.OUTSIDE not in traits("COPY INTO 's3://x/y/' FROM crm.customers STORAGE_INTEGRATION = lake;")
