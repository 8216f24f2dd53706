"""The child process that plans edits of Python text, started once and asked again: loading LibCST takes longer than most plans.

It is ended when it is over time, when it says something that is no answer, and when this process ends. A request and its answer are one
line of JSON each. Reading happens in a thread that ends with the request, because a pipe cannot be waited for with a time limit on every
system.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = 10.0
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "VIRTUAL_ENV")
_CHILD = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop()); "
    "runpy.run_module('riskscan.advice.safer_version.python_edits', run_name='__main__')"
)


@dataclass
class Planner:
    """One child, or none yet. ``seconds``: how long one answer may take."""

    seconds: float = SECONDS
    _child: subprocess.Popen[bytes] | None = None
    _of: int = 0  # the process that started the child: a fork leaves it alone
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, request: object) -> object:
        """The answer; None where there was none in time."""
        with self._lock:
            try:
                child = self._started()
            except OSError:
                return None
            answer: list[bytes] = []
            thread = threading.Thread(target=_talk, args=(child, json.dumps(request).encode() + b"\n", answer), daemon=True)
            thread.start()
            thread.join(self.seconds)
            if not thread.is_alive():
                with contextlib.suppress(ValueError, IndexError):  # no answer, or none that can be read
                    return json.loads(answer[0])
            self._ended()
            return None

    def stop(self) -> None:
        """Ends the child, if there is one."""
        with self._lock:
            self._ended()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._of != os.getpid() or self._child.poll() is not None:
            self._ended()
            self._child, self._of = _child(), os.getpid()
            atexit.register(self.stop)
        return self._child

    def _ended(self) -> None:
        child, self._child = self._child, None
        atexit.unregister(self.stop)
        if child is None or self._of != os.getpid():
            return
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):  # what was not sent yet has nobody to go to
                if stream is not None:
                    stream.close()


def _talk(child: subprocess.Popen[bytes], line: bytes, answer: list[bytes]) -> None:
    if child.stdin is None or child.stdout is None:
        return
    with contextlib.suppress(OSError, ValueError):  # the child is gone: no answer
        child.stdin.write(line)
        child.stdin.flush()
        answer.append(child.stdout.readline())


def _child() -> subprocess.Popen[bytes]:
    environment = {key: os.environ[key] for key in _KEPT if key in os.environ} | {"PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, "-I", "-c", _CHILD, str(Path(__file__).parents[3])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=tempfile.gettempdir(),
    )


PLANNER = Planner()
