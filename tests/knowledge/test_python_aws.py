"""The general rule for boto3 operations: verb, kind, and the keyword that holds the name."""

from __future__ import annotations

import pytest

from riskscan.knowledge.python.aws import _BY_HAND, name_keyword, operation_of, prefix_keyword, service_of
from riskscan.knowledge.python.aws_table import operation, versions
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Trait

OPERATIONS = (
    ("ec2", "terminate_instances", Operation.DELETE, AssetKind.SERVER),
    ("ec2", "stop_instances", Operation.ALTER, AssetKind.SERVER),
    ("ec2", "describe_instances", Operation.READ, AssetKind.SERVER),
    ("s3", "put_object", Operation.WRITE, AssetKind.OBJECT),
    ("s3", "delete_bucket", Operation.DELETE, AssetKind.BUCKET),
    ("s3", "put_bucket_policy", Operation.GRANT, AssetKind.BUCKET),
    ("rds", "create_db_instance", Operation.CREATE, AssetKind.DATABASE),
    ("lambda", "invoke", Operation.EXECUTE, AssetKind.FUNCTION),
    ("sqs", "purge_queue", Operation.DELETE, AssetKind.QUEUE),
    ("iam", "attach_role_policy", Operation.GRANT, AssetKind.IDENTITY),
    ("ses", "send_email", Operation.SEND, AssetKind.EMAIL),
    ("cognito-idp", "admin_delete_user", Operation.DELETE, AssetKind.IDENTITY),
    ("glue", "batch_stop_job_run", Operation.ALTER, AssetKind.JOB),
    ("acm", "export_certificate", Operation.READ, AssetKind.SECRET),
    ("logs", "start_query", Operation.READ, AssetKind.RESOURCE),
    ("comprehend", "classify_document", Operation.READ, AssetKind.RESOURCE),
    ("redshift", "get_cluster_credentials", Operation.READ, AssetKind.SECRET),
    ("kms", "decrypt", Operation.READ, AssetKind.SECRET),
    ("bedrock-runtime", "invoke_model", Operation.SEND, AssetKind.RESOURCE),
    ("elasticache", "test_failover", Operation.ALTER, AssetKind.CLUSTER),
    ("organizations", "close_account", Operation.DELETE, AssetKind.IDENTITY),
    ("apigateway", "delete_rest_api", Operation.DELETE, AssetKind.URL),
    ("s3", "delete_objects", Operation.DELETE, AssetKind.OBJECT),
    ("dynamodb", "transact_write_items", Operation.WRITE, AssetKind.TABLE),
    ("ecr", "set_repository_policy", Operation.GRANT, AssetKind.RESOURCE),
)


@pytest.mark.parametrize(("service", "method", "operation", "kind"), OPERATIONS)
def test_verb_and_service_settle_the_operation(service: str, method: str, operation: Operation, kind: AssetKind) -> None:
    fact = operation_of(service, method)
    assert fact is not None
    assert (fact.operation, fact.kind) == (operation, kind)


@pytest.mark.parametrize("method", ["get_paginator", "get_waiter", "generate_presigned_url", "close", "_make_api_call", "ClientError"])
def test_what_calls_nothing_is_none(method: str) -> None:
    assert operation_of("s3", method) is None


def test_verb_that_nobody_knows_counts_as_a_change() -> None:
    fact = operation_of("ec2", "frobnicate_vpc")
    assert fact is not None
    assert fact.operation is Operation.ALTER


def test_traits_follow_the_verb() -> None:
    for service, method, trait in (
        ("ec2", "reboot_instances", Trait.OUTAGE),
        ("ec2", "run_instances", Trait.MONEY),
        ("rds", "delete_db_snapshot", Trait.UNDO_REMOVED),
    ):
        fact = operation_of(service, method)
        assert fact is not None
        assert trait in fact.traits


def test_name_stands_in_the_usual_keyword() -> None:
    assert name_keyword("s3", "delete_object", ("Bucket", "Key")) == "Key"
    assert name_keyword("s3", "put_bucket_acl", ("ACL", "Bucket")) == "Bucket"
    assert name_keyword("rds", "delete_db_instance", ("DBInstanceIdentifier", "SkipFinalSnapshot")) == "DBInstanceIdentifier"
    assert name_keyword("medialive", "delete_channel", ("ChannelId",)) == "ChannelId"
    assert name_keyword("ec2", "describe_regions", ()) is None


def test_stored_file_is_named_with_its_bucket() -> None:
    fact = operation_of("s3", "delete_object")
    assert fact is not None
    assert prefix_keyword(fact, ("Bucket", "Key")) == "Bucket"


def test_table_knows_services_arguments_and_levels() -> None:
    assert versions().startswith("botocore-")
    known = operation("ec2", "terminate_instances")
    assert known is not None
    assert (known.level, known.required, "DryRun" in known.others) == ("W", ("InstanceIds",), True)
    secret = operation("secretsmanager", "get_secret_value")
    assert secret is not None
    assert secret.credentials
    assert operation("ec2", "frobnicate_vpc") is None


def test_operations_checked_by_hand_exist() -> None:
    assert [key for key in _BY_HAND if operation(*key) is None] == []


@pytest.mark.parametrize(
    ("method", "keywords", "service"),
    [
        ("delete_cluster", ("ClusterIdentifier", "SkipFinalClusterSnapshot"), "redshift"),
        ("delete_cluster", ("cluster",), ""),
        ("delete_db_instance", ("DBInstanceIdentifier",), "rds"),
        ("deregister_container_instance", ("containerInstance", "cluster"), "ecs"),
        ("delete_rest_api", ("restApiId",), "apigateway"),
        ("publish", ("TopicArn", "Message"), "sns"),
        ("publish", ("topic", "message"), ""),
        ("delete_user", ("id",), ""),
        ("delete_user", ("UserID",), ""),
        ("update", ("Name",), ""),
    ],
)
def test_service_is_told_by_method_and_keywords(method: str, keywords: tuple[str, ...], service: str) -> None:
    assert service_of(method, keywords) == service


def test_service_of_a_client_from_elsewhere_needs_capitalised_keywords() -> None:
    assert service_of("terminate_instances", ("InstanceIds",)) == "ec2"
    assert service_of("terminate_instances", ("ids",)) == ""
    assert service_of("delete_item", ()) == ""
    assert service_of("delete_application", ("ApplicationName", "CreateTimestamp")) == "kinesisanalytics"  # two generations, one meaning
