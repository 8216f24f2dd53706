"""A script from its first statement to its last: transactions, temporary tables, targets, copies, bodies; and the effects at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from riskscan.knowledge import places
from riskscan.knowledge.sql import row_for
from riskscan.knowledge.words import say
from riskscan.model.artifact import Artifact, Language, plain_origin
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Certainty, Context, Effect, Operation, Safe, Safety, Scope, Trait, Undo
from riskscan.model.findings import Embedded
from riskscan.model.span import Note, Span
from riskscan.parsers.sql import reader
from riskscan.parsers.sql.lexer import Kind, Token, lexer_for
from riskscan.parsers.sql.names import Cursor, string_value
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.session import connection_of
from riskscan.parsers.sql.sources import columns_trait
from riskscan.parsers.sql.split import Splitter, Statement
from riskscan.parsers.sql.touch import Inner, Touch

DEEPEST = 6  # bodies inside bodies
DDL_COMMITS = frozenset({"mysql", "oracle", "snowflake", "bigquery", "databricks", "spark", "hive", "clickhouse", "trino"})
_ROWS_CHANGED = (Operation.WRITE, Operation.DELETE)
_DATA_FAMILIES = frozenset({"insert", "update", "delete", "merge", "merge_delete", "merge_delete_missing", "upsert", "copy_in"})
_MAKES = frozenset({"create", "create_as", "select_into", "create_temp"})
_RAISES = frozenset({"RAISE", "RAISERROR", "THROW", "SIGNAL", "ASSERT", "RAISE_APPLICATION_ERROR", "ROLLBACK"})
_COUNTS = re.compile(r"(?i)@@ROWCOUNT|\bROW_COUNT\b|SQL%ROWCOUNT|\bcount\s*\(|\bNOT\s+FOUND\b|\bSQLROWCOUNT\b")
_FILTER_COMMENT = re.compile(r"(?is)^(--|#|//|/\*)[\s*-]*(WHERE|AND)\b")


@dataclass(slots=True)
class Draft:
    """A touch with where it stands and what held there."""

    touch: Touch
    place: Span
    start: int
    end: int
    within: str
    transaction: int  # 0: none
    not_called: bool
    sure: bool
    safe: list[Safe] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the statements being read stand: a body that nothing calls, or a text that has no place of its own."""

    level: int = 0
    not_called: bool = False
    place: Span | None = None


@dataclass(slots=True)
class Run:
    """The state of a script while it is read in order."""

    script: Script
    drafts: list[Draft] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    within: str = ""
    transaction: int = 0
    count: int = 0
    rolled_back: set[int] = field(default_factory=set)
    checked: dict[int, Span] = field(default_factory=dict)
    read_only: Span | None = None
    called: set[str] = field(default_factory=set)
    bodies: dict[str, list[Draft]] = field(default_factory=dict)
    triggers: list[tuple[str, str, int]] = field(default_factory=list)  # table, routine, offset
    statements: list[Statement] = field(default_factory=list)

    def whole(self, statements: list[Statement]) -> None:
        """Reads all statements, then the bodies that nothing called."""
        self.statements = statements
        if self.script.dialect == "oracle":
            self._open()
        for number, statement in enumerate(statements):
            before = len(self.drafts)
            self.statement(statement, Frame())
            self._filters_off(statements, number, before)
        for name, inner in sorted(self.script.routines.items(), key=lambda pair: (not pair[1].trigger_on, pair[1].start)):
            if name not in self.called:
                before = len(self.drafts)
                self._body(inner, Frame(1, not_called=True))
                self.bodies[name] = self.drafts[before:]

    def statement(self, statement: Statement, frame: Frame) -> None:
        """Reads one statement: its pieces, and what stands inside it."""
        if statement.tokens[0].kind is Kind.COMMAND and (target := connection_of(statement.tokens[0].text)):
            self.within = target
            return
        tokens = statement.tokens
        controlled = (
            frame.level > 0 or (tokens[0].up in ("IF", "ELSE", "END", "BEGIN", "WHEN", "EXCEPTION", "ELSIF", "ELSEIF") and len(tokens) > 1)
        )
        if tokens[0].up in ("BEGIN", "DECLARE") and frame.level < DEEPEST and any(t.text == ";" for t in tokens):
            self._checks(tokens, self.transaction)
            for part in _open_block(tokens):
                self.statement(Statement(part, statement.batch), replace(frame, level=frame.level + 1))
            return
        self._checks(tokens, self.transaction)
        opened = self.count
        for piece in reader.pieces(tokens, self.script.artifact.text, self.script.dialect):
            if len(piece) == 1 and piece[0].up == "BEGIN" and (len(tokens) > 1 or frame.level):
                continue  # the begin of a block
            if self._control(piece, controlled and not _starts_transaction(piece)):
                continue
            self._piece(piece, frame)
            controlled = controlled or piece[0].up in ("IF", "WHILE")
        if self.count > opened:
            self._checks(tokens, self.count)

    def _piece(self, tokens: list[Token], frame: Frame) -> None:
        reading = reader.read(tokens, self.script)
        for touch in reading.touches:
            self._draft(touch, tokens, frame, reading.tree)
        for inner in reading.inner:
            self._inner(inner, tokens, frame)
        if not reading.understood:
            where = self.script.span(tokens[0].start, tokens[-1].end) if frame.place is None else frame.place
            if tokens[0].up == "WHERE":
                return
            text = f"We could not read the statement on line {where.start_line}."
            self.diagnostics.append(Diagnostic("sql-not-read", text, "It may change or delete data. Unread does not mean safe.", where))

    def _draft(self, touch: Touch, tokens: list[Token], frame: Frame, tree: bool) -> None:
        verb = touch.at or tokens[0]
        place = frame.place or self.script.span(verb.start, max(tokens[-1].end, verb.end))
        sure = tree and not (touch.unsure and touch.family == "select")
        transaction = self.transaction
        if (
            transaction
            and touch.family not in _DATA_FAMILIES | {"select", "read_file"}
            and self.script.dialect in DDL_COMMITS
            and touch.family != "create_temp"
        ):
            self._commit()
            transaction = 0
        self.drafts.append(Draft(touch, place, tokens[0].start, tokens[-1].end, self.within, transaction, frame.not_called, sure))

    def _inner(self, inner: Inner, tokens: list[Token], frame: Frame) -> None:
        """A body: kept for its callers, or read now."""
        place = frame.place or self.script.span(tokens[0].start, tokens[-1].end)
        if inner.language and inner.language.upper() not in ("SQL", "PLPGSQL", "PLSQL", "SQLSCRIPT", "TSQL"):
            self._foreign(inner, place)
        elif inner.name and (inner.start >= 0 or inner.text) and not inner.runs:
            self.script.routines[inner.name] = inner
            if inner.trigger_on:
                self.triggers.append((inner.trigger_on, inner.name, tokens[0].start))
        elif inner.name and inner.runs:
            body = self._routine(inner.name)
            if body is not None and body.name not in self.called and frame.level < DEEPEST:
                self.called.add(body.name)
                before = len(self.drafts)
                self._body(body, Frame(frame.level + 1, frame.not_called))
                self.bodies[body.name] = self.drafts[before:]
        elif frame.level < DEEPEST:
            self._body(inner, Frame(frame.level + 1, frame.not_called, place if inner.text else frame.place))

    def _routine(self, name: str) -> Inner | None:
        return self.script.routines.get(name) or next(
            (b for n, b in self.script.routines.items() if n.rpartition(".")[2] == name.rpartition(".")[2]), None
        )

    def _foreign(self, inner: Inner, place: Span) -> None:
        language = inner.language.lower()
        text = inner.text or self.script.artifact.text[inner.start : inner.end]
        if "python" in language and inner.start >= 0:
            line, column = self.script.index.place(inner.start)
            artifact = Artifact(self.script.artifact.path, Language.PYTHON, text, origin=plain_origin(text, line, column))
            safe = Safe(Safety.NOT_CALLED, "Nothing in this file calls it.", place)
            self.script.embedded.append(Embedded(artifact, Context(safe_evidence=(safe,))))
            return
        self.diagnostics.append(
            Diagnostic(
                "sql-other-language", "It holds code in a language that we do not read.", "What that code does was not checked.", place
            )
        )

    def _body(self, inner: Inner, frame: Frame) -> None:
        text, dialect = self.script.artifact.text, self.script.dialect
        if inner.start < 0:
            self._text(inner.text, frame)
            return
        lexer = lexer_for(text, dialect, inner.start, inner.end)
        for statement in Splitter(lexer, inside=True).statements():
            self._nested(statement, frame)
        self.script.comments.extend(lexer.comments)

    def _text(self, text: str, frame: Frame) -> None:
        """SQL that stands in a string: read on its own, its effects stand at the statement that runs it."""
        outer = self.script
        inner = Artifact(outer.artifact.path, Language.SQL, text, holes=outer.artifact.holes)
        from riskscan.model.artifact import LineIndex

        self.script = replace(outer, artifact=inner, index=LineIndex(text), comments=[])
        for statement in Splitter(lexer_for(text, outer.dialect), inside=True).statements():
            self._nested(statement, frame)
        self.script = outer

    def _nested(self, statement: Statement, frame: Frame) -> None:
        """A statement of a body; a body whose own block was kept whole is opened first."""
        tokens = statement.tokens
        if any(t.text == ";" for t in tokens) and frame.level < DEEPEST and tokens[0].up not in ("CREATE",):
            for part in _open_block(tokens):
                self._nested(Statement(part), replace(frame, level=frame.level + 1))
            return
        self.statement(statement, frame)

    def _open(self) -> None:
        self.count += 1
        self.transaction = self.count

    def _commit(self) -> None:
        self.transaction = 0

    def _control(self, tokens: list[Token], controlled: bool) -> bool:
        """Transactions and targets; True where the piece is nothing else."""
        up = tokens[0].up
        rest = [t.up for t in tokens[1:]]
        if _starts_transaction(tokens):
            self._open()
            if "READ" in rest and "ONLY" in rest:
                self.read_only = self.script.at(tokens[0])
            return True
        if up in ("COMMIT", "ROLLBACK", "ABORT") or (up == "END" and (not rest or rest[0] in ("TRANSACTION", "WORK")) and not controlled):
            if "TO" in rest or (controlled and up != "COMMIT"):
                return True
            if up in ("ROLLBACK", "ABORT") and self.transaction:
                self.rolled_back.add(self.transaction)
            self._commit()
            if self.script.dialect == "oracle":
                self._open()
            return True
        if up == "SET" and "READ" in rest and "ONLY" in rest:
            self.read_only = self.script.at(tokens[0])
        if up == "SET" and "AUTOCOMMIT" in (t.lstrip("@") for t in rest[:2]) and rest[-1] in ("0", "OFF"):
            self._open()
        if up == "SET" and "IMPLICIT_TRANSACTIONS" in rest and rest[-1] == "ON":
            self._open()
        self._target(tokens)
        return False

    def _target(self, tokens: list[Token]) -> None:
        cursor = Cursor(tokens, 1)
        if tokens[0].up == "USE" and cursor.peek().up not in ("ROLE", "WAREHOUSE", "SECONDARY"):
            cursor.take_any({"DATABASE", "SCHEMA", "CATALOG"})
            name = cursor.name()
            if name is not None:
                self.within = name.text
        elif tokens[0].up == "ATTACH":
            return

    def _checks(self, tokens: list[Token], transaction: int) -> None:
        """A statement that raises when a count is not the expected one."""
        if not transaction:
            return
        text = self.script.artifact.text[tokens[0].start : tokens[-1].end]
        body = next((t for t in tokens if t.kind is Kind.DOLLAR), None)
        words = set(re.findall(r"[A-Z_]+", string_value(body).upper())) if body is not None else {t.up for t in tokens}
        if (
            words & _RAISES
            and ("IF" in words or "ASSERT" in words or "CASE" in words)
            and _COUNTS.search(text)
            and tokens[0].up in ("DO", "IF", "ASSERT", "BEGIN", "DECLARE", "SELECT")
        ):
            self.checked[transaction] = self.script.span(tokens[0].start, tokens[-1].end)

    def _filters_off(self, statements: list[Statement], number: int, before: int) -> None:
        """A WHERE behind a comment sign, or after the semicolon."""
        statement = statements[number]
        for draft in self.drafts[before:]:
            touch = draft.touch
            if (
                touch.family not in ("update", "delete")
                or touch.scope is not Scope.ALL
                or Trait.ALWAYS_TRUE in touch.traits
                or draft.place.path != self.script.artifact.path
            ):
                continue
            following = statements[number + 1] if number + 1 < len(statements) else None
            stop = following.start if following is not None else len(self.script.artifact.text)
            gap = self.script.artifact.text[statement.end : stop]
            near = next(
                (
                    c
                    for c in self.script.comments
                    if statement.start < c.start < stop and _FILTER_COMMENT.match(c.text) and self._adjacent(statement, c.start)
                ),
                None,
            )
            if near is not None:
                touch.traits += (Trait.FILTER_OFF,)
                line = self.script.line(near.start)
                draft.notes.append(self.script.note(f"The filter on line {line} stands behind a comment sign.", near.start, near.end))
            elif following is not None and following.tokens[0].up == "WHERE" and ";" in gap:
                touch.traits += (Trait.FILTER_OFF,)
                line = self.script.line(following.start)
                draft.notes.append(
                    self.script.note(f"The filter on line {line} comes after the end of the statement.", following.start, following.end)
                )

    def _adjacent(self, statement: Statement, start: int) -> bool:
        """Is the comment inside the statement or right behind it (no empty line, no other comment between)?"""
        if start < statement.end:
            return True
        between = self.script.artifact.text[statement.end : start]
        return not between.replace(";", "").strip() and between.count("\n") <= 1


def _starts_transaction(tokens: list[Token]) -> bool:
    up = tokens[0].up
    following = tokens[1].up if len(tokens) > 1 else ""
    if any(t.up == "BEGIN" and n.up in ("TRAN", "TRANSACTION") for t, n in pairwise(tokens[:9])):
        return True
    if up == "BEGIN":
        return (
            following in ("", "TRAN", "TRANSACTION", "WORK", "ISOLATION", "READ", "DEFERRED", "IMMEDIATE", "EXCLUSIVE", "NAME", "NOT")
            and following != "NOT"
        )
    return up == "START" and following == "TRANSACTION"


def _open_block(tokens: list[Token]) -> list[list[Token]]:
    """The statements of a block that was kept whole, cut at every semicolon; BEGIN and END words go."""
    found: list[list[Token]] = [[]]
    for index, token in enumerate(tokens):
        following = tokens[index + 1].up if index + 1 < len(tokens) else ""
        if token.text == ";":
            found.append([])
        elif token.up == "BEGIN" and following in ("TRAN", "TRANSACTION"):
            found[-1].append(token)
        elif not found[-1] and token.up in ("BEGIN", "END", "TRY", "CATCH", "DECLARE") and token.kind is Kind.WORD:
            continue
        else:
            found[-1].append(token)
    return [part for part in found if part]


@dataclass(slots=True)
class Finish:
    """Drafts to effects: what is known only when the whole script was seen."""

    run: Run
    temporary: set[str] = field(default_factory=set)
    own: dict[str, Span] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)

    def effects(self) -> tuple[Effect, ...]:
        """All effects, in the order of the script."""
        removed = {d.touch.name.key for d in self.run.drafts if Trait.UNDO_REMOVED in d.touch.traits}
        return tuple(
            self._effect(draft, number, removed)
            for number, draft in enumerate(self.run.drafts)
            if not (draft.not_called and draft.touch.family == "call")  # a trigger names its routine; that is told by the estate
        )

    def _effect(self, draft: Draft, number: int, removed: set[str]) -> Effect:
        touch, artifact = draft.touch, self.run.script.artifact
        traits = self._traits(touch, removed)
        row = row_for(touch.family, touch.kind, touch.scope, traits)
        traits = tuple(dict.fromkeys((*traits, *row.traits)))
        name = artifact.show(touch.name.text)
        match = touch.name.match
        if name != touch.name.text and match is Match.EXACT:
            match = Match.PATTERN if re.sub(r"\{[^}]*\}|\W", "", name) else Match.UNKNOWN
        asset = AssetRef(touch.kind, name, match, touch.name.aliases, draft.within)
        safe = self._safe(draft, number, row.operation)
        scratch = any(s.kind is Safety.SCRATCH for s in safe)
        if self._production(asset) and not scratch:
            traits += (Trait.PRODUCTION,)
        undo = self._undo(draft, row.undo, row.operation, traits, safe)
        certainty = Certainty.PROVEN if draft.sure and match is not Match.UNKNOWN else Certainty.LIKELY
        self._remember(draft)
        return Effect(
            operation=row.operation, verb=row.verb, asset=asset, scope=touch.scope, undo=undo, certainty=certainty, rule=row.id,
            text=say(row.operation, row.verb, touch.scope, asset, row.plain), location=draft.place, traits=traits,
            safe_evidence=safe, also=(*touch.notes, *draft.notes), columns=touch.columns,
        )  # fmt: skip

    def _traits(self, touch: Touch, removed: set[str]) -> tuple[Trait, ...]:
        traits = touch.traits
        if touch.name.key in removed and touch.name.text and touch.family != "select":
            traits += (Trait.UNDO_REMOVED,)
        if touch.family in ("select", "export", "write_file", "copy_to_program"):
            traits += columns_trait(touch.columns)
        return tuple(dict.fromkeys(traits))

    def _production(self, asset: AssetRef) -> bool:
        own = (
            asset.name.split(".")[:-1]
            if asset.kind in (AssetKind.TABLE, AssetKind.VIEW, AssetKind.FUNCTION)
            else [asset.name]
            if asset.kind in (AssetKind.DATABASE, AssetKind.SCHEMA)
            else []
        )
        if any(places.is_production(part) for part in own):
            return True
        return places.is_production(asset.within) and len(own) < 2

    def _safe(self, draft: Draft, number: int, operation: Operation) -> tuple[Safe, ...]:
        touch, run = draft.touch, self.run
        found = [*touch.safe, *draft.safe]
        if draft.not_called:
            found.append(Safe(Safety.NOT_CALLED, "It is only defined here. Nothing in this file calls it.", draft.place))
        if operation is not Operation.READ:
            found += self._transaction(draft)
            found += self._copy(draft, number)
        found += self._place(touch, draft)
        if run.read_only is not None:
            found.append(Safe(Safety.READ_ONLY, "The session may only read.", run.read_only))
        parts = [p for p in (*touch.name.text.split(".")[:-1], draft.within) if p]
        if any(places.is_development(p) for p in parts) and not any(places.is_production(p) for p in parts):
            found.append(Safe(Safety.DEVELOPMENT, "It works on a test system.", draft.place))
        return tuple(dict.fromkeys(found))

    def _transaction(self, draft: Draft) -> list[Safe]:
        run, number = self.run, draft.transaction
        if (
            not number
            or draft.touch.kind is AssetKind.DATABASE
            or draft.touch.family in ("export", "write_file", "shell", "copy_to_program", "mail")
        ):
            return []
        if number in run.rolled_back:
            return [Safe(Safety.ROLLED_BACK, "The file takes it back at the end.", draft.place)]
        if run.script.dialect == "oracle":
            return []
        found = [Safe(Safety.IN_TRANSACTION, "It runs in one transaction that can be taken back.", draft.place)]
        if number in run.checked:
            found.append(Safe(Safety.CHECKED, "It stops when the number of rows is not the expected one.", run.checked[number]))
        return found

    def _place(self, touch: Touch, draft: Draft) -> list[Safe]:
        key = touch.name.key
        table = touch.name.text if touch.kind is not AssetKind.COLUMN else touch.name.text.rpartition(".")[0]
        target = (
            draft.within
            and touch.name.text.count(".") < 2
            and touch.kind in (AssetKind.TABLE, AssetKind.VIEW)
            and places.is_scratch_schema(draft.within)
        )
        if (
            touch.family == "create_temp"
            or key in self.temporary
            or places.is_scratch_table(table)
            or target
            or (touch.kind is AssetKind.SCHEMA and places.is_scratch_schema(touch.name.text))
        ):
            return [Safe(Safety.SCRATCH, "It is a temporary table or a scratch place.", draft.place)]
        if key in self.own:
            return [Safe(Safety.OWN_OUTPUT, "This file made it itself.", self.own[key])]
        return []

    def _copy(self, draft: Draft, number: int) -> list[Safe]:
        """An earlier statement that copies the same rows into a table that stays."""
        touch = draft.touch
        if touch.family not in ("update", "delete", "truncate", "drop", "replace_table", "merge", "drop_column", "insert_overwrite"):
            return []
        key = touch.name.key if touch.kind is not AssetKind.COLUMN else touch.name.key.rpartition(".")[0]
        for earlier in self.run.drafts[:number]:
            copy = earlier.touch
            if (
                copy.family not in ("create_as", "select_into", "insert")
                or copy.sources != (key,)
                or copy.name.key == key
                or copy.name.key in self.dropped
            ):
                continue
            if set(copy.where) <= set(touch.where) and not earlier.not_called:
                return [
                    Safe(Safety.BACKED_UP, f"It first keeps a copy in {copy.name.text} (line {earlier.place.start_line}).", earlier.place)
                ]
        return []

    def _undo(self, draft: Draft, undo: Undo, operation: Operation, traits: tuple[Trait, ...], safe: tuple[Safe, ...]) -> Undo:
        if any(s.kind is Safety.ROLLED_BACK for s in safe):
            return Undo.YES
        if Trait.UNDO_REMOVED in traits and operation in (Operation.DELETE, Operation.WRITE):
            return Undo.NO
        travels = self.run.script.dialect in ("snowflake", "bigquery")
        if (
            undo is Undo.NO
            and travels
            and draft.touch.kind in (AssetKind.TABLE, AssetKind.SCHEMA, AssetKind.DATABASE)
            and draft.touch.family in ("drop", "delete", "update", "truncate", "merge")
        ):
            return Undo.WITH_WORK
        return undo

    def _remember(self, draft: Draft) -> None:
        touch = draft.touch
        key = touch.name.key
        if touch.family == "create_temp":
            self.temporary.add(key)
        elif touch.family in _MAKES and touch.kind in (AssetKind.TABLE, AssetKind.VIEW, AssetKind.SCHEMA) and not draft.not_called:
            words = self.run.script.artifact.text[draft.start : draft.start + 200].upper()
            if "IF NOT EXISTS" not in " ".join(words.split()) and key not in self.dropped:
                self.own[key] = draft.place
        elif touch.family == "drop":
            self.dropped.add(key)
            self.own.pop(key, None)
