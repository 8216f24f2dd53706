"""SQLAlchemy and SQLModel: text that runs on a connection, statements built from tables, and rows handled as objects."""

from __future__ import annotations

from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Undo

# fmt: off
_CORE = "https://docs.sqlalchemy.org/en/20/core/connections.html"
_DML = "https://docs.sqlalchemy.org/en/20/core/dml.html"
_ORM = "https://docs.sqlalchemy.org/en/20/orm/session_api.html"
_QUERY = "https://docs.sqlalchemy.org/en/20/orm/queryguide/query.html"
_META = "https://docs.sqlalchemy.org/en/20/core/metadata.html"
_FILTERS = ("where", "filter", "filter_by")
_KEPT = ("join", "outerjoin", "options", "order_by", "returning", "values", "execution_options", "with_for_update", "select_from", "distinct")

GIVES: tuple[Gives, ...] = (
    *(Gives(call=call, type="sqlalchemy.Select") for call in ("sqlalchemy.select", "sqlalchemy.future.select", "sqlalchemy.sql.select", "sqlmodel.select")),
    *(Gives(call=call, type="sqlalchemy.Engine", within=(0, "url")) for call in (
        "sqlalchemy.create_engine", "sqlalchemy.engine.create_engine", "sqlalchemy.ext.asyncio.create_async_engine", "sqlmodel.create_engine")),
    *(Gives(call=f"sqlalchemy.Engine.{name}", type="sqlalchemy.Connection", within=("self",)) for name in ("connect", "begin")),
    Gives(call="sqlalchemy.Engine.raw_connection", type="dbapi.Connection", within=("self",)),
    *(Gives(call=f"sqlalchemy.Connection.{name}", type="sqlalchemy.Connection", within=("self",)) for name in ("execution_options", "begin", "begin_nested", "connection")),
    *(Gives(call=call, type="sqlalchemy.sessionmaker", within=("bind", 0)) for call in (
        "sqlalchemy.orm.sessionmaker", "sqlalchemy.ext.asyncio.async_sessionmaker", "sqlalchemy.orm.scoped_session")),
    *(Gives(call=call, type="sqlalchemy.Session", within=("bind", 0)) for call in (
        "sqlalchemy.orm.Session", "sqlmodel.Session", "sqlalchemy.ext.asyncio.AsyncSession", "sqlmodel.ext.asyncio.session.AsyncSession")),
    *(Gives(call=call, type="sqlalchemy.Session", within=("self",)) for call in (
        "sqlalchemy.sessionmaker.__call__", "sqlalchemy.sessionmaker.begin", "sqlalchemy.Session.begin", "flask_sqlalchemy.SQLAlchemy.session")),
    Gives(call="flask_sqlalchemy.SQLAlchemy", type="flask_sqlalchemy.SQLAlchemy"),
    Gives(call="flask_sqlalchemy.SQLAlchemy.Model", type="sqlalchemy.Model"),
    Gives(call="?.query", type="sqlalchemy.Query", carries=(("name", "receiver"),)),
    Gives(call="sqlalchemy.Model.query", type="sqlalchemy.Query", carries=(("name", "receiver"),)),
    *(Gives(call=call, type="text") for call in ("sqlalchemy.text", "sqlalchemy.sql.text", "sqlalchemy.sql.expression.text")),
    *(Gives(call=call, type="sqlalchemy.MetaData", within=("bind", 0)) for call in ("sqlalchemy.MetaData", "sqlalchemy.schema.MetaData", "sqlmodel.SQLModel.metadata")),
    *(Gives(call=call, type="sqlalchemy.Base") for call in ("sqlalchemy.orm.declarative_base", "sqlalchemy.ext.declarative.declarative_base", "sqlalchemy.orm.DeclarativeBase")),
    Gives(call="sqlalchemy.Base.metadata", type="sqlalchemy.MetaData"),
    Gives(call="sqlalchemy.orm.DeclarativeBase.metadata", type="sqlalchemy.MetaData"),
    Gives(call="sqlalchemy.Table", type="sqlalchemy.Table", carries=(("name", 0),)),
    Gives(call="sqlalchemy.Base.__table__", type="sqlalchemy.Table", carries=(("name", "receiver"),)),
    *(Gives(call=f"sqlalchemy.Session.{name}", type="sqlalchemy.Row", carries=(("name", 0),), within=("self",)) for name in ("get", "get_one")),
    *(Gives(call=f"sqlalchemy.{type_}.{name}", type="sqlalchemy.Row", carries=(("name", "self"),), within=("self",)) for type_ in ("Query", "FilteredQuery") for name in ("get", "first", "one", "one_or_none", "scalar_one")),
    Gives(call="sqlalchemy.Session.query", type="sqlalchemy.Query", carries=(("name", 0),), within=("self",)),
    *(Gives(call=f"sqlalchemy.Query.{name}", type="sqlalchemy.FilteredQuery", carries=(("name", "self"),), within=("self",)) for name in (*_FILTERS, "limit")),
    *(Gives(call=f"sqlalchemy.FilteredQuery.{name}", type="sqlalchemy.FilteredQuery", carries=(("name", "self"),), within=("self",)) for name in (*_FILTERS, *_KEPT, "limit")),
    *(Gives(call=f"sqlalchemy.Query.{name}", type="sqlalchemy.Query", carries=(("name", "self"),), within=("self",)) for name in _KEPT),
    *(Gives(call=f"{module}.{verb}", type=f"sqlalchemy.{verb.capitalize()}", carries=(("name", 0),))
      for module in ("sqlalchemy", "sqlalchemy.sql", "sqlalchemy.sql.expression", "sqlmodel", "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.mysql", "sqlalchemy.dialects.sqlite")
      for verb in ("delete", "update", "insert")),
    *(Gives(call=f"sqlalchemy.Table.{verb}", type=f"sqlalchemy.{verb.capitalize()}", carries=(("name", "self"),)) for verb in ("delete", "update", "insert")),
    *(Gives(call=f"sqlalchemy.{verb}.{name}", type=f"sqlalchemy.Filtered{verb}", carries=(("name", "self"),)) for verb in ("Delete", "Update") for name in _FILTERS),
    *(Gives(call=f"sqlalchemy.{verb}.{name}", type=f"sqlalchemy.{verb}", carries=(("name", "self"),))
      for verb in ("Delete", "Update", "Insert", "FilteredDelete", "FilteredUpdate") for name in (*_KEPT, "on_conflict_do_update", "on_conflict_do_nothing")),
    *(Gives(call=f"sqlalchemy.Filtered{verb}.{name}", type=f"sqlalchemy.Filtered{verb}", carries=(("name", "self"),)) for verb in ("Delete", "Update") for name in _FILTERS),
)

_MODEL = (
    "from sqlalchemy import Column, Integer, create_engine, delete, insert, update\nfrom sqlalchemy.orm import Session, declarative_base\n\n"
    "Base = declarative_base()\n\n\nclass Order(Base):\n    __tablename__ = \"orders\"\n    id = Column(Integer, primary_key=True)\n\n\n"
    'engine = create_engine("postgresql://me@db.example.com/shop")\n'
)
_RUNNERS = ("sqlalchemy.Connection.execute", "sqlalchemy.Session.execute", "sqlalchemy.Session.exec", "sqlalchemy.Engine.execute")
_STATEMENTS = (
    ("Delete", Operation.DELETE, "delete", Scope.ALL, Undo.NO, "delete(Order)"),
    ("FilteredDelete", Operation.DELETE, "delete", Scope.SOME, Undo.NO, "delete(Order).where(Order.id > 5)"),
    ("Update", Operation.WRITE, "update", Scope.ALL, Undo.NO, "update(Order).values(id=1)"),
    ("FilteredUpdate", Operation.WRITE, "update", Scope.SOME, Undo.NO, "update(Order).where(Order.id > 5).values(id=1)"),
    ("Insert", Operation.WRITE, "insert", Scope.SOME, Undo.WITH_WORK, "insert(Order).values(id=1)"),
)
_RUN_EXAMPLES = {
    "sqlalchemy.Connection.execute": "with engine.begin() as conn:\n    conn.execute({})\n",
    "sqlalchemy.Session.execute": "with Session(engine) as session:\n    session.execute({})\n    session.commit()\n",
    "sqlalchemy.Session.exec": "from sqlmodel import Session as S\n\nwith S(engine) as session:\n    session.exec({})\n    session.commit()\n",
    "sqlalchemy.Engine.execute": "engine.execute({})\n",
}

CALLS: tuple[Call, ...] = (
    *(Call(
        id=f"python/{call}", call=call, operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE, named_by=(0, "statement", "object"), within=("self",), code=Language.SQL, payload=(1,), source=_CORE,
        example=_MODEL + "from sqlalchemy import text\n\n" + _RUN_EXAMPLES[call].format('text("DROP TABLE sales.orders")'), expect=("delete table:sales.orders all",),
        near_misses=('from sqlalchemy import create_engine, text\n\nengine = create_engine("sqlite://")\nquery = text("DROP TABLE sales.orders")\nprint(query)\n',),
    ) for call in _RUNNERS),
    Call(
        id="python/sqlalchemy.exec_driver_sql", call="sqlalchemy.Connection.exec_driver_sql", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE, named_by=(0, "statement"), within=("self",), code=Language.SQL, source=_CORE,
        example=_MODEL + 'with engine.connect() as conn:\n    conn.exec_driver_sql("TRUNCATE orders")\n', expect=("delete table:orders all",),
    ),
    *(Call(
        id=f"python/{call}-{kind.lower()}", call=call, operation=operation, verb=verb, kind=AssetKind.TABLE, scope=scope, undo=undo, named_by=(0,), within=("self",), payload=(1,),
        when=(("0|statement", (f"type:sqlalchemy.{kind}",)),), source=_DML,
        example=_MODEL + _RUN_EXAMPLES[call].format(statement), expect=(f"{operation} table:orders {scope}",),
        near_misses=(_MODEL + f"statement = {statement}\nprint(statement)\n",),
    ) for call in _RUNNERS for kind, operation, verb, scope, undo, statement in _STATEMENTS),
    *(Call(
        id=f"python/sqlalchemy.{kind}.{verb}", call=f"sqlalchemy.{kind}.{verb}", operation=operation, verb=verb, kind=AssetKind.TABLE, scope=scope, undo=Undo.NO, named_by=("self",), within=("self",), source=_QUERY,
        example=_MODEL + f"session = Session(engine)\nsession.query(Order){chain}.{verb}({args})\nsession.commit()\n", expect=(f"{operation} table:orders {scope}",),
        near_misses=(_MODEL + f"session = Session(engine)\nprint(session.query(Order){chain}.count())\n", 'settings = {"a": 1}\nsettings.update({"b": 2})\n'),
    ) for kind, scope, chain in (("Query", Scope.ALL, ""), ("FilteredQuery", Scope.SOME, ".filter(Order.id > 5)"))
      for verb, operation, args in (("delete", Operation.DELETE, ""), ("update", Operation.WRITE, '{"id": 1}'))),
    Call(
        id="python/sqlalchemy.session-delete", call="sqlalchemy.Session.delete", operation=Operation.DELETE, verb="delete", kind=AssetKind.TABLE, undo=Undo.NO, by_key=True, named_by=(0, "instance"), within=("self",), source=_ORM,
        example=_MODEL + "with Session(engine) as session:\n    session.delete(session.get(Order, 7))\n    session.commit()\n", expect=("delete table:orders one",),
        near_misses=(_MODEL + "with Session(engine) as session:\n    print(session.get(Order, 7))\n",),
    ),
    Call(
        id="python/sqlalchemy.session-add", call="sqlalchemy.Session.add", operation=Operation.WRITE, verb="insert", kind=AssetKind.TABLE, undo=Undo.WITH_WORK, by_key=True, named_by=(0, "instance"), within=("self",), source=_ORM,
        example=_MODEL + "with Session(engine) as session:\n    session.add(Order(id=7))\n    session.commit()\n", expect=("write table:orders one",),
        near_misses=("names = set()\nnames.add(7)\n",),
    ),
    *(Call(
        id=f"python/sqlalchemy.session-{name}", call=f"sqlalchemy.Session.{name}", operation=Operation.WRITE, verb="insert", kind=AssetKind.TABLE, scope=Scope.SOME, undo=Undo.WITH_WORK, named_by=(0, "instances", "objects", "mapper"), within=("self",), source=_ORM,
        example=_MODEL + f"with Session(engine) as session:\n    session.{name}({args})\n    session.commit()\n", expect=("write table:orders some",),
    ) for name, args in (("add_all", "[Order(id=7), Order(id=8)]"), ("bulk_save_objects", "[Order(id=7)]"), ("bulk_insert_mappings", 'Order, [{"id": 7}]'))),
    Call(
        id="python/sqlalchemy.drop_all", call="sqlalchemy.MetaData.drop_all", operation=Operation.DELETE, verb="drop_all", kind=AssetKind.DATABASE, scope=Scope.ALL, undo=Undo.NO, named_by=(0, "bind"), within=(0, "bind"), source=_META,
        plain="It deletes every table that the program knows, with all rows.",
        example=_MODEL + "Base.metadata.drop_all(engine)\n", expect=("delete database:postgresql://db.example.com/shop all",),
        near_misses=(_MODEL + "Base.metadata.create_all(engine)\n",),
    ),
    Call(
        id="python/sqlalchemy.create_all", call="sqlalchemy.MetaData.create_all", operation=Operation.CREATE, verb="create_all", kind=AssetKind.DATABASE, scope=Scope.SOME, undo=Undo.WITH_WORK, named_by=(0, "bind"), within=(0, "bind"), source=_META,
        plain="It makes the tables that are not there yet.",
        example=_MODEL + "Base.metadata.create_all(engine)\n", expect=("create database:postgresql://db.example.com/shop some",),
        near_misses=(_MODEL + "Base.metadata.drop_all(engine)\n",),
    ),
    *(Call(
        id=f"python/sqlalchemy.table-{name}", call=f"sqlalchemy.Table.{name}", operation=operation, verb=name, kind=AssetKind.TABLE, scope=Scope.ALL, undo=undo, named_by=("self",), within=(0, "bind"), source=_META,
        example=_MODEL + f"Order.__table__.{name}(engine)\n", expect=(f"{operation} table:orders all",),
        near_misses=('import pandas as pd\n\ndf = pd.DataFrame({"a": [1]})\ndf = df.drop(columns=["a"])\n',),
    ) for name, operation, undo in (("drop", Operation.DELETE, Undo.NO), ("create", Operation.CREATE, Undo.YES))),
)
