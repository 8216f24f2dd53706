"""SQL that a file of another format holds: which tables it reads, by the queue."""

from __future__ import annotations

from riskscan.estate.effects import mention
from riskscan.estate.piece import Around, Gather
from riskscan.formats.yaml_text import Text, code
from riskscan.model.artifact import Artifact, Hole, Intent, Language, Origin, plain_origin
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation
from riskscan.model.estate import EdgeKind


def reads(gather: Gather, text: str, origin: Origin, reader: str, around: Around, holes: tuple[Hole, ...] = ()) -> None:
    """Edges from every table that a query reads to ``reader``, with the columns it reads."""
    artifact = Artifact(gather.file, Language.SQL, text, origin=origin, holes=holes, intent=Intent.DEFINE)
    for effect in around.ask(artifact, around.near).effects:
        if effect.operation is Operation.READ and effect.asset.kind in (AssetKind.TABLE, AssetKind.VIEW):
            line = effect.location.start_line
            gather.edge(mention(gather, effect.asset, line), reader, EdgeKind.FEEDS, line, columns=effect.columns)


def reads_yaml(gather: Gather, query: Text, reader: str, source: str, around: Around) -> None:
    """The same for a scalar of a YAML document."""
    text, origin, holes = code(query, source)
    reads(gather, text, origin, reader, around, holes)


def reads_plain(gather: Gather, query: str, line: int, column: int, reader: str, around: Around) -> None:
    """The same for a query that stands in the file as it is."""
    reads(gather, query, plain_origin(query, line, column), reader, around)
