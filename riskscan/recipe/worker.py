"""One of several processes that read files of the estate; started by ``workers``, never by hand.

It gets one folder with its paths, then names of files, and answers each with the entry of the file. All messages are MessagePack with
their length in four bytes before them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

import msgspec

from riskscan.estate.folder import read_file
from riskscan.estate.piece import Layout
from riskscan.files import Near
from riskscan.model.estate_codec import encode_entry
from riskscan.parsers.queue import read as ask


class Task(msgspec.Struct, frozen=True):
    """The folder, the folders that may be looked into, all paths of the estate and its dbt projects."""

    folder: str
    roots: tuple[str, ...]
    paths: tuple[str, ...]
    projects: tuple[tuple[str, str], ...]


def send(stream: IO[bytes], data: bytes) -> None:
    """Writes one message."""
    stream.write(len(data).to_bytes(4, "big") + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """Reads one message; empty at the end."""
    head = stream.read(4)
    return stream.read(int.from_bytes(head, "big")) if len(head) == 4 else b""


def main() -> None:
    """Answers until there is nothing more to read."""
    into, out = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may write between the messages
    task = msgspec.msgpack.decode(receive(into), type=Task)
    folder = Path(task.folder)
    layout = Layout(frozenset(task.paths), task.projects)
    near = Near(tuple(Path(root) for root in task.roots), folder)
    while data := receive(into):
        path = data.decode()
        send(out, encode_entry(path, read_file(path, folder / path, layout, ask, near)))


if __name__ == "__main__":
    main()
