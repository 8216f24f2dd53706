"""Scripts that a script calls and that were not handed in."""

from __future__ import annotations

from riskscan.knowledge.shell import BY_ID
from riskscan.knowledge.shell.everyday import STANDARD_SCRIPTS, destroys
from riskscan.model.effect import Certainty, Scope, Trait
from riskscan.parsers.shell.here import beside
from riskscan.parsers.shell.stream import Reader
from riskscan.parsers.shell.word import Word


def unseen_script(reader: Reader, name: str, words: list[Word]) -> None:
    """A script that was not handed in and is told something: what it does is not known. ``words`` are its name and what it is told."""
    state, path, told = reader.state, reader.state.in_folder(name).removeprefix("./"), [w.shown for w in words[1:]]
    wide = destroys(told)
    if not told or not ("/" in name or wide) or name.rsplit("/", 1)[-1] in STANDARD_SCRIPTS:
        return
    if all(word in ("-h", "--help", "-v", "--version", "help") for word in told):
        return
    if state.surroundings.text(path, state.path) is not None:
        return
    state.emit(
        BY_ID["shell/unseen-script"],
        beside(name) or name,
        words[0].span,
        match=words[0].match,
        certainty=Certainty.POSSIBLE,
        scope=Scope.ALL if wide else None,
        traits=(Trait.FORCED,) if wide else (),
    )
