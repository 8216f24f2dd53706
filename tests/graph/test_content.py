"""Files that go from a store, and the store itself: what stays as it is when only the content goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan

ESTATE = {
    "infra/main.tf": """
resource "aws_s3_bucket" "lake" {
  bucket = "acme-lake"
}
data "aws_iam_policy_document" "lake" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.lake.arn}/*"]
  }
}
resource "aws_iam_policy" "lake" {
  name   = "lake-read"
  policy = data.aws_iam_policy_document.lake.json
}
resource "aws_lambda_function" "copy" {
  function_name = "copy"
  environment { variables = { BUCKET = aws_s3_bucket.lake.bucket } }
}
""",
    "jobs/report.py": "import boto3\nboto3.client('s3').get_object(Bucket='acme-lake', Key='in/a.csv')\n",
}
S3 = "import boto3\ns3 = boto3.resource('s3')\n"
SOME = S3 + "s3.Bucket('acme-lake').objects.filter(Prefix='in/').delete()\n"
ALL = S3 + "s3.Bucket('acme-lake').objects.all().delete()\n"
STORE = "import boto3\nboto3.client('s3').delete_bucket(Bucket='acme-lake')\n"


def harmed(folder: Path, change: str) -> dict[str, str]:
    for name, text in ESTATE.items():
        (folder / "estate" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "estate" / name).write_text(text)
    (folder / "change.py").write_text(change)
    return {i.asset: i.how for i in scan([folder / "change.py"], against=[folder / "estate"], policies=False).impacts}


@pytest.mark.parametrize("change", [SOME, ALL])
def test_rights_and_settings_stay_where_files_go(change: str, tmp_path: Path) -> None:
    found = harmed(tmp_path, change)
    assert {"function:copy", "program:jobs/report.py"} <= set(found)
    assert "identity:lake-read" not in found
    assert "file:infra/main.tf" not in found  # Terraform keeps the store, and not what lies in it


def test_they_go_with_the_store(tmp_path: Path) -> None:
    found = harmed(tmp_path, STORE)
    assert found["file:infra/main.tf"] == "is_undone"
    assert {"function:copy", "identity:lake-read", "program:jobs/report.py"} <= set(found)


@pytest.mark.parametrize("change", [SOME, STORE])
def test_a_text_of_the_configuration_is_no_thing_that_stops(change: str, tmp_path: Path) -> None:
    assert not any("policy_document" in key for key in harmed(tmp_path, change))


def test_an_account_with_rights_on_a_store_that_goes_does_not_stop(tmp_path: Path) -> None:
    found = harmed(tmp_path, STORE)
    assert found["identity:lake-read"] == "loses_access"
    assert found["function:copy"] == "stops"
