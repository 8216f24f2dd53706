"""One command: who runs it, what it is, and where its effects are known from."""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial

from riskscan.knowledge.shell import BY_ID
from riskscan.knowledge.shell.command import Prefix
from riskscan.knowledge.shell.everyday import ARTISAN_LOOKS, BUILD_PROGRAMS, BUILDERS, DJANGO_LOOKS, TARGETS, WINDOWS_LOOKS, destroys
from riskscan.knowledge.shell.programs import HARMLESS, PREFIXES, PROGRAMS, SLASHED
from riskscan.model.artifact import Language
from riskscan.model.asset import Match
from riskscan.model.effect import Certainty, Scope, Trait
from riskscan.model.findings import Reference
from riskscan.parsers.shell import clients, paths, records, runners, versions, web
from riskscan.parsers.shell.builtin import BUILTINS, which
from riskscan.parsers.shell.folders import git_top, top
from riskscan.parsers.shell.match import by_rows, is_known
from riskscan.parsers.shell.options import Line, read_line
from riskscan.parsers.shell.passwords import passwords
from riskscan.parsers.shell.scripts import unseen_script
from riskscan.parsers.shell.selected import choose, chosen
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import PATH_OF, Part, Word, literal

_PREFIXES = {name: prefix for prefix in PREFIXES for name in prefix.names}
_PAIRS = frozenset(name for name in _PREFIXES if " " in name) | {"docker compose", "podman compose", "brew services", "flask db"}
_PROJECT_PROGRAMS = {"artisan": ("php",), "manage.py": ("python", "python2", "python3")}  # run as "php artisan", "python manage.py"
_INSTALLED = re.compile(r"(^/opt/|(^|/)s?bin/|^\{\w+\}/$)")  # "/opt/kafka/bin/", "{KAFKA_HOME}/"
_ENVIRONMENT = re.compile(r"(^|/)\.?(v|virtual)?env[\w.-]*/(bin|Scripts)/$")  # of Python, with its own programs
_RUNNERS = frozenset(("kubectl", "terraform", "tofu", "rm", "aws", "gsutil", "curl"))
_CHOOSE = frozenset({"grep", "egrep", "fgrep", "rg", "head", "tail", "sort", "uniq"})  # hand on some of the lines that they get
_ENDING = re.compile(r"_(?:bin|cmd|command|exe|path|cli)$")
_RUN_CODE = frozenset({"python", "python3", "java", "javacmd", "node", "go", "pip", "npm", "cargo", "ruby", "php"})  # $PYTHON x.py
_CONTAINERS = {"dc": "docker-compose", "compose": "docker-compose", "container_engine": "docker", "container_runtime": "docker"}
_SHOWS = frozenset({"BROWSER", "EDITOR", "VISUAL", "PAGER", "MANPAGER"})  # what a person has chosen to look at files with
_GIVEN = re.compile(r"arguments|argument_\d+")
_ASSIGNMENT = re.compile(r"^[A-Za-z_]\w*=")


def run_command(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """Reads one command and says what it prints."""
    words = _joined(words)
    program = _program(words[0])
    if not words[0].parts or (not words[0].known and words[0].match is Match.UNKNOWN):
        return _by_a_variable(reader, words, stdin)
    if program == "command" and len(words) > 1 and words[1].shown in ("-v", "-V"):
        return which(reader, words, stdin)
    prefix = _PREFIXES.get(program)
    if prefix is not None:
        rest, repeated = _after(prefix, program, words, stdin)
        if rest:
            with reader.state.inside(traits=(Trait.REPEATED,) if repeated else ()):
                run = partial(run_command, reader) if program == "command" else reader.run
                return run([replace(rest[0], span=words[0].span), *rest[1:]], None if prefix.repeats else stdin)
        return Stream()
    if git_top(program, words):
        return top(words)
    builtin = BUILTINS.get(program)
    if builtin is not None:
        return builtin(reader, words, stdin)
    line = read_line(program, words)
    passwords(reader.state, program, words)
    choose(reader.state, line)
    traits, safe, also = chosen(reader.state, line)
    with reader.state.inside(traits=traits, safe=safe, also=also):
        for reads in (runners.run, clients.run, web.run, versions.run, records.run, _files):
            out = reads(reader, program, words, stdin)
            if out is not None:
                return out
        if _everyday(line) or by_rows(reader.state, line):
            return Stream(program=program)
        asked = program in BUILD_PROGRAMS and destroys([w.shown for w in line.operands[:2]])
        if (program not in HARMLESS and program.lower() not in WINDOWS_LOOKS) or asked:
            _other(reader, program, words)
    return Stream(program=program, names=stdin.names if stdin is not None and program in _CHOOSE else None)


def _by_a_variable(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """``$KUBECTL delete pod x``, ``$SUDO rm x``, ``"$RUN" -x``: a program that a variable names, or that follows an empty one."""
    first = words[0].parts[0] if words[0].parts else None
    meant = _meant(words[0])
    if meant:  # the program itself, even where a function of the script has its name
        return run_command(reader, [literal(meant, words[0].span), *words[1:]], stdin)
    name = next((part.hole for part in words[0].parts if part.hole), "program")
    if not words[0].parts or name in _SHOWS or (len(words[0].parts) == 1 and name in ("script", "BASH_SOURCE")):
        return Stream()  # nothing, something to look at files with, or this same script once more
    if _is_given(words, stdin):
        reader.state.emit(BY_ID["shell/given-command"], words[0].shown, words[0].span, match=Match.UNKNOWN)
        return Stream()
    if len(words) > 1 and words[1].shown.startswith("-"):
        _unknown(reader, words[0].shown, words[0], name)
        return Stream()
    if len(words) > 1 and first is not None and ((stdin is None and first.may_be_empty) or first.hole.lower() in ("sudo", "doas")):
        if first.hole.lower() not in ("sudo", "doas"):
            _unknown(reader, words[0].shown, words[0], name)
        return reader.run([replace(words[1], span=words[0].span), *words[2:]], stdin)  # "$SUDO rm x", "$DRY_RUN rm x"
    _unknown(reader, words[0].shown or "{program}", words[0])
    return Stream()


def _is_given(words: list[Word], stdin: Stream | None) -> bool:
    """``"$@"``, or ``"$1"`` alone: a command of whoever starts this file. With words or data of the file it may be any program."""
    part = words[0].parts[0] if len(words[0].parts) == 1 else None
    if part is None or part.reason != "parameter" or _GIVEN.fullmatch(part.hole) is None:
        return False
    return part.hole == "arguments" or (len(words) == 1 and stdin is None)


def _everyday(line: Line) -> bool:
    """True for targets that every project has (``make test``, ``./gradlew build``)."""
    first = line.operands[0].shown if line.operands else ""
    if line.program == "manage.py":
        return first in DJANGO_LOOKS
    if line.program == "artisan":
        return any(fnmatchcase(first, pattern) for pattern in ARTISAN_LOOKS)
    if line.program.removeprefix("./") not in BUILDERS:
        return False
    names = [w.shown.lower().rsplit(":", 1)[-1] if w.shown.startswith(":") else w.shown.lower() for w in line.operands]
    names = [n for n in names if not n.isdigit() and "=" not in n]
    return all(name in TARGETS for name in names)


def _joined(words: list[Word]) -> list[Word]:
    """``docker compose`` and ``poetry run`` count as one program."""
    if len(words) > 1:
        pair = f"{_program(words[0])} {words[1].shown}"
        if pair in _PAIRS:
            return [literal(pair, words[0].span), *words[2:]]
        script = words[1].shown.rsplit("/", 1)[-1]
        if _program(words[0]) in _PROJECT_PROGRAMS.get(script, ()) and len(words) > 2:
            return [literal(script, words[0].span), *words[2:]]
    if words[0].shown.endswith("/manage.py"):
        return [literal("manage.py", words[0].span), *words[1:]]
    return words


def _meant(word: Word) -> str:
    """The program that a variable stands for by its name: ``$KUBECTL``, ``${PSQL_BIN}``, ``$MYSQL_CMD``; empty where it names none.

    Only programs that change things: a variable that is called after a harmless one (``$ECHO rm x``) is often empty.
    """
    if len(word.parts) != 1 or not word.parts[0].hole:
        return ""
    if word.parts[0].reason == PATH_OF:
        return word.parts[0].hole
    name = _ENDING.sub("", word.parts[0].hole.lower())
    if name in _CONTAINERS:
        return _CONTAINERS[name]
    if name in _RUN_CODE:
        return name.removesuffix("cmd")
    if name == "shell":
        return "sh"  # the shell of the person who runs it
    return next((n for n in (name, name.replace("_", "-")) if is_known(n) or clients.is_client(n) or n in _RUNNERS), "")


def _program(word: Word) -> str:
    """The name of the program: without the folder of programs that it lies in, where one that rows know lies there."""
    name = word.shown.lstrip("\\")
    windows = name.lower().rpartition("/")[2].removesuffix(".exe")
    if windows in SLASHED:
        return windows
    folder, _, last = name.rpartition("/")
    if _ENVIRONMENT.search(folder + "/"):
        return last.removesuffix(".exe")
    if name.startswith(("/usr/", "/bin/", "/sbin/", "/opt/homebrew/bin/")):
        return last
    return last if _INSTALLED.search(folder + "/") and is_known(last) else name


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
        return _filled(rest, mark, stdin), stdin is None or stdin.names is None
    if program == "flock" and rest and rest[0].shown == "-c":
        rest = rest[1:]
    return rest, program == "watch"


def _filled(rest: list[Word], mark: str, stdin: Stream | None) -> list[Word]:
    """The words of an xargs command with the entry put in: the pattern of the files, else a part known only when it runs."""
    span = rest[0].span
    entry: tuple[Part, ...] = (Part("", span.start_line, span.start_column, "each_line", "list"),)
    if stdin is not None and stdin.names is not None:
        entry = stdin.names.parts
    if stdin is not None and stdin.text is not None and stdin.text.known and len(stdin.text.shown.split()) == 1:
        return [*rest, literal(stdin.text.shown.strip(), span)]
    if any(mark in w.shown for w in rest[1:]):
        return [rest[0], *(_put(w, mark, entry) for w in rest[1:])]
    return [*rest, Word(entry, span)]


def _put(word: Word, mark: str, entry: tuple[Part, ...]) -> Word:
    parts: list[Part] = []
    for part in word.parts:
        pieces = part.text.split(mark) if not part.hole else [""]
        if part.hole or len(pieces) == 1:
            parts.append(part)
            continue
        for number, piece in enumerate(pieces):
            if number:
                parts += entry
            if piece:
                parts.append(replace(part, text=piece))
    return replace(word, parts=tuple(parts))


def _listed(program: str, line: Line) -> Word | None:
    """The pattern of what a program lists: ``ls *.gz``, ``redis-cli --scan --pattern 'session:*'``; None where it lists nothing so."""
    if program == "ls":
        return line.operands[0] if len(line.operands) == 1 and "*" in line.operands[0].shown else None
    if program != "redis-cli":
        return None
    if line.has("--scan"):
        return line.value("--pattern")
    listed = len(line.operands) > 1 and line.operands[0].shown.lower() == "keys"
    return line.operands[1] if listed else None


def _files(reader: Reader, program: str, words: list[Word], stdin: Stream | None) -> Stream | None:
    """Commands on files."""
    state, line = reader.state, read_line(program, words)
    if program in ("rm", "unlink", "rmdir", "shred", "srm", "truncate"):
        paths.delete(state, line)
    elif program == "find":
        inner = paths.find(state, line, words)
        if inner:
            reader.run([replace(inner[0], span=words[0].span), *inner[1:]], None)
        return Stream(program="find", names=paths.found(line, words))
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
    elif (names := _listed(program, line)) is not None:
        return Stream(program=program, names=names)
    elif program in ("tar", "unzip", "bsdtar"):
        paths.unpack(state, line, words)
    elif program in ("sed", "perl"):
        paths.edit(state, line)
    else:
        return None
    return Stream(program=program)


def _unknown(reader: Reader, name: str, word: Word, only_if: str = "") -> None:
    """Runs something that only the run knows; ``only_if`` where it is that at worst."""
    reader.state.emit(BY_ID["shell/unseen-code"], name, word.span, match=Match.UNKNOWN, only_if=only_if)


_KEYWORDS = frozenset({"if", "then", "elif", "else", "fi", "do", "done", "case", "esac", "in", "for", "while", "until", "function"})
_KNOWN_SCRIPTS = frozenset(name for program in PROGRAMS for name in program.names if name.endswith(".sh"))


def _other(reader: Reader, program: str, words: list[Word]) -> None:
    """A program that nothing is known of: a file of the project, or a possible effect, once for each name."""
    state, name = reader.state, words[0].shown
    if program in _KNOWN_SCRIPTS:
        return  # a program that is shipped as a script; what it changes has rows of its own
    if "/" in name or name.endswith((".sh", ".py")):
        if name not in state.unknown_programs:
            state.unknown_programs.add(name)
            language = Language.PYTHON if name.endswith(".py") else Language.UNKNOWN
            state.refer(Reference(state.in_folder(name).removeprefix("./"), words[0].span, language))
            unseen_script(reader, name, words)
        return
    if program in _KEYWORDS:
        return  # what is left of a statement that could not be read, which is said
    if state.sourced or program in state.unknown_programs or not re.match(r"^[A-Za-z_][\w.+-]*$", program) or "=" in name:
        return
    state.unknown_programs.add(program)
    wide = destroys([w.shown for w in words[1:]])
    state.emit(
        BY_ID["shell/program"], program, words[0].span, certainty=Certainty.POSSIBLE,
        scope=Scope.ALL if wide else None, traits=(Trait.FORCED,) if wide else (),
    )  # fmt: skip
