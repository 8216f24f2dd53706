"""The table of other checkers' rules names rules that exist and sentences that are really said."""

from __future__ import annotations

import re
from pathlib import Path

from riskscan.knowledge.sql import ROWS
from tests.support import FIXTURES, ROOT

TEXT = (ROOT / "docs" / "sql-rules.md").read_text()


def test_rule_ids_exist() -> None:
    named = set(re.findall(r"`(sql/[\w-]+)`", TEXT))
    assert len(named) > 15
    assert named <= {row.id for row in ROWS}


def test_sentences_are_said() -> None:
    homes = [*(ROOT / "riskscan" / "parsers" / "sql").glob("*.py"), ROOT / "riskscan" / "graph" / "observations.py"]
    said = " ".join(re.sub(r"\{[^}]*\}", "...", Path(home).read_text()) for home in homes)
    plain = re.sub(r"\W+", " ", said)
    for sentence in re.findall(r'"([A-Z][^"]+)"', TEXT):
        for part in re.split(r"\s*\.\.\.\s*", sentence):
            words = re.sub(r"\W+", " ", part).strip()
            assert words in plain or words.startswith(("It writes the whole table", "It reads the whole table", "It keeps a copy")), part


def test_every_dialect_has_marked_scripts() -> None:
    dialects = {path.name.partition("_")[0] for path in (FIXTURES / "sql").glob("*.sql")} - {"silent"}
    assert len(dialects) >= 12
    assert sum(path.read_text().count("-- effect:") for path in (FIXTURES / "sql").glob("*.sql")) >= 400
