"""A safer version: it is the same file outside its edits, it still parses, and reading it again gives what was said."""

from __future__ import annotations

import ast
import difflib
import re
from pathlib import Path

import pytest

from riskscan import scan
from riskscan.advice.safer_version import Edit, OverlapError, apply, diff
from riskscan.model.assessment import Assessment
from riskscan.model.effect import Operation
from riskscan.model.verdict import LEVELS
from riskscan.recipe import suggest
from tests.support import FIXTURES

HEAD = 'import psycopg2\n\nconn = psycopg2.connect("dbname=shop_prod")\ncur = conn.cursor()\n'


def patched(text: str, change: str) -> str:
    """The text with a unified diff applied, in the plain way: each hunk stands where it says."""
    lines, out, at = text.splitlines(keepends=True), [], 0
    body = change.splitlines(keepends=True)[2:]
    for line in body:
        head = re.match(r"@@ -(\d+)(?:,(\d+))? \+", line)
        if head:
            start = int(head[1]) - (0 if head[2] == "0" else 1)
            out += lines[at:start]
            at = start
        elif line.startswith("\\"):
            out[-1] = out[-1].rstrip("\n") if out and body[body.index(line) - 1].startswith("+") else out[-1]
        elif line.startswith("+"):
            out.append(line[1:])
        else:
            assert lines[at].rstrip("\n") == line[1:].rstrip("\n")
            out += [lines[at]] if line.startswith(" ") else []
            at += 1
    return "".join(out + lines[at:])


def judged(path: Path, **more: object) -> Assessment:
    return scan([path], against=[path.parent / "estate"], policies=False, **more)  # type: ignore[arg-type]


def written(folder: Path, name: str, text: str) -> Path:
    (folder / "estate").mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def step_names(result: Assessment) -> list[str]:
    return [step.name for step in result.safer_versions[0].steps] if result.safer_versions else []


PYTHON = {
    "secret": ('import requests\n\nTOKEN = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"\nrequests.get("https://api.example.com", headers={"a": TOKEN})\n', 'os.environ["TOKEN"]'),
    "parameters": (HEAD + 'name = input()\ncur.execute(f"DELETE FROM orders WHERE name = \'{name}\'")\nconn.commit()\n', 'WHERE name = %s", (name,))'),
    "copy": (HEAD + "cur.execute(\"DELETE FROM orders WHERE placed < '2020-01-01'\")\nconn.commit()\n", "orders_before_change"),
    "guard": (HEAD + 'cur.execute("UPDATE orders SET paid = true")\nconn.commit()\n', "if cur.rowcount > MOST_ROWS:"),
    "limit": (
        'import boto3\n\nec2 = boto3.client("ec2")\nfor line in open("ids.txt"):\n    ec2.terminate_instances(InstanceIds=[line.strip()])\n',
        "itertools.islice(",
    ),
    "dry_run": ('import boto3\n\nboto3.client("rds").delete_db_instance(DBInstanceIdentifier="shop-prod", SkipFinalSnapshot=True)\n', "if DRY_RUN:"),
    "confirm": ('import boto3\n\nboto3.client("rds").delete_db_instance(DBInstanceIdentifier="shop-prod", SkipFinalSnapshot=True)\n', 'input("This changes shop-prod.'),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PYTHON))
def test_each_draft_for_python(tmp_path: Path, name: str):
    text, wanted = PYTHON[name]
    path = written(tmp_path, "job.py", text)
    before = judged(path)
    assert name in step_names(before)
    after_text = patched(text, suggest(path, against=[tmp_path / "estate"]).diff)
    assert wanted in after_text
    ast.parse(after_text)
    path.write_text(after_text, encoding="utf-8")
    after = judged(path)
    version = before.safer_versions[0]
    assert (after.verdict.level, after.verdict.score) == (version.level, version.score)
    assert after.verdict.score <= before.verdict.score
    reads = {(e.asset.kind, e.asset.name) for e in before.effects if e.operation is Operation.READ}
    assert reads <= {(e.asset.kind, e.asset.name) for e in after.effects if e.operation is Operation.READ}


SQL = {
    "filter_on": "DELETE FROM shop.orders\n-- WHERE order_id = 4\n;\n",
    "no_cascade": "DROP TABLE shop.orders CASCADE;\n",
    "copy": "UPDATE shop.orders SET paid = true WHERE placed_at < '2020-01-01';\n",
    "count": "DELETE FROM shop.orders WHERE placed_at < '2020-01-01';\n",
    "transaction": "UPDATE shop.orders SET paid = true;\nDELETE FROM shop.baskets WHERE age > 4;\n",
    "rehearsal": "BEGIN;\nDELETE FROM shop.orders;\nCOMMIT;\n",
}


@pytest.mark.parametrize("name", sorted(SQL))
@pytest.mark.parametrize("dialect", ["postgres", "mysql", "tsql", "sqlite", ""])
def test_each_draft_for_sql(tmp_path: Path, name: str, dialect: str):
    text = SQL[name]
    path = written(tmp_path, "fix.sql", text)
    before = judged(path, dialect=dialect)
    if (name, dialect) not in {("rehearsal", "tsql"), ("no_cascade", "mysql"), ("no_cascade", "tsql")}:
        assert name in step_names(before)
    after_text = patched(text, suggest(path, against=[tmp_path / "estate"], dialect=dialect).diff) if before.safer_versions else text
    path.write_text(after_text, encoding="utf-8")
    after = judged(path, dialect=dialect)
    assert after.artifacts[0].status == "read"
    if before.safer_versions:
        version = before.safer_versions[0]
        assert (after.verdict.level, after.verdict.score) == (version.level, version.score)
    touched = {e.asset.name for e in before.effects}
    assert all(e.asset.name in touched or e.asset.name.endswith("_before_change") for e in after.effects)


def _terraform(folder: Path, before: str, after: str) -> tuple[Path, Path]:
    base = folder / "base"
    base.mkdir()
    (base / "main.tf").write_text(before, encoding="utf-8")
    return written(folder, "main.tf", after), base


DATABASE = 'resource "aws_db_instance" "main" {{\n  identifier          = "shop-prod"\n  db_name             = "{name}"\n  deletion_protection = {lock}\n  skip_final_snapshot = {skip}\n}}\n'
TERRAFORM = {
    "protections": (DATABASE.format(name="shop", lock="true", skip="false"), DATABASE.format(name="shop", lock="false", skip="true")),
    "old_values": (DATABASE.format(name="shop", lock="true", skip="false"), DATABASE.format(name="store", lock="true", skip="false")),
    "moved": (
        'resource "aws_s3_bucket" "lake" {\n  bucket = "acme-lake-prod"\n}\n',
        'resource "aws_s3_bucket" "data_lake" {\n  bucket = "acme-lake-prod"\n}\n',
    ),
}


@pytest.mark.parametrize("name", sorted(TERRAFORM))
def test_each_draft_for_terraform(tmp_path: Path, name: str):
    path, base = _terraform(tmp_path, *TERRAFORM[name])
    before = judged(path, baseline=base)
    assert name in step_names(before)
    text = path.read_text(encoding="utf-8")
    path.write_text(patched(text, suggest(path, against=[tmp_path / "estate"], baseline=base).diff), encoding="utf-8")
    after = judged(path, baseline=base)
    version = before.safer_versions[0]
    assert (after.verdict.level, after.verdict.score) == (version.level, version.score)
    assert LEVELS.index(after.verdict.level) < LEVELS.index(before.verdict.level)


SHELL = {
    "ask": "terraform apply -auto-approve\nhelm uninstall shop --namespace prod\n",
    "not_empty": 'rm -rf "$TARGET/data"\n',
    "show": "aws s3 rm s3://acme-prod-data/raw --recursive\n",
}


@pytest.mark.parametrize("name", sorted(SHELL))
def test_each_draft_for_shell(tmp_path: Path, name: str):
    path = written(tmp_path, "job.sh", SHELL[name])
    before = judged(path)
    found = suggest(path, against=[tmp_path / "estate"])
    assert name in [step.name for step in found.steps]
    path.write_text(patched(SHELL[name], found.diff), encoding="utf-8")
    after = judged(path)
    assert (after.verdict.level, after.verdict.score) == found.after
    assert after.verdict.score <= before.verdict.score


CASES = sorted(p for p in (FIXTURES / "artifacts").rglob("*") if p.suffix in (".py", ".sql", ".sh", ".tf"))


@pytest.mark.parametrize("case", CASES, ids=lambda p: f"{p.parent.name}")
def test_what_would_lower_it_holds_when_its_diff_is_applied(tmp_path: Path, case: Path):
    acme = FIXTURES / "estates" / "acme"
    base = acme / "infra" if case.suffix == ".tf" else None
    text = case.read_text(encoding="utf-8")
    path = tmp_path / case.name
    path.write_text(text, encoding="utf-8")
    first = scan([path], against=[acme], baseline=base, policies=False)
    scores = [first.verdict.score, *(low.score for low in first.verdict.what_would_lower_it)]
    assert scores == sorted(scores, reverse=True)
    for low in first.verdict.what_would_lower_it:
        if low.diff:
            path.write_text(patched(text, low.diff), encoding="utf-8")
            again = scan([path], against=[acme], baseline=base, policies=False).verdict
            assert (again.level, again.score) == (low.level, low.score), low.text


def test_only_the_edits_change_and_line_ends_stay(tmp_path: Path):
    text = HEAD.replace("\n", "\r\n") + 'x = """\r\n  a\r\n"""  # ünï\r\ncur.execute("DELETE FROM orders")\r\nconn.commit()\r\n'
    path = written(tmp_path, "job.py", text)
    change = suggest(path, against=[tmp_path / "estate"]).diff
    kept = [line[1:] for line in change.splitlines(keepends=True)[2:] if line.startswith((" ", "-"))]
    assert all(line.endswith("\r\n") for line in kept)
    assert all(line in text for line in kept)
    after = patched(text, change)
    removed = [op for op in difflib.SequenceMatcher(None, text, after, autojunk=False).get_opcodes() if op[0] in ("delete", "replace")]
    assert not removed  # here all edits only put something in


def test_a_password_is_not_in_the_report(tmp_path: Path):
    secret = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    path = written(
        tmp_path, "pay.py", f'import stripe\n\nstripe.api_key = "{secret}"\nfor c in open("c.txt"):\n    stripe.Refund.create(charge=c)\n'
    )
    result = judged(path)
    assert result.safer_versions[0].masked
    assert secret not in result.safer_versions[0].diff
    assert all(secret not in low.diff for low in result.verdict.what_would_lower_it)
    assert f'-stripe.api_key = "{secret}"' in suggest(path, against=[tmp_path / "estate"]).diff


@pytest.mark.parametrize(
    "text",
    [
        "from airflow import DAG\nimport boto3\n\nboto3.client('rds').delete_db_instance(DBInstanceIdentifier='shop-prod')\n",
        "import sys, boto3\n\nif '--dry-run' in sys.argv:\n    sys.exit()\nboto3.client('rds').delete_db_instance(DBInstanceIdentifier='shop-prod')\n",
    ],
)
def test_no_second_rehearsal_and_none_where_nobody_starts_it(tmp_path: Path, text: str):
    assert "dry_run" not in step_names(judged(written(tmp_path, "job.py", text)))


def test_a_value_that_is_needed_later_is_not_cut_off(tmp_path: Path):
    text = "import boto3\n\n\ndef end(name):\n    answer = boto3.client('rds').delete_db_instance(DBInstanceIdentifier=name)\n    print(answer)\n    return 3\n\n\nend('shop-prod')\n"
    path = written(tmp_path, "job.py", text)
    after = patched(text, suggest(path, against=[tmp_path / "estate"]).diff)
    assert "        print(answer)\n" in after
    assert "\n    return 3\n" in after


def test_a_calm_file_gets_none(tmp_path: Path):
    path = written(tmp_path, "report.py", "import pandas as pd\n\nprint(pd.read_csv('a.csv').describe())\n")
    assert judged(path).safer_versions == ()
    assert suggest(path, against=[tmp_path / "estate"]).diff == ""


def test_edits_that_overlap_are_refused():
    assert apply("abc", [Edit(1, 1, "x"), Edit(1, 2, "y")]) == "axyc"
    with pytest.raises(OverlapError):
        apply("abc", [Edit(0, 2, "x"), Edit(1, 3, "y")])
    assert diff("a.py", "x", "x") == ""
