"""A change of a variable, a local or a module shows what it does to resources that stand in other files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from riskscan import scan
from tests.parsers.terraform.support import read, rules

FOLDER = {
    "main.tf": 'resource "aws_db_instance" "m" {\n  identifier = "${local.prefix}-orders"\n  db_name    = var.name\n}\n',
    "variables.tf": 'variable "name" {\n  default = "shop"\n}\nvariable "other" {\n  default = "a"\n}\n',
    "locals.tf": 'locals {\n  base   = "acme"\n  prefix = "${local.base}-x"\n}\n',
}
MODULE = {
    "envs/live/main.tf": 'module "db" {\n  source = "../../modules/db"\n  name   = "orders"\n}\n',
    "modules/db/main.tf": 'resource "aws_db_instance" "d" {\n  identifier = var.name\n  engine     = var.engine\n}\n',
    "modules/db/variables.tf": 'variable "name" {}\nvariable "engine" {\n  default = "postgres"\n}\n',
}


def changed(path: str, old: str, new: str, own: str = "") -> set[str]:
    now = {**FOLDER, path: FOLDER[path].replace(old, new)}
    found = read(now[own or path], {k: v for k, v in now.items() if k != (own or path)}, before=FOLDER, path=own or path)
    return rules(found)


def test_a_default_that_goes_into_a_resource_of_another_file() -> None:
    assert changed("variables.tf", '"shop"', '"store"') == {"database-replaced"}


def test_a_local_counts_through_other_locals() -> None:
    assert changed("locals.tf", '"acme"', '"corp"') == {"renamed-in-place"}


@pytest.mark.parametrize(
    ("old", "new"), [('"a"', '"b"'), ("variable", "# why\nvariable"), ('default = "a"', 'description = "x"\n  default = "a"')]
)
def test_values_that_go_nowhere_are_silent(old: str, new: str) -> None:
    assert changed("variables.tf", old, new) == set()


def test_the_note_names_the_other_file_and_the_place_is_the_value() -> None:
    now = FOLDER["variables.tf"].replace('"shop"', '"store"')
    (effect,) = read(now, {k: v for k, v in FOLDER.items() if k != "variables.tf"}, before=FOLDER, path="variables.tf").effects
    assert effect.location.start_line == 2
    assert effect.also[0].text == "Line 3 of main.tf changes db_name, which Terraform can only do by replacing."


def put(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def committed(folder: Path, files: dict[str, str]) -> Path:
    put(folder, files)
    for words in (["init", "-q"], ["add", "."], ["-c", "user.email=a@example.org", "-c", "user.name=a", "commit", "-qm", "one"]):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
    return folder


def test_a_changed_module_shows_in_the_file_that_uses_it(tmp_path: Path) -> None:
    root = committed(tmp_path / "r", MODULE)
    put(root, {"modules/db/variables.tf": MODULE["modules/db/variables.tf"].replace("postgres", "mysql")})
    found = scan([root / "envs/live/main.tf"], policies=False)
    assert [(e.rule, e.asset.name) for e in found.effects] == [("terraform/database-replaced", "orders")]
    assert not found.diagnostics


def test_neighbours_of_a_change_are_not_new(tmp_path: Path) -> None:
    other = 'resource "aws_security_group" "g" {\n  name = "old"\n  ingress {\n    from_port = 22\n    to_port = 22\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n'
    root = committed(tmp_path / "r", {**MODULE, "envs/test/main.tf": other})
    put(root, {"envs/live/main.tf": MODULE["envs/live/main.tf"].replace('"orders"', '"orders-two"')})
    found = scan([root], policies=False)
    assert {e.rule for e in found.effects} == {"terraform/renamed-in-place"}


def test_one_change_is_told_once(tmp_path: Path) -> None:
    now = put(tmp_path / "now", {**FOLDER, "variables.tf": FOLDER["variables.tf"].replace('"shop"', '"store"')})
    found = scan([now], baseline=put(tmp_path / "then", FOLDER), policies=False)
    assert [(e.rule, Path(e.location.path).name) for e in found.effects] == [("terraform/database-replaced", "main.tf")]
