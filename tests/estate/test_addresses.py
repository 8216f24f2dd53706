from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.parsers import queue
from tests.estate.support import edges

FLEET = """
resource "aws_lb_target_group" "index" {
  name = "storage-index"
}
"""
ADDRESS = """
resource "aws_route53_record" "LABEL" {
  zone_id = "Z1"
  name    = "NAME"
  type    = "CNAME"
  records = [TARGET]
}
"""


def made(
    folder: Path, label: str = "index", name: str = "index.storage.example.com", target: str = '"x.elb.amazonaws.com"', at: str = "a.tf"
):
    (folder / "a.tf").write_text(FLEET)
    (folder / at).parent.mkdir(exist_ok=True)
    with (folder / at).open("a") as file:
        file.write(ADDRESS.replace("LABEL", label).replace("NAME", name).replace("TARGET", target))
    return {(a, b) for a, kind, b in edges(read([folder], queue.read)) if kind == "supports"}


def test_an_address_that_points_nowhere_goes_with_what_has_its_label_and_name(tmp_path: Path) -> None:
    assert ("network:storage-index", "dns:index.storage.example.com") in made(tmp_path)


@pytest.mark.parametrize(
    "other",
    [
        {"label": "search"},
        {"name": "shop.example.com"},
        {"at": "other/b.tf"},
        {"target": "aws_lb.front.dns_name"},
    ],
)
def test_near_misses(tmp_path: Path, other: dict[str, str]) -> None:
    front = 'resource "aws_lb" "front" {\n  name = "front"\n}\n'
    (tmp_path / "c.tf").write_text(front)
    assert not any(source == "network:storage-index" for source, _ in made(tmp_path, **other))
