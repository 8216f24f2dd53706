"""Walks the statements of a script in the order in which they run."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tree_sitter import Node

from riskscan.model.effect import Certainty, Context, Safe, Safety, Trait
from riskscan.parsers.shell.conditions import asks, guards, leaves, outcome
from riskscan.parsers.shell.feed import Feed
from riskscan.parsers.shell.source import Source, source_of
from riskscan.parsers.shell.state import DEEPEST, State
from riskscan.parsers.shell.stream import Stream
from riskscan.parsers.shell.variables import Variables
from riskscan.parsers.shell.word import Part, Word

TURNS = 30
_SWITCHED = re.compile(r"!?\s*\$\{?\w+\}?")  # "if $DEBUG; then": a variable that holds true or false


class Walk(Feed):
    """The walk through one artifact; a new source for each piece of shell inside it, one state for all."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.stopped = False

    # -- sources -------------------------------------------------------------------------------------------------------------------

    def nested(self, code: Word, own_variables: bool = False) -> None:
        """See Reader."""
        if self.state.depth >= DEEPEST:
            self.stopped = True
            return
        text, origin, holes = code.code()
        before, variables, folder = self.state.source, self.state.variables, self.state.folder
        self.state.source = source_of(self.state.path, text, origin, holes)
        if own_variables:
            self.state.variables, self.state.folder = Variables(), ""
        self._define(self.state.source)
        try:
            self.block(self.state.source.root)
        finally:
            self.state.source = before
            if own_variables:
                self.state.variables, self.state.folder = variables, folder

    def file(self, path: str, text: str) -> None:
        """See Reader."""
        state = self.state
        if path in state.read_in or state.depth >= DEEPEST // 2:
            return
        state.read_in.add(path)
        before, folder = state.source, state.folder
        state.source = source_of(path, text)
        self._define(state.source)
        state.depth += 1
        try:
            self.block(state.source.root)
        finally:
            state.depth -= 1
            state.source, state.folder = before, folder

    def _define(self, source: Source) -> None:
        for child in _functions(source.root):
            name = child.child_by_field_name("name")
            if name is not None:
                self.state.functions[source.string(name)] = (source, child)

    def start(self) -> None:
        """Reads the artifact, then the functions that nothing called."""
        self._define(self.state.source)
        self.block(self.state.source.root)
        own = self.state.path
        for name in [n for n, (source, _) in self.state.functions.items() if n not in self.state.called and source.path == own]:
            source, node = self.state.functions[name]
            place = source.span(node)
            self.state.place, self.state.folder, self.state.unsure = Context(), "", ""
            if any(effect.rule in ("shell/unseen-code", "shell/given-command") for effect in self.state.effects):  # "$@" may well run it
                with self.state.inside(certainty=Certainty.POSSIBLE):
                    self._body(name, source, node)
                continue
            with self.state.inside(safe=(Safe(Safety.NOT_CALLED, f"It stands in {name}, which nothing here runs.", place),)):
                self._body(name, source, node)

    def call(self, name: str, words: list[Word]) -> None:
        """Runs a function of the script with its arguments."""
        source, node = self.state.functions[name]
        self.state.called.add(name)
        if self.state.depth >= DEEPEST // 3:
            return
        kept = {key: self.state.variables.values.get(key) for key in [str(n) for n in range(1, 10)] + ["@", "*"]}
        for key in kept:
            self.state.variables.values.pop(key, None)
        for number, word in enumerate(words[1:10], start=1):
            self.state.variables.set(str(number), word)
        self.state.variables.set("@", *words[1:])
        self.state.variables.set("*", *words[1:])
        self._body(name, source, node)
        for key, value in kept.items():
            if value is None:
                self.state.variables.values.pop(key, None)
            else:
                self.state.variables.values[key] = value

    def _body(self, name: str, source: Source, node: Node) -> None:
        self.state.called.add(name)
        before, self.state.source = self.state.source, source
        self.state.depth += 1
        body = node.child_by_field_name("body")
        if body is not None:
            self.statement(body)
        self.state.depth -= 1
        self.state.source = before

    # -- statements ----------------------------------------------------------------------------------------------------------------

    def block(self, node: Node) -> None:
        """All statements of a node, one after the other."""
        for child in node.children:
            if child.is_named:
                self.statement(child)

    def statement(self, node: Node, stdin: Stream | None = None) -> Stream:
        """One statement; says what it prints."""
        state = self.state
        state.left -= 1
        if state.left <= 0 or state.depth >= DEEPEST:
            self.stopped = True
            return Stream()
        state.depth += 1
        try:
            return self._statement(node, stdin)
        finally:
            state.depth -= 1

    def _statement(self, node: Node, stdin: Stream | None) -> Stream:
        kind = node.type
        if kind == "command":
            return self._command(node, stdin)
        if kind == "redirected_statement":
            return self._redirected(node, stdin)
        if kind == "pipeline":
            return self._pipeline([c for c in node.children if c.is_named], stdin)
        if kind == "list":
            return self._list(node)
        if kind in ("variable_assignment", "variable_assignments", "declaration_command"):
            self._assignments(node)
        elif kind in ("if_statement", "case_statement", "for_statement", "while_statement", "c_style_for_statement"):
            getattr(self, "_" + kind)(node, stdin)
        elif kind == "subshell":
            before, folder, unsure = self.state.variables, self.state.folder, self.state.unsure
            self.state.variables = before.copy()
            self.block(node)
            self.state.variables, self.state.folder, self.state.unsure = before, folder, unsure
        elif kind in ("test_command", "comment", "function_definition", "heredoc_body", "heredoc_end"):
            self._substitutions(node)
        elif kind in ("compound_statement", "do_group", "negated_command", "ERROR", "program", "else_clause", "elif_clause", "case_item"):
            self.block(node)
        return Stream()

    def _substitutions(self, node: Node) -> None:
        """Commands inside ``[[ $(...) ]]``."""
        if node.type == "test_command":
            for child in _within(node, "command_substitution"):
                self.substitution(child)

    def _list(self, node: Node) -> Stream:
        chain: list[tuple[str, Node]] = []
        while node.type == "list" and len(node.children) >= 3:
            chain.append((node.children[1].type, node.children[-1]))
            node = node.children[0]
        result = self.statement(node)
        left = node
        for sign, right in reversed(chain):
            text = self.state.source.string(left)
            self.state.variables.guarded |= guards(text)
            asked = asks(text, self.state.variables.asked)
            stops = leaves(self.state.source.string(right))
            decided = outcome(left, self._expander())
            unsure = self.state.unsure
            if _moves(text) and (sign == "&&" or stops):
                self.state.unsure = ""  # what follows runs in that folder or not at all
            if decided is not None and decided is (sign == "||"):
                with self.state.inside(safe=(self._never(right),)):
                    result = self.statement(right)
            elif sign == "||" or (left.type == "test_command" and decided is None):
                with self.state.inside(certainty=Certainty.LIKELY, safe=(self._confirmed(left),) if asked and not stops else ()):
                    result = self.statement(right)
            else:
                result = self.statement(right)
            if asked and stops:
                self.state.place = self._with(self._confirmed(left))
            if _moves(text) and sign == "&&" and not self.state.unsure:
                self.state.unsure = unsure
            left = right
        return result

    def _with(self, safe: Safe) -> Context:
        with self.state.inside(safe=(safe,)):
            return self.state.place

    def _confirmed(self, node: Node) -> Safe:
        return Safe(Safety.CONFIRMED, "It asks a person first.", self.state.source.span(node))

    def _never(self, node: Node) -> Safe:
        return Safe(Safety.NOT_CALLED, "This part does not run as the file stands.", self.state.source.span(node))

    def _if_statement(self, node: Node, stdin: Stream | None) -> None:
        condition = [c for i, c in enumerate(node.children) if node.field_name_for_child(i) == "condition" and c.is_named]
        for part in condition:
            if not _SWITCHED.fullmatch(self.state.source.string(part)):
                self.statement(part)
        text = " ".join(self.state.source.string(c) for c in condition)
        body = [c for i, c in enumerate(node.children) if c.is_named and node.field_name_for_child(i) != "condition"]
        first = [c for c in body if c.type not in ("else_clause", "elif_clause")]
        other = [c for c in body if c.type in ("else_clause", "elif_clause")]
        said = outcome(condition[0], self._expander()) if len(condition) == 1 else None
        asked = asks(text, self.state.variables.asked)
        stops = any(leaves(self.state.source.string(c)) for c in first)
        guarded = guards(text)
        unsure = self.state.unsure
        if _moves(text):
            self.state.unsure = ""
        keep = set(self.state.variables.guarded)
        self.state.variables.guarded |= guarded
        for part, value in [(c, True) for c in first] + [(c, False) for c in other]:
            safe: tuple[Safe, ...] = (self._confirmed(condition[0]),) if asked and not stops else ()
            if said is not None and said is not value:
                safe = (*safe, self._never(part))
            with self.state.inside(safe=safe, certainty=Certainty.PROVEN if said is value else Certainty.LIKELY):
                self.statement(part)
        if _moves(text) and not (stops and "!" in text):
            self.state.unsure = self.state.unsure or unsure
        if not stops:
            self.state.variables.guarded = keep
        elif asked:
            self.state.place = self._with(self._confirmed(condition[0]))

    def _case_statement(self, node: Node, stdin: Stream | None) -> None:
        value = node.child_by_field_name("value")
        asked = value is not None and asks(self.state.source.string(value), self.state.variables.asked)
        with self.state.inside(certainty=Certainty.LIKELY, safe=(self._confirmed(value),) if asked and value is not None else ()):
            for item in node.children:
                if item.type == "case_item":
                    for child in item.children[1:]:
                        if child.is_named:
                            self.statement(child)

    def _for_statement(self, node: Node, stdin: Stream | None) -> None:
        name, body = node.child_by_field_name("variable"), node.child_by_field_name("body")
        if name is None or body is None:
            return
        expander = self._expander()
        words = [w for i, c in enumerate(node.children) if node.field_name_for_child(i) == "value" for w in expander.words(c)]
        variable = self.state.source.string(name)
        known = words and len(words) <= TURNS and all(_one_entry(w) for w in words)
        if known and not any(set("*?") & set(w.shown) for w in words):
            for word in words:
                self.state.variables.set(variable, word)
                self.statement(body)
            return
        span = self.state.source.span(name)
        glob = len(words) == 1 and words[0].known
        item = words[0] if glob else Word((Part("", span.start_line, span.start_column, variable, "loop"),), span)
        self.state.variables.set(variable, item)
        with self.state.inside(traits=(Trait.REPEATED,)):
            self.statement(body)

    def _c_style_for_statement(self, node: Node, stdin: Stream | None) -> None:
        endless = ";;" in re.sub(r"\s", "", self.state.source.string(node)[:200])
        with self.state.inside(traits=(Trait.ENDLESS if endless else Trait.REPEATED,)):
            body = node.child_by_field_name("body")
            if body is not None:
                self.statement(body)

    def _while_statement(self, node: Node, stdin: Stream | None) -> None:
        condition = [c for i, c in enumerate(node.children) if node.field_name_for_child(i) == "condition" and c.is_named]
        body = node.child_by_field_name("body")
        text = " ".join(self.state.source.string(c) for c in condition).strip()
        for part in condition:
            self.statement(part, stdin)
        traits: tuple[Trait, ...] = (Trait.REPEATED,)
        if body is not None and re.fullmatch(r"true|:|\[ 1 \]|\(\(1\)\)|\[\[ 1 \]\]", text):
            inner = self.state.source.string(body)
            traits = (Trait.REPEATED,) if re.search(r"(?m)(^|[\s;])(break|exit|return)\b", inner) else (Trait.ENDLESS,)
        if body is not None:
            with self.state.inside(traits=traits):
                self.statement(body)


def _one_entry(word: Word) -> bool:
    """True for a word of a list that stands for one entry, known or not; an unquoted output or ``$@`` may be any number."""
    return not any(
        part.hole and part.reason not in ("environment", "mktemp", "default") and not (word.quoted and part.reason == "command")
        for part in word.parts
    )


def _moves(text: str) -> bool:
    return re.search(r"(^|[\s;&|!])(cd|pushd)\s", text) is not None


def _functions(root: Node) -> Iterable[Node]:
    yield from _within(root, "function_definition")


def _within(root: Node, kind: str) -> list[Node]:
    """All nodes of a kind, found without recursion."""
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        if node.type == kind:
            found.append(node)
        waiting.extend(reversed(node.children))
    return found
