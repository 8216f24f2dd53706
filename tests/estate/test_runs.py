from pathlib import Path

import pytest

from riskscan.model.estate import EdgeKind, Estate
from tests.estate.support import asset, edge, edges, estate_of
from tests.support import FIXTURES

WORKFLOW = "job:.github/workflows/nightly.yml.load"


@pytest.fixture(scope="module")
def runs() -> Estate:
    return estate_of(FIXTURES / "estates" / "small-runs")


def test_github_workflow(runs: Estate) -> None:
    workflow = asset(runs, "pipeline:.github/workflows/nightly.yml")
    assert workflow.name == "Nightly load"
    assert workflow.fact("schedule") == "15 2 * * *"
    assert workflow.fact("trigger") == "schedule, workflow_dispatch"
    assert asset(runs, WORKFLOW).fact("environment") == "production"
    assert ("pipeline:.github/workflows/nightly.yml", "runs", WORKFLOW) in edges(runs)
    assert edge(runs, WORKFLOW, "program:jobs/load.py").evidence.line == 15
    assert edge(runs, WORKFLOW, "table:stage.sales").evidence.line == 16


def test_gitlab_and_cron_and_kubernetes(runs: Estate) -> None:
    assert asset(runs, "job:.gitlab-ci.yml.refresh").fact("schedule") == "scheduled"
    assert ("job:.gitlab-ci.yml.refresh", "runs", "program:jobs/refresh.sh") in edges(runs)
    assert ("program:jobs/refresh.sh", "runs", "program:jobs/load.py") in edges(runs)
    line = asset(runs, "job:etc/cron.d/backup:3")
    assert (line.fact("schedule"), line.fact("user"), line.name) == ("30 1 * * 1-5", "postgres", "/bin/bash jobs/refresh.sh")
    assert ("job:etc/cron.d/backup:4", "runs", "program:jobs/load.py") in edges(runs)
    assert asset(runs, "job:price-sync").fact("schedule") == "*/10 * * * *"
    assert ("job:price-sync", "runs", "program:jobs/load.py") in edges(runs)


def test_sql_in_other_languages(runs: Estate) -> None:
    orders, report = "program:src/orders.ts", "program:src/Report.java"
    assert edges(runs, EdgeKind.FEEDS, EdgeKind.WRITES) >= {
        ("table:shop.orders", "feeds", orders),
        ("table:shop.customers", "feeds", orders),
        (orders, "writes", "table:shop.baskets"),
        ("table:marts.takings", "feeds", report),
        ("table:marts.takings_daily", "feeds", report),
    }
    assert edge(runs, "table:shop.customers", orders).evidence.line == 4
    assert edge(runs, "table:marts.takings", report).evidence.line == 3
    assert not any("recent" in a.key or a.key in ("table:here", "table:your") for a in runs.assets)


def test_owners_of_files(runs: Estate) -> None:
    assert asset(runs, "program:jobs/refresh.sh").owner == "data"
    assert asset(runs, "program:src/orders.ts").owner == "web@example.com"
    assert asset(runs, WORKFLOW).owner == "everyone"
    assert asset(runs, "table:shop.orders").owner == ""  # only mentioned
    assert ("program:jobs/refresh.sh", "notifies", "team:data") in edges(runs)


@pytest.mark.parametrize(
    ("line", "path", "owned"),
    [
        ("*.js", "a/b/c.js", True),
        ("docs/*", "docs/a.md", True),
        ("docs/*", "docs/a/b.md", False),
        ("apps/", "x/apps/a.py", True),
        ("/apps/", "x/apps/a.py", False),
        ("/build/logs/", "build/logs/x/y.log", True),
        ("**/logs", "a/logs/x.log", True),
        ("/scripts/a?c.py", "scripts/abc.py", True),
        ("load.py", "x/load.py", True),
        ("load.py", "x/reload.py", False),
    ],
)
def test_patterns_of_owners(line: str, path: str, owned: bool) -> None:
    from riskscan.estate.codeowners import owner_of, rules

    assert (owner_of(path, rules("CODEOWNERS", f"{line} @a")) is not None) is owned


def test_sql_scripts(tmp_path: Path) -> None:
    files = {"a/tables.sql": "create table shop.orders (id int);", "a/fix.sql": "insert into shop.orders select * from shop.new_orders;"}
    estate = estate_of(tmp_path, files)
    assert edges(estate) == {
        ("schema:shop", "contains", "table:shop.orders"),
        ("schema:shop", "contains", "table:shop.new_orders"),
        ("program:a/fix.sql", "writes", "table:shop.orders"),
        ("table:shop.new_orders", "feeds", "program:a/fix.sql"),
    }
