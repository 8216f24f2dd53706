"""Measures what each statement of ``knowledge/sql/lock_cases.py`` locks in PostgreSQL, and whether it writes the table anew.

Run as root (or as the user of a cluster's files): ``python benchmarks/postgres_locks.py`` starts a cluster of its own on a local socket as
user ``postgres``, runs every case in a transaction that is taken back, and writes ``riskscan/knowledge/sql/postgres_locks.json``. With
``--check`` it writes nothing and fails where a measured answer differs from the shipped one. Needs the server programs of PostgreSQL
(Debian: ``apt-get install postgresql``). What cannot run inside a transaction is watched from a second connection.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from riskscan.knowledge.sql.lock_cases import CASES, SETUP, LockCase

TABLE = Path(__file__).parent.parent / "riskscan" / "knowledge" / "sql" / "postgres_locks.json"
ORDER = [
    "AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock", "ShareRowExclusiveLock", "ExclusiveLock",
    "AccessExclusiveLock",
]  # fmt: skip
_LOCKS = (
    "SELECT COALESCE(c.relname, 'gone') || '|' || l.mode FROM pg_locks l LEFT JOIN pg_class c ON c.oid = l.relation"
    " WHERE l.granted AND l.locktype = 'relation' AND l.relation >= 16384 AND l.pid = pg_backend_pid()"
    " AND COALESCE(c.relkind IN ('r', 'p', 'm'), true)"
)
_READ = "SELECT relname FROM pg_stat_xact_user_tables WHERE seq_tup_read > 0"
_FILES = "SELECT relname || '|' || relfilenode FROM pg_class WHERE relkind IN ('r', 'm') AND oid >= 16384"


def programs() -> Path:
    """The folder with initdb and pg_ctl, the newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name))
    on_path = shutil.which("initdb")
    if found:
        return found[0]
    if on_path:
        return Path(on_path).parent
    raise SystemExit("The server programs of PostgreSQL are not installed here.")


class Cluster:
    """A server of its own in a temporary folder, reached by a local socket alone."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="locks-"))
        self.bin = programs()
        self.switch = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        (self.folder / "elsewhere").mkdir()
        for folder in (self.folder, self.folder / "elsewhere") if self.switch else ():
            shutil.chown(folder, "postgres")

    def __enter__(self) -> Cluster:
        self._run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off"
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-w", "-l", str(self.folder / "log"), "start")
        self.sql(f"CREATE TABLESPACE elsewhere LOCATION '{self.folder / 'elsewhere'}'")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([*self.switch, str(self.bin / program), *arguments], check=True, capture_output=True, cwd=self.folder)

    def sql(self, text: str, database: str = "postgres") -> tuple[str, str]:
        """(what it printed, its errors) of statements run one after the other, stopping at the first error."""
        command = [
            *self.switch, str(self.bin / "psql"), "-h", str(self.folder), "-U", "postgres", "-d", database, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
        ]  # fmt: skip
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, cwd=self.folder)
        return done.stdout, done.stderr

    def version(self) -> int:
        """The major version."""
        return int(self.sql("SHOW server_version_num")[0]) // 10_000


def measure(cluster: Cluster, case: LockCase) -> dict[str, object]:
    """The strongest lock on each table, and the tables whose file changed, or the error."""
    cluster.sql("DROP DATABASE IF EXISTS one WITH (FORCE)")
    cluster.sql("CREATE DATABASE one")
    printed, errors = cluster.sql(SETUP, "one")
    if errors:
        raise SystemExit(errors)
    before = dict(line.split("|") for line in cluster.sql(_FILES, "one")[0].split())
    printed, errors = cluster.sql(
        f"SET client_min_messages = error;\nBEGIN;\n{case.example};\n\\echo locks\n{_LOCKS};\n\\echo reads\n{_READ};\n\\echo files\n{_FILES};\nROLLBACK;",
        "one",
    )
    if "cannot run inside a transaction" in errors or "cannot be executed from" in errors:
        return _outside(cluster, case, before)
    if errors:
        return {"id": case.id, "locks": {}, "reads": [], "rewrites": [], "fails": _clean(errors), "in_transaction": True}
    locks, rest = printed.split("locks\n", 1)[1].split("reads\n")
    read, files = rest.split("files\n")
    return _row(case, locks, files, before, read=read.split(), in_transaction=True)


def _outside(cluster: Cluster, case: LockCase, before: dict[str, str]) -> dict[str, object]:
    """Runs it alone while a second session holds a weak lock, and reads what it waits for; then lets it finish."""
    blocker = subprocess.Popen(
        [*cluster.switch, str(cluster.bin / "psql"), "-h", str(cluster.folder), "-U", "postgres", "-d", "one", "-X", "-q"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True, cwd=cluster.folder,
    )  # fmt: skip
    assert blocker.stdin is not None
    blocker.stdin.write("BEGIN; LOCK TABLE trade, parent, part_1 IN SHARE UPDATE EXCLUSIVE MODE; SELECT pg_sleep(2); COMMIT;\n")
    blocker.stdin.flush()
    cluster.sql("SELECT pg_sleep(0.5)", "one")
    runner = subprocess.Popen(
        [*cluster.switch, str(cluster.bin / "psql"), "-h", str(cluster.folder), "-U", "postgres", "-d", "one", "-X", "-q", "-c", case.example],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=cluster.folder,
    )  # fmt: skip
    waiting = (
        "SELECT pg_sleep(0.5); SELECT c.relname || '|' || l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
        " JOIN pg_stat_activity a ON a.pid = l.pid WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'm') AND a.query NOT LIKE 'BEGIN%'"
        " AND a.query NOT LIKE '%pg_sleep%' AND a.pid <> pg_backend_pid()"
    )
    locks, _ = cluster.sql(waiting, "one")
    blocker.stdin.close()
    blocker.wait()
    runner.wait()
    return _row(case, locks, cluster.sql(_FILES, "one")[0], before, read=[], in_transaction=False)


def _row(case: LockCase, locks: str, files: str, before: dict[str, str], *, read: list[str], in_transaction: bool) -> dict[str, object]:
    strongest: dict[str, str] = {}
    for line in locks.split():
        table, mode = line.split("|")
        if ORDER.index(mode) > ORDER.index(strongest.get(table, ORDER[0])) or table not in strongest:
            strongest[table] = mode
    if len(strongest) > 1:
        strongest.pop("gone", None)  # a table or index of the server's own, dropped again
    after = dict(line.split("|") for line in files.split())
    anew = sorted(name for name, file in after.items() if name in before and before[name] != file)
    return {
        "id": case.id,
        "locks": dict(sorted(strongest.items())),
        "reads": sorted(read),
        "rewrites": anew,
        "fails": "",
        "in_transaction": in_transaction,
    }


def _clean(errors: str) -> str:
    return re.sub(r"^psql:[^:]*:\d+: ", "", errors.strip().split("\n")[0]).strip()


def main() -> int:
    """Writes or checks the table; 1 where the check finds a difference."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    with Cluster() as cluster:
        found = {"postgresql": cluster.version(), "cases": [measure(cluster, case) for case in CASES]}
    text = json.dumps(found, indent=1) + "\n"
    if not chosen.check:
        TABLE.write_text(text)
        print(f"{len(CASES)} statements measured on PostgreSQL {found['postgresql']}")
        return 0
    shipped = json.loads(TABLE.read_text())
    different = [a["id"] for a, b in zip(found["cases"], shipped["cases"], strict=False) if a != b]  # type: ignore[call-overload]
    print(f"{len(CASES)} statements, {len(different)} differ from the shipped table: {', '.join(different) or 'none'}")
    return int(bool(different))


if __name__ == "__main__":
    raise SystemExit(main())
