"""Google Cloud: BigQuery, storage, messages, secrets, servers."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off

_D, _W, _R, _C, _A, _G, _S = Operation.DELETE, Operation.WRITE, Operation.READ, Operation.CREATE, Operation.ALTER, Operation.GRANT, Operation.SEND
_TABLE, _BUCKET, _OBJECT, _NO, _WORK, _YES = AssetKind.TABLE, AssetKind.BUCKET, AssetKind.OBJECT, Undo.NO, Undo.WITH_WORK, Undo.YES
_BQ, _GCS = "google.cloud.bigquery.Client", "google.cloud.storage"

GIVES: tuple[Gives, ...] = (
    Gives(call=_BQ, type=_BQ, within=("project", 0), dialect="bigquery"),
    Gives(call=f"{_BQ}.from_service_account_json", type=_BQ, within=("project",), dialect="bigquery"),
    Gives(call=f"{_BQ}.query", type="bigquery.Job", within=("self",)),
    *(Gives(call=f"bigquery.Job.{name}", type="bigquery.Job") for name in ("result",)),
    *(Gives(call=f"bigquery.Job.{name}", type="pandas.DataFrame") for name in ("to_dataframe",)),
    *(Gives(call=f"google.cloud.bigquery.{name}", type="bigquery.Reference", carries=(("name", 0),)) for name in ("Table", "Dataset", "TableReference.from_string", "DatasetReference")),
    *(Gives(call=f"{_BQ}.{name}", type="bigquery.Reference", carries=(("name", 0),)) for name in ("get_table", "get_dataset", "dataset")),
    Gives(call=f"{_GCS}.Client", type=f"{_GCS}.Client", within=("project",)),
    *(Gives(call=f"{_GCS}.Client.{name}", type=f"{_GCS}.Bucket", carries=(("name", 0),)) for name in ("bucket", "get_bucket", "create_bucket")),
    *(Gives(call=f"{_GCS}.Bucket.{name}", type=f"{_GCS}.Blob", carries=(("name", 0), ("bucket", "self"))) for name in ("blob", "get_blob")),
    Gives(call=f"{_GCS}.Bucket.list_blobs", type="gcs.Blobs", carries=(("bucket", "self"),)), Gives(call=f"{_GCS}.Client.list_blobs", type="gcs.Blobs", carries=(("bucket", 0),)), Gives(call="gcs.Blobs.[each]", type=f"{_GCS}.Blob"),
    Gives(call=f"{_GCS}.Client.list_buckets", type="gcs.Buckets"), Gives(call="gcs.Buckets.[each]", type=f"{_GCS}.Bucket"),
    Gives(call="google.cloud.pubsub_v1.PublisherClient", type="google.cloud.pubsub_v1.PublisherClient"),
    Gives(call="google.cloud.firestore.Client", type="firestore.Client", within=("project",)),
    Gives(call="firestore.Client.collection", type="firestore.Collection", carries=(("name", 0),)),
    Gives(call="firestore.Collection.document", type="firestore.Document", carries=(("name", "self"),)),
)

_BIGQUERY = 'from google.cloud import bigquery\n\nclient = bigquery.Client(project="acme-dwh")\n'
_STORAGE = 'from google.cloud import storage\n\nclient = storage.Client()\nbucket = client.bucket("acme-lake")\n'

CALLS: tuple[Call, ...] = (
    *(Call(
        id=f"python/bigquery.{name}", call=f"{_BQ}.{name}", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE, named_by=(0, "query"), within=("self",), code=Language.SQL, source="https://cloud.google.com/python/docs/reference/bigquery/latest",
        example=_BIGQUERY + f'client.{name}("DROP TABLE mart.revenue").result()\n', expect=("delete table:mart.revenue all",), near_misses=(_BIGQUERY + 'query = "DROP TABLE mart.revenue"\nprint(query)\n',),
    ) for name in ("query", "query_and_wait")),
    *rows("bigquery", _BIGQUERY, 'print(client.get_table("mart.revenue"))', "https://cloud.google.com/python/docs/reference/bigquery/latest", (
        Brief(f"{_BQ}.delete_table", _D, "drop", _TABLE, Scope.ALL, _WORK, (0, "table"), 'client.delete_table("mart.revenue")', "mart.revenue"),
        Brief(f"{_BQ}.delete_dataset", _D, "drop", AssetKind.SCHEMA, Scope.ALL, _NO, (0, "dataset"), 'client.delete_dataset("mart", delete_contents=True)', "mart", (Trait.CASCADE,), "It deletes {target} with every table in it.", (("delete_contents", ("True",)),), suffix="with-contents"),
        Brief(f"{_BQ}.delete_dataset", _D, "drop", AssetKind.SCHEMA, Scope.ALL, _WORK, (0, "dataset"), 'client.delete_dataset("mart")', "mart"),
        Brief(f"{_BQ}.create_table", _C, "create", _TABLE, Scope.ALL, _YES, (0, "table"), 'client.create_table("mart.revenue")', "mart.revenue"),
        Brief(f"{_BQ}.create_dataset", _C, "create", AssetKind.SCHEMA, Scope.ALL, _YES, (0, "dataset"), 'client.create_dataset("mart")', "mart"),
        Brief(f"{_BQ}.update_table", _A, "update_table", _TABLE, Scope.ALL, _WORK, (0, "table"), 'client.update_table(client.get_table("mart.revenue"), ["schema"])', "mart.revenue"),
        *(Brief(f"{_BQ}.{name}", _D, "overwrite", _TABLE, Scope.ALL, _NO, (1, "destination"), f'client.{name}({source}, "mart.revenue", job_config=bigquery.LoadJobConfig(write_disposition="WRITE_TRUNCATE"))', "mart.revenue", (Trait.REPLACES,),
                "It deletes every row of {target} and loads its own.", (("job_config", ("*WRITE_TRUNCATE",)),), suffix="overwrite") for name, source in (("load_table_from_dataframe", "None"), ("load_table_from_uri", '"gs://acme/a.csv"'), ("load_table_from_file", "None"), ("load_table_from_json", "[]"))),
        *(Brief(f"{_BQ}.{name}", _W, "append", _TABLE, Scope.SOME, _WORK, (at, "destination", "table"), f'client.{name}({args})', "mart.revenue", payload=(1 - at,)) for name, at, args in (
            ("load_table_from_dataframe", 1, 'None, "mart.revenue"'), ("load_table_from_uri", 1, '"gs://acme/a.csv", "mart.revenue"'), ("load_table_from_file", 1, 'None, "mart.revenue"'), ("load_table_from_json", 1, '[], "mart.revenue"'),
            ("insert_rows_json", 0, '"mart.revenue", []'), ("insert_rows", 0, '"mart.revenue", []'))),
        Brief(f"{_BQ}.copy_table", _W, "copy", _TABLE, Scope.ALL, _WORK, (1, "destination"), 'client.copy_table("mart.revenue", "mart.revenue_copy")', "mart.revenue_copy"),
        Brief(f"{_BQ}.list_rows", _R, "select", _TABLE, Scope.ALL, _YES, (0, "table"), 'print(list(client.list_rows("mart.revenue")))', "mart.revenue"),
        *(Brief(f"{_BQ}.extract_table", _S, "export", _TABLE, Scope.ALL, _WORK, (0, "source"), 'client.extract_table("mart.revenue", "gs://acme/a.csv")', "mart.revenue", plain="It copies all of {target} into files.") for _ in (0,)),
    )),
    *rows("gcs", _STORAGE, "print(list(bucket.list_blobs()))", "https://cloud.google.com/python/docs/reference/storage/latest", (
        Brief(f"{_GCS}.Blob.delete", _D, "remove", _OBJECT, Scope.ONE, _NO, ("self",), 'bucket.blob("raw/prices.csv").delete()', "acme-lake/raw/prices.csv", prefixed_by=("self.bucket",), suffix="blob"),
        Brief(f"{_GCS}.Bucket.delete", _D, "delete_bucket", _BUCKET, Scope.ONE, _NO, ("self",), "bucket.delete()", "acme-lake", suffix="bucket"),
        Brief(f"{_GCS}.Bucket.delete", _D, "delete_bucket", _BUCKET, Scope.ALL, _NO, ("self",), "bucket.delete(force=True)", "acme-lake", (Trait.FORCED, Trait.RECURSIVE), "It deletes {target} with every file in it.", (("force", ("True",)),), suffix="bucket-force"),
        Brief(f"{_GCS}.Bucket.delete_blobs", _D, "delete_objects", _BUCKET, Scope.SOME, _NO, ("self",), "bucket.delete_blobs([])", "acme-lake", plain="It deletes files in {target}."),
        Brief(f"{_GCS}.Bucket.delete_blob", _D, "remove", _OBJECT, Scope.ONE, _NO, (0, "blob_name"), 'bucket.delete_blob("raw/prices.csv")', "acme-lake/raw/prices.csv", prefixed_by=("self",)),
        *(Brief(f"{_GCS}.Blob.{name}", _W, "put_object", _OBJECT, Scope.ONE, _WORK, ("self",), f'bucket.blob("raw/prices.csv").{name}("a")', "acme-lake/raw/prices.csv", payload=(0,), prefixed_by=("self.bucket",)) for name in ("upload_from_filename", "upload_from_string", "upload_from_file")),
        *(Brief(f"{_GCS}.Blob.{name}", _R, "read", _OBJECT, Scope.UNKNOWN, _YES, ("self",), f'bucket.blob("raw/prices.csv").{name}()', "acme-lake/raw/prices.csv", prefixed_by=("self.bucket",)) for name in ("download_as_text", "download_as_bytes", "download_to_filename")),
        *(Brief(f"{_GCS}.{type_}.make_public", _G, "make_public", kind, Scope.ONE, _WORK, ("self",), f"{receiver}.make_public()", name, (Trait.PUBLIC,), "It lets anyone on the internet read {target}.", prefixed_by=prefix, suffix=type_.lower())
          for type_, kind, receiver, name, prefix in (("Blob", _OBJECT, 'bucket.blob("raw/prices.csv")', "acme-lake/raw/prices.csv", ("self.bucket",)), ("Bucket", _BUCKET, "bucket", "acme-lake", ()))),
        Brief(f"{_GCS}.Bucket.add_lifecycle_delete_rule", _A, "expire", _BUCKET, Scope.ALL, _NO, ("self",), "bucket.add_lifecycle_delete_rule(age=7)", "acme-lake", (Trait.EXPIRES,), "It makes {target} delete its own files after some days."),
    )),
    *rows("pubsub", 'from google.cloud import pubsub_v1\n\npublisher = pubsub_v1.PublisherClient()\n', 'print(publisher.topic_path("acme", "orders"))', "https://cloud.google.com/python/docs/reference/pubsub/latest", (
        Brief("google.cloud.pubsub_v1.PublisherClient.publish", _S, "publish", AssetKind.TOPIC, Scope.ONE, _NO, (0, "topic"), 'publisher.publish("projects/acme/topics/orders", b"a")', "projects/acme/topics/orders", payload=(1, "data")),
        Brief("google.cloud.pubsub_v1.PublisherClient.delete_topic", _D, "delete_topic", AssetKind.TOPIC, Scope.ONE, _NO, ("topic", 0), 'publisher.delete_topic(topic="projects/acme/topics/orders")', "projects/acme/topics/orders"),
        Brief("google.cloud.pubsub_v1.SubscriberClient.delete_subscription", _D, "delete_subscription", AssetKind.QUEUE, Scope.ONE, _NO, ("subscription", 0), 'subscriber = pubsub_v1.SubscriberClient()\nsubscriber.delete_subscription(subscription="projects/acme/subscriptions/a")', "projects/acme/subscriptions/a"),
    )),
    *rows("google-secrets", 'from google.cloud import secretmanager\n\nclient = secretmanager.SecretManagerServiceClient()\n', "print(client)", "https://cloud.google.com/python/docs/reference/secretmanager/latest", (
        *(Brief(f"google.cloud.secretmanager.SecretManagerServiceClient.{name}", _D, name, AssetKind.SECRET, Scope.ONE, _NO, ("name",), f'client.{name}(name="projects/acme/secrets/db")', "projects/acme/secrets/db") for name in ("delete_secret", "destroy_secret_version")),
        Brief("google.cloud.secretmanager.SecretManagerServiceClient.access_secret_version", _R, "read", AssetKind.SECRET, Scope.UNKNOWN, _YES, ("name",), 'client.access_secret_version(name="projects/acme/secrets/db/versions/latest")', "projects/acme/secrets/db/versions/latest"),
        Brief("google.cloud.secretmanager.SecretManagerServiceClient.add_secret_version", _W, "add_secret_version", AssetKind.SECRET, Scope.ONE, _WORK, ("parent",), 'client.add_secret_version(parent="projects/acme/secrets/db", payload={})', "projects/acme/secrets/db"),
    )),
    *rows("google-compute", 'from google.cloud import compute_v1\n\nclient = compute_v1.InstancesClient()\n', 'print(client.list(project="acme", zone="a"))', "https://cloud.google.com/python/docs/reference/compute/latest", (
        Brief("google.cloud.compute_v1.InstancesClient.delete", _D, "terminate", AssetKind.SERVER, Scope.ONE, _NO, ("instance",), 'client.delete(project="acme", zone="a", instance="web-1")', "web-1", (Trait.OUTAGE,)),
        *(Brief(f"google.cloud.compute_v1.InstancesClient.{name}", _A, name, AssetKind.SERVER, Scope.ONE, _WORK, ("instance",), f'client.{name}(project="acme", zone="a", instance="web-1")', "web-1", (Trait.OUTAGE,)) for name in ("stop", "reset", "suspend")),
        Brief("google.cloud.compute_v1.DisksClient.delete", _D, "delete_disk", AssetKind.RESOURCE, Scope.ONE, _NO, ("disk",), 'compute_v1.DisksClient().delete(project="acme", zone="a", disk="data-1")', "data-1", suffix="disk"),
    ), within=("project",)),
    *rows("firestore", 'from google.cloud import firestore\n\ndb = firestore.Client()\norder = db.collection("orders").document("7")\n', "print(order.get())", "https://cloud.google.com/python/docs/reference/firestore/latest", (
        Brief("firestore.Document.delete", _D, "delete", _TABLE, Scope.ONE, _NO, ("self",), "order.delete()", "orders"),
        *(Brief(f"firestore.Document.{name}", _W, "update", _TABLE, Scope.ONE, _WORK, ("self",), f'order.{name}({{"a": 1}})', "orders", payload=(0,)) for name in ("set", "update")),
    )),
)
