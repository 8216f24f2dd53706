"""Policies and names that come from a template file."""

from __future__ import annotations

from tests.parsers.terraform.support import read, rules

POLICY = '{"Statement": [{"Effect": "Allow", "Action": "${action}", "Resource": "*"}]}'
USE = 'resource "aws_iam_policy" "p" {\n  name = "tool"\n  policy = templatefile("${path.module}/policy.json.tpl", { action = "*" })\n}\n'


def test_policy_from_a_template() -> None:
    assert "admin-policy" in rules(read(USE, {"policy.json.tpl": POLICY}))


def test_template_that_gives_little() -> None:
    assert "admin-policy" not in rules(read(USE.replace('"*"', '"s3:ListBucket"'), {"policy.json.tpl": POLICY}))


def test_template_that_is_not_there() -> None:
    assert rules(read(USE)) == {"resource-created"}


def test_template_that_names_itself_ends() -> None:
    text = USE.replace("{ action = ", '{ action = "${local.a}", b = ')
    assert read('locals {\n  a = templatefile("x.tpl", { b = local.a })\n}\n' + text, {"policy.json.tpl": POLICY, "x.tpl": "${b}"})
