"""Windows batch files: each line as the command that does the same in a shell. Source: learn.microsoft.com, Windows commands."""

from __future__ import annotations

import re

from riskscan.formats.code import Code
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
    "copy": "cp", "xcopy": "cp -r", "robocopy": "cp -r", "move": "mv", "ren": "mv", "rename": "mv", "md": "mkdir", "type": "cat", "dir": "ls",  # noqa: E501
    "findstr": "grep", "find": "grep", "where": "which", "taskkill": "kill", "tasklist": "ps", "more": "cat", "fc": "diff", "cd": "cd",
}  # fmt: skip
_NAME = re.compile(r"(?i)^[\w-]+(\.exe|\.cmd|\.com)?\b(?=\s|$|/)")


def _same(name: re.Match[str]) -> str:
    """The program of a shell that does what a command of Windows does; other programs without their ending."""
    plain = re.sub(r"(?i)\.(exe|cmd|com)$", "", name[0])
    return _SAME.get(plain.lower(), plain)


def read(found: Found, text: str) -> None:
    """All lines, in order, as one shell text with its true places."""
    code = Code()
    for number, line in enumerate(text.split("\n"), start=1):
        if _PASSED_OVER.match(line):
            found.understood = True
            continue
        if len(line) > LONGEST:
            consequence = "What it does is not in our answer. It may do more."
            found.unseen("line-too-long", f"Line {number} is too long for us to read.", consequence, number)
            continue
        start = 0
        for part in [*_SPLIT.finditer(line), None]:
            end = part.start() if part is not None else len(line)
            _command(code, line[start:end], number, start + 1)
            start = part.end() if part is not None else end
    found.piece(code, Language.SHELL)


def _command(code: Code, part: str, line: int, column: int) -> None:
    """One command."""
    text = part.lstrip()
    column += len(part) - len(text)
    before = _BEFORE.match(text)
    if before:
        text, column = text[before.end() :], column + before.end()
    text = text.rstrip(" )") if text.count(")") > text.count("(") else text.rstrip()
    if not text or _PASSED_OVER.match(text):
        return
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
    elif disk:
        code.made(f"mkfs {disk[1]}\n", line, column, len(text))
    else:
        shown = _NAME.sub(_same, text, count=1)
        shown = re.sub(r"(?i)(?<=\s)/[a-z](:\S+)?(?=\s|$)", "", shown) if shown.partition(" ")[0] in _SAME.values() else shown
        code.made(_plain(shown) + "\n", line, column, len(text)) if shown != text else code.plain(_plain(shown) + "\n", line, column)


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
