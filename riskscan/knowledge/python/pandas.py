"""pandas: tables read into memory and tables and files written from it."""

from __future__ import annotations

from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_DOCS = "https://pandas.pydata.org/docs/reference/api/pandas."
_FILE_READERS = ("read_csv", "read_excel", "read_parquet", "read_json", "read_feather", "read_pickle", "read_xml", "read_orc", "read_stata", "read_sas", "read_table", "read_fwf", "read_hdf", "read_html")
_FILE_WRITERS = ("to_csv", "to_excel", "to_parquet", "to_json", "to_feather", "to_pickle", "to_html", "to_xml", "to_stata", "to_orc", "to_markdown", "to_latex", "to_string", "to_hdf")
_SQL_READERS = ("read_sql", "read_sql_query", "read_sql_table", "read_gbq")
_FRAME_METHODS = (
    "merge", "join", "assign", "drop", "drop_duplicates", "dropna", "fillna", "rename", "query", "sort_values", "reset_index", "set_index", "head", "tail", "copy",
    "astype", "melt", "pivot", "pivot_table", "apply", "filter", "sample", "replace", "groupby", "agg", "sum", "mean", "count", "explode", "loc", "iloc", "[]", "T",
    "transpose", "round", "where", "mask", "clip", "reindex", "nlargest", "nsmallest", "describe", "size", "unstack", "stack", "to_frame", "value_counts", "convert_dtypes",
)

GIVES: tuple[Gives, ...] = (
    *(Gives(call=f"pandas.{name}", type="pandas.DataFrame") for name in (
        "DataFrame", "Series", "concat", "merge", "pivot_table", "crosstab", "json_normalize", "melt", "get_dummies", "DataFrame.from_dict", "DataFrame.from_records", *_FILE_READERS, *_SQL_READERS)),
    *(Gives(call=f"pandas.DataFrame.{name}", type="pandas.DataFrame") for name in _FRAME_METHODS),
    Gives(call="pandas.ExcelWriter", type="pandas.ExcelWriter", carries=(("name", 0),)),
    Gives(call="pandas.ExcelFile", type="pandas.ExcelFile", carries=(("name", 0),)),
    Gives(call="geopandas.read_file", type="pandas.DataFrame"),
    Gives(call="geopandas.GeoDataFrame", type="pandas.DataFrame"),
)

_ENGINE = 'import pandas as pd\nfrom sqlalchemy import create_engine\n\nengine = create_engine("postgresql://me@dwh.example.com/warehouse")\n'
_TO_SQL = _ENGINE + 'df = pd.DataFrame({{"id": [1]}})\ndf.to_sql("dim_customer", engine, schema="core"{}, index=False)\n'
_TO_GBQ = 'import pandas as pd\n\ndf = pd.DataFrame({{"id": [1]}})\ndf.to_gbq("mart.revenue", project_id="acme"{})\n'

CALLS: tuple[Call, ...] = (
    *(Call(
        id=f"python/pandas.{name}", call=f"pandas.{name}", operation=Operation.READ, verb="select", kind=AssetKind.TABLE, undo=Undo.YES, named_by=(0, "sql", "query"), within=(1, "con"), code=Language.SQL,
        source=f"{_DOCS}{name}.html",
        example=_ENGINE + f'df = pd.{name}("DELETE FROM core.dim_customer RETURNING *", engine)\nprint(df)\n', expect=("delete table:core.dim_customer all",),
        near_misses=(_ENGINE + 'sql = "DELETE FROM core.dim_customer"\nprint(sql)\n',),
    ) for name in ("read_sql", "read_sql_query")),
    Call(
        id="python/pandas.read_sql_table", call="pandas.read_sql_table", operation=Operation.READ, verb="select", kind=AssetKind.TABLE, scope=Scope.ALL, undo=Undo.YES, named_by=(0, "table_name"), prefixed_by=("schema",), within=(1, "con"),
        source=f"{_DOCS}read_sql_table.html",
        example=_ENGINE + 'df = pd.read_sql_table("dim_customer", engine, schema="core")\n', expect=("read table:core.dim_customer all",),
    ),
    *(Call(
        id=f"python/{call}", call=call, operation=Operation.READ, verb="select", kind=AssetKind.TABLE, undo=Undo.YES, named_by=(0, "query", "query_or_table"), within=("project_id",), code=Language.SQL,
        source="https://googleapis.dev/python/pandas-gbq/latest/reading.html",
        example=f'import {call.partition(".")[0]}\n\ndf = {call}("DELETE FROM mart.revenue WHERE true", project_id="acme")\n', expect=("delete table:mart.revenue all",),
    ) for call in ("pandas.read_gbq", "pandas_gbq.read_gbq")),
    *(Call(
        id=f"python/pandas.{name}", call=f"pandas.{name}", operation=Operation.READ, verb="read", kind=AssetKind.FILE, undo=Undo.YES, named_by=(0, "filepath_or_buffer", "io", "path", "path_or_buf", "path_or_buffer"), source=f"{_DOCS}{name}.html",
        example=f'import pandas as pd\n\ndf = pd.{name}("/srv/share/prices.dat")\n', expect=("read file:/srv/share/prices.dat unknown",),
        near_misses=(f'import io\n\nimport pandas as pd\n\ndf = pd.{name}(io.StringIO("a,b"))\n',),
    ) for name in _FILE_READERS),
    *(Call(
        id=f"python/pandas.{name}", call=f"pandas.DataFrame.{name}", operation=Operation.WRITE, verb="save", kind=AssetKind.FILE, undo=Undo.WITH_WORK, by_key=True,
        named_by=(0, "path_or_buf", "excel_writer", "path", "buf", "path_or_buffer"), needs=(0, "path_or_buf", "excel_writer", "path", "buf", "path_or_buffer"), when=(("mode", ("", "w", "x")),), payload=("self",),
        source=f"{_DOCS}DataFrame.{name}.html",
        example=f'import pandas as pd\n\ndf = pd.DataFrame({{"a": [1]}})\ndf.{name}("/srv/share/prices.dat")\n', expect=("write file:/srv/share/prices.dat one",),
        near_misses=(f'import io\n\nimport pandas as pd\n\ndf = pd.DataFrame({{"a": [1]}})\nout = io.BytesIO()\ndf.{name}(out)\n', f'import pandas as pd\n\ndf = pd.DataFrame({{"a": [1]}})\nprint(df.{name}())\n'),
    ) for name in _FILE_WRITERS),
    Call(
        id="python/pandas.to_csv-append", call="pandas.DataFrame.to_csv", operation=Operation.WRITE, verb="append", kind=AssetKind.FILE, undo=Undo.WITH_WORK, by_key=True, named_by=(0, "path_or_buf"), needs=(0, "path_or_buf"),
        when=(("mode", ("a",)),), payload=("self",), source=f"{_DOCS}DataFrame.to_csv.html",
        example='import pandas as pd\n\ndf = pd.DataFrame({"a": [1]})\ndf.to_csv("log.csv", mode="a", header=False)\n', expect=("write file:log.csv one",),
        near_misses=('import pandas as pd\n\ndf = pd.DataFrame({"a": [1]})\ndf.to_csv("log.csv")\n',),
    ),
    Call(
        id="python/pandas.ExcelWriter", call="pandas.ExcelWriter", operation=Operation.WRITE, verb="save", kind=AssetKind.FILE, undo=Undo.WITH_WORK, by_key=True, named_by=(0, "path"), source=f"{_DOCS}ExcelWriter.html",
        example='import pandas as pd\n\ndf = pd.DataFrame({"a": [1]})\nwith pd.ExcelWriter("report.xlsx") as writer:\n    df.to_excel(writer, sheet_name="A")\n', expect=("write file:report.xlsx one",),
    ),
    Call(
        id="python/pandas.to_sql-replace", call="pandas.DataFrame.to_sql", operation=Operation.DELETE, verb="replace", kind=AssetKind.TABLE, scope=Scope.ALL, undo=Undo.NO, traits=(Trait.REPLACES, Trait.STRUCTURE),
        named_by=(0, "name"), prefixed_by=("schema",), within=(1, "con"), payload=("self",), when=(("3|if_exists", ("replace", "?")),), source=f"{_DOCS}DataFrame.to_sql.html",
        plain="It deletes {target} and makes a new one from its own data. Rights and links are lost.",
        example=_TO_SQL.format(', if_exists="replace"'), expect=("delete table:core.dim_customer all",), near_misses=(_TO_SQL.format(', if_exists="append"'), _TO_SQL.format("")),
    ),
    Call(
        id="python/pandas.to_sql-delete_rows", call="pandas.DataFrame.to_sql", operation=Operation.DELETE, verb="delete", kind=AssetKind.TABLE, scope=Scope.ALL, undo=Undo.NO, named_by=(0, "name"), prefixed_by=("schema",), within=(1, "con"),
        payload=("self",), when=(("3|if_exists", ("delete_rows",)),), source=f"{_DOCS}DataFrame.to_sql.html",
        example=_TO_SQL.format(', if_exists="delete_rows"'), expect=("delete table:core.dim_customer all",), near_misses=(_TO_SQL.format(', if_exists="append"'),),
    ),
    Call(
        id="python/pandas.to_sql-append", call="pandas.DataFrame.to_sql", operation=Operation.WRITE, verb="append", kind=AssetKind.TABLE, scope=Scope.SOME, undo=Undo.WITH_WORK, named_by=(0, "name"), prefixed_by=("schema",), within=(1, "con"),
        payload=("self",), when=(("3|if_exists", ("append",)),), source=f"{_DOCS}DataFrame.to_sql.html",
        example=_TO_SQL.format(', if_exists="append"'), expect=("write table:core.dim_customer some",), near_misses=(_TO_SQL.format(', if_exists="replace"'),),
    ),
    Call(
        id="python/pandas.to_sql-new", call="pandas.DataFrame.to_sql", operation=Operation.CREATE, verb="create", kind=AssetKind.TABLE, scope=Scope.ALL, undo=Undo.YES, named_by=(0, "name"), prefixed_by=("schema",), within=(1, "con"),
        payload=("self",), when=(("3|if_exists", ("", "fail")),), source=f"{_DOCS}DataFrame.to_sql.html",
        example=_TO_SQL.format(""), expect=("create table:core.dim_customer all",), near_misses=(_TO_SQL.format(', if_exists="replace"'),),
    ),
    *(Call(
        id=f"python/pandas.to_gbq-{word}", call="pandas.DataFrame.to_gbq", operation=operation, verb=verb, kind=AssetKind.TABLE, scope=scope, undo=undo, traits=traits, named_by=(0, "destination_table"), within=("project_id", 1), payload=("self",),
        when=(("if_exists", values),), source="https://googleapis.dev/python/pandas-gbq/latest/writing.html",
        example=_TO_GBQ.format(extra), expect=(f"{operation} table:mart.revenue {scope}",), near_misses=(_TO_GBQ.format(other),),
    ) for word, operation, verb, scope, undo, traits, values, extra, other in (
        ("replace", Operation.DELETE, "replace", Scope.ALL, Undo.NO, (Trait.REPLACES,), ("replace",), ', if_exists="replace"', ""),
        ("append", Operation.WRITE, "append", Scope.SOME, Undo.WITH_WORK, (), ("append",), ', if_exists="append"', ', if_exists="replace"'),
        ("new", Operation.CREATE, "create", Scope.ALL, Undo.YES, (), ("", "fail"), "", ', if_exists="replace"'),
    )),
)
