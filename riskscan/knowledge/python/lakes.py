"""Files in object stores as if they were on this computer (fsspec, MinIO), and tables of files (Delta)."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_D, _W, _R, _A = Operation.DELETE, Operation.WRITE, Operation.READ, Operation.ALTER
_OBJECT, _BUCKET, _TABLE, _FILE, _NO, _WORK, _YES = AssetKind.OBJECT, AssetKind.BUCKET, AssetKind.TABLE, AssetKind.FILE, Undo.NO, Undo.WITH_WORK, Undo.YES
_ONE, _SOME, _ALL, _ANY = Scope.ONE, Scope.SOME, Scope.ALL, Scope.UNKNOWN
_SYSTEMS = ("s3fs.S3FileSystem", "gcsfs.GCSFileSystem", "adlfs.AzureBlobFileSystem", "fsspec.filesystem", "s3fs.core.S3FileSystem", "ocifs.OCIFileSystem", "pyarrow.fs.S3FileSystem")
_GONE = "It deletes {target} with everything in it."

GIVES: tuple[Gives, ...] = (
    *(Gives(call=call, type="fsspec.FileSystem") for call in _SYSTEMS),
    Gives(call="fsspec.FileSystem.open", type="files.Handle", carries=(("name", 0),)),
    *(Gives(call=call, type="minio.Minio", within=(0, "endpoint")) for call in ("minio.Minio", "minio.api.Minio")),
    Gives(call="deltalake.DeltaTable", type="deltalake.DeltaTable", carries=(("name", 0),)),
    *(Gives(call=f"delta.tables.DeltaTable.{name}", type="delta.Table", carries=(("name", 1),)) for name in ("forName", "forPath")),
    *(Gives(call=f"delta.DeltaTable.{name}", type="delta.Table", carries=(("name", 1),)) for name in ("forName", "forPath")),
    Gives(call="delta.Table.merge", type="delta.Merge", carries=(("name", "self"),)), Gives(call="delta.Table.alias", type="delta.Table", carries=(("name", "self"),)),
    *(Gives(call=f"delta.Merge.{name}", type="delta.Merge", carries=(("name", "self"),)) for name in ("whenMatchedUpdateAll", "whenNotMatchedInsertAll", "whenMatchedUpdate", "whenNotMatchedInsert", "whenMatchedDelete", "whenNotMatchedBySourceDelete")),
)
_DELTA = 'from delta.tables import DeltaTable\nfrom pyspark.sql import SparkSession\n\nspark = SparkSession.builder.getOrCreate()\ntable = DeltaTable.forName(spark, "mart.orders")\n'

CALLS: tuple[Call, ...] = (
    *rows("fsspec", "import s3fs\n\nfs = s3fs.S3FileSystem()\n", 'print(fs.ls("acme-lake/raw"))', "https://filesystem-spec.readthedocs.io/en/latest/api.html", (
        *(Brief(f"fsspec.FileSystem.{name}", _D, "remove_tree", _OBJECT, _ALL, _NO, (0, "path"), f'fs.{name}("acme-lake/raw", recursive=True)', "acme-lake/raw", (Trait.RECURSIVE,), _GONE, (("recursive", ("True",)),), suffix="recursive") for name in ("rm", "delete")),
        *(Brief(f"fsspec.FileSystem.{name}", _D, "remove", _OBJECT, _ONE, _NO, (0, "path"), f'fs.{name}("acme-lake/raw/a.csv")', "acme-lake/raw/a.csv") for name in ("rm", "delete", "rm_file")),
        *(Brief(f"fsspec.FileSystem.{name}", _W, "put_object", _OBJECT, _ONE, _WORK, (1, "rpath"), f'fs.{name}("a.csv", "acme-lake/raw/a.csv")', "acme-lake/raw/a.csv", payload=(0,)) for name in ("put", "upload", "put_file")),
        *(Brief(f"fsspec.FileSystem.{name}", _A, "rename", _OBJECT, _ONE, _WORK, (0, "path1"), f'fs.{name}("acme-lake/raw/a.csv", "acme-lake/old/a.csv")', "acme-lake/raw/a.csv") for name in ("mv", "move", "rename")),
        Brief("fsspec.FileSystem.open", _W, "put_object", _OBJECT, _ONE, _WORK, (0, "path"), 'with fs.open("acme-lake/raw/a.csv", "w") as f:\n    print(f)', "acme-lake/raw/a.csv", when=(("1|mode", ("w", "wb", "a", "ab", "x")),), suffix="new"),
        Brief("fsspec.FileSystem.open", _R, "read", _OBJECT, _ANY, _YES, (0, "path"), 'with fs.open("acme-lake/raw/a.csv") as f:\n    print(f)', "acme-lake/raw/a.csv", when=(("1|mode", ("", "r", "rb")),), suffix="read"),
    )),
    *rows("minio", 'from minio import Minio\n\nclient = Minio("files.example.com")\n', 'print(client.list_objects("lake"))', "https://min.io/docs/minio/linux/developers/python/API.html", (
        Brief("minio.Minio.remove_object", _D, "remove", _OBJECT, _ONE, _NO, (1, "object_name"), 'client.remove_object("lake", "raw/a.csv")', "lake/raw/a.csv", prefixed_by=("0|bucket_name",)),
        Brief("minio.Minio.remove_objects", _D, "delete_objects", _BUCKET, _SOME, _NO, (0, "bucket_name"), 'client.remove_objects("lake", [])', "lake", plain="It deletes files in {target}."),
        Brief("minio.Minio.remove_bucket", _D, "delete_bucket", _BUCKET, _ONE, _NO, (0, "bucket_name"), 'client.remove_bucket("lake")', "lake"),
        *(Brief(f"minio.Minio.{name}", _W, "put_object", _OBJECT, _ONE, _WORK, (1, "object_name"), f'client.{name}("lake", "raw/a.csv", None)', "lake/raw/a.csv", payload=(2,), prefixed_by=("0|bucket_name",)) for name in ("put_object", "fput_object")),
        Brief("minio.Minio.set_bucket_policy", Operation.GRANT, "set_bucket_policy", _BUCKET, _ONE, _WORK, (0, "bucket_name"), 'client.set_bucket_policy("lake", "{}")', "lake"),
    )),
    *rows("delta", _DELTA, "print(table.history())", "https://docs.delta.io/latest/api/python/spark/index.html", (
        Brief("delta.Table.delete", _D, "delete", _TABLE, _ALL, _WORK, ("self",), "table.delete()", "mart.orders", when=(("0|condition", ("",)),), suffix="all"),
        Brief("delta.Table.delete", _D, "delete", _TABLE, _SOME, _WORK, ("self",), "table.delete(\"day < '2020-01-01'\")", "mart.orders"),
        Brief("delta.Table.update", _W, "update", _TABLE, _SOME, _WORK, ("self",), "table.update(\"day < '2020-01-01'\", {})", "mart.orders"),
        Brief("delta.Table.vacuum", _D, "vacuum", _TABLE, _SOME, _NO, ("self",), "table.vacuum(0)", "mart.orders", (Trait.UNDO_REMOVED, Trait.LOSES_HISTORY), "It deletes the older versions of {target}. After that there is no way back."),
        Brief("delta.Table.restoreToVersion", _W, "restore", _TABLE, _ALL, _WORK, ("self",), "table.restoreToVersion(7)", "mart.orders", plain="It takes {target} back to how it was."),
        Brief("delta.Merge.execute", _W, "merge", _TABLE, _SOME, _WORK, ("self",), 'table.merge(None, "a").whenMatchedUpdateAll().execute()', "mart.orders"),
    ), within=()),
    *rows("deltalake", 'from deltalake import DeltaTable, write_deltalake\n\ntable = DeltaTable("s3://acme-lake/orders")\n', "print(table.files())", "https://delta-io.github.io/delta-rs/api/delta_table/", (
        Brief("deltalake.write_deltalake", _D, "overwrite", _FILE, _ALL, _WORK, (0, "table_or_uri"), 'write_deltalake("s3://acme-lake/orders", [], mode="overwrite")', "s3://acme-lake/orders", (Trait.REPLACES,), "It takes out every row of the table in {name} and puts in its own.", (("mode", ("overwrite",)),), suffix="overwrite"),
        Brief("deltalake.write_deltalake", _W, "append", _FILE, _SOME, _WORK, (0, "table_or_uri"), 'write_deltalake("s3://acme-lake/orders", [], mode="append")', "s3://acme-lake/orders", payload=(1, "data")),
        Brief("deltalake.DeltaTable.delete", _D, "delete", _FILE, _ALL, _WORK, ("self",), "table.delete()", "s3://acme-lake/orders", plain="It deletes every row of the table in {name}.", when=(("0|predicate", ("",)),), suffix="all"),
        Brief("deltalake.DeltaTable.delete", _D, "delete", _FILE, _SOME, _WORK, ("self",), "table.delete(\"day = '2020-01-01'\")", "s3://acme-lake/orders", plain="It deletes some rows of the table in {name}."),
        Brief("deltalake.DeltaTable.vacuum", _D, "vacuum", _FILE, _SOME, _NO, ("self",), "table.vacuum(retention_hours=0, dry_run=False)", "s3://acme-lake/orders", (Trait.UNDO_REMOVED, Trait.LOSES_HISTORY), "It deletes the older versions of the table in {name}. There is no way back.", (("1|dry_run", ("False",)),)),
    ), within=()),
)
