"""A file store that keeps old versions makes a deletion one that can be undone; nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan
from riskscan.model.effect import Safety

BUCKET = 'resource "aws_s3_bucket" "lake" {\n  bucket = "acme-lake"\n}\n'
KEPT = 'resource "aws_s3_bucket_versioning" "lake" {\n  bucket = aws_s3_bucket.lake.id\n  versioning_configuration {\n    status = "%s"\n  }\n}\n'
GOOGLE = 'resource "google_storage_bucket" "lake" {\n  name = "acme-lake"\n  versioning {\n    enabled = true\n  }\n}\n'


def versioned(tmp_path: Path, terraform: str, name: str, text: str) -> list[bool]:
    """For each deletion of the file: does the store keep the old version?"""
    estate = tmp_path / "estate"
    estate.mkdir()
    (estate / "main.tf").write_text(terraform, encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    report = scan([tmp_path / name], against=[estate], policies=False)
    return [effect.safe(Safety.VERSIONED) for effect in report.effects if effect.operation == "delete"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.sh", "aws s3 rm s3://acme-lake/raw/ --recursive\n"),
        ("a.sh", "aws s3 sync ./out s3://acme-lake/pub --delete\n"),
        ("a.py", 'import boto3\nboto3.resource("s3").Bucket("acme-lake").objects.filter(Prefix="raw/").delete()\n'),
        ("a.py", 'import boto3\nboto3.client("s3").delete_object(Bucket="acme-lake", Key="raw/a.csv")\n'),
    ],
)
def test_old_versions_stay(tmp_path: Path, name: str, text: str) -> None:
    assert versioned(tmp_path, BUCKET + KEPT % "Enabled", name, text) == [True]


@pytest.mark.parametrize(
    ("terraform", "name", "text"),
    [
        (BUCKET, "a.sh", "aws s3 rm s3://acme-lake/raw/ --recursive\n"),
        (BUCKET + KEPT % "Suspended", "a.sh", "aws s3 rm s3://acme-lake/raw/ --recursive\n"),
        (BUCKET + KEPT % "Enabled", "a.sh", "aws s3 rb s3://acme-lake --force\n"),
        (BUCKET + KEPT % "Enabled", "a.sh", "aws s3 rm s3://acme-lake-dev/raw/ --recursive\n"),
        (BUCKET + KEPT % "Enabled", "a.sh", "aws s3api delete-object --bucket acme-lake --key a.csv --version-id 3\n"),
        (
            BUCKET + KEPT % "Enabled",
            "a.py",
            'import boto3\nboto3.resource("s3").Bucket("acme-lake").object_versions.filter(Prefix="raw/").delete()\n',
        ),
        (BUCKET + KEPT % "Enabled", "a.py", 'import boto3\nboto3.client("s3").delete_object(Bucket="acme-lake", Key="a", VersionId=v)\n'),
        (GOOGLE, "a.sh", "gsutil -m rm -r gs://acme-lake/raw\n"),
    ],
)
def test_nothing_stays(tmp_path: Path, terraform: str, name: str, text: str) -> None:
    assert versioned(tmp_path, terraform, name, text) == [False]


def test_the_file_itself_ends_the_keeping(tmp_path: Path) -> None:
    text = (
        "aws s3api put-bucket-versioning --bucket acme-lake --versioning-configuration Status=Suspended\n"
        "aws s3 rm s3://acme-lake/raw/ --recursive\n"
    )
    assert versioned(tmp_path, BUCKET + KEPT % "Enabled", "a.sh", text) == [False]


def test_a_file_of_google_comes_back(tmp_path: Path) -> None:
    assert versioned(tmp_path, GOOGLE, "a.sh", "gsutil rm gs://acme-lake/raw/a.csv\n") == [True]


DBT = {
    "dbt_project.yml": "name: shop\nversion: '1.0'\nmodels:\n  shop:\n    +materialized: %s\n",
    "models/orders_clean.sql": "select * from {{ source('raw', 'orders') }}\n",
    "models/sources.yml": "version: 2\nsources:\n  - name: raw\n    tables:\n      - name: orders\n",
}


@pytest.mark.parametrize(("kind", "undo"), [("table", "Not known"), ("incremental", "No")])
def test_a_model_builds_its_table_anew(tmp_path: Path, kind: str, undo: str) -> None:
    """The level stays: what the model reads may have changed. Only the words tell that something fills the table."""
    estate = tmp_path / "estate"
    (estate / "models").mkdir(parents=True)
    for name, text in DBT.items():
        (estate / name).write_text(text.replace("%s", kind), encoding="utf-8")
    (tmp_path / "a.sql").write_text("drop table analytics.orders_clean;\n", encoding="utf-8")
    report = scan([tmp_path / "a.sql"], against=[estate], policies=False)
    glance = next(one for one in report.page.glance if one.label == "Can we undo it?")
    assert glance.value == undo
    assert (glance.sub == "a pipeline may build it anew") is (kind == "table")
