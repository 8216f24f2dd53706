"""Tables handled as objects: Django, peewee and other mappers between classes and tables."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Undo

# fmt: off

_D, _W, _C = Operation.DELETE, Operation.WRITE, Operation.CREATE
_TABLE, _NO, _WORK = AssetKind.TABLE, Undo.NO, Undo.WITH_WORK
_KEEP = ("all", "order_by", "select_related", "prefetch_related", "using", "iterator", "select_for_update")

_DOCUMENTS = ("Document", "DynamicDocument", "document.Document")

GIVES: tuple[Gives, ...] = (
    Gives(call="django.contrib.auth.get_user_model", type="django.contrib.auth.models.User"),
    Gives(call="django.contrib.auth.models.User.objects", type="django.Manager", carries=(("name", "receiver"),)),
    Gives(call="?.objects", type="django.Manager", carries=(("name", "receiver"),)),
    Gives(call="django.db.models.Model.objects", type="django.Manager", carries=(("name", "receiver"),)),
    *(Gives(call=f"django.Manager.{name}", type="django.Manager", carries=(("name", "self"),)) for name in _KEEP),
    *(Gives(call=f"django.{type_}.{name}", type="django.Filtered", carries=(("name", "self"),)) for type_ in ("Manager", "Filtered") for name in ("filter", "exclude")),
    *(Gives(call=f"django.Filtered.{name}", type="django.Filtered", carries=(("name", "self"),)) for name in (*_KEEP, "[]")),
    *(Gives(call=f"django.{type_}.{name}", type="django.Row", carries=(("name", "self"),)) for type_ in ("Manager", "Filtered") for name in ("get", "first", "last", "latest", "earliest")),
    *(Gives(call=f"django.{type_}.[each]", type="django.RowOfMany") for type_ in ("Manager", "Filtered")),
    *(Gives(call=f"mongoengine.{name}.objects", type="django.Manager", carries=(("name", "receiver"),)) for name in _DOCUMENTS),
    *(Gives(call=f"mongoengine.{name}.objects.__call__", type="django.Filtered", carries=(("name", "receiver"),)) for name in _DOCUMENTS),
    Gives(call="mongoengine.connect", type="pymongo.MongoClient", within=("host",)),
    Gives(call="django.db.connection", type="django.Connection"),
    Gives(call="django.db.connections.[]", type="django.Connection", within=(0,)),
    Gives(call="django.Connection.cursor", type="dbapi.Cursor", within=("self",)),
    *(Gives(call=f"peewee.Model.{name}", type=f"peewee.{name.capitalize()}", carries=(("name", "receiver"),)) for name in ("delete", "update", "insert_many", "insert")),
    *(Gives(call=f"peewee.{name}.where", type=f"peewee.Filtered{name}", carries=(("name", "self"),)) for name in ("Delete", "Update")),
    *(Gives(call=f"peewee.Filtered{name}.where", type=f"peewee.Filtered{name}", carries=(("name", "self"),)) for name in ("Delete", "Update")),
    *(Gives(call=f"peewee.{name}", type="peewee.Database", carries=(("name", 0),), within=("host", 0), dialect=dialect)
      for name, dialect in (("SqliteDatabase", "sqlite"), ("PostgresqlDatabase", "postgres"), ("MySQLDatabase", "mysql"))),
    *(Gives(call=f"playhouse.{name}", type="peewee.Database", within=("host", 0)) for name in ("db_url.connect", "pool.PooledPostgresqlDatabase", "pool.PooledMySQLDatabase")),
)

_DJANGO = "from shop.models import Order\n\n"
_MONGOENGINE = 'from mongoengine import Document, StringField, connect\n\nconnect("shop", host="mongodb://db.example.com")\n\n\nclass Order(Document):\n    state = StringField()\n    meta = {"collection": "orders"}\n\n\n'
_PEEWEE = 'from peewee import CharField, Model, PostgresqlDatabase\n\ndb = PostgresqlDatabase("shop", host="db.example.com")\n\n\nclass Order(Model):\n    state = CharField()\n\n    class Meta:\n        database = db\n        table_name = "orders"\n\n\n'

CALLS: tuple[Call, ...] = (
    *rows("django", _DJANGO, 'print(Order.objects.filter(state="new").count())', "https://docs.djangoproject.com/en/5.1/ref/models/querysets/", (
        *(Brief(f"django.{type_}.{name}", operation, name, _TABLE, scope, _NO, ("self",), f"Order.objects.{chain}{name}({args})", "Order", suffix=suffix)
          for type_, scope, chain, suffix in (("Manager", Scope.ALL, "all().", "all"), ("Filtered", Scope.SOME, 'filter(state="new").', ""))
          for name, operation, args in (("delete", _D, ""), ("update", _W, 'state="old"'))),
        *(Brief(f"django.RowOfMany.{name}", operation, verb, _TABLE, Scope.SOME, undo, ("self",), f'for order in Order.objects.filter(state="new"):\n    order.{name}()', "Order", suffix="each") for name, operation, verb, undo in (("delete", _D, "delete", _NO), ("save", _W, "update", _WORK))),
        *(Brief(f"django.Row.{name}", operation, verb, _TABLE, Scope.ONE, undo, ("self",), f"Order.objects.get(id=7).{name}()", "Order", suffix="row") for name, operation, verb, undo in (("delete", _D, "delete", _NO), ("save", _W, "update", _WORK))),
        *(Brief(f"django.Manager.{name}", _W, "insert", _TABLE, scope, _WORK, ("self",), f"Order.objects.{name}({args})", "Order") for name, scope, args in (
            ("create", Scope.ONE, 'state="new"'), ("bulk_create", Scope.SOME, "[]"), ("get_or_create", Scope.ONE, "id=7"), ("update_or_create", Scope.ONE, "id=7"), ("bulk_update", Scope.SOME, '[], ["state"]'))),
        Brief("django.core.management.call_command", Operation.EXECUTE, "run", AssetKind.PROGRAM, Scope.UNKNOWN, Undo.UNKNOWN, (0,), 'from django.core.management import call_command\n\ncall_command("flush")', "flush"),
    )),
    *rows("mongoengine", _MONGOENGINE, "print(Order.objects.count())", "https://docs.mongoengine.org/apireference.html", (
        Brief("mongoengine.Document.drop_collection", _D, "drop", _TABLE, Scope.ALL, _NO, ("self",), "Order.drop_collection()", "orders"),
        Brief("mongoengine.Document.delete", _D, "delete", _TABLE, Scope.ONE, _NO, ("self",), 'Order(state="new").delete()', "orders"),
        Brief("mongoengine.Document.save", _W, "upsert", _TABLE, Scope.ONE, _WORK, ("self",), 'Order(state="new").save()', "orders"),
        *(Brief(f"django.Filtered.{name}", _W, "update", _TABLE, Scope.ONE, _NO, ("self",), f'Order.objects(state="new").{name}(set__state="old")', "orders") for name in ("update_one", "modify", "upsert_one")),
        Brief("django.Manager.insert", _W, "insert", _TABLE, Scope.SOME, _WORK, ("self",), "Order.objects.insert([])", "orders"),
    )),
    *rows("peewee", _PEEWEE, "print(Order.select().count())", "https://docs.peewee-orm.com/en/latest/peewee/querying.html", (
        *(Brief(f"peewee.{type_}.execute", operation, verb, _TABLE, scope, _NO, ("self",), f"Order.{line}.execute()", "orders", suffix=f"{verb}-{scope}") for type_, operation, verb, scope, line in (
            ("Delete", _D, "delete", Scope.ALL, "delete()"), ("FilteredDelete", _D, "delete", Scope.SOME, 'delete().where(Order.state == "new")'),
            ("Update", _W, "update", Scope.ALL, 'update(state="old")'), ("FilteredUpdate", _W, "update", Scope.SOME, 'update(state="old").where(Order.state == "new")'))),
        Brief("peewee.Insert_many.execute", _W, "insert", _TABLE, Scope.SOME, _WORK, ("self",), 'Order.insert_many([{"state": "new"}]).execute()', "orders", suffix="insert_many"),
        Brief("peewee.Database.drop_tables", _D, "drop", _TABLE, Scope.ALL, _NO, (0, "models"), "db.drop_tables([Order])", "orders"),
        Brief("peewee.Database.create_tables", _C, "create", _TABLE, Scope.ALL, Undo.YES, (0, "models"), "db.create_tables([Order])", "orders"),
        Brief("peewee.Model.drop_table", _D, "drop", _TABLE, Scope.ALL, _NO, ("self",), "Order.drop_table()", "orders"),
        Brief("peewee.Model.truncate_table", _D, "truncate", _TABLE, Scope.ALL, _NO, ("self",), "Order.truncate_table()", "orders"),
        Brief("peewee.Model.create", _W, "insert", _TABLE, Scope.ONE, _WORK, ("self",), 'Order.create(state="new")', "orders"),
    )),
)
CALLS += (
    Call(
        id="python/peewee.execute_sql", call="peewee.Database.execute_sql", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE, named_by=(0, "sql"), within=("self",), code=Language.SQL, source="https://docs.peewee-orm.com/en/latest/peewee/api.html",
        example=_PEEWEE + 'db.execute_sql("TRUNCATE TABLE orders")\n', expect=("delete table:orders all",),
    ),
    Call(
        id="python/django.raw", call="django.Manager.raw", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE, named_by=(0,), code=Language.SQL, source="https://docs.djangoproject.com/en/5.1/topics/db/sql/",
        example=_DJANGO + 'Order.objects.raw("DELETE FROM shop_order RETURNING id")\n', expect=("delete table:shop_order all",),
    ),
)
