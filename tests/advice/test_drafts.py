"""What a script does by hand, drafted as a change of the Terraform that keeps the thing, or as a new resource with its import."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan
from riskscan.model.advice import Draft
from riskscan.reports import render

INFRA = """resource "aws_db_instance" "orders" {
  identifier = "orders"
}

resource "aws_security_group" "db" {
  name = "orders-db"
}
"""


def drafted(folder: Path, name: str, text: str) -> tuple[Draft, ...]:
    (folder / "infra").mkdir(exist_ok=True)
    (folder / "infra" / "main.tf").write_text(INFRA)
    (folder / name).write_text(text)
    return scan([folder / name], against=[folder], policies=False).drafts


def test_a_change_by_hand_names_file_line_and_argument(tmp_path: Path) -> None:
    call = 'boto3.client("rds").modify_db_instance(\n    DBInstanceIdentifier="orders",\n    BackupRetentionPeriod=0,\n    MasterUserPassword="Blue-Horse-77",\n)\n'
    (draft,) = drafted(tmp_path, "fix.py", "import boto3\n" + call)
    assert draft.evidence == "infra/main.tf, line 1"
    assert draft.code == 'resource "aws_db_instance" "orders" {\n  # the rest stays as it is\n  backup_retention_period = 0\n}\n'


def test_a_thing_made_by_hand_gets_a_resource_and_an_import(tmp_path: Path) -> None:
    (draft,) = drafted(tmp_path, "make.sh", "aws s3api create-bucket --bucket acme-exports --region eu-west-1\n")
    assert 'resource "aws_s3_bucket" "acme_exports"' in draft.code
    assert 'import {\n  to = aws_s3_bucket.acme_exports\n  id = "acme-exports"\n}' in draft.code
    assert not draft.evidence


def test_an_opening_by_hand_is_a_rule_of_the_group(tmp_path: Path) -> None:
    line = "aws ec2 authorize-security-group-ingress --group-name orders-db --protocol tcp --port 5432 --cidr 10.0.0.0/8\n"
    (draft,) = drafted(tmp_path, "open.sh", line)
    assert draft.evidence == "infra/main.tf, line 5"
    assert '    from_port   = 5432\n    to_port     = 5432\n    protocol    = "tcp"\n    cidr_blocks = ["10.0.0.0/8"]' in draft.code


@pytest.mark.parametrize(
    "line", ["aws s3 ls s3://acme-exports\n", "aws s3 cp a.csv s3://acme-exports/a.csv\n", "aws rds describe-db-instances\n"]
)
def test_reading_and_filling_need_no_draft(tmp_path: Path, line: str) -> None:
    assert drafted(tmp_path, "read.sh", line) == ()


def test_the_page_shows_it(tmp_path: Path) -> None:
    drafted(
        tmp_path, "fix.py", 'import boto3\nboto3.client("rds").modify_db_instance(DBInstanceIdentifier="orders", BackupRetentionPeriod=0)\n'
    )
    page = render(scan([tmp_path / "fix.py"], against=[tmp_path], policies=False), "html")
    assert "As a change of Terraform" in page
    assert "backup_retention_period = 0" in page
