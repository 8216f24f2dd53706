"""Tables in memory and in warehouses: polars, Spark, Dask, AWS Data Wrangler, Snowpark, dlt."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off

_D, _W, _R, _C = Operation.DELETE, Operation.WRITE, Operation.READ, Operation.CREATE
_TABLE, _FILE, _NO, _WORK, _YES = AssetKind.TABLE, AssetKind.FILE, Undo.NO, Undo.WITH_WORK, Undo.YES
_REPLACES = (Trait.REPLACES,)
_SPARK_FRAME, _WRITER = "pyspark.sql.DataFrame", "pyspark.DataFrameWriter"
_SPARK_METHODS = ("filter", "where", "select", "withColumn", "withColumnRenamed", "drop", "dropDuplicates", "distinct", "join", "groupBy", "agg", "orderBy", "limit", "union", "unionByName", "cache", "repartition", "coalesce", "alias", "fillna", "dropna", "toDF", "persist")
_SESSIONS = ("pyspark.sql.SparkSession", "databricks.connect.DatabricksSession")
_FORMATS = ("parquet", "csv", "json", "orc", "text", "save")

GIVES: tuple[Gives, ...] = (
    *(Gives(call=f"{session}.builder", type="pyspark.Builder") for session in _SESSIONS),
    *(Gives(call=f"pyspark.Builder.{name}", type="pyspark.Builder") for name in ("appName", "master", "config", "enableHiveSupport", "remote", "profile")),
    Gives(call="pyspark.Builder.getOrCreate", type="pyspark.Session", dialect="spark"),
    *(Gives(call=f"pyspark.Session.{name}", type=_SPARK_FRAME) for name in ("sql", "table", "createDataFrame", "range")),
    Gives(call="pyspark.Session.read", type="pyspark.Reader"),
    *(Gives(call=f"pyspark.Reader.{name}", type="pyspark.Reader") for name in ("format", "option", "options", "schema")),
    *(Gives(call=f"pyspark.Reader.{name}", type=_SPARK_FRAME) for name in ("table", "parquet", "csv", "json", "orc", "text", "load", "jdbc")),
    *(Gives(call=f"{_SPARK_FRAME}.{name}", type=_SPARK_FRAME) for name in _SPARK_METHODS),
    Gives(call=f"{_SPARK_FRAME}.toPandas", type="pandas.DataFrame"),
    *(Gives(call=call, type=_WRITER) for call in (f"{_SPARK_FRAME}.write", "??.write")),
    *(Gives(call=f"{_WRITER}.{name}", type=_WRITER) for name in ("format", "option", "options", "partitionBy", "bucketBy", "sortBy")),
    Gives(call=f"{_WRITER}.mode", type="pyspark.DataFrameWriter({0})"),
    *(Gives(call=f"{_WRITER}({mode}).{name}", type=f"{_WRITER}({mode})") for mode in ("overwrite", "append") for name in ("format", "option", "options", "partitionBy", "bucketBy", "sortBy")),
    Gives(call=f"{_SPARK_FRAME}.writeTo", type="pyspark.WriterV2", carries=(("name", 0),)),
    *(Gives(call=f"pyspark.WriterV2.{name}", type="pyspark.WriterV2", carries=(("name", "self"),)) for name in ("using", "option", "options", "tableProperty", "partitionedBy")),
    *(Gives(call=f"polars.{name}", type="polars.DataFrame") for name in ("DataFrame", "read_csv", "read_parquet", "read_excel", "read_json", "read_database", "read_database_uri", "concat", "scan_csv", "scan_parquet", "from_pandas")),
    *(Gives(call=f"polars.DataFrame.{name}", type="polars.DataFrame") for name in ("filter", "select", "with_columns", "join", "group_by", "agg", "sort", "unique", "drop", "rename", "head", "collect", "lazy", "drop_nulls", "fill_null")),
    Gives(call="polars.DataFrame.to_pandas", type="pandas.DataFrame"),
    *(Gives(call=f"dask.dataframe.{name}", type="dask.DataFrame") for name in ("read_csv", "read_parquet", "read_sql_table", "from_pandas")),
    Gives(call="dask.DataFrame.compute", type="pandas.DataFrame"),
    *(Gives(call=f"awswrangler.{name}", type="pandas.DataFrame") for name in ("s3.read_parquet", "s3.read_csv", "athena.read_sql_query", "redshift.read_sql_query")),
    Gives(call="snowflake.snowpark.Session.builder", type="snowpark.Builder"),
    *(Gives(call=f"snowpark.Builder.{name}", type="snowpark.Builder") for name in ("configs", "config")),
    *(Gives(call=f"snowpark.Builder.{name}", type="snowpark.Session", dialect="snowflake") for name in ("create", "getOrCreate")),
    Gives(call="snowpark.Session.table", type="snowpark.Table", carries=(("name", 0),)),
    Gives(call="snowpark.Session.sql", type="snowpark.DataFrame"),
    Gives(call="snowpark.Session.create_dataframe", type="snowpark.DataFrame"),
    *(Gives(call=f"snowpark.{type_}.{name}", type="snowpark.DataFrame") for type_ in ("Table", "DataFrame") for name in (
        "filter", "where", "select", "select_expr", "with_column", "with_columns", "join", "natural_join", "cross_join", "sort", "order_by", "limit",
        "drop", "distinct", "drop_duplicates", "dropna", "fillna", "union", "union_all", "intersect", "except_", "rename", "sample", "cache_result", "agg",
    )),
    *(Gives(call=f"snowpark.{type_}.{name}", type="snowpark.Groups") for type_ in ("Table", "DataFrame") for name in ("group_by", "pivot", "rollup")),
    *(Gives(call=f"snowpark.Groups.{name}", type="snowpark.DataFrame") for name in ("agg", "count", "sum", "avg", "mean", "min", "max", "median")),
    *(Gives(call=f"snowpark.{type_}.write", type="snowpark.Writer") for type_ in ("DataFrame", "Table")),
    *(Gives(call=f"snowpark.Writer.{name}", type="snowpark.Writer({0})") for name in ("mode",)),
)

_SPARK = 'from pyspark.sql import SparkSession\n\nspark = SparkSession.builder.appName("load").getOrCreate()\ndf = spark.createDataFrame([(1,)], ["id"])\n'
_POLARS = 'import polars as pl\n\ndf = pl.DataFrame({"a": [1]})\n'
_WRANGLER = 'import awswrangler as wr\nimport pandas as pd\n\ndf = pd.DataFrame({"a": [1]})\n'

CALLS: tuple[Call, ...] = (
    *(Call(
        id=f"python/{library}.{name}", call=call, operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE, named_by=(0, "sqlQuery", "query", "sql"), within=("self",), code=Language.SQL, source=source,
        example=setup + line + "\n", expect=("delete table:mart.revenue all",), near_misses=(setup + 'query = "DROP TABLE mart.revenue"\nprint(query)\n',),
    ) for library, name, call, source, setup, line in (
        ("pyspark", "sql", "pyspark.Session.sql", "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.sql.html", _SPARK, 'spark.sql("DROP TABLE mart.revenue")'),
        ("snowpark", "sql", "snowpark.Session.sql", "https://docs.snowflake.com/en/developer-guide/snowpark/reference/python/latest/index", 'from snowflake.snowpark import Session\n\nsession = Session.builder.configs({"account": "ab123"}).create()\n', 'session.sql("DROP TABLE mart.revenue").collect()'),
        ("polars", "read_database", "polars.read_database", "https://docs.pola.rs/api/python/stable/reference/api/polars.read_database.html", _POLARS, 'df = pl.read_database("DELETE FROM mart.revenue", None)'),
        ("polars", "read_database_uri", "polars.read_database_uri", "https://docs.pola.rs/api/python/stable/reference/api/polars.read_database_uri.html", _POLARS, 'df = pl.read_database_uri("DELETE FROM mart.revenue", "postgresql://db.example.com/shop")'),
        ("awswrangler", "athena.read_sql_query", "awswrangler.athena.read_sql_query", "https://aws-sdk-pandas.readthedocs.io/en/stable/stubs/awswrangler.athena.read_sql_query.html", _WRANGLER, 'df = wr.athena.read_sql_query("DROP TABLE mart.revenue", database="mart")'),
        ("awswrangler", "athena.start_query_execution", "awswrangler.athena.start_query_execution", "https://aws-sdk-pandas.readthedocs.io/en/stable/stubs/awswrangler.athena.start_query_execution.html", _WRANGLER, 'wr.athena.start_query_execution("DROP TABLE mart.revenue", database="mart")'),
    )),
    *rows("pyspark", _SPARK, "df.show()", "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/io.html", (
        Brief(f"{_WRITER}(overwrite).saveAsTable", _D, "replace", _TABLE, Scope.ALL, _NO, (0, "name"), 'df.write.mode("overwrite").saveAsTable("mart.revenue")', "mart.revenue", _REPLACES, suffix="overwrite"),
        Brief(f"{_WRITER}.saveAsTable", _D, "replace", _TABLE, Scope.ALL, _NO, (0, "name"), 'df.write.saveAsTable("mart.revenue", mode="overwrite")', "mart.revenue", _REPLACES, when=(("2|mode", ("overwrite",)),), suffix="mode-overwrite"),
        Brief(f"{_WRITER}(append).saveAsTable", _W, "append", _TABLE, Scope.SOME, _WORK, (0, "name"), 'df.write.mode("append").saveAsTable("mart.revenue")', "mart.revenue", suffix="append"),
        Brief(f"{_WRITER}.saveAsTable", _C, "create", _TABLE, Scope.ALL, _YES, (0, "name"), 'df.write.saveAsTable("mart.revenue")', "mart.revenue"),
        Brief(f"{_WRITER}.insertInto", _D, "overwrite", _TABLE, Scope.ALL, _NO, (0, "tableName"), 'df.write.insertInto("mart.revenue", overwrite=True)', "mart.revenue", when=(("1|overwrite", ("True",)),), suffix="overwrite"),
        Brief(f"{_WRITER}.insertInto", _W, "append", _TABLE, Scope.SOME, _WORK, (0, "tableName"), 'df.write.insertInto("mart.revenue")', "mart.revenue"),
        Brief(f"{_WRITER}(overwrite).insertInto", _D, "overwrite", _TABLE, Scope.ALL, _NO, (0, "tableName"), 'df.write.mode("overwrite").insertInto("mart.revenue")', "mart.revenue", suffix="mode-overwrite"),
        *(Brief(f"{_WRITER}(overwrite).{name}", _D, "replace", _FILE, Scope.ALL, _NO, (0, "path"), f'df.write.mode("overwrite").{name}("s3://acme-lake/revenue/")', "s3://acme-lake/revenue/", _REPLACES, suffix="overwrite",
                plain="It deletes all files in {name} and saves its own there.") for name in _FORMATS),
        *(Brief(f"{_WRITER}(append).{name}", _W, "append", _FILE, Scope.SOME, _WORK, (0, "path"), f'df.write.mode("append").{name}("s3://acme-lake/revenue/")', "s3://acme-lake/revenue/", suffix="append") for name in _FORMATS),
        *(Brief(f"{_WRITER}.{name}", _W, "save", _FILE, Scope.ONE, _YES, (0, "path"), f'df.write.{name}("s3://acme-lake/revenue/")', "s3://acme-lake/revenue/", when=(("1|mode", ("", "error", "errorifexists", "ignore")),)) for name in _FORMATS),
        *(Brief(f"{_WRITER}.{name}", _D, "replace", _FILE, Scope.ALL, _NO, (0, "path"), f'df.write.{name}("s3://acme-lake/revenue/", mode="overwrite")', "s3://acme-lake/revenue/", _REPLACES, when=(("1|mode", ("overwrite",)),), suffix="mode-overwrite",
                plain="It deletes all files in {name} and saves its own there.") for name in _FORMATS),
        Brief("pyspark.Session.table", _R, "select", _TABLE, Scope.ALL, _YES, (0, "tableName"), 'rows = spark.table("mart.revenue")', "mart.revenue"),
        Brief("pyspark.Reader.table", _R, "select", _TABLE, Scope.ALL, _YES, (0, "tableName"), 'rows = spark.read.table("mart.revenue")', "mart.revenue", suffix="read"),
        *(Brief(f"pyspark.Reader.{name}", _R, "read", _FILE, Scope.UNKNOWN, _YES, (0, "path"), f'rows = spark.read.{name}("s3://acme-lake/revenue/")', "s3://acme-lake/revenue/", suffix="read") for name in ("parquet", "csv", "json", "orc", "text", "load")),
    )),
    *rows("polars", _POLARS, "print(df.head())", "https://docs.pola.rs/api/python/stable/reference/io.html", (
        *(Brief(f"polars.DataFrame.{name}", _W, "save", _FILE, Scope.ONE, _WORK, (0, "file", "path", "workbook"), f'df.{name}("/srv/share/prices.dat")', "/srv/share/prices.dat") for name in ("write_csv", "write_parquet", "write_excel", "write_json", "write_ndjson", "sink_csv", "sink_parquet")),
        *(Brief(f"polars.{name}", _R, "read", _FILE, Scope.UNKNOWN, _YES, (0, "source"), f'rows = pl.{name}("/srv/share/prices.dat")', "/srv/share/prices.dat") for name in ("read_csv", "read_parquet", "read_excel", "read_json", "scan_csv", "scan_parquet")),
        Brief("polars.DataFrame.write_database", _D, "replace", _TABLE, Scope.ALL, _NO, (0, "table_name"), 'df.write_database("core.dim_customer", "postgresql://db.example.com/dwh", if_table_exists="replace")', "core.dim_customer", _REPLACES, when=(("if_table_exists", ("replace",)),), suffix="replace"),
        Brief("polars.DataFrame.write_database", _W, "append", _TABLE, Scope.SOME, _WORK, (0, "table_name"), 'df.write_database("core.dim_customer", "postgresql://db.example.com/dwh", if_table_exists="append")', "core.dim_customer", when=(("if_table_exists", ("append",)),), suffix="append"),
        Brief("polars.DataFrame.write_database", _C, "create", _TABLE, Scope.ALL, _YES, (0, "table_name"), 'df.write_database("core.dim_customer", "postgresql://db.example.com/dwh")', "core.dim_customer", when=(("if_table_exists", ("", "fail")),), suffix="new"),
    ), within=(1, "connection")),
    *rows("awswrangler", _WRANGLER, 'print(wr.s3.list_objects("s3://acme-lake/"))', "https://aws-sdk-pandas.readthedocs.io/en/stable/api.html", (
        Brief("awswrangler.s3.delete_objects", _D, "delete_objects", _FILE, Scope.ALL, _NO, (0, "path"), 'wr.s3.delete_objects("s3://acme-lake/revenue/")', "s3://acme-lake/revenue/", plain="It deletes all files in {name}."),
        *(Brief(f"awswrangler.s3.{name}", _D, "replace", _FILE, Scope.ALL, _NO, ("path", 1), f'wr.s3.{name}(df, path="s3://acme-lake/revenue/", dataset=True, mode="overwrite")', "s3://acme-lake/revenue/", _REPLACES, when=(("mode", ("overwrite", "overwrite_partitions")),), suffix="overwrite",
                plain="It deletes all files in {name} and saves its own there.") for name in ("to_parquet", "to_csv")),
        *(Brief(f"awswrangler.s3.{name}", _W, "save", _FILE, Scope.ONE, _WORK, ("path", 1), f'wr.s3.{name}(df, path="s3://acme-lake/revenue/a.parquet")', "s3://acme-lake/revenue/a.parquet", when=(("mode", ("", "append")),)) for name in ("to_parquet", "to_csv", "to_json", "to_excel")),
        Brief("awswrangler.catalog.delete_table_if_exists", _D, "drop", _TABLE, Scope.ALL, _WORK, ("table", 1), 'wr.catalog.delete_table_if_exists(database="mart", table="revenue")', "mart.revenue", prefixed_by=("database",)),
        Brief("awswrangler.redshift.to_sql", _D, "replace", _TABLE, Scope.ALL, _NO, ("table", 2), 'wr.redshift.to_sql(df, con=None, table="revenue", schema="mart", mode="overwrite")', "mart.revenue", _REPLACES, when=(("mode", ("overwrite",)),), prefixed_by=("schema",), suffix="overwrite"),
    ), within=()),
    *rows("dask", 'import dask.dataframe as dd\n\ndf = dd.read_csv("prices.csv")\n', "print(df.head())", "https://docs.dask.org/en/stable/dataframe-create.html", (
        *(Brief(f"dask.DataFrame.{name}", _W, "save", _FILE, Scope.ONE, _WORK, (0, "path", "filename"), f'df.{name}("/srv/share/prices/")', "/srv/share/prices/") for name in ("to_csv", "to_parquet", "to_json")),
    ), within=()),
    *rows("snowpark", 'from snowflake.snowpark import Session\n\nsession = Session.builder.configs({"account": "ab123"}).create()\nrevenue = session.table("mart.revenue")\n', "revenue.show()", "https://docs.snowflake.com/en/developer-guide/snowpark/reference/python/latest/index", (
        Brief("snowpark.Table.delete", _D, "delete", _TABLE, Scope.ALL, _WORK, ("self",), "revenue.delete()", "mart.revenue", when=(("0|condition", ("",)),), suffix="all"),
        Brief("snowpark.Table.delete", _D, "delete", _TABLE, Scope.SOME, _WORK, ("self",), 'revenue.delete(revenue["id"] == 7)', "mart.revenue"),
        Brief("snowpark.Table.update", _W, "update", _TABLE, Scope.UNKNOWN, _WORK, ("self",), 'revenue.update({"a": 1})', "mart.revenue"),
        Brief("snowpark.Table.drop_table", _D, "drop", _TABLE, Scope.ALL, _WORK, ("self",), "revenue.drop_table()", "mart.revenue"),
        Brief("snowpark.Writer(overwrite).save_as_table", _D, "replace", _TABLE, Scope.ALL, _NO, (0,), 'session.sql("SELECT 1").write.mode("overwrite").save_as_table("mart.costs")', "mart.costs", _REPLACES, suffix="overwrite"),
        Brief("snowpark.Writer(append).save_as_table", _W, "append", _TABLE, Scope.SOME, _WORK, (0,), 'session.sql("SELECT 1").write.mode("append").save_as_table("mart.costs")', "mart.costs", suffix="append"),
        Brief("snowpark.Writer.save_as_table", _D, "replace", _TABLE, Scope.ALL, _NO, (0,), 'session.sql("SELECT 1").write.save_as_table("mart.costs", mode="overwrite")', "mart.costs", _REPLACES, when=(("mode", ("overwrite",)),), suffix="mode-overwrite"),
    )),
    *rows("pyspark-v2", _SPARK, "df.show()", "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.html", (
        *(Brief(f"pyspark.WriterV2.{name}", _D, "replace", _TABLE, Scope.ALL, _NO, ("self",), f'df.writeTo("mart.revenue").{name}()', "mart.revenue", _REPLACES) for name in ("createOrReplace", "replace")),
        Brief("pyspark.WriterV2.overwritePartitions", _D, "overwrite", _TABLE, Scope.SOME, _NO, ("self",), 'df.writeTo("mart.revenue").overwritePartitions()', "mart.revenue", _REPLACES, "It replaces the parts of {target} that its own data has."),
        Brief("pyspark.WriterV2.overwrite", _D, "overwrite", _TABLE, Scope.SOME, _NO, ("self",), 'df.writeTo("mart.revenue").overwrite("day > 7")', "mart.revenue", _REPLACES, "It replaces some rows of {target}."),
        Brief("pyspark.WriterV2.append", _W, "append", _TABLE, Scope.SOME, _WORK, ("self",), 'df.writeTo("mart.revenue").append()', "mart.revenue"),
        Brief("pyspark.WriterV2.create", _C, "create", _TABLE, Scope.ALL, _YES, ("self",), 'df.writeTo("mart.revenue").create()', "mart.revenue"),
    ), within=()),
    *rows("pyspark-jdbc", _SPARK, "df.show()", "https://spark.apache.org/docs/latest/sql-data-sources-jdbc.html", (
        Brief(f"{_WRITER}.jdbc", _D, "replace", _TABLE, Scope.ALL, _NO, (1, "table"), 'df.write.jdbc("jdbc:postgresql://db.example.com/shop", "public.orders", mode="overwrite")', "public.orders", _REPLACES, "", (("2|mode", ("overwrite",)),), suffix="overwrite"),
        Brief(f"{_WRITER}.jdbc", _W, "append", _TABLE, Scope.SOME, _WORK, (1, "table"), 'df.write.jdbc("jdbc:postgresql://db.example.com/shop", "public.orders", mode="append")', "public.orders"),
        Brief(f"{_WRITER}(overwrite).jdbc", _D, "replace", _TABLE, Scope.ALL, _NO, (1, "table"), 'df.write.mode("overwrite").jdbc("jdbc:postgresql://db.example.com/shop", "public.orders")', "public.orders", _REPLACES, suffix="mode-overwrite"),
        Brief(f"{_WRITER}(append).jdbc", _W, "append", _TABLE, Scope.SOME, _WORK, (1, "table"), 'df.write.mode("append").jdbc("jdbc:postgresql://db.example.com/shop", "public.orders")', "public.orders", suffix="mode-append"),
    ), within=(0, "url")),
    *rows("dask-sql", 'import dask.dataframe as dd\n\ndf = dd.read_csv("a.csv")\n', "print(df.head())", "https://docs.dask.org/en/stable/generated/dask.dataframe.to_sql.html", (
        Brief("dask.DataFrame.to_sql", _D, "replace", _TABLE, Scope.ALL, _NO, (0, "name"), 'df.to_sql("orders", "postgresql://db.example.com/shop", if_exists="replace")', "orders", _REPLACES, "", (("3|if_exists", ("replace",)),), prefixed_by=("schema",), suffix="replace"),
        Brief("dask.DataFrame.to_sql", _W, "append", _TABLE, Scope.SOME, _WORK, (0, "name"), 'df.to_sql("orders", "postgresql://db.example.com/shop", if_exists="append")', "orders", prefixed_by=("schema",)),
    ), within=(1, "uri")),
)
