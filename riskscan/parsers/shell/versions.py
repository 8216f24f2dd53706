"""git: what happens to the code that a team shares, by the branch that it happens to."""

from __future__ import annotations

import re

from riskscan.knowledge.shell import BY_ID
from riskscan.model.asset import Match
from riskscan.model.effect import Trait, Undo
from riskscan.parsers.shell.options import read_line
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import Word

_SHARED = re.compile(r"(?i)^(main|master|develop|development|trunk|default|stable|production|live|prod.*|release.*|hotfix.*)$")
_FORCE, _LEASE = ("--force", "-f", "--mirror"), ("--force-with-lease",)


def run(reader: Reader, program: str, words: list[Word], stdin: Stream | None) -> Stream | None:
    """Reads a forced push; remembers the branch that the script works on. The rest of git stands in rows."""
    if program != "git":
        return None
    line, state = read_line(program, words), reader.state
    texts = [w.shown for w in line.operands]
    if texts[:1] in (["checkout"], ["switch"]) and len(texts) == 2 and "/" not in texts[1][:1]:
        state.variables.set("@branch", line.operands[1])
    if texts[:1] in (["checkout"], ["switch"]) and line.value("-b", "-c", "-B") is not None:
        state.variables.set("@branch", line.value("-b", "-c", "-B") or line.operands[0])
    if texts[:1] == ["clone"] and len(texts) in (2, 3):
        state.written.add(state.in_folder(texts[2] if len(texts) == 3 else texts[1].rstrip("/").rpartition("/")[2].removesuffix(".git")))
    plus = any(t.startswith("+") for t in texts[2:])
    if texts[:1] != ["push"] or line.has("--dry-run", "-n", "--delete", "-d") or not (plus or line.has(*_FORCE, *_LEASE)):
        return None
    branches = line.operands[2:]
    current = state.variables.get("@branch")
    names = [re.sub(r"^\+", "", w.shown).rsplit(":", 1)[-1] for w in branches] or [current.shown if current is not None else ""]
    lease = line.has(*_LEASE) and not line.has(*_FORCE)
    for name in names:
        plain = name.removeprefix("refs/heads/").removeprefix("origin/")
        everything = line.has("--mirror", "--all")
        if everything or _SHARED.match(plain) or re.fullmatch(r"\*|refs/\*.*", plain):
            undo = Undo.WITH_WORK if lease else Undo.NO
            state.emit(BY_ID["shell/git-force-push"], "remote repository" if everything else plain, words[0].span, undo=undo)
        else:
            match = Match.UNKNOWN if not plain or plain == "HEAD" else Match.PATTERN if "{" in plain else Match.EXACT
            traits = (Trait.LOSES_HISTORY,) if plus and not plain else ()
            if "{" in plain or not plain:
                undo = Undo.WITH_WORK if lease else Undo.NO
                decides = plain.strip("{}") or "branch"
                state.emit(BY_ID["shell/git-force-push"], plain or "main", words[0].span, undo=undo, match=Match.PATTERN, only_if=decides)
            shown = plain if match is not Match.UNKNOWN else "the current branch"
            state.emit(BY_ID["shell/git-force-push-branch"], shown, words[0].span, match=match, traits=traits,
                       plain="It replaces the shared copy of a branch with this one." if match is Match.UNKNOWN else None)  # fmt: skip
    return Stream(program="git")
