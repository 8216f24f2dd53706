"""Kept results: whole or not at all, damaged ones are misses, and nothing is kept when it is switched off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from riskscan import cache
from riskscan.files import Near
from riskscan.model.artifact import Artifact, Language, digest
from riskscan.recipe.kept import kept_or_read

KEY = "a" * 64
TEXT = "from names import TABLE\nimport sqlite3\nsqlite3.connect('/srv/x.db').execute('DROP TABLE ' + TABLE)\n"


def test_what_is_put_comes_back(tmp_path: Path) -> None:
    cache.put(tmp_path, KEY, b"data")
    assert cache.get(tmp_path, KEY) == b"data"
    assert cache.get(tmp_path, "b" * 64) is None


@pytest.mark.parametrize("damage", [lambda d: d[:-1], lambda d: b"", lambda d: d[:-1] + b"x", lambda d: b"x" + d[1:]])
def test_damaged_data_is_a_miss(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    cache.put(tmp_path, KEY, b"data")
    place = tmp_path / "aa" / KEY
    place.write_bytes(damage(place.read_bytes()))
    assert cache.get(tmp_path, KEY) is None


def test_several_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: cache.put(tmp_path, KEY, b"data" * 1000), range(40)))
    assert cache.get(tmp_path, KEY) == b"data" * 1000
    assert [p.name for p in (tmp_path / "aa").iterdir()] == [KEY]


def test_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.SWITCH, "off")
    assert cache.folder("findings") is None


def test_findings_are_kept_until_a_file_they_rest_on_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cache.SWITCH, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    work = tmp_path / "work"
    work.mkdir()
    (work / "names.py").write_text("TABLE = 'orders'\n")
    artifact = Artifact("job.py", Language.PYTHON, TEXT, sha256=digest(TEXT.encode()))

    def names() -> list[str]:
        return [e.asset.name for e in kept_or_read(artifact, Near((work,), work)).findings.effects]

    assert names() == ["orders"]
    monkeypatch.setattr("riskscan.recipe.kept.read", None)  # the second time nothing is read
    assert names() == ["orders"]
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    (work / "names.py").write_text("TABLE = 'customers'\n")
    assert names() == ["customers"]
