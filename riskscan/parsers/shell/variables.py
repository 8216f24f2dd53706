"""What is known of the variables at one point of a script."""

from __future__ import annotations

from riskscan.model.span import Span
from riskscan.parsers.shell.word import Part, Word

TEMP_NAMES = frozenset({"TMPDIR", "RUNNER_TEMP", "TEMP", "TMP", "XDG_RUNTIME_DIR"})
NEVER_EMPTY = frozenset({"HOME", "USER", "LOGNAME", "PWD", "OLDPWD", "HOSTNAME", "RANDOM", "SECONDS", "UID", "EUID", "PPID", "SHELL", "LINENO",  # noqa: E501
                         "BASHPID", "PATH", "GITHUB_WORKSPACE", "GITHUB_SHA", "CI_PROJECT_DIR", "WORKSPACE", "BASH_SOURCE", "FUNCNAME"}) | TEMP_NAMES  # fmt: skip  # noqa: E501
_ALWAYS_SET = frozenset({"RUNNER_TEMP"})  # the other names for a temp folder are empty on most servers
_SPECIAL = {"$": "process", "?": "status", "#": "count", "!": "process", "0": "script", "-": "flags", "_": "last"}


class Variables:
    """Name to value; lists have several. ``guarded`` are names that the script checks before use; ``nounset`` is ``set -u``."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[Word, ...]] = {}
        self.guarded: set[str] = set()
        self.asked: set[str] = set()  # typed in by a person
        self.nounset = False
        self.errexit = False  # ``set -e``

    def copy(self) -> Variables:
        """For a subshell: changes there do not come back."""
        other = Variables()
        other.values, other.guarded, other.asked, other.nounset = dict(self.values), set(self.guarded), set(self.asked), self.nounset
        other.errexit = self.errexit
        return other

    def set(self, name: str, *values: Word) -> None:
        """Gives a variable its value, or a list its values."""
        self.values[name] = values

    def get(self, name: str) -> Word | None:
        """The value, or the first of a list; None where the script never sets it."""
        values = self.values.get(name)
        return values[0] if values else (Word((), _NOWHERE) if values == () else None)

    def all(self, name: str) -> tuple[Word, ...] | None:
        """All values of a list."""
        return self.values.get(name)

    def unknown(self, name: str, place: tuple[int, int]) -> Part:
        """The part that stands for a variable which only the run knows."""
        if name in TEMP_NAMES:
            return Part(name, *place, "tmpdir", "environment", not (self.nounset or name in self.guarded or name in _ALWAYS_SET))
        if name in _SPECIAL:
            return Part("", *place, _SPECIAL[name], "environment")
        if name.isdigit() or name in ("@", "*"):
            empty = not (self.nounset or name in self.guarded)
            return Part("", *place, f"argument_{name}" if name.isdigit() else "arguments", "parameter", empty)
        empty = not (self.nounset or name in self.guarded or name in NEVER_EMPTY)
        return Part("", *place, name or "value", "environment", empty)


_NOWHERE = Span("", 1, 1, 1, 1)
