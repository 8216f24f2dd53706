"""Texts with code in them: the steps of a runbook, and the examples of a README.

Somebody who hands over a runbook is about to do what it says, so its blocks count as any script. A README explains; nobody runs it from
top to bottom, and its examples have gaps for the reader to fill, so they are named and not judged.
Source: github.github.com/gfm, fenced code blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from riskscan.formats.code import Code
from riskscan.model.artifact import Language
from riskscan.parsers.documents.found import Found

_FENCE = re.compile(r"^( {0,8})(`{3,}|~{3,})\s*\{?\.?([\w+#-]*)")
_LANGUAGES = {
    "sh": Language.SHELL, "bash": Language.SHELL, "shell": Language.SHELL, "zsh": Language.SHELL,
    "console": Language.SHELL, "shell-session": Language.SHELL, "terminal": Language.SHELL, "sql": Language.SQL,
    "postgresql": Language.SQL, "mysql": Language.SQL, "python": Language.PYTHON, "py": Language.PYTHON,
    "powershell": Language.POWERSHELL, "ps1": Language.POWERSHELL, "pwsh": Language.POWERSHELL, "bat": Language.BATCH,
    "cmd": Language.BATCH,
}  # fmt: skip
_PROMPT = re.compile(r"^(\s*)(\$|#|>>>|PS [^>]*>|[\w@.-]+[:~\w/]*\$)\s(?=\S)")
_SAMPLES = ("readme", "contributing", "changelog", "code_of_conduct", "security", "history", "news", "agents")
_STEPS = re.compile(r"(?i)runbook|playbook|procedure|rollback|migration|incident|cleanup|clean-up|steps|todo")


def read(found: Found, text: str) -> None:
    """All blocks of code in a language that is known; a text without any runs nothing."""
    found.understood = True
    blocks = list(_blocks(text))
    if blocks and _is_sample(found.artifact.path):
        says = "This text explains. We did not judge the examples in it."
        found.unseen("examples", says, "To run one of them, hand it in as a file of its own.", blocks[0][1])
        return
    for language, line, column, lines in blocks:
        found.piece(_code(language, lines, line + 1, column), language)


def _is_sample(path: str) -> bool:
    """True for a text that explains a project, as its name and folder show."""
    parts = PurePosixPath(path.replace("\\", "/").lower()).parts
    explains = parts[-1].startswith(_SAMPLES) or "docs" in parts[:-1] or "doc" in parts[:-1]
    return explains and not _STEPS.search(parts[-1])


def _blocks(text: str) -> Iterator[tuple[Language, int, int, list[str]]]:
    """Language, line of the fence, column of the code, and the lines between the fences."""
    opened: tuple[str, str, int, int] | None = None
    inside: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        fence = _FENCE.match(line)
        if opened is None:
            if fence:
                opened, inside = (fence[2], fence[3].lower(), number, len(fence[1]) + 1), []
        elif fence and fence[2].startswith(opened[0]) and not fence[3]:
            language = _LANGUAGES.get(opened[1])
            if language is not None:
                yield language, opened[2], opened[3], inside
            opened = None
        else:
            inside.append(line)


def _code(language: Language, lines: list[str], first: int, column: int) -> Code:
    """The block as code; where prompts stand before the commands, only what follows them."""
    code = Code()
    prompts = {found[2] for line in lines if (found := _PROMPT.match(line))} - {"#"}
    prompted = language is Language.SHELL and bool(prompts)
    for number, line in enumerate(lines, start=first):
        prompt = _PROMPT.match(line) if prompted else None
        if prompted and (prompt is None or prompt[2] not in prompts):
            continue
        start = prompt.end() if prompt else min(column - 1, len(line) - len(line.lstrip()))
        code.plain(line[start:] + "\n", number, start + 1)
    return code
