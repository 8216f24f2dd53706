"""A safer version of a shell script by edits of its words: it asks again, it only shows, and an empty variable stops it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from riskscan.advice.safer_version.edits import Draft, Edit
from riskscan.model.artifact import LineIndex
from riskscan.model.effect import Effect, Operation, Safety, Trait

_CALM = (Safety.SCRATCH, Safety.OWN_OUTPUT, Safety.DRY_RUN, Safety.ROLLED_BACK, Safety.READ_ONLY, Safety.NOT_CALLED)
_ASKING_OFF = re.compile(r"[ \t]+(?:-auto-approve|--auto-approve|--yes|-y|--assume-yes|--quiet|--no-confirm|--noconfirm)(?=[\s;&|]|$)")
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_SHOWS = (
    (re.compile(r"\baws\s+s3\s+(?:rm|sync|mv|cp)\b"), " --dryrun", re.compile(r"--dryrun")),
    (re.compile(r"\brsync\b"), " --dry-run", re.compile(r"--dry-run|\s-\w*n")),
    (re.compile(r"\bkubectl\s+(?:\S+\s+)*?(?:delete|apply|scale|drain|replace)\b"), " --dry-run=server", re.compile(r"--dry-run")),
    (re.compile(r"\bgit\s+(?:push|clean)\b"), " --dry-run", re.compile(r"--dry-run|\s-n\b")),
    (re.compile(r"\bhelm\s+(?:uninstall|upgrade|rollback)\b"), " --dry-run", re.compile(r"--dry-run")),
    (re.compile(r"\bansible-playbook\b"), " --check", re.compile(r"--check")),
    (re.compile(r"\baws\s+ec2\s+(?:terminate|stop|reboot|delete)-\w+(?:-\w+)*"), " --dry-run", re.compile(r"--dry-run")),
)
_PLANS = (
    (re.compile(r"\b(terraform|tofu)((?:\s+-chdir=\S+)?)\s+destroy\b"), r"\1\2 plan -destroy"),
    (re.compile(r"\b(terraform|tofu)((?:\s+-chdir=\S+)?)\s+apply\b"), r"\1\2 plan"),
)


def _places(text: str, effects: Sequence[Effect]) -> Iterator[tuple[int, int, Effect]]:
    """(start, end, effect) of each command that changes something."""
    index = LineIndex(text)
    for effect in effects:
        if effect.operation is Operation.READ or effect.safe(*_CALM) or not effect.rule.startswith("shell/") or effect.level == "none":
            continue
        start = index.offset(effect.location.start_line, effect.location.start_column)
        yield start, index.offset(effect.location.end_line, effect.location.end_column), effect


def ask(text: str, effects: Sequence[Effect]) -> Draft | None:
    """The command asks before it acts again."""
    edits, lines = [], []
    for start, end, effect in _places(text, effects):
        for found in _ASKING_OFF.finditer(text, start, end) if effect.has(Trait.FORCED) else ():
            edits.append(Edit(found.start(), found.end(), ""))
            lines.append(effect.location.start_line)
    return _draft("ask", "Let it ask before it acts ({lines}).", edits, lines)


def not_empty(text: str, effects: Sequence[Effect]) -> Draft | None:
    """The script stops where a variable in the path of what it deletes is empty."""
    edits, lines = [], []
    for start, end, effect in _places(text, effects):
        if effect.operation is not Operation.DELETE:
            continue
        for found in _VARIABLE.finditer(text, start, end):
            name = found[1] or found[2]
            if not name.isdigit():
                edits.append(Edit(found.start(), found.end(), f"${{{name}:?}}"))
                lines.append(effect.location.start_line)
    return _draft("not_empty", "Stop where the name of the place is empty ({lines}).", edits, lines)


def show(text: str, effects: Sequence[Effect]) -> Draft | None:
    """The command only shows what it would do."""
    edits, lines = [], []
    for start, end, effect in _places(text, effects):
        said = text[start:end]
        for pattern, flag, there in _SHOWS:
            found = pattern.search(said)
            if found and not there.search(said):
                edits.append(Edit(start + found.end(), start + found.end(), flag))
                lines.append(effect.location.start_line)
        for pattern, plan in _PLANS:
            found = pattern.search(said)
            if found:
                edits.append(Edit(start + found.start(), start + found.end(), found.expand(plan)))
                edits += [Edit(m.start(), m.end(), "") for m in _ASKING_OFF.finditer(text, start, end)]
                lines.append(effect.location.start_line)
    return _draft("show", "Let it only show what it would do ({lines}).", edits, lines, rehearsal=True)


def _draft(name: str, says: str, edits: list[Edit], lines: list[int], rehearsal: bool = False) -> Draft | None:
    return Draft(name, says, tuple(dict.fromkeys(edits)), tuple(sorted(set(lines))), rehearsal) if edits else None


STEPS = (ask, not_empty, show)
