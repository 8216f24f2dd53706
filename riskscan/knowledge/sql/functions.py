"""Functions and packaged procedures that do more than give a value, by lower-case name, with the family of rows that knows what they do.

Sources: PostgreSQL 16 documentation (9.27 System Administration Functions, 9.17 Sequence Functions, 35.4 Server-Side Functions, dblink,
adminpack), pg_cron, pgsql-http and aws_s3 extension manuals; SQLite documentation (load_extension, CLI functions); MySQL 8.4 reference manual;
SQL Server Transact-SQL reference (OPENROWSET, extended procedures); Oracle Database PL/SQL Packages and Types Reference 19c; Snowflake
SQL function reference; ClickHouse table functions.
"""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.asset import AssetKind
from riskscan.model.effect import Trait


@dataclass(frozen=True, slots=True)
class SideEffect:
    """What calling a function does.

    ``target``: index of the argument that names what it touches, -1 for none; ``called``: the name to show where no argument tells;
    ``one``: it touches one thing a call; ``runs_sql``/``here``: an argument holds SQL that runs (in this same database).
    ``dialects``: only in these; empty: any.
    """

    family: str
    kind: AssetKind
    target: int
    called: str
    traits: tuple[Trait, ...] = ()
    one: bool = False
    runs_sql: bool = False
    here: bool = False
    dialects: tuple[str, ...] = ()

    def fits(self, dialect: str) -> bool:
        """Does the function exist in the dialect, as far as that is known?"""
        return not self.dialects or not dialect or dialect in self.dialects


_K = AssetKind
_PG = ("postgres", "redshift")
_KILL = SideEffect("kill", _K.OTHER, -1, "a running session", one=True, dialects=_PG)
_SHELL = SideEffect("shell", _K.PROGRAM, 0, "a command")
_FILE_OUT = SideEffect("write_file", _K.FILE, 0, "a file on the server")
_FILE_IN = SideEffect("read_file", _K.FILE, 0, "a file on the server", dialects=("postgres", "mysql", "oracle", "sqlite", "duckdb"))
_TABLE_FILE = SideEffect("read_file", _K.FILE, 0, "a file", dialects=("duckdb",))
_HOUSE = ("clickhouse",)
_OUTSIDE_TABLE = SideEffect("read_file", _K.URL, 0, "an address on the network", dialects=_HOUSE)
_OUTSIDE_BUCKET = SideEffect("read_file", _K.BUCKET, 0, "a bucket", dialects=_HOUSE)
_OTHER_SERVER = SideEffect("remote_sql", _K.DATABASE, 0, "another database", dialects=_HOUSE)
_FILE_GONE = SideEffect("remove_files", _K.FILE, 0, "a file on the server")
_REMOTE = SideEffect("remote_sql", _K.DATABASE, 0, "another database", runs_sql=True)
_CALL_OUT = SideEffect("http", _K.URL, 0, "an address on the network")
_JOB = SideEffect("create_job", _K.JOB, 0, "a job", runs_sql=True, here=True)
_JOB_GONE = SideEffect("drop_job", _K.JOB, 0, "a job")
_SETTING = SideEffect("alter_system", _K.SERVER, -1, "the database server")
_SEQUENCE = SideEffect("set_sequence", _K.OTHER, 0, "a counter", one=True)
_MAIL = SideEffect("mail", _K.EMAIL, -1, "people by mail", (Trait.PEOPLE,))
_MAINTAIN = SideEffect("maintain", _K.TABLE, 1, "tables")
_RUN = SideEffect("dynamic", _K.PROGRAM, -1, "SQL that is put together when it runs", (Trait.DYNAMIC,), runs_sql=True, here=True)
_LARGE_OBJECT = SideEffect("remove_files", _K.OBJECT, -1, "a stored large object", one=True, dialects=_PG)

FUNCTIONS: dict[str, SideEffect] = {
    "openrowset": SideEffect("remote_sql", _K.DATABASE, 0, "another database or file", runs_sql=True, dialects=("tsql",)),
    "url": _OUTSIDE_TABLE, "s3": _OUTSIDE_BUCKET, "s3cluster": _OUTSIDE_BUCKET, "gcs": _OUTSIDE_BUCKET, "azureblobstorage": _OUTSIDE_BUCKET,
    "remote": _OTHER_SERVER, "remotesecure": _OTHER_SERVER, "mysql": _OTHER_SERVER, "postgresql": _OTHER_SERVER, "mongodb": _OTHER_SERVER,
    "pg_terminate_backend": _KILL, "pg_cancel_backend": _KILL, "system$cancel_query": SideEffect("kill", _K.OTHER, -1, "a running query", one=True),
    "system$abort_session": SideEffect("kill", _K.OTHER, -1, "a running session", one=True), "system$cancel_all_queries": SideEffect("kill", _K.OTHER, -1, "all running queries"),
    "setval": _SEQUENCE, "pg_catalog.setval": _SEQUENCE,
    "dblink_exec": _REMOTE, "dblink": _REMOTE, "dblink_send_query": _REMOTE, "openquery": _REMOTE, "opendatasource": _REMOTE, "external_query": _REMOTE,
    "lo_export": SideEffect("write_file", _K.FILE, 1, "a file on the server", dialects=_PG), "lo_import": SideEffect("read_file", _K.FILE, 0, "a file on the server", dialects=_PG),
    "lo_unlink": _LARGE_OBJECT, "lo_from_bytea": SideEffect("create_object", _K.OBJECT, -1, "a stored large object", dialects=_PG),
    "pg_read_file": _FILE_IN, "pg_read_binary_file": _FILE_IN, "pg_ls_dir": _FILE_IN, "pg_stat_file": _FILE_IN, "load_file": _FILE_IN, "readfile": _FILE_IN,
    "pg_file_write": _FILE_OUT, "pg_file_unlink": _FILE_GONE, "pg_file_rename": _FILE_OUT, "writefile": _FILE_OUT,
    "load_extension": SideEffect("shell", _K.PROGRAM, 0, "a program library"), "sys_exec": _SHELL, "sys_eval": _SHELL, "edit": SideEffect("shell", _K.PROGRAM, -1, "an editor", dialects=("sqlite",)),
    "pg_reload_conf": _SETTING, "pg_promote": SideEffect("shutdown", _K.SERVER, -1, "the database server", (Trait.OUTAGE,)), "pg_drop_replication_slot": SideEffect("drop_copy_feed", _K.OTHER, 0, "a replication slot"),
    "pg_create_restore_point": _SETTING, "pg_wal_replay_pause": _SETTING, "pg_stat_reset": SideEffect("reset_statistics", _K.OTHER, -1, "usage statistics"),
    "pg_stat_statements_reset": SideEffect("reset_statistics", _K.OTHER, -1, "usage statistics"),
    "http_get": _CALL_OUT, "http_post": SideEffect("http", _K.URL, 0, "an address on the network"), "http_put": _CALL_OUT, "http_delete": _CALL_OUT,
    "net.http_post": _CALL_OUT, "net.http_get": _CALL_OUT, "utl_http.request": _CALL_OUT, "utl_http.begin_request": _CALL_OUT,
    "aws_lambda.invoke": SideEffect("call", _K.FUNCTION, 0, "a cloud function"), "aws_s3.query_export_to_s3": SideEffect("export", _K.BUCKET, 1, "cloud storage"),
    "aws_s3.table_import_from_s3": SideEffect("copy_in", _K.TABLE, 0, "a table"),
    "cron.schedule": _JOB, "cron.unschedule": _JOB_GONE, "cron.schedule_in_database": _JOB, "add_retention_policy": SideEffect("expire_rows", _K.TABLE, 0, "a table", (Trait.EXPIRES,)),
    "drop_chunks": SideEffect("drop_partition", _K.TABLE, 0, "a table"), "query_to_xml": _RUN, "cursor_to_xml": _RUN,
    "utl_file.fremove": SideEffect("remove_files", _K.FILE, 1, "a file on the server"), "utl_file.frename": SideEffect("write_file", _K.FILE, 3, "a file on the server"),
    "utl_file.fcopy": SideEffect("write_file", _K.FILE, 3, "a file on the server"), "utl_file.fopen": SideEffect("write_file", _K.FILE, 1, "a file on the server"),
    "utl_mail.send": _MAIL, "utl_smtp.open_connection": _MAIL, "utl_smtp.mail": _MAIL, "apex_mail.send": _MAIL, "system$send_email": _MAIL, "system$send_snowflake_notification": _MAIL,
    "utl_tcp.open_connection": _CALL_OUT, "dbms_cloud.put_object": SideEffect("export", _K.BUCKET, -1, "cloud storage"), "dbms_cloud.delete_object": SideEffect("remove_files", _K.BUCKET, -1, "cloud storage"),
    "dbms_scheduler.create_job": _JOB, "dbms_scheduler.drop_job": _JOB_GONE, "dbms_scheduler.run_job": SideEffect("call", _K.JOB, 0, "a job"), "dbms_scheduler.disable": _JOB_GONE,
    "dbms_scheduler.enable": _JOB, "dbms_job.submit": SideEffect("create_job", _K.JOB, -1, "a job", runs_sql=True, here=True), "dbms_job.remove": SideEffect("drop_job", _K.JOB, -1, "a job"),
    "dbms_utility.exec_ddl_statement": _RUN, "dbms_sql.parse": _RUN, "dbms_stats.gather_table_stats": _MAINTAIN, "dbms_stats.gather_schema_stats": SideEffect("maintain", _K.SCHEMA, 0, "a schema"),
    "dbms_mview.refresh": SideEffect("refresh", _K.VIEW, 0, "a stored view"), "dbms_snapshot.refresh": SideEffect("refresh", _K.VIEW, 0, "a stored view"),
    "dbms_file_transfer.put_file": _FILE_OUT, "dbms_xslprocessor.clob2file": SideEffect("write_file", _K.FILE, 2, "a file on the server"),
    "dbms_rls.drop_policy": SideEffect("catch_removed", _K.TABLE, 1, "a table", (Trait.CATCH_REMOVED,)), "dbms_rls.add_policy": SideEffect("policy", _K.TABLE, 1, "a table"),
    "dbms_fga.drop_policy": SideEffect("catch_removed", _K.TABLE, 1, "a table", (Trait.CATCH_REMOVED,)), "dbms_redefinition.finish_redef_table": SideEffect("swap", _K.TABLE, 1, "a table", (Trait.REPLACES,)),
    "dbms_repair.fix_corrupt_blocks": SideEffect("maintain_locking", _K.TABLE, 1, "a table"), "sys.kill_session": _KILL, "rdsadmin.rdsadmin_util.kill": SideEffect("kill", _K.OTHER, -1, "a running session", one=True),
    "java_call": _SHELL, "read_parquet": _TABLE_FILE, "read_csv": _TABLE_FILE, "read_csv_auto": _TABLE_FILE, "read_json": _TABLE_FILE,
    "read_json_auto": _TABLE_FILE, "read_ndjson": _TABLE_FILE, "read_text": _TABLE_FILE,
}  # fmt: skip

# Procedures of SQL Server that only show. Those that take a path of the network (xp_dirtree, xp_fileexist) are not among them.
SHOWING_PROCEDURES = frozenset(
    [
        "xp_regread",
        "xp_instance_regread",
        "sp_who",
        "sp_who2",
        "sp_lock",
        "sp_monitor",
        "sp_spaceused",
        "sp_depends",
        "sp_databases",
        "sp_tables",
        "sp_columns",
        "sp_stored_procedures",
        "sp_sproc_columns",
        "sp_pkeys",
        "sp_fkeys",
        "sp_statistics",
        "sp_special_columns",
        "sp_server_info",
        "sp_datatype_info",
        "sp_table_privileges",
        "sp_column_privileges",
        "sp_linkedservers",
        "sp_catalogs",
        "sp_tables_ex",
        "sp_columns_ex",
        "sp_indexes",
        "sp_foreignkeys",
        "sp_primarykeys",
        "sp_help",
        "sp_helptext",
        "sp_helpindex",
        "sp_helpdb",
        "sp_helpfile",
        "sp_helpfilegroup",
        "sp_helpconstraint",
        "sp_helptrigger",
        "sp_helpuser",
        "sp_helplogins",
        "sp_helprole",
        "sp_helprolemember",
        "sp_helpsrvrole",
        "sp_helpsrvrolemember",
        "sp_helprotect",
        "sp_helpserver",
        "sp_helpstats",
        "sp_helpsort",
        "sp_helplanguage",
        "sp_helpextendedproc",
        "sp_helplinkedsrvlogin",
        "sp_helpntgroup",
        "sp_helpdevice",
        "sp_help_job",
        "sp_help_jobactivity",
        "sp_help_jobhistory",
        "sp_help_jobschedule",
        "sp_help_jobserver",
        "sp_help_jobstep",
        "sp_help_schedule",
        "sp_help_operator",
        "sp_help_alert",
        "sp_describe_first_result_set",
        "sp_describe_undeclared_parameters",
        "sp_readerrorlog",
        "xp_readerrorlog",
        "xp_enumerrorlogs",
        "xp_fixeddrives",
        "xp_msver",
        "xp_logininfo",
        "xp_loginconfig",
    ]
)
