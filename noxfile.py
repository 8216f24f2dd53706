"""The sessions of this project. ``nox`` alone runs tests, laws and lint; the README's commands need no nox."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import nox

nox.options.sessions = ["tests", "laws", "lint"]
nox.options.reuse_existing_virtualenvs = True

SAMPLE = "fixtures/artifacts/status-fix-filter-off/q3_status_fix.py"
ESTATE = "fixtures/estates/acme"


def for_types() -> list[str]:
    """What mypy needs to see. checkov pins old versions of what the linters need, and is called in a child process only."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [name for name in project["dependencies"] if not name.startswith("checkov")]
    return [*needed, *project["optional-dependencies"]["lint"]]


def install_for_lint(session: nox.Session) -> None:
    """The linters, the libraries and this package, without checkov."""
    session.install(*for_types())
    session.install("--no-deps", "-e", ".")


@nox.session
def tests(session: nox.Session) -> None:
    """All tests but the laws."""
    session.install("-e", ".[test]")
    session.run("pytest", "-n", "auto", "--ignore=tests/property", *session.posargs)


@nox.session
def laws(session: nox.Session) -> None:
    """The laws: what holds for any input."""
    session.install("-e", ".[test]")
    session.run("pytest", "-n", "auto", "tests/property", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Form, types and layers."""
    install_for_lint(session)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Types alone."""
    install_for_lint(session)
    session.run("mypy", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Replayed incidents, and the time of a cold start."""
    session.install("-e", ".", "bandit")
    session.run("python", "benchmarks/incidents.py", "--verbose")
    session.run("python", "benchmarks/cold_start.py", success_codes=[0, 1])


@nox.session
def postgres(session: nox.Session) -> None:
    """What needs a PostgreSQL server on this machine: the table of locks, and that a preview counts what the statement changes."""
    session.install("-e", ".[test]")
    session.run("python", "benchmarks/postgres_locks.py", "--check")
    session.run("pytest", "tests/advice/test_preview_on_postgres.py", env={"RISKSCAN_POSTGRES": "1"})


@nox.session
def wheel(session: nox.Session) -> None:
    """The built wheel, installed alone, does the main job on the shipped sample."""
    folder = Path(session.create_tmp())
    session.install("build")
    session.run("python", "-m", "build", "--wheel", "--outdir", str(folder), ".")
    built = max(folder.glob("riskscan-*.whl"), key=lambda path: path.stat().st_mtime)
    place = folder / "fresh"
    session.run(sys.executable, "-m", "venv", "--clear", str(place), external=True)
    programs = place / ("Scripts" if sys.platform == "win32" else "bin")
    session.run(str(programs / "python"), "-m", "pip", "install", "--quiet", str(built), external=True)
    command = str(programs / "riskscan")
    session.run(command, "--version", external=True)
    session.run(command, "demo", "--output", str(folder / "demo"), external=True)
    for form, file in (("html", "page.html"), ("json", "page.json")):
        report = folder / file
        report.unlink(missing_ok=True)
        arguments = ("scan", SAMPLE, "--against", ESTATE, "--format", form, "--output", str(report), "--fail-on", "high")
        session.run(command, *arguments, external=True, success_codes=[1])
        if not report.is_file() or not report.stat().st_size:
            session.error(f"no {form} report was written")


@nox.session
def record(session: nox.Session) -> None:
    """The record in SQLite and in a PostgreSQL of its own, with writers that are killed. PostgreSQL comes from the system's packages.

    On Debian: apt-get update && apt-get install -y --no-install-recommends postgresql
    """
    session.install("-e", ".[test,postgresql]")
    session.run("python", "-c", "from tests.record import postgres; assert postgres.programs(), 'install it: ' + postgres.INSTALL")
    session.run("pytest", "tests/record", *session.posargs, env={"RISKSCAN_POSTGRESQL": "start"})


@nox.session
def tickets(session: nox.Session) -> None:
    """Attaching to a real Request Tracker and a real Roundup, and to stand-ins for the systems that nobody can install.

    On Debian: apt-get update && apt-get install -y --no-install-recommends request-tracker5 rt5-standalone rt5-db-sqlite rt5-clients
    """
    session.install("-e", ".[test]")
    session.run("python", "-c", "from tests.tickets import servers as s; assert s.has_request_tracker(), 'install it: ' + s.INSTALL")
    session.run("pytest", "tests/tickets", *session.posargs, env={"RISKSCAN_TICKETS": "start"})


@nox.session
def accept(session: nox.Session) -> None:
    """Takes the reports of today as the accepted ones; read the difference before you commit."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "tests.golden.accept", *session.posargs)


@nox.session
def a11y(session: nox.Session) -> None:
    """Every page in Chromium: axe-core finds nothing, light and dark, wide and narrow; no request; the same in a sandboxed frame."""
    session.install("-e", ".[test]")
    folder = Path(session.create_tmp())
    session.run("npm", "install", "--silent", "--prefix", str(folder), "axe-core@4", external=True)
    session.run("python", "-m", "tests.a11y.check", str(folder / "node_modules" / "axe-core" / "axe.min.js"), *session.posargs)


@nox.session
def wording(session: nox.Session) -> None:
    """The bars for words on every template and page, and the questions that each page answers."""
    session.install("-e", ".[test]")
    session.run("pytest", "-n", "auto", "tests/reports/test_wording.py", "tests/golden/test_words.py", *session.posargs)
