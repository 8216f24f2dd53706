"""How much and whose: data that flows from a query, file or listing into a call, and words of the call that make it final."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from riskscan.knowledge.personal import is_of_people, is_personal
from riskscan.knowledge.python.call import Call
from riskscan.knowledge.secrets import without_secrets
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait
from riskscan.model.span import Note
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.flows import held
from riskscan.parsers.python.limits import cut_off
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Source, Value, join, merged, one_text, plain, truth

_FINAL = frozenset({"permanent", "permanently", "force", "purge", "hard", "hard_delete", "skip_trash", "cascade", "recursive", "forever"})
_OFF = frozenset({"false", "0", "no", "off", "none", ""})
_SIZES = frozenset(
    [
        "minsize",
        "desiredcapacity",
        "maxsize",
        "replicas",
        "desiredcount",
        "min_size",
        "desired_capacity",
        "desired_count",
        "count",
        "num_nodes",
        "node_count",
    ]
)
_FINAL_IN_URL = re.compile(
    r"(?i)(?<=[?&])(\w+=(?:permanent|purge|hard)|(?:permanent|force|purge|hard|skip_trash|cascade|recursive)=(?:true|1|yes))"
)
_SELECT = re.compile(r"(?is)\bselect\s+(?:distinct\s+)?(.+?)\s+from\s+([\w.\"`\[\]{}-]+)(.*)")
_OUTWARD = frozenset({Operation.SEND})
_LISTED_BY_NAME = frozenset({AssetKind.TABLE, AssetKind.VIEW, AssetKind.FILE, AssetKind.OBJECT})
_PEOPLE = frozenset({"mail", "send_message", "post_message", "text_message"})


@dataclass(frozen=True, slots=True)
class Bulk:
    """What is added to an effect."""

    traits: tuple[Trait, ...] = ()
    notes: tuple[Note, ...] = ()
    scope: Scope | None = None
    name: str = ""
    verb: str = ""
    columns: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()  # what else the chosen things go by: the filters by label


def query_source(sql: str, line: int, args: Arguments) -> tuple[Source, ...]:
    """Where the rows of a SELECT come from: the first table, its columns, and whether a filter stands in it."""
    if len(sql) > 100_000 or not re.match(r"(?is)\s*(select|with)\b", sql):
        return ()
    found = _SELECT.search(sql)
    if found is None:
        return ()
    names = [re.split(r"(?i)\s+as\s+|\s+", part.strip())[-1].rpartition(".")[2].strip('"`[]') for part in found[1].split(",")]
    whole = re.search(r"(?i)\b(where|limit|having|join|top\s+\d)\b", found[0]) is None
    return (
        Source("query", f"the table {found[2].strip(chr(34))}", line, whole, tuple(n for n in names if n.isidentifier() or n == "*")[:40]),
    )


def bulk_of(machine: Machine, node: ast.Call, row: Call, args: Arguments) -> Bulk:
    """What the arguments of a call say about how much it does."""
    values = (*args.positional, *args.keywords.values())
    sources = merged(*(held(machine, value) for value in values), held(machine, machine.receiver) if "self" in row.payload else ())
    traits: list[Trait] = []
    notes: list[Note] = []
    named = args.first(row.named_by)
    scope, name, verb = None, "", ""
    if row.operation is Operation.DELETE or row.verb in ("stop", "terminate"):
        notes += final_words(args, machine, node)
        scope, name = _chosen_by(named, notes, machine, node, row.kind)
        if row.kind not in _LISTED_BY_NAME and any(_grew(value) for value in values):
            traits.append(Trait.REPEATED)
            notes.append(Note("It does this for a whole list, whose length is only known when it runs.", machine.span(node)))
        listed = [source for source in sources if source.kind == "query" and source.whole]
        if scope is None and listed and row.scope is not Scope.ALL and row.operation is Operation.DELETE:
            scope = Scope.ALL
            notes.append(Note(f"It takes all that {listed[0].what} holds, without a filter.", machine.span(node)))
    public = row.operation is Operation.WRITE and _is_public(args)
    if public:
        traits += [Trait.PUBLIC, Trait.OUTSIDE]
        notes.append(Note("It puts it where anyone on the internet can read it.", machine.span(node)))
    if row.operation in _OUTWARD or row.kind in (AssetKind.EMAIL, AssetKind.REPORT) or public:
        _sent(row, args, sources, traits, notes, machine)
        whole = [s for s in sources if s.kind == "query" and s.whole]
        if whole and row.kind is not AssetKind.EMAIL:
            scope = Scope.ALL
        notes += [
            Note(carried_words(s)) for s in [s for s in sources if s.kind in ("query", "file") and row.kind is not AssetKind.EMAIL][:1]
        ]
        recipients = addressed(named) if named is not None and row.kind is AssetKind.EMAIL else Value()
        if any(source.whole for source in recipients.sources):
            scope = Scope.ALL
    if row.payload and row.code is not None and _is_long(args.first(row.payload)):
        traits.append(Trait.REPEATED)
    lost = cut_off(machine, node, row, args)
    if lost:
        scope, verb = Scope.ALL, "save_cut_off"
        notes += lost
    zero = _zero(args)
    if zero and row.operation in (Operation.ALTER, Operation.WRITE):
        verb = "scale_to_zero"
        traits.append(Trait.OUTAGE)
        notes.append(Note("It sets the number of servers to 0 (zero).", machine.span(node)))
    columns = tuple(dict.fromkeys(c for s in sources for c in s.columns))[:40] if row.operation is Operation.SEND else ()
    return Bulk(tuple(dict.fromkeys(traits)), tuple(notes), scope, name, verb, columns, _labels(named))


def _grew(value: Value, depth: int = 0) -> bool:
    """True for a list of things, somewhere in what is given, that a loop before made longer."""
    if value.items and value.more and value.items[0].pairs is not None:
        return True
    inner = (*(part for _, part in (value.pairs or ())[:16]), *(value.items or ())[:16])
    return depth < 3 and any(_grew(part, depth + 1) for part in inner)


def _labels(named: Value | None) -> tuple[str, ...]:
    """The filters by label that chose the things that a call names."""
    if named is None:
        return ()
    sources = (*named.sources, *(s for item in named.items or () for s in item.sources))
    return tuple(dict.fromkeys(label for source in sources for label in source.chosen))


def _is_public(args: Arguments) -> bool:
    """``ACL="public-read"``, ``ExtraArgs={"ACL": "public-read"}``, ``predefined_acl="publicRead"``."""
    pairs = [*args.keywords.items(), *(pair for value in args.keywords.values() for pair in value.pairs or ())]
    return any(key.lower() in ("acl", "predefined_acl") and (one_text(value) or "").lower().startswith("public") for key, value in pairs)


def _is_long(value: Value | None) -> bool:
    return value is not None and (value.items is None or value.more) and value.pairs is None and bool(value.sources)


def final_words(args: Arguments, machine: Machine, node: ast.Call) -> list[Note]:
    """Names or values of parameters that ask for removal for good: ``mode=permanent``, ``force=true``."""
    found: list[str] = []
    pairs = list(args.keywords.items())
    for holder in ("params", "json", "data", "body", "options"):
        pairs += list((args.keywords[holder].pairs or ()) if holder in args.keywords else ())
    for key, value in pairs:
        text = one_text(value) or (str(value.const[0]) if value.const else "")
        name = key.lower().replace("-", "_")
        if (name in _FINAL and text.lower() not in _OFF) or text.lower() in _FINAL - {"force"}:
            found.append(f"{key}={text.lower()}" if text else key)
    for value in args.positional[:2]:
        text = one_text(value) or ""
        found += [m[0] for m in _FINAL_IN_URL.finditer(text)]
    if not found:
        return []
    return [Note(f"Its own words ask for permanent removal ({', '.join(dict.fromkeys(found))[:60]}).", machine.span(node))]


def _chosen_by(named: Value | None, notes: list[Note], machine: Machine, node: ast.Call, kind: AssetKind) -> tuple[Scope | None, str]:
    """The wildcard by which a list of things to delete was chosen."""
    if named is None:
        return None, ""
    sources = (*named.sources, *(s for item in named.items or () for s in item.sources))
    for source in sources:
        if source.pattern and source.kind == "pages":
            what = "servers" if kind is AssetKind.SERVER else "of them"
            notes.append(Note(f"It takes all {what} that match {source.pattern}.", machine.span(node)))
            return Scope.ALL if source.whole else Scope.SOME, source.pattern
    return None, ""


def _sent(row: Call, args: Arguments, sources: tuple[Source, ...], traits: list[Trait], notes: list[Note], machine: Machine) -> None:
    """Personal data and whole lists of people in what is sent."""
    keywords = [key for value in args.keywords.values() for key, inner in value.pairs or () if not _written_here(inner)]
    columns = [c for s in sources for c in s.columns] + keywords
    people = any(s.kind == "query" and (not s.columns or "*" in s.columns) and is_of_people(s.what) for s in sources)
    if people or any(is_personal(column) for column in columns):
        traits.append(Trait.PERSONAL)
    if row.kind is AssetKind.EMAIL or row.verb in _PEOPLE:
        traits.append(Trait.PEOPLE)
    subject = subject_of((*args.positional, *args.keywords.values()), args.keywords)
    if subject and row.kind is AssetKind.EMAIL:
        notes.append(Note(f'Its subject is "{subject}".'))
    if row.kind is AssetKind.EMAIL:
        recipients = args.first((*row.named_by, 1, 0))
        recipients = addressed(recipients) if recipients is not None else None
        lists = [s for s in (recipients.sources if recipients else ()) if s.kind in ("query", "file")]
        if recipients is not None and recipients.sources:
            traits.append(Trait.REPEATED)
            traits.append(Trait.PERSONAL)
        for source in lists[:1]:
            notes.append(Note(wording(source)))


def _written_here(value: Value) -> bool:
    """True for a value that stands in the file as it is: the person who wrote the file chose it, nothing is taken from anywhere."""
    return value.sure and not value.sources and (value.const != () or one_text(value) is not None)


def addressed(value: Value) -> Value:
    """The people whom a message names, not what it holds; a list of addresses is itself."""
    found = [part for obj in value.objs for key, part in obj.parts if key.lower() in ("to", "cc", "bcc", "name")]
    return join(*found) if found else value


def subject_of(values: tuple[Value, ...], keywords: dict[str, Value], depth: int = 0) -> str:
    """The subject of a mail where it stands in the file."""
    named = [value for key, value in keywords.items() if key.lower() == "subject"]
    for value in values:
        named += [part for obj in value.objs for key, part in obj.parts if key.lower() == "subject"]
        named += [inner for key, inner in value.pairs or () if key.lower() == "subject"]
        text = plain(value.texts[0]) if value.texts else ""
        found = re.match(r"(?is)(?:.{0,200}\n)?subject:[ \t]*([^\r\n]+)", text[:1000])
        if found:
            return found[1].strip()[:80]
    for value in named:
        data = value.get("Data") or value
        if data.texts:
            return without_secrets(plain(data.texts[0])).strip()[:80]
    if depth < 3:
        for value in values:
            inner = (*(value.items or ())[:16], *(v for _, v in (value.pairs or ())[:16]))
            if inner and (text := subject_of(inner, {}, depth + 1)):
                return text
    return ""


def carried_words(source: Source) -> str:
    """Whose data goes, in words."""
    if source.kind == "query":
        what = source.what.removeprefix("the table ")
        how = f"the whole table {what}, with no filter" if source.whole else f"rows of the table {what}"
        return f"What it sends is {how} (line {source.line})."
    return f"What it sends comes from {source.what} (line {source.line})."


def wording(source: Source) -> str:
    """Where a list of people comes from, in words."""
    if source.kind == "query":
        table = source.what.removeprefix("the table ")
        if source.whole:
            people = re.sub(r"^(dim|fct|fact|stg|raw|src|int|tbl|vw)_", "", table.rpartition(".")[2].lower()).replace("_", " ")
            people = people if people.endswith("s") or people == "people" else f"{people}s"
            return f"It goes to all {people}: the whole table {table}, with no filter (line {source.line})."
        return f"The list of people is rows of the table {table} (line {source.line})."
    return f"The list of people comes from {source.what} (line {source.line})."


def _zero(args: Arguments) -> bool:
    found = [value for key, value in args.keywords.items() if key.lower() in _SIZES]
    for holder in args.keywords.values():
        found += [value for key, value in holder.pairs or () if key.lower() in _SIZES]
    for positional in args.positional:
        for key, value in positional.pairs or ():
            inner = value.pairs or ()
            found += [v for k, v in ((key, value), *inner) if k.lower() in _SIZES]
    return any(v.const and v.const[0] == 0 and v.const[0] is not False for v in found) and not any(v.const and truth(v) for v in found)
