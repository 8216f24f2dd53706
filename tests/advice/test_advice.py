"""The words and the ways out, through whole scans of small files in a small estate."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from riskscan import scan
from riskscan.advice.calendar import due, spoken
from riskscan.advice.words import host, hours, listed, shown
from riskscan.model.assessment import Assessment
from riskscan.model.config import ReviewRules
from riskscan.model.verdict import LEVELS

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SCHEMA = """
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
CREATE TABLE order_items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders(id) ON DELETE CASCADE);
CREATE VIEW open_orders AS SELECT id, status FROM orders WHERE status = 'open';
"""
TOML = """
[[asset]]
name = "orders"
criticality = 3
owner = "Sales team"

[[alternative]]
title = "Use the status form"
text = "It changes one order at a time and checks each."
for = ["correction"]
effort_hours = [0, 1]

[review]
holidays = ["2026-11-24"]
"""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    folder = tmp_path / "estate"
    folder.mkdir()
    (folder / "schema.sql").write_text(SCHEMA)
    (folder / "riskscan.toml").write_text(TOML)
    return folder


def answer(tmp_path: Path, estate: Path, text: str, name: str = "fix.sql") -> Assessment:
    (tmp_path / name).write_text(text)
    return scan([tmp_path / name], against=[estate], now=MONDAY, policies=False)


def test_what_it_reaches_is_named_with_owner_and_path(tmp_path: Path, estate: Path):
    found = answer(tmp_path, estate, "DELETE FROM orders;")
    assert found.verdict.level == "critical"
    assert {impact.asset for impact in found.impacts} >= {"table:order_items", "table:open_orders"}
    assert "Sales team" in found.page.risks[0].who_notices
    assert found.verdict.answers[1].value == 3


def test_the_route_of_the_organisation_is_offered_first(tmp_path: Path, estate: Path):
    found = answer(tmp_path, estate, "UPDATE orders SET status = 'closed';")
    assert found.alternatives[0].title == "Use the status form"
    assert found.alternatives[0].evidence.endswith("riskscan.toml, line 7")
    assert found.alternatives[-1].kind == "as_it_is"


def test_what_would_lower_it_goes_down_step_by_step(tmp_path: Path, estate: Path):
    found = answer(tmp_path, estate, "DELETE FROM orders;")
    scores = [found.verdict.score, *(low.score for low in found.verdict.what_would_lower_it)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores) > 1
    assert "line 1" in found.verdict.what_would_lower_it[0].text


def test_doing_what_would_lower_it_gives_a_lower_level(tmp_path: Path, estate: Path):
    wide = answer(tmp_path, estate, "DELETE FROM orders;")
    narrow = answer(tmp_path, estate, "DELETE FROM orders WHERE id IN (1, 2);")
    assert LEVELS.index(narrow.verdict.level) < LEVELS.index(wide.verdict.level)


def test_a_read_is_green_and_says_what_was_checked(tmp_path: Path, estate: Path):
    found = answer(tmp_path, estate, "SELECT count(*) FROM orders;")
    assert found.verdict.decision == "go_ahead"
    assert found.page.answer == "Yes, go ahead."
    assert any("compared it with" in note.text for note in found.page.checked)
    assert found.page.not_checked


def test_holidays_and_weekends_do_not_count():
    rules = ReviewRules(holidays=("2026-11-24",), freeze=(("2026-11-26", "2026-11-27"),))
    assert due(MONDAY, 0, rules) == "2026-11-23"
    assert due(MONDAY, 1, rules) == "2026-11-25"
    assert due(MONDAY, 2, rules) == "2026-11-30"
    assert spoken("2026-11-30") == "Mon 30 Nov"


def test_small_words():
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b and 3 more"
    assert [hours(0, 0), hours(0, 1), hours(1, 4), hours(4, 8), hours(8, 24)] == ["none", "an hour", "half a day", "a day", "1 to 3 days"]


def test_what_is_lost_and_who_notices_fit_the_thing(tmp_path: Path, estate: Path):
    paid = answer(tmp_path, estate, "import stripe\nstripe.Refund.create(charge='ch_1')\n", "pay.py").page
    assert (paid.risks[0].who_notices, paid.risks[0].undo_reason) == (
        "Whoever is paid or charged, at once.", "Money that has left must be asked back.",
    )  # fmt: skip
    assert paid.ask == "Who checked the amounts and the list?"
    gone = answer(tmp_path, estate, "rm -rf /srv/reports\n", "tidy.sh").page
    assert gone.risks[0].undo_reason == "It keeps no copy of the files."


def test_a_live_system_is_named_by_its_host(tmp_path: Path, estate: Path):
    text = "dropdb -h db-prod.acme.example orders\n"
    lead = " ".join(claim.text for claim in answer(tmp_path, estate, text, "drop.sh").page.lead)
    assert "db-prod.acme.example, a live system by its name" in lead


def test_names_show_dots_for_what_only_the_run_knows():
    assert shown("{day}/orders.csv") == "…/orders.csv"
    assert shown("{account}") == ""
    assert host("postgresql://jan@db.acme.example:5432/shop") == "db.acme.example"
    assert host("prod") == "prod"


def test_your_file_made_safe_is_offered_only_where_it_then_need_not_wait(tmp_path: Path, estate: Path):
    text = "import csv, stripe\nfor row in csv.DictReader(open('a.csv')):\n    stripe.Refund.create(charge=row['id'])\n"
    found = answer(tmp_path, estate, text, "pay.py")
    assert found.verdict.level == "critical"
    assert [route.kind for route in found.alternatives] == ["none", "as_it_is"]


def test_what_is_in_a_file_store_is_not_changed_in_the_terraform_file(tmp_path: Path, estate: Path):
    (estate / "main.tf").write_text('resource "aws_s3_bucket" "lake" {\n  bucket = "lake"\n}\n')
    found = answer(tmp_path, estate, "aws s3 rm s3://lake/in/ --recursive\n", "tidy.sh")
    assert "infrastructure_code" not in {route.kind for route in found.alternatives}


def test_personal_data_that_leaves_can_be_left_out(tmp_path: Path, estate: Path):
    text = (
        "import pandas as pd, requests\ndf = pd.read_csv('people.csv')\n"
        "requests.post('https://paste.example.net/api', data=df[['name', 'date_of_birth']].to_csv())\n"
    )
    found = answer(tmp_path, estate, text, "share.py")
    assert any(low.text.startswith("Leave the personal data out") for low in found.verdict.what_would_lower_it)
    assert "Personal data is in it." in [claim.text for claim in found.page.lead]


def test_a_change_of_rows_comes_with_what_to_count_first(tmp_path: Path, estate: Path):
    found = answer(tmp_path, estate, "DELETE FROM orders WHERE status = 'open';")
    assert found.see_first[0].count.startswith("SELECT COUNT(*) FROM orders")
    assert found.see_first[0].refs == (found.effects[0].id,)
    assert answer(tmp_path, estate, "SELECT id FROM orders WHERE id = 1;").see_first == ()


def test_a_mail_to_a_whole_table_says_so_in_the_lead(tmp_path: Path, estate: Path):
    text = (
        "import smtplib, psycopg2\ncur = psycopg2.connect('').cursor()\ncur.execute('SELECT email FROM crm.customers{where}')\n"
        "with smtplib.SMTP('mail.acme.example') as server:\n    for row in cur.fetchall():\n"
        "        server.sendmail('a@acme.example', row[0], 'Hello')\n"
    )
    whole = [claim.text for claim in answer(tmp_path, estate, text.format(where=""), "mail.py").page.lead]
    some = [claim.text for claim in answer(tmp_path, estate, text.format(where=" WHERE id IN (1, 2)"), "mail.py").page.lead]
    assert any("the whole table crm.customers" in said for said in whole)
    assert not any("whole table" in said for said in some)
