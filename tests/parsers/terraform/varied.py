"""Many small Terraform files of many kinds, for comparing two readers of them."""

from __future__ import annotations

_BODIES: tuple[tuple[str, str], ...] = (
    ("aws_s3_bucket", 'bucket = "acme-NAME"'),
    ("aws_s3_bucket_public_access_block", 'bucket = "acme-NAME"\n  block_public_acls = false'),
    ("aws_db_instance", 'identifier = "NAME"\n  engine = "postgres"\n  instance_class = "db.t3.micro"\n  publicly_accessible = true'),
    ("aws_security_group", 'name = "NAME"\n  ingress {\n    from_port = 22\n    to_port = 22\n    protocol = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }'),
    ("aws_iam_policy", 'name = "NAME"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })'),
    ("aws_iam_role", 'name = "NAME"\n  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sts:AssumeRole" }] })'),
    ("aws_sqs_queue", 'name = "NAME"'),
    ("aws_sns_topic", 'name = "NAME"'),
    ("aws_kms_key", "description = \"NAME\"\n  enable_key_rotation = false"),
    ("aws_lambda_function", 'function_name = "NAME"\n  role = "r"\n  handler = "a.b"\n  runtime = "python3.9"\n  filename = "x.zip"'),
    ("aws_instance", 'ami = "ami-1"\n  instance_type = "t3.micro"\n  associate_public_ip_address = true'),
    ("aws_ebs_volume", 'availability_zone = "eu-west-1a"\n  size = 10'),
    ("aws_dynamodb_table", 'name = "NAME"\n  hash_key = "id"\n  attribute {\n    name = "id"\n    type = "S"\n  }'),
    ("aws_lb", 'name = "NAME"\n  internal = false'),
    ("aws_ecr_repository", 'name = "NAME"'),
    ("aws_eks_cluster", 'name = "NAME"\n  role_arn = "r"\n  vpc_config {\n    subnet_ids = ["a"]\n  }'),
    ("aws_cloudwatch_log_group", 'name = "NAME"'),
    ("aws_elasticache_replication_group", 'replication_group_id = "NAME"\n  description = "x"'),
    ("aws_redshift_cluster", 'cluster_identifier = "NAME"\n  node_type = "dc2.large"'),
    ("aws_efs_file_system", 'creation_token = "NAME"'),
    ("azurerm_storage_account", 'name = "NAME"\n  resource_group_name = "g"\n  location = "westeurope"\n  account_tier = "Standard"\n  account_replication_type = "LRS"'),
    ("azurerm_key_vault", 'name = "NAME"\n  location = "westeurope"\n  resource_group_name = "g"\n  tenant_id = "t"\n  sku_name = "standard"'),
    ("azurerm_mssql_server", 'name = "NAME"\n  resource_group_name = "g"\n  location = "westeurope"\n  version = "12.0"'),
    ("azurerm_network_security_rule", 'name = "NAME"\n  access = "Allow"\n  direction = "Inbound"\n  protocol = "Tcp"\n  priority = 100\n  source_address_prefix = "*"\n  source_port_range = "*"\n  destination_address_prefix = "*"\n  destination_port_range = "22"\n  resource_group_name = "g"\n  network_security_group_name = "n"'),
    ("azurerm_kubernetes_cluster", 'name = "NAME"\n  location = "westeurope"\n  resource_group_name = "g"\n  dns_prefix = "x"'),
    ("google_storage_bucket", 'name = "NAME"\n  location = "EU"'),
    ("google_sql_database_instance", 'name = "NAME"\n  database_version = "POSTGRES_15"\n  settings {\n    tier = "db-f1-micro"\n  }'),
    ("google_compute_firewall", 'name = "NAME"\n  network = "n"\n  source_ranges = ["0.0.0.0/0"]\n  allow {\n    protocol = "tcp"\n    ports = ["22"]\n  }'),
    ("google_compute_instance", 'name = "NAME"\n  machine_type = "e2-small"\n  zone = "europe-west1-b"\n  network_interface {\n    network = "default"\n  }'),
    ("google_container_cluster", 'name = "NAME"\n  location = "europe-west1"'),
    ("google_bigquery_dataset", 'dataset_id = "NAME"'),
    ("google_kms_crypto_key", 'name = "NAME"\n  key_ring = "k"'),
    ("google_project_iam_member", 'project = "p"\n  role = "roles/owner"\n  member = "user:a@example.org"'),
)  # fmt: skip


def varied_files() -> dict[str, str]:
    """File name -> text: each kind alone, some with a count, a list of keys or a value from a variable."""
    files = {}
    for n, (type_, body) in enumerate(_BODIES):
        name = f"n{n}"
        more = ("", "count = 2\n  ", 'for_each = toset(["a", "b"])\n  ')[n % 3]
        head = f'variable "{name}" {{\n  default = "thing{n}"\n}}\n\n' if n % 4 == 1 else ""
        value = f"${{var.{name}}}" if head else f"thing{n}"
        files[f"f{n:02}.tf"] = f'{head}resource "{type_}" "{name}" {{\n  {more}{body.replace("NAME", value)}\n}}\n'
    return files


def joined_files() -> dict[str, str]:
    """File name -> text of one folder whose files need each other: modules in modules, keys of an instance, policies by reference."""
    key = "AKIA" + "IOSFODNN7" + "ABCDEFG"  # put together here, so that no scanner of this file takes it for a key
    secret = "wJalrXUtnFEMI" + "K7MDENGbPxRfiCYABCDEFGHIJK"
    return {
        "main.tf": 'module "store" {\n  for_each = toset(["raw", "gold"])\n  source   = "./modules/store"\n  name     = each.key\n}\n\n'
        'module "twice" {\n  count  = 2\n  source = "./modules/store"\n  name   = "twice${count.index}"\n}\n',
        "modules/store/store.tf": 'variable "name" {\n  type = string\n}\n\nresource "aws_s3_bucket" "this" {\n  bucket = "acme-${var.name}"\n}\n\n'
        'module "log" {\n  source = "../log"\n  name   = var.name\n}\n',
        "modules/log/log.tf": 'variable "name" {}\n\nresource "aws_cloudwatch_log_group" "this" {\n  name = var.name\n}\n',
        "guarded.tf": 'resource "aws_s3_bucket" "safe" {\n  bucket = "acme-safe"\n}\n\nresource "aws_s3_bucket_public_access_block" "safe" {\n'
        "  bucket                  = aws_s3_bucket.safe.id\n  block_public_acls       = true\n  block_public_policy     = true\n"
        "  ignore_public_acls      = true\n  restrict_public_buckets = true\n}\n",
        "rights.tf": 'data "aws_iam_policy_document" "all" {\n  statement {\n    actions   = ["s3:*", "iam:PassRole"]\n    resources = ["*"]\n  }\n}\n\n'
        'resource "aws_iam_policy" "all" {\n  name   = "all"\n  policy = data.aws_iam_policy_document.all.json\n}\n\n'
        'resource "aws_iam_user" "u" {\n  name = "u"\n}\n\nresource "aws_iam_user_policy_attachment" "u" {\n  user       = aws_iam_user.u.name\n'
        "  policy_arn = aws_iam_policy.all.arn\n}\n",
        "keys.tf": f'provider "aws" {{\n  access_key = "{key}"\n  secret_key = "{secret}"\n}}\n\n'
        'resource "google_compute_firewall" "in" {\n  name          = "in"\n  network       = "n"\n  source_ranges = ["0.0.0.0/0"]\n'
        '  dynamic "allow" {\n    for_each = ["22", "3389"]\n    content {\n      protocol = "tcp"\n      ports    = [allow.value]\n    }\n  }\n}\n',
    }
