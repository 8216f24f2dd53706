"""Real ticket systems for the tests, each in a temporary folder and reached on this machine only: Request Tracker 5 and Roundup."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

INSTALL = "apt-get update && apt-get install -y --no-install-recommends request-tracker5 rt5-standalone rt5-db-sqlite rt5-clients"
_RT_SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
_RT_CONFIG = """
Set($rtname, 'riskscan.test'); Set($WebDomain, '127.0.0.1'); Set($WebPort, {port}); Set($WebPath, '');
Set($DatabaseType, 'SQLite'); Set($DatabaseName, '{folder}/rtdb');
Set($LogToSTDERR, 'warning'); Set($LogToSyslog, undef); Set($MailCommand, 'testfile'); 1;
"""


def has_request_tracker() -> bool:
    """True where Request Tracker is installed from the system's packages."""
    return _RT_SERVER.is_file() and shutil.which("rt-setup-database") is not None


@contextlib.contextmanager
def request_tracker() -> Iterator[str]:
    """The address of a fresh Request Tracker (root, password). Raises RuntimeError where it is not installed."""
    if not has_request_tracker():
        raise RuntimeError(f"Request Tracker 5 is not installed; on Debian: {INSTALL}")
    with _folder("riskscan-rt-") as folder:
        port = _free_port()
        (folder / "etc").mkdir()
        (folder / "RT_SiteConfig.pm").write_text(_RT_CONFIG.format(port=port, folder=folder))
        environment = {**os.environ, "RT_SITE_CONFIG": str(folder / "RT_SiteConfig.pm"), "RT_SITE_CONFIG_DIR": str(folder / "etc")}
        subprocess.run(["rt-setup-database", "--action", "init"], env=environment, cwd=folder, check=True, capture_output=True)
        command = [str(_RT_SERVER), "--port", str(port), "--host", "127.0.0.1"]
        with _running(command, folder, environment, f"http://127.0.0.1:{port}/"):
            yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def roundup() -> Iterator[str]:
    """The address of a fresh Roundup tracker (admin, admin). It refuses to run as root, so root runs it as nobody."""
    with _folder("riskscan-roundup-") as folder:
        site = folder / "site"
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(site), "roundup>=2.4"], check=True)
        port = _free_port()
        user: dict[str, object] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            for path in (folder, *folder.rglob("*")):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        environment = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(site), "PYTHONWARNINGS": "ignore"}
        command = [_python(), "-m", "roundup.scripts.roundup_demo", "-b", "sqlite", "-t", "classic", "-p", str(port)]
        command += ["-H", "127.0.0.1", "-B", "127.0.0.1", str(folder / "demo")]
        with _running(command, folder, environment, f"http://127.0.0.1:{port}/demo/", user):
            yield f"http://127.0.0.1:{port}/demo"


def ask(method: str, url: str, user: str, password: str, value: object = None, headers: Mapping[str, str] | None = None) -> object:
    """One request with a password, and the JSON of its answer."""
    data = None if value is None else json.dumps(value).encode()
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    sent = urllib.request.Request(url, data=data, method=method, headers={"Authorization": f"Basic {pair}", **(headers or {})})
    if data:
        sent.add_header("Content-Type", "application/json")
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sent, timeout=30) as reply:
        body = reply.read()
    return json.loads(body) if body else None


def _python() -> str:
    """A Python that another user may run: our own home, where this one may live, is closed to others."""
    own = str(Path(sys.executable).resolve())
    system = Path("/usr/bin/python3")
    return str(system) if os.geteuid() == 0 and own.startswith(str(Path.home())) and system.exists() else sys.executable


@contextlib.contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(
    command: list[str], folder: Path, environment: Mapping[str, str], url: str, user: Mapping[str, object] | None = None
) -> Iterator[None]:
    """The server runs in a group of its own, since it forks, and the whole group is ended."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            **(user or {}),
        )  # type: ignore[call-overload]
    try:
        end = time.monotonic() + 90
        while not _answers(url):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command[0]} did not start: {(folder / 'log').read_text(errors='replace')[-2000:]}")
            time.sleep(0.3)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
