"""Where to: ``--to`` read, and the system that it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from riskscan.tickets.secrets import Secrets
from riskscan.tickets.transport import Transport
from riskscan.tickets.values import System, TicketError

FORMS = (
    "jira:KEY-1, github:owner/repo#1, gitlab:group/project#1 (or !1 for a merge request), rt:1, redmine:1, "
    "servicenow:TABLE/NUMBER, roundup:1, or a file that ends in .eml"
)
_SHAPES = {
    "jira": re.compile(r"[A-Za-z][A-Za-z0-9_]*-\d+"),
    "github": re.compile(r"([A-Za-z0-9][\w.-]*/[\w.-]+)#(\d+)"),
    "gitlab": re.compile(r"([\w.-]+(?:/[\w.-]+)+)([#!])(\d+)"),
    "rt": re.compile(r"\d+"),
    "redmine": re.compile(r"\d+"),
    "servicenow": re.compile(r"([a-z][a-z0-9_]*)/([A-Za-z]+\d+)"),
    "roundup": re.compile(r"(?:issue)?(\d+)"),
}
_MARKUPS = {"jira": ("adf", "wiki"), "redmine": ("commonmark", "textile")}


@dataclass(frozen=True, slots=True)
class Target:
    """A place that ``--to`` names: the system (or ``mail``) and the parts of the name."""

    system: str
    parts: tuple[str, ...]


def read_target(text: str) -> Target:
    """The target in a text. Raises TicketError that shows the forms there are."""
    if text.lower().endswith(".eml"):
        return Target("mail", (text,))
    system, colon, rest = text.partition(":")
    shape = _SHAPES.get(system.lower()) if colon else None
    found = shape.fullmatch(rest) if shape else None
    if found is None:
        raise TicketError(f"{text!r} names no ticket; write {FORMS}")
    return Target(system.lower(), found.groups() or (found[0],))


def check_markup(target: Target, markup: str) -> None:
    """Raises TicketError where a system has no such markup."""
    known = _MARKUPS.get(target.system, ())
    if markup and markup not in known:
        raise TicketError(f"{target.system} has {' and '.join(known) if known else 'only one markup'}, not {markup}")


def open_target(target: Target, transport: Transport, secrets: Secrets, environment: Mapping[str, str], markup: str = "") -> System:
    """The system, pointed at the ticket; all but mail. Raises TicketError where its address or token is missing."""
    return _OPENERS[target.system](target.parts, transport, secrets, environment, markup)


Opener = Callable[[tuple[str, ...], Transport, Secrets, Mapping[str, str], str], System]


def _jira(parts: tuple[str, ...], transport: Transport, secrets: Secrets, environment: Mapping[str, str], markup: str) -> System:
    from riskscan.tickets.jira import Jira

    return Jira(transport, secrets, environment, parts[0], markup)


def _github(parts: tuple[str, ...], transport: Transport, secrets: Secrets, environment: Mapping[str, str], markup: str) -> System:
    from riskscan.tickets.github import GitHub

    return GitHub(transport, secrets, environment, parts[0], parts[1])


def _gitlab(parts: tuple[str, ...], transport: Transport, secrets: Secrets, environment: Mapping[str, str], markup: str) -> System:
    from riskscan.tickets.gitlab import GitLab

    return GitLab(transport, secrets, environment, parts[0], parts[1], parts[2])


def _rt(parts: tuple[str, ...], transport: Transport, secrets: Secrets, environment: Mapping[str, str], markup: str) -> System:
    from riskscan.tickets.rt import RequestTracker

    return RequestTracker(transport, secrets, environment, parts[0])


def _redmine(parts: tuple[str, ...], transport: Transport, secrets: Secrets, environment: Mapping[str, str], markup: str) -> System:
    from riskscan.tickets.redmine import Redmine

    return Redmine(transport, secrets, environment, parts[0], markup)


def _servicenow(parts: tuple[str, ...], transport: Transport, secrets: Secrets, environment: Mapping[str, str], markup: str) -> System:
    from riskscan.tickets.servicenow import ServiceNow

    return ServiceNow(transport, secrets, environment, parts[0], parts[1])


def _roundup(parts: tuple[str, ...], transport: Transport, secrets: Secrets, environment: Mapping[str, str], markup: str) -> System:
    from riskscan.tickets.roundup import Roundup

    return Roundup(transport, secrets, environment, parts[0])


_OPENERS: Mapping[str, Opener] = {
    "jira": _jira, "github": _github, "gitlab": _gitlab, "rt": _rt, "redmine": _redmine, "servicenow": _servicenow, "roundup": _roundup,
}  # fmt: skip
