"""Commands that the shell has itself, and those that only set up what later commands rely on: values, folders, links."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from riskscan.knowledge.shell import BY_ID
from riskscan.model.asset import AssetKind, AssetRef
from riskscan.model.effect import Effect, Operation, Scope, Trait, Undo
from riskscan.parsers.shell import runners
from riskscan.parsers.shell.folders import dirname, pwd, realpath
from riskscan.parsers.shell.here import beside
from riskscan.parsers.shell.sourced import source
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import PATH_OF, Part, Word


def _echo(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """The text that it prints."""
    rest = [w for w in words[1:] if w.shown not in ("-e", "-n", "-en", "-E", "--")]
    if words[0].shown == "printf" and rest:
        rest = rest[1:] if rest[0].shown.replace("\\n", "") in ("%s", "%b", "%q") and len(rest) > 1 else rest
    parts: list[Part] = []
    for number, word in enumerate(rest):
        if number and parts:
            last = parts[-1]
            parts.append(Part(" ", last.line, last.column + len(last.text)))
        parts += word.parts
    return Stream(text=Word(tuple(parts), rest[0].span if rest else words[0].span, True), program="echo")


def _cat(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    files = [w for w in words[1:] if not w.shown.startswith("-")]
    if not files:
        return stdin or Stream()
    return Stream(file=files[0], program="cat")


def _cd(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    goal = next((w for w in words[1:] if not w.shown.startswith("-")), None)
    if goal is not None:
        name = goal.shown
        beside_it = beside(name)
        own = beside_it is not None
        here = reader.state.folder
        sure = own or name.startswith(("/tmp", "/var/tmp", "{tmpdir}", "..", "~")) or name in (".", "-", "/", "{HOME}", "{OLDPWD}")
        sure = sure or reader.state.variables.errexit or reader.state.in_folder(name).rstrip("/") in reader.state.made
        reader.state.unsure = "" if sure else name
        if beside_it is not None:
            reader.state.folder = "" if beside_it == "." else beside_it
        else:
            joined = name if name.startswith(("/", "~", "{")) or not here else f"{here.rstrip('/')}/{name}"
            reader.state.folder = here if name == "." else (joined if "{" in joined or joined.startswith("~") else _plain(joined))
    return Stream()


def _plain(folder: str) -> str:
    """``y/..`` is where it started."""
    plain = posixpath.normpath(folder)
    return "" if plain == "." else plain


def _set(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    texts = [w.shown for w in words[1:]]
    if any(re.match(r"^-[a-z]*u", t) for t in texts) or "nounset" in texts:
        reader.state.variables.nounset = True
    if any(re.match(r"^-[a-z]*e", t) for t in texts) or "errexit" in texts:
        reader.state.variables.errexit = True
    return Stream()


def _mkdir(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """A folder that is there for sure."""
    folders = {reader.state.in_folder(w.shown).rstrip("/") for w in words[1:] if not w.shown.startswith("-")}
    reader.state.made |= folders
    if not any(re.match(r"-[a-zA-Z]*p|--parents", w.shown) for w in words[1:]):
        reader.state.written |= folders  # without -p it fails where the folder is there already, so this one is new
    return Stream(program="mkdir")


def _link(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """``ln -s``: where a symbolic link leads."""
    names = [w.shown for w in words[1:] if not w.shown.startswith("-")]
    if len(names) == 2 and any(re.match(r"^-[a-zA-Z]*s|^--symbolic$", w.shown) for w in words[1:]):
        goal = reader.state.in_folder(names[0])
        reader.state.links[reader.state.in_folder(names[1]).rstrip("/")] = goal
    return Stream(program="ln")


def _read(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    names = [w for w in words[1:] if re.match(r"^[A-Za-z_]\w*$", w.shown)]
    asks = stdin is None
    for word in names[-4:]:
        line = Word((Part("", word.span.start_line, word.span.start_column, word.shown, "input", True),), word.span)
        if stdin is not None and stdin.names is not None and len(names) == 1:
            line = stdin.names
        reader.state.variables.set(word.shown, line)
        if asks:
            reader.state.variables.asked.add(word.shown)
    return Stream()


def _eval(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    text = _echo(reader, words, None).text
    if text is None:
        return Stream()
    if text.known or (text.parts and not text.parts[0].hole):
        reader.nested(text)
        return Stream()
    first = text.parts[0] if text.parts else None
    if first is not None and first.reason == "command" and first.hole not in ("curl", "wget", "cat"):
        return Stream()  # eval "$(ssh-agent -s)": the tool's own settings; the command itself was read
    runners.unseen(reader, replace(text, span=words[0].span))
    return Stream()


def _trap(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    if len(words) > 2 and words[1].shown not in ("-", "", "-l", "-p"):
        reader.nested(words[1])
    return Stream()


def _mktemp(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    place = (words[0].span.start_line, words[0].span.start_column)
    folder = Part("", *place, "tmpdir", "mktemp")
    tail = (
        ()
        if any(w.shown.startswith("-") and "d" in w.shown for w in words[1:])
        else (Part("/", *place), Part("", *place, "file", "mktemp"))
    )
    return Stream(text=Word((folder, *tail), words[0].span), program="mktemp")


_FINDS = frozenset({"pgrep", "pidof", "lsof", "fuser", "ps", "awk", "grep", "cut", "xargs"})


def _kill(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """``kill %1`` and ``kill $PID`` of its own child are everyday; ``kill -9 1234`` is not known, a list of found programs even less."""
    goal = words[-1]
    found = [p for w in words[1:] for p in w.parts if p.hole and (p.reason == "list" or p.hole in _FINDS)]
    if found and not any(w.shown in ("-0", "-l") for w in words):
        reader.state.emit(BY_ID["shell/kill"], "every program that it finds", words[0].span, plain="It stops every program that it finds.")
        return Stream()
    if len(words) > 1 and goal.shown.isdigit() and not any(w.shown in ("-0", "-l") for w in words):
        asset = AssetRef(AssetKind.PROGRAM, goal.shown)
        reader.state.effects.append(
            Effect(Operation.ALTER, "stop", asset, Scope.ONE, Undo.UNKNOWN, reader.state.place.certainty, "shell/kill", f"It stops the program with number {goal.shown}.",  # noqa: E501
                   words[0].span, traits=(Trait.OUTAGE, *reader.state.place.traits), safe_evidence=reader.state.place.safe_evidence, also=reader.state.place.also)  # noqa: E501
        )  # fmt: skip
    return Stream()


def _shift(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """The first things that a function was given go; those that only the run knows stay unknown."""
    variables, count = reader.state.variables, words[1].shown if len(words) > 1 else "1"
    given = variables.all("@")
    if given is None or not count.isdigit():
        return Stream()
    left = given[int(count) :]
    for number in range(1, 10):
        variables.values.pop(str(number), None)
        if number <= len(left):
            variables.set(str(number), left[number - 1])
    for name in "@*":
        variables.set(name, *left)
    return Stream()


def which(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """``which x``, ``command -v x``, ``type -P x``: where the program lies; what is run by that path is the program."""
    names = [w for w in words[1:] if not w.shown.startswith("-")]
    if not names or not names[0].known:
        return Stream(program="which")
    span = names[0].span
    return Stream(text=Word((Part("", span.start_line, span.start_column, names[0].shown, PATH_OF, True),), span), program="which")


BUILTINS = {
    "echo": _echo, "printf": _echo, "cat": _cat, "cd": _cd, "pushd": _cd, "set": _set, "read": _read, "eval": _eval, "trap": _trap, "source": source,  # noqa: E501
    ".": source, "mktemp": _mktemp, "kill": _kill, "mkdir": _mkdir, "shift": _shift, "ln": _link,
    "which": which, "type": which,
    "dirname": dirname, "pwd": pwd, "realpath": realpath, "readlink": realpath,
}  # fmt: skip
