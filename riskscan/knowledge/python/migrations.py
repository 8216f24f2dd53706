"""Steps of database migrations: Alembic and Django. What stands in ``upgrade`` and in ``operations`` runs when the migration is applied."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Undo

# fmt: off
_ALEMBIC, _DJANGO = "https://alembic.sqlalchemy.org/en/latest/ops.html", "https://docs.djangoproject.com/en/5.1/ref/migration-operations/"
_D, _A, _C = Operation.DELETE, Operation.ALTER, Operation.CREATE
_TABLE, _COLUMN, _NO, _WORK, _YES = AssetKind.TABLE, AssetKind.COLUMN, Undo.NO, Undo.WITH_WORK, Undo.YES

GIVES: tuple[Gives, ...] = (
    Gives(call="alembic.op.batch_alter_table", type="alembic.batch", carries=(("name", 0),)),
)

CALLS: tuple[Call, ...] = (
    *rows("alembic", "from alembic import op\n\n", 'print(op.get_bind())', _ALEMBIC, (
        Brief("alembic.op.drop_table", _D, "drop", _TABLE, Scope.ALL, _NO, (0, "table_name"), 'op.drop_table("invoices")', "invoices"),
        Brief("alembic.op.drop_column", _D, "drop", _COLUMN, Scope.ALL, _NO, (1, "column_name"), 'op.drop_column("customers", "phone")', "customers.phone", prefixed_by=("0|table_name",)),
        Brief("alembic.op.rename_table", _A, "rename", _TABLE, Scope.ALL, _WORK, (0, "old_table_name"), 'op.rename_table("invoices", "bills")', "invoices"),
        Brief("alembic.op.alter_column", _A, "alter", _COLUMN, Scope.ALL, _WORK, (1, "column_name"), 'op.alter_column("customers", "phone", nullable=True)', "customers.phone", prefixed_by=("0|table_name",)),
        Brief("alembic.op.create_table", _C, "create", _TABLE, Scope.ALL, _YES, (0, "table_name"), 'op.create_table("invoices")', "invoices"),
    ), within=()),
    *rows("alembic-batch", 'from alembic import op\n\nwith op.batch_alter_table("customers") as batch:\n', '    print(batch)', _ALEMBIC, (
        Brief("alembic.batch.drop_column", _D, "drop", _COLUMN, Scope.ALL, _NO, (0, "column_name"), '    batch.drop_column("phone")', "customers.phone", prefixed_by=("self",)),
    ), within=()),
    Call(
        id="python/alembic.execute", call="alembic.op.execute", operation=Operation.EXECUTE, verb="run", kind=AssetKind.DATABASE, named_by=(0, "sqltext"), code=Language.SQL, source=_ALEMBIC,
        example='from alembic import op\n\nop.execute("DELETE FROM shop.orders")\n', expect=("delete table:shop.orders all",),
        near_misses=('from alembic import op\n\nprint(op.f("DELETE FROM shop.orders"))\n',),
    ),
    *rows("django-migration", "from django.db import migrations\n\n", 'print(migrations.Migration)', _DJANGO, (
        Brief("django.db.migrations.DeleteModel", _D, "drop", _TABLE, Scope.ALL, _NO, (0, "name"), 'migrations.DeleteModel(name="Invoice")', "Invoice"),
        Brief("django.db.migrations.RemoveField", _D, "drop", _COLUMN, Scope.ALL, _NO, (1, "name"), 'migrations.RemoveField(model_name="customer", name="phone")', "customer.phone", prefixed_by=("0|model_name",)),
        Brief("django.db.migrations.RenameModel", _A, "rename", _TABLE, Scope.ALL, _WORK, (0, "old_name"), 'migrations.RenameModel("Invoice", "Bill")', "Invoice"),
        Brief("django.db.migrations.RenameField", _A, "rename", _COLUMN, Scope.ALL, _WORK, (1, "old_name"), 'migrations.RenameField("customer", "phone", "mobile")', "customer.phone", prefixed_by=("0|model_name",)),
        Brief("django.db.migrations.AlterField", _A, "alter", _COLUMN, Scope.ALL, _WORK, (1, "name"), 'migrations.AlterField("customer", "phone", None)', "customer.phone", prefixed_by=("0|model_name",)),
        Brief("django.db.migrations.CreateModel", _C, "create", _TABLE, Scope.ALL, _YES, (0, "name"), 'migrations.CreateModel(name="Invoice", fields=[])', "Invoice"),
    ), within=()),
    Call(
        id="python/django-migration.RunSQL", call="django.db.migrations.RunSQL", operation=Operation.EXECUTE, verb="run", kind=AssetKind.DATABASE, named_by=(0, "sql"), code=Language.SQL, source=_DJANGO,
        example='from django.db import migrations\n\nmigrations.RunSQL("DELETE FROM shop.orders")\n', expect=("delete table:shop.orders all",),
        near_misses=('from django.db import migrations\n\nmigrations.RunSQL(migrations.RunSQL.noop, reverse_sql="DELETE FROM shop.orders")\n',),
    ),
)
