"""Method names that only one kind of thing has: the type of a receiver that comes from a parameter, an attribute or another file.

Without these a script that is handed its client through ``__init__`` would show nothing. A name that ordinary objects have too (``get``,
``add``, ``update``, ``remove``, ``delete``, ``send``) is not here. ``execute`` counts only where its argument is text that reads as SQL.
Source: the methods of the libraries in this package, checked against the methods of builtins and of the standard library.
"""

from __future__ import annotations

_METHODS: tuple[tuple[str, str], ...] = (
    ("dbapi.Cursor", "execute executemany executescript copy_expert copy_from"),
    ("dbapi.Connection", "copy_records_to_table"),
    ("sqlalchemy.Connection", "exec_driver_sql"),
    ("sqlalchemy.MetaData", "drop_all create_all"),
    ("sqlalchemy.Session", "bulk_save_objects bulk_insert_mappings"),
    ("pandas.DataFrame", "to_sql to_gbq to_csv to_excel to_parquet to_feather"),
    ("pyspark.DataFrameWriter", "saveAsTable insertInto"),
    ("smtplib.SMTP", "sendmail"),
    (
        "slack_sdk.WebClient",
        "chat_postMessage chat_postEphemeral chat_scheduleMessage chat_delete files_upload files_upload_v2 conversations_archive conversations_kick",
    ),
    ("pymongo.collection.Collection", "delete_many delete_one update_many update_one insert_many insert_one replace_one bulk_write"),
    ("pymongo.MongoClient", "drop_database"),
    ("redis.Redis", "flushall flushdb"),
    (
        "google.cloud.bigquery.Client",
        "load_table_from_dataframe load_table_from_uri load_table_from_file load_table_from_json insert_rows_json delete_dataset",
    ),
    ("azure.storage.blob.ContainerClient", "upload_blob delete_blob delete_blobs"),
    ("paramiko.SSHClient", "exec_command"),
    ("pathlib.Path", "write_text write_bytes"),
    (
        "vmware.Entity",
        "Destroy_Task PowerOffVM_Task RebootGuest ReconfigVM_Task RemoveAllSnapshots_Task RevertToCurrentSnapshot_Task UnregisterVM",
    ),
    ("netmiko.Connection", "send_config_set send_config_from_file"),
    (
        "kubernetes.client.CoreV1Api",
        "delete_namespace delete_namespaced_pod delete_namespaced_secret delete_namespaced_persistent_volume_claim delete_persistent_volume",
    ),
    (
        "kubernetes.client.AppsV1Api",
        "delete_namespaced_deployment delete_namespaced_stateful_set patch_namespaced_deployment patch_namespaced_deployment_scale",
    ),
)

_OWNED: tuple[tuple[str, str, str], ...] = (
    # type, last names of the receiver, methods
    ("sqlalchemy.Session", "session db_session dbsession sess", "query execute scalars add add_all delete merge bulk_insert_mappings"),
    ("sqlalchemy.Session", "db", "query"),
    ("elasticsearch.indices", "indices", "delete create put_mapping close"),
    ("elasticsearch.Elasticsearch", "es elastic es_client elasticsearch", "delete delete_by_query update_by_query index bulk"),
    ("redis.Redis", "redis redis_client redis_conn rdb", "delete set expire rename flushall flushdb unlink"),
    ("shutil", "shutil", "rmtree"),
)
OWNERS: dict[tuple[str, str], str] = {
    (owner, name): type_ for type_, owners, names in _OWNED for owner in owners.split() for name in names.split()
}
"""Type of a receiver that is not known otherwise, by its own name together with the method."""
TYPE_OF_METHOD: dict[str, str] = {name: type_ for type_, names in _METHODS for name in names.split()}
"""Type of a receiver that is not known otherwise, by the method called on it."""
