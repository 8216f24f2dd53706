"""curl, wget and the copies to and from cloud storage."""

from __future__ import annotations

import re

from riskscan.knowledge.places import is_local_host
from riskscan.knowledge.shell import BY_ID
from riskscan.model.effect import Safe, Safety, Scope, Trait
from riskscan.parsers.shell.match import by_rows
from riskscan.parsers.shell.options import Line, read_line
from riskscan.parsers.shell.paths import write_path
from riskscan.parsers.shell.state import State
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import Word

_BODY = (
    "-d",
    "--data",
    "--data-raw",
    "--data-binary",
    "--data-urlencode",
    "--json",
    "-F",
    "--form",
    "-T",
    "--upload-file",
    "--post-data",
    "--post-file",
    "--body-data",
    "--body-file",
)
_SCHEMES = ("s3://", "gs://")
_READS = re.compile(r"(?i)/graphql$|/search$|/_search$|/query$|/token$|/oauth|/login|/auth")


def run(reader: Reader, program: str, words: list[Word], stdin: Stream | None) -> Stream | None:
    """Reads the command where it talks to the web or to cloud storage."""
    if program in ("curl", "wget", "http", "https"):
        return _web(reader.state, program, words, stdin)
    if program in ("aws", "gsutil"):
        return _storage(reader.state, program, words)
    return None


def _web(state: State, program: str, words: list[Word], stdin: Stream | None) -> Stream:
    line = read_line(program, words)
    given = line.value("--url")
    candidates = [given] if given is not None else line.operands
    verb = line.value("-X", "--request", "--method")
    method = verb.shown.upper() if verb is not None else ""
    if program in ("http", "https") and candidates and candidates[0].shown.isupper():
        method, candidates = candidates[0].shown, candidates[1:]
    url = next((w for w in candidates if "." in w.shown or "/" in w.shown or not w.known or ":" in w.shown), None)
    if url is None or line.has("--version", "--help"):
        return Stream(program=program)
    body = line.has(*_BODY)
    method = method or (
        "HEAD"
        if line.has("-I", "--head")
        else "GET"
        if line.has("-G", "--get")
        else "POST"
        if body and not line.has("-T", "--upload-file")
        else "PUT"
        if body
        else "GET"
    )
    rule = {"DELETE": "http-delete", "PUT": "http-change", "PATCH": "http-change", "POST": "http-send"}.get(method, "http-read")
    host = re.sub(r"^\w+://", "", url.shown).split("/")[0].split("@")[-1]
    local = is_local_host(host.rsplit(":", 1)[0])
    safe = (Safe(Safety.LOCAL, f"It talks to this computer only ({host}).", words[0].span),) if local else ()
    traits = (Trait.OUTSIDE,) if rule in ("http-send",) and not local and not _READS.search(url.shown) else ()
    if method != "HEAD":
        whole = Scope.ALL if traits and _sends_a_file(line) else None  # a file leaves as it is, with all that is in it
        state.emit(BY_ID["shell/" + rule], url.shown, words[0].span, match=url.match, traits=traits, safe=safe, scope=whole)
    if verb is not None and verb.only_hole:
        state.emit(BY_ID["shell/http-delete"], url.shown, words[0].span, match=url.match, safe=safe, only_if=verb.only_hole)
    output = line.value("-o", "--output", "-O", "--output-document")
    if output is not None:
        write_path(state, output, words[0].span, append=False)
    return Stream(url=url, program=program)


def _sends_a_file(line: Line) -> bool:
    """``-F file=@x``, ``--data-binary @x``, ``-T x``."""
    told = line.values("-F", "--form", "--data-binary", "-d", "--data", "--data-raw")
    return line.has("-T", "--upload-file") or any(re.search(r"(^|=)[@<]", word.shown) for word in told)


def _storage(state: State, program: str, words: list[Word]) -> Stream | None:
    line = read_line(program, words)
    texts = [w.shown for w in line.operands]
    taken = 2 if program == "aws" and texts[:1] == ["s3"] else 1 if program == "gsutil" else 0
    if not taken or len(texts) < taken + 2 or texts[taken - 1] not in ("cp", "sync", "mv", "rsync") or line.has("--dryrun", "-n"):
        return None
    source, goal = line.operands[taken], line.operands[-1]
    if line.has("--delete") or (program == "gsutil" and line.has("-d") and texts[0] == "rsync"):
        _removed(state, line, line.operands[taken + 1], program, source)
    where = line.value("--profile")
    within = where.shown if where is not None else ""
    traits = (Trait.PUBLIC,) if line.has("--acl=public*") or (program == "gsutil" and line.has("-a=public*")) else ()
    if goal.shown.startswith(_SCHEMES) or not goal.known:
        row = BY_ID["shell/aws-s3-copy" if program == "aws" else "shell/gsutil-copy"]
        state.emit(row, _bare(goal), words[0].span, match=goal.match, traits=traits, within=within)
    else:
        write_path(state, goal, words[0].span, append=False)
    if source.shown.startswith(_SCHEMES):
        state.emit(BY_ID["shell/aws-s3-read"], _bare(source), words[0].span, match=source.match, within=within)
        if texts[taken - 1] == "mv":
            state.emit(BY_ID["shell/aws-s3-remove"], _bare(source), words[0].span, match=source.match, within=within)
    return Stream(program=program)


def _removed(state: State, line: Line, goal: Word, program: str, source: Word) -> None:
    far = goal.shown.startswith(_SCHEMES)
    if far or (goal.only_hole and not source.shown.startswith(_SCHEMES) and not source.only_hole):  # one of the two lies in the store
        by_rows(state, line) if program == "aws" else state.emit(
            BY_ID["shell/gsutil-remove"], _bare(goal), line.head.span, match=goal.match
        )


def _bare(word: Word) -> str:
    text = word.shown
    for scheme in _SCHEMES:
        text = text.removeprefix(scheme)
    return text
