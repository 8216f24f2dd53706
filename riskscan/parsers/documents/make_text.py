"""Lines of a Makefile as the shell gets them: variables, functions of the file, and the signs that only say how make runs a line.

Source: gnu.org, the GNU Make manual: how to use variables, functions for transforming text, the call function, canned recipes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

VARIABLE = re.compile(r"^\s*(?:export\s+|override\s+)?([A-Za-z_][\w.-]*)\s*(\?=|::?:?=|=)\s*(.*?)\s*$")
_USE = re.compile(r"\$\(([A-Za-z_][\w.-]*)\)")
_USED = re.compile(r"\$[({]([A-Za-z_][\w.-]*)[)}]")
_EVAL = re.compile(r"\$\(eval[ \t]+([A-Za-z_]\w*)[ \t]*:?=[ \t]*((?:[^()]|\([^()]*\))*)\)")  # a variable that a recipe sets
_SHELL = re.compile(r"\$\(shell[ \t]")
_WHICH = re.compile(r"\$\(shell[ \t]+(?:which|command -v|type -p)[ \t]+([\w.-]+)[^()]*\)")
_FUNCTION = re.compile(  # what make works out itself; also a variable whose name another one completes
    r"\$\((?:(?:wildcard|patsubst|subst|dir|notdir|basename|abspath|realpath|add(?:pre|suf)fix|sort|filter(?:-out)?|foreach|if|or|and|call|strip"
    r"|(?:first|last)?words?|wordlist|value|origin|file|join|suffix)[ \t](?:[^()]|\((?:[^()]|\([^()]*\))*\))*|\w*\$\{\w+\}\w*)\)"
)
_SILENT = re.compile(r"\$\((?:info|warning|error|eval)[ \t](?:[^()]|\([^()]*\))*\)")  # say something, or set a variable
_SIGN = re.compile(r"\$[({][A-Za-z_]\w*[)}](?=[\w$])")  # $(Q)echo: a variable that holds the @ that keeps make quiet
_PLAIN_SIGNS = re.compile(r"[@+ \t-]*")
_CALL = re.compile(r"\$\(call[ \t]+([\w.-]+)((?:,(?:[^()]|\$\([^()]*\))*)?)\)")
_DEFINE = re.compile(r"(?ms)^define[ \t]+([\w.-]+)[ \t]*:?=?[ \t]*\n(.*?)^endef\b")
_BUILT_IN = {"MAKE": "make", "RM": "rm -f", "CURDIR": ".", "SHELL": "sh"}  # what make itself sets
GOAL = "Z"  # the variable of the shell that holds the name of the target; as long as the sign of make
_DEEPEST = 8  # variables and functions inside each other


def variables(text: str) -> dict[str, str]:
    """What each variable holds; one that a function works out is left out."""
    found = dict(_BUILT_IN)
    for line in text.split("\n"):
        match = VARIABLE.match(line)
        if match is None or (line.startswith("\t") and match[2] == "="):
            continue  # "x=1" after a tab is a line for the shell
        name, value = shell_name(match[1]), _WHICH.sub(r"\1", match[3].strip("'\""))
        if _FUNCTION.search(_braced(value)):
            found.pop(name, None)
        elif match[2] != "?=" or name not in found:
            found[name] = value
    return found | {match[1]: match[2].strip() for match in _EVAL.finditer(text)}


def shell_name(name: str) -> str:
    """The name of a variable of make as a shell takes it, of the same length."""
    return re.sub(r"[.-]", "_", name)


def _braced(text: str) -> str:
    return _USE.sub(lambda m: "${" + shell_name(m[1]) + "}", text)


def functions(text: str) -> dict[str, str]:
    """The bodies of what ``$(call name,...)`` may call: ``define``, and variables that speak of ``$(1)``."""
    found = {m[1]: m[3] for line in text.split("\n") if (m := VARIABLE.match(line)) and re.search(r"\$[({][1-9][)}]", m[3])}
    return found | {m[1]: m[2].rstrip("\n") for m in _DEFINE.finditer(text)}


def called(text: str, bodies: Mapping[str, str]) -> str:
    """The text with the functions of the file put in where they are called."""
    for _ in range(_DEEPEST):
        inner = _CALL.sub(lambda m: _body(m, bodies), text)
        if inner == text:
            break
        text = inner
    return text


def _body(call: re.Match[str], bodies: Mapping[str, str]) -> str:
    given = dict(enumerate((part.strip() for part in call[2].removeprefix(",").split(",")), start=1))
    body = bodies.get(call[1])
    return call[0] if body is None else re.sub(r"\$[({]([1-9])[)}]", lambda m: given.get(int(m[1]), ""), body)


def needed(names: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """The variables that a command uses and those that their values use, each after what it needs."""
    ordered: dict[str, None] = {}

    def add(name: str, depth: int) -> None:
        if name in values and name not in ordered and depth < _DEEPEST:
            for inner in used(values[name]):
                add(inner, depth + 1)
            ordered[name] = None

    for name in names:
        add(name, 0)
    return list(ordered)


def used(text: str) -> list[str]:
    """The variables that a text speaks of; ``$$SHELL`` is that of the shell, which make sets too."""
    return [*map(shell_name, _USED.findall(text)), *(["SHELL"] if "$$SHELL" in text else [])]


def signs(text: str, values: Mapping[str, str]) -> int:
    """How many characters before the command only say how make runs it, also where a variable holds them."""
    end = _end_of_signs(text, 0)
    while (held := _SIGN.match(text, end)) and values.get(shell_name(held[0][2:-1]), "").strip("@+- ") == "":
        end = _end_of_signs(text, held.end())
    return end


def _end_of_signs(text: str, start: int) -> int:
    plain = _PLAIN_SIGNS.match(text, start)
    return plain.end() if plain else start


def as_shell(text: str) -> str:
    """A line of a recipe as the shell gets it, of the same length where nothing is worked out or doubled."""
    text = _SILENT.sub(lambda m: " " * len(m[0]), _WHICH.sub(r"\1", text))
    text = _braced(text)
    for _ in range(_DEEPEST):
        inner = _FUNCTION.sub("$_", text)
        if inner == text:
            break
        text = inner
    text = _SHELL.sub(lambda m: "$(" + " " * (len(m[0]) - 2), text)
    text = re.sub(r"\$[<^?*](?!\w)", "$-", text)
    return re.sub(r"\$@(?!\w)", f"${GOAL}", text).replace("$$", "$")
