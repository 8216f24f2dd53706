"""What is on disk, read once as data, with stated limits. Nothing here runs anything but ``git`` to read a baseline's files.

A file over ``LARGEST`` bytes, one that holds a NUL byte, or one that is no text in any of the usual encodings is not read; the caller
says so. Folders that hold other people's code or build results (``SKIPPED``) and links are passed over; the estate also passes over
what ``.gitignore`` leaves out (where git answers).
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path, PurePosixPath

LARGEST = 20_000_000  # bytes; a larger artifact is said to be unread
SKIPPED = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        ".tox",
        ".nox",
        ".venv",
        "venv",
        "env",
        "node_modules",
        "vendor",
        "third_party",
        "site-packages",
        "__pycache__",
        ".terraform",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".idea",
        ".vscode",
        "dist",
        "build",
        "target",
        "dbt_packages",
        ".eggs",
        ".cache",
    ]
) - {"env", "build", "target"}
DEEPEST = 6  # folders of a path that are compared with the folders of a baseline
ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")


class NotTextError(ValueError):
    """The bytes are no text that we can read; the message says why, in plain words."""


def decode(data: bytes) -> str:
    """The text of a file. Raises NotTextError for binary data and for files over the size limit. Newlines become ``\\n``."""
    if len(data) > LARGEST:
        raise NotTextError(f"It is larger than {LARGEST // 1_000_000} MB.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return _newlines(data.decode("utf-16"))
        except UnicodeDecodeError as error:
            raise NotTextError("It is not text.") from error
    if b"\0" in data:
        raise NotTextError("It is not text.")
    try:
        return _newlines(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        if sum(c < " " and c not in "\t\n\r\f" for c in text) > len(text) // 20:
            raise NotTextError("It is not text.") from None
        return _newlines(text)


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file. Raises OSError, and NotTextError where it is no regular file or too large to be read."""
    size = path.stat()
    if not path.is_file():
        raise NotTextError("It is not a file.")
    if size.st_size > LARGEST:
        raise NotTextError(f"It is larger than {LARGEST // 1_000_000} MB.")
    return path.read_bytes()


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(path: Path) -> str | None:
    """The text of a file, or None where there is none, it is too large or it is not text."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return None
        return decode(path.read_bytes())
    except (OSError, NotTextError):
        return None


def walk(root: Path) -> Iterator[Path]:
    """All files below a folder in a fixed order, without the skipped folders; links to folders are not followed."""
    for folder, names, files in os.walk(root, followlinks=False):
        names[:] = sorted(n for n in names if n not in SKIPPED and not (n.startswith(".") and n not in (".github", ".circleci", ".gitlab")))
        for name in sorted(files):
            path = Path(folder, name)
            if not path.is_symlink():
                yield path


def git_root(path: Path) -> Path | None:
    """The git work tree that holds a path, found by looking for ``.git`` upwards."""
    start = path if path.is_dir() else path.parent
    return next((folder for folder in (start.resolve(), *start.resolve().parents) if (folder / ".git").exists()), None)


def _git(root: Path, *arguments: str, asked: bytes = b"") -> bytes | None:
    """What a reading git command prints, or None where it fails; ``asked`` is its input. Hooks, pagers, external diffs stay off."""
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-pager", "-C", str(root), *arguments]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1"}
    try:
        done = subprocess.run(command, capture_output=True, timeout=20, check=False, env=environment, input=asked)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def ignored(folder: Path) -> frozenset[str]:
    """The files and folders below a folder that ``.gitignore`` leaves out, relative to it; nothing where git does not answer."""
    if git_root(folder) is None:
        return frozenset()
    listed = _git(folder, "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", "--", ".")
    names = frozenset(name.rstrip("/") for name in (listed or b"").decode("utf-8", "replace").split("\0") if name)
    return names - {".", ""} if "." not in names and "" not in names else frozenset()


def differ_from_head(files: Sequence[Path]) -> bool:
    """True where any of the files is not as the last commit of its work tree has it; no filter of the work tree is run for it."""
    by_root: dict[Path, list[Path]] = {}
    for file in files:
        root = git_root(file)
        if root is not None:
            by_root.setdefault(root, []).append(file)
    return any(_differ(root, inside) for root, inside in by_root.items())


def _differ(root: Path, files: list[Path]) -> bool:
    listed = _git(root, "ls-tree", "-r", "-z", "HEAD")
    if listed is None:
        return False
    known: dict[str, str] = {}
    for entry in listed.decode("utf-8", "replace").split("\0"):
        head, _, name = entry.partition("\t")
        known[name] = head.rpartition(" ")[2]
    for file in files:
        data = file.read_bytes() if file.is_file() else b""
        mark = known.get(os.path.relpath(file.resolve(), root).replace(os.sep, "/"), "")
        make = hashlib.sha256 if len(mark) == 64 else hashlib.sha1
        if make(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() != mark:
            return True
    return False


def git_commit(root: Path) -> str:
    """The commit that a work tree is at, read from its files; empty where it cannot be told."""
    try:
        head = (root / ".git" / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head[:40]
        return (root / ".git" / head[5:]).read_text().strip()[:40]
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The files as they were before the change: a folder, or a git revision of the work tree."""

    folder: Path | None = None
    revision: str = ""
    assumed: bool = False  # nobody named it: it counts only for files that differ from it

    def files(self, folder: Path, endings: tuple[str, ...]) -> dict[str, str] | None:
        """File name -> text for the counterpart of ``folder``; None where there is no counterpart."""
        if self.folder is not None:
            return _folder_files(self._counterpart(self.folder, folder, endings), endings)
        root = git_root(folder)
        if root is None:
            return None
        return _revision_files(root, self.revision or "HEAD", os.path.relpath(folder.resolve(), root), endings)

    @staticmethod
    def _counterpart(before: Path, folder: Path, endings: tuple[str, ...]) -> Path:
        """The folder inside ``before`` that ends as ``folder`` does (``modules/store``), else ``before`` itself."""
        parts = folder.resolve().parts[1:]
        for start in range(max(len(parts) - DEEPEST, 0), len(parts)):
            inner = before.joinpath(*parts[start:])
            if inner.is_dir() and any(p.name.endswith(endings) for p in inner.iterdir()):
                return inner
        return before


def _folder_files(folder: Path, endings: tuple[str, ...]) -> dict[str, str] | None:
    if not folder.is_dir():
        return None
    texts = {p.name: read_text(p) for p in sorted(folder.iterdir()) if p.name.endswith(endings)}
    return {name: text for name, text in texts.items() if text is not None}


@lru_cache(maxsize=64)
def _revision_files(root: Path, revision: str, inside: str, endings: tuple[str, ...]) -> dict[str, str] | None:
    prefix = "" if inside == "." else inside + "/"
    listed = _git(root, "ls-tree", "--name-only", "-z", revision, "--", prefix or ".")
    if listed is None:
        return None
    names = [n for n in listed.decode("utf-8", "replace").split("\0") if n.endswith(endings)]
    wanted = [n for n in names if "\n" not in n]
    packed = _git(root, "cat-file", "--batch", asked="".join(f"{revision}:{n}\n" for n in wanted).encode()) if wanted else b""
    texts = {}
    for name, data in zip(wanted, _unpacked(packed or b""), strict=False):
        try:
            if data is not None:
                texts[PurePosixPath(name).name] = decode(data)
        except NotTextError:
            continue
    return texts or None


def _unpacked(packed: bytes) -> Iterator[bytes | None]:
    """The contents in what ``git cat-file --batch`` prints, in the order asked; None for one that is not there."""
    at = 0
    while at < len(packed):
        end = packed.find(b"\n", at)
        head = packed[at:end].split()
        if end < 0 or len(head) != 3 or not head[2].isdigit():
            yield None
            at = end + 1 if end >= 0 else len(packed)
            continue
        size = int(head[2])
        yield packed[end + 1 : end + 1 + size]
        at = end + size + 2


def _holds(folder: Path, endings: tuple[str, ...]) -> bool:
    """True for a folder with a file of one of the endings."""
    return folder.is_dir() and any(p.name.endswith(endings) for p in folder.iterdir())


def _below(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


@dataclass(slots=True)
class Near:
    """The Surroundings of artifacts on disk. Paths that lead out of ``roots`` are not opened: an artifact may name any file it likes."""

    roots: tuple[Path, ...]
    base: Path
    dialect: str = ""
    before: Baseline | None = None
    starts: tuple[Path, ...] | None = None  # where a path may begin besides the artifact's own folder and ``base``; None: all of ``roots``
    _texts: dict[str, str | None] = field(default_factory=dict)
    _found: dict[tuple[str, str], str | None] = field(default_factory=dict)  # (folder, path) -> file: many artifacts name the same few
    _listings: dict[str, frozenset[str]] = field(default_factory=dict)
    _files: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = field(default_factory=dict)
    _folders: dict[str, str] = field(default_factory=dict)  # near -> the folder that it stands in
    _outermost: tuple[str, ...] = ()  # the roots, links resolved, without those inside another
    _begin: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        whole = sorted({os.path.realpath(root) for root in self.roots}, key=len)
        for root in whole:
            if not any(_below(root, outer) for outer in self._outermost):
                self._outermost = (*self._outermost, root)
        starts = self.roots if self.starts is None else self.starts
        self._begin = tuple(dict.fromkeys(map(str, (self.base, *starts))))

    def _resolve(self, path: str, near: str) -> str | None:
        folder = self._folders.get(near)
        if folder is None:
            folder = self._folders[near] = os.path.dirname(os.path.join(self.base, near))
        key = (folder, path)
        if key not in self._found:
            self._found[key] = self._anywhere(folder, path)
        return self._found[key]

    def _anywhere(self, folder: str, path: str) -> str | None:
        """The file at a path from the artifact's own folder, else from where paths may begin."""
        found = self._inside(folder, path, os.path.realpath(folder)) if self._may_be(folder, path) else None
        if found is not None:
            return found
        return next((f for start in self._begin if self._may_be(start, path) and (f := self._inside(start, path)) is not None), None)

    def _may_be(self, folder: str, path: str) -> bool:
        """False where the folder has nothing of the path's first name: most names that are looked for are nowhere."""
        first = path.partition("/")[0]
        if not first or first.startswith("."):
            return True
        if folder not in self._listings:
            try:
                self._listings[folder] = frozenset(os.listdir(folder or "."))
            except OSError:
                self._listings[folder] = frozenset()
        return first in self._listings[folder]

    def _inside(self, folder: str, path: str, own: str = "") -> str | None:
        """The file at a path from a folder, where there is one and it lies below one of the roots (or below ``own``)."""
        candidate = os.path.join(folder, path)
        if not os.path.isfile(candidate):
            return None
        found = os.path.realpath(candidate)
        return found if (own and _below(found, own)) or self._is_own(found) else None

    def text(self, path: str, near: str) -> str | None:
        """See Surroundings."""
        found = self._resolve(path, near)
        if found is None:
            return None
        if found not in self._texts:
            self._texts[found] = read_text(Path(found))
        return self._texts[found]

    def place(self, path: str, near: str) -> str:
        """See Surroundings."""
        return self._resolve(path, near) or path

    def opened(self, after: int = 0) -> tuple[str, ...]:
        """Whole paths of all files that were opened by name, sorted; without the ``after`` that were opened first."""
        return tuple(sorted(islice(self._texts, after, None)))

    @property
    def how_many(self) -> int:
        """How many files were opened by name."""
        return len(self._texts)

    def folder(self, near: str, *endings: str) -> tuple[str, ...]:
        """See Surroundings. Paths come back relative to ``base`` where they lie below it."""
        key = (near.replace("\\", "/").rpartition("/")[0], endings)
        if key not in self._files:
            self._files[key] = self._files_beside(near, endings)
        return self._files[key]

    def _files_beside(self, near: str, endings: tuple[str, ...]) -> tuple[str, ...]:
        folder, parent = (self.base / near).parent, PurePosixPath(near.replace("\\", "/")).parent
        if not folder.is_dir() or not _holds(folder, endings):
            starts = () if parent.is_absolute() else self.roots if self.starts is None else self.starts
            elsewhere = next((p for start in starts if _holds(p := start / parent, endings) and self._is_own(os.path.realpath(p))), None)
            if elsewhere is None:
                return ()
            folder, parent = elsewhere, PurePosixPath(elsewhere.as_posix())
        return tuple(str(parent / p.name) for p in sorted(folder.iterdir()) if p.is_file() and p.name.endswith(endings))

    def _is_own(self, whole: str) -> bool:
        """True for a path, links resolved, below one of the roots."""
        return any(_below(whole, root) for root in self._outermost)

    def baseline(self, near: str, *endings: str) -> dict[str, str] | None:
        """See Surroundings."""
        if self.before is None:
            return None
        path = self.base / near
        files = self.before.files(path.parent, endings)
        if files is not None and self.before.assumed and files == _folder_files(path.parent, endings):
            return None  # the folder is as it stands in the work tree: there is no change to compare, so it is read as it is
        return files
