"""Terraform in scripts: options from the environment, marks put on and taken off, all folders at once."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Intent, Language
from riskscan.model.effect import Effect, Trait
from tests.support import findings


def read(text: str) -> list[Effect]:
    return [e for e in findings(text, Language.SHELL, "x.sh").effects if e.rule.startswith("shell/terraform")]


def deleted(text: str) -> set[str]:
    return {e.asset.name for e in read(text) if e.rule == "shell/terraform-destroy"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('export TF_CLI_ARGS_apply="-destroy -auto-approve"\nterraform apply', {"everything in ."}),
        ("TF_CLI_ARGS_apply=-destroy terraform -chdir=infra apply", {"everything in infra"}),
        ("TF_CLI_ARGS='-replace=aws_instance.a' tofu apply", {"aws_instance.a"}),
        ("TF_CLI_ARGS_destroy='-target aws_instance.a' terraform destroy", {"aws_instance.a"}),
        ("TF_CLI_ARGS_plan=-destroy terraform apply", set()),
        ("TF_CLI_ARGS_apply=-destroy terraform plan", set()),
        ("TF_CLI_ARGS_apply=-destroy terraform plan\nterraform apply", set()),
        ('TF_CLI_ARGS_apply="-destroy \'open" terraform apply', set()),
        ("TF_CLI_ARGS='-no-color' terraform apply", set()),
    ],
)
def test_options_from_the_environment(text: str, names: set[str]) -> None:
    assert deleted(text) == names


def test_a_target_from_the_environment_is_passed_on() -> None:
    found = findings('TF_CLI_ARGS_apply="-target=aws_instance.a -var=name=x" terraform apply', Language.SHELL, "x.sh")
    (reference,) = found.references
    assert reference.intent is Intent.APPLY
    assert set(reference.options) == {("target", "aws_instance.a"), ("var", "name=x")}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("terraform taint aws_instance.a\nterraform apply", {"aws_instance.a"}),
        ("terraform taint module.a.aws_instance.a\nterraform apply -target=module.a", {"module.a.aws_instance.a"}),
        ("terraform taint aws_instance.a\nterraform untaint aws_instance.a\nterraform taint aws_instance.a\nterraform apply", {"aws_instance.a"}),
        ("terraform taint aws_instance.a\nterraform untaint aws_instance.a\nterraform apply", set()),
        ("terraform taint aws_instance.a\nterraform apply -target=aws_instance.b", set()),
        ("terraform taint aws_instance.a\nterraform plan", set()),
        ("terraform apply\nterraform taint aws_instance.a", set()),
    ],
)  # fmt: skip
def test_what_is_marked_is_built_again_by_the_next_apply(text: str, names: set[str]) -> None:
    assert deleted(text) == names


@pytest.mark.parametrize(
    ("text", "rule", "asked"),
    [
        ("terragrunt run-all apply --terragrunt-non-interactive", "shell/terraform-apply", False),
        ("terragrunt run --all --non-interactive -- destroy", "shell/terraform-destroy", False),
        ("terragrunt run --all -- apply -auto-approve", "shell/terraform-apply", False),
        ("TG_NON_INTERACTIVE=true terragrunt destroy-all", "shell/terraform-destroy", False),
        ("terragrunt apply-all", "shell/terraform-apply", True),
        ("TG_NON_INTERACTIVE=false terragrunt run-all destroy", "shell/terraform-destroy", True),
    ],
)
def test_all_folders_at_once(text: str, rule: str, asked: bool) -> None:
    (effect,) = read(text)
    assert effect.rule == rule
    assert (Trait.FORCED not in effect.traits) is asked


@pytest.mark.parametrize("text", ["terragrunt run-all plan", "terragrunt run --all -- plan", "terragrunt plan-all", "terragrunt hclfmt"])
def test_looking_at_all_folders_is_silent(text: str) -> None:
    assert read(text) == []
