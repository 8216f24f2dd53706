"""The hash chain: what an entry's hash covers, and what does not hold in a list of entries."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from riskscan.model.record import Entry

FIRST = "0" * 64  # what stands before the first entry
_DOMAIN = b"riskscan record 1\n"
_RECEIPT = re.compile(r"(\d+):([0-9a-f]{16,64})")


def hash_of(entry: Entry) -> str:
    """SHA-256 (hexadecimal) of all fields of an entry but the hash itself; empty fields are left out, so new ones may be added later."""
    fields = {name: value for name, value in asdict(entry).items() if name != "hash" and value not in ("", None)}
    text = json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(_DOMAIN + text.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold. ``number`` is that of the entry, 0 where there is none."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """The result of ``verify``: how many entries there are, the hash of the last, the receipts found, and all faults."""

    entries: int
    head: str
    receipts: int
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """True where nothing was changed, removed or lost."""
        return not self.faults


def read_receipts(lines: Iterable[str]) -> tuple[tuple[int, str], ...]:
    """(number, start of the hash) of each line that holds a receipt. Raises ValueError for a line with text but no receipt."""
    found = []
    for line in lines:
        match = _RECEIPT.search(line)
        if match is not None:
            found.append((int(match[1]), match[2]))
        elif line.strip():
            raise ValueError(f"no receipt in {line.strip()[:80]!r}; one looks like 12:9f86d081884c7d65")
    return tuple(found)


def check(entries: Iterable[Entry], reports: Mapping[str, str], receipts: Iterable[tuple[int, str]] = ()) -> Check:
    """Whether entries (in order of number) continue each other unchanged, hold their reports, and hold what receipts promise.

    ``reports`` maps the hash under which a report is kept to the hash that its content has now.
    """
    faults: list[Fault] = []
    hashes: dict[int, str] = {}
    previous = FIRST
    for number, entry in enumerate(entries, start=1):
        faults += _faults(entry, number if entry.number != number else 0, previous)
        if entry.report_hash and reports.get(entry.report_hash) != entry.report_hash:
            missing = entry.report_hash not in reports
            faults.append(Fault(entry.number, "its report is gone" if missing else "its report was changed after it was kept"))
        if entry.about is not None and (entry.about not in hashes or entry.about >= entry.number):
            faults.append(Fault(entry.number, f"it decides on entry {entry.about}, which is not there"))
        hashes[entry.number] = entry.hash
        previous = entry.hash
    found = 0
    for wanted, start in receipts:
        found += 1
        kept = hashes.get(wanted)
        if kept is None:
            faults.append(Fault(wanted, "a receipt names it, but it is not in the record"))
        elif not kept.startswith(start):
            faults.append(Fault(wanted, "it is another entry than the one that the receipt was given for"))
    return Check(len(hashes), previous, found, tuple(faults))


def _faults(entry: Entry, expected: int, previous: str) -> Iterator[Fault]:
    if expected:
        yield Fault(entry.number, f"entry {expected} should stand here: an entry is missing or was moved")
    if entry.previous != previous:
        yield Fault(entry.number, "it does not continue the entry before it: one was changed, removed or put in between")
    if entry.hash != hash_of(entry):
        yield Fault(entry.number, "it was changed after it was kept")
