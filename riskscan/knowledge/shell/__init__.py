"""What is known of commands: one file a family of programs, one row a pattern. A test fails on a row file that is not in ``ROWS``."""

from __future__ import annotations

from riskscan.knowledge.shell import cloud, containers, databases, files, infrastructure, system
from riskscan.knowledge.shell.command import Command

ROWS: tuple[Command, ...] = (*files.ROWS, *cloud.ROWS, *containers.ROWS, *infrastructure.ROWS, *databases.ROWS, *system.ROWS)
BY_ID = {row.id: row for row in ROWS}
