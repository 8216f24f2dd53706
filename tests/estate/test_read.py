from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.artifact import Artifact
from riskscan.model.findings import Findings
from riskscan.model.surroundings import Surroundings
from tests.estate.support import ask, asset, edges, estate_of

FILES = {
    "db/tables.sql": "create table shop.orders (id int);",
    "jobs/fill.sql": "insert into shop.orders select * from shop.drafts;",
    "src/page.js": 'db.query("select * from shop.orders")',
    "notes.txt": "select * from shop.secrets",
    "tests/fill.sql": "insert into shop.orders select 1",
}


def test_artifacts_are_not_part_of_the_estate(tmp_path: Path) -> None:
    estate_of(tmp_path, FILES)
    estate = read([tmp_path], ask, exclude=frozenset({tmp_path / "jobs" / "fill.sql"}))
    assert not any("fill.sql" in a.key for a in estate.assets)
    assert ("table:shop.orders", "feeds", "program:src/page.js") in edges(estate)


def test_each_file_is_asked_about_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def count(artifact: Artifact, surroundings: Surroundings) -> Findings:
        asked.append(artifact.path)
        return ask(artifact, surroundings)

    estate_of(tmp_path, FILES)
    read([tmp_path], count)
    assert sorted(asked) == ["db/tables.sql", "jobs/fill.sql"]


def test_several_roots(tmp_path: Path) -> None:
    estate_of(tmp_path / "a", {"t.sql": "create table shop.orders (id int)"})
    estate_of(tmp_path / "b", {"page.js": 'db.query("select * from shop.orders")'})
    one, other = read([tmp_path / "a", tmp_path / "b"], ask), read([tmp_path / "b", tmp_path / "a"], ask)
    assert one == other
    assert ("table:shop.orders", "feeds", "program:page.js") in edges(one)


def test_a_missing_folder_and_unreadable_files_are_said(tmp_path: Path) -> None:
    (tmp_path / "x.sql").write_bytes(b"\0\1\2")
    codes = [d.code for d in read([tmp_path, tmp_path / "none"], ask).diagnostics]
    assert codes == ["estate-file-unread", "estate-not-found"]


def test_many_alike_diagnostics_are_one(tmp_path: Path) -> None:
    estate = estate_of(tmp_path, {f"d{n}.yml": "jobs: [" for n in range(9)})
    (found,) = estate.diagnostics
    assert "9 of the files" in found.text
    assert len(found.text.split()) <= 20


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RISKSCAN_CACHE", "on")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_pieces_are_kept(tmp_path: Path, store: Path) -> None:
    first = estate_of(tmp_path / "e", FILES)

    def fail(artifact: Artifact, surroundings: Surroundings) -> Findings:
        raise AssertionError(artifact.path)

    assert read([tmp_path / "e"], fail) == first
    (tmp_path / "e" / "db" / "tables.sql").write_text("create table shop.carts (id int);")
    with pytest.raises(AssertionError, match=r"tables\.sql"):
        read([tmp_path / "e"], fail)


def test_a_damaged_store_is_a_miss(tmp_path: Path, store: Path) -> None:
    first = estate_of(tmp_path / "e", FILES)
    for number, file in enumerate(sorted(p for p in store.rglob("*") if p.is_file())):
        file.write_bytes((b"", b"junk", b"\x81\xa6estate\xc0")[number % 3])
    assert read([tmp_path / "e"], ask) == first


def test_what_a_parser_looked_at_counts_too(tmp_path: Path, store: Path) -> None:
    def nosy(artifact: Artifact, surroundings: Surroundings) -> Findings:
        asked.append(surroundings.text("names.txt", artifact.path))
        return ask(artifact, surroundings)

    asked: list[str | None] = []
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "names.txt").write_text("a")
    (tmp_path / "e" / "t.sql").write_text("create table a (id int)")
    read([tmp_path / "e"], nosy)
    read([tmp_path / "e"], nosy)
    assert asked == ["a"]
    (tmp_path / "e" / "names.txt").write_text("b")
    read([tmp_path / "e"], nosy)
    assert asked == ["a", "b"]


def test_an_unwritable_store_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RISKSCAN_CACHE", "on")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert asset(estate_of(tmp_path / "e", FILES), "table:shop.orders").name == "shop.orders"
