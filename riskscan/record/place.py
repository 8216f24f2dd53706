"""Where the record is: a PostgreSQL URL or a SQLite file, from the environment, the settings, or the user's data folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

VARIABLE = "RISKSCAN_RECORD"
FILE = "record.sqlite3"
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "postgresql+psycopg": "postgresql+psycopg"}


class PlaceError(ValueError):
    """No record can be kept there. The message never holds a password."""


def data_folder(environment: Mapping[str, str]) -> Path:
    """The folder for a user's data, as each system has it."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or os.path.expanduser("~"))
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "riskscan"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "riskscan"
    asked = environment.get("XDG_DATA_HOME", "")
    return (Path(asked) if os.path.isabs(asked) else home / ".local" / "share") / "riskscan"


def place(setting: str, environment: Mapping[str, str]) -> URL:
    """The URL of the record: ``RISKSCAN_RECORD``, else ``setting`` (from riskscan.toml), else the file in the user's data folder.

    A text without ``://`` is the path of a SQLite file. Raises PlaceError.
    """
    text = environment.get(VARIABLE) or setting or str(data_folder(environment) / FILE)
    if "://" not in text:
        return URL.create("sqlite", database=os.path.abspath(os.path.expanduser(text)))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise PlaceError("the address of the record is no URL; one looks like postgresql://host/database") from None
    if url.drivername == "sqlite":
        return url.set(database=os.path.abspath(url.database)) if url.database and url.database != ":memory:" else _no_file()
    if url.drivername not in _DRIVERS:
        raise PlaceError(f"the record can be a SQLite file or a PostgreSQL database, not {url.drivername}")
    return url.set(drivername=_DRIVERS[url.drivername])


def shown(url: URL) -> str:
    """The place for people, without the password."""
    if url.drivername == "sqlite":
        return url.database or ""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def _no_file() -> URL:
    raise PlaceError("a record in memory would be lost at once: name a file")
