"""Windows batch files: each line as the command that does the same in a shell. Source: learn.microsoft.com, Windows commands."""

from __future__ import annotations

import re

from riskscan.formats.code import Code
from riskscan.knowledge.shell.programs import SLASHED
from riskscan.model.artifact import Language
from riskscan.parsers.documents.found import Found

_PASSED_OVER = re.compile(
    r"(?i)^\s*(@?\s*(rem\b|::|echo\b|setlocal|endlocal|title\b|pause|cls|color\b|exit\b|goto\b|chcp\b|timeout\b|shift\b)|:|$)"
)
_SET = re.compile(r"(?i)^set\s+(?:/[ap]\s+)?\"?([A-Za-z_]\w*)=(.*?)\"?\s*$")
_BEFORE = re.compile(
    r"(?i)^(@|call\s+(?!:)|start\s+(\"[^\"]*\"\s+)?(/\w+\s+)*|cmd(\.exe)?\s+/[cks]\s+\"?|if\s+(/i\s+)?(not\s+)?(exist\s+(\"[^\"]*\"|\S+)|errorlevel\s+\d+|defined\s+\w+|(\"[^\"]*\"|[^\s=]+)\s*(==|equ|neq|gtr|lss|geq|leq)\s*(\"[^\"]*\"|\S+))\s*|for\s+.*?\s+do\s+|else\s+|[(]\s*)+"
)
_REMOVE = re.compile(r"(?i)^(del|erase|rd|rmdir)\b((?:\s+/\w+)*)\s*(.*?)((?:\s+/\w+)*)\s*\)?\s*$")
_FORMAT = re.compile(r"(?i)^format(?:\.com)?\s+([a-z]:)")
_SPLIT = re.compile(r"(?:\s*(?:&&|\|\||(?<![>&])&(?!\d))\s*)(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")
LONGEST = 10_000  # characters of one line
_SAME = {
    "copy": "cp", "xcopy": "cp -r", "move": "mv", "ren": "mv", "rename": "mv", "md": "mkdir", "type": "cat", "dir": "ls",
    "findstr": "grep", "find": "grep", "where": "which", "tasklist": "ps", "more": "cat", "fc": "diff", "cd": "cd",
}  # fmt: skip
_NAME = re.compile(r"(?i)^[\w-]+(\.exe|\.cmd|\.com)?\b(?=\s|$|/)")


def _same(name: re.Match[str]) -> str:
    """The program of a shell that does what a command of Windows does; other programs without their ending."""
    plain = re.sub(r"(?i)\.(exe|cmd|com)$", "", name[0])
    return _SAME.get(plain.lower(), plain.lower() if plain.lower() in SLASHED else plain)


_FOR = re.compile(r"(?i)^[@\s(]*for\s+(?:/[dflr]+\b\s*)?(?:(?:\"[^\"]*\"|\S+)\s+)??%%?~?([a-z])\s+in\s*\((.*?)\)\s*do\b\s*(\(?)")
_LIST = re.compile(r"[\w.*?:%\\/-]+(?:[ ,;]+[\w.*?:%\\/-]+)*")
_SHUTDOWN = re.compile(r"(?i)^shutdown(\.exe)?\s")


class _Loops:
    """The loops around a line: what goes before and after each command in them, so that it is read as done again and again."""

    def __init__(self) -> None:
        self.open: list[str] = []  # the head of a loop, or nothing, for each bracket that is open

    def heads(self, line: str) -> tuple[str, ...]:
        """The heads of the loops in which the commands of a line stand; brackets that it opens or closes are taken up."""
        if line.lstrip().startswith(")") and self.open:
            self.open.pop()
        around = [head for head in self.open if head]
        loop = _FOR.match(line)
        head = _head(line, loop) if loop else ""
        if line.rstrip().endswith("("):
            self.open.append(head if loop and loop[3] else "")
        return (*around, head) if head else tuple(around)


def _head(line: str, loop: re.Match[str]) -> str:
    """``for h in a b; do``; what a file, a command or a list of numbers gives is known only when it runs."""
    known = _LIST.fullmatch(loop[2].strip()) if not re.search(r"(?i)/[fl]\b", line[: loop.end()]) else None
    return f"for {loop[1]} in {_plain(known[0]) if known else '$@'}; do "


def read(found: Found, text: str) -> None:
    """All lines, in order, as one shell text with its true places."""
    code, loops = Code(), _Loops()
    goes_on = silent = False  # the line before ends with a caret; it only shows something
    for number, line in enumerate(text.split("\n"), start=1):
        shown, goes_on = goes_on, line.rstrip().endswith("^")
        if (shown and silent) or _PASSED_OVER.match(line):
            found.understood = silent = True
            continue
        silent = False
        if len(line) > LONGEST:
            consequence = "What it does is not in our answer. It may do more."
            found.unseen("line-too-long", f"Line {number} is too long for us to read.", consequence, number)
            continue
        heads, start = loops.heads(line), 0
        for part in [*_SPLIT.finditer(line), None]:
            end = part.start() if part is not None else len(line)
            _command(code, line[start:end], number, start + 1, heads)
            start = part.end() if part is not None else end
    found.piece(code, Language.SHELL)


def _command(code: Code, part: str, line: int, column: int, heads: tuple[str, ...] = ()) -> None:
    """One command, with the loops around it."""
    text = part.lstrip()
    column += len(part) - len(text)
    before = _BEFORE.match(text)
    if before:
        text, column = text[before.end() :], column + before.end()
    text = text.rstrip(" )") if text.count(")") > text.count("(") else text.rstrip()
    if not text or _PASSED_OVER.match(text):
        return
    if heads:
        code.made("".join(heads), line, column)
    _one(code, text, line, column)
    if heads:
        code.made("done; " * (len(heads) - 1) + "done\n", line, column)


def _one(code: Code, text: str, line: int, column: int) -> None:
    setting, removal, disk = _SET.match(text), _REMOVE.match(text), _FORMAT.match(text)
    if setting:
        code.made(f'{setting[1].upper()}="{_plain(setting[2])}"\n', line, column, len(text))
    elif removal and removal[3]:
        flags = (removal[2] + removal[4]).lower()
        whole = "/s" in flags
        target = " ".join(_word(m[0]) for m in re.finditer(r'"[^"]*"|\S+', removal[3].partition(">")[0]))
        program = (
            "rmdir"
            if removal[1].lower() in ("rd", "rmdir") and not whole
            else f"rm {'-r' if whole else ''}{' -f' if '/q' in flags or '/f' in flags else ''}"
        )
        code.made(f"{program} {target}\n", line, column, len(text))
    elif _SHUTDOWN.match(text):
        code.made(_power(text) + "\n", line, column, len(text))
    elif disk:
        code.made(f"mkfs {disk[1]}\n", line, column, len(text))
    else:
        shown = _NAME.sub(_same, text, count=1)
        shown = (
            re.sub(r"^(\w+\s+)(\w+)", lambda m: m[1] + m[2].lower(), shown) if shown.partition(" ")[0] in SLASHED - {"robocopy"} else shown
        )
        shown = re.sub(r"(?<![^\s])[^\s\"()]*\([^\s\"]*", lambda m: f'"{m[0]}"', shown)
        shown = re.sub(r"(?i)(?<=\s)/[a-z](:\S+)?(?=\s|$)", "", shown) if shown.partition(" ")[0] in _SAME.values() else shown
        code.made(_plain(shown) + "\n", line, column, len(text)) if shown != text else code.plain(_plain(shown) + "\n", line, column)


def _power(text: str) -> str:
    """``shutdown /s /m \\\\host`` as what it does: stops or restarts that computer, calls it off, or only signs somebody out."""
    if re.search(r"(?i)\s/(a|l|\?)(?=\s|$)", text):
        return "shutdown -c"
    host = re.search(r"(?i)\s/m\s+\\*(\S+)", text)
    how = "shutdown -r" if re.search(r"(?i)\s[/-][rg](?=\s|$)", text) else "shutdown"
    return f"{how} -m {_plain(host[1])}" if host else how


def _word(word: str) -> str:
    plain = _plain(word)
    return plain if plain.startswith('"') or not re.search(r"[;&()]", plain) else f'"{plain}"'


def _plain(text: str) -> str:
    """Backslashes as slashes and ``%NAME%`` as a variable."""
    text = re.sub(r"%~?d?p?n?x?0\\?", "./", text)
    text = re.sub(r"(?<!%)%([A-Za-z_]\w*)%", lambda m: "${" + m[1].upper() + "}", text)
    text = re.sub(r"!([A-Za-z_]\w*)!", lambda m: "${" + m[1].upper() + "}", text)
    text = re.sub(r"%%?~?\w*([a-zA-Z0-9])(?!\w)", lambda m: "${" + ("ARG" if m[1].isdigit() else "") + m[1] + "}", text)
    return re.sub(r"\\(?!\")", "/", text).replace("^", "")
