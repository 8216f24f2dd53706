"""The estate as a survey: counts, owners, importance, and names that could be several things."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from riskscan.graph.web import weave
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method
from riskscan.model.survey import Seen, Survey

_OWNED = frozenset(
    {AssetKind.TABLE, AssetKind.VIEW, AssetKind.JOB, AssetKind.PIPELINE, AssetKind.REPORT, AssetKind.BUCKET, AssetKind.DATABASE}
)
_TOLD = (EdgeKind.NOTIFIES, EdgeKind.CONTAINS, EdgeKind.MANAGES)


def survey(estate: Estate, folders: tuple[str, ...]) -> Survey:
    """The survey; things by kind and name, edges in a fixed order."""
    web = weave(estate, {}, {})
    things = []
    for asset in estate.assets:
        needed = {edge.target for edge in web.out.get(asset.key, ()) if edge.kind not in _TOLD}
        things.append(Seen(asset, web.worth(asset.key), len(needed), web.teams_of(asset.key)))
    unclear: dict[str, set[str]] = defaultdict(set)
    for edge in estate.dependencies:
        if (
            edge.evidence.method is Method.ASSUMED
            and edge.kind is EdgeKind.FEEDS
            and edge.source.partition(":")[0] == edge.target.partition(":")[0]
        ):
            unclear[edge.target].add(edge.source)
    files: dict[str, set[str]] = defaultdict(set)
    for evidence in (*(e for a in estate.assets for e in a.evidence), *(d.evidence for d in estate.dependencies)):
        files[evidence.source].add(evidence.file)
    return Survey(
        folders=folders,
        files_read=estate.files_read,
        things=tuple(sorted(things, key=lambda s: (s.asset.kind.value, s.asset.name, s.asset.key))),
        edges=tuple(sorted(set(estate.dependencies))),
        unread=tuple(sorted(estate.diagnostics, key=repr)),
        by_kind=_counted(asset.kind.value for asset in estate.assets),
        by_edge=_counted(edge.kind.value for edge in estate.dependencies),
        by_reader=tuple(sorted(((source, len(names)) for source, names in files.items()), key=lambda pair: (-pair[1], pair[0]))),
        unclear=tuple((key, tuple(sorted(others))) for key, others in sorted(unclear.items()) if len(others) > 1),
        nobodys=sum(seen.asset.kind in _OWNED and not seen.teams for seen in things),
    )


def _counted(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))
