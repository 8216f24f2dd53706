"""A label says where a thing lives; it never lowers who may get in."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Operation, Safety
from tests.support import findings

DATABASE = 'resource "aws_db_instance" "x" {{\n  identifier = "{name}"\n  engine = "mysql"\n  publicly_accessible = true\n  tags = {{ Environment = "{label}" }}\n}}\n'


def text(name: str, label: str) -> str:
    return DATABASE.format(name=name, label=label)


def test_a_development_label_lowers_what_is_made_but_not_what_is_opened():
    found = findings(text("shop-db", "dev"), Language.TERRAFORM, "main.tf").effects
    assert any(e.operation is Operation.CREATE and e.safe(Safety.DEVELOPMENT) for e in found)
    opened = [e for e in found if e.operation is Operation.GRANT]
    assert opened
    assert not any(e.safe(Safety.DEVELOPMENT) for e in opened)


@pytest.mark.parametrize(("name", "label"), [("shop-db", "prod"), ("shop-prod", "dev"), ("shop-db", "blue")])
def test_a_live_name_or_another_label_gives_no_evidence(name: str, label: str):
    assert not any(e.safe(Safety.DEVELOPMENT) for e in findings(text(name, label), Language.TERRAFORM, "main.tf").effects)
