"""Laws of the estate: a further file never makes a change look milder, names are only names, and the order of files does not matter.

Two sorts of files are left out of the first law, as they should lower: those that say that something is gone (a migration that drops a
table, a project that switches a model off), and the first that says which table a bare name means, where the changed table is itself
unknown. So the table that is changed is always defined here.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscan import scan
from riskscan.model.assessment import Assessment
from riskscan.model.verdict import LEVELS

FILES = {
    "db/shop.sql": "create table shop.orders (id int, state text);\ncreate table shop.lines (id int, order_id int references shop.orders(id) on delete cascade);\n",
    "db/audit.sql": "create table audit.orders (id int);\n",
    "db/bare.sql": "create table orders (id int);\n",
    "db/view.sql": "create view shop.open as select id from shop.orders where state = 'open';\n",
    "dbt/dbt_project.yml": "name: shop\n",
    "dbt/models/stg_orders.sql": "select * from {{ source('shop', 'orders') }}\n",
    "dbt/models/m.yml": "sources: [{name: shop, tables: [{name: orders}]}]\nexposures: [{name: board, type: dashboard, maturity: high, owner: {name: Oven}, depends_on: [ref('stg_orders')]}]\n",
    "web/page.ts": "db.query('select id from orders where id = 1'); db.query(`insert into shop.baskets (id) values (1)`)\n",
    "jobs/load.py": "import pandas as pd\npd.read_sql('select * from shop.open', 'postgresql://wh/x').to_sql('daily', 'postgresql://wh/x', schema='marts')\n",
    "crontab": "0 2 * * * python jobs/load.py\n",
    "infra/main.tf": 'resource "aws_s3_bucket" "lake" {\n  bucket = "shop-lake"\n}\nresource "aws_glue_job" "x" {\n  name = "x"\n  default_arguments = { "--SRC" = "s3://shop-lake/a" }\n}\n',
    "infra/more.tf": 'resource "aws_db_instance" "wh" {\n  identifier = "wh"\n  engine = "postgres"\n  deletion_protection = true\n}\n',
    ".github/workflows/a.yml": "on: {schedule: [{cron: '0 4 * * *'}]}\njobs: {a: {runs-on: x, steps: [{run: psql -h wh -c 'refresh materialized view shop.open'}]}}\n",
    "CODEOWNERS": "* @shop/core\n/web/ @shop/web\n",
    "riskscan.toml": '[[asset]]\nname = "shop.orders"\nkind = "table"\ncriticality = 3\nowner = "Order desk"\n',
    "bi/c.yaml": "slice_name: Orders\nuuid: c\ndataset_uuid: d\nversion: 1.0.0\n",
    "bi/d.yaml": "table_name: orders\nschema: shop\nsql: null\nuuid: d\ndatabase_uuid: e\nversion: 1.0.0\n",
}
HANDED = {
    "fix.sql": "delete from shop.orders where state = 'draft';\n",
    "bare.sql": "update orders set state = 'x' where id > 5;\n",
    "drop.sql": "drop table shop.orders cascade;\n",
    "tidy.py": "import boto3\nboto3.resource('s3').Bucket('shop-lake').objects.all().delete()\n",
    "stop.sh": "aws rds stop-db-instance --db-instance-identifier wh\n",
}
LAW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
some_files = st.sets(st.sampled_from(sorted(FILES))).map(lambda files: files | {"db/shop.sql"})


def judged(name: str, text: str, files: Mapping[str, str]) -> Assessment:
    with tempfile.TemporaryDirectory() as place:
        for path, content in files.items():
            file = Path(place, "estate", path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        Path(place, "estate").mkdir(exist_ok=True)
        Path(place, name).write_text(text)
        return scan([Path(place, name)], against=[Path(place, "estate")], policies=False)


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RISKSCAN_CACHE", "off")


@LAW
@given(some_files, st.sampled_from(sorted(FILES)), st.sampled_from(sorted(HANDED)))
def test_a_further_file_never_lowers(files: set[str], further: str, name: str) -> None:
    before = judged(name, HANDED[name], {f: FILES[f] for f in files})
    after = judged(name, HANDED[name], {f: FILES[f] for f in files | {further}})
    assert LEVELS.index(after.verdict.level) >= LEVELS.index(before.verdict.level)
    assert after.verdict.score >= before.verdict.score
    assert {i.asset for i in before.impacts} <= {key for i in after.impacts for key in (i.asset,)} | _joined(before, after)


def _joined(before: Assessment, after: Assessment) -> set[str]:
    """Keys that the further file gave a longer name: the thing is still there, under that name or as what is touched."""
    names = {alias.lower() for node in after.graph.nodes for alias in (node.key, node.name, *node.aliases)}
    return {i.asset for i in before.impacts if i.asset.partition(":")[2].lower() in names or i.how in ("is_undone", "undoes_it")}


@LAW
@given(some_files, st.sampled_from(["fix.sql", "bare.sql", "drop.sql"]))
def test_a_name_is_only_a_name(files: set[str], name: str) -> None:
    def renamed(text: str) -> str:
        return text.replace("orders", "pallets")

    one = judged(name, HANDED[name], {f: FILES[f] for f in files})
    other = judged(name, renamed(HANDED[name]), {renamed(f): renamed(FILES[f]) for f in files})
    assert (one.verdict.level, one.verdict.score) == (other.verdict.level, other.verdict.score)
    assert sorted(renamed(i.asset) for i in one.impacts) == sorted(i.asset for i in other.impacts)


@LAW
@given(some_files, st.sampled_from(sorted(HANDED)), st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(files: set[str], name: str, chance: random.Random) -> None:
    ordered = sorted(files)
    shuffled = list(ordered)
    chance.shuffle(shuffled)
    one, other = judged(name, HANDED[name], {f: FILES[f] for f in ordered}), judged(name, HANDED[name], {f: FILES[f] for f in shuffled})
    assert (one.impacts, one.graph.edges, one.diagnostics) == (other.impacts, other.graph.edges, other.diagnostics) or _same(one, other)


def _same(one: Assessment, other: Assessment) -> bool:
    """The same but for the temporary folder in which each was read."""
    return [(i.asset, i.how, i.path) for i in one.impacts] == [(i.asset, i.how, i.path) for i in other.impacts]
