"""Every way to look safer than it is: locks that hold nothing, copies that are not made, losses that stand elsewhere."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Intent
from riskscan.model.effect import Certainty, Effect, Safety, Trait, Undo
from tests.parsers.terraform.support import read, rules

DB = 'identifier = "orders"\ndb_name = "shop"\nengine = "postgres"\n'
HELD = DB + "lifecycle {\n  prevent_destroy = true\n}"


def res(type_: str, body: str, name: str = "x") -> str:
    return f'resource "{type_}" "{name}" {{\n{body}\n}}\n'


def only(found: object, rule: str) -> Effect:
    return next(e for e in found.effects if e.rule == f"terraform/{rule}")  # type: ignore[attr-defined]


def test_prevent_destroy_goes_with_its_block() -> None:
    effect = only(read("# gone\n", before=res("aws_db_instance", HELD)), "database-destroyed")
    assert not effect.safe(Safety.PROTECTED)


def test_prevent_destroy_that_stays_holds_a_count_of_nothing() -> None:
    effect = only(
        read(res("aws_db_instance", "count = 0\n" + HELD), before=res("aws_db_instance", "count = 1\n" + HELD)), "database-destroyed"
    )
    assert effect.safe(Safety.PROTECTED)


def test_count_of_nothing_without_a_lock() -> None:
    effect = only(
        read(res("aws_db_instance", "count = 0\n" + HELD.replace("true", "false")), before=res("aws_db_instance", "count = 1\n" + HELD)),
        "database-destroyed",
    )
    assert not effect.safe(Safety.PROTECTED)


def test_count_of_nothing_takes_all() -> None:
    block = 'count = {n}\nname = "q${count.index}"'
    found = read(res("aws_sqs_queue", block.replace("{n}", "0")), before=res("aws_sqs_queue", block.replace("{n}", "3")))
    assert [e.asset.name for e in found.effects] == ["q0", "q1", "q2"]


def test_count_known_only_at_run_time_may_take_some() -> None:
    before = res("aws_sqs_queue", 'count = 3\nname = "q${count.index}"')
    found = read('variable "n" {}\n' + res("aws_sqs_queue", 'count = var.n\nname = "q${count.index}"'), before=before)
    assert {e.certainty for e in found.effects if e.rule == "terraform/service-destroyed"} == {Certainty.POSSIBLE}


@pytest.mark.parametrize("value", ["true", "var.unknown", "var.off"])
def test_force_destroy_that_may_be_on_proves_nothing(value: str) -> None:
    head = 'variable "unknown" {}\nvariable "off" {\n  default = false\n}\n'
    text = head + res("aws_s3_bucket", f'bucket = "lake"\nforce_destroy = {value}')
    found = read(text, {"prod.tfvars": "off = true\n"}, intent=Intent.DESTROY)
    assert not only(found, "data-destroyed").safe(Safety.PROTECTED)


def test_variable_default_switched_by_another_values_file() -> None:
    text = 'variable "protect" {\n  default = true\n}\n' + res("aws_db_instance", DB + "deletion_protection = var.protect")
    assert only(read(text, intent=Intent.DESTROY), "database-destroyed").safe(Safety.PROTECTED)
    for name in ("prod.tfvars", "terraform.tfvars", "x.auto.tfvars"):
        assert not only(read(text, {name: "protect = false\n"}, intent=Intent.DESTROY), "database-destroyed").safe(Safety.PROTECTED)


def test_override_file_goes_over_the_block() -> None:
    over = res("aws_db_instance", "lifecycle {\n  prevent_destroy = false\n}")
    assert not only(read(res("aws_db_instance", HELD), {"main_override.tf": over}, intent=Intent.DESTROY), "database-destroyed").safe(
        Safety.PROTECTED
    )


def test_workspace_decides_so_nothing_is_proven() -> None:
    body = DB + 'deletion_protection = terraform.workspace == "prod"'
    assert not only(read(res("aws_db_instance", body), intent=Intent.DESTROY), "database-destroyed").safe(Safety.PROTECTED)


def test_fallback_of_try_is_no_proof() -> None:
    body = 'variable "o" {}\n' + res("aws_db_instance", DB + "deletion_protection = try(var.o.protect, true)")
    assert not only(read(body, intent=Intent.DESTROY), "database-destroyed").safe(Safety.PROTECTED)


@pytest.mark.parametrize("skip", ["true", "var.skip"])
def test_last_copy_that_may_be_skipped_is_none(skip: str) -> None:
    body = 'variable "skip" {}\n' + res("aws_db_instance", DB + f'final_snapshot_identifier = "last"\nskip_final_snapshot = {skip}')
    effect = only(read(body, intent=Intent.DESTROY), "database-destroyed")
    assert effect.undo is Undo.NO
    assert not effect.safe(Safety.BACKED_UP)


def test_replacement_goes_by_the_settings_that_the_cloud_has() -> None:
    before = DB + "skip_final_snapshot = true"
    after = DB.replace('"shop"', '"b"') + 'skip_final_snapshot = false\nfinal_snapshot_identifier = "last"'
    effect = only(read(res("aws_db_instance", after), before=res("aws_db_instance", before)), "database-replaced")
    assert effect.undo is Undo.NO
    assert effect.has(Trait.UNDO_REMOVED)


def test_key_of_for_each_renamed() -> None:
    block = 'for_each = toset(["{k}"])\nbucket = "lake-${each.key}"'
    assert rules(read(res("aws_s3_bucket", block.replace("{k}", "b")), before=res("aws_s3_bucket", block.replace("{k}", "a")))) == {
        "data-destroyed", "resource-created",
    }  # fmt: skip


MODULE = 'module "m" {\n  source = "./m"\n}\n'


def test_moved_into_a_module_without_a_moved_block() -> None:
    block = res("aws_db_instance", DB)
    found = read(MODULE, {"m/main.tf": block}, before=block)
    assert "database-destroyed" in rules(found)


def test_moved_into_a_module_with_a_moved_block() -> None:
    block = res("aws_db_instance", DB)
    found = read(MODULE + "moved {\n  from = aws_db_instance.x\n  to = module.m.aws_db_instance.x\n}\n", {"m/main.tf": block}, before=block)
    assert rules(found) == {"address-moved"}


def test_moved_to_where_nothing_is_does_not_keep() -> None:
    block = res("aws_db_instance", DB)
    found = read("moved {\n  from = aws_db_instance.x\n  to = aws_db_instance.y\n}\n", before=block)
    assert rules(found) == {"database-destroyed"}


def test_moved_across_types_does_not_keep() -> None:
    text = "moved {\n  from = aws_db_instance.x\n  to = aws_rds_cluster.y\n}\n" + res("aws_rds_cluster", 'cluster_identifier = "o"', "y")
    assert "database-destroyed" in rules(read(text, before=res("aws_db_instance", DB)))


def test_chain_of_moved_blocks() -> None:
    moves = "".join(f"moved {{\n  from = aws_db_instance.{a}\n  to = aws_db_instance.{b}\n}}\n" for a, b in (("x", "y"), ("y", "z")))
    assert rules(read(moves + res("aws_db_instance", DB, "z"), before=res("aws_db_instance", DB))) == {"address-moved"}


@pytest.mark.parametrize(("destroy", "rule"), [("false", "let-go"), ("true", "database-destroyed")])
def test_removed_block(destroy: str, rule: str) -> None:
    text = f"removed {{\n  from = aws_db_instance.x\n  lifecycle {{\n    destroy = {destroy}\n  }}\n}}\n"
    assert rules(read(text, before=res("aws_db_instance", DB))) == {rule}


def test_removed_module_that_is_let_go() -> None:
    text = "removed {\n  from = module.m\n  lifecycle {\n    destroy = false\n  }\n}\n"
    assert rules(read(text, {"m/main.tf": res("aws_db_instance", DB)}, before={"main.tf": MODULE})) == {"let-go"}


def test_other_region_makes_everything_anew() -> None:
    before = 'provider "aws" {\n  region = "eu-west-1"\n}\n' + res("aws_db_instance", DB)
    assert rules(read(before.replace("eu-west", "us-east"), before=before)) == {"place-changed"}


def test_other_alias_makes_the_resource_anew() -> None:
    found = read(res("aws_db_instance", "provider = aws.us\n" + DB), before=res("aws_db_instance", DB))
    assert rules(found) == {"place-changed"}
    assert found.effects[0].asset.name == "orders"


def test_other_backend() -> None:
    before = 'terraform {\n  backend "s3" {\n    key = "a"\n  }\n}\n'
    assert rules(read(before.replace('"a"', '"b"'), before=before)) == {"state-moved"}
    assert rules(read(before.replace('"s3"', '"gcs"'), before=before)) == {"state-moved"}


def test_ignored_inner_argument_does_not_hide_the_others() -> None:
    body = 'name = "a"\nregion = "eu"\nsettings {\n  tier = "{t}"\n}\nlifecycle {\n  ignore_changes = [settings[0].disk_size]\n}'
    found = read(
        res("google_sql_database_instance", body.replace("{t}", "big")),
        before=res("google_sql_database_instance", body.replace("{t}", "small")),
    )
    assert rules(found) == {"resource-changed"}


def test_what_is_no_longer_ignored_is_undone() -> None:
    body = 'ami = "ami-1"\nlifecycle {\n  ignore_changes = [tags]\n}'
    effect = only(read(res("aws_instance", 'ami = "ami-1"'), before=res("aws_instance", body)), "resource-changed")
    assert "undoes changes" in effect.also[0].text
    assert effect.undo is not Undo.YES


def test_new_before_old_does_not_save_what_is_in_it() -> None:
    body = 'name = "t"\nhash_key = "{k}"\nlifecycle {\n  create_before_destroy = true\n}'
    effect = only(
        read(res("aws_dynamodb_table", body.replace("{k}", "b")), before=res("aws_dynamodb_table", body.replace("{k}", "a"))),
        "data-replaced",
    )
    assert effect.undo is Undo.NO


def test_new_before_old_still_moves_a_network() -> None:
    body = 'cidr_block = "10.{n}.0.0/16"\nlifecycle {\n  create_before_destroy = true\n}'
    effect = only(read(res("aws_vpc", body.replace("{n}", "1")), before=res("aws_vpc", body.replace("{n}", "0"))), "service-replaced")
    assert effect.has(Trait.OUTAGE)


def test_module_of_another_version_is_not_known() -> None:
    text = 'module "db" {\n  source = "terraform-aws-modules/rds/aws"\n  version = "{v}"\n}\n'
    effect = only(read(text.replace("{v}", "6.0.0"), before=text.replace("{v}", "5.0.0")), "module-changed")
    assert effect.undo is Undo.UNKNOWN


def test_module_from_another_folder() -> None:
    others = {"a/main.tf": res("aws_db_instance", DB), "b/main.tf": res("aws_sqs_queue", 'name = "q"')}
    found = read(MODULE.replace("./m", "./b"), others, before=MODULE.replace("./m", "./a"))
    assert "database-destroyed" in rules(found)


def test_deleted_file_of_a_folder_that_is_whole() -> None:
    before = {"main.tf": "# a\n", "db.tf": res("aws_db_instance", DB), "z.tf": "# z\n"}
    found = read("# b\n", {"z.tf": "# z\n"}, before=before)
    assert rules(found) == {"database-destroyed"}
    assert any("db.tf" in n.text for n in found.effects[0].also)


def test_file_that_may_be_deleted_is_said() -> None:
    found = read("# b\n", before={"main.tf": "# a\n", "db.tf": res("aws_db_instance", DB)})
    assert "terraform-file-not-given" in {d.code for d in found.diagnostics}


@pytest.mark.parametrize("name", ["terraform.tfvars", "prod.tfvars", "envs/prod.tfvars"])
def test_values_file_as_the_artifact(name: str) -> None:
    block = 'variable "n" {\n  default = 1\n}\nvariable "name" {}\n' + res("aws_s3_bucket", "count = var.n\nbucket = var.name")
    folder = name.rpartition("/")[0]
    before = {"main.tf": block, name: 'n = 1\nname = "lake"\n'} if not folder else {"prod.tfvars": 'n = 1\nname = "lake"\n'}
    found = read('n = 0\nname = "lake"\n', {"main.tf": block}, before=before, path=name)
    assert rules(found) == {"data-destroyed"}


def test_values_without_their_configuration_are_said() -> None:
    found = read("n = 0\n", before={"prod.tfvars": "n = 1\n"}, path="prod.tfvars")
    assert "terraform-values-alone" in {d.code for d in found.diagnostics}


@pytest.mark.parametrize(
    ("type_", "body", "rule"),
    [
        ("aws_s3_bucket_versioning", 'bucket = "lake"\nversioning_configuration {\n  status = "Enabled"\n}', "versioning-suspended"),
        ("aws_s3_bucket_public_access_block", 'bucket = "lake"\nblock_public_acls = true', "public-block-off"),
        ("azurerm_management_lock", 'name = "keep"\nlock_level = "CanNotDelete"', "deletion-protection-off"),
        ("aws_backup_plan", 'name = "nightly"', "backups-end"),
    ],
)  # fmt: skip
def test_guards_that_go(type_: str, body: str, rule: str) -> None:
    assert rules(read("# gone\n", before=res(type_, body))) == {rule}


LOSSES = [
    ("lock by default", "google_sql_database_instance", 'name = "a"', 'name = "a"\ndeletion_protection = false', "deletion-protection-off"),
    (
        "public block left out",
        "aws_s3_bucket_public_access_block",
        'bucket = "b"\nblock_public_acls = true',
        'bucket = "b"',
        "public-block-off",
    ),
    ("logs get a limit", "aws_cloudwatch_log_group", 'name = "a"', 'name = "a"\nretention_in_days = 7', "copies-shortened"),
    ("copies left out", "aws_db_instance", DB + "backup_retention_period = 14", DB, "copies-shortened"),
    (
        "lock by a value",
        "aws_db_instance",
        DB + "deletion_protection = true",
        DB + "deletion_protection = var.x",
        "deletion-protection-off",
    ),
]


@pytest.mark.parametrize(("type_", "before", "after", "rule"), [p[1:] for p in LOSSES], ids=[p[0] for p in LOSSES])
def test_losses_that_are_not_written_out(type_: str, before: str, after: str, rule: str) -> None:
    assert rules(read(res(type_, after), before=res(type_, before))) == {rule}


IN_PLACE = [
    ("aws_eks_node_group", "scaling_config {\n  desired_size = 3\n}", "scaling_config {\n  desired_size = 0\n}"),
    (
        "google_sql_database_instance",
        'name = "a"\nsettings {\n  activation_policy = "ALWAYS"\n}',
        'name = "a"\nsettings {\n  activation_policy = "NEVER"\n}',
    ),
    ("kubernetes_deployment", "spec {\n  replicas = 2\n}", "spec {\n  replicas = 0\n}"),
    ("aws_cloudwatch_event_rule", 'name = "a"\nstate = "ENABLED"', 'name = "a"\nstate = "DISABLED"'),
    ("aws_kms_key", "is_enabled = true", "is_enabled = false"),
]


@pytest.mark.parametrize(("type_", "before", "after"), IN_PLACE, ids=[p[0] for p in IN_PLACE])
def test_brought_to_nothing_in_place(type_: str, before: str, after: str) -> None:
    effect = only(read(res(type_, after), before=res(type_, before)), "resource-changed")
    assert effect.has(Trait.OUTAGE)


def test_newer_database_cannot_go_back() -> None:
    before, after = (res("aws_db_instance", DB + f'engine_version = "{v}"') for v in (14, 15))
    assert only(read(after, before=before), "resource-changed").undo is Undo.NO


def test_random_name_that_is_made_anew_takes_the_bucket_along() -> None:
    bucket = res("aws_s3_bucket", 'bucket = "lake-${random_id.x.hex}"')
    before, after = (res("random_id", f"byte_length = {n}") + bucket for n in (4, 8))
    assert "data-replaced" in rules(read(after, before=before))


def test_new_password_is_not_harmless() -> None:
    before, after = (res("random_password", f"length = {n}") for n in (16, 20))
    assert rules(read(after, before=before)) == {"secret-replaced"}


def test_deployment_elsewhere_is_a_service() -> None:
    before, after = (res("kubernetes_deployment", f'metadata {{\n  name = "{n}"\n}}') for n in "ab")
    assert rules(read(after, before=before)) == {"service-replaced"}


def test_trigger_replaces() -> None:
    db = res("aws_db_instance", DB + "lifecycle {\n  replace_triggered_by = [terraform_data.v]\n}")
    before, after = (res("terraform_data", f"input = {n}", "v") + db for n in (1, 2))
    assert "database-replaced" in rules(read(after, before=before))
    assert "database-replaced" not in rules(read(before, before=before))


@pytest.mark.parametrize(
    ("asks", "rule"), [("~> 3.50", "database-replaced"), (">= 3.0", "renamed-in-place"), ("~> 6.0", "renamed-in-place")]
)
def test_older_provider_replaces_what_a_newer_one_changes(asks: str, rule: str) -> None:
    head = (
        f'terraform {{\n  required_providers {{\n    aws = {{\n      source = "hashicorp/aws"\n      version = "{asks}"\n    }}\n  }}\n}}\n'
    )
    found = read(head + res("aws_db_instance", DB.replace("orders", "two")), before=head + res("aws_db_instance", DB))
    assert rules(found) == {rule}


def test_lock_file_says_the_version() -> None:
    lock = 'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "3.74.0"\n}\n'
    found = read(res("aws_db_instance", DB.replace("orders", "two")), {".terraform.lock.hcl": lock}, before=res("aws_db_instance", DB))
    assert rules(found) == {"database-replaced"}


RUN = 'triggers = {\n  v = "{v}"\n}\nprovisioner "local-exec" {\n  command = "psql -c \'drop table a\'"\n}\nprovisioner "local-exec" {\n  when = destroy\n  command = "rm -rf /data"\n}'


def test_commands_run_only_where_something_is_made() -> None:
    one, two = (res("null_resource", RUN.replace("{v}", v)) for v in "12")
    assert read(one, before=one).embedded == ()
    assert [e.context.certainty for e in read(two, before=one).embedded] == [Certainty.PROVEN, Certainty.POSSIBLE]
    (last,) = read(one, intent=Intent.DESTROY).embedded
    assert "rm -rf" in last.artifact.text
    assert last.context.certainty is Certainty.PROVEN


def test_trigger_that_is_always_new_may_run() -> None:
    text = res("null_resource", RUN.replace('"{v}"', "timestamp()"))
    assert read(text, before=text).embedded


def test_tofu_files_count() -> None:
    found = read("# a\n", {"db.tofu": res("aws_db_instance", DB)}, intent=Intent.DESTROY)
    assert rules(found) == {"database-destroyed"}
