"""How harm spreads, against closures worked out by hand and against networkx."""

from __future__ import annotations

import networkx as nx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscan.graph.conflicts import clashes
from riskscan.graph.impacts import impacts_of
from riskscan.graph.observations import observe
from riskscan.graph.spread import Harm, spread
from riskscan.graph.web import Web, weave
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.effect import Effect, Trait
from riskscan.model.estate import EdgeKind, Estate
from tests.factory import HERE, effect, estate, table

ORDERS, ITEMS, VIEW, LOGS = "table:orders", "table:order_items", "table:active_orders", "table:audit"
SHOP = estate(
    (table("orders", columns=("id", "status")), table("order_items"), table("active_orders"), table("audit")),
    (ORDERS, ITEMS, EdgeKind.CASCADES),
    (ORDERS, LOGS, EdgeKind.REFERENCES),
    (ORDERS, VIEW, EdgeKind.FEEDS),
    (VIEW, "report:board", EdgeKind.FEEDS),
    ("job:load", ORDERS, EdgeKind.WRITES),
)


def web_of(one: Effect, existing: Estate, key: str = ORDERS) -> Web:
    return weave(existing, {one.id: ((key, 1.0),)}, {})


def reached(one: Effect, existing: Estate = SHOP) -> dict[str, Harm]:
    return {key: way.harm for key, way in spread(one, web_of(one, existing)).items()}


def test_delete_follows_on_delete_cascade_only():
    found = reached(effect("delete", verb="delete"))
    assert found == {ITEMS: Harm.ROWS_GONE, VIEW: Harm.WRONG, "report:board": Harm.WRONG}


def test_truncate_cascade_empties_every_referencing_table():
    found = reached(effect("delete", verb="truncate", traits=(Trait.CASCADE,)))
    assert found[ITEMS] is Harm.ALL_ROWS_GONE
    assert found[LOGS] is Harm.ALL_ROWS_GONE


def test_drop_breaks_readers_and_writers_and_keeps_child_rows():
    found = reached(effect("delete", verb="drop"))
    assert found == {VIEW: Harm.BROKEN, "report:board": Harm.BROKEN, "job:load": Harm.BROKEN}


def test_reading_and_making_new_things_harm_nothing():
    assert reached(effect("read")) == {}
    assert reached(effect("create")) == {}


def test_a_column_that_a_view_does_not_read_is_no_harm_to_it():
    from dataclasses import replace

    edges = tuple(replace(d, columns=("id",)) if d.target == VIEW else d for d in SHOP.dependencies if d.kind is not EdgeKind.WRITES)
    narrow = Estate(SHOP.assets, edges)
    gone = effect("delete", "orders.status", verb="drop", kind=AssetKind.COLUMN)
    kept = effect("delete", "orders.id", verb="drop", kind=AssetKind.COLUMN)
    assert VIEW not in reached(gone, narrow)
    assert VIEW in reached(kept, narrow)


def test_who_else_writes_it_is_a_clash():
    job = Asset("job:load", AssetKind.JOB, "load", evidence=(HERE,), facts=(("schedule", "0 2 * * *"),))
    existing = Estate((*SHOP.assets, job), SHOP.dependencies)
    one = effect("write", verb="update")
    found = clashes(one, web_of(one, existing), from_terraform=False)
    assert [(c.kind, c.other) for c in found] == [("overwritten", "job:load")]
    impacts = impacts_of((one,), found, web_of(one, existing)).impacts
    undone = next(i for i in impacts if i.how == "undoes_it")
    assert undone.text == "The job load writes this too. Your change is lost at its next run, each day at 02:00."


def test_a_replaced_table_loses_columns_that_the_new_one_does_not_have():
    one = effect("delete", verb="replace", traits=(Trait.REPLACES,), columns=("id",))
    noted = observe((one,), web_of(one, SHOP))[0]
    assert any("no columns status" in note.text for note in noted.also)


def test_people_who_did_not_agree_are_seen():
    people = table("customers", columns=("email", "marketing_consent"))
    read = effect("read", "customers", identity="e1", columns=("email",))
    send = effect("send", "list", kind=AssetKind.EMAIL, traits=(Trait.PEOPLE, Trait.REPEATED), identity="e2")
    web = weave(estate((people,)), {"e1": (("table:customers", 1.0),)}, {})
    assert any("marketing_consent" in note.text for note in observe((read, send), web)[1].also)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40))
def test_impacts_equal_the_descendants_in_networkx(pairs: list[tuple[int, int]]):
    edges = [(f"table:t{a}", f"table:t{b}", EdgeKind.FEEDS) for a, b in pairs if a != b]
    one = effect("write", "t0", verb="update")
    graph = nx.DiGraph()
    graph.add_node("table:t0")
    graph.add_edges_from((a, b) for a, b, _ in edges)
    found = set(spread(one, weave(estate((), *edges), {"e1": (("table:t0", 1.0),)}, {})))
    assert found == nx.descendants(graph, "table:t0") - {"table:t0"}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from(list(EdgeKind))), max_size=30), st.randoms())
def test_the_order_of_edges_does_not_matter_and_an_edge_more_never_reaches_less(pairs, random):
    edges = [(f"table:t{a}", f"table:t{b}", kind) for a, b, kind in pairs if a != b]
    one = effect("delete", "t0", verb="drop", traits=(Trait.CASCADE,))
    links = {"e1": (("table:t0", 1.0),)}
    whole = spread(one, weave(estate((), *edges), links, {}))
    shuffled = edges[:]
    random.shuffle(shuffled)
    assert {k: w.harm for k, w in spread(one, weave(estate((), *shuffled), links, {})).items()} == {k: w.harm for k, w in whole.items()}
    assert set(spread(one, weave(estate((), *edges[:-1]), links, {}))) <= set(whole)
