"""Arguments that replace a thing for some values only, versions that are one small step, and places that are not places."""

from __future__ import annotations

import pytest

from riskscan.knowledge.terraform.conditions import replaces, small_step
from riskscan.model.effect import Trait, Undo
from tests.parsers.terraform.support import read, rules


@pytest.mark.parametrize(
    ("type_", "path", "before", "after", "expected"),
    [
        ("azurerm_storage_account", "account_replication_type", "LRS", "ZRS", True),
        ("azurerm_storage_account", "account_replication_type", "GRS", "RAGRS", False),
        ("azurerm_mssql_database", "sku_name", "HS_Gen5_2", "S3", True),
        ("azurerm_mssql_database", "sku_name", "S2", "S3", False),
        ("azurerm_redis_cache", "sku_name", "Premium", "Standard", True),
        ("azurerm_redis_cache", "sku_name", "Basic", "Standard", False),
        ("aws_msk_cluster", "kafka_version", "3.6.0", "2.8.1", True),
        ("aws_msk_cluster", "kafka_version", "2.8.1", "3.6.0", False),
        ("aws_opensearch_domain", "encrypt_at_rest.enabled", True, False, True),
        ("aws_opensearch_domain", "encrypt_at_rest.enabled", False, True, None),
        ("aws_instance", "ami", "a", "b", None),
    ],
)
def test_which_values_replace(type_: str, path: str, before: object, after: object, expected: bool | None) -> None:
    assert replaces(type_, path, before, after) is expected


@pytest.mark.parametrize(
    ("engine", "before", "after", "small"),
    [
        ("postgres", "15.4", "15.6", True),
        ("postgres", "10.1", "10.4", True),
        ("postgres", "9.5", "9.6", False),
        ("postgres", "15.6", "16.1", False),
        ("mysql", "8.0.35", "8.0.36", True),
        ("mysql", "8.0.35", "8.4.1", False),
        ("mariadb", "10.6", "10.11", False),
        ("postgres", "15.6", "15.4", False),
        ("postgres", "15", "16", False),
    ],
)
def test_small_steps(engine: str, before: str, after: str, small: bool) -> None:
    assert small_step(engine, before, after) is small


DB = 'resource "aws_db_instance" "x" {\n  identifier     = "orders"\n  engine         = "postgres"\n  engine_version = "15.4"\n}\n'


def test_a_small_step_can_be_taken_back_with_work() -> None:
    [effect] = [e for e in read(DB.replace("15.4", "15.6"), before=DB).effects if e.rule == "terraform/resource-changed"]
    assert (effect.verb, effect.undo) == ("update_later", Undo.WITH_WORK)
    [effect] = [e for e in read(DB.replace("15.4", "16.2"), before=DB).effects if e.rule == "terraform/resource-changed"]
    assert (effect.verb, effect.undo) == ("upgrade", Undo.NO)


STATE = 'terraform {\n  backend "s3" {\n    bucket = "states"\n    key    = "shop"\n  }\n}\n'


def test_only_the_place_of_the_record_moves_it() -> None:
    assert "state-moved" in rules(read(STATE.replace('"shop"', '"all"'), before=STATE))
    assert "state-moved" not in rules(read(STATE.replace('"shop"', '"shop"\n    encrypt = true'), before=STATE))


REGION = 'provider "aws" {\n  region = "eu-west-1"\n}\nresource "aws_dynamodb_table" "carts" {\n  name = "carts"\n}\n'


def test_stores_of_a_provider_that_moves_are_named() -> None:
    found = read(REGION.replace("eu-west-1", "us-east-1"), before=REGION)
    assert {e.asset.name for e in found.effects if e.rule == "terraform/place-changed"} == {"provider.aws", "carts"}
    assert not read(REGION.replace("}\nres", "  max_retries = 3\n}\nres"), before=REGION).effects


MODULE = 'module "db" {\n  source  = "terraform-aws-modules/rds/aws"\n  version = "5.9.0"\n}\n'


@pytest.mark.parametrize(("version", "undo"), [("5.9.2", Undo.YES), ("5.10.0", Undo.UNKNOWN), ("6.0.0", Undo.UNKNOWN)])
def test_only_a_repair_of_a_building_block_is_harmless(version: str, undo: Undo) -> None:
    [effect] = read(MODULE.replace("5.9.0", version), before=MODULE).effects
    assert effect.undo is undo


LOCKED = 'resource "aws_db_instance" "{name}" {{\n  identifier          = "orders"\n  deletion_protection = {lock}\n}}\n'


def test_a_lock_that_the_heir_drops_is_on_its_way_out() -> None:
    before = LOCKED.format(name="a", lock="true")
    loose, held = (read(LOCKED.format(name="b", lock=lock), before=before) for lock in ("false", "true"))
    dropped, kept = (next(e for e in f.effects if e.rule == "terraform/database-destroyed") for f in (loose, held))
    assert dropped.has(Trait.CATCH_REMOVED)
    assert not dropped.safe_evidence
    assert not kept.has(Trait.CATCH_REMOVED)
    assert kept.safe_evidence


RULE = 'resource "aws_security_group" "x" {\n  name = "x"\n  ingress {\n    from_port = 1\n    cidr_blocks = ["10.0.0.0/8"]\n  }\n}\n'


def test_the_remark_of_a_rule_is_no_rule() -> None:
    [effect] = read(RULE.replace("    from", '    description = "app"\n    from'), before=RULE).effects
    assert effect.undo is Undo.YES
    [effect] = read(RULE.replace("10.0.0.0/8", "10.1.0.0/16"), before=RULE).effects
    assert effect.undo is Undo.WITH_WORK
