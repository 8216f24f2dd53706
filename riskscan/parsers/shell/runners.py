"""Commands that run other code: another shell here or on another host, a script, an interpreter, Terraform."""

from __future__ import annotations

import re
from dataclasses import replace

from riskscan.knowledge.shell import BY_ID
from riskscan.knowledge.shell.everyday import only_computes
from riskscan.model.artifact import Language
from riskscan.model.asset import Match
from riskscan.model.findings import Reference
from riskscan.model.span import Note
from riskscan.parsers.shell import ansible, terraform
from riskscan.parsers.shell.options import read_line
from riskscan.parsers.shell.scripts import unseen_script
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.windows import POWERSHELL, powershell
from riskscan.parsers.shell.word import Word

SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh", "ash"})
_PYTHON = re.compile(r"^python[\d.]*$|^pypy3?$|^ipython$")
_SSH_VALUES = ("-i", "-p", "-l", "-o", "-F", "-J", "-L", "-R", "-D", "-b", "-c", "-E", "-e", "-I", "-m", "-O", "-Q", "-S", "-W", "-w", "-B")
_CONTAINER = frozenset({"docker", "podman", "nerdctl", "docker-compose", "docker compose"})
_FETCH = frozenset({"curl", "wget"})
_INLINE = {
    "ruby": ("-e",),
    "perl": ("-e", "-ne", "-pe", "-E", "-lane", "-nle"),
    "node": ("-e", "-p", "--eval"),
    "php": ("-r",),
    "Rscript": ("-e",),
}


def run(reader: Reader, program: str, words: list[Word], stdin: Stream | None) -> Stream | None:
    """Reads the command where it runs other code; None where it does not."""
    if program in SHELLS:
        return _shell(reader, words, stdin)
    if program in ("ssh", "sshpass", "mosh", "autossh"):
        return _ssh(reader, words, stdin)
    if program == "su" or program == "runuser":
        return _su(reader, words, stdin)
    if program in _CONTAINER:
        return _container(reader, program, words, stdin)
    if program in ("kubectl", "oc"):
        return _pod(reader, program, words, stdin)
    if POWERSHELL.match(program):
        return powershell(reader, words, stdin)
    if _PYTHON.match(program):
        return _python(reader, words, stdin)
    if program in _INLINE and any(w.shown in _INLINE[program] for w in words[1:-1]):
        return _inline(reader, program, words)
    if program in terraform.PROGRAMS:
        return terraform.run(reader, program, words)
    if program in ansible.PROGRAMS:
        return ansible.run(reader, program, words)
    if program in ("spark-submit", "streamlit"):
        _script_file(reader, program, words)
    return None


def _shell(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    index = 1
    while index < len(words) and words[index].shown.startswith(("-", "+")):
        if re.match(r"^-[a-z]*c$", words[index].shown) and index + 1 < len(words):
            code = words[index + 1]
            if code.parts and code.parts[0].hole in _FETCH:
                unseen(reader, code)
            else:
                reader.nested(code)
            return Stream()
        index += 2 if words[index].shown in ("-o", "+o") else 1
    operand = words[index] if index < len(words) and words[index].shown not in ("-", "/dev/stdin") else None
    if operand is not None and operand.parts and operand.parts[0].reason == "command output":
        unseen(reader, operand)
    elif operand is not None:
        reader.state.refer(Reference(reader.state.in_folder(operand.shown.removeprefix("./")), words[0].span, Language.SHELL))
        unseen_script(reader, operand.shown, [replace(operand, span=words[0].span), *words[index + 1 :]])
    elif stdin is not None and stdin.url is not None:
        reader.state.emit(BY_ID["shell/run-from-web"], stdin.url.shown, words[0].span, match=stdin.url.match)
    elif stdin is not None and stdin.text is not None:
        reader.nested(stdin.text)
    elif stdin is not None and stdin.file is not None:
        reader.state.refer(Reference(stdin.file.shown.removeprefix("./"), words[0].span, Language.SHELL))
    elif stdin is not None and stdin.program:
        reader.state.emit(BY_ID["shell/unseen-code"], "{" + stdin.program + "}", words[0].span, match=Match.UNKNOWN)
    return Stream()


def unseen(reader: Reader, word: Word) -> None:
    """Runs what another command prints: code from the web where that command fetched it."""
    state = reader.state
    last = state.effects[-1] if state.effects else None
    if last is not None and last.rule == "shell/http-read" and word.parts and word.parts[0].hole in _FETCH:
        state.emit(BY_ID["shell/run-from-web"], last.asset.name, word.span, match=last.asset.match)
    else:
        state.emit(BY_ID["shell/unseen-code"], word.shown, word.span, match=Match.UNKNOWN)


def _remote(reader: Reader, code: Word, host: str, user: str, where: Word) -> None:
    notes = (Note(f"It runs as {user} on {host}.", where.span),) if user else (Note(f"It runs on {host}.", where.span),)
    with reader.state.inside(within=host, also=notes):
        reader.nested(code, own_variables=True)


def _ssh(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    if words[0].shown == "sshpass":
        at = next((i for i, w in enumerate(words[1:], 1) if w.shown in ("ssh", "scp", "rsync")), len(words))
        return reader.run([replace(words[at], span=words[0].span), *words[at + 1 :]], stdin) if at < len(words) else Stream()
    index, user = 1, ""
    while index < len(words) and words[index].shown.startswith("-"):
        if words[index].shown == "-l" and index + 1 < len(words):
            user = words[index + 1].shown
        index += 2 if words[index].shown in _SSH_VALUES else 1
    if index >= len(words):
        return Stream()
    host = words[index].shown
    if "@" in host:
        user, _, host = host.partition("@")
    rest = words[index + 1 :]
    if rest:
        if (
            stdin is not None
            and stdin.text is not None
            and [w.shown for w in rest[:2]] in (["bash", "-s"], ["sh", "-s"], ["bash"], ["sh"], ["sudo", "bash"])
        ):
            _remote(reader, stdin.text, host, user, words[index])
        else:
            _remote(reader, _join(rest), host, user, words[index])
    elif stdin is not None and stdin.text is not None:
        _remote(reader, stdin.text, host, user, words[index])
    elif stdin is not None and stdin.file is not None:
        with reader.state.inside(within=host):
            reader.state.refer(Reference(stdin.file.shown, words[0].span, Language.SHELL))
    return Stream(program="ssh")


def _join(words: list[Word]) -> Word:
    """Several words as one line, as ssh sends them."""
    parts = list(words[0].parts)
    for word in words[1:]:
        last = parts[-1] if parts else None
        if last is not None:
            parts.append(replace(last, text=" ", hole="", column=last.column + len(last.text)))
        parts += word.parts
    return Word(tuple(parts), words[0].span, True)


def _su(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    for index, word in enumerate(words[:-1]):
        if word.shown in ("-c", "--command", "-lc"):
            user = next((w.shown for i, w in enumerate(words[1:], 1) if not w.shown.startswith("-") and i != index + 1), "root")
            with reader.state.inside(also=(Note(f"It runs as {user}.", words[0].span),)):
                reader.nested(words[index + 1])
            return Stream()
    if "--" in [w.shown for w in words]:
        rest = words[[w.shown for w in words].index("--") + 1 :]
        if rest:
            return reader.run([replace(rest[0], span=words[0].span), *rest[1:]], stdin)
    if stdin is not None and stdin.text is not None:
        reader.nested(stdin.text)
    return Stream()


def _container(reader: Reader, program: str, words: list[Word], stdin: Stream | None) -> Stream | None:
    texts = [w.shown for w in words]
    verb = next((i for i, t in enumerate(texts[1:4], 1) if t in ("exec", "run")), None)
    if verb is None or texts[verb - 1].startswith("-H"):
        return None
    index = verb + 1
    takes = (
        "-e",
        "--env",
        "-v",
        "--volume",
        "--name",
        "-p",
        "-w",
        "--workdir",
        "-u",
        "--user",
        "--network",
        "--entrypoint",
        "--env-file",
        "--mount",
        "--platform",
        "--index",
        "-h",
        "--hostname",
        "-m",
        "--memory",
        "--cpus",
        "-l",
        "--label",
        "--publish",
    )
    while index < len(words) and texts[index].startswith("-"):
        index += 2 if texts[index] in takes else 1
    if index + 1 >= len(words):
        return Stream()
    where, rest = texts[index], words[index + 1 :]
    scratch = texts[verb] == "run"
    with reader.state.inside(
        within="" if scratch and "-v" not in texts and "--volume" not in texts else where,
        also=(Note(f"It runs inside the container {where}.", words[0].span),),
    ):
        before, reader.state.folder = reader.state.folder, ""
        if (
            scratch
            and rest[0].shown not in SHELLS
            and "/" not in rest[0].shown
            and not re.match(r"^(psql|mysql|rm|aws|terraform|pg_\w+)$", rest[0].shown)
        ):
            out = Stream()
        else:
            out = reader.run([replace(rest[0], span=words[0].span), *rest[1:]], stdin)
        reader.state.folder = before
    return out


def _inline(reader: Reader, program: str, words: list[Word]) -> Stream | None:
    """``ruby -e '...'``: a text that only prints or converts does nothing else; any other is a program that we do not know."""
    if any(re.match(r"^-[a-zA-Z]*i", w.shown) for w in words[1:]):
        return None  # changes files in place
    at = next(i for i, w in enumerate(words[1:-1], 1) if w.shown in _INLINE[program])
    code = words[at + 1]
    if not code.shown or not only_computes(code.shown):
        reader.state.emit(BY_ID["shell/run-job"], program, words[0].span)
    return Stream(program=program)


def _pod(reader: Reader, program: str, words: list[Word], stdin: Stream | None) -> Stream | None:
    texts = [w.shown for w in words]
    if "exec" not in texts[1:8] or "--" not in texts:
        return None
    at = texts.index("--")
    line = read_line(program, words[:at])
    names = [w.shown for w in line.operands if w.shown != "exec"]
    where = "/".join([*(w.shown for w in line.values("--context", "-n", "--namespace")), *names[:1]])
    rest = words[at + 1 :]
    if not rest:
        return Stream()
    with reader.state.inside(within=where, also=(Note(f"It runs inside {where}.", words[0].span),)):
        return reader.run([replace(rest[0], span=words[0].span), *rest[1:]], stdin)


def _python(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    index = 1
    while index < len(words) and words[index].shown.startswith("-") and words[index].shown != "-":
        text = words[index].shown
        if text.endswith("c") and index + 1 < len(words):
            reader.state.embed(words[index + 1], Language.PYTHON)
            return Stream(program="python")
        if text == "-m" and index + 1 < len(words):
            module = words[index + 1]
            if module.shown in ("pip", "dbt", "pytest", "dbt.cli.main"):
                return reader.run([replace(module, span=words[0].span), *words[index + 2 :]], stdin)
            path = module.shown.replace(".", "/") + ".py"
            if reader.state.surroundings.text(path, reader.state.path) is not None:  # else an installed module, known or not
                reader.state.refer(Reference(path, words[0].span, Language.PYTHON))
            return Stream(program="python")
        index += 2 if text in ("-W", "-X") else 1
    if index < len(words) and words[index].shown != "-":
        path = reader.state.in_folder(words[index].shown.removeprefix("./"))
        reader.state.refer(Reference(path, words[0].span, Language.PYTHON))
    elif stdin is not None and stdin.text is not None:
        reader.state.embed(stdin.text, Language.PYTHON)
    elif stdin is not None and stdin.file is not None:
        reader.state.refer(Reference(stdin.file.shown, words[0].span, Language.PYTHON))
    elif stdin is not None and stdin.url is not None:
        reader.state.emit(BY_ID["shell/run-from-web"], stdin.url.shown, words[0].span, match=stdin.url.match)
    return Stream(program="python")


def _script_file(reader: Reader, program: str, words: list[Word]) -> None:
    """A program that is handed a script: the script is read as well, its row says the rest."""
    line = read_line(program, words)
    for word in line.operands[:2]:
        if word.known and word.shown.endswith(".py"):
            reader.state.refer(Reference(word.shown, words[0].span, Language.PYTHON))
