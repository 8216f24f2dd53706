"""All readers, in the order in which they are asked: the first that wants a file gets it, so every file is read once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from riskscan.estate import code, cron, dbt, documents, inventory, literals, manifest, tfstate
from riskscan.estate.piece import Around, Layout, Source
from riskscan.model.estate import Estate


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader: ``wants`` looks at path and text, ``read`` returns what it finds."""

    name: str
    wants: Callable[[PurePosixPath, str, Layout], bool]
    read: Callable[[Source, Around], Estate]


READERS: tuple[Reader, ...] = (
    Reader("dbt manifest", lambda path, text, _: manifest.wants(path, text), manifest.read),
    Reader("dbt", dbt.wants, dbt.read),
    Reader("terraform state", tfstate.wants, tfstate.read),
    Reader("cron", lambda path, text, _: cron.wants(path, text), cron.read),
    Reader("inventory", lambda path, text, _: inventory.wants_ini(path, text), inventory.read_ini),
    Reader("documents", lambda path, text, _: documents.wants(path, text), documents.read),
    Reader("code", lambda path, text, _: code.wants(path, text), code.read),
    Reader("literals", lambda path, text, _: literals.wants(path, text), literals.read),
)

ENDINGS = frozenset({*code.LANGUAGES, *literals.ENDINGS, ".yml", ".yaml", ".cron", ".crontab", ".ini", ".cfg", ".tfstate"})
NAMES = frozenset({"crontab", "crontab.txt", "hosts", "inventory", "CODEOWNERS", "manifest.json"})
_JSON = re.compile(r"(openapi|swagger)[^/]*\.json$", re.I)
_COMPILED = re.compile(r"(^|/)target/(compiled|run)/|(^|/)(node_modules|site-packages|dbt_packages)/")


def opened(path: PurePosixPath, layout: Layout) -> bool:
    """True for files whose name alone says that a reader may want them; all others are never opened."""
    if path.suffix == ".csv":
        return dbt.wants(path, "", layout)
    known = (
        path.suffix in ENDINGS
        or path.name in NAMES
        or "cron.d" in path.parts
        or (path.suffix == ".json" and _JSON.search(str(path)) is not None)
    )
    return known and not _COMPILED.search(str(path))


def reader_of(source: Source, layout: Layout) -> Reader | None:
    """The first reader that wants a file."""
    return next((r for r in READERS if r.wants(source.posix, source.text, layout)), None)


__all__ = ["ENDINGS", "READERS", "Reader", "opened", "reader_of"]
