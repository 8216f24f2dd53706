"""All Terraform rules. Registration is this tuple."""

from __future__ import annotations

from riskscan.knowledge.terraform.changes import CHANGES
from riskscan.knowledge.terraform.ends import ENDS
from riskscan.knowledge.terraform.guards import GUARDS
from riskscan.knowledge.terraform.openings import OPENINGS
from riskscan.knowledge.terraform.rule import ResourceRule

ROWS: tuple[ResourceRule, ...] = (*CHANGES, *GUARDS, *OPENINGS, *ENDS)
BY_ID = {row.id: row for row in ROWS}
