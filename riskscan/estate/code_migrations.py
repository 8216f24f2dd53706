"""Migrations written in Python and Ruby, and the schema file of Rails: read by their calls, never run.

Source: alembic.sqlalchemy.org, operation reference; docs.djangoproject.com, migration operations (a model's table is ``app_model``
unless ``db_table`` says otherwise; its foreign keys never cascade in the database); guides.rubyonrails.org, Active Record Migrations.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath

from riskscan.estate import migrations
from riskscan.estate.piece import Around, Gather, Source
from riskscan.model.estate import Estate

_REVISION = re.compile(r"(?m)^revision\b[^=]*=\s*['\"](\w+)['\"]")
_BEFORE = re.compile(r"(?m)^down_revision\b[^=]*=\s*(.*)$")
_OP = re.compile(r"\bop\.(create_table|drop_table|rename_table|add_column|drop_column|create_foreign_key)\s*\(")
_DJANGO = re.compile(r"\bmigrations\.(CreateModel|DeleteModel|RenameModel|AddField|RemoveField|AlterModelTable)\s*\(")
_RAILS = re.compile(
    r"(?m)^\s*(create_table|drop_table|rename_table|add_column|remove_column|add_reference|add_foreign_key)\b\s*\(?\s*([^\n]*)"
)
_QUOTED = re.compile(r"['\"]([\w.]+)['\"]")
_WORD = re.compile(r"[:'\"]([\w.]+)['\"]?")
_RAILS_COLUMN = re.compile(r"^\s*t\.(\w+)\s*\(?\s*[:'\"](\w+)")
_NO_COLUMNS = frozenset({"index", "timestamps", "check_constraint", "foreign_key", "primary_key"})


def wants(path: PurePosixPath, text: str) -> bool:
    """By the words that only such files have."""
    if path.suffix == ".py":
        alembic = "from alembic" in text and _REVISION.search(text) is not None
        return alembic or ("migrations.Migration" in text and "django" in text)
    return path.suffix == ".rb" and ("ActiveRecord::Schema" in text or "ActiveRecord::Migration" in text)


def read(source: Source, around: Around) -> Estate:
    """The steps of one file."""
    gather = Gather("migration", source.path)
    path = source.posix
    if path.suffix == ".rb":
        _rails(gather, source)
    elif "from alembic" in source.text:
        _alembic(gather, source, around)
    else:
        _django(gather, source)
    return gather.estate()


def _body(text: str, start: int) -> str:
    """What stands between the bracket that ends at ``start`` and its partner, strings passed over."""
    depth, quote, at = 1, "", start
    while at < len(text):
        sign = text[at]
        if quote:
            at += sign == "\\"
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        else:
            depth += (sign in "([{") - (sign in ")]}")
            if depth == 0:
                return text[start:at]
        at += 1
    return text[start:]


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _alembic(gather: Gather, source: Source, around: Around) -> None:
    text = source.text
    found = re.search(r"(?m)^def upgrade\b.*$", text)
    if found is None:
        return
    end = re.search(r"(?m)^(def|class)\s", text[found.end() :])
    upgrade = text[: found.end() + end.start()] if end else text
    steps = migrations.Steps(gather, migrations.Place(source.posix.parent.as_posix(), _depth(source, around)))
    for call in _OP.finditer(upgrade, found.start()):
        body = _body(text, call.end())
        words = _QUOTED.findall(body.partition("sa.")[0]) or _QUOTED.findall(body)
        schema = re.search(r"\bschema\s*=\s*['\"](\w+)['\"]", body)
        prefix = f"{schema[1]}." if schema else ""
        line = _line(text, call.start())
        if not words:
            continue
        table = prefix + words[0]
        if call[1] == "create_table":
            columns = re.findall(r"\bColumn\(\s*['\"](\w+)['\"]", body)
            steps.create(table, line, columns)
            for key in re.finditer(r"\bForeignKey(?:Constraint)?\((?:\s*\[[^\]]*\]\s*,)?\s*\[?\s*['\"]([\w.]+)\.\w+['\"]([^)]*)", body):
                steps.refers(table, key[1], line, "CASCADE" in key[2].upper())
        elif call[1] == "drop_table":
            steps.drop(table, line)
        elif call[1] == "rename_table" and len(words) > 1:
            steps.rename(table, prefix + words[1], line)
        elif call[1] == "add_column":
            column = re.search(r"\bColumn\(\s*['\"](\w+)['\"]", body)
            if column:
                steps.add(table, column[1], line)
        elif call[1] == "drop_column" and len(words) > 1:
            steps.remove(table, words[1], line)
        elif call[1] == "create_foreign_key" and len(words) > 2:
            steps.refers(words[1], words[2], line, bool(re.search(r"ondelete\s*=\s*['\"]CASCADE", body)))


def _depth(source: Source, around: Around) -> str:
    """How many steps stand before this one: revisions name the one before them."""
    before: dict[str, tuple[str, ...]] = {}
    for name in around.near.folder(source.path, ".py"):
        revision, previous = _step(around.near.text(name.rpartition("/")[2], source.path) or "")
        if revision and previous is not None:
            before[revision] = previous
    own, _ = _step(source.text)
    level = 0
    seen: set[str] = set()
    at: tuple[str, ...] = (own,) if own else ()
    while at and level < 10_000:
        at = tuple(b for revision in at for b in before.get(revision, ()) if b not in seen)
        seen.update(at)
        level += 1
    return f"{level:06}{source.posix.name}"


@lru_cache(maxsize=4096)
def _step(text: str) -> tuple[str, tuple[str, ...] | None]:
    """(revision, those before it) of a migration; empty and None where it does not say. Each is asked for every step after it."""
    own, previous = _REVISION.search(text), _BEFORE.search(text)
    return own[1] if own else "", tuple(_QUOTED.findall(previous[1])) if previous else None


def _django(gather: Gather, source: Source) -> None:
    text = source.text
    parts = source.posix.parts
    app = parts[-3] if len(parts) > 2 and parts[-2] == "migrations" else ""
    steps = migrations.Steps(
        gather,
        migrations.Place(source.posix.parent.as_posix(), (re.match(r"\d*", source.posix.name) or [""])[0].zfill(20) + source.posix.name),
    )
    for call in _DJANGO.finditer(text):
        body = _body(text, call.end())
        line = _line(text, call.start())
        named = re.search(r"(?:name|model_name|old_name)\s*=\s*['\"](\w+)['\"]", body) or _QUOTED.search(body)
        if named is None:
            continue
        model = re.search(r"model_name\s*=\s*['\"](\w+)['\"]", body)
        table = re.search(r"['\"]db_table['\"]\s*:\s*['\"]\"?([\w.]+)", body)
        usual = f"{app}_{(model or named)[1].lower()}" if app else (model or named)[1].lower()
        field = re.search(r"(?<!model_)\bname\s*=\s*['\"](\w+)['\"]", body)
        if call[1] == "CreateModel":
            columns = re.findall(r"\(\s*['\"](\w+)['\"]\s*,\s*(?:\w+\.)*(\w+)\(", body)
            key = table[1] if table else usual
            steps.create(
                key, line, (f"{c}_id" if sort in ("ForeignKey", "OneToOneField") else c for c, sort in columns), (usual,) if table else ()
            )
            for other in re.finditer(r"(?:ForeignKey|OneToOneField)\([^)]*?\bto\s*=\s*['\"](\w+)\.(\w+)['\"]", body):
                steps.refers(key, f"{other[1]}_{other[2].lower()}", line, False)
        elif call[1] == "DeleteModel":
            steps.drop(usual, line)
        elif call[1] == "RenameModel":
            new = re.search(r"new_name\s*=\s*['\"](\w+)['\"]", body)
            words = _QUOTED.findall(body)
            steps.rename(usual, f"{app}_{(new[1] if new else words[-1]).lower()}", line)
        elif call[1] == "AlterModelTable":
            moved = re.search(r"\btable\s*=\s*['\"]([\w.]+)['\"]", body)
            if moved:
                steps.rename(usual, moved[1], line)
        elif call[1] == "AddField" and model and field:
            related = re.search(r"ForeignKey|OneToOneField", body)
            steps.add(usual, field[1] + ("_id" if related else ""), line)
        elif call[1] == "RemoveField" and model and field:
            steps.remove(usual, field[1], line)


def _rails(gather: Gather, source: Source) -> None:
    text = re.sub(r"(?ms)^\s*def down\b.*?^\s*end\b(?=\s*(?:^end|\Z|^\s*def))", lambda m: "\n" * m[0].count("\n"), source.text)
    schema = "ActiveRecord::Schema" in text
    order = "~" if schema else (re.match(r"\d*", source.posix.name) or [""])[0].zfill(20)
    series = source.posix.parent.as_posix() if not schema else f"{source.posix.parent.as_posix()}/migrate"
    steps = migrations.Steps(gather, migrations.Place(series.removesuffix("/migrate"), order))
    for call in _RAILS.finditer(text):
        words = _WORD.findall(call[2])
        line = _line(text, call.start(1))
        if not words:
            continue
        if call[1] == "create_table":
            columns = []
            for row in text[call.end() :].split("\n")[1:] if " do " in f"{call[2]} " or call[2].rstrip().endswith("|") else ():
                if re.match(r"^\s*end\b", row):
                    break
                column = _RAILS_COLUMN.match(row)
                if column and column[1] not in _NO_COLUMNS:
                    columns.append(f"{column[2]}_id" if column[1] in ("references", "belongs_to") else column[2])
            steps.create(words[0], line, columns if re.search(r"id:\s*false", call[2]) else ("id", *columns))
        elif call[1] == "drop_table":
            steps.drop(words[0], line)
        elif call[1] == "rename_table" and len(words) > 1:
            steps.rename(words[0], words[1], line)
        elif call[1] in ("add_column", "remove_column") and len(words) > 1:
            (steps.add if call[1] == "add_column" else steps.remove)(words[0], words[1], line)
        elif call[1] == "add_foreign_key" and len(words) > 1:
            steps.refers(words[0], words[1], line, bool(re.search(r"on_delete:\s*:cascade", call[2])))


__all__ = ["read", "wants"]
