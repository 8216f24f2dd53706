"""A Code Quality report for GitLab merge requests: one entry a finding, with a fingerprint that no change of lines alters."""

from __future__ import annotations

import json

from riskscan.model.assessment import Assessment
from riskscan.reports.findings import findings, last_line, relative

SEVERITY = {"low": "minor", "medium": "major", "high": "critical", "critical": "blocker"}


def render_gitlab(assessment: Assessment) -> str:
    """A JSON list; empty where nothing was found, which clears what an earlier report said."""
    entries = []
    for one in findings(assessment):
        lines = {"begin": one.place.start_line, "end": last_line(one.place)} if one.place else {"begin": 1}
        entries.append(
            {
                "description": one.text,
                "check_name": one.rule,
                "fingerprint": one.fingerprint,
                "severity": SEVERITY.get(one.level, "info"),
                "location": {"path": relative(one.path), "lines": lines},
            }
        )
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"
