"""From what a program does to what depends on what: reads feed the actor, changes reach what is changed, starts run what is started."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from riskscan.estate.names import stage_in
from riskscan.estate.piece import Gather, Layout
from riskscan.knowledge.places import is_temp_path
from riskscan.model.asset import AssetKind, AssetRef, Match, key_of
from riskscan.model.effect import Effect, Operation, Safety
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method
from riskscan.model.homes import key_of_ref

_PASSED_OVER = frozenset({AssetKind.EMAIL, AssetKind.OTHER, AssetKind.TEAM})
_STARTED = frozenset({AssetKind.PROGRAM, AssetKind.FUNCTION, AssetKind.PIPELINE, AssetKind.JOB})
_ENABLING = frozenset({AssetKind.SECRET, AssetKind.IDENTITY})
_FILE_NAME = re.compile(r"[\w./-]*[\w-]\.(?:py|sql|sh|bash|ipynb|R|js|ts|rb|pl|php|go|jar|tf)\b")
_MODULE = re.compile(
    r"\bpython[\d.]*\s+(?:-[a-zA-Z]+\s+)*-m\s+(?P<name>[\w.]+)"
    r"|(?P<quote>[\"'])-m(?P=quote)\s*,\s*(?P<mark>[\"'])(?P<listed>[A-Za-z_][\w.]*)(?P=mark)"  # a command as a list of words
)
_STORE = re.compile(r"\b(?:s3|s3a|s3n|gs)://([a-z0-9][a-z0-9._-]{1,62})(?=[/\"'\s,;)\]]|$)", re.M)


def mention(gather: Gather, ref: AssetRef, line: int) -> str:
    """The key of an asset that a program only names; empty where the name says nothing that another file could mean too."""
    if ref.match is Match.UNKNOWN or ref.kind in _PASSED_OVER or not ref.name.strip("{}*. "):
        return ""
    kind, name = ref.kind, ref.name
    if kind in (AssetKind.RESOURCE, AssetKind.PIPELINE) and " " in name:
        return ""  # words that say which ones are meant, no name
    if kind is AssetKind.COLUMN:
        kind, name = AssetKind.TABLE, name.rpartition(".")[0]
    if kind is AssetKind.BUCKET and name.startswith("@"):
        name = stage_in(name)
    if (kind is AssetKind.FILE and ("/" not in name or is_temp_path(name) or name.startswith("{"))) or not name:
        return ""
    if kind is AssetKind.PROGRAM and not re.search(r"[/.]", name):
        return ""  # a command by its bare word is on every machine
    key = key_of_ref(AssetRef(kind, name, ref.match if name == ref.name else Match.EXACT, ref.aliases))
    return gather.asset(kind, name, line, key=key, method=Method.MATCHED, aliases=ref.aliases, facts=(("within", ref.within),))


def link(gather: Gather, effects: Iterable[Effect], actor: str, layout: Layout, *, kind: AssetKind = AssetKind.PROGRAM) -> None:
    """Edges for all effects. ``actor`` is who acts where an effect names nobody; a file that is run from here acts for itself."""
    for effect in effects:
        if effect.safe(Safety.SCRATCH, Safety.NOT_CALLED):
            continue
        line = effect.location.start_line
        who = effect.actor or actor
        written = effect.location.path.partition("#cell-")[0]  # the cells of a notebook are one program
        if not effect.actor and written != gather.file:
            path = layout.resolve(written, gather.file) or written
            who = gather.asset(AssetKind.PROGRAM, path, line)
            gather.edge(actor, who, EdgeKind.RUNS, line)
        if effect.asset.kind is AssetKind.PIPELINE and "dbt" in effect.rule:
            _dbt(gather, effect, who, layout, line)
            continue
        asset = mention(gather, effect.asset, line)
        if not asset or asset == who:
            continue
        if who == actor and who not in gather.assets:
            gather.asset(kind, who.partition(":")[2], line)
        _edge(gather, effect, asset, who, line)


def _dbt(gather: Gather, effect: Effect, who: str, layout: Layout, line: int) -> None:
    """A run of dbt: of one model where it names one, else of the projects here."""
    name = effect.asset.name.strip("+@")
    for _, project in layout.projects:
        if re.fullmatch(r"\w+", name):
            gather.edge(who, f"ref:{project}.{name}", EdgeKind.WRITES, line)
        else:
            gather.edge(who, gather.asset(AssetKind.PIPELINE, f"dbt:{project}", line, method=Method.MATCHED), EdgeKind.RUNS, line)


def _edge(gather: Gather, effect: Effect, asset: str, who: str, line: int) -> None:
    if effect.operation is Operation.READ:
        gather.edge(asset, who, EdgeKind.ENABLES if effect.asset.kind in _ENABLING else EdgeKind.FEEDS, line, columns=effect.columns)
    elif effect.operation is Operation.EXECUTE and effect.asset.kind in _STARTED:
        gather.edge(who, asset, EdgeKind.RUNS, line)
    elif effect.operation not in (Operation.GRANT, Operation.EXECUTE) and effect.asset.kind is not AssetKind.PROGRAM:
        gather.edge(who, asset, EdgeKind.WRITES, line, columns=effect.columns)


def runs(gather: Gather, text: str, line: int, actor: str | Callable[[int], str], layout: Layout, folder: str = "") -> None:
    """Edges to the files and Python modules of this estate that a command names.

    ``actor`` may depend on the line; ``folder`` is where the command runs.
    """

    def tie(path: str | None, start: int) -> None:
        if path is not None and path != gather.file:
            at = line + text.count("\n", 0, start)
            program = gather.asset(AssetKind.PROGRAM, path, at, method=Method.MATCHED)
            gather.edge(actor if isinstance(actor, str) else actor(at), program, EdgeKind.RUNS, at, Method.MATCHED)

    def find(name: str) -> str | None:
        return (layout.resolve(f"{folder}/{name}", "") if folder else None) or layout.resolve(name, gather.file)

    for match in _FILE_NAME.finditer(text):
        tie(find(match[0]), match.start())
    for match in _MODULE.finditer(text):
        inside = (match["name"] or match["listed"]).replace(".", "/")
        names = (f"{inside}.py", f"{inside}/__main__.py", f"src/{inside}.py", f"src/{inside}/__main__.py")
        tie(next((path for name in names if (path := find(name)) is not None), None), match.start())


def stores(gather: Gather, text: str, actors: Iterable[str]) -> None:
    """Edges from each file store whose address stands in the text, where no effect on it is known already."""
    actors = tuple(actors)
    known = {(edge.source, edge.target) for edge in gather.edges} | {(edge.target, edge.source) for edge in gather.edges}
    known |= {(thing.partition("/")[0], other) for thing, other in known if thing.startswith(("bucket:", "object:")) and "/" in thing}
    known |= {(thing.replace("object:", "bucket:", 1), other) for thing, other in known if thing.startswith("object:")}
    held = {edge.source for edge in gather.edges if edge.kind is EdgeKind.SUPPORTS}  # what a stage or a resource of the file stands in
    for match in _STORE.finditer(text) if actors else ():
        line = text.count("\n", 0, match.start()) + 1
        key = key_of(AssetKind.BUCKET, match[1])
        for actor in actors:
            if (key, actor) not in known and key not in held:
                gather.asset(AssetKind.BUCKET, match[1], line, method=Method.MATCHED)
                gather.edge(key, actor, EdgeKind.FEEDS, line, Method.MATCHED)
