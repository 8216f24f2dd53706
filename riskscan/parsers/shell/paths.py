"""Effects on files: rm, find, mv, cp, rsync, chmod, dd, redirections; and what a path itself says about the harm."""

from __future__ import annotations

import re
from dataclasses import replace

from riskscan.knowledge.places import is_own_folder, is_temp_path
from riskscan.knowledge.shell import BY_ID
from riskscan.model.asset import Match
from riskscan.model.effect import Safe, Safety, Scope, Trait, Undo
from riskscan.model.span import Note, Span
from riskscan.parsers.shell.options import Line
from riskscan.parsers.shell.state import State
from riskscan.parsers.shell.word import Word

# where database servers keep their files: manuals of PostgreSQL, MySQL, MongoDB, Redis, Elasticsearch, Cassandra, InfluxDB, Prometheus, Kafka  # noqa: E501
_DATABASE = re.compile(
    r"(?i)(/|^)(pgdata|pg_data|postgres(ql)?(/[\w.-]+)?/(data|main)|var/lib/(mysql|mariadb|postgresql|mongo(db)?|redis|elasticsearch|cassandra|influxdb|clickhouse"
    r"|neo4j|couchdb|prometheus|kafka|zookeeper|etcd)|mysql/data|mongodb/data|data/db|pgsql(/[\w.-]+)?/data|lib/pgsql|oradata|mssql/data)(/|$|\*)"
)
_WHOLE = re.compile(r"^/?\*?$|^/\.?\*$|^/(bin|boot|dev|etc|home|lib|opt|root|sbin|srv|usr|var)/?\*?$|^~/?\*?$|^\{?\$?\{?HOME\}?/?\*?$")
_RAW = re.compile(r"^/dev/(sd|nvme|vd|xvd|hd|mapper|md|disk|mmcblk|rdisk)")
_BUILD = re.compile(  # build results and caches that any tool makes again
    r"(^|/)(node_modules|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.nox|\.?venv|dist|build|target|htmlcov|coverage|\.cache|\.gradle|\.next|\.nuxt|\.parcel-cache|\.eggs"
    r"|[\w.*-]+\.egg-info|\.terraform|\*\.pyc|\.coverage|\*\.o|dbt_packages|[\w*-]*\.pyc)/?\*?$|(^|/)\.(cache|npm|gradle|m2|terraform|next|nuxt)/"
)
_COMMON_NAME = re.compile(r"(^|/)(dist|build|target|coverage|\.?cache|venv)/?\*?$")  # outside the project these may hold anything
_ACCESS = (
    ("shell/access-file", re.compile(r"^/etc/(sudoers(\.d/.+)?|passwd|shadow|group|pam\.d/.+|ssh/sshd_config(\.d/.+)?|security/.+)$")),
    ("shell/key-file", re.compile(r"(^|/)\.ssh/authorized_keys2?$")),
)
_UP = re.compile(r"^(\.\./){1,3}")  # a script in ``bin/`` or ``scripts/`` works on the project above it
NOWHERE = ("/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/fd/", "/dev/tcp/", "/dev/udp/", "-", "/proc/self", "&")


def delete(state: State, line: Line) -> None:
    """``rm``, ``unlink``, ``rmdir``, ``shred``, ``truncate``: one effect a path."""
    recursive = line.program == "rm" and line.has("-r", "-R", "--recursive")
    rule = {"rmdir": "rmdir", "shred": "shred", "srm": "shred", "truncate": "truncate-file"}.get(
        line.program, "rm-recursive" if recursive else "rm"
    )
    size = line.may_have("-s=0", "--size=0") if line.program == "truncate" else ""
    if line.program == "truncate" and not size and not line.has("-s=0", "--size=0"):
        return
    with state.only_if(size):
        _delete_each(state, line, rule, recursive)


def _delete_each(state: State, line: Line, rule: str, recursive: bool) -> None:
    traits = (Trait.FORCED,) if line.has("--no-preserve-root") else ()
    for word in line.operands:
        written = " ".join(part for part in (line.program, _switches(line)) if part)
        delete_path(
            state, "shell/" + rule, word, line.head.span, traits, (Note(f"The command is {written}.", line.head.span),) if recursive else ()
        )


def _switches(line: Line) -> str:
    return " ".join(
        o for o, v in line.options if v is None and (len(o) > 2 or sum(1 for x, _ in line.options if o[1:] in x and x != o) == 0)
    )


def delete_path(state: State, rule: str, word: Word, span: Span, traits: tuple[Trait, ...] = (), also: tuple[Note, ...] = ()) -> None:
    """One path that goes."""
    row = BY_ID[rule]
    name, notes = _place(state, word, rule, span, also)
    glob = any(c in name for c in "*?") or (not word.known and word.match is Match.UNKNOWN)
    scope = row.scope if row.scope is not Scope.ONE else (Scope.SOME if glob else Scope.ONE)
    undo, safe = row.undo, path_safety(state, name, span)
    if rule == "shell/rm-recursive" and not safe:
        empty = _empty_root(state, word)
        if empty:
            notes.append(Note(f"If {empty} is empty, it deletes the whole disk.", span))
            scope = Scope.ALL
            name = name.replace("{tmpdir}", "{folder}", 1)  # a name that may be empty is no folder for temporary files
        elif _WHOLE.match(name):
            notes.append(Note("This deletes a whole disk or a main folder of the computer.", span))
    if _DATABASE.search(name) and not safe:
        notes.append(Note("This folder holds the database files.", span))
        scope = Scope.ALL if row.scope is not Scope.ONE or glob else scope
    elif _made_again(name) and not state.place.within:
        undo = Undo.YES
        safe += (Safe(Safety.OWN_OUTPUT, "A build makes these files again.", span),)
    plain = (
        "It deletes a folder whose name is only known when it runs."
        if rule == "shell/rm-recursive" and word.match is Match.UNKNOWN
        else None
    )
    state.emit(row, name, span, match=word.match, scope=scope, undo=undo, traits=traits, safe=safe, also=tuple(notes), plain=plain)


def _place(state: State, word: Word, rule: str, span: Span, also: tuple[Note, ...]) -> tuple[str, list[Note]]:
    """Where the path leads: through a symbolic link, or to wherever a ``cd`` that failed left the script."""
    name, notes = state.in_folder(word.shown), list(also)
    for link, goal in state.links.items():
        if name.startswith(link + "/") and rule == "shell/rm-recursive":
            notes.append(Note(f"{link} leads to {goal}.", span))
            return goal.rstrip("/") + name[len(link) :], notes
    if state.unsure and re.fullmatch(r"(\./?)?(\.?\*{1,2})?", word.shown) and not state.place.within:
        notes.append(Note(f"If {state.unsure} is not there, it deletes what is where it starts.", span))
        if is_own_folder(name):
            name = "{folder}/" + word.shown.removeprefix("./")
    return name, notes


def _own(name: str) -> bool:
    """True for the person's own folder, and for the project above the folder of the script."""
    return is_own_folder(_UP.sub("", name))


def _made_again(name: str) -> bool:
    """True for what a build makes again: below the project, or by a name that only build tools give."""
    below = _UP.sub("", name)
    if ".." in below.split("/") or not _BUILD.search(below):
        return False
    return not (name.startswith("/") and _COMMON_NAME.search(name))


def _empty_root(state: State, word: Word) -> str:
    """The variable that, when empty, turns the path into a root folder."""
    first = word.parts[0] if word.parts else None
    if first is None or not first.hole or not first.may_be_empty or first.hole in state.variables.guarded:
        return ""
    rest = "".join("" if p.hole and p.may_be_empty else (p.text or "x") for p in word.parts[1:])
    if any(not c.isspace() for c in state.folder):
        return ""
    return (first.text or first.hole) if _WHOLE.match(rest) and rest.startswith("/") else ""


def path_safety(state: State, name: str, span: Span) -> tuple[Safe, ...]:
    """Temp folders, and files that this script made itself."""
    if is_temp_path(name) and ".." not in name and len(name.split("/", 2)[-1].strip("*/.")) > 0:
        return (Safe(Safety.SCRATCH, "It lies in a folder for temporary files.", span),)
    if name.rstrip("/") in ("{tmpdir}", "{file}"):
        return (Safe(Safety.SCRATCH, "It is a temporary folder that it made.", span),)
    if name in state.written or name in state.links:
        return (Safe(Safety.OWN_OUTPUT, "It made this file itself.", span),)
    return ()


def write_path(state: State, word: Word, span: Span, append: bool) -> None:
    """A redirection, ``tee``, ``-o``: overwrites or adds to one file."""
    name = state.in_folder(word.shown)
    if not name or name.startswith(NOWHERE) or name.isdigit():
        return
    safe = path_safety(state, name, span)
    own = _own(name) and not state.place.within
    if append and not own and not safe:
        row = BY_ID["shell/append-file"]
    else:
        unknown = word.match is Match.UNKNOWN  # a file for its result, wherever the person wants it
        row = BY_ID["shell/write-file"] if own or safe or append or unknown else BY_ID["shell/overwrite-file"]
    if _RAW.match(name):
        row = BY_ID["shell/dd-device"]
    if access_file(state, word, name, span):
        return
    scope = Scope.SOME if append else (Scope.ONE if word.match is Match.UNKNOWN else Scope.ALL)
    undo = Undo.YES if safe else (Undo.WITH_WORK if word.match is Match.UNKNOWN else None)
    state.emit(row, name, span, match=word.match, scope=scope, undo=undo, safe=safe)
    if (word.known or name.startswith("{tmpdir}")) and (safe or not append):  # what it adds to was there before
        state.written.add(name)


def access_file(state: State, word: Word, name: str, span: Span) -> bool:
    """A change of a file that says who may log in and what they may do there; False for any other file."""
    for rule, pattern in _ACCESS:
        if pattern.search(name):
            state.emit(BY_ID[rule], name, span, match=word.match)
            return True
    return False


_TESTS = frozenset({"-name", "-iname", "-path", "-mtime", "-mmin", "-ctime", "-newer", "-size", "-empty", "-regex", "-atime"})


def find(state: State, line: Line, words: list[Word]) -> list[Word] | None:
    """``find``: a ``-delete`` is an effect; the words of ``-exec`` come back as a command of their own."""
    texts = [w.shown for w in words]
    roots, pattern = _searched(line, words)
    if "-delete" in texts:
        first = texts.index("-delete")
        late = any(t in _TESTS for t in texts[first:]) and not any(t in _TESTS for t in texts[:first])
        texts, pattern = (texts[:first], "") if late else (texts, pattern)
        for root in roots:
            base = state.in_folder(root.shown) if root is not line.head else "."
            name = f"{base.rstrip('/')}/{pattern}" if pattern else base
            narrow = any(t in _TESTS for t in texts)
            below = _which(base, pattern, texts)
            safe = path_safety(state, name, line.head.span)
            empty = "" if safe else _empty_root(state, root)
            also = (Note(f"If {empty} is empty, it looks for files on the whole disk.", line.head.span),) if empty else ()
            also = (*also, Note("It deletes before it looks at name or age, so they hold nothing back.", line.head.span)) if late else also
            state.emit(
                BY_ID["shell/find-delete"], name, line.head.span, match=Match.PATTERN if pattern else root.match,
                scope=Scope.SOME if narrow else Scope.ALL, safe=safe, plain=below, also=also, traits=(Trait.RECURSIVE,) if empty else (),
            )  # fmt: skip
    texts = [w.shown for w in words]
    at = next((i for i, t in enumerate(texts) if t in ("-exec", "-execdir", "-ok", "-okdir")), None)
    if at is None:
        return None
    end = next((i for i in range(at, len(texts)) if texts[i] in (";", "+", "\\;")), len(texts))
    everything = found(line, words)
    return [replace(everything, span=w.span) if w.shown == "{}" else w for w in words[at + 1 : end]]


_AGES = {"-mtime": "days", "-ctime": "days", "-atime": "days", "-mmin": "minutes", "-cmin": "minutes", "-amin": "minutes"}


def _which(base: str, pattern: str, texts: list[str]) -> str | None:
    """The sentence for what is deleted, by name and by age; None where the test says nothing that we can put into words."""
    named = f"are named {pattern}" if pattern and "/" not in pattern else ""
    at = next((i for i, t in enumerate(texts[:-1]) if t in _AGES and re.fullmatch(r"[+-]\d+", texts[i + 1])), None)
    aged = ""
    if at is not None:
        aged = f"are {'older' if texts[at + 1][0] == '+' else 'newer'} than {texts[at + 1][1:]} {_AGES[texts[at]]}"
    told = " and ".join(part for part in (named, aged) if part)
    return f"It deletes all files below {base} that {told}." if told else None


def found(line: Line, words: list[Word]) -> Word:
    """All files that a ``find`` finds, as one path pattern."""
    roots, pattern = _searched(line, words)
    target = roots[0] if roots[0] is not line.head else None
    return _found(words[0], target, pattern)


def _searched(line: Line, words: list[Word]) -> tuple[list[Word], str]:
    """Where a ``find`` begins (its own name stands for this folder), and the pattern of the names that it takes."""
    texts = [w.shown for w in words]
    start = next((i for i, t in enumerate(texts[1:], 1) if t.startswith(("-", "(", "!"))), len(texts))
    tests = ("-name", "-iname", "-path", "-ipath", "-wholename", "-regex")
    return words[1:start] or [line.head], next((texts[i + 1] for i, t in enumerate(texts[:-1]) if t in tests), "")


def _found(word: Word, root: Word | None, pattern: str) -> Word:
    """What find prints, as the path pattern that stands for it."""
    base = root.parts if root is not None else ()
    line, column = word.span.start_line, word.span.start_column
    tail = replace(word.parts[0], text="/" + (pattern or "*"), line=line, column=column) if word.parts else None
    return replace(word, parts=(*base, tail) if tail else base)


def copy(state: State, line: Line) -> None:
    """``cp``, ``mv``, ``rsync``, ``scp``."""
    target = line.value("-t", "--target-directory")
    operands = [*line.operands, target] if target is not None else line.operands
    if len(operands) < 2:
        return
    goal, span = operands[-1], line.head.span
    if line.program == "mv":
        for word in operands[:-1]:
            name = state.in_folder(word.shown)
            if _own(name) and not state.place.within:
                continue
            state.emit(BY_ID["shell/move-file"], name, span, match=word.match, safe=path_safety(state, name, span))
    if line.program == "rsync" and line.has("-n", "--dry-run", "--list-only"):
        return
    host, name = _host(goal.shown)
    if not host and goal.only_hole and line.program in ("scp", "rsync", "sftp"):
        state.emit(BY_ID["shell/copy-to-host"], goal.shown, span, match=goal.match, within=goal.shown, only_if=goal.only_hole)
    rule = {"rsync": "rsync", "scp": "copy-to-host", "sftp": "copy-to-host"}.get(line.program, "copy-over")
    if line.program in ("scp", "sftp") and not host:
        return
    name = name if host else state.in_folder(name)
    safe = path_safety(state, name, span) if not host else ()
    own = not host and _own(name) and not state.place.within
    if line.program == "rsync" and line.has("--delete*", "--del"):
        _only_there(state, line, operands[:-1], name, goal, host, safe)
    if line.program == "mv" and (own or safe):
        return
    undo = Undo.YES if own or safe else None
    plain = "It saves {target}." if own else None
    state.emit(BY_ID["shell/" + rule], name, span, match=goal.match, within=host, safe=safe, undo=undo, plain=plain)


def _only_there(state: State, line: Line, sources: list[Word], name: str, goal: Word, host: str, safe: tuple[Safe, ...]) -> None:
    """``rsync --delete``: what the source does not hold goes, and a source that is not what was meant takes everything."""
    span = line.head.span
    empty = next((found for word in sources if (found := _empty_root(state, word))), "")
    also, traits = [], []
    if empty:
        also.append(Note(f"If {empty} is empty, it copies the whole disk and deletes what was there.", span))
    bare = next((w.shown for w in sources if _has_nothing(state, w)), "")
    if bare:
        also.append(Note(f"It has only just made {bare}, and puts nothing into it.", span))
    if line.has("--ignore-errors"):
        also.append(Note("It goes on deleting even where the source could not be read.", span))
        traits.append(Trait.CATCH_REMOVED)
    scope = Scope.ALL if empty or bare else None
    row = BY_ID["shell/rsync-delete"]
    plain = "It deletes all that is in {name}, for there is nothing to copy." if bare else None
    state.emit(row, name, span, match=goal.match, within=host, safe=safe, scope=scope, also=tuple(also), traits=tuple(traits), plain=plain)


def _has_nothing(state: State, word: Word) -> bool:
    """True for a folder that the script makes and names nowhere but here."""
    folder = state.in_folder(word.shown).rstrip("/")
    return word.known and folder in state.made and state.source.text.count(word.shown.rstrip("/")) <= 2


def _host(text: str) -> tuple[str, str]:
    match = re.match(r"^((?:[\w.{}-]+@)?[\w.{}-]+):(?!/?\\)(.*)$", text)
    return (match[1], match[2] or "~") if match else ("", text)


def rights(state: State, line: Line) -> None:
    """``chmod``, ``chown``: only opening to everybody, and whole folders."""
    if len(line.operands) < 2:
        return
    mode, recursive = line.operands[0].shown, line.has("-R", "--recursive")
    opens = (
        line.program == "chmod"
        and bool(re.fullmatch(r"0?[0-7]?[0-7]?[0-7][2367]|[ao]*[+=][rwxX]*w[rwxX]*", mode))
        and not mode.startswith(("+", "="))
    )
    may_open = line.operands[0].only_hole if line.program == "chmod" else ""
    for word in line.operands[1:]:
        name = state.in_folder(word.shown)
        safe = path_safety(state, name, line.head.span)
        if opens or may_open:
            traits = (Trait.RECURSIVE,) if recursive else ()
            state.emit(BY_ID["shell/open-to-all"], name, line.head.span, match=word.match, traits=traits, safe=safe, only_if=may_open)
        if opens:
            continue
        if recursive and not (_own(name) and not state.place.within):
            state.emit(BY_ID["shell/change-rights"], name, line.head.span, match=word.match, safe=safe)


def disk(state: State, line: Line) -> None:
    """``dd`` and ``mkfs``."""
    if line.program == "dd":
        for word in line.operands:
            if word.shown.startswith("of="):
                name = word.after(3)
                if _RAW.match(name.shown):
                    state.emit(BY_ID["shell/dd-device"], name.shown, line.head.span, match=name.match)
                else:
                    write_path(state, name, line.head.span, append=False)
                if name.only_hole:  # a disk has a name like any file
                    state.emit(BY_ID["shell/dd-device"], "/dev/sda", line.head.span, match=name.match, only_if=name.only_hole)
        return
    if line.has("-n", "--no-act") or (line.program == "zpool" and not any(w.shown == "destroy" for w in line.operands)):
        return
    if line.program in ("wipefs", "sgdisk") and not line.has("-a", "--all", "-o", "-Z", "--zap-all", "--zap"):
        return
    for word in line.operands[-1:]:
        state.emit(BY_ID["shell/make-filesystem"], word.shown, line.head.span, match=word.match)


def unpack(state: State, line: Line, words: list[Word]) -> None:
    """``tar x`` and ``unzip``: writes over what is in the folder."""
    texts = [w.shown for w in words[1:]]
    if line.program == "tar" and not (line.has("-x", "--extract", "--get") or (texts and re.fullmatch(r"[a-zA-Z]*x[a-zA-Z]*", texts[0]))):
        return
    if line.program == "unzip" and line.has("-l", "-t", "-p", "-v", "-Z"):
        return
    folder = line.value("-C", "--directory", "-d")
    name = state.in_folder(folder.shown if folder is not None else ".")
    own = _own(name) and not state.place.within
    safe = path_safety(state, name, line.head.span)
    undo = Undo.YES if safe else Undo.WITH_WORK
    plain = "It unpacks files into its own folder." if own else None
    match = folder.match if folder is not None else Match.EXACT
    state.emit(BY_ID["shell/unpack"], name, line.head.span, match=match, undo=undo, safe=safe, plain=plain)


def edit(state: State, line: Line) -> None:
    """``sed -i`` and ``perl -i``."""
    if not any(re.match(r"^-[a-zA-Z]*i|^--in-place", option) for option, _ in line.options):
        return
    files = line.operands if line.has("-e", "-f", "--expression") else line.operands[1:]
    for word in files:
        name = state.in_folder(word.shown)
        if access_file(state, word, name, line.head.span):
            continue
        own = _own(name) and not state.place.within
        state.emit(
            BY_ID["shell/edit-in-place"],
            name,
            line.head.span,
            match=word.match,
            undo=Undo.YES if own else None,
            safe=path_safety(state, name, line.head.span),
        )
