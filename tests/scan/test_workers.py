"""Several processes read the same as one, and one that cannot start costs nothing but time."""

from pathlib import Path

import pytest

from riskscan.estate import folder
from riskscan.estate.read import read
from riskscan.parsers.queue import read as ask
from riskscan.recipe import workers


@pytest.fixture
def estate_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RISKSCAN_CACHE", "off")
    monkeypatch.setattr(folder, "WORTH_A_POOL", 5)
    for number in range(12):
        (tmp_path / f"t{number}.sql").write_text(
            f"create table shop.t{number} (id int);\ncreate view shop.v{number} as select id from shop.t{number};\n"
        )
    (tmp_path / "broken.yml").write_text("jobs: [")
    (tmp_path / "late.py").write_text("import boto3\nboto3.client('s3').delete_bucket(Bucket='shop-lake')\n")
    return tmp_path


def test_several_read_what_one_reads(estate_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processes", lambda: 2)
    seen: list[str] = []

    def pool(*arguments: object) -> object:
        for path, entry in workers.read(*arguments):  # type: ignore[arg-type]
            seen.append(path)
            yield path, entry

    assert read([estate_folder], ask, pool=pool) == read([estate_folder], ask)  # type: ignore[arg-type]
    assert len(seen) == 14


@pytest.mark.parametrize("program", ["/bin/false", "/no/such/program"])
def test_a_process_that_fails_costs_no_answer(estate_folder: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(workers, "processes", lambda: 2)
    monkeypatch.setattr(workers.sys, "executable", program)
    assert read([estate_folder], ask, pool=workers.read) == read([estate_folder], ask)


def test_one_processor_needs_no_processes(estate_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processes", lambda: 1)
    assert list(workers.read(estate_folder, folder.Layout(), ["t1.sql"])) == []
