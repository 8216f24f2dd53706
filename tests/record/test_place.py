from __future__ import annotations

import sys
from pathlib import Path

import pytest

from riskscan.estate.catalog import ConfigError, parse
from riskscan.record.place import PlaceError, place, shown


@pytest.mark.skipif(sys.platform != "linux", reason="the folder is that of Linux")
def test_the_file_in_the_data_folder_is_usual():
    assert shown(place("", {"HOME": "/home/ada"})) == "/home/ada/.local/share/riskscan/record.sqlite3"
    assert shown(place("", {"HOME": "/home/ada", "XDG_DATA_HOME": "/data"})) == "/data/riskscan/record.sqlite3"
    assert shown(place("", {"HOME": "/home/ada", "XDG_DATA_HOME": "relative"})) == "/home/ada/.local/share/riskscan/record.sqlite3"


def test_the_environment_comes_before_the_settings(tmp_path: Path):
    assert shown(place("/team/record.db", {})) == "/team/record.db"
    assert shown(place("/team/record.db", {"RISKSCAN_RECORD": str(tmp_path / "mine.db")})) == str(tmp_path / "mine.db")
    assert shown(place("", {"RISKSCAN_RECORD": "sqlite:////srv/x.db"})) == "/srv/x.db"


def test_postgresql_is_shown_without_its_password():
    url = place("", {"RISKSCAN_RECORD": "postgres://ada:s3cret@db.acme.example/risk?sslmode=require"})
    assert url.drivername == "postgresql+psycopg"
    assert shown(url) == "postgresql://ada:***@db.acme.example/risk?sslmode=require"


@pytest.mark.parametrize(
    "text", ["mysql://ada:s3cret@db/risk", "sqlite://", "sqlite:///:memory:", "://s3cret", "postgresql://a:s3cret@b:c/d"]
)
def test_other_places_are_refused_without_saying_the_password(text: str):
    with pytest.raises(PlaceError) as caught:
        place("", {"RISKSCAN_RECORD": text})
    assert "s3cret" not in str(caught.value)


def test_settings_name_the_record_and_hold_no_password():
    assert parse('[record]\nurl = "postgresql://db.acme.example/risk"\n').record == "postgresql://db.acme.example/risk"
    for url in ("postgresql://ada:s3cret@db/risk", "postgresql://db/risk?user=ada&password=s3cret"):
        with pytest.raises(ConfigError, match=r"riskscan\.toml:2: .*no password") as caught:
            parse(f'[record]\nurl = "{url}"\n')
        assert "s3cret" not in str(caught.value)
    with pytest.raises(ConfigError, match="unknown key 'path'"):
        parse('[record]\npath = "x"\n')
