"""One command: who runs it, what it is, and where its effects are known from."""

from __future__ import annotations

import re
from dataclasses import replace

from riskscan.knowledge.secrets import is_secret
from riskscan.knowledge.shell import BY_ID
from riskscan.knowledge.shell.command import Prefix
from riskscan.knowledge.shell.programs import HARMLESS, PREFIXES
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.effect import Certainty, Effect, Operation, Scope, Trait, Undo
from riskscan.model.findings import Reference
from riskscan.parsers.shell import clients, paths, runners, web
from riskscan.parsers.shell.match import by_rows
from riskscan.parsers.shell.options import read_line
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import Part, Word, literal

_PREFIXES = {name: prefix for prefix in PREFIXES for name in prefix.names}
_PAIRS = frozenset(name for name in _PREFIXES if " " in name) | {"docker compose", "podman compose", "brew services"}
_ASSIGNMENT = re.compile(r"^[A-Za-z_]\w*=")


def run_command(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """Reads one command and says what it prints."""
    words = _joined(words)
    program = _program(words[0])
    if not words[0].parts or (not words[0].known and words[0].match is Match.UNKNOWN):
        if stdin is None and len(words) > 1 and words[0].parts and words[0].parts[0].may_be_empty:
            return reader.run([replace(words[1], span=words[0].span), *words[2:]], stdin)  # "$SUDO rm x", "$DRY_RUN rm x"
        _unknown(reader, words[0].shown or "{program}", words[0])
        return Stream()
    prefix = _PREFIXES.get(program)
    if prefix is not None:
        rest, repeated = _after(prefix, program, words, stdin)
        if rest:
            with reader.state.inside(traits=(Trait.REPEATED,) if repeated else ()):
                return reader.run([replace(rest[0], span=words[0].span), *rest[1:]], None if prefix.repeats else stdin)
        return Stream()
    builtin = _BUILTINS.get(program)
    if builtin is not None:
        return builtin(reader, words, stdin)
    for reads in (runners.run, clients.run, web.run, _files):
        out = reads(reader, program, words, stdin)
        if out is not None:
            return out
    if not by_rows(reader.state, read_line(program, words)) and program not in HARMLESS:
        _other(reader, program, words)
    return Stream(program=program)


def _joined(words: list[Word]) -> list[Word]:
    """``docker compose`` and ``poetry run`` count as one program."""
    if len(words) > 1:
        pair = f"{_program(words[0])} {words[1].shown}"
        if pair in _PAIRS:
            return [Word((Part(pair, words[0].span.start_line, words[0].span.start_column),), words[0].span), *words[2:]]
    return words


def _program(word: Word) -> str:
    name = word.shown.lstrip("\\")
    return name.rsplit("/", 1)[-1] if name.startswith(("/usr/", "/bin/", "/sbin/", "/opt/homebrew/bin/")) else name


def _after(prefix: Prefix, program: str, words: list[Word], stdin: Stream | None) -> tuple[list[Word], bool]:
    """The command that a prefix runs, and whether it runs once for each of a list."""
    index = 1
    while index < len(words):
        text = words[index].shown
        if text == "--":
            index += 1
            break
        if text.startswith("-") and len(text) > 1:
            index += 2 if text in prefix.values else 1
        elif prefix.assignments and _ASSIGNMENT.match(text):
            index += 1
        else:
            break
    rest = words[index + prefix.operands :]
    if prefix.repeats and program != "watch":
        if program == "parallel" and any(w.shown in (":::", "::::") for w in rest):
            rest = rest[: next(i for i, w in enumerate(rest) if w.shown in (":::", "::::"))]
        if not rest:
            return rest, False
        mark = next((words[i + 1].shown for i, w in enumerate(words[:-1]) if w.shown in ("-I", "-i")), "{}")
        rest = _filled(rest, mark, stdin)
        return rest, True
    if program == "flock" and rest and rest[0].shown == "-c":
        rest = rest[1:]
    return rest, program == "watch"


def _filled(rest: list[Word], mark: str, stdin: Stream | None) -> list[Word]:
    """The words of an xargs command with the entry put in as a part known only when it runs."""
    span = rest[0].span
    entry = Part("", span.start_line, span.start_column, "each_line", "list")
    if stdin is not None and stdin.text is not None and stdin.text.known and len(stdin.text.shown.split()) == 1:
        return [*rest, literal(stdin.text.shown.strip(), span)]
    if any(mark in w.shown for w in rest[1:]):
        return [rest[0], *(_put(w, mark, entry) for w in rest[1:])]
    return [*rest, Word((entry,), span)]


def _put(word: Word, mark: str, entry: Part) -> Word:
    parts: list[Part] = []
    for part in word.parts:
        pieces = part.text.split(mark) if not part.hole else [""]
        if part.hole or len(pieces) == 1:
            parts.append(part)
            continue
        for number, piece in enumerate(pieces):
            if number:
                parts.append(entry)
            if piece:
                parts.append(replace(part, text=piece))
    return replace(word, parts=tuple(parts))


def _files(reader: Reader, program: str, words: list[Word], stdin: Stream | None) -> Stream | None:
    """Commands on files."""
    state, line = reader.state, read_line(program, words)
    if program in ("rm", "unlink", "rmdir", "shred", "srm", "truncate"):
        paths.delete(state, line)
    elif program == "find":
        inner = paths.find(state, line, words)
        if inner:
            reader.run([replace(inner[0], span=words[0].span), *inner[1:]], None)
        return Stream(program="find")
    elif program in ("cp", "mv", "rsync", "scp", "sftp", "install"):
        paths.copy(state, line)
    elif program in ("chmod", "chown", "chgrp"):
        paths.rights(state, line)
    elif program in ("dd", "wipefs", "sgdisk", "zpool") or program.startswith("mkfs"):
        paths.disk(state, line)
    elif program == "tee":
        for word in line.operands:
            paths.write_path(state, word, words[0].span, append=line.has("-a", "--append"))
        return stdin or Stream(program="tee")
    elif program in ("tar", "unzip", "bsdtar"):
        paths.unpack(state, line, words)
    elif program in ("sed", "perl"):
        paths.edit(state, line)
    else:
        return None
    return Stream(program=program)


def _unknown(reader: Reader, name: str, word: Word) -> None:
    """Runs something that only the run knows."""
    reader.state.emit(BY_ID["shell/unseen-code"], name, word.span, match=Match.UNKNOWN)


def _other(reader: Reader, program: str, words: list[Word]) -> None:
    """A program that nothing is known of: a file of the project, or a possible effect, once for each name."""
    state, name = reader.state, words[0].shown
    if "/" in name or name.endswith((".sh", ".py")):
        if name not in state.unknown_programs:
            state.unknown_programs.add(name)
            language = Language.PYTHON if name.endswith(".py") else Language.UNKNOWN
            state.refer(Reference(state.in_folder(name.removeprefix("./")), words[0].span, language))
        return
    if state.sourced or program in state.unknown_programs or not re.match(r"^[A-Za-z_][\w.+-]*$", program) or "=" in name:
        return
    state.unknown_programs.add(program)
    state.emit(BY_ID["shell/program"], program, words[0].span, certainty=Certainty.POSSIBLE)


# -- builtins ----------------------------------------------------------------------------------------------------------------------


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
        own = any(p.reason == "command" and p.hole in ("dirname", "pwd", "git", "realpath") for p in goal.parts[:1]) or "{script}" in name
        here = reader.state.folder
        reader.state.folder = (
            "" if own or name == "." else (name if name.startswith(("/", "~", "{")) or not here else f"{here.rstrip('/')}/{name}")
        )
    return Stream()


def _set(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    texts = [w.shown for w in words[1:]]
    if any(re.match(r"^-[a-z]*u", t) for t in texts) or "nounset" in texts:
        reader.state.variables.nounset = True
    return Stream()


def _read(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    names = [w for w in words[1:] if re.match(r"^[A-Za-z_]\w*$", w.shown)]
    asks = stdin is None
    for word in names[-4:]:
        reader.state.variables.set(
            word.shown, Word((Part("", word.span.start_line, word.span.start_column, word.shown, "input", True),), word.span)
        )
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


def _source(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """``source ./env.sh``: its values count here; what else it does is read as a file of its own."""
    if len(words) < 2:
        return Stream()
    state, name = reader.state, words[1].shown
    state.sourced = True
    if not words[1].known or "/bin/activate" in name or name.startswith(("~", "/etc/", "/usr/")):
        return Stream()
    text = state.surroundings.text(name.removeprefix("./"), state.path)
    for line in (text or "").splitlines()[:2_000]:
        match = re.match(r"^\s*(?:export\s+)?([A-Za-z_]\w*)=(?:\"([^\"$`]*)\"|'([^']*)'|([^\s\"'$`#;]*))\s*(?:#.*)?$", line)
        if match:
            value = next((g for g in match.groups()[1:] if g is not None), "")
            state.variables.set(match[1], literal(value, words[1].span))
            if is_secret(match[1], value):
                continue
    if not name.endswith(".env") and "/.env" not in name and not name.startswith(".env"):
        state.refer(Reference(name.removeprefix("./"), words[1].span, Language.SHELL))
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


def _kill(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """``kill %1`` and ``kill $PID`` of its own child are everyday; ``kill -9 1234`` is not known."""
    goal = words[-1]
    if len(words) > 1 and goal.shown.isdigit() and not any(w.shown in ("-0", "-l") for w in words):
        asset = AssetRef(AssetKind.PROGRAM, goal.shown)
        reader.state.effects.append(
            Effect(Operation.ALTER, "stop", asset, Scope.ONE, Undo.UNKNOWN, reader.state.place.certainty, "shell/kill", f"It stops the program with number {goal.shown}.",  # noqa: E501
                   words[0].span, traits=(Trait.OUTAGE, *reader.state.place.traits), safe_evidence=reader.state.place.safe_evidence, also=reader.state.place.also)  # noqa: E501
        )  # fmt: skip
    return Stream()


_BUILTINS = {
    "echo": _echo, "printf": _echo, "cat": _cat, "cd": _cd, "pushd": _cd, "set": _set, "read": _read, "eval": _eval, "trap": _trap, "source": _source,  # noqa: E501
    ".": _source, "mktemp": _mktemp, "kill": _kill,
}  # fmt: skip
