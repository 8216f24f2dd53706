"""Reads the files of a large estate in several processes. What goes wrong with one costs time, never an answer: the caller reads the rest.

The children run riskscan's own module by its own path (``-P``: nothing from the current folder is imported), see no network and get
the files' names alone.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import Empty, Queue

import msgspec

import riskscan
from riskscan.estate.piece import Layout
from riskscan.files import git_root
from riskscan.model.estate_codec import Entry, decode_entry
from riskscan.recipe.worker import Task, receive, send

MOST = 8  # processes


def processes() -> int:
    """How many processes this machine has room for."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available, MOST)


def read(folder: Path, layout: Layout, paths: Sequence[str]) -> Iterator[tuple[str, Entry]]:
    """(path, entry) of the files as they are done, in any order; nothing on a machine with one processor."""
    count = processes()
    if count < 2:
        return
    root = git_root(folder)
    roots = (str(folder), *((str(root),) if root else ()))
    task = msgspec.msgpack.encode(Task(str(folder), roots, tuple(sorted(layout.paths)), layout.projects))
    waiting: Queue[str] = Queue()
    for path in sorted(paths, key=lambda p: (-_size(folder / p), p)):  # the longest first, so that none is left alone at the end
        waiting.put(path)
    done: Queue[tuple[str, Entry] | None] = Queue()
    threads = [threading.Thread(target=_feed, args=(task, waiting, done), daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    ended = 0
    while ended < count:
        item = done.get()
        if item is None:
            ended += 1
        else:
            yield item


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _feed(task: bytes, waiting: Queue[str], done: Queue[tuple[str, Entry] | None]) -> None:
    """One child: hands it files until none is left. A child that stops early leaves its file to the caller."""
    try:
        child = _start()
    except OSError:
        done.put(None)
        return
    try:
        with contextlib.suppress(Empty, OSError, UnicodeEncodeError):  # nothing left, or a child that is gone
            _hand_out(child, task, waiting, done)
    finally:
        child.kill()
        for stream in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        child.wait()
        done.put(None)


def _hand_out(child: subprocess.Popen[bytes], task: bytes, waiting: Queue[str], done: Queue[tuple[str, Entry] | None]) -> None:
    """File by file, until none is left (Empty) or the child says nothing that can be read."""
    if child.stdin is None or child.stdout is None:
        return
    send(child.stdin, task)
    while True:
        path = waiting.get_nowait()
        send(child.stdin, path.encode())
        answer = decode_entry(receive(child.stdout))
        if answer is None:
            return
        done.put(answer)


def _start() -> subprocess.Popen[bytes]:
    package = str(Path(riskscan.__file__).resolve().parent.parent)
    paths = os.pathsep.join(p for p in (package, os.environ.get("PYTHONPATH", "")) if p)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "riskscan.recipe.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
        cwd=tempfile.gettempdir(),
    )
