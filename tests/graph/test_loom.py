"""A loom gives for each artifact the web that weaving anew would give."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from riskscan.graph.web import Loom, weave, without_own
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Evidence

FILES = st.sampled_from(["a.py", "b.py", "c.sql"])
KEYS = st.sampled_from([f"table:t{n}" for n in range(6)])
EDGES = st.builds(lambda a, b, f: Dependency(a, b, EdgeKind.FEEDS, Evidence("code", f, 1)), KEYS, KEYS, FILES)


def _asset(key: str, files: tuple[str, ...]) -> Asset:
    return Asset(key, AssetKind.TABLE, key.partition(":")[2], evidence=tuple(Evidence("code", file, 1) for file in files))


ASSETS = st.dictionaries(KEYS, st.lists(FILES, max_size=2).map(tuple)).map(lambda d: tuple(_asset(k, f) for k, f in d.items()))


@settings(deadline=None)
@given(ASSETS, st.lists(EDGES, max_size=12), st.lists(FILES, max_size=2))
def test_the_same_web_as_woven_anew(assets: tuple[Asset, ...], edges: list[Dependency], own: list[str]) -> None:
    estate = Estate(assets, tuple(edges))
    assert Loom(estate).web(own) == weave(without_own(estate, own), {}, {})
