"""A safer version of a Python file: what is asked of the child process that plans the edits with LibCST."""

from __future__ import annotations

from collections.abc import Sequence

from riskscan.advice.safer_version.edits import Draft, Edit
from riskscan.advice.safer_version.planner import PLANNER
from riskscan.advice.safer_version.preview import preview
from riskscan.model.artifact import LineIndex
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Effect, Operation, Safety, Trait

LONGEST = 200_000  # code points of a file that is worked on
_CALM = (Safety.SCRATCH, Safety.OWN_OUTPUT, Safety.DRY_RUN, Safety.ROLLED_BACK, Safety.READ_ONLY, Safety.NOT_CALLED)
_ROWS = ("update", "delete", "merge")
TEXTS = {
    "secret": "Take the password from the environment, not from the file ({lines}).",
    "parameters": "Hand values to the statement as parameters ({lines}).",
    "copy": "Keep a copy of the old rows first ({lines}).",
    "guard": "Stop, and save nothing, when too many rows would change ({lines}).",
    "limit": "Take only the first few of the list in one run ({lines}).",
    "dry_run": "Let it only say what it would do, until someone turns that off ({lines}).",
    "confirm": "Let a person type the name of the target first ({lines}).",
}
_Wants = dict[str, list[tuple[int, str]]]


def drafts(text: str, effects: Sequence[Effect], dialect: str, without: Sequence[str] = ()) -> tuple[Draft, ...]:
    """The drafts for a file, each on top of the ones before; none where LibCST cannot read it in time.

    ``without``: names of drafts that are not wanted.
    """
    wants = {kind: places for kind, places in _wants(text, effects, dialect).items() if places and kind not in without}
    if not wants or len(text) > LONGEST:
        return ()
    return tuple(
        Draft(kind, TEXTS[kind], tuple(Edit(*edit) for edit in edits), tuple(lines), kind == "dry_run")
        for kind, edits, lines in _asked(text, wants)
    )


def _wants(text: str, effects: Sequence[Effect], dialect: str) -> _Wants:
    """Each kind of draft with the places (offset, word) that it is for, in the order in which they build on each other."""
    index = LineIndex(text)

    def at(effect: Effect) -> int:
        return index.offset(effect.location.start_line, effect.location.start_column)

    heavy = [e for e in effects if e.operation is not Operation.READ and e.verb != "plain_secret" and not e.safe(*_CALM)]
    heavy = [e for e in heavy if e.level != "none"]
    rows = [e for e in heavy if e.rule.startswith("sql/") and e.verb in _ROWS and e.level not in ("none", "low")]
    repeated = [e for e in heavy if e.has(Trait.REPEATED) and e.level not in ("none", "low")]
    return {
        "secret": [(at(e), e.asset.name) for e in effects if e.verb == "plain_secret"],
        "parameters": [(at(e), "") for e in effects if e.rule.startswith("sql/")],
        "copy": [(at(e), copy) for e in rows if not e.safe(Safety.BACKED_UP) and (copy := _copy(e, text, index, dialect))],
        "guard": [(at(e), "") for e in rows if not e.safe(Safety.CHECKED)],
        "limit": [(at(e), "") for e in repeated],
        "dry_run": [(at(e), "") for e in heavy],
        "confirm": [(at(e), _target(e)) for e in heavy if e.level not in ("none", "low") and not e.safe(Safety.CONFIRMED)],
    }


def _copy(effect: Effect, text: str, index: LineIndex, dialect: str) -> str:
    """The statement that keeps the rows; empty where the statement holds anything that only its run knows."""
    span = effect.location
    statement = text[index.offset(span.start_line, span.start_column) : index.offset(span.end_line, span.end_column)]
    if any(mark in statement for mark in ("%s", "?", "{", ":", "\\", '"', "%(", "--", "/*")):
        return ""
    seen = preview(" ".join(statement.split()), dialect or "postgres")
    return seen.backup.rstrip(";") if seen else ""


def _target(effect: Effect) -> str:
    name = effect.asset.name
    plain = effect.asset.match is Match.EXACT and name and len(name) <= 60 and "\n" not in name
    if effect.has(Trait.MONEY) and not plain:
        return "payments"
    return (
        name if plain else {AssetKind.EMAIL: "mails", AssetKind.IDENTITY: "accounts"}.get(effect.asset.kind, f"{effect.asset.kind.value}s")
    )


def _asked(text: str, wants: _Wants) -> list[tuple[str, list[tuple[int, int, str, int]], list[int]]]:
    """What the child answers; nothing where it did not answer in time."""
    answer = PLANNER.ask({"text": text, "wants": [{"kind": kind, "places": places} for kind, places in wants.items()]})
    if not isinstance(answer, dict):
        return []
    return [
        (str(one["kind"]), [(int(s), int(e), str(t), int(p)) for s, e, t, p in one["edits"]], [int(n) for n in one["lines"]])
        for one in answer["drafts"]
    ]
