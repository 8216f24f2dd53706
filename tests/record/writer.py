"""Writes entries and says after each one that it is kept: a process to be killed by a test."""

from __future__ import annotations

import os
import sys

from riskscan.model.record import Entry
from riskscan.record.place import place
from riskscan.record.store import Record


def main(address: str, name: str, first: int, last: int) -> None:
    """Adds the entries ``first`` to ``last``, each with a report, and writes a receipt to standard output once it is kept."""
    record = Record(place(address, {}))
    for number in range(first, last):
        report = f'{{"writer":"{name}","number":{number}}}'.encode() * 50
        kept = record.add(Entry(0, "request", "2026-11-23T09:40:00Z", f"RS-{name}-{number}", headline="x" * 2_000), report)
        os.write(1, f"{kept.receipt}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
