import os
import subprocess
from pathlib import Path

import pytest

from riskscan.estate.read import read, summarised
from riskscan.model.artifact import Artifact
from riskscan.model.asset import AssetKind
from riskscan.model.findings import Findings
from riskscan.model.surroundings import Surroundings
from riskscan.parsers import queue
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
    assert len(estate.diagnostics) == 9
    (found,) = summarised(estate.diagnostics)
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


def test_a_new_file_makes_only_itself_be_read(tmp_path: Path, store: Path) -> None:
    asked: list[str] = []

    def count(artifact: Artifact, surroundings: Surroundings) -> Findings:
        asked.append(artifact.path)
        return ask(artifact, surroundings)

    estate_of(tmp_path / "e", FILES)
    (tmp_path / "e" / "jobs" / "late.sql").write_text("insert into shop.late select * from shop.orders")
    estate = read([tmp_path / "e"], count)
    assert asked == ["jobs/late.sql"]
    assert ("table:shop.orders", "feeds", "program:jobs/late.sql") in edges(estate)
    (tmp_path / "e" / "jobs" / "late.sql").unlink()
    assert not any("late" in a.key for a in read([tmp_path / "e"], count).assets)
    assert asked == ["jobs/late.sql"]


def test_a_file_that_was_looked_for_is_found_when_it_comes(tmp_path: Path, store: Path) -> None:
    crontab = {"crontab": "0 1 * * * /opt/app/jobs/late.sh"}
    assert not any(a.key == "program:jobs/late.sh" for a in estate_of(tmp_path / "e", crontab).assets)
    estate = estate_of(tmp_path / "e", {"jobs/late.sh": "echo hello"})
    assert ("job:crontab:1", "runs", "program:jobs/late.sh") in edges(estate)


def test_links_virtual_environments_and_vendored_code_are_passed_over(tmp_path: Path) -> None:
    files = {
        "jobs/fill.sql": "insert into shop.orders select 1",
        "anything/pyvenv.cfg": "home = /usr",
        "anything/lib/x.sql": "insert into shop.hidden select 1",
        "node_modules/y/z.sql": "insert into shop.hidden select 1",
    }
    estate_of(tmp_path, files)
    (tmp_path / "jobs" / "round").symlink_to(tmp_path, target_is_directory=True)
    keys = {a.key for a in read([tmp_path], ask).assets}
    assert "table:shop.orders" in keys
    assert "table:shop.hidden" not in keys


def test_submodules_are_read_where_they_are_checked_out(tmp_path: Path) -> None:
    estate_of(tmp_path, {"a.sql": "create table shop.own (id int)", ".gitmodules": '[submodule "lib"]\n\tpath = lib\n\turl = ../lib.git\n'})
    (tmp_path / "lib").mkdir()
    assert {a.name for a in read([tmp_path], ask).assets if a.kind is AssetKind.TABLE} == {"shop.own"}
    estate_of(tmp_path / "lib", {"b.sql": "create table shop.theirs (id int)", ".git": "gitdir: ../.git/modules/lib\n"})
    assert {a.name for a in read([tmp_path], ask).assets if a.kind is AssetKind.TABLE} == {"shop.own", "shop.theirs"}


def test_files_that_are_too_large_are_said_with_what_follows(tmp_path: Path) -> None:
    long = "insert into shop.orders values (1);\n" * 60_000
    estate = estate_of(tmp_path, {"dump.sql": long, "fill.sql": "insert into shop.lines select 1"})
    (said,) = estate.diagnostics
    assert (said.code, said.location and said.location.path) == ("estate-file-too-large", "dump.sql")
    assert "missing" in said.consequence
    assert any(a.key == "table:shop.lines" for a in estate.assets)


def test_what_git_leaves_out_is_passed_over_but_not_the_records_of_tools(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    files = {
        ".gitignore": "out/\n*.tmp.sql\n",
        "a.sql": "create table shop.kept (id int)",
        "b.tmp.sql": "create table shop.dropped (id int)",
        "out/c.sql": "create table shop.dropped (id int)",
        "out/terraform.tfstate": '{"version": 4, "resources": [{"mode": "managed", "type": "aws_s3_bucket", "name": "x",'
        ' "instances": [{"attributes": {"bucket": "kept-files"}}]}]}',
    }
    keys = {a.key for a in estate_of(tmp_path, files).assets}
    assert {"table:shop.kept", "bucket:kept-files"} <= keys
    assert "table:shop.dropped" not in keys


def test_a_folder_that_may_not_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    estate_of(tmp_path, FILES)
    real = os.scandir

    def refuse(path: str | Path) -> object:
        if str(path).endswith("jobs"):
            raise PermissionError(path)
        return real(path)

    monkeypatch.setattr("riskscan.estate.walk.os.scandir", refuse)
    assert "estate-folder-unread" in [d.code for d in read([tmp_path], ask).diagnostics]


def test_the_second_time_no_file_is_opened(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, files = tmp_path / "e", {**FILES, "dbt/dbt_project.yml": "name: shop\n", "dbt/models/a.sql": "select 1 as one"}
    files |= {"jobs/load.py": "import requests\n", "dags/d.sh": "python jobs/load.py\n", "dags/e.sh": "bash dags/d.sh\n"}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        os.utime(folder / name, (1, 1))
    opened: list[Path] = []
    real = Path.read_bytes

    def note(path: Path) -> bytes:
        opened.append(path)
        return real(path)

    first = read([folder], queue.read)
    monkeypatch.setattr(Path, "read_bytes", note)
    assert read([folder], queue.read) == first
    assert [path for path in opened if path.is_relative_to(folder)] == []
    (folder / "dbt/dbt_project.yml").write_text("name: other\n")
    assert any(a.key == "pipeline:dbt:other" for a in read([folder], queue.read).assets)
