"""What is known of commands: one file a family of programs, one row a pattern. A test fails on a row file that is not in ``ROWS``."""

from __future__ import annotations

from riskscan.knowledge.shell import (
    access,
    cloud,
    containers,
    copies,
    databases,
    files,
    frameworks,
    infrastructure,
    storage,
    stores,
    system,
    windows_commands,
)
from riskscan.knowledge.shell.command import Command

ROWS: tuple[Command, ...] = (
    *files.ROWS, *storage.ROWS, *cloud.ROWS, *containers.ROWS, *infrastructure.ROWS, *databases.ROWS, *stores.ROWS, *frameworks.ROWS, *access.ROWS, *system.ROWS,
    *copies.ROWS, *windows_commands.ROWS,
)  # fmt: skip
BY_ID = {row.id: row for row in ROWS}
