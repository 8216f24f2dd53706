"""Stores that are not SQL: Redis, MongoDB, search engines, and queues that carry work and events."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Undo

# fmt: off

_D, _W, _R, _C, _S, _E = Operation.DELETE, Operation.WRITE, Operation.READ, Operation.CREATE, Operation.SEND, Operation.EXECUTE
_ONE, _SOME, _ALL, _NO, _WORK, _YES = Scope.ONE, Scope.SOME, Scope.ALL, Undo.NO, Undo.WITH_WORK, Undo.YES
_DB, _TABLE, _TOPIC, _QUEUE = AssetKind.DATABASE, AssetKind.TABLE, AssetKind.TOPIC, AssetKind.QUEUE
_COLLECTION, _DATABASE, _CLIENT = "pymongo.collection.Collection", "pymongo.database.Database", "pymongo.MongoClient"
_EVERY = ("{}", "")

GIVES: tuple[Gives, ...] = (
    *(Gives(call=call, type="redis.Redis", within=("host", 0, "url")) for call in ("redis.Redis", "redis.StrictRedis", "redis.from_url", "redis.Redis.from_url", "redis.asyncio.Redis", "redis.asyncio.from_url", "redis.cluster.RedisCluster")),
    *(Gives(call=f"redis.Redis.{name}", type="redis.Redis", within=("self",)) for name in ("pipeline", "client")),
    *(Gives(call=call, type=_CLIENT, within=(0, "host")) for call in ("pymongo.MongoClient", "pymongo.mongo_client.MongoClient", "pymongo.AsyncMongoClient", "motor.motor_asyncio.AsyncIOMotorClient")),
    *(Gives(call=f"{_CLIENT}.{name}", type=_DATABASE, carries=(("name", 0),), within=("self",)) for name in ("[]", "get_database")),
    Gives(call=f"{_CLIENT}.get_default_database", type=_DATABASE, within=("self",)),
    *(Gives(call=f"{_DATABASE}.{name}", type=_COLLECTION, carries=(("name", 0),), within=("self",)) for name in ("[]", "get_collection", "create_collection")),
    *(Gives(call=call, type="elasticsearch.Elasticsearch", within=(0, "hosts")) for call in ("elasticsearch.Elasticsearch", "elasticsearch.AsyncElasticsearch", "opensearchpy.OpenSearch")),
    Gives(call="elasticsearch.Elasticsearch.indices", type="elasticsearch.indices", within=("self",)),
    *(Gives(call=call, type="kafka.Producer", within=("bootstrap_servers",)) for call in ("kafka.KafkaProducer", "aiokafka.AIOKafkaProducer", "confluent_kafka.Producer")),
    *(Gives(call=call, type="kafka.Admin", within=("bootstrap_servers",)) for call in ("kafka.KafkaAdminClient", "kafka.admin.KafkaAdminClient", "confluent_kafka.admin.AdminClient")),
    Gives(call="pika.BlockingConnection", type="pika.Connection", within=(0,)),
    Gives(call="pika.Connection.channel", type="pika.Channel", within=("self",)),
    Gives(call="celery.Celery", type="celery.Celery", carries=(("name", 0),)),
    *(Gives(call=call, type="cassandra.Session", within=("self",)) for call in ("cassandra.cluster.Cluster.connect",)),
)

_REDIS = 'import redis\n\nr = redis.Redis(host="cache.example.com")\n'
_MONGO = 'from pymongo import MongoClient\n\nclient = MongoClient("mongodb://db.example.com")\norders = client["shop"]["orders"]\n'
_SEARCH = 'from elasticsearch import Elasticsearch\n\nes = Elasticsearch("https://search.example.com")\n'
_KAFKA = 'from kafka import KafkaProducer\n\nproducer = KafkaProducer(bootstrap_servers="kafka:9092")\n'
_RABBIT = 'import pika\n\nchannel = pika.BlockingConnection(pika.ConnectionParameters("mq.example.com")).channel()\n'

CALLS: tuple[Call, ...] = (
    *rows("redis", _REDIS, 'print(r.get("a"))', "https://redis.io/docs/latest/commands/", (
        Brief("redis.Redis.flushall", _D, "flush", _DB, _ALL, _NO, ("self.within",), "r.flushall()", "cache.example.com", plain="It empties the whole store {name}."),
        Brief("redis.Redis.flushdb", _D, "flush", _DB, _ALL, _NO, ("self.within",), "r.flushdb()", "cache.example.com", plain="It empties the store {name}."),
        *(Brief(f"redis.Redis.{name}", _D, "remove", AssetKind.OBJECT, _ONE, _WORK, (0,), f'r.{name}("cart:7")', "cart:7", plain="It deletes the entry {name}.") for name in ("delete", "unlink")),
        *(Brief(f"redis.Redis.{name}", _W, "set", AssetKind.OBJECT, _ONE, _WORK, (0, "name"), f'r.{name}("cart:7", {args})', "cart:7", payload=(1,), plain="It changes the entry {name}.")
          for name, args in (("set", '"a"'), ("hset", '"a", "b"'), ("setex", '60, "a"'), ("lpush", '"a"'), ("rpush", '"a"'), ("sadd", '"a"'), ("incr", "1"))),
        *(Brief(f"redis.Redis.{name}", _S, "publish", _TOPIC, _ONE, _NO, (0, "channel", "name"), f'r.{name}("orders", {args})', "orders", payload=(1,)) for name, args in (("publish", '"a"'), ("xadd", '{"a": 1}'))),
    )),
    *rows("pymongo", _MONGO, 'print(orders.count_documents({"state": "new"}))', "https://pymongo.readthedocs.io/en/stable/api/pymongo/collection.html", (
        Brief(f"{_COLLECTION}.drop", _D, "drop", _TABLE, _ALL, _NO, ("self",), "orders.drop()", "orders"),
        *(Brief(f"{_DATABASE}.drop_collection", _D, "drop", _TABLE, _ALL, _NO, (0,), 'client["shop"].drop_collection("orders")', "orders") for _ in (0,)),
        Brief(f"{_CLIENT}.drop_database", _D, "drop_database", _DB, _ALL, _NO, (0,), 'client.drop_database("shop")', "shop", plain="It deletes {target} with everything in it."),
        Brief(f"{_COLLECTION}.delete_many", _D, "delete", _TABLE, _ALL, _NO, ("self",), "orders.delete_many({})", "orders", when=(("0|filter", _EVERY),), suffix="all"),
        Brief(f"{_COLLECTION}.delete_many", _D, "delete", _TABLE, _SOME, _NO, ("self",), 'orders.delete_many({"state": "new"})', "orders"),
        *(Brief(f"{_COLLECTION}.{name}", _D, "delete", _TABLE, _ONE, _NO, ("self",), f'orders.{name}({{"_id": 7}})', "orders") for name in ("delete_one", "find_one_and_delete")),
        Brief(f"{_COLLECTION}.update_many", _W, "update", _TABLE, _ALL, _NO, ("self",), 'orders.update_many({}, {"$set": {"state": "old"}})', "orders", when=(("0|filter", _EVERY),), suffix="all"),
        Brief(f"{_COLLECTION}.update_many", _W, "update", _TABLE, _SOME, _NO, ("self",), 'orders.update_many({"state": "new"}, {"$set": {"state": "old"}})', "orders"),
        *(Brief(f"{_COLLECTION}.{name}", _W, "update", _TABLE, _ONE, _NO, ("self",), f'orders.{name}({{"_id": 7}}, {{"$set": {{"a": 1}}}})', "orders") for name in ("update_one", "replace_one", "find_one_and_update", "find_one_and_replace")),
        Brief(f"{_COLLECTION}.insert_one", _W, "insert", _TABLE, _ONE, _WORK, ("self",), 'orders.insert_one({"a": 1})', "orders", payload=(0,)),
        Brief(f"{_COLLECTION}.insert_many", _W, "insert", _TABLE, _SOME, _WORK, ("self",), 'orders.insert_many([{"a": 1}])', "orders", payload=(0,)),
        Brief(f"{_COLLECTION}.bulk_write", _W, "update", _TABLE, Scope.UNKNOWN, _NO, ("self",), "orders.bulk_write([])", "orders", payload=(0,)),
        Brief(f"{_COLLECTION}.rename", Operation.ALTER, "rename", _TABLE, _ALL, _YES, ("self",), 'orders.rename("orders_old")', "orders"),
        Brief(f"{_COLLECTION}.drop_index", Operation.ALTER, "drop_index", _TABLE, _ONE, _WORK, ("self",), 'orders.drop_index("state_1")', "orders"),
        Brief(f"{_COLLECTION}.find", _R, "select", _TABLE, _ALL, _YES, ("self",), "print(list(orders.find({})))", "orders", when=(("0|filter", _EVERY),), suffix="all"),
        *(Brief(f"{_COLLECTION}.aggregate", _W, "overwrite" if sign == "$out" else "merge", _TABLE, Scope.UNKNOWN, _WORK, (), f'orders.aggregate([{{"$match": {{"open": True}}}}, {{"{sign}": "open_orders"}}])', "", when=(("0|pipeline", (f"*{sign}",)),), plain=words, suffix=sign[1:]) for sign, words in (("$out", "It replaces a whole collection with the result of the query."), ("$merge", "It writes the result of the query into a collection."))),
        *(Brief(f"{_COLLECTION}.{name}", _R, "select", _TABLE, Scope.UNKNOWN, _YES, ("self",), f"print(list(orders.{name}([1])))", "orders") for name in ("find", "aggregate")),
    )),
    *rows("elasticsearch", _SEARCH, 'print(es.search(index="orders"))', "https://www.elastic.co/guide/en/elasticsearch/client/python-api/current/index.html", (
        Brief("elasticsearch.indices.delete", _D, "drop", _TABLE, _ALL, _NO, ("index", 0), 'es.indices.delete(index="orders")', "orders", suffix="index"),
        Brief("elasticsearch.Elasticsearch.delete_by_query", _D, "delete", _TABLE, _SOME, _NO, ("index", 0), 'es.delete_by_query(index="orders", query={"match": {"state": "new"}})', "orders"),
        Brief("elasticsearch.Elasticsearch.delete_by_query", _D, "delete", _TABLE, _ALL, _NO, ("index", 0), 'es.delete_by_query(index="orders", query={"match_all": {}})', "orders", when=(("query|body", ("*match_all",)),), suffix="all"),
        Brief("elasticsearch.Elasticsearch.update_by_query", _W, "update", _TABLE, _SOME, _NO, ("index", 0), 'es.update_by_query(index="orders", query={"match": {"state": "new"}})', "orders"),
        Brief("elasticsearch.Elasticsearch.delete", _D, "delete", _TABLE, _ONE, _NO, ("index", 0), 'es.delete(index="orders", id="7")', "orders"),
        *(Brief(f"elasticsearch.Elasticsearch.{name}", _W, "upsert", _TABLE, _ONE, _WORK, ("index", 0), f'es.{name}(index="orders", id="7", document={{}})', "orders", payload=("document", "body")) for name in ("index", "update", "create")),
        Brief("elasticsearch.Elasticsearch.bulk", _W, "upsert", _TABLE, _SOME, _WORK, ("index",), 'es.bulk(index="orders", operations=[])', "orders"),
        Brief("elasticsearch.indices.create", _C, "create", _TABLE, _ALL, _YES, ("index", 0), 'es.indices.create(index="orders")', "orders", suffix="index"),
    )),
    *rows("kafka", _KAFKA, "producer.flush()", "https://kafka-python.readthedocs.io/en/master/apidoc/KafkaProducer.html", (
        *(Brief(f"kafka.Producer.{name}", _S, "publish", _TOPIC, _ONE, _NO, (0, "topic"), f'producer.{name}("orders", b"a")', "orders", payload=(1, "value")) for name in ("send", "produce", "send_and_wait")),
    )),
    *rows("kafka", 'from kafka.admin import KafkaAdminClient\n\nadmin = KafkaAdminClient(bootstrap_servers="kafka:9092")\n', "print(admin.list_topics())", "https://kafka-python.readthedocs.io/en/master/apidoc/KafkaAdminClient.html", (
        Brief("kafka.Admin.delete_topics", _D, "delete_topics", _TOPIC, _ONE, _NO, (0, "topics"), 'admin.delete_topics(["orders"])', "orders", plain="It deletes {target} with everything in it."),
    )),
    *rows("pika", _RABBIT, 'channel.basic_get("orders")', "https://pika.readthedocs.io/en/stable/modules/channel.html", (
        Brief("pika.Channel.basic_publish", _S, "publish", _QUEUE, _ONE, _NO, ("routing_key", 1), 'channel.basic_publish(exchange="", routing_key="orders", body=b"a")', "orders", payload=("body", 2)),
        Brief("pika.Channel.queue_delete", _D, "delete_queue", _QUEUE, _ONE, _NO, ("queue", 0), 'channel.queue_delete(queue="orders")', "orders"),
        Brief("pika.Channel.queue_purge", _D, "purge_queue", _QUEUE, _ALL, _NO, ("queue", 0), 'channel.queue_purge(queue="orders")', "orders", plain="It deletes everything that waits in {target}."),
        Brief("pika.Channel.queue_declare", _C, "create", _QUEUE, _ONE, _YES, ("queue", 0), 'channel.queue_declare(queue="orders")', "orders"),
    )),
    *rows("celery", 'from celery import Celery\n\napp = Celery("shop", broker="redis://cache.example.com")\n', "print(app.conf)", "https://docs.celeryq.dev/en/stable/userguide/calling.html", (
        Brief("celery.Celery.send_task", _E, "start", AssetKind.JOB, _ONE, Undo.UNKNOWN, (0, "name"), 'app.send_task("shop.tasks.refund", args=[7])', "shop.tasks.refund"),
    )),
)
