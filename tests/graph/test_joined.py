"""Each thing that only the joined graph can say: one change that shows it, and one near miss that stays silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan
from riskscan.knowledge.schedules import meet
from riskscan.model.assessment import Assessment

ESTATE = {
    "sql/tables.sql": """
create table shop.orders (id bigint primary key, customer_id bigint, total numeric, status text, note text);
create table shop.customers (id bigint primary key, email text);
create table marts.daily_totals (day date, total numeric);
create table marts.segments (customer_id bigint, segment text);
create table ops.segments (host text, segment text);
create table shop.parcels (id int);
""",
    "dbt/dbt_project.yml": "name: shop\nversion: '1.0'\n",
    "dbt/models/schema.yml": """
sources:
  - name: shop
    tables: [{name: orders}, {name: customers}]
exposures:
  - name: revenue_board
    label: Revenue board
    type: dashboard
    owner: {name: Finance, email: finance@example.com}
    depends_on: [ref('fct_orders')]
""",
    "dbt/models/fct_orders.sql": """
select o.id, o.total, c.email
from {{ source('shop', 'orders') }} o
join {{ source('shop', 'customers') }} c on c.id = o.customer_id
""",
    "dags/nightly.py": """
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("nightly_totals", schedule="0 2 * * *", default_args={"owner": "data-team"}) as dag:
    SQLExecuteQueryOperator(
        task_id="fill", conn_id="wh", sql="insert into marts.daily_totals select current_date, sum(total) from shop.orders"
    )
    BashOperator(task_id="segments", bash_command="python jobs/segments.py")
""",
    "jobs/segments.py": """
import psycopg2
conn = psycopg2.connect("host=wh.example.com dbname=wh")
cur = conn.cursor()
cur.execute("truncate marts.segments")
cur.execute("insert into marts.segments select id, case when email like '%corp%' then 'b2b' else 'b2c' end from shop.customers")
conn.commit()
""",
    "jobs/hello.py": "import requests\nprint('hello')\n",
    "infra/main.tf": """
resource "aws_s3_bucket" "exports" {
  bucket = "acme-exports"
}
resource "aws_iam_role" "loader" {
  name               = "loader"
  assume_role_policy = "{}"
}
resource "aws_iam_role" "viewer" {
  name               = "viewer"
  assume_role_policy = "{}"
}
resource "aws_lambda_function" "sync" {
  function_name = "sync-exports"
  role          = aws_iam_role.loader.arn
  handler       = "sync.handler"
  runtime       = "python3.11"
  filename      = "sync.zip"
}
resource "aws_s3_bucket_notification" "on_new" {
  bucket = aws_s3_bucket.exports.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.sync.arn
    events              = ["s3:ObjectCreated:*"]
  }
}
""",
    "lambdas/sync.py": """
import boto3
def handler(event, context):
    s3 = boto3.client("s3")
    s3.get_object(Bucket="acme-exports", Key="in.csv")
    s3.put_object(Bucket="acme-done", Key="out.csv", Body=b"")
""",
}
S3 = "import boto3\ns3 = boto3.client('s3')\n"
DAG = """from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
with DAG("fix", schedule="{}") as dag:
    SQLExecuteQueryOperator(task_id="fix", conn_id="wh", sql="delete from marts.daily_totals where total = 0")
"""


def judged(folder: Path, name: str, text: str, inside: bool = False) -> Assessment:
    """The assessment of a file beside the estate, or, with ``inside``, of one that is part of it."""
    estate = folder / "estate"
    for file, content in ESTATE.items():
        (estate / file).parent.mkdir(parents=True, exist_ok=True)
        (estate / file).write_text(content)
    path = (estate if inside else folder) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return scan([path], against=[estate], policies=False)


def said(result: Assessment) -> str:
    """All that the graph adds, one sentence a line."""
    return "\n".join(
        [note.text for effect in result.effects for note in effect.also]
        + [impact.text for impact in result.impacts]
        + [f"{route.kind}: {route.title}" for route in result.alternatives]
        + [habit.text for habit in result.page.habits]
    )


SHOWS: tuple[tuple[str, str, str, str], ...] = (
    # finding, file, change, what is said
    ("drift", "a.py", S3 + "s3.put_bucket_policy(Bucket='acme-exports', Policy='{}')", "infra/main.tf keeps this setting"),
    ("dbt owns it", "a.sql", "update fct_orders set total = 0 where id = 3;", "dbt (shop) writes this too. Your change is lost"),
    ("a job writes it", "a.sql", "update marts.daily_totals set total = 0 where day = '2026-01-01';", "nightly_totals.fill writes this too"),
    ("column", "a.sql", "alter table shop.orders drop column total;", "The report Revenue board stops working."),
    ("table", "a.sql", "drop table marts.segments;", "nightly_totals.segments fails at its next run"),
    ("bucket", "a.py", S3 + "s3.delete_bucket(Bucket='acme-exports')", "The function sync-exports stops."),
    ("right on a table", "a.sql", "revoke select on shop.orders from loader;", "nightly_totals.fill can no longer use it"),
    ("goes stale", "a.sh", "airflow dags pause nightly_totals", "The table marts.daily_totals is no longer brought up to date."),
    ("one run more", "a.sh", "airflow dags trigger nightly_totals", "also runs by itself, each day at 02:00. Yours is one run more."),
    ("two triggers", "crontab", "0 9 * * * python jobs/segments.py\n", "starts segments.py too, each day at 02:00. The work may be done twice."),
    ("two meanings", "a.sql", "delete from segments where segment = 'b2c';", "The name segments may mean marts.segments or ops.segments."),
    ("a job does it", "a.sql", "truncate marts.segments; insert into marts.segments select id, 'b2c' from shop.customers;", "existing_job: Use the job nightly_totals"),
    ("nobody's", "a.sql", "delete from shop.parcels where id < 4;", "No owner is listed for shop.parcels."),
    ("busy", "a.sql", "delete from marts.daily_totals where total = 0;", "writes it, each day at 02:00. Do not run your file at that time."),
    ("meet", "a.py", DAG.format("30 2 * * *"), "each day at 02:00. Your file starts at about that time too."),
    ("default", "a.py", "", "Line 3 takes prod where nobody says otherwise."),
)  # fmt: skip
NEAR = {
    "drift": S3 + "s3.put_object(Bucket='acme-exports', Key='a.csv', Body=b'')",
    "dbt owns it": "select * from fct_orders;",
    "a job writes it": "begin; update marts.daily_totals set total = 0; rollback;",
    "column": "alter table shop.orders drop column note;",
    "table": "drop table shop.parcels;",
    "bucket": S3 + "s3.delete_bucket(Bucket='acme-other')",
    "right on a table": "grant select on shop.orders to loader;",
    "goes stale": "airflow dags list",
    "one run more": "airflow dags trigger other_dag",
    "two triggers": "0 9 * * * python jobs/hello.py\n",
    "two meanings": "delete from marts.segments where segment = 'b2c';",
    "a job does it": "insert into shop.parcels values (1);",
    "nobody's": "update marts.daily_totals set total = 0 where day = '2026-01-01';",
    "busy": "delete from shop.parcels where id = 3;",
    "meet": DAG.format("30 14 * * *"),
}
ASKS = """import argparse, psycopg2
p = argparse.ArgumentParser()
p.add_argument("--env", default="{}")
p.add_argument("--label", default="prod report")
args = p.parse_args()
psycopg2.connect(host=f"{{args.env}}.db.example.com").cursor().execute("delete from shop.orders where status = 'x'")
"""


@pytest.mark.parametrize(("finding", "name", "text", "says"), SHOWS, ids=[row[0] for row in SHOWS])
def test_it_is_said(finding: str, name: str, text: str, says: str, tmp_path: Path) -> None:
    assert says in said(judged(tmp_path, name, text or ASKS.format("prod")))


@pytest.mark.parametrize(("finding", "name", "text", "says"), SHOWS, ids=[row[0] for row in SHOWS])
def test_the_near_miss_stays_silent(finding: str, name: str, text: str, says: str, tmp_path: Path) -> None:
    assert says not in said(judged(tmp_path, name, NEAR.get(finding, ASKS.format("staging"))))


def test_a_right_of_an_account_is_one_of_what_runs_as_it(tmp_path: Path) -> None:
    text = "import boto3\nboto3.client('iam').detach_role_policy(RoleName='{}', PolicyArn='arn:aws:iam::aws:policy/AmazonS3FullAccess')\n"
    assert "The function sync-exports can no longer use it." in said(judged(tmp_path, "a.py", text.format("loader")))
    assert "sync-exports" not in said(judged(tmp_path, "b.py", text.format("viewer")))


def test_a_loop_is_told_where_the_started_function_writes_what_starts_it(tmp_path: Path) -> None:
    loops = ESTATE["lambdas/sync.py"].replace("acme-done", "acme-exports")
    told = judged(tmp_path, "lambdas/sync.py", loops, inside=True)
    assert "What it changes starts it again: acme-exports" in said(told)
    quiet = judged(tmp_path, "lambdas/sync.py", ESTATE["lambdas/sync.py"], inside=True)
    assert "starts it again" not in said(quiet)


def test_a_second_event_that_starts_a_function_is_told(tmp_path: Path) -> None:
    text = """
resource "aws_cloudwatch_event_rule" "nightly" {
  name                = "nightly-sync"
  schedule_expression = "rate(1 day)"
}
resource "aws_cloudwatch_event_target" "t" {
  rule = aws_cloudwatch_event_rule.nightly.name
  arn  = aws_lambda_function.NAME.arn
}
"""
    told = judged(tmp_path, "infra/add.tf", text.replace("NAME", "sync"), inside=True)
    assert "Acme-exports starts sync-exports too. The work may be done twice." in said(told)
    fresh = text.replace("NAME", "new") + 'resource "aws_lambda_function" "new" {\n  function_name = "new"\n  role = "r"\n}\n'
    assert "done twice" not in said(judged(tmp_path, "infra/add.tf", fresh, inside=True))


def test_one_stored_file_is_not_another(tmp_path: Path) -> None:
    one = judged(tmp_path, "a.py", S3 + "s3.put_object(Bucket='acme-exports', Key='a.csv', Body=b'')")
    assert not any("in.csv" in impact.asset for impact in one.impacts)
    same = judged(tmp_path, "b.py", S3 + "s3.put_object(Bucket='acme-exports', Key='in.csv', Body=b'')")
    unknown = judged(tmp_path, "c.py", "import sys\n" + S3 + "s3.put_object(Bucket='acme-exports', Key=sys.argv[1], Body=b'')")
    assert any(impact.asset.startswith("program:lambdas/sync") for impact in same.impacts)
    assert any(impact.asset == "function:sync-exports" for impact in unknown.impacts)


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        ("0 2 * * *", "30 2 * * *", True),
        ("0 2 * * *", "0 4 * * *", False),
        ("50 23 * * *", "@daily", True),
        ("0 2 * * 1", "0 2 * * 2-5", False),
        ("0 2 * * mon-fri", "15 2 * * 3", True),
        ("*/15 * * * *", "7 3 * * *", True),
        ("cron(0 2 * * ? *)", "0 2 * * *", True),
        ("rate(1 day)", "0 2 * * *", False),
        ("0 2 * * *", "", False),
        ("0 6/6 * * *", "30 12 * * *", True),
        ("a b c d e", "0 2 * * *", False),
    ],
)
def test_schedules_that_meet(one: str, other: str, meets: bool) -> None:
    assert meet(one, other) is meets
    assert meet(other, one) is meets
