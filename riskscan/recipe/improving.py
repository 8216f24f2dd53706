"""A safer version of a file: one draft after the other, each kept only where reading the file again shows that it helps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from riskscan.advice.case import Improved
from riskscan.advice.lowering import with_lines
from riskscan.advice.safer_version import Draft, OverlapError, apply, diff, next_drafts
from riskscan.files import Near
from riskscan.knowledge.secrets import masked
from riskscan.model.advice import SaferStep, SaferVersion
from riskscan.model.artifact import Language, LineIndex
from riskscan.model.asset import AssetKind
from riskscan.model.config import Config
from riskscan.model.effect import Effect, Operation
from riskscan.model.estate import Estate
from riskscan.model.judged import ReadArtifact
from riskscan.model.verdict import LEVELS, Decision, Lowering
from riskscan.recipe.hand_in import Handed
from riskscan.recipe.judging import Judged, judged
from riskscan.recipe.tie import Ready, Weighed, weigh

FROM = LEVELS.index("medium")
MOST_ROUNDS = 12
MANY_FILES, MOST_FILES = 24, 8  # of so many files together, for how many a safer version is tried
LONG = 5_000  # lines; of a longer file, lines that stand there very often tell nothing about where a line went
SHORTEST_SECRET = 4  # characters
_LANGUAGES = (Language.PYTHON.value, Language.SQL.value, Language.TERRAFORM.value, Language.SHELL.value)
_Mark = tuple[Operation, AssetKind, str]


@dataclass
class _State:
    """The file as changed so far, and what holds for it."""

    text: str
    found: Judged
    done: list[str] = field(default_factory=list)
    steps: list[SaferStep] = field(default_factory=list)


@dataclass(frozen=True)
class Improver:
    """Draws up safer versions. ``again`` reads a handed-in file that holds other bytes; ``only``: for these files alone."""

    again: Callable[[Handed], ReadArtifact]
    near: Near
    estate: Estate
    ready: Ready
    settings: Config
    handed: dict[str, Handed]
    made: dict[str, Improved | None] = field(default_factory=dict)
    only: frozenset[str] | None = None

    def __call__(self, item: Weighed, found: Judged) -> Improved | None:
        """The safer version of one file from level medium on; None where there is nothing that we can draw up."""
        path = item.read.summary.path
        if path not in self.made:
            wanted = (self.only is None or path in self.only) and _usable(item, found)
            self.made[path] = self._improve(item.read, found) if wanted else None
        return self.made[path]

    def for_the_worst(self, judged_files: Sequence[tuple[Weighed, Judged]]) -> Improver:
        """The improver of a scan of these files, worst first: of many, only the first ones get a safer version."""
        if len(judged_files) < MANY_FILES:
            return self
        usable = [item.read.summary.path for item, found in judged_files if _usable(item, found)]
        return replace(self, only=frozenset(usable[:MOST_FILES]))

    def newline(self, path: str) -> str:
        """How the lines of a handed-in file end."""
        data = self.handed[path].data if path in self.handed else None
        return "\r\n" if data is not None and b"\r\n" in data else "\n"

    def _improve(self, read: ReadArtifact, found: Judged) -> Improved | None:
        handed = self.handed.get(read.summary.path)
        if handed is None or handed.data is None or not read.text:
            return None
        state, before_rehearsal = _State(read.text, found), _State(read.text, found)
        newline = self.newline(read.summary.path)
        lowered: list[Lowering] = []
        rehearsed: list[Lowering] = []
        for draft in self._drafts(state, read):
            tried = self._tried(state, draft, handed, newline)
            state.done.append(draft.name)
            if tried is None:
                continue
            text, now = tried
            line_of = _old_line(read.text, state.text) if draft.lines else int
            said = with_lines(draft.text, sorted({line_of(line) for line in draft.lines}))
            if now.score < state.found.score:
                kind = "rehearsal" if draft.rehearsal else "change"
                low = Lowering(said, LEVELS[now.level], now.score, _shown(read, text, newline), kind)
                (rehearsed if draft.rehearsal else lowered).append(low)
            state.text, state.found = text, now
            state.steps.append(SaferStep(draft.name, said, LEVELS[now.level], now.score, draft.rehearsal))
            if not any(step.rehearsal for step in state.steps):
                before_rehearsal = _State(text, now)
        if not state.steps:
            return None
        change = _shown(read, state.text, newline)
        whole = change == diff(read.summary.path, read.text, state.text, newline)
        version = SaferVersion(read.summary.path, change, tuple(state.steps), LEVELS[state.found.level], state.found.score, not whole)
        held = before_rehearsal.found
        line = _old_line(read.text, before_rehearsal.text)
        return Improved(version, tuple(lowered), tuple(rehearsed), held.effects, held.score, held.rejudge, line, state.text)

    def _drafts(self, state: _State, read: ReadArtifact) -> Iterator[Draft]:
        """The next draft for the text as it is; a list of drafts is asked for anew where one of it was turned down."""
        before = self.near.baseline(read.summary.path, ".tf") or {} if read.summary.language == Language.TERRAFORM.value else {}
        for _ in range(MOST_ROUNDS):
            mine = [e for e in state.found.effects if e.location.path == read.summary.path]
            drafts = next_drafts(read.summary.language, state.text, mine, read.summary.dialect, before, tuple(state.done))
            if not drafts:
                return
            for draft in drafts:
                taken = len(state.steps)
                yield draft
                if len(state.steps) == taken:
                    break

    def _tried(self, state: _State, draft: Draft, handed: Handed, newline: str) -> tuple[str, Judged] | None:
        """The text with the draft and its judgement; None where reading it again shows that it is no better, or not the same work."""
        try:
            text = apply(state.text, draft.edits)
        except OverlapError:
            return None
        read = self.again(replace(handed, data=text.replace("\n", newline).encode()))
        now = judged(weigh([read], self.estate, self.settings, self.ready))
        old = state.found
        if now.decision is Decision.COULD_NOT_READ or now.level > old.level or now.score > old.score:
            return None
        known: dict[tuple[AssetKind, str], int] = {}
        for effect in old.effects:
            thing = (effect.asset.kind, effect.asset.name)
            known[thing] = max(known.get(thing, 0), LEVELS.index(effect.level))
        least = LEVELS.index("low")
        added = [e for e in now.effects if LEVELS.index(e.level) > max(known.get((e.asset.kind, e.asset.name), 0), least)]
        kept = {_mark(effect) for effect in now.effects}
        lost = [e for e in old.effects if e.operation is Operation.READ and _mark(e) not in kept]
        return None if added or lost else (text, now)


def _usable(item: Weighed, found: Judged) -> bool:
    """True for what a safer version may help: from level medium on, in a language that drafts exist for."""
    return found.level >= FROM and found.decision is not Decision.COULD_NOT_READ and item.read.summary.language in _LANGUAGES


def _shown(read: ReadArtifact, text: str, newline: str) -> str:
    """The diff as it may be shown and kept: passwords that stand in its lines are left out."""
    known = [effect.location for effect in read.effects if effect.verb == "plain_secret"]
    index = LineIndex(read.text)
    values = {read.text[index.offset(s.start_line, s.start_column) : index.offset(s.end_line, s.end_column)] for s in known}
    change = diff(read.summary.path, read.text, text, newline)
    for value in sorted({v.strip("'\"") for v in values if len(v.strip("'\"")) >= SHORTEST_SECRET}, key=len, reverse=True):
        change = change.replace(value, "…")
    return masked(change)


def _mark(effect: Effect) -> _Mark:
    return effect.operation, effect.asset.kind, effect.asset.name


def _old_line(old: str, new: str) -> Callable[[int], int]:
    """The line of the old text that a line of the new one stands for, counted from 1."""
    if old == new:
        return lambda line: line
    before, after = ([*map(str.strip, text.split("\n"))] for text in (old, new))
    blocks = SequenceMatcher(None, before, after, autojunk=len(before) > LONG).get_opcodes()

    def line_of(line: int) -> int:
        for _, old_start, old_end, start, end in blocks:
            if start < line <= end:
                return max(min(old_start + line - start, old_end), 1)
        return line

    return line_of


def improver(
    again: Callable[[Handed], ReadArtifact], near: Near, estate: Estate, ready: Ready, settings: Config, handed: Sequence[Handed]
) -> Improver:
    """An improver of the handed-in files."""
    return Improver(again, near, estate, ready, settings, {item.path: item for item in handed})
