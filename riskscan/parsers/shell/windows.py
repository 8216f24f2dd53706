"""Commands that hand code to PowerShell."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace

from riskscan.model.artifact import Language
from riskscan.model.findings import Reference
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import Part, Word

POWERSHELL = re.compile(r"(?i)^(?:[a-z]:)?[\w/\\.-]*?\b(powershell|pwsh)(\.exe)?$")
_VALUES = re.compile(
    r"(?i)^-(ex|ep|executionpolicy|w|windowstyle|v|version|configurationname|settingsfile|wd|workingdirectory|o|of|outputformat|if|inputformat|custompipename)$"
)


def powershell(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """``pwsh -Command "..."``, ``-File x.ps1``, ``-EncodedCommand``: what is run goes to the reader of PowerShell."""
    index = 1
    while index < len(words):
        text = words[index].shown.lower()
        rest = words[index + 1 :]
        if re.match(r"^[-/](c|com\w*)$", text) and rest:
            _code(reader, rest, stdin)
            return Stream(program="pwsh")
        if re.match(r"^[-/](e|ec|en\w*)$", text) and rest:
            _encoded(reader, rest[0])
            return Stream(program="pwsh")
        if re.match(r"^[-/](f|file)$", text) and rest:
            _file(reader, rest[0], words[0])
            return Stream(program="pwsh")
        if not text.startswith(("-", "/")) or text == "-":
            break
        index += 2 if _VALUES.match(text) else 1
    if index < len(words) and words[index].shown != "-":
        if words[index].shown.lower().endswith(".ps1"):
            _file(reader, words[index], words[0])
        else:
            _code(reader, words[index:], stdin)
    elif stdin is not None and stdin.text is not None:
        reader.state.embed(stdin.text, Language.POWERSHELL)
    return Stream(program="pwsh")


def _code(reader: Reader, words: list[Word], stdin: Stream | None) -> None:
    if words[0].shown == "-":
        if stdin is not None and stdin.text is not None:
            reader.state.embed(stdin.text, Language.POWERSHELL)
        return
    parts: list[Part] = []
    for word in words:
        if parts:
            last = parts[-1]
            parts.append(replace(last, text=" ", hole="", column=last.column + len(last.text)))
        parts += word.parts
    reader.state.embed(Word(tuple(parts), words[0].span), Language.POWERSHELL)


def _encoded(reader: Reader, word: Word) -> None:
    """Base64 of UTF-16, which hides the code from people and not from us."""
    try:
        text = base64.b64decode(word.shown, validate=True).decode("utf-16-le")
    except (binascii.Error, UnicodeDecodeError):
        reader.state.embed(word, Language.POWERSHELL)
        return
    first = word.parts[0] if word.parts else None
    if first is not None:
        reader.state.embed(Word((replace(first, text=text),), word.span), Language.POWERSHELL)


def _file(reader: Reader, word: Word, head: Word) -> None:
    path = reader.state.in_folder(word.shown.replace("\\", "/").removeprefix("./"))
    reader.state.refer(Reference(path, head.span, Language.POWERSHELL))
