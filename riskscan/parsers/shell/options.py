"""The words of a command as options and operands, as that program reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from riskscan.knowledge.shell.command import Program
from riskscan.knowledge.shell.programs import PROGRAMS
from riskscan.parsers.shell.word import Word

_BY_NAME = {name: program for program in PROGRAMS for name in program.names}
_PLAIN = Program(names=())
_SLASHED = re.compile(r"(/[A-Za-z?][\w-]*)(:.*)?$", re.S)
_PASSWORD = frozenset({"mysql", "mariadb", "mysqldump", "mysqladmin", "mariadb-dump", "mysqlimport"})  # -p with the password in one word


@dataclass(slots=True)
class Line:
    """``options``: name to values (None for a switch), in order; ``operands``: the rest."""

    program: str
    head: Word
    options: list[tuple[str, Word | None]] = field(default_factory=list)
    operands: list[Word] = field(default_factory=list)

    def has(self, *patterns: str) -> bool:
        """True where an option is given; ``--acl=public*`` also tests its value."""
        return any(self._test(pattern) for pattern in patterns)

    def _test(self, pattern: str) -> bool:
        name, equals, value = pattern.partition("=")
        for option, word in self.options:
            if fnmatchcase(option, name):
                if not equals and not (word and word.shown.lower() in ("false", "none", "no") and option.startswith("--")):
                    return True
                if equals and word is not None and fnmatchcase(word.shown, value):
                    return True
        return False

    def may_have(self, *patterns: str) -> str:
        """The name of the value, known only to the run, with which one of the options would be given (``--acl=public*``); else empty."""
        for pattern in patterns:
            name, equals, _ = pattern.partition("=")
            for option, word in self.options if equals else ():
                if word is not None and fnmatchcase(option, name) and word.only_hole:
                    return word.only_hole
        return ""

    def value(self, *patterns: str) -> Word | None:
        """The value of the first of the options that is given with one."""
        for pattern in patterns:
            for option, word in self.options:
                if word is not None and fnmatchcase(option, pattern):
                    return word
        return None

    def values(self, *patterns: str) -> list[Word]:
        """All values of the options."""
        return [word for option, word in self.options if word is not None and any(fnmatchcase(option, p) for p in patterns)]


def read_line(program: str, words: list[Word], values: tuple[str, ...] = ()) -> Line:
    """Splits the words after the program name. ``values`` are further options that take the next word."""
    spec = _BY_NAME.get(program, _PLAIN)
    takes = (*spec.values, *values)
    line = Line(program, words[0])
    index = 1
    while index < len(words):
        word, text = words[index], words[index].shown
        index += 1
        if text == "--":
            line.operands += words[index:]
            break
        slashed = _SLASHED.match(text) if spec.slash else None
        if slashed:
            index += _slashed(line, takes, word, slashed, words[index] if index < len(words) else None)
            continue
        if len(text) < 2 or text[0] != "-" or (text[1].isdigit() and program != "pkill"):
            line.operands.append(word)
            continue
        following = words[index] if index < len(words) else None
        index += _option(line, spec, takes, word, following)
    return line


def _slashed(line: Line, takes: tuple[str, ...], word: Word, found: re.Match[str], following: Word | None) -> int:
    """``/delete``, ``/active:no``, ``/tn name``; returns 1 where it took the next word."""
    name = found[1].lower()
    if found[2]:
        line.options.append((name, word.after(found.start(2) + 1)))
        return 0
    taken = name in takes and following is not None
    line.options.append((name, following if taken else None))
    return 1 if taken else 0


def _option(line: Line, spec: Program, takes: tuple[str, ...], word: Word, following: Word | None) -> int:
    """Reads one option; returns 1 where it took the next word."""
    text = word.shown
    match = re.match(r"^(--?[\w][\w.-]*)=", text)
    if match and (text.startswith("--") or spec.single_dash):
        line.options.append((match[1], word.after(match.end())))
        return 0
    long = text.startswith("--") or spec.single_dash
    if text in takes or (long and spec.long_values and not any(fnmatchcase(text, f) for f in spec.flags)):
        if following is not None and (text in takes or not following.shown.startswith("--")):
            line.options.append((text, following))
            return 1
        line.options.append((text, None))
        return 0
    if long or (text.startswith("-p") and line.program in _PASSWORD):
        line.options.append((text if long else "-p", None))
        return 0
    line.options.append((text, None))
    return _cluster(line, takes, word, following)


def _cluster(line: Line, takes: tuple[str, ...], word: Word, following: Word | None) -> int:
    """``-rf`` and ``-hdb1``: letters up to the first that takes a value."""
    text = word.shown
    for position in range(1, len(text)):
        letter = "-" + text[position]
        if letter in takes:
            if position + 1 < len(text):
                line.options.append((letter, word.after(position + 1)))
                return 0
            line.options.append((letter, following))
            return 1 if following is not None else 0
        if len(text) > 2:
            line.options.append((letter, None))
    return 0
