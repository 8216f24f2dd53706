"""Who gets what: documents that take in others, conditions that say who, ready-made policies, log-in services, lasting keys."""

from __future__ import annotations

import json

import pytest

from tests.parsers.terraform.support import read, rules


def bucket_policy(condition: dict[str, object]) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*", "Condition": condition}
    return f'resource "aws_s3_bucket_policy" "p" {{\n  bucket = "a"\n  policy = <<-END\n{json.dumps({"Statement": [statement]})}\nEND\n}}\n'


def trust(subject: str) -> str:
    return f"""
resource "aws_iam_role" "ci" {{
  name               = "deploy"
  assume_role_policy = data.aws_iam_policy_document.t.json
}}
data "aws_iam_policy_document" "t" {{
  statement {{
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {{
      type        = "Federated"
      identifiers = ["arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"]
    }}
    condition {{
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["{subject}"]
    }}
  }}
}}
"""


@pytest.mark.parametrize(
    ("condition", "is_public"),
    [
        ({"Bool": {"aws:SecureTransport": "true"}}, True), ({"IpAddress": {"aws:SourceIp": ["0.0.0.0/0"]}}, True),
        ({"IpAddress": {"aws:SourceIp": ["192.0.2.0/24"]}}, False), ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, False),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}, "Bool": {"aws:SecureTransport": "true"}}, False),
    ],
)  # fmt: skip
def test_conditions_that_say_who(condition: dict[str, object], is_public: bool) -> None:
    assert ("public-access" in rules(read(bucket_policy(condition)))) is is_public


@pytest.mark.parametrize(("subject", "is_public"), [("repo:*", True), ("*", True), ("repo:acme/infra:*", False), ("repo:acme/*", False)])
def test_log_in_services_and_their_customers(subject: str, is_public: bool) -> None:
    assert ("public-access" in rules(read(trust(subject)))) is is_public


def test_a_document_that_takes_in_another_gives_its_rights_too() -> None:
    text = """
data "aws_iam_policy_document" "base" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "whole" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
}
resource "aws_iam_policy" "p" {
  name   = "tool"
  policy = data.aws_iam_policy_document.whole.json
}
"""
    assert "admin-policy" in rules(read(text))
    assert "admin-policy" not in rules(read(text.replace('actions   = ["*"]', 'actions   = ["s3:GetObject"]')))


@pytest.mark.parametrize(
    ("policy", "rule"),
    [("AdministratorAccess", "admin-policy"), ("AmazonS3FullAccess", "wide-rights"), ("ReadOnlyAccess", "rights-given"), ("service-role/AWSLambdaBasicExecutionRole", "rights-given")],
)  # fmt: skip
def test_ready_made_policies(policy: str, rule: str) -> None:
    text = f'resource "aws_iam_role_policy_attachment" "a" {{\n  role       = "loader"\n  policy_arn = "arn:aws:iam::aws:policy/{policy}"\n}}\n'
    (effect,) = read(text).effects
    assert (effect.rule, effect.asset.name) == (f"terraform/{rule}", "loader")
    assert "loader" in effect.text


def test_a_search_service_inside_the_network_is_not_public() -> None:
    policy = '  access_policies = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "es:*" }] })\n'
    open_ = f'resource "aws_opensearch_domain" "d" {{\n  domain_name = "find"\n{policy}}}\n'
    assert "public-access" in rules(read(open_))
    assert "public-access" not in rules(read(open_.replace(policy, policy + "  vpc_options {\n    subnet_ids = []\n  }\n")))
