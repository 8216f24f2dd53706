"""Replays incidents: is the harmful change told from its harmless twin, and are the cause and the harmed things named?

A folder holds one folder a pair: ``bad/``, ``ok/``, ``labels.json`` and, where the pair has one, ``context/`` (what exists; with
``context/baseline`` as the files before the change). Run ``python benchmarks/incidents.py [--verbose] [DIR]``.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from riskscan import scan
from riskscan.files import read_text
from riskscan.model.artifact import Language
from riskscan.model.assessment import Assessment
from riskscan.model.verdict import LEVELS
from riskscan.parsers.detect import language_of

DEFAULT = Path(__file__).parent.parent / "fixtures" / "incidents"
NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """One pair: its two results and what was asked of them. Each of the counts is (found, asked)."""

    slug: str
    bad: Assessment
    ok: Assessment
    least: str
    most: str
    causes: tuple[tuple[tuple[str, ...], bool], ...]
    objects: tuple[tuple[str, bool], ...]
    downstream: tuple[tuple[str, bool], ...]

    @property
    def bad_held(self) -> bool:
        """The harmful one is at least as high as the label asks."""
        return LEVELS.index(self.bad.verdict.level) >= LEVELS.index(self.least)

    @property
    def ok_held(self) -> bool:
        """The harmless twin is at most as high as the label allows."""
        return LEVELS.index(self.ok.verdict.level) <= LEVELS.index(self.most)

    @property
    def ordered(self) -> bool:
        """The harmful one ranks above its twin."""
        return self.bad.verdict.score > self.ok.verdict.score

    @property
    def cause_named(self) -> bool:
        """Each part of the cause is named."""
        return all(found for _, found in self.causes)

    @property
    def passed(self) -> bool:
        """Both levels, the order and the cause hold."""
        return self.bad_held and self.ok_held and self.ordered and self.cause_named


def readable(folder: Path) -> list[Path]:
    """The files of a folder that are in a language which riskscan reads."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if language_of(str(path), read_text(path) or "") is not Language.UNKNOWN]


def said(result: Assessment) -> str:
    """All that the page says, in lower case."""
    page, verdict = result.page, result.verdict
    texts: list[str] = [verdict.headline, page.question, page.answer]
    texts += [reason.text for reason in verdict.reasons]
    texts += [f"{answer.word} {answer.text}" for answer in verdict.answers]
    texts += [claim.text for claim in (*page.lead, *page.smaller)]
    texts += [f"{risk.what.text} {risk.likelihood_reason} {risk.undo_reason}" for risk in page.risks]
    for effect in result.effects:
        texts.append(effect.text)
        texts += [note.text for note in effect.also]
        texts += [safe.text for safe in effect.safe_evidence]
    texts += [impact.text for impact in result.impacts]
    return "\n".join(texts).lower()


def touched(result: Assessment) -> str:
    """The names of all things that the file touches or harms, in lower case."""
    names = [name for effect in result.effects for name in (effect.asset.name, *effect.asset.aliases)]
    return "\n".join((*names, *(impact.asset for impact in result.impacts))).lower()


def reached(result: Assessment) -> tuple[str, ...]:
    """What the graph and the paths of harm name, with every name that a thing goes by and what the files say of it, in lower case."""
    names = [name for impact in result.impacts for name in (impact.asset, *impact.path, impact.text)]
    nodes = [name for node in result.graph.nodes for name in (node.key, node.name, *node.aliases)]
    said_of = [note.text for effect in result.effects for note in effect.also]
    return tuple(text.lower() for text in (*names, *nodes, *said_of, touched(result)))


def names_it(label: str, texts: tuple[str, ...]) -> bool:
    """True where a text has the label; a label of several words is no name, so one text must have all its words (``sites``: ``site``)."""
    low = label.lower()
    if any(low in text for text in texts):
        return True
    words = re.findall(r"\w+", low)
    return " " in low and any(all(word in text or word.removesuffix("s") in text for word in words) for text in texts)


def assess(side: Path, context: Path) -> Assessment:
    """The result for one side of a pair, judged against its context alone, outside any git work tree."""
    with tempfile.TemporaryDirectory() as place:
        baseline = context / "baseline"
        exists = Path(place, "context")
        handed = Path(shutil.copytree(side, Path(place, "handed")))
        if context.is_dir():
            shutil.copytree(context, exists, ignore=shutil.ignore_patterns("baseline"))
        if not exists.is_dir() or not any(exists.iterdir()):
            exists.mkdir(exist_ok=True)
            if baseline.is_dir():
                exists = baseline  # what was there before the change is what exists
        before = str(baseline) if baseline.is_dir() else None
        return scan([str(path) for path in readable(handed)], against=[str(exists)], baseline=before, now=NOW, policies=False)


def replay(folder: Path) -> Row:
    """One pair, replayed."""
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    bad = assess(folder / "bad", folder / "context")
    ok = assess(folder / "ok", folder / "context")
    words, names, graph = said(bad), touched(bad), reached(bad)
    wanted = labels["bad"]
    return Row(
        slug=folder.name,
        bad=bad,
        ok=ok,
        least=wanted["min_verdict"],
        most=labels["ok"]["max_verdict"],
        causes=tuple((tuple(group), any(word.lower() in words for word in group)) for group in wanted["reason_must_mention_one_of_each"]),
        objects=tuple((o["name"], any(n.lower() in names for n in (o["name"], f"{o['kind']}.{o['name']}"))) for o in wanted["objects"]),
        downstream=tuple((name, names_it(name, graph)) for name in wanted.get("downstream_if_context_given", ())),
    )


def _count(found: Iterable[bool]) -> str:
    marks = list(found)
    return f"{sum(marks)}/{len(marks)}"


def _mark(held: bool) -> str:
    return " " if held else "!"


def line(row: Row) -> str:
    """The row of a pair; a ``!`` stands beside what was missed."""
    bad, ok = row.bad.verdict, row.ok.verdict
    cells = (
        f"{'pass' if row.passed else 'FAIL'}  {row.slug:34}",
        f"{bad.level:>8} {bad.score:>3}{_mark(row.bad_held)}",
        f"{ok.level:>8} {ok.score:>3}{_mark(row.ok_held)}",
        f"{'yes' if row.ordered else 'NO':>5}",
        f"{_count(f for _, f in row.causes):>6}",
        f"{_count(f for _, f in row.objects):>8}",
        f"{_count(f for _, f in row.downstream):>10}",
    )
    return "  ".join(cells)


def missed(row: Row) -> Iterator[str]:
    """What a pair missed, a line each."""
    yield from (f"        cause not named: one of {', '.join(group)}" for group, found in row.causes if not found)
    yield from (f"        object not named: {name}" for name, found in row.objects if not found)
    yield from (f"        reached but not named: {name}" for name, found in row.downstream if not found)
    if not row.bad_held:
        yield f"        harmful one is {row.bad.verdict.level}, at least {row.least} expected"
    if not row.ok_held:
        yield f"        harmless twin is {row.ok.verdict.level}, at most {row.most} expected"
        yield from (f"          {effect.level:8} {effect.rule:44} {effect.text}" for effect in row.ok.effects)
    if row.bad.diagnostics or row.ok.diagnostics:
        yield from (f"        {d.code}: {d.text}" for d in (*row.bad.diagnostics, *row.ok.diagnostics))


def _total(rows: list[Row]) -> str:
    parts = (
        ("pairs", [row.passed for row in rows]),
        ("harmful level", [row.bad_held for row in rows]),
        ("harmless level", [row.ok_held for row in rows]),
        ("order", [row.ordered for row in rows]),
        ("cause", [row.cause_named for row in rows]),
        ("objects", [found for row in rows for _, found in row.objects]),
        ("reached", [found for row in rows for _, found in row.downstream]),
    )
    return "  ".join(f"{name} {_count(marks)}" for name, marks in parts)


def main(arguments: list[str] | None = None) -> int:
    """Prints the table. Exit code 1 where fewer than ``--at-least`` pairs pass."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--verbose", action="store_true", help="say what was missed")
    parser.add_argument("--at-least", type=int, default=0, help="exit with 1 where fewer pairs pass")
    chosen = parser.parse_args(arguments)
    head = (f"      {'pair':34}", f"{'bad':>13}", f"{'ok':>13}", "order", " cause", " objects", "   reached")
    print("  ".join(head))
    rows = []
    for folder in sorted(path.parent for path in chosen.folder.glob("*/labels.json")):
        row = replay(folder)
        rows.append(row)
        print(line(row), flush=True)
        if chosen.verbose:
            print("\n".join(missed(row)), flush=True)
    print(_total(rows))
    return 1 if sum(row.passed for row in rows) < chosen.at_least else 0


if __name__ == "__main__":
    sys.exit(main())
