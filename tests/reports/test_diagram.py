from __future__ import annotations

import re
import time
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscan.model.assessment import Assessment, Edge, Graph, Node
from riskscan.reports.diagram.boxes import Picture
from riskscan.reports.diagram.grouping import MOST_BOXES
from riskscan.reports.diagram.outline import mermaid, quoted, tree
from riskscan.reports.diagram.picture import picture
from riskscan.reports.diagram.svg import places, svg
from tests.reports import samples

KINDS = ("table", "view", "job", "report", "pipeline", "team", "file", "server", "other")
ROLES = ("reads", "changes", "creates", "relies", "relies", "relies", "notices", "other")
BASE = samples.go()


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    size = draw(st.integers(2, 30))
    nodes = [Node("artifact:me", "artifact", "me.py", "artifact")]
    for index in range(1, size):
        name = draw(st.sampled_from(["orders", "a_rather_long_name_of_a_table_that_goes_on", samples.HOSTILE, "顧客マスタ一覧表の名前"]))
        nodes.append(Node(f"n{index:02}", draw(st.sampled_from(KINDS)), f"{name}{index}", draw(st.sampled_from(ROLES)), "", index % 4))
    keys = [node.key for node in nodes]
    pairs = draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=60))
    rest = draw(st.permutations(keys[1:]))
    worst = ("artifact:me", *rest[: draw(st.integers(0, len(rest)))])
    found = [Edge(a, b, "feeds", samples.evidence()) for a, b in pairs]
    return Graph(tuple(nodes), tuple(found), worst if len(worst) > 1 else ())


def drawn(graph: Graph) -> Picture:
    made = picture(replace(BASE, graph=graph))
    assert made is not None
    return made


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(graphs())
def test_layout_holds(graph: Graph) -> None:
    made = drawn(graph)
    assert len(made.boxes) <= MOST_BOXES
    assert sum(len(stack) for _, stacks in made.columns for stack in stacks) == len(made.boxes)
    assert sum(box.role == "yours" for box in made.boxes.values()) == 1
    assert len(made.boxes) + sum(box.more for box in made.boxes.values()) == len(graph.nodes)
    (width, height), rooms = places(made)
    for key, (x, y, wide, high) in rooms.items():
        assert min(x, y - 24, width - x - wide - 5, height - y - high - 5) >= 0, key
    ordered = sorted(rooms.items())
    for index, (key, (x, y, wide, high)) in enumerate(ordered):
        for other, (x2, y2, wide2, high2) in ordered[:index]:
            apart = x + wide + 5 <= x2 or x2 + wide2 + 5 <= x or y + high + 5 <= y2 or y2 + high2 + 5 <= y
            assert apart, (key, other)
    for a, b in made.lines:
        right = rooms[a][0] + rooms[a][2] < rooms[b][0]
        below = rooms[a][0] == rooms[b][0] and rooms[a][1] + rooms[a][3] < rooms[b][1]
        assert right or below, (a, b)
    assert svg(made, "t") == svg(drawn(graph), "t")
    shuffled = replace(graph, nodes=tuple(reversed(graph.nodes)), edges=tuple(reversed(graph.edges)))
    assert svg(drawn(shuffled), "t") == svg(made, "t")
    ET.fromstring(svg(made, samples.HOSTILE))
    assert len(tree(made)) == sum(box.role != "reads" for box in made.boxes.values())


def test_worst_path_is_numbered_and_kept() -> None:
    made = picture(samples.large())
    assert made is not None
    assert [made.boxes[key].step for key in made.worst] == [1, 2, 3, 4]
    assert len(made.boxes) <= MOST_BOXES
    assert any("more" in box.kind and box.more for box in made.boxes.values())


def test_columns_have_a_meaning() -> None:
    made = picture(samples.stop())
    assert made is not None
    heads = {key: head for head, stacks in made.columns for stack in stacks for key in stack}
    assert [head for head, _ in made.columns] == ["Your file", "It changes", "These run on it", "They make", "Who notices"]
    assert heads["table:crm.subscriptions"] == "It changes"
    assert heads["job:nightly_billing"] == "These run on it"
    assert heads["report:Renewal list"] == "They make"
    assert made.columns[0][1] == (("file:left_in_q3.csv", "artifact:q3_status_fix.py"),)
    calm = picture(samples.go())
    assert calm is not None
    assert [head for head, _ in calm.columns] == ["It reads", "Your file", "It saves"]


def test_nothing_to_draw() -> None:
    assert picture(samples.could_not_read()) is None
    assert picture(replace(BASE, graph=Graph())) is None


@pytest.mark.parametrize("make", [samples.large, samples.stop])
def test_quick(make: type[Assessment]) -> None:
    made = picture(make())
    assert made is not None
    start = time.process_time()
    svg(made, "t")
    assert time.process_time() - start < 0.2


def test_mermaid_labels_are_quoted() -> None:
    made = picture(samples.hostile())
    assert made is not None
    for line in mermaid(made).splitlines():
        label = re.search(r'"(.*)"', line)
        if label and "<br>" in label[1]:
            assert not re.search(r'["<>`\\]|\u202e', label[1].replace("<br>", "")), line
    assert quoted('a"b') == "a#quot;b"
