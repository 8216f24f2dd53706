"""Work on many files by several processes, below the stages that use it.

The processes are forks: they have all that was read before, and hand back bytes. Where a system cannot fork, for little work, or where one
of them ends badly, the work is done here, one after the other. The order of the results is that of the work.

Python's cycle collector runs after so many new objects; a syntax tree has so many that it would run again and again and find nothing.
``few_collections`` makes it run seldom.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

FEW = 24  # pieces of work from which on further processes pay
MOST = 8  # processes
SWITCH = "RISKSCAN_PROCESSES"
_OBJECTS = 150_000  # new objects between two collections
_work: list[Callable[[int], bytes]] = []


def processes() -> int:
    """How many processes may work at once: one a processor that this process may use."""
    wanted = os.environ.get(SWITCH, "")
    if wanted.isdigit():
        return max(1, min(int(wanted), MOST))
    if sys.platform != "linux":
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), MOST))


@contextmanager
def few_collections() -> Iterator[None]:
    """Collects cycles seldom while inside."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def results(work: Callable[[int], bytes], sizes: Sequence[int]) -> list[bytes] | None:
    """``work(n)`` for each n below ``len(sizes)``, in that order; None where it is better done here. ``sizes`` say what each costs."""
    count = processes()
    if count < 2 or len(sizes) < FEW:
        return None
    groups = _groups(sizes, count * 8)
    _work.append(work)
    gc.collect()
    gc.freeze()  # what the processes share stays shared
    try:
        with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork")) as pool:
            done = list(pool.map(_several, groups))
    except (BrokenProcessPool, OSError):
        return None
    finally:
        gc.unfreeze()
        _work.pop()
    return [one for group in done for one in group]


def _groups(sizes: Sequence[int], count: int) -> list[range]:
    """Neighbours together (they look at the same files), in groups that cost about the same."""
    most = sum(sizes) / count
    found, start, total = [], 0, 0
    for number, size in enumerate(sizes):
        total += size
        if total >= most:
            found.append(range(start, number + 1))
            start, total = number + 1, 0
    return [*found, range(start, len(sizes))] if start < len(sizes) else found


def _several(numbers: range) -> list[bytes]:
    return [_work[-1](number) for number in numbers]
