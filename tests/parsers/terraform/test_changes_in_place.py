"""Changes in place that lock out, cut off or wait, beside those that do not."""

from __future__ import annotations

import pytest

from tests.parsers.terraform.support import read

DB = 'resource "aws_db_instance" "x" {\n  identifier = "orders"\n  engine = "postgres"\n  engine_version = "15.4"\n  instance_class = "db.r6g.large"\nMORE}\n'
TABLE = 'resource "aws_route_table" "p" {\n  vpc_id = "vpc-1"\nROUTE  tags = { Name = "NAME" }\n}\n'
ROUTE = '  route {\n    cidr_block = "0.0.0.0/0"\n    nat_gateway_id = "nat-1"\n  }\n'
POLICY = (
    'resource "aws_kms_key" "k" {\n  policy = jsonencode({ Statement = [\n'
    '    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::1:root" }, Action = "kms:*", Resource = "*" },\n'
    '    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::1:role/app" }, Action = "kms:Decrypt", Resource = "*" } ] })\n}\n'
)
ROOT = POLICY.split("\n")[2] + "\n"


def verbs(after: str, before: str) -> list[str]:
    return [effect.verb for effect in read(after, before=before).effects if effect.operation == "alter"]


@pytest.mark.parametrize(
    ("before", "after", "verb"),
    [
        (DB.replace("MORE", ""), DB.replace("MORE", "").replace("15.4", "15.8"), "update_later"),
        (DB.replace("MORE", ""), DB.replace("MORE", "  apply_immediately = true\n").replace("15.4", "15.8"), "restart"),
        (DB.replace("MORE", ""), DB.replace("MORE", "").replace("large", "xlarge"), "update_later"),
        (DB.replace("MORE", ""), DB.replace("MORE", "").replace("15.4", "16.1"), "upgrade"),
        (TABLE.replace("ROUTE", ROUTE), TABLE.replace("ROUTE", ""), "cut_off"),
        (TABLE.replace("ROUTE", ROUTE), TABLE.replace("ROUTE", ROUTE).replace("nat-1", "nat-2"), "redirect"),
        (POLICY, POLICY.replace(ROOT, ""), "lock_out"),
    ],
)
def test_what_is_felt(before: str, after: str, verb: str) -> None:
    assert verb in verbs(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TABLE.replace("ROUTE", ""), TABLE.replace("ROUTE", ROUTE)),
        (TABLE.replace("ROUTE", ROUTE), TABLE.replace("ROUTE", ROUTE).replace("NAME", "private")),
        (POLICY, POLICY.replace("kms:Decrypt", "kms:Encrypt")),
        (POLICY.replace(ROOT, ""), POLICY.replace(ROOT, "").replace("kms:Decrypt", "kms:Encrypt")),
        (POLICY, POLICY.replace(ROOT, ROOT.replace('"kms:*"', "var.actions"))),
    ],
)
def test_what_is_not(before: str, after: str) -> None:
    assert set(verbs(after, before)) <= {"change_setting"}


def test_an_upgrade_beside_a_safety_setting_that_goes() -> None:
    before = DB.replace("MORE", "  backup_retention_period = 7\n")
    found = verbs(before.replace("= 7", "= 0").replace("15.4", "16.1"), before)
    assert "upgrade" in found
    assert "shorten_backups" in found
