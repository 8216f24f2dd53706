"""Database drivers that follow PEP 249, and those that nearly do: what runs on them is SQL and is read as SQL."""

from __future__ import annotations

from riskscan.knowledge.python.call import THROWAWAY, Call, Gives
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Undo

# fmt: off
_DRIVERS: tuple[tuple[str, str, tuple[int | str, ...]], ...] = (
    # connect call, dialect, where the host or database stands
    ("psycopg2.connect", "postgres", ("host", "dsn", 0, "dbname", "database")),
    ("psycopg.connect", "postgres", ("host", "conninfo", 0, "dbname")),
    ("psycopg.Connection.connect", "postgres", ("host", "conninfo", 0, "dbname")),
    ("psycopg.AsyncConnection.connect", "postgres", ("host", "conninfo", 0, "dbname")),
    ("psycopg2.pool.SimpleConnectionPool", "postgres", ("host", "dsn", 2)),
    ("psycopg2.pool.ThreadedConnectionPool", "postgres", ("host", "dsn", 2)),
    ("asyncpg.connect", "postgres", ("host", "dsn", 0, "database")),
    ("asyncpg.create_pool", "postgres", ("host", "dsn", 0, "database")),
    ("pg8000.connect", "postgres", ("host", "database")),
    ("pg8000.dbapi.connect", "postgres", ("host", "database")),
    ("pymysql.connect", "mysql", ("host", 0, "database", "db")),
    ("pymysql.connections.Connection", "mysql", ("host", 0, "database", "db")),
    ("aiomysql.connect", "mysql", ("host", 0, "db")),
    ("mysql.connector.connect", "mysql", ("host", "database")),
    ("mysql.connector.MySQLConnection", "mysql", ("host", "database")),
    ("mariadb.connect", "mysql", ("host", "database")),
    ("MySQLdb.connect", "mysql", ("host", 0, "db", "database")),
    ("sqlite3.connect", "sqlite", (0, "database")),
    ("aiosqlite.connect", "sqlite", (0, "database")),
    ("pyodbc.connect", "tsql", (0, "server", "dsn")),
    ("pymssql.connect", "tsql", ("server", "host", 0, "database")),
    ("oracledb.connect", "oracle", ("dsn", 2, "host")),
    ("cx_Oracle.connect", "oracle", ("dsn", 2, 0)),
    ("snowflake.connector.connect", "snowflake", ("account", "database")),
    ("redshift_connector.connect", "redshift", ("host", "database")),
    ("duckdb.connect", "duckdb", (0, "database")),
    ("clickhouse_driver.connect", "clickhouse", ("host", 0)),
    ("clickhouse_driver.Client", "clickhouse", ("host", 0)),
    ("clickhouse_connect.get_client", "clickhouse", ("host",)),
    ("trino.dbapi.connect", "trino", ("host", 0, "catalog")),
    ("prestodb.dbapi.connect", "presto", ("host", 0, "catalog")),
    ("databricks.sql.connect", "databricks", ("server_hostname", 0, "catalog")),
    ("vertica_python.connect", "postgres", ("host", "database")),
    ("pyhive.hive.connect", "hive", ("host", 0)),
    ("pyhive.hive.Connection", "hive", ("host", 0)),
    ("pyhive.presto.connect", "presto", ("host", 0)),
    ("impala.dbapi.connect", "hive", ("host", 0)),
    ("ibm_db_dbi.connect", "", (0, "dsn")),
    ("teradatasql.connect", "teradata", ("host", 0)),
    ("pyathena.connect", "athena", ("s3_staging_dir", "schema_name")),
    ("jaydebeapi.connect", "", (1, "url")),
)

_CONNECTION_TYPES = (  # as annotations name them
    ("psycopg2.extensions.connection", "postgres"), ("psycopg.Connection", "postgres"), ("psycopg.AsyncConnection", "postgres"), ("asyncpg.Connection", "postgres"), ("asyncpg.Pool", "postgres"),
    ("sqlite3.Connection", "sqlite"), ("aiosqlite.Connection", "sqlite"), ("pyodbc.Connection", "tsql"), ("oracledb.Connection", "oracle"), ("snowflake.connector.SnowflakeConnection", "snowflake"),
    ("mysql.connector.connection.MySQLConnection", "mysql"), ("duckdb.DuckDBPyConnection", "duckdb"), ("redshift_connector.Connection", "redshift"),
)
_CURSOR_TYPES = (
    ("psycopg2.extensions.cursor", "postgres"), ("psycopg.Cursor", "postgres"), ("psycopg.AsyncCursor", "postgres"), ("sqlite3.Cursor", "sqlite"), ("pyodbc.Cursor", "tsql"), ("oracledb.Cursor", "oracle"),
    ("pymysql.cursors.Cursor", "mysql"), ("snowflake.connector.cursor.SnowflakeCursor", "snowflake"), ("redshift_connector.Cursor", "redshift"),
)

GIVES: tuple[Gives, ...] = (
    Gives(call="dbapi.Connection.set_session", type="self", within=("self",)),
    *(Gives(call=call, type="dbapi.Connection", within=within, dialect=dialect) for call, dialect, within in _DRIVERS),
    *(Gives(call=call, type="dbapi.Connection", dialect=dialect) for call, dialect in _CONNECTION_TYPES),
    *(Gives(call=call, type="dbapi.Cursor", dialect=dialect) for call, dialect in _CURSOR_TYPES),
    Gives(call="duckdb.sql", type="dbapi.Cursor", dialect="duckdb"),
    *(Gives(call=f"testcontainers.{module}.{name}", type="testcontainers.Container", dialect=dialect, place=THROWAWAY) for module, name, dialect in (
        ("postgres", "PostgresContainer", "postgres"), ("mysql", "MySqlContainer", "mysql"), ("mssql", "SqlServerContainer", "tsql"), ("oracle", "OracleDbContainer", "oracle"), ("clickhouse", "ClickHouseContainer", "clickhouse"),
        ("mongodb", "MongoDbContainer", ""), ("redis", "RedisContainer", ""), ("trino", "TrinoContainer", "trino"))),
    *(Gives(call=f"testcontainers.Container.{name}", type="testcontainers.Address", place=THROWAWAY) for name in ("get_connection_url", "get_container_host_ip", "get_client")),
    Gives(call="testcontainers.Container.start", type="testcontainers.Container", place=THROWAWAY),
    *(Gives(call=f"dbapi.Connection.{name}", type="dbapi.Connection", within=("self",))
      for name in ("getconn", "acquire", "transaction", "pipeline", "__enter__", "connection")),
    Gives(call="dbapi.Connection.cursor", type="dbapi.Cursor", within=("self",)),
    Gives(call="dbapi.Connection.execute", type="dbapi.Cursor", within=("self",)),
    Gives(call="dbapi.Cursor.execute", type="dbapi.Cursor", within=("self",)),
    Gives(call="dbapi.Cursor.connection", type="dbapi.Connection", within=("self",)),
    *(Gives(call=call, type="text") for call in ("psycopg2.sql.SQL", "psycopg.sql.SQL", "psycopg2.sql.Identifier", "psycopg.sql.Identifier",
                                                 "textwrap.dedent", "inspect.cleandoc", "str")),
)

_PEP = "https://peps.python.org/pep-0249/"
_SQLITE = "https://docs.python.org/3/library/sqlite3.html"
_ASYNCPG = "https://magicstack.github.io/asyncpg/current/api/index.html"
_PSYCOPG = "https://www.psycopg.org/docs/cursor.html"

CALLS: tuple[Call, ...] = (
    Call(
        id="python/dbapi.cursor-execute", call="dbapi.Cursor.execute", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE,
        named_by=(0, "query", "operation", "sql", "statement"), within=("self",), code=Language.SQL, source=_PEP,
        example='import psycopg2\n\nconn = psycopg2.connect("host=db dbname=shop")\nwith conn.cursor() as cur:\n    cur.execute("TRUNCATE TABLE sales.orders")\nconn.commit()\n',
        expect=("delete table:sales.orders all",),
        near_misses=('import psycopg2\n\nsql = "TRUNCATE TABLE sales.orders"\nconn = psycopg2.connect("host=db dbname=shop")\ncur = conn.cursor()\nprint(sql)\n',),
    ),
    Call(
        id="python/dbapi.cursor-executemany", call="dbapi.Cursor.executemany", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE,
        named_by=(0, "query", "operation", "sql"), within=("self",), code=Language.SQL, payload=(1,), source=_PEP,
        example='import pymysql\n\nconn = pymysql.connect(host="db", user="me", database="shop")\ncur = conn.cursor()\ncur.executemany("DELETE FROM orders WHERE state = %s", [("new",), ("lost",)])\nconn.commit()\n',
        expect=("delete table:orders some",),
    ),
    Call(
        id="python/dbapi.connection-execute", call="dbapi.Connection.execute", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE,
        named_by=(0, "query", "sql", "statement"), within=("self",), code=Language.SQL, source="https://www.psycopg.org/psycopg3/docs/api/connections.html",
        example='import sqlite3\n\ncon = sqlite3.connect("shop.db")\ncon.execute("DELETE FROM orders")\ncon.commit()\n',
        expect=("delete table:orders all",),
    ),
    Call(
        id="python/dbapi.connection-executemany", call="dbapi.Connection.executemany", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE,
        named_by=(0, "query", "sql"), within=("self",), code=Language.SQL, payload=(1,), source=_SQLITE,
        example='import sqlite3\n\ncon = sqlite3.connect("shop.db")\ncon.executemany("DELETE FROM orders WHERE state = ?", [("new",)])\n',
        expect=("delete table:orders some",),
    ),
    *(Call(
        id=f"python/dbapi.{owner.lower()}-executescript", call=f"dbapi.{owner}.executescript", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE,
        named_by=(0, "sql_script"), within=("self",), code=Language.SQL, source=_SQLITE,
        example=f'import sqlite3\n\ncon = sqlite3.connect("shop.db")\n{receiver}.executescript("""\nDROP TABLE orders;\n""")\n',
        expect=("delete table:orders all",),
    ) for owner, receiver in (("Connection", "con"), ("Cursor", "con.cursor()"))),
    *(Call(
        id=f"python/asyncpg.{method}", call=f"dbapi.Connection.{method}", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE,
        named_by=(0, "query"), within=("self",), code=Language.SQL, source=_ASYNCPG,
        example=f'import asyncio\n\nimport asyncpg\n\n\nasync def main():\n    conn = await asyncpg.connect("postgresql://me@db/shop")\n    row = await conn.{method}("DELETE FROM orders RETURNING id")\n    print(row)\n\n\nasyncio.run(main())\n',
        expect=("delete table:orders all",),
    ) for method in ("fetch", "fetchrow", "fetchval")),
    *(Call(
        id=f"python/clickhouse.{method}", call=f"dbapi.Connection.{method}", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE,
        named_by=(0, "cmd", "query"), within=("self",), code=Language.SQL, source="https://clickhouse.com/docs/integrations/python",
        example=f'import clickhouse_connect\n\nclient = clickhouse_connect.get_client(host="clicks.example.com")\nclient.{method}("TRUNCATE TABLE web.clicks")\n',
        expect=("delete table:web.clicks all",),
    ) for method in ("command", "query")),
    Call(
        id="python/psycopg2.execute_values", call="psycopg2.extras.execute_values", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE,
        named_by=(1, "sql"), code=Language.SQL, payload=(2,), source="https://www.psycopg.org/docs/extras.html",
        example='import psycopg2\nfrom psycopg2.extras import execute_values\n\nconn = psycopg2.connect("dbname=shop")\ncur = conn.cursor()\nexecute_values(cur, "TRUNCATE orders; INSERT INTO orders (id, total) VALUES %s", [(1, 2)])\n',
        expect=("delete table:orders all", "write table:orders one"),
    ),
    Call(
        id="python/psycopg2.execute_batch", call="psycopg2.extras.execute_batch", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE,
        named_by=(1, "sql"), code=Language.SQL, payload=(2,), source="https://www.psycopg.org/docs/extras.html",
        example='import psycopg2\nfrom psycopg2.extras import execute_batch\n\nconn = psycopg2.connect("dbname=shop")\nexecute_batch(conn.cursor(), "DELETE FROM orders WHERE state = %s", [("new",)])\n',
        expect=("delete table:orders some",),
    ),
    Call(
        id="python/psycopg2.copy_expert", call="dbapi.Cursor.copy_expert", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE,
        named_by=(0, "sql"), within=("self",), code=Language.SQL, payload=(1,), source=_PSYCOPG,
        example='import psycopg2\n\nconn = psycopg2.connect("dbname=shop")\nwith open("orders.csv") as f:\n    conn.cursor().copy_expert("TRUNCATE TABLE orders", f)\n',
        expect=("delete table:orders all", "read file:orders.csv unknown"),
    ),
    Call(
        id="python/psycopg2.copy_from", call="dbapi.Cursor.copy_from", operation=Operation.WRITE, verb="insert", kind=AssetKind.TABLE, scope=Scope.SOME, undo=Undo.WITH_WORK,
        named_by=(1, "table"), within=("self",), payload=(0,), source=_PSYCOPG,
        example='import psycopg2\n\nconn = psycopg2.connect("dbname=shop")\ncur = conn.cursor()\nwith open("orders.csv") as f:\n    cur.copy_from(f, "orders", sep=",")\nconn.commit()\n',
        expect=("write table:orders some",),
        near_misses=('import shutil\n\nshutil.copyfile("orders.csv", "orders")\n',),
    ),
    Call(
        id="python/psycopg2.copy_to", call="dbapi.Cursor.copy_to", operation=Operation.READ, verb="read", kind=AssetKind.TABLE, scope=Scope.ALL, undo=Undo.YES,
        named_by=(1, "table"), within=("self",), source=_PSYCOPG,
        example='import sys\n\nimport psycopg2\n\nconn = psycopg2.connect("dbname=shop")\nconn.cursor().copy_to(sys.stdout, "orders")\n',
        expect=("read table:orders all",),
    ),
    Call(
        id="python/psycopg.copy", call="dbapi.Cursor.copy", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE,
        named_by=(0, "statement"), within=("self",), code=Language.SQL, source="https://www.psycopg.org/psycopg3/docs/basic/copy.html",
        example='import psycopg\n\nwith psycopg.connect("dbname=shop") as conn, conn.cursor() as cur:\n    with cur.copy("COPY orders (id, total) FROM STDIN") as copy:\n        copy.write_row((1, 2))\n',
        expect=("write table:orders some",),
    ),
    Call(
        id="python/asyncpg.copy_records_to_table", call="dbapi.Connection.copy_records_to_table", operation=Operation.WRITE, verb="insert", kind=AssetKind.TABLE,
        scope=Scope.SOME, undo=Undo.WITH_WORK, named_by=(0, "table_name"), prefixed_by=("schema_name",), within=("self",), payload=("records",), source=_ASYNCPG,
        example='import asyncpg\n\n\nasync def main(rows):\n    conn = await asyncpg.connect("postgresql://me@db/shop")\n    await conn.copy_records_to_table("orders", records=rows, schema_name="sales")\n\n\nimport asyncio\n\nasyncio.run(main([(1, 2)]))\n',
        expect=("write table:sales.orders some",),
    ),
    Call(
        id="python/snowflake.write_pandas-overwrite", call="snowflake.connector.pandas_tools.write_pandas", operation=Operation.DELETE, verb="replace", kind=AssetKind.TABLE,
        scope=Scope.ALL, undo=Undo.NO, named_by=(2, "table_name"), prefixed_by=("database", "schema"), within=(0, "conn"), payload=(1, "df"),
        when=(("overwrite", ("True",)),), source="https://docs.snowflake.com/en/developer-guide/python-connector/python-connector-api",
        example='import pandas as pd\nimport snowflake.connector\nfrom snowflake.connector.pandas_tools import write_pandas\n\nconn = snowflake.connector.connect(account="ab123", user="me", database="DWH")\ndf = pd.DataFrame({"id": [1]})\nwrite_pandas(conn, df, "DIM_CUSTOMER", schema="CORE", overwrite=True)\n',
        expect=("delete table:CORE.DIM_CUSTOMER all",),
        near_misses=('import snowflake.connector\nfrom snowflake.connector.pandas_tools import write_pandas\n\n\ndef load(df):\n    conn = snowflake.connector.connect(account="ab123")\n    write_pandas(conn, df, "DIM_CUSTOMER", schema="CORE")\n\n\nload(None)\n',),
    ),
    Call(
        id="python/snowflake.write_pandas", call="snowflake.connector.pandas_tools.write_pandas", operation=Operation.WRITE, verb="append", kind=AssetKind.TABLE,
        scope=Scope.SOME, undo=Undo.WITH_WORK, named_by=(2, "table_name"), prefixed_by=("database", "schema"), within=(0, "conn"), payload=(1, "df"),
        source="https://docs.snowflake.com/en/developer-guide/python-connector/python-connector-api",
        example='import pandas as pd\nimport snowflake.connector\nfrom snowflake.connector.pandas_tools import write_pandas\n\nconn = snowflake.connector.connect(account="ab123", user="me", database="DWH")\nwrite_pandas(conn, pd.DataFrame({"id": [1]}), "DIM_CUSTOMER", database="DWH", schema="CORE")\n',
        expect=("write table:DWH.CORE.DIM_CUSTOMER some",),
    ),
)
