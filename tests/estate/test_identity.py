import pytest

from riskscan.estate.identity import Names
from riskscan.estate.merge import merge
from riskscan.estate.piece import Gather
from riskscan.model.asset import Asset, AssetKind, AssetRef, Match
from riskscan.model.estate import Estate
from riskscan.model.evidence import Evidence, Method

K = AssetKind
GATHER = Gather("test", "all.txt")
for kind, name, key, aliases in (
    (K.TABLE, "wh.shop.orders", "", ()),
    (K.TABLE, "wh.audit.orders", "", ()),
    (K.TABLE, "shop.customers", "", ()),
    (K.TABLE, "backup_20240101", "", ()),
    (K.TABLE, "backup_20240102", "", ()),
    (K.TABLE, "takings", "", ("model.bakery.fct_takings",)),
    (K.BUCKET, "lake-eu", "", ("arn:aws:s3:::lake-eu", "aws_s3_bucket.lake")),
    (K.RESOURCE, "ledger-prod", "resource:aws_db_instance.ledger", ("aws_db_instance.ledger",)),
    (K.SERVER, "storage-index-prod", "", ()),
    (K.SERVER, "db-a.example.com", "", ()),
    (K.URL, "DELETE /members/{id}", "", ("DELETE https://members.example.com/v2/members/{id}",)),
    (K.URL, "GET /members/{id}", "", ()),
    (K.URL, "POST /members", "", ()),
    (K.PROGRAM, "jobs/load.py", "", ()),
    (K.PROGRAM, "old/load.py", "", ()),
    (K.PROGRAM, "jobs/send.py", "", ()),
    (K.SCHEMA, "wh.shop", "", ()),
    (K.SECRET, "prod/db", "", ()),
    (K.TEAM, "orders", "", ()),
):
    GATHER.asset(kind, name, 1, key=key, aliases=aliases)
for host in ("db-a.example.com", "db-b.example.com"):
    GATHER.asset(K.FILE, "/srv/pg/data", 1, key=f"file:{host}:/srv/pg/data", facts=(("within", host),))
NAMES = Names(Estate(GATHER.estate().assets))


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (AssetRef(K.TABLE, "WH.Shop.Orders"), {"table:wh.shop.orders": 1.0}),
        (AssetRef(K.VIEW, "shop.orders"), {"table:wh.shop.orders": 0.9}),
        (AssetRef(K.TABLE, "customers"), {"table:shop.customers": 0.7}),
        (AssetRef(K.TABLE, "wh.shop.customers"), {"table:shop.customers": 0.7}),
        (AssetRef(K.TABLE, "orders"), {"table:wh.shop.orders": 0.4, "table:wh.audit.orders": 0.4}),
        (AssetRef(K.TABLE, "other.orders"), {}),
        (AssetRef(K.TABLE, "PROD.MARTS.TAKINGS"), {"table:takings": 0.7}),
        (AssetRef(K.COLUMN, "shop.customers.email"), {"table:shop.customers": 1.0}),
        (AssetRef(K.SCHEMA, "shop"), {"schema:wh.shop": 0.7}),
        (AssetRef(K.TABLE, "backup_{date}", Match.PATTERN), {"table:backup_20240101": 0.4, "table:backup_20240102": 0.4}),
        (AssetRef(K.TABLE, "{name}", Match.UNKNOWN), {}),
        (AssetRef(K.TABLE, "{schema}.{name}", Match.PATTERN), {}),
        (AssetRef(K.BUCKET, "lake-eu"), {"bucket:lake-eu": 1.0}),
        (AssetRef(K.BUCKET, "arn:aws:s3:::lake-eu"), {"bucket:lake-eu": 1.0}),
        (AssetRef(K.OBJECT, "s3://lake-eu/raw/a.csv"), {"bucket:lake-eu": 0.9}),
        (AssetRef(K.OBJECT, "s3://lake-eu/{day}/a.csv", Match.PATTERN), {"bucket:lake-eu": 0.9}),
        (AssetRef(K.OBJECT, "raw/a.csv", within="lake-eu"), {"bucket:lake-eu": 0.9}),
        (AssetRef(K.DATABASE, "ledger-prod"), {"resource:aws_db_instance.ledger": 1.0}),
        (AssetRef(K.RESOURCE, "x", aliases=("aws_db_instance.ledger",)), {"resource:aws_db_instance.ledger": 1.0}),
        (AssetRef(K.SERVER, "tag:Name=*index*", Match.PATTERN), {"server:storage-index-prod": 0.7}),
        (AssetRef(K.SERVER, "db-a.example.com"), {"server:db-a.example.com": 1.0}),
        (AssetRef(K.URL, "DELETE https://members.example.com/v2/members/{member}"), {"url:DELETE /members/{id}": 0.9}),
        (AssetRef(K.URL, "members.example.com/v2/members/17"), {"url:DELETE /members/{id}": 0.9, "url:GET /members/{id}": 0.9}),
        (AssetRef(K.URL, "https://other.example.com/orders"), {}),
        (AssetRef(K.PROGRAM, "/opt/app/jobs/load.py"), {"program:jobs/load.py": 0.9}),
        (AssetRef(K.PROGRAM, "load.py"), {"program:jobs/load.py": 0.4, "program:old/load.py": 0.4}),
        (AssetRef(K.PROGRAM, "send.py"), {"program:jobs/send.py": 0.7}),
        (AssetRef(K.FILE, "/srv/pg/data", within="db-a.example.com"), {"file:db-a.example.com:/srv/pg/data": 0.9}),
        (AssetRef(K.FILE, "/srv/pg/data/base"), {"file:db-a.example.com:/srv/pg/data": 0.4, "file:db-b.example.com:/srv/pg/data": 0.4}),
        (AssetRef(K.FILE, "/srv/pg/data", within="elsewhere.example.com"), {}),
        (AssetRef(K.SECRET, "prod/db"), {"secret:prod/db": 1.0}),
        (AssetRef(K.QUEUE, "lake-eu"), {}),
    ],
    ids=lambda value: value.name if isinstance(value, AssetRef) else "",
)
def test_candidates(ref: AssetRef, expected: dict[str, float]) -> None:
    assert dict(NAMES.candidates(ref)) == expected


def test_a_model_and_its_source_may_both_be_meant() -> None:
    gather = Gather("dbt", "x.yml")
    gather.asset(K.TABLE, "orders", 1, facts=(("dbt", "model"),))
    gather.asset(K.TABLE, "raw.orders", 1, facts=(("dbt", "source"),))
    assert dict(Names(merge([gather.estate()])).candidates(AssetRef(K.TABLE, "orders"))) == {"table:orders": 1.0, "table:raw.orders": 0.4}


def test_many_assets() -> None:
    seen = (Evidence("t", "f", 1, Method.READ),)
    assets = tuple(Asset(f"table:s{n % 50}.t{n}", K.TABLE, f"s{n % 50}.t{n}", evidence=seen) for n in range(20_000))
    names = Names(Estate(assets))
    for n in range(2_000):
        assert len(names.candidates(AssetRef(K.TABLE, f"t{n * 7}"))) == 1


@pytest.mark.parametrize("name", ["//files01/homes", "//", "///a", "//files01/homes/*"])
def test_a_folder_of_a_windows_server_ends(name: str) -> None:
    assert NAMES.candidates(AssetRef(K.FILE, name)) is not None
