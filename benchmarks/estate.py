"""Generated estates of 100, 1,000 and 10,000 files: time and memory to read them cold and warm, and to follow one change through them.

The files are a mix as companies have it: dbt models, SQL definitions, Python jobs, Airflow DAGs, workflows, Terraform, shell and
TypeScript; every tenth thing is used by many. Run ``python benchmarks/estate.py [--files N ...]``. Each step runs in a process of its
own, so memory is that of one step: of the process that asks, and of the largest of those that help it. Seconds are by the clock and, after
the stroke, of all processors together, which other programs on the machine do not change. ``opened`` counts the files of the estate that
the second run opens. Bars: cold below 90 s and warm below 3 s for 10,000 files on two processors, a change followed through 20,000 nodes
and 60,000 edges in below 1 s, the cost of a file the same in small and large estates, and no file opened again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (100, 1_000, 10_000)


def write_estate(root: Path, count: int) -> None:
    """``count`` files; the same for the same number."""
    chance = random.Random(7)
    made = 0
    (root / "dbt").mkdir(parents=True)
    (root / "dbt/dbt_project.yml").write_text("name: shop\nversion: '1.0'\n")
    while made < count:
        group = made // 100
        for path, text in _hundred(group, max(count // 100, 1), chance):
            if made >= count:
                break
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
            made += 1


def _hundred(g: int, groups: int, chance: random.Random) -> list[tuple[str, str]]:
    """About a hundred files of one team, which use their own things and some of all others."""

    def other() -> int:
        return chance.randrange(groups)

    files: list[tuple[str, str]] = []
    for n in range(8):
        columns = ",\n  ".join(f"column_{c} text" for c in range(12))
        body = f"create table raw_{g}.orders_{n} (id bigint primary key,\n  {columns});\n"
        body += f"create table raw_{g}.lines_{n} (id bigint, order_id bigint references raw_{g}.orders_{n}(id) on delete cascade);\n"
        body += f"create view raw_{g}.open_{n} as select * from raw_{g}.orders_{n} where column_1 is null;\n"
        files.append((f"db/team_{g}/tables_{n}.sql", body))
    tables = ", ".join(f"{{name: orders_{n}}}, {{name: lines_{n}}}" for n in range(8))
    files.append((f"dbt/models/team_{g}/sources.yml", f"sources:\n  - name: raw_{g}\n    tables: [{tables}]\n"))
    for n in range(36):
        one, two = (f"{{{{ ref('m_{g}_{n - k}') }}}}" if n >= k else f"{{{{ source('raw_{g}', 'orders_{n % 8}') }}}}" for k in (1, 3))
        far = f"{{{{ source('raw_{other()}', 'lines_{n % 8}') }}}}"
        body = f"select a.id, b.column_2, c.order_id\nfrom {one} a\njoin {two} b on a.id = b.id\nleft join {far} c on c.id = a.id\n"
        files.append((f"dbt/models/team_{g}/m_{g}_{n}.sql", body))
    exposures = "".join(
        f"  - name: board_{g}_{n}\n    type: dashboard\n    owner: {{name: Team {g}}}\n    depends_on: [ref('m_{g}_{n}'), ref('m_{other()}_{n}')]\n"
        for n in range(36)
    )
    files.append((f"dbt/models/team_{g}/exposures.yml", "exposures:\n" + exposures))
    for n in range(18):
        body = f"""import pandas as pd
from sqlalchemy import create_engine

engine = create_engine("postgresql://warehouse.example.com/shop")


def load():
    orders = pd.read_sql("select id, column_1 from raw_{g}.orders_{n % 8} where column_3 > 1", engine)
    lines = pd.read_sql("select * from raw_{other()}.lines_{n % 8}", engine)
    joined = orders.merge(lines, on="id")
    joined.to_sql("result_{n}", engine, schema="mart_{g}", if_exists="append")
    joined.to_csv("s3://lake-{g}/result_{n}.csv")


if __name__ == "__main__":
    load()
"""
        files.append((f"jobs/team_{g}/load_{n}.py", body))
    for n in range(8):
        body = f"""from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("dag_{g}_{n}", schedule="0 {n} * * *", default_args={{"owner": "team_{g}"}}) as dag:
    fill = SQLExecuteQueryOperator(
        task_id="fill", conn_id="wh", sql="insert into mart_{g}.daily_{n} select id from mart_{g}.result_{n} join mart_{other()}.result_1 using (id)"
    )
    send = BashOperator(task_id="send", bash_command="python jobs/team_{g}/load_{n}.py")
    fill >> send
"""
        files.append((f"dags/dag_{g}_{n}.py", body))
    for n in range(8):
        body = f"""name: nightly {g} {n}
on:
  schedule: [{{cron: "{n} 3 * * *"}}]
jobs:
  run:
    runs-on: ubuntu-latest
    steps:
      - run: python jobs/team_{g}/load_{n + 8}.py
      - run: psql -h warehouse.example.com -c "refresh materialized view raw_{g}.open_{n}"
"""
        files.append((f".github/workflows/nightly_{g}_{n}.yml", body))
    for n in range(6):
        body = f"""resource "aws_s3_bucket" "lake_{n}" {{
  bucket = "lake-{g}-{n}"
  tags   = {{ Team = "team {g}" }}
}}

resource "aws_lambda_function" "copy_{n}" {{
  function_name = "copy-{g}-{n}"
  role          = aws_iam_role.copy_{n}.arn
  environment {{ variables = {{ BUCKET = aws_s3_bucket.lake_{n}.bucket }} }}
}}

resource "aws_iam_role" "copy_{n}" {{
  name               = "copy-{g}-{n}"
  assume_role_policy = "{{}}"
}}
"""
        files.append((f"infra/team_{g}_{n}/main.tf", body))
    for n in range(6):
        files.append(
            (
                f"bin/team_{g}/clean_{n}.sh",
                f'#!/bin/bash\nset -e\npsql -c "delete from mart_{g}.daily_{n} where id < 10"\naws s3 rm s3://lake-{g}-{n}/old --recursive\n',
            )
        )
    for n in range(8):
        files.append(
            (
                f"web/team_{g}/page_{n}.ts",
                f"export const rows = (db) => db.query(`select id from mart_{g}.daily_{n} d join raw_{g}.orders_{n} o on o.id = d.id`);\n",
            )
        )
    return files


def _memory() -> tuple[float, float]:
    """The most memory that this process had and that any of its children had, in MB."""
    own, children = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own, children


def _processors() -> float:
    """Seconds of all processors that this process and its children used."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def step(root: Path) -> None:
    """Reads the estate once and prints what it cost as JSON."""
    from riskscan.estate.read import read
    from riskscan.parsers.queue import read as ask
    from riskscan.recipe import workers

    opened: set[str] = set()
    inside = str(root) + os.sep

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(inside):
            opened.add(arguments[0])

    sys.addaudithook(note)
    start, used = time.perf_counter(), _processors()
    estate = read([root], ask, pool=workers.read)
    took, used = time.perf_counter() - start, _processors() - used
    print(
        json.dumps(
            {
                "seconds": took,
                "processors": used,
                "opened": len(opened),
                "nodes": len(estate.assets),
                "edges": len(estate.dependencies),
                "memory": _memory(),
                "unread": len(estate.diagnostics),
            }
        )
    )


def blast(nodes: int = 20_000, edges: int = 60_000) -> tuple[float, float, int]:
    """(seconds, seconds of the processor, keys reached) to follow one dropped table through a random estate in layers."""
    from riskscan.graph.impacts import impacts_of
    from riskscan.graph.web import weave
    from riskscan.model.asset import Asset, AssetKind, AssetRef
    from riskscan.model.effect import Certainty, Effect, Operation, Scope, Undo
    from riskscan.model.estate import Dependency, EdgeKind, Estate
    from riskscan.model.evidence import Evidence
    from riskscan.model.span import Span
    from riskscan.parallel import few_collections

    chance = random.Random(3)
    seen = Evidence("generated", "x.sql", 1)
    assets = tuple(Asset(f"table:t{n}", AssetKind.TABLE, f"t{n}", evidence=(seen,)) for n in range(nodes))
    pairs = {(f"table:t{max(n - chance.randrange(1, 400), 0)}", f"table:t{n}") for n in range(1, nodes)}
    while len(pairs) < edges:
        target = chance.randrange(1, nodes)
        pairs.add((f"table:t{chance.randrange(max(target - 2_000, 0), target)}", f"table:t{target}"))
    estate = Estate(assets, tuple(Dependency(a, b, EdgeKind.FEEDS, seen) for a, b in sorted(pairs)))
    drop = Effect(
        Operation.DELETE,
        "drop",
        AssetRef(AssetKind.TABLE, "t0"),
        Scope.ALL,
        Undo.NO,
        Certainty.PROVEN,
        "sql/drop",
        "x",
        Span("a.sql", 1, 1, 1, 2),
        id="e1",
    )
    web = weave(estate, {"e1": (("table:t0", 1.0),)}, {})
    with few_collections():
        start, used = time.perf_counter(), time.process_time()
        found = impacts_of((drop,), (), web)
        return time.perf_counter() - start, time.process_time() - used, len(found.impacts)


def main(arguments: list[str] | None = None) -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--step", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.step:
        step(chosen.step)
        return 0
    print(
        f"{'files':>7} {'nodes':>7} {'edges':>7} {'unread':>6} {'cold s':>13} {'ms/file':>13} {'warm s':>11} {'opened':>6} {'cold MB':>9} {'warm MB':>7}"
    )
    for count in chosen.files:
        with tempfile.TemporaryDirectory() as place:
            root = Path(place, "estate")
            write_estate(root, count)
            old = time.time() - 3_600
            for path in root.rglob("*"):
                os.utime(path, (old, old))
            environment = {**os.environ, "XDG_CACHE_HOME": str(Path(place, "cache")), "RISKSCAN_CACHE": "on"}
            command = [sys.executable, __file__, "--step", str(root)]
            cold, warm = (json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout) for _ in range(2))
            taken = f"{cold['seconds']:.1f}/{cold['processors']:.1f}"
            each = f"{1000 * cold['seconds'] / count:.1f}/{1000 * cold['processors'] / count:.1f}"
            again = f"{warm['seconds']:.2f}/{warm['processors']:.2f}"
            memory = "+".join(f"{each:.0f}" for each in cold["memory"])
            print(
                f"{count:>7} {cold['nodes']:>7} {cold['edges']:>7} {cold['unread']:>6} {taken:>13} {each:>13} {again:>11} {warm['opened']:>6}"
                f" {memory:>9} {warm['memory'][0]:>7.0f}",
                flush=True,
            )
    seconds, used, reached = blast()
    print(f"one change through 20,000 nodes and 60,000 edges: {seconds:.2f}/{used:.2f} s, {reached:,} reached")
    return 0


if __name__ == "__main__":
    sys.exit(main())
