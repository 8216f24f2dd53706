"""Airflow hooks: the connections that a task opens by name, and what it runs on them. Operators are the parser's own."""

from __future__ import annotations

from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Undo

# fmt: off
_SQL_HOOKS = (
    ("postgres.hooks.postgres.PostgresHook", "postgres", "postgres_conn_id"), ("mysql.hooks.mysql.MySqlHook", "mysql", "mysql_conn_id"), ("snowflake.hooks.snowflake.SnowflakeHook", "snowflake", "snowflake_conn_id"),
    ("microsoft.mssql.hooks.mssql.MsSqlHook", "tsql", "mssql_conn_id"), ("oracle.hooks.oracle.OracleHook", "oracle", "oracle_conn_id"), ("google.cloud.hooks.bigquery.BigQueryHook", "bigquery", "gcp_conn_id"),
    ("amazon.aws.hooks.redshift_sql.RedshiftSQLHook", "redshift", "redshift_conn_id"), ("databricks.hooks.databricks_sql.DatabricksSqlHook", "databricks", "databricks_conn_id"), ("sqlite.hooks.sqlite.SqliteHook", "sqlite", "sqlite_conn_id"),
    ("trino.hooks.trino.TrinoHook", "trino", "trino_conn_id"), ("common.sql.hooks.sql.DbApiHook", "", "conn_id"),
)
_DOCS = "https://airflow.apache.org/docs/apache-airflow-providers-common-sql/stable/_api/airflow/providers/common/sql/hooks/sql/index.html"
_HOOK = 'from airflow.providers.postgres.hooks.postgres import PostgresHook\n\nhook = PostgresHook(postgres_conn_id="dwh")\n'

GIVES: tuple[Gives, ...] = (
    *(Gives(call=f"airflow.providers.{path}", type="airflow.SqlHook", within=(keyword, 0), dialect=dialect) for path, dialect, keyword in _SQL_HOOKS),
    Gives(call="airflow.SqlHook.get_conn", type="dbapi.Connection", within=("self",)),
    Gives(call="airflow.SqlHook.get_sqlalchemy_engine", type="sqlalchemy.Engine", within=("self",)),
    *(Gives(call=f"airflow.SqlHook.{name}", type="pandas.DataFrame") for name in ("get_pandas_df", "get_df")),
    Gives(call="airflow.providers.amazon.aws.hooks.s3.S3Hook.get_conn", type="boto3.client(s3)"),
    Gives(call="airflow.providers.amazon.aws.hooks.base_aws.AwsBaseHook.get_client_type", type="boto3.client({0})"),
)

CALLS: tuple[Call, ...] = (
    *(Call(
        id=f"python/airflow.hook-{name}", call=f"airflow.SqlHook.{name}", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE, named_by=(0, "sql"), within=("self",), code=Language.SQL, source=_DOCS,
        example=_HOOK + f'hook.{name}("TRUNCATE TABLE core.orders")\n', expect=("delete table:core.orders all",), near_misses=(_HOOK + "print(hook.get_conn())\n",),
    ) for name in ("run", "get_records", "get_first", "get_pandas_df", "get_df")),
    Call(
        id="python/airflow.hook-insert_rows", call="airflow.SqlHook.insert_rows", operation=Operation.WRITE, verb="insert", kind=AssetKind.TABLE,
        scope=Scope.SOME, undo=Undo.WITH_WORK, named_by=(0, "table"), within=("self",), payload=(1, "rows"), source=_DOCS,
        example=_HOOK + 'hook.insert_rows("core.orders", rows=[(1, "new")])\n', expect=("write table:core.orders some",),
        near_misses=(_HOOK + "print(hook.get_conn())\n",),
    ),
    Call(
        id="python/airflow.hook-bulk_load", call="airflow.SqlHook.bulk_load", operation=Operation.WRITE, verb="load", kind=AssetKind.TABLE,
        scope=Scope.SOME, undo=Undo.WITH_WORK, named_by=(0, "table"), within=("self",), source=_DOCS,
        example=_HOOK + 'hook.bulk_load("core.orders", "/srv/in/orders.tsv")\n', expect=("write table:core.orders some",),
        near_misses=(_HOOK + 'hook.bulk_dump("core.orders", "/srv/out/orders.tsv")\n',),
    ),
    *(Call(
        id=f"python/{path}.{name}", call=f"{path}.{name}", operation=operation, verb=verb, kind=AssetKind.SECRET, undo=undo, by_key=True,
        named_by=(0, "key"), plain=plain, source="https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/variables.html",
        example=f'from {path.rpartition(".")[0]} import Variable\n\nVariable.{name}("load_from"{more})\n', expect=(f"{operation} secret:load_from one",),
        near_misses=(f'from {path.rpartition(".")[0]} import Variable\n\nprint(Variable.get("load_from", "2024-01-01"))\n',),
    ) for path in ("airflow.models.Variable", "airflow.models.variable.Variable", "airflow.sdk.Variable") for name, operation, verb, undo, more, plain in (
        ("delete", Operation.DELETE, "remove", Undo.NO, "", "It deletes the setting {name} of Airflow. Jobs that use it fail."),
        ("set", Operation.ALTER, "update", Undo.WITH_WORK, ', "2024-01-01"', "It changes the setting {name} that jobs of Airflow use."),
    )),
)
