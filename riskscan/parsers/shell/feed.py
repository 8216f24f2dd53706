"""Assignments, redirections, pipes and heredocs: how values and text get from one command to the next."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import replace

from tree_sitter import Node

from riskscan.knowledge.secrets import is_secret
from riskscan.knowledge.shell import BY_ID
from riskscan.parsers.shell.command import run_command
from riskscan.parsers.shell.expand import Expander
from riskscan.parsers.shell.paths import write_path
from riskscan.parsers.shell.source import Source
from riskscan.parsers.shell.state import DEEPEST, State
from riskscan.parsers.shell.stream import Stream
from riskscan.parsers.shell.word import Part, Word

_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh"})
_DEVICE = re.compile(r"/dev/(?:tcp|udp)/([^/]+)/")
REDIRECTS = frozenset({"file_redirect", "heredoc_redirect", "herestring_redirect"})

_HEREDOC = frozenset({"simple_expansion", "expansion", "command_substitution", "arithmetic_expansion"})
_ALWAYS = frozenset(
    {"date", "pwd", "hostname", "whoami", "mktemp", "uuidgen", "nproc", "uname", "id", "wc", "basename", "dirname", "realpath", "readlink"}
)


_NUMBER = re.compile(r"([0-9])(.*)", re.S)


class Feed(ABC):
    """Puts values into words and runs commands; the walk adds the statements around them."""

    state: State
    stopped: bool

    @abstractmethod
    def statement(self, node: Node, stdin: Stream | None = None) -> Stream:
        """One statement; says what it prints."""

    @abstractmethod
    def call(self, name: str, words: list[Word]) -> None:
        """Runs a function of the script."""

    @abstractmethod
    def nested(self, code: Word, own_variables: bool = False) -> None:
        """Reads a word as shell code."""

    @abstractmethod
    def file(self, path: str, text: str) -> None:
        """Reads another file of the project in place."""

    # -- words ---------------------------------------------------------------------------------------------------------------------

    def _expander(self) -> Expander:
        return Expander(self.state.source, self.state.variables, self.substitution)

    def substitution(self, node: Node) -> Word:
        """Reads ``$( ... )`` and says what is known of its output."""
        out, span = Stream(), self.state.source.span(node)
        before = self.state.folder
        for child in node.children:
            if child.is_named and child.type != "file_redirect":
                out = self.statement(child)
        self.state.folder = before
        if out.text is not None:
            return out.text
        return Word((Part("", span.start_line, span.start_column, out.program or "output", "command", out.program not in _ALWAYS),), span)

    def _assignments(self, node: Node) -> None:
        targets = [node] if node.type == "variable_assignment" else [c for c in node.children if c.type == "variable_assignment"]
        for target in targets:
            self._assign(target)

    def _assign(self, node: Node) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None:
            return
        variable, expander = self.state.source.string(name), self._expander()
        if value is not None and value.type == "array":
            self.state.variables.set(variable, *(w for c in value.children if c.is_named for w in expander.words(c)))
            return
        word = expander.word(value) if value is not None else Word((), self.state.source.span(node))
        if "+=" in self.state.source.string(node)[: len(variable) + 2]:
            before = self.state.variables.get(variable)
            word = Word((*(before.parts if before else ()), *word.parts), word.span)
        if name.type == "variable_name":
            self.state.variables.set(variable, word)
        self._secret(variable, word, node)

    def _secret(self, variable: str, word: Word, node: Node) -> None:
        own = self.state.source.path == self.state.path  # a settings file beside the script is where secrets belong
        if own and word.known and is_secret(variable, word.shown):
            self.state.emit(BY_ID["shell/plain-secret"], variable, self.state.source.span(node))

    # -- commands ------------------------------------------------------------------------------------------------------------------

    def _command(self, node: Node, stdin: Stream | None) -> Stream:
        expander = self._expander()
        words: list[Word] = []
        given: dict[str, Word] = {}  # for this command only
        for child in node.children:
            if child.type == "variable_assignment":
                value, name = child.child_by_field_name("value"), child.child_by_field_name("name")
                if value is not None and name is not None:
                    self._secret(self.state.source.string(name), expander.word(value), child)
                    given[self.state.source.string(name)] = expander.word(value)
            elif child.type == "command_name":
                words += expander.words(child.children[0] if child.children else child)
            elif child.type in REDIRECTS:
                stdin = self._redirect(child, stdin)
            elif child.is_named:
                words = self._with_its_number(words, child) or [*words, *expander.words(child)]
        if not words:
            return Stream()
        span = self.state.source.span(node)
        words[0] = Word(words[0].parts, span, words[0].quoted)
        variables = self.state.variables
        before = {key: variables.values.get(key) for key in given}
        for key, word in given.items():
            variables.set(key, word)
        out = self.run(words, stdin)
        self.state.variables.set("_", words[-1])  # "mkdir x && cd $_"
        for key, values in before.items():
            if values is None:
                variables.values.pop(key, None)
            else:
                variables.values[key] = values
        return out

    def _with_its_number(self, words: list[Word], node: Node) -> list[Word] | None:
        """``$folder/$1``, of which the grammar makes two words, as one; None for any other word."""
        source = self.state.source
        start = source.offsets(node)[0]
        number = _NUMBER.match(source.string(node))
        last = words[-1].parts[-1] if words and words[-1].parts else None
        if number is None or last is None or last.hole or not last.text.endswith("$") or source.text[start - 1 : start] != "$":
            return None
        place = source.place(start - 1)
        known = self.state.variables.get(number[1])
        value = known.parts if known is not None and known.parts else (self.state.variables.unknown(number[1], place),)
        rest = (Part(number[2], place[0], place[1] + 2),) if number[2] else ()
        parts = (*words[-1].parts[:-1], replace(last, text=last.text[:-1]), *value, *rest)
        return [*words[:-1], replace(words[-1], parts=tuple(part for part in parts if part.hole or part.text))]

    def run(self, words: list[Word], stdin: Stream | None) -> Stream:
        """See Reader."""
        self.state.left -= 1
        if self.state.left <= 0 or self.state.depth >= DEEPEST:
            self.stopped = True
            return Stream()
        name = words[0].shown
        if name in self.state.functions:
            self.call(name, words)
            return Stream(program=name)
        self.state.depth += 1
        try:
            return run_command(self, words, stdin)
        finally:
            self.state.depth -= 1

    def _pipeline(self, nodes: Iterable[Node], stdin: Stream | None) -> Stream:
        for node in nodes:
            stdin = self.statement(node, stdin)
        return stdin or Stream()

    def _redirected(self, node: Node, stdin: Stream | None) -> Stream:
        body = node.child_by_field_name("body")
        redirects = [c for c in node.children if c.type in REDIRECTS]
        outputs = [r for r in redirects if _is_output(r, self.state.source)]
        for redirect in redirects:
            if redirect not in outputs:
                stdin = self._redirect(redirect, stdin)
        out = Stream(text=stdin.text if stdin else None, file=stdin.file if stdin else None)
        extra = [c for r in redirects for i, c in enumerate(r.children) if r.field_name_for_child(i) == "argument"]
        if body is not None and extra and body.type == "command":
            words = [
                w
                for c in (*body.children, *extra)
                if c.is_named
                for w in self._expander().words(c.children[0] if c.type == "command_name" else c)
            ]
            out = self.run(words, stdin) if words else out
        elif body is not None and body.type == "pipeline":
            stages = [c for c in body.children if c.is_named]
            first = self._pipeline(stages[:-1], None)
            out = self.statement(stages[-1], stdin or first)
        elif body is not None:
            out = self.statement(body, stdin)
        self._write(body, outputs)
        for redirect in redirects:
            if redirect.type == "heredoc_redirect":
                for child in redirect.children:
                    if child.type == "pipeline":
                        out = self._pipeline([c for c in child.children if c.is_named], out)
                    elif child.type in ("command", "list", "redirected_statement"):
                        out = self.statement(child)
                    elif child.type == "file_redirect":
                        self._redirect(child, None)
        return out

    def _write(self, body: Node | None, outputs: Iterable[Node]) -> None:
        for redirect in outputs:
            if not self._is_shell_for_others(body, redirect):
                self._redirect(redirect, None)

    def _is_shell_for_others(self, body: Node | None, redirect: Node) -> bool:
        """``bash -i >& /dev/tcp/host/port``: a shell that talks to another computer; it is told."""
        goal = redirect.child_by_field_name("destination")
        name = body.child_by_field_name("name") if body is not None and body.type == "command" else None
        if goal is None or name is None or self.state.source.string(name).rpartition("/")[2] not in _SHELLS:
            return False
        device = _DEVICE.match(self.state.source.string(goal).strip("\"'"))
        if device:
            self.state.emit(BY_ID["shell/remote-shell"], device[1], self.state.source.span(goal))
        return device is not None

    def _redirect(self, node: Node, stdin: Stream | None) -> Stream | None:
        expander = self._expander()
        if node.type == "herestring_redirect":
            value = next((c for c in node.children if c.is_named), None)
            return Stream(text=expander.word(value)) if value is not None else stdin
        if node.type == "heredoc_redirect":
            return Stream(text=self._heredoc(node, expander))
        goal = node.child_by_field_name("destination")
        if goal is None:
            return stdin
        sign = next((c.type for c in node.children if not c.is_named), "")
        if sign == "<":
            if goal.type == "process_substitution":
                return self.statement(goal.children[1]) if len(goal.children) > 1 else stdin
            return Stream(file=expander.word(goal))
        descriptor = node.child_by_field_name("descriptor")
        number = self.state.source.string(descriptor) if descriptor is not None else "1"
        if sign in (">", ">>", "&>", "&>>", ">|") and goal.type != "process_substitution" and number in ("1", ""):
            write_path(self.state, expander.word(goal), self.state.source.span(goal), append=">>" in sign)
        elif goal.type == "process_substitution":
            self.substitution(goal)
        return stdin

    def _heredoc(self, node: Node, expander: Expander) -> Word:
        start = next((c for c in node.children if c.type == "heredoc_start"), node)
        body = next((c for c in node.children if c.type == "heredoc_body"), None)
        if body is None:
            return Word((), self.state.source.span(start))
        first, last = self.state.source.offsets(body)
        raw = self.state.source.string(start)[:1] in "'\"\\"
        parts = tuple(expander.between(body, first, last, "" if raw else "$`\\\n", frozenset() if raw else _HEREDOC))
        return Word(parts, self.state.source.span(body), quoted=True)


def _is_output(node: Node, source: Source) -> bool:
    return node.type == "file_redirect" and not any(c.type in ("<", "<&") for c in node.children)
