import random
from itertools import permutations
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from riskscan.estate.merge import merge
from riskscan.estate.piece import Gather
from riskscan.model.asset import AssetKind, key_of
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method
from tests.estate.support import asset, edges, estate_of

TABLE, BUCKET = AssetKind.TABLE, AssetKind.BUCKET


def table(file: str, *names: str, mentioned: bool = False, dbt: str = "", criticality: int | None = None) -> Estate:
    gather = Gather("ddl", file)
    for name in names:
        method = Method.MATCHED if mentioned else Method.READ
        gather.asset(TABLE, name, 1, method=method, facts=(("dbt", dbt),), criticality=criticality)
    return gather.estate()


def keys(*pieces: Estate, kind: AssetKind = TABLE) -> set[str]:
    return {a.key for a in merge(pieces).assets if a.kind is kind}


def test_a_bare_name_is_the_only_longer_one() -> None:
    assert keys(table("a.sql", "orders"), table("b.sql", "public.orders")) == {"table:public.orders"}
    assert keys(table("a.sql", "Orders"), table("b.sql", 'wh."public".ORDERS'), table("c.py", "public.orders", mentioned=True)) == {
        "table:wh.public.orders"
    }
    assert "orders" in asset(merge([table("a.sql", "orders"), table("b.sql", "public.orders")]), "table:public.orders").aliases


def test_a_name_that_could_be_several_stays_and_is_linked() -> None:
    program = Gather("code", "p.py")
    bare = program.asset(TABLE, "orders", 3, method=Method.MATCHED)
    program.edge("program:p.py", bare, EdgeKind.WRITES, 3)
    estate = merge([table("a.sql", "shop.orders"), table("b.sql", "audit.orders"), program.estate()])
    assert {a.key for a in estate.assets if a.kind is TABLE} == {"table:orders", "table:shop.orders", "table:audit.orders"}
    assert edges(estate, EdgeKind.FEEDS, EdgeKind.WRITES) == {
        ("table:shop.orders", "feeds", "table:orders"),
        ("table:audit.orders", "feeds", "table:orders"),
        ("program:p.py", "writes", "table:orders"),
        ("program:p.py", "writes", "table:shop.orders"),
        ("program:p.py", "writes", "table:audit.orders"),
    }


def test_one_file_that_defines_both_means_two() -> None:
    assert keys(table("a.sql", "orders", "audit.orders")) == {"table:orders", "table:audit.orders"}


def test_a_dbt_model_is_never_its_own_source() -> None:
    assert keys(table("models/orders.sql", "orders", dbt="model"), table("s.yml", "raw.orders", dbt="source")) == {
        "table:orders",
        "table:raw.orders",
    }


def test_a_source_is_its_ddl(tmp_path: Path) -> None:
    files = {
        "schema.sql": "create table orders (id int)",
        "models/m.sql": "select * from {{ source('shop', 'orders') }}",
        "models/s.yml": "sources: [{name: shop, schema: public, tables: [{name: orders}]}]",
    }
    assert ("table:public.orders", "feeds", "table:m") in edges(estate_of(tmp_path, files))


def test_mentions_join_the_one_definition() -> None:
    defined = Gather("terraform", "main.tf")
    defined.asset(BUCKET, "lake-eu", 1, aliases=("aws_s3_bucket.lake",))
    defined.asset(AssetKind.RESOURCE, "refine", 5, key="resource:aws_glue_job.refine")
    naming = Gather("code", "p.py")
    naming.edge(naming.asset(BUCKET, "lake-eu", 2, method=Method.MATCHED), "program:p.py", EdgeKind.FEEDS, 2)
    naming.edge("program:p.py", naming.asset(AssetKind.JOB, "refine", 3, method=Method.MATCHED), EdgeKind.RUNS, 3)
    naming.asset(AssetKind.OBJECT, "s3://lake-eu/raw/a.csv", 4, method=Method.MATCHED)
    found = edges(merge([defined.estate(), naming.estate()]))
    assert found == {
        ("bucket:lake-eu", "feeds", "program:p.py"),
        ("program:p.py", "runs", "resource:aws_glue_job.refine"),
        ("bucket:lake-eu", "contains", "object:s3://lake-eu/raw/a.csv"),
    }


def test_schemas_contain_tables() -> None:
    assert edges(merge([table("a.sql", "wh.shop.orders")])) == {
        ("schema:wh.shop", "contains", "table:wh.shop.orders"),
        ("database:wh", "contains", "table:wh.shop.orders"),
    } | {e for e in edges(merge([table("a.sql", "wh.shop.orders")])) if e[2] == "schema:wh.shop"}


def test_importance_never_falls() -> None:
    pieces = [table("a.sql", "orders", criticality=1), table("b.sql", "orders", criticality=3), table("c.sql", "orders")]
    assert all(asset(merge(order), "table:orders").criticality == 3 for order in permutations(pieces))


NAMES = st.sampled_from(["a", "s.a", "t.a", "d.s.a", "b", "s.b", "ref:p.a", "source:p.x.a"])
KINDS = st.sampled_from([EdgeKind.FEEDS, EdgeKind.WRITES])


@st.composite
def piece(draw: st.DrawFn) -> Estate:
    gather = Gather(draw(st.sampled_from(["ddl", "dbt"])), draw(st.sampled_from(["x.sql", "y.sql", "z.py"])))
    for name in draw(st.lists(NAMES, max_size=3)):
        special = name.startswith(("ref:", "source:"))
        method = draw(st.sampled_from([Method.READ, Method.MATCHED]))
        dbt = draw(st.sampled_from(["", "model", "source"]))
        gather.asset(
            TABLE, name.rpartition(".")[2] if special else name, 1, key=name if special else "", method=method, facts=(("dbt", dbt),)
        )
    for source, target, kind in draw(st.lists(st.tuples(NAMES, NAMES, KINDS), max_size=3)):
        ends = [n if n.startswith(("ref:", "source:")) else key_of(TABLE, n) for n in (source, target)]
        gather.edge(ends[0], ends[1], kind, 1)
    return gather.estate()


@settings(max_examples=150, deadline=None)
@given(st.lists(piece(), max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(pieces: list[Estate], chance: random.Random) -> None:
    shuffled = list(pieces)
    chance.shuffle(shuffled)
    assert merge(shuffled) == merge(pieces)
    estate = merge(pieces)
    known = {a.key for a in estate.assets}
    assert all(e.source in known and e.target in known for e in estate.dependencies)
    assert not any(k.startswith(("ref:", "source:", "macro:")) for k in known)


def test_one_team_has_one_name(tmp_path: Path) -> None:
    files = {
        "CODEOWNERS": "* @org/shop-core",
        "t.sql": "create table a (id int)",
        "dbt/models/x.yml": "exposures: [{name: e, type: dashboard, owner: {name: Shop Core}}]",
    }
    estate = estate_of(tmp_path, files)
    assert [a.name for a in estate.assets if a.kind is AssetKind.TEAM] == ["Shop Core"]
    assert asset(estate, "table:a").owner == "Shop Core"
    assert ("table:a", "notifies", "team:Shop Core") in edges(estate)
