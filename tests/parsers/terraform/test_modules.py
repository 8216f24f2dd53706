"""Building blocks from elsewhere: what goes in is compared, what they make is not seen."""

from __future__ import annotations

from riskscan.model.artifact import Intent
from riskscan.model.effect import Safety
from tests.parsers.terraform.support import read, rules

DB = 'module "db" {\n  source              = "terraform-aws-modules/rds/aws"\n  identifier          = "orders"\n  deletion_protection = true\n}\n'


def test_gone_changed_moved_and_unlocked() -> None:
    assert rules(read("# gone\n", before=DB)) == {"module-destroyed"}
    assert rules(read(DB, before=DB)) == set()
    assert rules(read(DB.replace("= true", "= false"), before=DB)) == {"module-changed", "deletion-protection-off"}
    moved = "moved {\n  from = module.db\n  to   = module.store\n}\n" + DB.replace('"db"', '"store"')
    assert "module-destroyed" not in rules(read(moved, before=DB))


def test_destroy_takes_it_too() -> None:
    (effect,) = read(DB, intent=Intent.DESTROY).effects
    assert effect.rule == "terraform/module-destroyed"
    assert effect.asset.name == "orders"
    assert not effect.safe(Safety.PROTECTED)  # what goes in does not prove what is held inside


def test_removed_block_that_destroys() -> None:
    assert rules(read("removed {\n  from = aws_s3_bucket.raw\n  lifecycle {\n    destroy = true\n  }\n}\n")) == {"data-destroyed"}


def test_loop_of_local_modules_ends() -> None:
    block = 'module "a" {\n  source = "./a"\n}\n'
    read(block, {"a/main.tf": 'module "a" {\n  source = "../a"\n}\n'})


def test_local_module_is_compared() -> None:
    main = 'module "lake" {\n  source = "./m"\n  name   = "NAME"\n}\n'
    inner = {"m/main.tf": 'variable "name" {}\nresource "aws_s3_bucket" "b" {\n  bucket = var.name\n}\n'}
    found = read(main.replace("NAME", "new"), inner, before=main.replace("NAME", "old"))
    (effect,) = found.effects
    assert (effect.rule, effect.asset.name, effect.location.path) == ("terraform/data-replaced", "old", "main.tf")
    assert rules(read("# gone\n", inner, before=main.replace("NAME", "old"))) == {"data-destroyed"}


def test_values_file_alone_speaks_of_what_it_feeds() -> None:
    folder = """variable "open_to" {}
resource "aws_security_group" "a" {
  name = "a"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [var.open_to]
  }
}
resource "aws_db_instance" "old" {
  identifier          = "old"
  publicly_accessible = true
}
"""
    found = read('open_to = "0.0.0.0/0"\n', {"main.tf": folder}, path="terraform.tfvars")
    assert rules(found) == {"open-to-internet"}
    assert found.effects[0].location.path == "terraform.tfvars"
