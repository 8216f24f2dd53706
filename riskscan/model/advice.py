"""What the person reads: the parts of the page, each already in plain words and tied to the effects and impacts behind it."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.span import Note, Span


@dataclass(frozen=True, slots=True)
class Claim:
    """One or more sentences and the effect and impact ids behind them (``data-ref`` in the page)."""

    text: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glance:
    """One of the four corridor questions: label, short answer, and a smaller line below it."""

    label: str
    value: str
    sub: str


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A row of "What could go wrong".

    ``likelihood``: certain, likely, possible, unlikely, unknown; ``undo``: yes, with_work, no, unknown.
    """

    what: Claim
    who_notices: str
    likelihood: str
    likelihood_reason: str
    undo: str
    undo_reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the file does, in order of execution. ``does`` is one word: reads, changes, deletes, saves, sends, runs, gives, makes."""

    text: str
    location: Span
    does: str
    loud: bool = False  # carries the level
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Habit:
    """How a file is kept and run, where that hurts later; beside the effects, and never part of the level of the file.

    ``kind``: personal_computer, personal_key, hidden_schedule, no_owner, relied_upon. ``level``: low or medium, never more.
    """

    kind: str
    text: str
    level: str
    location: Span
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """A route to the same outcome. ``kind``: existing_job, existing_report, infrastructure_code, self_service, made_safe, as_it_is, none.

    ``evidence`` says where it is written ("dags/load.py, line 7"). ``effort_hours`` low and high; ``due`` is an ISO date or empty;
    ``level`` and ``score`` are those that hold after taking it.
    """

    kind: str
    title: str
    text: str
    evidence: str
    effort_hours: tuple[float, float]
    level: str
    score: int
    due: str = ""
    asker_work: str = ""


@dataclass(frozen=True, slots=True)
class ChangeField:
    """One field of a change request, named as ServiceNow and Jira name it (short_description, backout_plan, ...).

    ``source``: derived (read from the file and what exists) or asker (only the person who asked can say it; ``text`` is then the question).
    """

    name: str
    text: str
    source: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What a review takes. ``due`` is the earliest ISO date; ``decided_by`` who may say yes. ``change_request``: the fields of a ticket."""

    effort_hours: tuple[float, float]
    reviewers: tuple[str, ...]
    due: str
    answers_to_give: tuple[str, ...] = ()
    questions_to_ask: tuple[str, ...] = ()
    decided_by: str = ""
    change_request: tuple[ChangeField, ...] = ()
    effort_because: tuple[str, ...] = ()  # what the hours come from: "2 languages", "3 tests to write"


@dataclass(frozen=True, slots=True)
class SaferStep:
    """One change of a safer version, with level and score of the file with it and the changes before it. ``name`` is its kind."""

    name: str
    text: str
    level: str
    score: int
    rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class SaferVersion:
    """A file drawn up anew, never applied. ``diff`` is a unified diff against ``path``; ``level`` and ``score`` are those of reading the
    changed file again. ``masked``: passwords are left out of the diff, so that it cannot be applied as it is; ``riskscan suggest`` can.
    """

    path: str
    diff: str
    steps: tuple[SaferStep, ...]
    level: str
    score: int
    masked: bool = False


@dataclass(frozen=True, slots=True)
class SeeFirst:
    """What to run before a change of rows, in the dialect of the file.

    ``count`` counts exactly the rows that would change, ``backup`` keeps them first; an empty text where the dialect has no such form.
    ``batched`` is the same change in steps, to be run instead of it; empty where that is not right, or not needed for the rows of one key.
    """

    location: Span
    count: str
    backup: str
    caveats: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    batched: str = ""
    batched_caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The start of a Terraform change with the same outcome. ``evidence`` is the file and line to change; empty for a new resource."""

    location: Span
    code: str
    evidence: str = ""
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The words of page one that are not elsewhere in the assessment."""

    question: str  # "Can we run this?"
    answer: str  # "Not as it stands."
    lead: tuple[Claim, ...]
    glance: tuple[Glance, ...]
    need: Claim
    ask: str
    picture_words: Claim
    risks: tuple[RiskRow, ...]
    smaller: tuple[Claim, ...] = ()  # effects not in ``risks``
    checked: tuple[Note, ...] = ()
    not_checked: tuple[Note, ...] = ()
    habits: tuple[Habit, ...] = ()
