"""SQL texts and mapped classes in other languages: what they name, and what is only a remark or plain words."""

from pathlib import Path

import pytest

from riskscan.model.asset import AssetKind
from tests.estate.support import edges, estate_of

CASES = {
    "a.go": ("const q = `SELECT id FROM shop.orders`\nvar r = \"SELECT * \" + \"FROM crm.people\"\n// `select 1 from gone.one`\n", {"shop.orders", "crm.people"}, set()),
    "b.cs": ('string q = @"select o.Id\n from dbo.Orders o";\n/* "select 1 from gone.two" */\nx.Execute($"delete from dbo.Baskets where Id = {id}");', {"dbo.orders"}, {"dbo.baskets"}),
    "c.php": ('<?php $r = $db->query("SELECT * FROM wp_orders");\n# "select 1 from gone.three"\n$s = <<<SQL\nUPDATE wp_users SET name = 1\nSQL;\n', {"wp_orders"}, {"wp_users"}),
    "d.rb": ('self.table_name = "shop.orders"\nexecute(<<~SQL)\n  DELETE FROM shop.baskets\nSQL\n# "select 1 from gone.four"\n', {"shop.orders"}, {"shop.baskets"}),
    "e.java": ('@Entity @Table(name = "invoices", schema = "billing") class I {}\nString q = """\n select * from billing.lines\n """;', {"billing.invoices", "billing.lines"}, set()),
    "f.ts": ('@Entity({ name: "sessions" }) class S {}\nprisma.$queryRaw`SELECT 1 FROM "public"."Visits"`;\nconst url = "https://x/y"; // "select 1 from gone.five"\n', {"sessions", "public.visits"}, set()),
    "g.kt": ('val q = "MERGE INTO wh.target t USING wh.source s ON t.id = s.id WHEN MATCHED THEN UPDATE SET x = 1"', {"wh.source"}, {"wh.target"}),
    "h.cs": ('[Table("Orders", Schema = "dbo")] class O {}', {"dbo.orders"}, set()),
    "i.php": ("<?php class O { protected $table = 'orders'; }", {"orders"}, set()),
    "j.js": ("define({ tableName: 'orders' });", {"orders"}, set()),
    "k.scala": ('spark.table("raw.sales").write.mode("overwrite").saveAsTable("mart.daily") // spark.table("gone.six")\n', {"raw.sales"}, {"mart.daily"}),
    "l.php": ("<?php DB::table('shop.lines')->delete(); # DB::table('gone.seven')\n", {"shop.lines"}, set()),
    "m.ts": ("knex('shop.visits').where({id: 1}); app.table('no.table'); doc.knex('none')\n", {"shop.visits"}, set()),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_a_program_names(name: str, tmp_path: Path) -> None:
    text, reads, writes = CASES[name]
    found = edges(estate_of(tmp_path, {name: text}))
    assert {s.partition(":")[2] for s, kind, t in found if kind == "feeds" and t == f"program:{name}"} == reads
    assert {t.partition(":")[2] for s, kind, t in found if kind == "writes"} == writes


@pytest.mark.parametrize(
    "text",
    [
        'const msg = "Please select a file from the list";',
        'const s = "Update the form and set values from here";',
        'const s = "insert coin into the slot";',
        "// db.query('select 1 from shop.orders')",
    ],
)
def test_plain_words_name_nothing(text: str, tmp_path: Path) -> None:
    assert not [a for a in estate_of(tmp_path, {"a.js": text}).assets if a.kind is AssetKind.TABLE]
