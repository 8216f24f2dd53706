"""Who runs the file already, and whether it starts itself again."""

from __future__ import annotations

from riskscan.graph.runners import run_by
from riskscan.graph.web import weave
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.effect import Trait
from riskscan.model.estate import EdgeKind, Estate
from tests.factory import HERE, effect, estate

OWN = "program:jobs/load.py"
NIGHTLY = Asset("job:cron:3", AssetKind.JOB, "the nightly load", facts=(("schedule", "0 2 * * *"),), evidence=(HERE,))


def test_a_job_that_runs_the_file_is_named_with_its_time():
    existing = Estate((NIGHTLY,), estate((), ("job:cron:3", OWN, EdgeKind.RUNS)).dependencies)
    found = run_by((effect("write", verb="update"),), ("jobs/load.py",), weave(existing, {}, {}))
    assert [note.text for note in found[0].also] == ["The nightly load runs this file by itself, each day at 02:00."]
    assert not found[0].has(Trait.ENDLESS)


def test_a_bucket_whose_event_starts_the_file_that_writes_to_it_is_a_loop():
    existing = estate((), ("bucket:raw", "function:thumbs", EdgeKind.RUNS), ("function:thumbs", OWN, EdgeKind.RUNS))
    one = effect("write", "raw", verb="upload", kind=AssetKind.BUCKET)
    found = run_by((one,), ("jobs/load.py",), weave(existing, {"e1": (("bucket:raw", 1.0),)}, {}))
    assert found[0].has(Trait.ENDLESS)
    assert "raw → thumbs → jobs/load.py" in found[0].also[-1].text


def test_reading_what_it_writes_is_no_loop():
    existing = estate((), ("table:orders", OWN, EdgeKind.FEEDS), ("job:cron:3", OWN, EdgeKind.RUNS))
    found = run_by((effect("write", verb="update"),), ("jobs/load.py",), weave(existing, {"e1": (("table:orders", 1.0),)}, {}))
    assert not found[0].has(Trait.ENDLESS)


def test_a_file_that_nothing_runs_is_left_as_it_is():
    one = effect("write")
    assert run_by((one,), ("jobs/load.py",), weave(estate(), {}, {})) == (one,)
