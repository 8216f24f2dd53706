"""The child process in which checkov runs. Reads a list of files on standard input, writes its findings as JSON on standard output.

Run as a program only, so that checkov's slow import, its logging set-up and its memory stay out of riskscan. Every connection is refused.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys

FEW = 8  # files that are parsed sooner than a process for it is started


class NoNetworkError(OSError):
    """Something in the child asked for the network."""


def _refuse(*_: object, **__: object) -> None:
    raise NoNetworkError("riskscan's checks do not use the network")


def _close_network() -> None:
    """Takes away every way to open a connection."""
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        setattr(socket, name, _refuse)


def main() -> None:
    """Reads ``{"files": [...]}`` and writes ``{"failed": [[check, resource, file, line, title]], "unread": [file]}``."""
    files = [os.path.abspath(f) for f in json.load(sys.stdin)["files"]]
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what checkov prints is not the answer
    _close_network()
    if len(files) <= FEW:
        os.environ.setdefault("CHECKOV_PARALLELIZATION_TYPE", "none")
    gc.disable()  # nothing of what an import makes can go yet, and looking for it takes a tenth of the time
    from checkov.runner_filter import RunnerFilter
    from checkov.terraform.runner import Runner

    gc.enable()
    report = Runner().run(root_folder=None, files=files, runner_filter=RunnerFilter(framework=["terraform"]))
    reports = report if isinstance(report, list) else [report]
    failed = [
        [c.check_id, c.resource, os.path.abspath(c.file_abs_path), c.file_line_range[0], c.check_name]
        for r in reports
        for c in r.failed_checks
    ]
    unread = [os.path.abspath(f) for r in reports for f in r.parsing_errors]
    json.dump({"failed": failed, "unread": unread}, out)
    out.close()
    os._exit(0)  # taking two thousand modules down again would take a tenth of a second


if __name__ == "__main__":
    main()
