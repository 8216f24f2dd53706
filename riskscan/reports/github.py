"""Annotations for GitHub Actions: a workflow command a line, worst first, so the ones that GitHub leaves out are the smallest."""

from __future__ import annotations

from riskscan.model.assessment import Assessment
from riskscan.reports import view, words
from riskscan.reports.findings import Finding, findings, last_line, plain, relative

KIND = {"low": "notice", "medium": "warning", "high": "error", "critical": "error"}
_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_VALUE = {**_MESSAGE, ":": "%3A", ",": "%2C"}


def render_github(assessment: Assessment) -> str:
    """The answer first, without a file, then one command a finding."""
    kind = {"go": "notice", "review": "warning"}.get(words.DECISIONS[assessment.verdict.decision].mark, "error")
    answer = f"{assessment.page.question} {assessment.page.answer} {view.verdict_line(assessment)}. {assessment.verdict.headline}"
    lines = [f"::{kind} title=riskscan::{_escaped(plain(answer), _MESSAGE)}"]
    lines += [_command(one) for one in findings(assessment)]
    return "\n".join(lines) + "\n"


def _command(one: Finding) -> str:
    values = {"file": relative(one.path)}
    if one.place is not None:
        values |= {"line": str(one.place.start_line), "endLine": str(last_line(one.place))}
        if one.place.start_line == one.place.end_line:
            values |= {"col": str(one.place.start_column), "endColumn": str(one.place.end_column)}
    values["title"] = f"riskscan {one.level}, {one.rule}" if one.kind != "unread" else "riskscan could not read it"
    said = ",".join(f"{name}={_escaped(value, _VALUE)}" for name, value in values.items())
    return f"::{KIND.get(one.level, 'notice')} {said}::{_escaped(one.text, _MESSAGE)}"


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)
