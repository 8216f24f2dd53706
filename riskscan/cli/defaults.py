"""What an option is where it is not given: ``[defaults]`` of the riskscan.toml, else ``[tool.riskscan]`` of the pyproject.toml, that
stands in the working folder or the nearest one above it. The command line comes before both. Folders in it are relative to the file.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

from riskscan.model.config import Defaults

NAMES = ("riskscan.toml", "pyproject.toml")


def defaults_of(config: Path | None, here: Path) -> Defaults:
    """The defaults. Raises ConfigError for a key or value that is not known, with file and line."""
    from riskscan.estate.catalog import load_defaults

    file = config or _nearest(here)
    if file is None:
        return Defaults()
    found = load_defaults(file)
    return replace(found, against=tuple(str(file.parent / folder) for folder in found.against))


def _nearest(here: Path) -> Path | None:
    """The file that counts: in the nearest folder that has one with our table, up to the top of the git work tree."""
    for folder in (here, *here.parents):
        for name in NAMES:
            file = folder / name
            if file.is_file() and (name == NAMES[0] or _is_ours(file)):
                return Path(name) if folder == Path.cwd() else file
        if (folder / ".git").exists():
            return None
    return None


def _is_ours(file: Path) -> bool:
    """True for a pyproject.toml with a table for riskscan; one that is broken is for others to tell of."""
    try:
        return "riskscan" in tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError):
        return False
