"""Migrations in order: what is there after the last step, and nothing that went."""

from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate
from riskscan.parsers.queue import read as ask
from tests.estate.support import asset, edges


def seen(folder: Path, files: dict[str, str]) -> Estate:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read([folder], ask)


FLYWAY = {
    "db/V1__start.sql": "create table shop.orders (id int primary key, note text);\ncreate table shop.drafts (id int);",
    "db/V2__keys.sql": "create table shop.lines (id int, order_id int references shop.orders(id) on delete cascade);\nalter table shop.orders add column total int;",
    "db/V10__less.sql": "drop table shop.drafts;\nalter table shop.orders drop column note;",
    "db/U10__less.sql": "create table shop.drafts (id int);",
}
GO = {
    "migrations/000001_init.up.sql": "create table shop.orders (id int, total int);",
    "migrations/000001_init.down.sql": "drop table shop.orders;",
    "migrations/000002_lines.up.sql": "create table shop.lines (id int, order_id int references shop.orders(id) on delete cascade);",
    "migrations/000002_lines.down.sql": "drop table shop.lines;",
}
ALEMBIC = {
    "app/versions/b_second.py": """
from alembic import op
import sqlalchemy as sa
revision = "b2"
down_revision = "a1"
def upgrade():
    op.drop_table("drafts", schema="shop")
    op.add_column("orders", sa.Column("total", sa.Numeric()), schema="shop")
    op.drop_column("orders", "note", schema="shop")
    op.create_table("lines", sa.Column("id", sa.Integer()), sa.Column("order_id", sa.Integer(), sa.ForeignKey("shop.orders.id", ondelete="CASCADE")), schema="shop")
def downgrade():
    op.drop_table("lines", schema="shop")
""",
    "app/versions/z_first.py": """
from alembic import op
import sqlalchemy as sa
revision = "a1"
down_revision = None
def upgrade():
    op.create_table("orders", sa.Column("id", sa.Integer()), sa.Column("note", sa.Text()), schema="shop")
    op.create_table("drafts", sa.Column("id", sa.Integer()), schema="shop")
def downgrade():
    op.drop_table("orders", schema="shop")
""",
}
DJANGO = {
    "shop/migrations/0001_initial.py": """
from django.db import migrations, models
class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(name="Order", fields=[("id", models.AutoField(primary_key=True)), ("note", models.TextField())]),
        migrations.CreateModel(name="Draft", fields=[("id", models.AutoField())]),
    ]
""",
    "shop/migrations/0002_more.py": """
from django.db import migrations, models
class Migration(migrations.Migration):
    operations = [
        migrations.DeleteModel(name="Draft"),
        migrations.AddField(model_name="order", name="total", field=models.IntegerField()),
        migrations.RemoveField(model_name="order", name="note"),
        migrations.CreateModel(name="Line", fields=[("id", models.AutoField()), ("order", models.ForeignKey(on_delete=models.CASCADE, to="shop.Order"))], options={"db_table": "order_lines"}),
    ]
""",
}
RAILS = {
    "db/schema.rb": """
ActiveRecord::Schema[7.1].define(version: 2024_01_01_000000) do
  create_table "orders", force: :cascade do |t|
    t.integer "total"
    t.datetime "created_at", null: false
    t.index ["total"], name: "i"
  end
  create_table "lines" do |t|
    t.references "order"
  end
  add_foreign_key "lines", "orders", on_delete: :cascade
end
""",
}
LIQUIBASE = {
    "db/changelog.yaml": """
databaseChangeLog:
  - changeSet:
      id: 1
      changes:
        - createTable: {schemaName: shop, tableName: orders, columns: [{column: {name: id, type: int}}, {column: {name: note, type: text}}]}
        - createTable: {schemaName: shop, tableName: drafts, columns: [{column: {name: id}}]}
  - changeSet:
      id: 2
      changes:
        - dropTable: {schemaName: shop, tableName: drafts}
        - dropColumn: {schemaName: shop, tableName: orders, columnName: note}
        - addColumn: {schemaName: shop, tableName: orders, columns: [{column: {name: total}}]}
        - createTable: {schemaName: shop, tableName: lines, columns: [{column: {name: order_id}}]}
        - addForeignKeyConstraint: {baseTableSchemaName: shop, baseTableName: lines, referencedTableSchemaName: shop, referencedTableName: orders, onDelete: CASCADE}
"""
}
XML = {
    "db/changelog.xml": """<?xml version="1.0"?>
<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
  <!-- <createTable tableName="never"/> -->
  <changeSet id="1"><createTable schemaName="shop" tableName="orders"><column name="id" type="int"/><column name="total" type="int"/></createTable>
    <createTable schemaName="shop" tableName="drafts"><column name="id"/></createTable></changeSet>
  <changeSet id="2"><dropTable schemaName="shop" tableName="drafts"/>
    <rollback><createTable schemaName="shop" tableName="drafts"/></rollback>
    <createTable schemaName="shop" tableName="lines"><column name="order_id"/></createTable>
    <addForeignKeyConstraint baseTableSchemaName="shop" baseTableName="lines" referencedTableSchemaName="shop" referencedTableName="orders" onDelete="CASCADE"/></changeSet>
</databaseChangeLog>
"""
}


@pytest.mark.parametrize(
    ("files", "orders", "lines", "columns", "kind"),
    [
        (FLYWAY, "shop.orders", "shop.lines", ("id", "total"), "cascades"),
        (GO, "shop.orders", "shop.lines", ("id", "total"), "cascades"),
        (ALEMBIC, "shop.orders", "shop.lines", ("id", "total"), "cascades"),
        (DJANGO, "shop_order", "order_lines", ("id", "total"), "references"),
        (RAILS, "orders", "lines", ("id", "total", "created_at"), "cascades"),
        (LIQUIBASE, "shop.orders", "shop.lines", ("id", "total"), "cascades"),
        (XML, "shop.orders", "shop.lines", ("id", "total"), "cascades"),
    ],
    ids=["flyway", "golang-migrate", "alembic", "django", "rails", "liquibase-yaml", "liquibase-xml"],
)
def test_what_is_there_after_the_last_step(
    files: dict[str, str], orders: str, lines: str, columns: tuple[str, ...], kind: str, tmp_path: Path
) -> None:
    estate = seen(tmp_path, files)
    tables = {a.name for a in estate.assets if a.kind is AssetKind.TABLE}
    assert tables == {orders, lines}
    assert asset(estate, f"table:{orders}").columns == columns
    assert edges(estate, EdgeKind.CASCADES, EdgeKind.REFERENCES) == {(f"table:{orders}", kind, f"table:{lines}")}
    assert not any(a.kind is AssetKind.PROGRAM for a in estate.assets)  # it has run; nobody runs it again
    assert not any(name == "migration" for a in estate.assets for name, _ in a.facts)
    assert not estate.diagnostics


def test_a_table_that_went_but_is_read_stays_as_a_name(tmp_path: Path) -> None:
    estate = seen(tmp_path, {**FLYWAY, "web/page.ts": "db.query('select id from shop.drafts where id = 1')"})
    assert ("table:shop.drafts", "feeds", "program:web/page.ts") in edges(estate)
    assert asset(estate, "table:shop.drafts").fact("gone")


def test_a_plain_script_is_no_migration(tmp_path: Path) -> None:
    estate = seen(tmp_path, {"jobs/2024_fill.sql": "insert into shop.orders select * from shop.drafts"})
    assert ("table:shop.drafts", "feeds", "program:jobs/2024_fill.sql") in edges(estate)
