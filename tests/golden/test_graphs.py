"""The graphs of the sample estates are as accepted (``python -m tests.golden.accept``)."""

from __future__ import annotations

import pytest

from riskscan.model.estate import EdgeKind
from tests.golden.graphs import ESTATES, drawn, estate_of, golden


@pytest.mark.parametrize("name", ESTATES)
def test_the_graph_is_as_accepted(name: str) -> None:
    assert drawn(estate_of(name)) == golden(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ESTATES)
def test_every_link_has_two_ends_and_a_place(name: str) -> None:
    estate = estate_of(name)
    known = {asset.key for asset in estate.assets}
    assert all({edge.source, edge.target} <= known and edge.evidence.file for edge in estate.dependencies)
    assert not estate.diagnostics


def test_the_estates_join_what_different_files_say() -> None:
    edges = {(e.source, e.kind, e.target) for e in (*estate_of("harbour").dependencies, *estate_of("parcels").dependencies)}
    assert {
        ("table:raw.booking.bookings", EdgeKind.FEEDS, "program:booking/src/checkIn.ts"),
        ("table:raw.booking.bookings", EdgeKind.FEEDS, "table:stg_bookings"),
        ("table:raw.booking.passengers", EdgeKind.CASCADES, "table:raw.booking.bookings"),
        ("job:nightly.crew", EdgeKind.WRITES, "table:marts.crew_lists"),
        ("bucket:parcels-events-prod", EdgeKind.RUNS, "function:parcels-read-event"),
        ("job:.github/workflows/archive.yml.old_events", EdgeKind.RUNS, "program:bin/nightly_archive.sh"),
    } <= edges
