"""Rows for what opens to others: networks, public databases and file stores, rights, secrets in plain sight."""

from __future__ import annotations

from riskscan.knowledge.terraform.rule import ResourceRule
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo


def _group(port: int, source: str) -> str:
    return f"""resource "aws_security_group" "g" {{
  name = "office"
  ingress {{
    from_port   = {port}
    to_port     = {port}
    protocol    = "tcp"
    cidr_blocks = ["{source}"]
  }}
}}
"""


def _policy(action: str, resource: str) -> str:
    statement = f'{{ Effect = "Allow", Action = "{action}", Resource = "{resource}" }}'
    return f'resource "aws_iam_policy" "p" {{\n  name   = "tool"\n  policy = jsonencode({{ Statement = [{statement}] }})\n}}\n'


def _bucket_policy(who: str) -> str:
    statement = f'{{ Effect = "Allow", Principal = {who}, Action = "s3:GetObject", Resource = "arn:aws:s3:::site/*" }}'
    return f'resource "aws_s3_bucket_policy" "p" {{\n  bucket = "site"\n  policy = jsonencode({{ Statement = [{statement}] }})\n}}\n'


def _role(who: str) -> str:
    statement = f'{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {who} }}'
    return f'resource "aws_iam_role" "r" {{\n  name               = "loader"\n  assume_role_policy = jsonencode({{ Statement = [{statement}] }})\n}}\n'


_DB = 'resource "aws_db_instance" "d" {\n  identifier          = "hr"\n  publicly_accessible = true\n}\n'
_SECRET = 'resource "aws_db_instance" "d" {\n  identifier = "hr"\n  password   = "Blue-Horse-77"\n}\n'
_BINDING = 'resource "google_storage_bucket_iam_binding" "b" {\n  bucket = "site"\n  role   = "roles/storage.objectViewer"\n  members = ["group:shop@example.org"]\n}\n'
_LOOP = """resource "aws_sqs_queue" "q" {
  name = "jobs"
}
resource "aws_iam_role" "r" {
  name = "worker"
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn }] })
}
resource "aws_lambda_function" "f" {
  function_name = "work"
  role          = aws_iam_role.r.arn
}
resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn = aws_sqs_queue.q.arn
  function_name    = aws_lambda_function.f.arn
}
"""
_AWS_ACCESS = "docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html"


def _record(type_: str, overwrite: str) -> str:
    return (
        f'resource "aws_route53_record" "r" {{\n  zone_id = "Z1"\n  name = "example.com"\n  type = "{type_}"\n  ttl = 300\n'
        f'  records = ["10 mail.example.net."]\n  allow_overwrite = {overwrite}\n}}\n'
    )


OPENINGS: tuple[ResourceRule, ...] = (
    ResourceRule(
        id="terraform/open-to-internet", operation=Operation.GRANT, verb="open_to_internet", kind=AssetKind.NETWORK, scope=Scope.ALL, undo=Undo.WITH_WORK,
        traits=(Trait.PUBLIC,), plain="It lets anyone on the internet reach {target} on {ports}.",
        example=_group(22, "0.0.0.0/0"), expect=("grant network:office all", "create network:office one"),
        near_misses=(_group(22, "10.0.0.0/8"), _group(443, "0.0.0.0/0"), _group(22, "10.0.0.0/8").replace("ingress", "egress")),
        source="docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    ),
    ResourceRule(
        id="terraform/web-port-open", operation=Operation.GRANT, verb="open_web_port", kind=AssetKind.NETWORK, scope=Scope.SOME, undo=Undo.YES,
        plain="It lets visitors from the internet reach {target} on the usual web ports.",
        example=_group(443, "0.0.0.0/0"), expect=("grant network:office some", "create network:office one"),
        near_misses=(_group(443, "10.1.0.0/16"), _group(5432, "0.0.0.0/0")),
        source="docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
    ),
    ResourceRule(
        id="terraform/public-database", operation=Operation.GRANT, verb="open_to_internet", kind=AssetKind.DATABASE, scope=Scope.ALL, undo=Undo.WITH_WORK,
        traits=(Trait.PUBLIC,), plain="It gives {target} an address that anyone on the internet can reach.",
        example=_DB, expect=("grant database:hr all", "create database:hr one"), near_misses=(_DB.replace("true", "false"),),
        source="docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    ),
    ResourceRule(
        id="terraform/public-access", operation=Operation.GRANT, verb="open_to_everyone", kind=AssetKind.BUCKET, scope=Scope.ALL, undo=Undo.WITH_WORK,
        traits=(Trait.PUBLIC,), plain="It opens {target} to anyone.",
        example=_bucket_policy('"*"'), expect=("grant bucket:site all",),
        near_misses=(_bucket_policy('{ AWS = "arn:aws:iam::123456789012:role/reader" }'), _bucket_policy('{ Service = "cloudfront.amazonaws.com" }')),
        source=_AWS_ACCESS,
    ),
    ResourceRule(
        id="terraform/public-block-off", operation=Operation.ALTER, verb="remove_public_block", kind=AssetKind.BUCKET, scope=Scope.ALL, undo=Undo.YES,
        traits=(Trait.CATCH_REMOVED,), plain="It switches off the lock that keeps {target} from being opened to anyone.",
        example='resource "aws_s3_bucket_public_access_block" "b" {\n  bucket            = "site"\n  block_public_acls = false\n}\n',
        expect=("alter bucket:site all",),
        near_misses=('resource "aws_s3_bucket_public_access_block" "b" {\n  bucket            = "site"\n  block_public_acls = true\n}\n',),
        source="docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    ),
    ResourceRule(
        id="terraform/admin-policy", operation=Operation.GRANT, verb="give_every_right", kind=AssetKind.IDENTITY, scope=Scope.ALL, undo=Undo.WITH_WORK,
        traits=(Trait.ADMIN,), plain="It gives {who} the right to do everything, also to delete everything.",
        example=_policy("*", "*"), expect=("grant identity:tool all", "create identity:tool one"),
        near_misses=(_policy("s3:GetObject", "arn:aws:s3:::site/*"), _policy("s3:ListAllMyBuckets", "*")), source=_AWS_ACCESS,
    ),
    ResourceRule(
        id="terraform/wide-rights", operation=Operation.GRANT, verb="give_wide_rights", kind=AssetKind.IDENTITY, scope=Scope.ALL, undo=Undo.WITH_WORK,
        plain="It gives {who} every right on all things of one sort.",
        example=_policy("s3:*", "*"), expect=("grant identity:tool all", "create identity:tool one"),
        near_misses=(_policy("s3:*", "arn:aws:s3:::site/*"), _policy("s3:GetObject", "*")), source=_AWS_ACCESS,
    ),
    ResourceRule(
        id="terraform/rising-rights", operation=Operation.GRANT, verb="give_rising_rights", kind=AssetKind.IDENTITY, scope=Scope.ALL, undo=Undo.WITH_WORK,
        plain="It gives {who} rights with which one can gain every other right.",
        example=_policy("iam:PassRole", "*"), expect=("grant identity:tool all", "create identity:tool one"),
        near_misses=(_policy("iam:PassRole", "arn:aws:iam::123456789012:role/web"), _policy("iam:ListRoles", "*")),
        source="docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    ),
    ResourceRule(
        id="terraform/rights-replaced", operation=Operation.ALTER, verb="replace_rights", kind=AssetKind.BUCKET, scope=Scope.ALL, undo=Undo.WITH_WORK,
        plain="It takes a right on {target} from everyone whom it does not name.",
        example=_BINDING, expect=("alter bucket:site all", "grant bucket:site some"),
        near_misses=(_BINDING.replace("_binding", "_member").replace("members = [", "member = ").replace('"]', '"'),),
        source="registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_bucket_iam",
    ),
    ResourceRule(
        id="terraform/rights-given", operation=Operation.GRANT, verb="give_rights", kind=AssetKind.BUCKET, scope=Scope.SOME, undo=Undo.YES,
        plain="It gives {who} named rights on {target}.",
        example=_policy("s3:GetObject", "arn:aws:s3:::site/*"), expect=("grant bucket:site some", "create identity:tool one"),
        near_misses=(_policy("*", "*"), _role('{ Service = "lambda.amazonaws.com" }')), source=_AWS_ACCESS,
    ),
    ResourceRule(
        id="terraform/trusts-other-account", operation=Operation.GRANT, verb="trust_account", kind=AssetKind.IDENTITY, scope=Scope.SOME, undo=Undo.YES,
        plain="It lets another company account act as {target}.",
        example=_role('{ AWS = "arn:aws:iam::210987654321:root" }'), expect=("grant identity:loader some", "create identity:loader one"),
        near_misses=(_role('{ Service = "lambda.amazonaws.com" }'), _role('"*"')), source=_AWS_ACCESS,
    ),
    ResourceRule(
        id="terraform/lasting-key", operation=Operation.GRANT, verb="give_lasting_key", kind=AssetKind.IDENTITY, scope=Scope.ALL, undo=Undo.WITH_WORK,
        plain="It makes a lasting key for {who}. Whoever holds it gets in until someone deletes it.",
        example='resource "aws_iam_access_key" "k" {\n  user = "loader"\n}\n',
        expect=("create identity:aws_iam_access_key.k one", "grant identity:loader all"),
        near_misses=('resource "aws_iam_user" "u" {\n  name = "loader"\n}\n', 'data "aws_iam_access_keys" "k" {\n  user = "loader"\n}\n'),
        source="docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    ),
    ResourceRule(
        id="terraform/plain-secret", operation=Operation.GRANT, verb="plain_secret", kind=AssetKind.SECRET, scope=Scope.ONE, undo=Undo.WITH_WORK,
        traits=(Trait.SECRET,), plain="A password or key stands readable in the file. Everyone who sees the file has it.",
        example=_SECRET, expect=("grant secret:aws_db_instance.d.password one", "create database:hr one"),
        near_misses=(_SECRET.replace('"Blue-Horse-77"', "var.db_password"), _SECRET.replace("password  ", "secret_name").replace("Blue-Horse-77", "hr")),
        source="developer.hashicorp.com/terraform/language/manage-sensitive-data",
    ),
    ResourceRule(
        id="terraform/starts-itself", operation=Operation.EXECUTE, verb="start_itself", kind=AssetKind.FUNCTION, scope=Scope.ALL, undo=Undo.WITH_WORK,
        traits=(Trait.ENDLESS, Trait.MONEY), plain="What {target} writes to {source} may start it again, without end. Each run costs money.",
        example=_LOOP,
        expect=("create function:work one", "create identity:aws_iam_role_policy.p one", "create identity:worker one", "create queue:jobs one",
                "create function:aws_lambda_event_source_mapping.m one", "execute function:work all", "grant queue:jobs some"),
        near_misses=(_LOOP.replace("SendMessage", "ReceiveMessage"), _LOOP.replace("event_source_arn = aws_sqs_queue.q.arn", "event_source_arn = aws_sqs_queue.other.arn")),
        source="docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html",
    ),
    ResourceRule(
        id="terraform/recursion-allowed", operation=Operation.ALTER, verb="allow_endless_runs", kind=AssetKind.FUNCTION, scope=Scope.ALL, undo=Undo.YES,
        traits=(Trait.CATCH_REMOVED, Trait.MONEY), plain="It switches off what stops {target} from starting itself without end. Each run costs money.",
        example='resource "aws_lambda_function_recursion_config" "r" {\n  function_name  = "resize"\n  recursive_loop = "Allow"\n}\n',
        expect=("alter function:resize all", "create function:resize one"),
        near_misses=('resource "aws_lambda_function_recursion_config" "r" {\n  function_name  = "resize"\n  recursive_loop = "Terminate"\n}\n',),
        source="registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function_recursion_config",
    ),
    ResourceRule(
        id="terraform/record-taken-over", operation=Operation.ALTER, verb="redirect", kind=AssetKind.DNS, scope=Scope.ONE, undo=Undo.WITH_WORK,
        traits=(Trait.OUTAGE,), plain="It makes the web address {name} point to another place, also where it is set already.",
        example=_record("MX", "true"), expect=("alter dns:example.com one", "create dns:example.com one"),
        near_misses=(_record("MX", "false"), _record("TXT", "true"), _record("CNAME", "true").replace("example.com", "_proof.example.com")),
        source="registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route53_record",
    ),
    ResourceRule(
        id="terraform/large-machine", operation=Operation.CREATE, verb="start_large_machines", kind=AssetKind.SERVER, scope=Scope.ONE, undo=Undo.NO,
        traits=(Trait.MONEY,), plain="It starts something very large, or very many of it, for {target}. It costs much per hour.",
        example='resource "aws_instance" "i" {\n  ami           = "ami-1"\n  instance_type = "p4d.24xlarge"\n}\n', expect=("create server:aws_instance.i one",),
        near_misses=('resource "aws_instance" "i" {\n  ami           = "ami-1"\n  instance_type = "t3.micro"\n}\n',), source="aws.amazon.com/ec2/instance-types",
    ),
)  # fmt: skip
