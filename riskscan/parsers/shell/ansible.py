"""Ansible on the command line: a playbook that it runs is read, and so is one command for many computers (``ansible all -a "..."``)."""

from __future__ import annotations

from riskscan.model.artifact import Language
from riskscan.model.effect import Safe, Safety, Trait
from riskscan.model.findings import Reference
from riskscan.parsers.shell.options import Line, read_line
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import Word

PROGRAMS = ("ansible", "ansible-playbook")
_LOOKS = ("--syntax-check", "--list-tasks", "--list-hosts", "--list-tags", "--version", "--help", "-h")
_CHECKS = ("--check", "-C")
_RUN = ("command", "shell", "raw")
_EVERY = ("all", "*")


def run(reader: Reader, program: str, words: list[Word]) -> Stream | None:
    """Reads what is handed over; None where a row has to say it: a playbook whose name only the run knows, a module that is no command."""
    line = read_line(program, words)
    if line.has(*_LOOKS):
        return Stream()
    safe = (Safe(Safety.DRY_RUN, "It only shows what it would do (--check).", words[0].span),) if line.has(*_CHECKS) else ()
    if program == "ansible-playbook":
        return _playbooks(reader, line, safe)
    return _one_command(reader, line, safe)


def _playbooks(reader: Reader, line: Line, safe: tuple[Safe, ...]) -> Stream | None:
    if not line.operands or not all(w.known and w.shown.endswith((".yml", ".yaml")) for w in line.operands):
        return None
    limit = line.value("-l") or line.value("--limit") or line.value("-i") or line.value("--inventory")
    with reader.state.inside(safe=safe, within=limit.shown if limit is not None and limit.known else ""):
        for word in line.operands:
            reader.state.refer(Reference(reader.state.in_folder(word.shown.removeprefix("./")), word.span, Language.PLAYBOOK))
    return Stream()


def _one_command(reader: Reader, line: Line, safe: tuple[Safe, ...]) -> Stream | None:
    module = line.value("-m") or line.value("--module-name")
    code = line.value("-a") or line.value("--args")
    name = module.shown.rpartition(".")[2] if module is not None else "command"
    if name in ("ping", "setup", "debug", "stat"):
        return Stream()
    if name not in _RUN or code is None or not line.operands:
        return None
    hosts = line.operands[0].shown
    with reader.state.inside(safe=safe, within=hosts, traits=(Trait.REPEATED,) if hosts in _EVERY else ()):
        reader.nested(code, True)
    return Stream()
