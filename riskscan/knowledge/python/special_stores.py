"""Stores with a language or an idea of their own: graphs, time series, documents, vectors, secrets."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_D, _W, _R = Operation.DELETE, Operation.WRITE, Operation.READ
_TABLE, _DB, _SECRET, _NO, _WORK, _YES = AssetKind.TABLE, AssetKind.DATABASE, AssetKind.SECRET, Undo.NO, Undo.WITH_WORK, Undo.YES
_ONE, _SOME, _ALL, _ANY = Scope.ONE, Scope.SOME, Scope.ALL, Scope.UNKNOWN
_CYPHER = ("neo4j.Session.run", "neo4j.Driver.execute_query", "neo4j.Transaction.run")

GIVES: tuple[Gives, ...] = (
    *(Gives(call=call, type="neo4j.Driver", within=(0, "uri")) for call in ("neo4j.GraphDatabase.driver", "neo4j.AsyncGraphDatabase.driver")),
    Gives(call="neo4j.Driver.session", type="neo4j.Session", within=("self",)), Gives(call="neo4j.Session.begin_transaction", type="neo4j.Transaction", within=("self",)),
    *(Gives(call=call, type="cassandra.Cluster", within=(0, "contact_points")) for call in ("cassandra.cluster.Cluster",)), Gives(call="cassandra.Cluster.connect", type="dbapi.Connection", within=("self",)),
    *(Gives(call=call, type="influxdb_client.InfluxDBClient", within=("url", 0)) for call in ("influxdb_client.InfluxDBClient", "influxdb_client.client.influxdb_client.InfluxDBClient")),
    Gives(call="influxdb_client.InfluxDBClient.delete_api", type="influx.Delete", within=("self",)), Gives(call="influxdb_client.InfluxDBClient.buckets_api", type="influx.Buckets", within=("self",)), Gives(call="influxdb_client.InfluxDBClient.write_api", type="influx.Write", within=("self",)),
    Gives(call="influxdb.InfluxDBClient", type="influxdb.InfluxDBClient", within=("host", 0)),
    Gives(call="hvac.Client", type="hvac.Client", within=("url", 0)), Gives(call="consul.Consul", type="consul.Consul", within=("host", 0)),
    *(Gives(call=call, type="chromadb.Client", within=("host", "path")) for call in ("chromadb.Client", "chromadb.HttpClient", "chromadb.PersistentClient")),
    *(Gives(call=f"chromadb.Client.{name}", type="chromadb.Collection", carries=(("name", "0|name"),)) for name in ("get_collection", "get_or_create_collection", "create_collection")),
    Gives(call="pinecone.Pinecone.Index", type="pinecone.Index", carries=(("name", "0|name"),)), Gives(call="pinecone.Index", type="pinecone.Index", carries=(("name", 0),)),
    Gives(call="qdrant_client.QdrantClient", type="qdrant_client.QdrantClient", within=("url", "host", 0)),
)
_NEO = 'from neo4j import GraphDatabase\n\ndriver = GraphDatabase.driver("neo4j://graph.example.com", auth=("me", input()))\n'
_INFLUX = 'from influxdb_client import InfluxDBClient\n\nclient = InfluxDBClient(url="http://metrics.example.com", token=input())\n'
_VAULT = 'import hvac\n\nclient = hvac.Client(url="https://vault.example.com")\n'


def _cypher(call: str, line: str, suffix: str) -> tuple[Brief, ...]:
    words = ("*DELETE", "*delete", "*Delete")
    return (
        Brief(call, _D, "delete", _DB, _SOME, _NO, ("self.within",), line.format("MATCH (n:Old) DETACH DELETE n"), "neo4j://graph.example.com", (), "It deletes entries of {target} and their links.", (("0|query", words),), suffix=f"delete{suffix}"),
        Brief(call, _W, "merge", _DB, _SOME, _WORK, ("self.within",), line.format("MERGE (n:User {id: 7})"), "neo4j://graph.example.com", (), "It adds to or changes entries of {target}.", (("0|query", ("*MERGE", "*CREATE", "* SET ", "*merge ", "*create ")),), suffix=f"merge{suffix}"),
    )


CALLS: tuple[Call, ...] = (
    *rows("neo4j", _NEO, 'driver.execute_query("MATCH (n) RETURN n")', "https://neo4j.com/docs/api/python-driver/current/api.html", (
        *_cypher("neo4j.Driver.execute_query", 'driver.execute_query("{}")', ""), *_cypher("neo4j.Session.run", 'with driver.session() as session:\n    session.run("{}")', "-session"),
    ), within=()),
    *rows("influxdb", _INFLUX, "print(client.health())", "https://influxdb-client.readthedocs.io/en/stable/api.html", (
        Brief("influx.Delete.delete", _D, "delete", _TABLE, _SOME, _NO, ("bucket",), 'client.delete_api().delete("2020-01-01T00:00:00Z", "2024-01-01T00:00:00Z", "", bucket="metrics")', "metrics"),
        Brief("influx.Buckets.delete_bucket", _D, "drop", _TABLE, _ALL, _NO, (0, "bucket"), 'client.buckets_api().delete_bucket("metrics")', "metrics"),
        Brief("influx.Write.write", _W, "insert", _TABLE, _SOME, _WORK, ("bucket", 0), 'client.write_api().write(bucket="metrics", record=[])', "metrics", payload=("record",)),
    )),
    *rows("influxdb1", 'from influxdb import InfluxDBClient\n\nclient = InfluxDBClient(host="metrics.example.com")\n', "print(client.get_list_database())", "https://influxdb-python.readthedocs.io/en/latest/api-documentation.html", (
        Brief("influxdb.InfluxDBClient.drop_database", _D, "drop_database", _DB, _ALL, _NO, (0, "dbname"), 'client.drop_database("metrics")', "metrics"),
        Brief("influxdb.InfluxDBClient.drop_measurement", _D, "drop", _TABLE, _ALL, _NO, (0, "measurement"), 'client.drop_measurement("cpu")', "cpu"),
    )),
    *rows("vault", _VAULT, 'print(client.secrets.kv.v2.list_secrets(path="shop"))', "https://python-hvac.org/en/stable/usage/secrets_engines/kv_v2.html", (
        Brief("hvac.Client.secrets.kv.v2.delete_metadata_and_all_versions", _D, "remove", _SECRET, _ALL, _NO, ("path", 0), 'client.secrets.kv.v2.delete_metadata_and_all_versions(path="shop/db")', "shop/db", (Trait.UNDO_REMOVED,), "It deletes {target} with all old values."),
        *(Brief(f"hvac.Client.secrets.kv.v2.{name}", _D, "remove", _SECRET, _ONE, undo, ("path", 0), f'client.secrets.kv.v2.{name}(path="shop/db")', "shop/db") for name, undo in (("delete_latest_version_of_secret", _WORK), ("delete_secret_versions", _WORK), ("destroy_secret_versions", _NO))),
        *(Brief(f"hvac.Client.secrets.kv.{path}create_or_update_secret", _W, "put_secret_value", _SECRET, _ONE, _WORK, ("path", 0), f'client.secrets.kv.{path}create_or_update_secret(path="shop/db", secret={{}})', "shop/db", plain="It changes {target}. What logs in with the old value may stop.", suffix=path.strip(".")) for path in ("v2.", "v1.")),
        *(Brief(f"hvac.Client.secrets.kv.v2.{name}", _R, "read", _SECRET, _ANY, _YES, ("path", 0), f'client.secrets.kv.v2.{name}(path="shop/db")', "shop/db") for name in ("read_secret_version", "read_secret")),
        Brief("hvac.Client.delete", _D, "remove", _SECRET, _ONE, _NO, (0, "path"), 'client.delete("secret/shop")', "secret/shop", suffix="path"),
        Brief("hvac.Client.write", _W, "put_secret_value", _SECRET, _ONE, _WORK, (0, "path"), 'client.write("secret/shop", a=1)', "secret/shop", suffix="path"),
        Brief("hvac.Client.sys.seal", Operation.ALTER, "stop", _SECRET, _ALL, _WORK, ("self.within",), "client.sys.seal()", "https://vault.example.com", (Trait.OUTAGE,), "It locks the whole store of secrets. What needs one stops."),
    )),
    *rows("consul", 'import consul\n\nstore = consul.Consul(host="consul.example.com")\n', 'print(store.kv.get("shop"))', "https://python-consul.readthedocs.io/en/latest/", (
        Brief("consul.Consul.kv.delete", _D, "remove", AssetKind.RESOURCE, _ALL, _NO, (0, "key"), 'store.kv.delete("shop/", recurse=True)', "shop/", (Trait.RECURSIVE,), "It deletes the settings {name} with all below them.", (("1|recurse", ("True",)),), suffix="tree"),
        Brief("consul.Consul.kv.delete", _D, "remove", AssetKind.RESOURCE, _ONE, _NO, (0, "key"), 'store.kv.delete("shop/a")', "shop/a", plain="It deletes the setting {name}."),
        Brief("consul.Consul.kv.put", _W, "update", AssetKind.RESOURCE, _ONE, _WORK, (0, "key"), 'store.kv.put("shop/a", "7")', "shop/a", plain="It changes the setting {name}."),
    )),
    *rows("chroma", 'import chromadb\n\nclient = chromadb.HttpClient(host="vectors.example.com")\n', "print(client.list_collections())", "https://docs.trychroma.com/reference/python/client", (
        Brief("chromadb.Client.delete_collection", _D, "drop", _TABLE, _ALL, _NO, (0, "name"), 'client.delete_collection("docs")', "docs"),
        Brief("chromadb.Client.reset", _D, "drop_database", _DB, _ALL, _NO, ("self.within",), "client.reset()", "vectors.example.com", plain="It deletes everything in {target}."),
        Brief("chromadb.Collection.delete", _D, "delete", _TABLE, _SOME, _NO, ("self",), 'client.get_collection("docs").delete(ids=["7"])', "docs"),
        *(Brief(f"chromadb.Collection.{name}", _W, "upsert", _TABLE, _SOME, _WORK, ("self",), f'client.get_collection("docs").{name}(ids=["7"], documents=["a"])', "docs", payload=("documents",)) for name in ("add", "upsert", "update")),
    )),
    *rows("pinecone", 'from pinecone import Pinecone\n\npc = Pinecone(api_key=input())\nindex = pc.Index("docs")\n', "print(index.describe_index_stats())", "https://docs.pinecone.io/reference/python-sdk", (
        Brief("pinecone.Pinecone.delete_index", _D, "drop", _TABLE, _ALL, _NO, (0, "name"), 'pc.delete_index("docs")', "docs"),
        Brief("pinecone.Index.delete", _D, "delete", _TABLE, _ALL, _NO, ("self",), "index.delete(delete_all=True)", "docs", when=(("delete_all", ("True",)),), suffix="all"),
        Brief("pinecone.Index.delete", _D, "delete", _TABLE, _SOME, _NO, ("self",), 'index.delete(ids=["7"])', "docs"),
        Brief("pinecone.Index.upsert", _W, "upsert", _TABLE, _SOME, _WORK, ("self",), "index.upsert([])", "docs", (Trait.OUTSIDE,), payload=(0, "vectors")),
    ), within=()),
    *rows("qdrant", 'from qdrant_client import QdrantClient\n\nclient = QdrantClient(url="https://vectors.example.com")\n', "print(client.get_collections())", "https://python-client.qdrant.tech/", (
        Brief("qdrant_client.QdrantClient.delete_collection", _D, "drop", _TABLE, _ALL, _NO, (0, "collection_name"), 'client.delete_collection("docs")', "docs"),
        Brief("qdrant_client.QdrantClient.recreate_collection", _D, "replace", _TABLE, _ALL, _NO, (0, "collection_name"), 'client.recreate_collection("docs")', "docs", (Trait.REPLACES,)),
        Brief("qdrant_client.QdrantClient.delete", _D, "delete", _TABLE, _SOME, _NO, (0, "collection_name"), 'client.delete("docs", points_selector=[7])', "docs"),
        Brief("qdrant_client.QdrantClient.upsert", _W, "upsert", _TABLE, _SOME, _WORK, (0, "collection_name"), 'client.upsert("docs", points=[])', "docs", payload=("points",)),
    )),
)
