"""What sort of thing a Terraform type is, by the words of its name: the providers name types in the same way."""

from __future__ import annotations

import re
from functools import lru_cache

from riskscan.knowledge.terraform.aids import SECRET_AIDS
from riskscan.knowledge.terraform.facts import PROVIDERS, class_of
from riskscan.model.asset import AssetKind

_BY_WORDS: tuple[tuple[str, AssetKind], ...] = (
    (r"_(iam|role|user|group_membership|access_key|service_account|role_assignment|user_assigned_identity|login_profile)(_|$)", AssetKind.IDENTITY),
    (r"_(kms|key_vault_(key|secret|certificate)|secret|secretsmanager|secret_manager|ssm_parameter|acm_certificate|key_pair|crypto_key)", AssetKind.SECRET),
    (r"^(aws_security_group|aws_vpc|aws_subnet|aws_lb|aws_alb|aws_elb|aws_network|aws_route_table|aws_route$|aws_nat|aws_eip|aws_internet_gateway)", AssetKind.NETWORK),
    (r"_(security_group|firewall|network|subnet|subnetwork|vpc|vnet|lb|load_?balancer|nat|vpn|peering|public_ip|forwarding_rule|route_table|db_subnet_group|ec2_)", AssetKind.NETWORK),
    (r"_(route53|dns)(_|$)|_cdn_|_cloudfront_", AssetKind.DNS),
    (r"_(dynamodb_table|bigquery_table|storage_table|cosmosdb_table|bigtable_table|glue_catalog_table|keyspaces_table)$", AssetKind.TABLE),
    (r"_(sqs|storage_queue|servicebus_queue|cloud_tasks_queue|mq_broker)", AssetKind.QUEUE),
    (r"_(sns|pubsub|kinesis_stream|kinesis_firehose|eventhub|servicebus_topic|eventgrid_topic|msk_)", AssetKind.TOPIC),
    (r"_(s3_object|s3_bucket_object|storage_blob|storage_bucket_object)$", AssetKind.OBJECT),
    (r"_(s3_bucket|storage_bucket|storage_account|storage_container|s3_directory_bucket)", AssetKind.BUCKET),
    (r"_(lambda|cloudfunctions2?_function|function_app|linux_function_app|windows_function_app)", AssetKind.FUNCTION),
    (r"_(db_instance|rds|docdb|neptune|redshift|sql_|mssql|mysql|postgresql|mariadb|cosmosdb|spanner|bigquery_dataset|elasticache|redis|memorydb|timestream|opensearch|elasticsearch|alloydb|bigtable_instance|firestore|athena_database|glue_catalog_database|db_cluster)", AssetKind.DATABASE),
    (r"_cluster(_|$)|_eks_|_ecs_|_gke|_container_cluster|_kubernetes_", AssetKind.CLUSTER),
    (r"^(aws_instance|aws_spot_instance_request|aws_autoscaling_group|google_compute_instance|aws_lightsail_instance)|virtual_machine|_vm$|_compute_instance", AssetKind.SERVER),
    (r"_(glue_job|batch_job|dataflow_job|dataproc_job|cloud_run.*job|data_factory|sfn_state_machine|codepipeline|composer|mwaa|scheduler_job|glue_trigger|event_rule)", AssetKind.JOB),
)  # fmt: skip
_ELSEWHERE: tuple[tuple[str, AssetKind], ...] = (
    (r"_(database|cluster_database|dataset|db)$|^mongodbatlas_.*cluster$", AssetKind.DATABASE),
    (r"_schema$", AssetKind.SCHEMA),
    (r"_(table|sql_table|external_table|dynamic_table)$", AssetKind.TABLE),
    (r"_(view|materialized_view)$", AssetKind.VIEW),
    (r"_(stage|volume|bucket|r2_bucket|persistent_volume|persistent_volume_claim|pvc)(_v1)?$", AssetKind.BUCKET),
    (r"^(cloudflare_record|cloudflare_dns_record|.*_dns_record)$", AssetKind.DNS),
    (r"_(topic|kafka_topic)$", AssetKind.TOPIC),
    (r"_(task|job|pipe|pipeline)$", AssetKind.JOB),
)  # providers of which we have no tables: Snowflake, Databricks, Postgres, Kubernetes, Cloudflare ...
_ELSEWHERE_WORDS = tuple((re.compile(pattern), kind) for pattern, kind in _ELSEWHERE)
_ELSEWHERE_DATA = re.compile(r"_(namespace|repository|project|organization|topic|secret)(_v1)?$")
_BY_THE_WAY = re.compile(r"^(null|random|local|time|tls|archive|template|external|http|terraform)_")
_WORDS = tuple((re.compile(pattern), kind) for pattern, kind in _BY_WORDS)
VERSIONED = re.compile(
    r"^(aws|google|azurerm)_\w*_(task_definition|layer_version|job_definition|launch_template|instance_template|revision)$"
    r"|^aws_(launch_configuration|launch_template|api_gateway_deployment|apigatewayv2_deployment|s3_object|s3_bucket_object)$"
    r"|^google_(storage_bucket_object|compute_(region_)?instance_template)$"
    r"|^(null_resource$|terraform_data$|time_|random_(?!password|bytes)|local_|template_)"
)  # types that are made anew at every change, as a matter of course
LINK = re.compile(r"_iam_\w*(attachment|member|binding|membership)$|role_assignment$")  # types that only tie rights to someone
IN_BUCKETS = {"aws_s3_object": "key", "aws_s3_bucket_object": "key", "google_storage_bucket_object": "name"}
"""Files in buckets, with the argument that says the path in it: another bucket may hold a file of the same path."""
DATA_KINDS = frozenset({AssetKind.DATABASE, AssetKind.TABLE, AssetKind.BUCKET})


@lru_cache(maxsize=2048)
def kind_of(type_: str) -> AssetKind:
    """The kind of a resource type; ``resource`` where its name says nothing."""
    words = _WORDS if type_.partition("_")[0] in PROVIDERS else (*_ELSEWHERE_WORDS, *_WORDS)
    return next((kind for pattern, kind in words if pattern.search(type_)), AssetKind.RESOURCE)


def _group_elsewhere(type_: str) -> str:
    """The group of a type whose provider we have no table of: by its name, and never harmless but for what only helps Terraform."""
    if SECRET_AIDS.search(type_):
        return "secret"
    if _BY_THE_WAY.search(type_):
        return "resource"
    if kind_of(type_) is AssetKind.DATABASE:
        return "database"
    holds = (AssetKind.TABLE, AssetKind.SCHEMA, AssetKind.BUCKET)
    return "data" if kind_of(type_) in holds or _ELSEWHERE_DATA.search(type_) else "service"


def group_of(type_: str) -> str:
    """Which change rule speaks of a type: ``database``, ``data``, ``secret``, ``service`` or ``resource``."""
    if type_.partition("_")[0] not in PROVIDERS:
        return _group_elsewhere(type_)
    class_ = class_of(type_)
    if class_ in ("data", "data_part", "users", "container", "logs", "copy"):
        return "database" if kind_of(type_) is AssetKind.DATABASE and class_ == "data" else "data"
    if class_ == "secret":
        return "secret"
    if not class_ and kind_of(type_) in DATA_KINDS and not setting_of(type_) and not VERSIONED.search(type_):
        return "data"  # newer than our tables
    if class_ == "outage_iam" and re.search(r"policy|attachment|member|binding|rule", type_):
        return "resource"
    if class_.startswith("outage") or class_ in ("vm", "queue", "pipeline"):
        return "service"
    return "resource"


def is_known(type_: str) -> bool:
    """True where we know what is lost when a resource of this type goes."""
    return bool(class_of(type_)) or bool(_BY_THE_WAY.search(type_))


def setting_of(type_: str) -> str:
    """The type whose setting a type only is (``aws_s3_bucket`` for ``aws_s3_bucket_versioning``), or an empty text."""
    for whole in (
        "aws_s3_bucket",
        "google_storage_bucket",
        "aws_dynamodb_table",
        "aws_sqs_queue",
        "aws_sns_topic",
        "azurerm_storage_account",
    ):
        if type_.startswith(whole + "_") and class_of(type_) in ("switch", "outage_iam", "alert", "pipeline", ""):
            return whole
    return ""
