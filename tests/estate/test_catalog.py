from pathlib import Path

import pytest

from riskscan.estate.catalog import ConfigError, load, parse
from tests.estate.support import asset, edges, estate_of

GOOD = """
[organisation]
name = "Bakery"
time_zone = "Europe/Amsterdam"

[[asset]]
name = "shop.orders"
criticality = "vital"
owner = "Order desk"
rows = 48000000
aliases = ["the order book"]

[[owner]]
path = "jobs/**"
team = "Data"

[[alternative]]
title = "Ask for an export"
text = "The data team sends the list."
for = ["export"]
effort_hours = [0.5, 1]

[review]
holidays = [2026-12-25, "2026-12-26"]
freeze = [["2026-12-20", "2027-01-02"]]
turnaround_days = { high = 3 }
[review.hours]
high = [1, 3]
[review.decided_by]
stop = "Change board"

[environment]
production = ["*-prod"]

[table_stats."shop.orders"]
writes_per_second = 12.5
"""


def test_the_whole_file() -> None:
    config = parse(GOOD)
    assert (config.organisation, config.time_zone) == ("Bakery", "Europe/Amsterdam")
    assert (config.assets[0].criticality, config.assets[0].line) == (3, 6)
    assert config.alternatives[0].effort_hours == (0.5, 1.0)
    assert config.review.hours == {"high": (1.0, 3.0)}
    assert config.review.turnaround_days == {"high": 3}
    assert config.review.decided_by == {"stop": "Change board"}
    assert config.review.holidays == ("2026-12-25", "2026-12-26")
    assert config.review.freeze == (("2026-12-20", "2027-01-02"),)
    assert config.table_stats["shop.orders"].writes_per_second == 12.5


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[organisation]\nname = 'x'\ncolour = 1\n", 3, "unknown key 'colour'"),
        ("[organisation]\nname = 3\n", 2, "must be a text"),
        ("[[asset]]\nname = 'a'\n\n[[asset]]\nname = 'b'\nowners = 'x'\n", 6, "unknown key 'owners'"),
        ("[[asset]]\nname = 'a'\ncriticality = 7\n", 3, "criticality"),
        ("[[asset]]\nname = 'a'\ncriticality = true\n", 3, "criticality"),
        ("[[asset]]\nname = 'a'\nkind = 'tabel'\n", 3, "unknown kind"),
        ("[[asset]]\nowner = 'a'\n", 1, "'name'"),
        ("[[owner]]\nteam = 'a'\n", 1, "exactly one"),
        ("[review]\nhours = { huge = [1, 2] }\n", 2, "unknown key 'huge'"),
        ("[review]\n[review.hours]\nhigh = [3, 1]\n", 3, "two numbers"),
        ("[review]\nholidays = ['soon']\n", 2, "dates"),
        ("# a\n[reviews]\n", 2, "unknown key 'reviews'"),
        ("[table_stats.'a.b']\nrow = 3\n", 2, "unknown key 'row'"),
        ("[organisation\n", 1, ""),
        ("asset = 3\n", 1, "list of tables"),
    ],
)
def test_errors_have_a_line(text: str, line: int, says: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse(text, "riskscan.toml")
    assert str(error.value).startswith(f"riskscan.toml:{line}: ")
    assert says in str(error.value)


def test_load(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        load(tmp_path / "none.toml")
    (tmp_path / "riskscan.toml").write_text(GOOD)
    assert load(tmp_path / "riskscan.toml").organisation == "Bakery"


def test_declarations_over_the_files(tmp_path: Path) -> None:
    files = {"tables.sql": "create table orders (id int)", "jobs/a.sql": "insert into orders select 1"}
    estate = estate_of(tmp_path, files, parse(GOOD))
    orders = asset(estate, "table:shop.orders")
    assert (orders.owner, orders.criticality, orders.fact("rows"), orders.fact("writes_per_second")) == (
        "Order desk",
        3,
        "48000000",
        "12.5",
    )
    assert "the order book" in orders.aliases
    assert asset(estate, "program:jobs/a.sql").owner == "Data"
    assert ("table:shop.orders", "notifies", "team:Order desk") in edges(estate)
