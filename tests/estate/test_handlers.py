"""Which files the functions and jobs of the cloud run: what packs, uploads or names the code decides, then names and nearness."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method
from riskscan.parsers import queue
from tests.estate.support import asset, edge, edges

CODE = "import boto3\n\n\ndef run(event, context):\n    boto3.client('s3').put_object(Bucket='out', Key='a', Body=b'')\n"
FUNCTION = """
resource "aws_lambda_function" "LABEL" {
  function_name = "NAME"
  handler       = "HANDLER"
  FROM
}
"""
ARCHIVE = """
data "archive_file" "LABEL" {
  type        = "zip"
  SOURCE
  output_path = "${path.module}/build/LABEL.zip"
}
"""


def function(
    label: str, source: str = "", *, name: str = "", handler: str = "main.run", by: str = "data.archive_file.LABEL.output_path"
) -> str:
    """A function, packed by an ``archive_file`` where ``source`` says of what."""
    archive = ARCHIVE.replace("SOURCE", source) if source else ""
    filename = f"filename = {by}" if source else 'filename = "build.zip"'
    text = archive + FUNCTION.replace("FROM", filename).replace("NAME", name or label).replace("HANDLER", handler)
    return text.replace("LABEL", label)


def made(folder: Path, files: dict[str, str]) -> Estate:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return read([folder], queue.read)


def run(estate: Estate) -> set[tuple[str, str]]:
    """(who, file) of all that runs a program."""
    return {(a, b.removeprefix("program:")) for a, _, b in edges(estate, EdgeKind.RUNS) if b.startswith("program:")}


TWO = {"functions/orders/main.py": CODE, "functions/visits/main.py": CODE}
DATAPROC = """
resource "google_storage_bucket_object" "fill" {
  name   = "jobs/fill.py"
  bucket = "bakery-code"
  source = "${path.module}/jobs/fill.py"
}

resource "google_dataproc_job" "fill" {
  region = "europe-west1"
  pyspark_config {
    main_python_file_uri = "gs://bakery-code/${google_storage_bucket_object.fill.name}"
  }
}
"""
GLUE = """
resource "aws_s3_object" "fill" {
  bucket = "bakery-code"
  key    = "jobs/nightly.py"
  source = "${path.module}/../jobs/fill.py"
}

resource "aws_glue_job" "fill" {
  name     = "fill"
  role_arn = "arn:aws:iam::1:role/glue"
  command {
    script_location = "s3://bakery-code/${aws_s3_object.fill.key}"
  }
}
"""
GLUE_BY_NAME = """
resource "aws_glue_job" "fill" {
  name = "fill"
  command { script_location = "s3://${var.bucket}/LOCATION" }
}
"""
GOOGLE = """
data "archive_file" "code" {
  type        = "zip"
  source_dir  = "${path.module}/FOLDER"
  output_path = "/tmp/code.zip"
}

resource "google_storage_bucket_object" "code" {
  name   = "code.zip"
  bucket = "bakery-code"
  source = data.archive_file.code.output_path
}

resource "google_cloudfunctions2_function" "mail" {
  name     = "mail"
  location = "europe-west1"
  build_config {
    runtime     = "python312"
    entry_point = "run"
    source {
      storage_source {
        bucket = "bakery-code"
        object = google_storage_bucket_object.code.name
      }
    }
  }
}
"""
UPLOADED = """
resource "aws_s3_object" "orders" {
  bucket = "bakery-code"
  key    = "orders.zip"
  source = data.archive_file.orders.output_path
}
"""
NOTEBOOK = """
resource "databricks_notebook" "fill" {
  path   = "/Shared/fill"
  source = "${path.module}/notebooks/fill.py"
}

resource "databricks_job" "fill" {
  name = "fill"
  task {
    task_key = "fill"
    notebook_task { notebook_path = databricks_notebook.fill.path }
  }
}
"""
CASES: dict[str, tuple[dict[str, str], set[tuple[str, str]]]] = {
    "an archive of a folder": (
        {**TWO, "infra/main.tf": function("a", 'source_dir = "${path.module}/../functions/visits"')},
        {("function:a", "functions/visits/main.py")},
    ),
    "an archive of one file": (
        {**TWO, "infra/main.tf": function("a", 'source_file = "${path.module}/../functions/visits/main.py"')},
        {("function:a", "functions/visits/main.py")},
    ),
    "each function its own folder, with the same names in it": (
        {
            "orders/src/main.py": CODE,
            "visits/src/main.py": CODE,
            "orders/main.tf": function("a", 'source_dir = "${path.module}/src"'),
            "visits/main.tf": function("b", 'source_file = "src/main.py"'),
        },
        {("function:a", "orders/src/main.py"), ("function:b", "visits/src/main.py")},
    ),
    "a folder that is packed above the module": (
        {
            "src/jobs/orders/main.py": CODE,
            "src/jobs/visits/main.py": CODE,
            "main.tf": function("a", 'source_dir = "src"', handler="jobs/visits/main.run"),
        },
        {("function:a", "src/jobs/visits/main.py")},
    ),
    "a module with dots": (
        {"src/jobs/main.py": CODE, "main.tf": function("a", 'source_dir = "src"', handler="jobs.main.run")},
        {("function:a", "src/jobs/main.py")},
    ),
    "an archive that goes over a bucket": (
        {
            **TWO,
            "infra/main.tf": UPLOADED
            + function(
                "orders", 'source_dir = "../functions/orders"', name="fill", by='null\n  s3_key = aws_s3_object.LABEL.key\n  s3_bucket = "bakery-code"'
            ),
        },
        {("function:fill", "functions/orders/main.py")},
    ),
    "an object whose file is uploaded, then run by a job": ({"infra/main.tf": GLUE, "jobs/fill.py": CODE}, {("job:fill", "jobs/fill.py")}),
    "a location of a script": (
        {"infra/main.tf": GLUE_BY_NAME.replace("LOCATION", "jobs/fill.py"), "glue/jobs/fill.py": CODE, "glue/other/fill.py": CODE},
        {("job:fill", "glue/jobs/fill.py")},
    ),
    "a script of Dataproc": (
        {"infra/main.tf": DATAPROC, "infra/jobs/fill.py": CODE, "jobs/fill.py": CODE},
        {("job:infra#google_dataproc_job.fill", "infra/jobs/fill.py")},
    ),
    "a notebook of Databricks": (
        {"infra/main.tf": NOTEBOOK, "infra/notebooks/fill.py": CODE, "notebooks/fill.py": CODE},
        {("job:fill", "infra/notebooks/fill.py")},
    ),
    "a function of Google Cloud": (
        {"infra/main.tf": GOOGLE.replace("FOLDER", "../mail"), "mail/main.py": CODE, "other/main.py": CODE, "mail/helper.py": CODE},
        {("function:mail", "mail/main.py")},
    ),
    "no archive: the folder with the function's name": (
        {**TWO, "infra/main.tf": function("a", name="visits-prod")},
        {("function:visits-prod", "functions/visits/main.py")},
    ),
    "no archive and no such name: the nearest": (
        {"a/src/main.py": CODE, "b/src/main.py": CODE, "a/infra/main.tf": function("x", name="load")},
        {("function:load", "a/src/main.py")},
    ),
    "no archive, and nothing is better: all": (
        {**TWO, "infra/main.tf": function("a", name="lambda-function")},
        {("function:lambda-function", "functions/orders/main.py"), ("function:lambda-function", "functions/visits/main.py")},
    ),
    "code that reads and changes nothing itself": (
        {"src/main.py": "from orders import load\n\n\ndef run(event, context):\n    load()\n", "main.tf": function("a", 'source_dir = "src"')},
        {("function:a", "src/main.py")},
    ),
    "a script named in the settings is not the function": (
        {
            "src/main.py": CODE,
            "jobs/fill.py": CODE,
            "main.tf": 'resource "aws_s3_object" "fill" {\n  bucket = "b"\n  key = "fill.py"\n  source = "jobs/fill.py"\n}\n'
            + function("a", 'source_dir = "src"', by="null\n  environment { variables = { SCRIPT = aws_s3_object.fill.key } }"),
        },
        {("function:a", "src/main.py")},
    ),
    "a folder that is built later": (
        {"src/index.ts": "export const run = 1\n", "main.tf": function("a", 'source_dir = "${path.module}/dist"', handler="index.run")},
        {("function:a", "src/index.ts")},
    ),
}  # fmt: skip
SILENT: dict[str, dict[str, str]] = {
    "a test": {"src/test_main.py": CODE, "tests/main.py": CODE, "main.tf": function("a", handler="test_main.run")},
    "a test that an archive names": {"src/main_test.py": CODE, "main.tf": function("a", 'source_file = "src/main_test.py"', handler="main_test.run")},
    "another module": {"src/other.py": CODE, "main.tf": function("a", 'source_dir = "src"')},
    "a name that ends alike": {"src/domain.py": CODE, "main.tf": function("a")},
    "a name that is in too many folders": {**{f"f{n}/main.py": CODE for n in range(6)}, "infra/main.tf": function("a", name="load")},
    "a job whose script is not here": {"jobs/other.py": CODE, "main.tf": GLUE_BY_NAME.replace("LOCATION", "jobs/fill.py")},
    "a job whose script has no known name": {"jobs/fill.py": CODE, "main.tf": GLUE_BY_NAME.replace("LOCATION", "jobs/${var.name}.py")},
    "an object that is no program": {
        "data/fill.py": CODE,
        "main.tf": 'resource "aws_s3_object" "d" {\n  bucket = "b"\n  key = "fill.csv"\n  source = "data/fill.csv"\n}\n',
    },
    "a function of Google Cloud, packed elsewhere": {"infra/main.tf": GOOGLE.replace("FOLDER", "../mail"), "other/main.py": CODE, "mail/helper.py": CODE},
    "a program without a function": {"src/main.py": CODE, "main.tf": 'resource "aws_s3_bucket" "b" {\n  bucket = "bakery"\n}\n'},
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_runs_which_file(name: str, tmp_path: Path) -> None:
    files, expected = CASES[name]
    assert run(made(tmp_path, files)) == expected


@pytest.mark.parametrize("name", SILENT)
def test_near_misses(name: str, tmp_path: Path) -> None:
    assert run(made(tmp_path, SILENT[name])) == set()


def test_one_file_is_followed_and_several_are_assumed(tmp_path: Path) -> None:
    one = made(tmp_path / "one", CASES["an archive of a folder"][0])
    assert edge(one, "function:a", "program:functions/visits/main.py").evidence.method is Method.RESOLVED
    assert edge(one, "function:a", "program:functions/visits/main.py").evidence.file == "infra/main.tf"
    several = made(tmp_path / "two", CASES["no archive, and nothing is better: all"][0])
    assert edge(several, "function:lambda-function", "program:functions/visits/main.py").evidence.method is Method.ASSUMED


@pytest.mark.parametrize("type_", ["aws_s3_object", "aws_s3_bucket_object", "google_storage_bucket_object"])
def test_files_of_the_same_path_in_two_buckets_are_two(type_: str, tmp_path: Path) -> None:
    path = "name" if type_.startswith("google") else "key"
    blocks = (f'resource "{type_}" "{b}" {{\n  bucket = "{b}"\n  {path} = "settings/app.json"\n}}\n' for b in ("north", "south"))
    found = made(tmp_path, {"main.tf": "".join(blocks)})
    assert {a.name for a in found.assets if a.fact("type") == type_} == {"north/settings/app.json", "south/settings/app.json"}
    assert asset(found, "object:north/settings/app.json").fact("type") == type_


def test_a_target_that_many_rules_call_the_same_is_not_one_thing(tmp_path: Path) -> None:
    rule = 'resource "aws_cloudwatch_event_target" "LABEL" {\n  rule = "LABEL"\n  target_id = "lambda"\n  arn = "arn:aws:lambda:x:1:function:LABEL"\n}\n'
    found = made(tmp_path, {"main.tf": rule.replace("LABEL", "day") + rule.replace("LABEL", "night")})
    assert len([a for a in found.assets if a.fact("type") == "aws_cloudwatch_event_target"]) == 2
