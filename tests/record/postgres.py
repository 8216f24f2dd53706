"""A PostgreSQL of our own for the tests: a fresh cluster in a temporary folder, reached by a local socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALL = "apt-get update && apt-get install -y --no-install-recommends postgresql"


def programs() -> Path | None:
    """The folder with ``initdb``, the newest one first; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    on_path = shutil.which("initdb")
    return found[0].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of a running server; it is stopped and deleted afterwards. PostgreSQL refuses root, so root runs it as another user."""
    folder = programs()
    if folder is None:
        raise RuntimeError(f"PostgreSQL is not installed; on Debian: {INSTALL}")
    user = next(name for name in ("postgres", "nobody") if _has(name)) if os.geteuid() == 0 else None
    base = Path(tempfile.mkdtemp(prefix="riskscan-pg-"))
    try:
        if user:
            shutil.chown(base, user)
        as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
        quiet = {"stdout": subprocess.DEVNULL, "cwd": base, "check": True, **as_user}
        subprocess.run([folder / "initdb", "-D", base / "data", "-U", "riskscan", "-A", "trust", "-E", "UTF8", "--no-sync"], **quiet)
        options = f"-c listen_addresses='' -c unix_socket_directories='{base}'"
        subprocess.run([folder / "pg_ctl", "-D", base / "data", "-w", "-l", base / "log", "-o", options, "start"], **quiet)
        try:
            yield f"postgresql://riskscan@/postgres?host={base}"
        finally:
            subprocess.run([folder / "pg_ctl", "-D", base / "data", "-w", "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _has(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
