"""Where a thing lives, as far as its own name shows: scratch, development, this computer, production.

Only names of *targets* count (schema, database, host, bucket, folder, workspace), never comments, function names or table names: a table called
``test_results`` may be anything. A name counts by its whole words (``dev`` in ``dev-lake``, not in ``device``).
Source: what teams call these places in public repositories (dbt profiles, Terraform workspaces, docker-compose files).
"""

from __future__ import annotations

import re

SCRATCH_WORDS = frozenset({"scratch", "sandbox", "playground", "tmp", "temp", "temporary", "throwaway"})
DEVELOPMENT_WORDS = frozenset(
    {
        "dev",
        "develop",
        "development",
        "test",
        "testing",
        "tests",
        "stage",
        "staging",
        "stg",
        "qa",
        "uat",
        "preprod",
        "nonprod",
        "demo",
        "ci",
    }
)
PRODUCTION_WORDS = frozenset({"prod", "production", "prd", "live", "primary", "master"})
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", "host.docker.internal", "169.254.169.254", "metadata.google.internal"})
SYSTEM_FOLDERS = frozenset(
    {"/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/opt", "/root", "/sbin", "/srv", "/usr", "/var", "/var/lib"}
)
TEMP_FOLDERS = ("/tmp/", "/var/tmp/", "/dev/shm/", "$TMPDIR/", "${TMPDIR}/", "{tmpdir}/")
# what programs fetch again or make anew by themselves: lists and archives of packages, marks of what runs
_REFETCHED = (
    "/var/lib/apt/lists/",
    "/var/cache/apt/",
    "/var/cache/apk/",
    "/var/cache/yum/",
    "/var/cache/dnf/",
    "/var/cache/pacman/",
    "/var/lock/",
    "/run/lock/",
)

_WORD = re.compile(r"[a-z]+|\d+")


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()))


def is_production(name: str) -> bool:
    """True where the name of a host, database, bucket, profile or workspace names a live system ("orders-PROD"), and not "nonprod"."""
    words = _words(name)
    return bool(words & PRODUCTION_WORDS) and not words & {"non", "pre", "not"}


def is_development(name: str) -> bool:
    """True where such a name names a development or test system, and not also a live one ("prod-test" stays live)."""
    return bool(_words(name) & DEVELOPMENT_WORDS) and not is_production(name)


def is_scratch_schema(name: str) -> bool:
    """True where a schema, dataset or database is a scratch place by its name ("scratch_jane", "SANDBOX"); tempdb counts."""
    return bool(_words(name) & SCRATCH_WORDS) or name.lower() in {"tempdb", "pg_temp"}


def is_scratch_table(name: str) -> bool:
    """True where a dotted table name stands in a scratch schema or database; the table's own name never counts ("tmp_orders")."""
    return any(is_scratch_schema(part) for part in name.replace('"', "").split(".")[:-1]) or name.startswith("#")


def is_local_host(host: str) -> bool:
    """True for names and addresses of this computer."""
    return host.strip("[]").lower() in LOCAL_HOSTS or host.lower().endswith(".localhost")


def is_temp_path(path: str) -> bool:
    """True for paths below a temp folder."""
    plain = path.replace("\\", "/")
    return plain.startswith((*TEMP_FOLDERS, *_REFETCHED)) and ".." not in plain.split("/")


def is_disk(path: str) -> bool:
    """True for a whole disk or a part of one ("/dev/sda1", "/dev/nvme0n1"), not for other devices ("/dev/null")."""
    return bool(re.match(r"/dev/(sd[a-z]|hd[a-z]|vd[a-z]|xvd[a-z]|nvme\d|mmcblk\d|r?disk\d|mapper/|md\d)", path))


def is_system_folder(path: str) -> bool:
    """True for the whole disk or a top folder of the machine, with or without a wildcard for what is in it ("/", "/usr/*", "/*.bak")."""
    folder, _, last = path.replace("\\", "/").rpartition("/")
    top = folder if "*" in last or not last else path
    return path.startswith("/") and (top or "/") in SYSTEM_FOLDERS


def is_own_folder(path: str) -> bool:
    """True for a plain relative path: the person's own folder, not a shared place."""
    return bool(path) and not path.startswith(("/", "~", "\\", "$", "{")) and ".." not in path and not re.match(r"[A-Za-z][\w+.-]*:", path)
