"""Harm flows from what keeps alive to what lives from it."""

from __future__ import annotations

from tests.parsers.terraform.support import read

WEB = """
resource "aws_autoscaling_group" "web" {
  name              = "web"
  min_size          = 1
  max_size          = 4
  target_group_arns = [aws_lb_target_group.web.arn]
}
resource "aws_lb_target_group" "web" {
  name = "web-group"
}
resource "aws_lb" "front" {
  name = "front"
}
resource "aws_lb_listener" "front" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_route53_record" "shop" {
  zone_id = "Z1"
  name    = "shop.example.org"
  type    = "A"
  alias {
    name    = aws_lb.front.dns_name
    zone_id = aws_lb.front.zone_id
  }
}
"""

LOOP = """
resource "aws_s3_bucket" "in" {
  bucket = "lake"
}
resource "aws_iam_role" "r" {
  name = "worker"
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:PutObject"], Resource = "${aws_s3_bucket.in.arn}/*" }] })
}
resource "aws_lambda_function" "f" {
  function_name = "resize"
  role          = aws_iam_role.r.arn
}
resource "aws_s3_bucket_notification" "n" {
  bucket = aws_s3_bucket.in.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.f.arn
    events              = ["s3:ObjectCreated:*"]
  }
}
"""

QUEUE = """
resource "aws_sqs_queue" "q" {
  name = "jobs"
}
resource "aws_lambda_function" "f" {
  function_name = "work"
}
resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn = aws_sqs_queue.q.arn
  function_name    = aws_lambda_function.f.arn
}
"""


def edges(text: str) -> set[tuple[str, str]]:
    return {(d.source, d.target) for d in read(text).declared.dependencies if not d.source.startswith("file:")}


def reached(text: str, start: str) -> set[str]:
    found, waiting, all_edges = set[str](), [start], edges(text)
    while waiting:
        here = waiting.pop()
        for source, target in all_edges:
            if source == here and target not in found:
                found.add(target)
                waiting.append(target)
    return found


def test_no_machines_take_the_name_down() -> None:
    found = reached(WEB, "server:web")
    assert any("shop.example.org" in key for key in found)
    assert any("front" in key for key in found)


def test_the_load_balancer_does_not_harm_the_machines() -> None:
    assert "server:web" not in reached(WEB, "network:front")


def test_a_function_that_writes_what_starts_it_is_a_circle() -> None:
    found = {(d.source, d.target, str(d.kind)) for d in read(LOOP).declared.dependencies}
    assert ("bucket:lake", "function:resize", "runs") in found
    assert ("function:resize", "bucket:lake", "writes") in found


def test_reading_alone_is_no_circle() -> None:
    found = {str(d.kind) for d in read(LOOP.replace("PutObject", "GetObject")).declared.dependencies}
    assert "writes" not in found


def test_a_queue_starts_its_function() -> None:
    found = {(d.source, d.target, str(d.kind)) for d in read(QUEUE).declared.dependencies}
    assert ("queue:jobs", "function:work", "runs") in found
