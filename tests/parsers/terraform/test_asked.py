"""What the command that applies a folder says of it: values, values files, a workspace, targets, what is made anew or forgotten."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Artifact, Intent, Language
from riskscan.model.findings import Findings
from riskscan.parsers.shell import parse as read_shell
from riskscan.parsers.terraform import parse
from tests.parsers.terraform.support import Memory, rules

FOLDER = """variable "enabled" { default = true }
variable "name" { default = "dev-orders" }
resource "aws_db_instance" "orders" {
  count      = var.enabled ? 1 : 0
  identifier = var.name
}
resource "aws_sqs_queue" "jobs" {
  name = "jobs-${terraform.workspace}"
}
resource "aws_lambda_function" "work" {
  function_name = "work"
  environment {
    variables = { QUEUE = aws_sqs_queue.jobs.url }
  }
}
"""


def applied(*options: tuple[str, str], intent: Intent = Intent.APPLY, before: dict[str, str] | None = None) -> Findings:
    texts = {"main.tf": FOLDER, "prod.tfvars": 'name = "prod-orders"\n'}
    return parse(Artifact("main.tf", Language.TERRAFORM, FOLDER, intent=intent, options=options), Memory(texts, before))


def names(found: Findings, operation: str) -> list[str]:
    return sorted(e.asset.name for e in found.effects if e.operation == operation)


def test_values_of_the_command_count_for_more_than_files() -> None:
    assert "live" in names(applied(("var-file", "prod.tfvars"), ("var", "name=live")), "create")
    assert "prod-orders" in names(applied(("var-file", "prod.tfvars")), "create")
    assert "dev-orders" in names(applied(), "create")


def test_a_value_that_switches_a_thing_off_may_destroy_it() -> None:
    assert names(applied(("var", "enabled=false")), "delete") == ["dev-orders"]


@pytest.mark.parametrize("options", [(("var", "enabled=true"),), (("var-file", "prod.tfvars"),), (("workspace", "prod"),), ()])
def test_other_values_destroy_nothing(options: tuple[tuple[str, str], ...]) -> None:
    assert names(applied(*options), "delete") == []


def test_the_workspace_is_part_of_names() -> None:
    assert "jobs-prod" in names(applied(("workspace", "prod")), "create")


def test_targets_take_what_they_need() -> None:
    assert names(applied(("target", "aws_lambda_function.work")), "create") == ["jobs-{terraform.workspace}", "work"]
    assert names(applied(("target", "aws_sqs_queue.jobs")), "create") == ["jobs-{terraform.workspace}"]


def test_destroyed_targets_take_what_needs_them() -> None:
    assert names(applied(("target", "aws_sqs_queue.jobs"), intent=Intent.DESTROY), "delete") == ["jobs-{terraform.workspace}", "work"]
    assert names(applied(("target", "aws_lambda_function.work"), intent=Intent.DESTROY), "delete") == ["work"]


def test_what_is_to_be_made_anew() -> None:
    found = applied(("replace", "aws_db_instance.orders"))
    assert "database-replaced" in rules(found)
    assert "dev-orders" not in names(found, "create")
    assert "database-replaced" not in rules(applied(("replace", "aws_db_instance.orders2")))


def test_what_is_forgotten_stays() -> None:
    found = applied(("forget", "aws_db_instance.orders"))
    assert "let-go" in rules(found)
    assert names(found, "delete") == []


def test_values_of_the_command_hold_before_and_after() -> None:
    assert not applied(("var-file", "prod.tfvars"), before={"main.tf": FOLDER}).effects


@pytest.mark.parametrize(
    ("script", "options"),
    [
        ("terraform apply -var 'a=1' -var-file=prod.tfvars", {("var", "a=1"), ("var-file", "prod.tfvars")}),
        ("export TF_VAR_size=3\ntofu apply", {("var", "size=3")}),
        (
            "terraform workspace select prod\nterraform apply -target aws_sqs_queue.q",
            {("workspace", "prod"), ("target", "aws_sqs_queue.q")},
        ),
        ("terraform taint aws_instance.web\nterraform apply", {("replace", "aws_instance.web")}),
        ("terraform state rm aws_instance.web\nterraform apply", {("forget", "aws_instance.web")}),
        ("terraform apply\nterraform taint aws_instance.web", set()),
        ('terraform apply -var "tag=$TAG"', set()),
    ],
)
def test_scripts_say_it(script: str, options: set[tuple[str, str]]) -> None:
    found = read_shell(Artifact("run.sh", Language.SHELL, script), Memory({}))
    assert {o for r in found.references for o in r.options} == options
