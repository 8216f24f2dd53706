"""checkov's findings, from a child process that runs beside our own reading and never holds it up for longer than it is given.

The child reads only the files that are named, has no network, and is killed when its time is over. Findings are kept in the user's cache
folder by the content of the files, the version of checkov and the flags; a damaged entry counts as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from riskscan.knowledge.terraform.policies import severity_of, title_of
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.findings import Policy
from riskscan.model.span import Span
from riskscan.parsers.terraform.folder import ENDINGS

FLAGS = {"LOG_LEVEL": "ERROR", "CKV_SKIP_PACKAGE_UPDATE_CHECK": "true", "BC_SKIP_MAPPING": "TRUE"}
_FORMAT = "2"
_SOURCE = re.compile(rb'source\s*=\s*"(\.{1,2}/[^"\n]{0,200})"')
FOLDERS = 500  # with modules; where there are more, nothing is kept
MOST = 1_000_000  # bytes of a file in which local modules are looked for
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "VIRTUAL_ENV", "USERPROFILE", "APPDATA", "LOCALAPPDATA")


@dataclass(slots=True)
class Running:
    """Checks under way. Call ``finish`` once; it ends the child in any case."""

    paths: tuple[Path, ...]
    entry: Path | None = None  # where the result is kept
    child: subprocess.Popen[bytes] | None = None
    known: str = ""  # a result from the cache
    trouble: str = ""

    def finish(self, seconds: float) -> tuple[tuple[Policy, ...], tuple[Diagnostic, ...]]:
        """The findings, waiting at most ``seconds``. What is missing is said in the diagnostics; nothing is raised."""
        text = self.known or self._wait(seconds)
        found = _parsed(text) if text else None
        if found is None:
            why = self.trouble or "They gave no answer that we could read."
            return (), (
                _diagnostic("checks-not-run", f"The usual cloud checks did not finish. {why}", self.paths[0]),
            ) if self.paths else ()
        if self.entry is not None and not self.known:
            _keep(self.entry, text)
        shown = {os.path.abspath(p): p.as_posix() for p in self.paths}
        policies = [
            Policy(check, resource, shown.get(file, Path(file).name), line, title_of(check, title), severity_of(check, title))
            for check, resource, file, line, title in found[0]
        ]
        unread = [
            _diagnostic("checks-skipped-file", "The usual cloud checks could not read this file.", Path(shown.get(f, f))) for f in found[1]
        ]
        return tuple(sorted(policies, key=lambda p: (p.file, p.line, p.check_id, p.resource))), tuple(unread)

    def _wait(self, seconds: float) -> str:
        if self.child is None:
            return ""
        try:
            out, _ = self.child.communicate(timeout=max(seconds, 0.0))
        except subprocess.TimeoutExpired:
            self.trouble = "They took too long."
            self.stop()
            return ""
        except OSError:
            self.trouble = "They stopped early."
            self.stop()
            return ""
        return out.decode("utf-8", "replace") if self.child.returncode == 0 else ""

    def stop(self) -> None:
        """Ends the child."""
        if self.child is not None and self.child.poll() is None:
            self.child.kill()
            self.child.communicate()


def start(paths: tuple[Path, ...]) -> Running:
    """Starts the checks of these files at once, or finds their result in the cache."""
    if not paths:
        return Running(paths, known='{"failed": [], "unread": []}')
    try:
        entry = _entry(paths)
    except (OSError, PackageNotFoundError):
        return Running(paths, trouble="They are not installed or the files are gone.")
    known = _kept(entry) if entry is not None else ""
    if known:
        return Running(paths, entry, known=known)
    command = [sys.executable, "-I", str(Path(__file__).with_name("checkov_child.py"))]
    environment = {**{k: os.environ[k] for k in _KEPT if k in os.environ}, **FLAGS}
    try:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd=tempfile.gettempdir()
        )
    except OSError:
        return Running(paths, trouble="They could not be started.")
    if child.stdin is not None:  # asked at once, so that it works while we read
        with contextlib.suppress(OSError):
            child.stdin.write(json.dumps({"files": [os.path.abspath(p) for p in paths]}).encode())
            child.stdin.close()
        child.stdin = None
    return Running(paths, entry, child)


def cache_folder() -> Path:
    """The user's cache folder for riskscan (``XDG_CACHE_HOME``)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "riskscan"


def _entry(paths: tuple[Path, ...]) -> Path | None:
    """The cache file of these contents and the files around. Full paths count: checks name them. None where more decides than we see."""
    read = _read_too(paths)
    if read is None:
        return None
    mark = hashlib.sha256(f"{_FORMAT} {version('checkov')} {sorted(FLAGS.items())}".encode())
    for path in sorted(paths):
        mark.update(os.path.abspath(path).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    for near in sorted(set(read)):
        mark.update(os.path.abspath(near).encode() + b"\0" + hashlib.sha256(near.read_bytes()).digest())
    return cache_folder() / "checkov" / f"{mark.hexdigest()}.json"


def _read_too(paths: tuple[Path, ...]) -> list[Path] | None:
    """The files that decide what checkov finds: those beside, and those in the folders of local modules and of modules in them.

    None where there are more than ``FOLDERS``.
    """
    waiting = list(dict.fromkeys(p.parent for p in paths))
    seen: set[str] = set()
    found: list[Path] = []
    while waiting:
        folder = waiting.pop(0)
        if os.path.realpath(folder) in seen or not folder.is_dir():
            continue
        if len(seen) == FOLDERS:
            return None
        seen.add(os.path.realpath(folder))
        files = [n for n in folder.iterdir() if n.name.endswith(ENDINGS) and n.is_file()]
        found += files
        sources = {m for n in files for m in _SOURCE.findall(n.read_bytes()[:MOST])}
        waiting += [folder / os.fsdecode(source) for source in sorted(sources)]
    return found


def _parsed(text: str) -> tuple[list[tuple[str, str, str, int, str]], list[str]] | None:
    try:
        document = json.loads(text)
        failed = [(str(c), str(r), str(f), int(n), str(t)) for c, r, f, n, t in document["failed"]]
        return failed, [str(f) for f in document["unread"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _kept(entry: Path) -> str:
    try:
        text = entry.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    return text if _parsed(text) is not None else ""


def _keep(entry: Path, text: str) -> None:
    """Writes beside and renames, so that no reader sees half a file; a cache that cannot be written is no loss."""
    with contextlib.suppress(OSError):
        entry.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=entry.parent, delete=False, encoding="utf-8") as file:
            file.write(text)
        os.replace(file.name, entry)


def _diagnostic(code: str, text: str, path: Path) -> Diagnostic:
    return Diagnostic(code, text, "That these checks found nothing says nothing.", Span(path.as_posix(), 1, 1, 1, 1))
