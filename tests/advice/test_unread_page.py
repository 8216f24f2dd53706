"""The page of what could not be read promises nothing and guesses nothing."""

from __future__ import annotations

import pytest

from riskscan.model.verdict import Decision
from riskscan.reports import TEXTS, render, way_out
from tests.property.support import assess
from tests.reports import wording


@pytest.mark.parametrize(("name", "data"), [("fix.zip", b"PK\x03\x04\x00\x01\x02"), ("fix.sql", b"\x00\x01SELECT"), ("empty.py", b"")])
def test_nothing_is_promised(name: str, data: bytes) -> None:
    result = assess(name, data)
    assert result.verdict.decision is Decision.COULD_NOT_READ
    assert [one.value for one in result.page.glance[:3]] == ["Not known"] * 3
    (row,) = result.page.risks
    assert (row.likelihood, row.undo) == ("unknown", "unknown")
    assert way_out.card(result).heading == "What we need from you"
    assert "A plain copy of the file" in way_out.card(result).items[0]
    assert wording.check_page(result) == []
    for form in TEXTS:
        assert "Nothing shared" not in render(result, form)


def test_a_thing_without_a_name_is_told_as_one() -> None:
    result = assess("clean.sql", "EXECUTE 'DELETE FROM ' || name_of_it;\nDELETE FROM")
    page = render(result, "html")
    assert "makes ." not in page
    assert "what you have tidied up" not in page
