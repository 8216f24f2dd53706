"""What was handed in, as bytes, and what stands around it: the estate's folders, the settings, the baseline."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from riskscan.estate.catalog import load
from riskscan.files import Baseline, NotTextError, differ_from_head, git_root, read_bytes, walk
from riskscan.model.config import Config
from riskscan.parsers.detect import BY_ENDING


@dataclass(frozen=True)
class Handed:
    """One file that was handed in: where it is on disk (None for standard input) and its bytes or why there are none."""

    path: str
    file: Path | None
    data: bytes | None
    problem: str = ""


def hand_in(name: str, stdin: bytes | None) -> Iterator[Handed]:
    """The files that one argument stands for."""
    if name == "-":
        yield Handed("-", None, stdin or b"")
        return
    path = Path(name)
    if path.is_dir():
        found = [p for p in walk(path) if _is_artifact(p)]
        loaded = [handed for file in found if not _says_nothing(handed := _load(str(file), file))]
        yield from loaded
        if not loaded:
            yield Handed(name, None, None, "We found no script, query or Terraform file in this folder.")
        return
    yield _load(name, path)


def _is_artifact(path: Path) -> bool:
    return path.suffix.lower() in BY_ENDING and path.suffix.lower() != ".tfvars" and not path.name.startswith(".")


def _says_nothing(handed: Handed) -> bool:
    """True for the empty file that makes a folder a Python package; such a file is no hand-over by itself."""
    return handed.data is not None and not handed.data.strip() and handed.path.endswith("__init__.py")


def _load(name: str, path: Path) -> Handed:
    shown = Path(name).as_posix()
    try:
        return Handed(shown, path, read_bytes(path))
    except (OSError, NotTextError) as error:
        reason = (
            "It is not there."
            if isinstance(error, FileNotFoundError)
            else str(error)
            if isinstance(error, NotTextError)
            else "We may not open it."
        )
        return Handed(shown, None, None, reason)


def estate_roots(names: Sequence[str], against: Sequence[str | os.PathLike[str]] | None) -> tuple[Path, ...]:
    """The estate's folders."""
    if against is not None:
        return tuple(Path(a) for a in against if Path(a).is_dir())
    first = next((Path(name) for name in names if name != "-" and Path(name).exists()), None)
    if first is None:
        return ()
    return (git_root(first) or (first if first.is_dir() else first.resolve().parent),)


def near_roots(handed: Sequence[Handed], roots: Sequence[Path]) -> tuple[Path, ...]:
    """Where the files that an artifact names may be opened: its own folder and the estate."""
    folders = {folder.resolve() for folder in {item.file.parent for item in handed if item.file is not None}}
    return (*sorted(folders), *roots)


def near_starts(names: Sequence[str], roots: Sequence[Path]) -> tuple[Path, ...]:
    """Where a path that an artifact names may begin: a folder that was handed in as one, and the estate."""
    return tuple(dict.fromkeys((*(Path(name) for name in names if name != "-" and Path(name).is_dir()), *roots)))


def settings_of(config: str | os.PathLike[str] | None, roots: Sequence[Path]) -> Config:
    """The given riskscan.toml, else the first one in the estate, else nothing. Raises ConfigError."""
    if config is not None:
        return load(Path(config))
    found = next((root / "riskscan.toml" for root in roots if (root / "riskscan.toml").is_file()), None)
    return load(found) if found else Config()


_CONFIGURATION = (".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars")


def baseline_of(baseline: str | os.PathLike[str] | None, handed: Sequence[Handed]) -> Baseline | None:
    """The given baseline; else HEAD of the work tree, which says nothing where there is none.

    Where several Terraform files are handed in and some of them changed, those that did not are no part of the change.
    """
    if baseline is None:
        files = [item.file for item in handed if item.file is not None]
        configuration = [file for file in files if file.name.endswith(_CONFIGURATION)]
        several = len(configuration) > 1 and differ_from_head(configuration)
        return Baseline(revision="HEAD", assumed=not several) if any(map(git_root, {file.parent for file in files})) else None
    folder = Path(baseline)
    return Baseline(folder=folder) if folder.is_dir() else Baseline(revision=os.fspath(baseline))
