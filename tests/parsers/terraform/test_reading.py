"""Reading: values, references, modules, commands, secrets, what is broken."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscan.model.artifact import Artifact, Intent, Language, Status
from riskscan.model.effect import Safety
from riskscan.model.estate import EdgeKind
from riskscan.model.surroundings import Nothing
from riskscan.parsers.terraform import parse
from tests.parsers.terraform.support import read, rules
from tests.support import FIXTURES, effects, short

SEED = "\n".join(p.read_text(encoding="utf-8") for p in sorted((FIXTURES / "terraform").glob("*.tf")))


def names(text: str, **others: str) -> list[str]:
    return [e.asset.name for e in read(text, {f"{k}.tf": v for k, v in others.items()}).effects]


def bucket(expression: str, more: str = "") -> str:
    return f'{more}\nresource "aws_sqs_queue" "q" {{\n  name = {expression}\n}}\n'


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"a-${var.env}"', "a-prod"), ("upper(var.env)", "PROD"), ('join("-", ["a", var.env])', "a-prod"), ('format("%s-%03d", var.env, 7)', "prod-007"),
        ('var.env == "prod" ? "live" : "play"', "live"), ('lookup({ prod = "p" }, var.env, "x")', "p"), ('merge({ a = "1" }, { a = "2" }).a', "2"),
        ('["a", "b"][1]', "b"), ('coalesce("", "c")', "c"), ('replace("a_b", "_", "-")', "a-b"), ('replace("a b_c", "/[^a-z]+/", "-")', "a-b-c"),
        ('replace("été", "/[a-z]/", "")', "éé"), ('"${local.deep}-x"', "prod-d-x"),
        ('[for s in ["a", "b"] : upper(s)][0]', "A"), ('try(var.env, "x")', "prod"), ('"a-${var.missing}"', "a-{missing}"), ('"x${length([1, 2])}"', "x2"),
        ('element(split(",", "a,b"), 1)', "b"), ('jsondecode("{\\"k\\": \\"v\\"}").k', "v"), ('{for k, v in { a = "z" } : k => v}["a"]', "z"),
    ],
)  # fmt: skip
def test_values(expression: str, expected: str) -> None:
    more = 'variable "env" {\n  default = "prod"\n}\nvariable "missing" {}\nlocals {\n  deep = "${var.env}-d"\n}\n'
    assert names(bucket(expression, more)) == [expected]


@pytest.mark.parametrize("pattern", ["/[z-a]/", "/(a|b)+/", "/[[:alpha:]]/", "/[^]/"])
def test_patterns_that_we_do_not_follow_give_no_name(pattern: str) -> None:
    assert names(bucket(f'replace("abc", "{pattern}", "")')) == ["aws_sqs_queue.q"]


def test_wholly_unknown_name_is_the_address() -> None:
    assert names(bucket("var.nothing")) == ["aws_sqs_queue.q"]


def test_loops_of_locals_and_resources_end() -> None:
    names("locals {\n  a = local.b\n  b = local.a\n}\n" + bucket("local.a"))
    names(
        'resource "aws_sqs_queue" "a" {\n  name = aws_sqs_queue.b.name\n}\nresource "aws_sqs_queue" "b" {\n  name = aws_sqs_queue.a.name\n}\n'
    )


def test_module_instances_by_key() -> None:
    main = """module "b" {
  source   = "./modules/b"
  for_each = toset(["raw", "gold"])
  name     = each.key
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  environment {
    variables = { BUCKET = module.b["gold"].id }
  }
}
"""
    inner = 'variable "name" {}\nresource "aws_s3_bucket" "this" {\n  bucket = "acme-${var.name}"\n}\noutput "id" {\n  value = aws_s3_bucket.this.id\n}\n'
    found = read(main, {"modules/b/main.tf": inner})
    assert {short(e) for e in found.effects} == {"create bucket:acme-raw one", "create bucket:acme-gold one", "create function:f one"}
    edges = {(d.source, d.target) for d in found.declared.dependencies if d.kind is EdgeKind.SUPPORTS}
    assert ("bucket:acme-gold", "function:f") in edges
    assert ("bucket:acme-raw", "function:f") not in edges
    assert {e.location.path for e in found.effects} == {"main.tf"}


def test_module_from_elsewhere_is_said() -> None:
    found = read('module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n')
    assert [d.code for d in found.diagnostics] == ["terraform-module-not-read", "no-baseline"]


def test_declared_facts_and_edges() -> None:
    text = """resource "aws_s3_bucket" "lake" {
  bucket = "lake"
  tags   = { Environment = "production" }
  lifecycle {
    prevent_destroy = true
  }
}
resource "aws_glue_job" "ledger" {
  name              = "ledger"
  default_arguments = { "--SOURCE" = "s3://other-lake/finance/" }
}
resource "aws_lambda_function" "f" {
  function_name = "f"
}
resource "aws_s3_bucket_notification" "n" {
  bucket = aws_s3_bucket.lake.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.f.arn
  }
}
"""
    estate = read(text).declared
    lake = next(a for a in estate.assets if a.key == "bucket:lake")
    assert lake.fact("tag.Environment") == "production"
    assert lake.fact("prevent_destroy") == "true"
    assert "arn:aws:s3:::lake" in lake.aliases
    assert "aws_s3_bucket.lake" in lake.aliases
    edges = {(d.source, str(d.kind), d.target) for d in estate.dependencies}
    assert ("bucket:other-lake", "supports", "job:ledger") in edges
    assert ("bucket:lake", "runs", "function:f") in edges
    assert ("file:main.tf", "manages", "bucket:lake") in edges


def test_command_on_the_side_is_embedded_with_its_place() -> None:
    text = 'resource "null_resource" "x" {\n  provisioner "local-exec" {\n    command = "rm -rf /srv/${var.dir}/data"\n  }\n}\n'
    (embedded,) = read(text).embedded
    assert embedded.artifact.language is Language.SHELL
    assert embedded.artifact.text == "rm -rf /srv/_hole_0_/data"
    assert embedded.artifact.origin is not None
    assert embedded.artifact.origin.locate(0) == (3, 16)


def test_secrets_are_never_shown() -> None:
    values = ("Blue-Horse-77", "wJalrXUtnFEMI/K7MDENG", "tok-12345678")
    text = f"""provider "aws" {{
  secret_key = "{values[1]}"
}}
variable "db_password" {{
  default = "{values[0]}"
}}
resource "aws_lambda_function" "f" {{
  function_name = "f"
  environment {{
    variables = {{ API_TOKEN = "{values[2]}" }}
  }}
}}
"""
    found = read(text)
    assert sum(e.rule == "terraform/plain-secret" for e in found.effects) == 3
    assert not any(v in repr(found) for v in values)


def test_broken_file_keeps_what_is_whole() -> None:
    found = read('resource "aws_s3_bucket" "a" {\n  bucket = \n  = = }}\n\nresource "aws_sqs_queue" "b" {\n  name = "b"\n}\n')
    assert "queue:b" in {f"{e.asset.kind}:{e.asset.name}" for e in found.effects}
    assert found.status is Status.PARTLY_READ
    assert found.diagnostics


def test_nonsense_is_not_read() -> None:
    found = read("}}}} %% @@ {{{")
    assert found.status is Status.NOT_READ
    assert found.diagnostics[0].unread


def test_json_syntax() -> None:
    text = '{"resource": {"aws_s3_bucket": {"a": {"bucket": "lake-${var.e}"}}}, "variable": {"e": {"default": "x"}}}'
    found = read(text, path="main.tf.json")
    assert [short(e) for e in found.effects] == ["create bucket:lake-x one"]


def test_columns_count_code_points() -> None:
    (effect,) = read('# 🚀\nresource "aws_sqs_queue" "ü🚀" { name = "a" }').effects
    assert (effect.location.start_line, effect.location.start_column, effect.location.end_column) == (2, 1, 32)


def test_lifecycle_on_a_bucket_that_may_be_new_is_no_proof() -> None:
    text = 'resource "aws_s3_bucket" "b" {\n  bucket = "new"\n}\nresource "aws_s3_bucket_lifecycle_configuration" "l" {\n  bucket = aws_s3_bucket.b.id\n  rule {\n    status = "Enabled"\n    expiration {\n      days = 3\n    }\n  }\n}\n'
    effect = next(e for e in read(text).effects if e.rule == "terraform/bucket-expires-everything")
    assert not effect.safe(Safety.OWN_OUTPUT)
    assert any("could not check" in n.text for n in effect.also)
    found = read(text, before="# nothing\n")
    effect = next(e for e in found.effects if e.rule == "terraform/bucket-expires-everything")
    assert effect.safe(Safety.OWN_OUTPUT)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 3000, "a {\n" * 3000, 'x = "' + "${" * 3000, "a = " + "(" * 2000 + "1" + ")" * 2000, "a = 1" + " + 1" * 5000,
        "a = b" + ".c" * 20000, "resource" * 20000, 'resource "a_b" "c" {\n' * 500, "a = " + "f(" * 2000 + ")" * 2000, "\0\ud800",
        'locals {\n  a = [for x in range(9) : [for y in range(9) : x]]\n}\n' + "".join(f'locals {{\n  b{n} = concat(local.b{n + 1}, local.b{n + 1})\n}}\n' for n in range(60)) + bucket("local.b0"),
        'resource "aws_sqs_queue" "q" {\n  count = 999999999999\n  name  = "q${count.index}"\n}\n',
    ],
    ids=lambda t: str(len(t)),
)  # fmt: skip
@pytest.mark.parametrize("path", ["main.tf", "main.tf.json", "x.tfvars"])
def test_hostile_text_is_bounded(text: str, path: str) -> None:
    start = time.perf_counter()
    read(text, path=path)
    assert time.perf_counter() - start < 8


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_never_raises(data: st.DataObject) -> None:
    text = SEED
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        text = text[:start] + data.draw(st.text(max_size=12)) + text[start + data.draw(st.integers(0, 400)) :]
    before = {"main.tf": SEED} if data.draw(st.booleans()) else None
    intent = data.draw(st.sampled_from([Intent.RUN, Intent.APPLY, Intent.DESTROY]))
    read(text, before=before, intent=intent)
    parse(Artifact("p", Language.TERRAFORM_PLAN, text), Nothing())


def test_comments_change_nothing() -> None:
    one = read(bucket('"a"'))
    two = read(bucket('"a" # force_destroy = true, 0.0.0.0/0, harmless'))
    assert [e.text for e in one.effects] == [e.text for e in two.effects]


def test_queue_reads_it_all() -> None:
    assert rules(read(SEED))
    assert effects(bucket('"a"'), Language.TERRAFORM, "main.tf")


@pytest.mark.parametrize(
    "line",
    [
        'creation_token = "shared-files"', 'http_tokens = "required"', 'bypass = ["Metrics"]', 'secret_key = "API_KEY"', 'pass = "oobeSystem"',
        'auth = "AUTH_NONE"', 'password_command = "$password = ConvertTo-SecureString ${var.p} -AsPlainText"', 'password = "/live/db/password"',
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_secret(line: str) -> None:
    assert "plain-secret" not in rules(read(f'resource "aws_x" "y" {{\n  {line}\n}}\n'))


def test_the_name_of_a_kept_secret_is_none() -> None:
    assert "plain-secret" not in rules(read('data "google_secret_manager_secret_version" "s" {\n  secret = "oauth-client"\n}\n'))


def test_for_each_over_another_resource() -> None:
    text = """
resource "aws_s3_bucket" "b" {
  for_each = toset(["a", "b"])
  bucket   = "acme-${each.key}"
}
resource "aws_s3_bucket_versioning" "v" {
  for_each = aws_s3_bucket.b
  bucket   = each.value.id
}
"""
    found = {e.asset.name for e in read(text).effects if e.rule == "terraform/setting-made"}
    assert found == {"acme-a", "acme-b"}
