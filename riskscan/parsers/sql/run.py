"""A script from its first statement to its last: transactions, temporary tables, targets, copies, bodies; and the effects at the end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from riskscan.model.artifact import Artifact, Language, plain_origin
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Context, Operation, Safe, Safety, Scope, Trait
from riskscan.model.findings import Embedded
from riskscan.model.span import Note, Span
from riskscan.parsers.sql import reader
from riskscan.parsers.sql.bare import calls_by_name, declares, runs_procedure
from riskscan.parsers.sql.blocks import calls_of, open_block
from riskscan.parsers.sql.bodies import SQL_LANGUAGES, as_query, hooks, macros, only_templates
from riskscan.parsers.sql.client import connection_of
from riskscan.parsers.sql.drafts import Draft, Frame
from riskscan.parsers.sql.filters import filters_off
from riskscan.parsers.sql.lexer import Kind, Token, lexer_for
from riskscan.parsers.sql.loops import loops
from riskscan.parsers.sql.names import Cursor
from riskscan.parsers.sql.procedures import procedure
from riskscan.parsers.sql.remarks import remark
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.split import Splitter, Statement
from riskscan.parsers.sql.state import DDL_STAYS, Session, starts_transaction
from riskscan.parsers.sql.touch import Inner, Touch
from riskscan.parsers.sql.waiting import add_waits, pauses

DEEPEST = 6  # bodies inside bodies
_ROWS_CHANGED = (Operation.WRITE, Operation.DELETE)
_DATA_FAMILIES = frozenset(
    [
        "insert", "update", "delete", "merge", "merge_delete", "merge_delete_missing", "upsert", "copy_in",
    ]
)  # fmt: skip
_LOOKS = frozenset({"select", "read_file", "show_system", "create_temp"})
_PRINTS = frozenset({"PUT_LINE", "PRINT", "LOG", "NOTICE"})


@dataclass(slots=True)
class Run(Session):
    """The state of a script while it is read in order."""

    drafts: list[Draft] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    maybe: bool = False
    called: set[str] = field(default_factory=set)
    bodies: dict[str, list[Draft]] = field(default_factory=dict)
    defined: list[tuple[int, int, bool]] = field(default_factory=list)  # blocks that a template only defines
    triggers: list[tuple[str, str, int]] = field(default_factory=list)  # table, routine, offset
    loops: list[tuple[int, int]] = field(default_factory=list)  # stretches of the text that repeat
    homes: dict[str, Script] = field(default_factory=dict)  # routine -> the text that its body stands in

    def whole(self, statements: list[Statement]) -> None:
        """Reads all statements, then the bodies that nothing called."""
        self.statements = statements
        if self.script.dialect == "oracle":
            self._open()
        self.defined = macros(self.script.artifact.text)
        self.loops += loops([t for s in statements for t in s.tokens])
        for number, statement in enumerate(statements):
            before = len(self.drafts)
            self.statement(statement, Frame(not_called=any(a < statement.start < b and not called for a, b, called in self.defined)))
            filters_off(self, statements, number, before)
        self._never_saved()
        for start, end, text in hooks(self.script.artifact.text):
            self._inner(Inner(text=text), [Token(Kind.WORD, "HOOK", "HOOK", start, end)], Frame())
        calls = calls_of(statements)

        def runs(name: str, inner: Inner) -> bool:
            return name.rpartition(".")[2] in calls or inner.scheduled

        for name, inner in sorted(self.script.routines.items(), key=lambda pair: (not pair[1].trigger_on, not runs(*pair), pair[1].start)):
            if name not in self.called:
                before = len(self.drafts)
                self.transaction, self.transaction_reads, self.session_reads = 0, None, None
                trigger = inner.trigger_on or self._trigger_table(name)
                by_itself = runs(name, inner) and inner.job
                self._at_home(inner, Frame(1, not trigger and not runs(name, inner), trigger_on=trigger, by_itself=by_itself))
                self.bodies[name] = self.drafts[before:]

    def _trigger_table(self, name: str) -> str:
        """The table whose trigger names the routine; empty where none does."""
        base = name.rpartition(".")[2]
        return next((t for t, routine in self.script.trigger_calls if routine.rpartition(".")[2] == base), "")

    def statement(self, statement: Statement, frame: Frame) -> None:
        """Reads one statement: its pieces, and what stands inside it."""
        if statement.tokens[0].kind is Kind.COMMAND and (target := connection_of(statement.tokens[0].text)):
            self.within = self.database = target
            self._commit()
            return
        tokens = statement.tokens
        self.script.in_body = frame.level > 0
        controlled = frame.level > 0 or (
            tokens[0].up in ("IF", "ELSE", "END", "BEGIN", "WHEN", "EXCEPTION", "ELSIF", "ELSEIF") and len(tokens) > 1
        )
        if tokens[0].up in ("BEGIN", "DECLARE") and frame.level < DEEPEST and any(t.text == ";" for t in tokens):
            self._checks(tokens, self.transaction)
            for part in open_block(tokens):
                self.statement(Statement(part, statement.batch), replace(frame, level=frame.level + 1))
            return
        conditional = tokens[0].up in ("IF", "ELSE", "WHEN", "EXCEPTION", "ELSIF", "ELSEIF")
        opened = self.count
        self._checks(tokens, self.transaction)
        for piece in reader.pieces(tokens, self.script.artifact.text, self.script.dialect):
            if len(piece) == 1 and piece[0].up == "BEGIN" and (len(tokens) > 1 or frame.level):
                continue  # the begin of a block
            if self._control(piece, controlled and not starts_transaction(piece)):
                continue
            self.maybe = conditional or piece[0].up in ("IF", "WHILE")
            self._piece(piece, frame)
            self.maybe = False
            conditional = conditional or piece[0].up in ("IF", "WHILE")
            controlled = controlled or conditional
        if self.count > opened:
            self._checks(tokens, self.count)

    def _piece(self, tokens: list[Token], frame: Frame) -> None:
        if only_templates(tokens):
            self._template(tokens)
            return
        if self.script.dialect == "tsql" and runs_procedure(tokens):
            tokens = [Token(Kind.WORD, "EXEC", "EXEC", tokens[0].start, tokens[0].start), *tokens]
        self.script.not_called = frame.not_called
        reading = reader.read(tokens, self.script)
        remark(tokens, reading.touches, self.script)
        add_waits(tokens, reading.touches, self.script, in_transaction=bool(self.transaction), limited=self.limited_waits)
        for touch in reading.touches:
            if touch.family in ("create", "create_temp", "create_as") and touch.columns:
                self.script.columns[touch.name.key] = touch.columns
            self._draft(touch, tokens, frame, reading.tree)
        for inner in reading.inner:
            self._inner(inner, tokens, frame)
        if self.transaction and pauses(tokens):
            self._held(tokens)
        called = calls_by_name(reader.strip(tokens) or tokens) if frame.level and not reading.understood and not reading.touches else None
        if called is not None:
            if called.base.upper() not in _PRINTS and not called.key.startswith(("dbms_output.", "utl_file.put", "utl_file.fclose")):
                for touch in procedure(called, Cursor(reader.strip(tokens), 1), reader.strip(tokens)[0]):
                    self._draft(touch, tokens, frame, False)
                self._inner(Inner(name=called.key, runs=True), tokens, frame)
            return
        guessed = frame.guessed or (
            frame.place is not None and any(t.kind is Kind.PARAMETER for t in tokens)
        )  # its text is known in part; that is told
        if not (reading.understood or reading.touches or guessed) and not (frame.level and declares(tokens)):
            where = self.script.span(tokens[0].start, tokens[-1].end) if frame.place is None else frame.place
            if tokens[0].up == "WHERE":
                return
            if any(a < tokens[0].start < b for a, b, _ in self.defined):
                self._template(tokens)
                return
            text = f"We could not read the statement on line {where.start_line}."
            self.diagnostics.append(Diagnostic("sql-not-read", text, "It may change or delete data. Unread does not mean safe.", where))

    def _template(self, tokens: list[Token]) -> None:
        """Says once that parts of the file are filled in when it runs."""
        if not any(d.code == "sql-template" for d in self.diagnostics):
            where = self.script.at(tokens[0])
            text = f"Line {where.start_line} is a template. What it becomes is only known when it runs."
            self.diagnostics.append(Diagnostic("sql-template", text, "What it becomes was not checked.", where))

    def _draft(self, touch: Touch, tokens: list[Token], frame: Frame, tree: bool) -> None:
        verb = touch.at or tokens[0]
        place = frame.place or self.script.span(verb.start, max(tokens[-1].end, verb.end))
        sure = tree and not (touch.unsure and touch.family in ("select", "call"))
        transaction = self.transaction
        if transaction and self._commits(touch):
            self._saves_at_once(touch, tokens)
            self._commit()
            transaction = 0
            if self.script.dialect == "oracle" and not self.autocommit:
                self._open()
        reads = self.transaction_reads or self.session_reads
        self._again(touch, tokens, frame)
        touch.notes, self.told_next = (*touch.notes, *self.told_next), []
        self.drafts.append(
            Draft(
                touch, place, tokens[0].start, tokens[-1].end, self.within, transaction, frame.not_called, sure,
                self.maybe, reads, frame.trigger_on, frame.by_itself,
            )
        )  # fmt: skip

    def _held(self, tokens: list[Token]) -> None:
        """A pause inside a transaction: what was changed before it stays locked as long."""
        note = self.script.note(
            f"Line {self.script.line(tokens[0].start)} waits before the change is saved. Others wait as long for these rows.",
            tokens[0].start, tokens[-1].end,
        )  # fmt: skip
        for draft in self.drafts:
            if draft.transaction == self.transaction and draft.touch.family in _DATA_FAMILIES:
                draft.notes.append(note)

    def _never_saved(self) -> None:
        """A transaction that the file opens and never ends."""
        if self.opened_at is None:
            return
        for draft in self.drafts:
            changes = draft.touch.family in _DATA_FAMILIES or (self.script.dialect in DDL_STAYS and draft.touch.family not in _LOOKS)
            if draft.transaction == self.transaction and changes:
                draft.notes.append(Note(f"Line {self.opened_at.start_line} opens a transaction that the file never saves.", self.opened_at))

    def _saves_at_once(self, touch: Touch, tokens: list[Token]) -> None:
        """MySQL and Oracle save all that came before a change of structure, even inside a transaction."""
        if touch.family == "call":
            return  # it saves only where the routine does
        before = [d for d in self.drafts if d.transaction == self.transaction and d.touch.family in _DATA_FAMILIES]
        if before and self.script.dialect in ("mysql", "oracle", "redshift"):
            text = f"It saves at once all that was changed since line {before[0].place.start_line}. That can no longer be taken back."
            touch.notes += (self.script.note(text, tokens[0].start, tokens[-1].end),)

    def _again(self, touch: Touch, tokens: list[Token], frame: Frame) -> None:
        """In a loop a statement runs for each of many; one that takes so many rows a time goes on until none is left."""
        many = frame.repeated or any(start <= tokens[0].start < end for start, end in self.loops)
        if self.limit and touch.scope is Scope.ALL and touch.family in ("delete", "update"):
            touch.scope, touch.limited = Scope.SOME, True
        if many and touch.limited:
            touch.scope = Scope.ALL
            touch.notes += (self.script.note("It goes on in steps until no row is left.", tokens[0].start, tokens[-1].end),)
        elif many and touch.family not in _LOOKS and Trait.REPEATED not in touch.traits:
            touch.traits += (Trait.REPEATED,)

    def _commits(self, touch: Touch) -> bool:
        """Does the statement end the transaction by itself? Only some systems can take back a change of structure."""
        if touch.family in _DATA_FAMILIES | {"select", "read_file", "create_temp"}:
            return False
        if self.script.dialect == "redshift":
            return touch.family == "truncate"
        if touch.family == "call":
            return self.script.dialect not in DDL_STAYS
        return self.script.dialect not in DDL_STAYS

    def _inner(self, inner: Inner, tokens: list[Token], frame: Frame) -> None:
        """A body: kept for its callers, or read now."""
        place = frame.place or self.script.span(tokens[0].start, tokens[-1].end)
        if inner.trigger_on and inner.name and inner.calls:
            self.script.trigger_calls.append((inner.trigger_on, inner.calls))
        if inner.language.upper() not in SQL_LANGUAGES:
            self._foreign(inner, place)
        elif inner.name and (inner.start >= 0 or inner.text) and not inner.runs:
            self.script.routines[inner.name] = inner
            self.homes[inner.name] = self.script
            if inner.trigger_on:
                self.triggers.append((inner.trigger_on, inner.name, tokens[0].start))
        elif inner.name and inner.runs:
            body = self._routine(inner.name)
            if body is not None and body.name not in self.called and frame.level < DEEPEST:
                self.called.add(body.name)
                before = len(self.drafts)
                self._at_home(body, Frame(frame.level + 1, frame.not_called, None, frame.trigger_on, by_itself=frame.by_itself))
                self.bodies[body.name] = self.drafts[before:]
        elif frame.level < DEEPEST:
            many = frame.repeated or inner.repeated or any(start <= tokens[0].start < end for start, end in self.loops)
            self._body(
                inner,
                Frame(
                    frame.level + 1,
                    frame.not_called,
                    place if inner.text else frame.place,
                    frame.trigger_on,
                    many,
                    frame.guessed or inner.guessed,
                    frame.by_itself or inner.scheduled,
                ),
            )

    def _routine(self, name: str) -> Inner | None:
        return self.script.routines.get(name) or next(
            (b for n, b in self.script.routines.items() if n.rpartition(".")[2] == name.rpartition(".")[2]), None
        )

    def _foreign(self, inner: Inner, place: Span) -> None:
        language = inner.language.lower()
        if inner.reaches and inner.name:
            self.script.foreign.add(inner.name)
        text = inner.text or self.script.artifact.text[inner.start : inner.end]
        if "python" in language and inner.start >= 0:
            line, column = self.script.index.place(inner.start)
            artifact = Artifact(self.script.artifact.path, Language.PYTHON, text, origin=plain_origin(text, line, column))
            safe = Safe(Safety.NOT_CALLED, "Nothing in this file calls it.", place)
            called = inner.name.rpartition(".")[2] in calls_of(self.statements)
            self.script.embedded.append(Embedded(artifact, Context(safe_evidence=() if called else (safe,))))
            return
        told = "What that code does was not checked." if inner.reaches else "It can only work out a value. That was not checked."
        self.diagnostics.append(Diagnostic("sql-other-language", "It holds code in a language that we do not read.", told, place))

    def _at_home(self, inner: Inner, frame: Frame) -> None:
        """A body in the text that it stands in; its caller may stand in another one (SQL in a string)."""
        here, around = self.script, self.loops
        self.script = self.homes.get(inner.name, here)
        self.loops = around if self.script is here else []
        self._body(inner, frame)
        self.script, self.loops = here, around

    def _body(self, inner: Inner, frame: Frame) -> None:
        text, dialect = self.script.artifact.text, self.script.dialect
        if inner.start < 0:
            self._text(inner.text, frame, inner.function)
            return
        lexer = lexer_for(text, dialect, inner.start, inner.end)
        statements = list(Splitter(lexer, inside=True).statements())
        self.loops += loops([t for s in statements for t in s.tokens])
        for statement in as_query(statements) if inner.function else statements:
            self._nested(statement, frame)
        self.script.comments.extend(lexer.comments)

    def _text(self, text: str, frame: Frame, function: bool = False) -> None:
        """SQL that stands in a string: read on its own, its effects stand at the statement that runs it."""
        outer, around = self.script, self.loops
        inner = Artifact(outer.artifact.path, Language.SQL, text, holes=outer.artifact.holes)
        from riskscan.model.artifact import LineIndex

        self.script = replace(outer, artifact=inner, index=LineIndex(text), comments=[])
        statements = list(Splitter(lexer_for(text, outer.dialect), inside=True).statements())
        self.loops = loops([t for s in statements for t in s.tokens])
        for statement in as_query(statements) if function else statements:
            self._nested(statement, frame)
        self.script, self.loops = outer, around

    def _nested(self, statement: Statement, frame: Frame) -> None:
        """A statement of a body; a body whose own block was kept whole is opened first."""
        tokens = statement.tokens
        if any(t.text == ";" for t in tokens) and frame.level < DEEPEST and tokens[0].up not in ("CREATE",):
            for part in open_block(tokens):
                self._nested(Statement(part), replace(frame, level=frame.level + 1))
            return
        self.statement(statement, frame)
