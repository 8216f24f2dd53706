"""The general rule for boto3: what an operation does by its verb, and what kind of thing its service keeps.

AWS has about 400 services with 20,000 operations, named verb first by one convention, so the verb decides here. Where a verb has two meanings
the access level of ``aws_table`` settles it, ``_BY_HAND`` holds what both get wrong, and ``aws_rows`` the operations that do more than their verb
says. IAM knows no level for deleting, so what deletes is told by the verb. Source: the service models of botocore
(https://github.com/boto/botocore), whose operation and parameter names this follows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from riskscan.knowledge.python.aws_table import operation as listed
from riskscan.knowledge.python.aws_table import services_that_take
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

SOURCE = "https://boto3.amazonaws.com/v1/documentation/api/latest/reference/services/index.html"

# fmt: off
_KINDS: dict[str, AssetKind] = {
    "s3": AssetKind.BUCKET, "s3control": AssetKind.BUCKET, "glacier": AssetKind.BUCKET, "ec2": AssetKind.SERVER, "lightsail": AssetKind.SERVER, "autoscaling": AssetKind.CLUSTER,
    "rds": AssetKind.DATABASE, "redshift": AssetKind.DATABASE, "docdb": AssetKind.DATABASE, "neptune": AssetKind.DATABASE, "rds-data": AssetKind.DATABASE, "redshift-data": AssetKind.DATABASE,
    "dynamodb": AssetKind.TABLE, "timestream-write": AssetKind.TABLE, "keyspaces": AssetKind.TABLE, "lambda": AssetKind.FUNCTION, "sqs": AssetKind.QUEUE, "sns": AssetKind.TOPIC,
    "kinesis": AssetKind.TOPIC, "firehose": AssetKind.TOPIC, "kafka": AssetKind.CLUSTER, "iam": AssetKind.IDENTITY, "sts": AssetKind.IDENTITY, "cognito-idp": AssetKind.IDENTITY,
    "identitystore": AssetKind.IDENTITY, "sso-admin": AssetKind.IDENTITY, "organizations": AssetKind.IDENTITY, "kms": AssetKind.SECRET, "secretsmanager": AssetKind.SECRET,
    "ssm": AssetKind.SECRET, "acm": AssetKind.SECRET, "route53": AssetKind.DNS, "route53domains": AssetKind.DNS, "ecs": AssetKind.CLUSTER, "eks": AssetKind.CLUSTER, "emr": AssetKind.CLUSTER,
    "elasticache": AssetKind.CLUSTER, "memorydb": AssetKind.CLUSTER, "opensearch": AssetKind.CLUSTER, "es": AssetKind.CLUSTER, "dax": AssetKind.CLUSTER, "elbv2": AssetKind.NETWORK, "elb": AssetKind.NETWORK,
    "apigateway": AssetKind.URL, "apigatewayv2": AssetKind.URL, "cloudfront": AssetKind.URL, "ses": AssetKind.EMAIL, "sesv2": AssetKind.EMAIL, "stepfunctions": AssetKind.PIPELINE,
    "glue": AssetKind.JOB, "batch": AssetKind.JOB, "events": AssetKind.JOB, "scheduler": AssetKind.JOB, "codepipeline": AssetKind.PIPELINE, "codebuild": AssetKind.JOB, "athena": AssetKind.DATABASE,
    "efs": AssetKind.BUCKET, "fsx": AssetKind.BUCKET, "backup": AssetKind.BUCKET, "dms": AssetKind.PIPELINE, "mwaa": AssetKind.PIPELINE, "quicksight": AssetKind.REPORT,
}
# A word of the operation that settles the kind, whatever the service; the longest that fits wins.
_KIND_WORDS: dict[str, AssetKind] = {
    "db_instance": AssetKind.DATABASE, "db_cluster": AssetKind.DATABASE, "db_snapshot": AssetKind.RESOURCE, "db_cluster_snapshot": AssetKind.RESOURCE, "cluster_snapshot": AssetKind.RESOURCE, "snapshot": AssetKind.RESOURCE, "volume": AssetKind.RESOURCE, "image": AssetKind.RESOURCE,
    "security_group": AssetKind.NETWORK, "vpc": AssetKind.NETWORK, "subnet": AssetKind.NETWORK, "route": AssetKind.NETWORK, "internet_gateway": AssetKind.NETWORK, "nat_gateway": AssetKind.NETWORK, "address": AssetKind.NETWORK,
    "network": AssetKind.NETWORK, "hosted_zone": AssetKind.DNS, "key_pair": AssetKind.SECRET, "object": AssetKind.OBJECT, "objects": AssetKind.OBJECT, "bucket": AssetKind.BUCKET, "table": AssetKind.TABLE,
    "item": AssetKind.TABLE, "crawler": AssetKind.JOB, "parameter": AssetKind.SECRET, "command": AssetKind.SERVER, "instances": AssetKind.SERVER, "instance": AssetKind.SERVER, "stack": AssetKind.RESOURCE,
    "log_group": AssetKind.RESOURCE, "log_stream": AssetKind.RESOURCE, "alarm": AssetKind.RESOURCE, "alarms": AssetKind.RESOURCE, "repository": AssetKind.RESOURCE, "user": AssetKind.IDENTITY, "role": AssetKind.IDENTITY,
    "policy": AssetKind.IDENTITY, "access_key": AssetKind.SECRET, "access_point": AssetKind.BUCKET, "service": AssetKind.CLUSTER, "cluster": AssetKind.CLUSTER, "nodegroup": AssetKind.CLUSTER, "rule": AssetKind.JOB,
    "dashboard": AssetKind.REPORT, "dashboards": AssetKind.REPORT, "subscription": AssetKind.TOPIC, "event_source_mapping": AssetKind.FUNCTION, "file_system": AssetKind.BUCKET, "email": AssetKind.EMAIL,
    "crawler_schedule": AssetKind.JOB, "database": AssetKind.DATABASE, "workgroup": AssetKind.DATABASE, "state_machine": AssetKind.PIPELINE, "execution": AssetKind.PIPELINE, "trail": AssetKind.RESOURCE,
}
_READS = ("get", "list", "describe", "head", "lookup", "search", "scan", "query", "batch_get", "select", "check", "preview", "simulate", "validate", "estimate", "view", "verify", "test", "filter", "transact_get", "detect", "poll",
          "discover", "count", "export_client", "generate", "decrypt", "admin_get", "admin_list", "receive", "assume", "download", "retrieve", "calculate", "evaluate", "is", "infer", "recognize", "predict", "translate", "analyze", "suggest", "read", "report", "compare", "optimize", "forecast", "can", "get_paginator", "wait")
_DELETES = ("delete", "terminate", "remove", "deregister", "purge", "destroy", "batch_delete", "delete_batch", "admin_delete", "release", "deprovision", "redact", "flush", "withdraw", "expire", "cancel_key", "forget", "delete_many", "dispose", "abort", "retire", "erase")
_ALTERS = ("modify", "update", "set", "change", "configure", "enable", "register", "replace", "rename", "move", "rotate", "resize", "restore", "promote", "failover", "switchover", "tag", "untag", "add_tags", "apply", "admin_update", "batch_update",
           "merge", "increase", "decrease", "scale", "upgrade", "patch", "migrate", "rebuild", "activate", "resume", "attach", "detach", "associate", "disassociate", "add", "confirm", "sync", "link", "unlink", "swap", "transfer", "convert", "rollback", "reset", "accept", "reject", "decline", "assign", "unassign", "deprecate", "lock", "unlock", "refresh", "renew", "archive", "subscribe", "unsubscribe")
_STOPS = ("stop", "disable", "reboot", "restart", "suspend", "pause", "deactivate", "cancel", "hibernate", "drain", "exit", "disconnect", "evict", "quarantine", "signal_kill")
_CREATES = ("create", "allocate", "copy", "clone", "provision", "import", "request", "batch_create", "admin_create", "build", "launch", "issue", "initiate", "complete", "open")
_WRITES = ("put", "upload", "write", "batch_write", "batch_put", "insert", "ingest", "index", "store", "append", "copy_object", "transact_write", "record", "batch_execute", "load")
_RUNS = ("export", "start", "run", "invoke", "execute", "submit", "trigger", "begin", "retry", "redrive", "schedule")
_SENDS = ("send", "publish", "post", "notify", "share", "batch_send", "converse")
_GRANTS = ("authorize", "grant", "revoke", "attach_role", "attach_user", "attach_group", "detach_role", "detach_user", "detach_group", "put_role", "put_user_policy", "put_group", "put_bucket_policy", "put_bucket_acl", "put_object_acl", "add_user",
           "remove_user", "add_permission", "remove_permission", "add_role", "put_resource_policy", "put_key_policy", "create_access_key", "delete_role_policy", "delete_user_policy", "delete_bucket_policy", "modify_db_snapshot_attribute", "modify_image_attribute",
           "modify_snapshot_attribute", "update_assume_role", "set_queue_attributes_policy", "put_public_access", "delete_public_access", "admin_add_user", "admin_remove_user", "create_grant", "retire_grant", "deactivate_mfa", "reset_service_specific")
# Read in the reference, or by their verb, and more than that in truth; or the other way round. Checked by hand, one by one.
_BY_HAND: dict[tuple[str, str], tuple[Operation, Undo, tuple[Trait, ...]]] = {
    **{("bedrock-runtime", name): (Operation.SEND, Undo.NO, (Trait.OUTSIDE,)) for name in ("invoke_model", "invoke_model_with_response_stream", "converse", "converse_stream", "start_async_invoke")},
    **{("bedrock-agent-runtime", name): (Operation.SEND, Undo.NO, (Trait.OUTSIDE,)) for name in ("invoke_agent", "invoke_flow", "invoke_inline_agent", "retrieve_and_generate")},
    **{("sagemaker-runtime", name): (Operation.EXECUTE, Undo.NO, ()) for name in ("invoke_endpoint", "invoke_endpoint_async", "invoke_endpoint_with_response_stream")},
    **{("qbusiness", name): (Operation.SEND, Undo.NO, ()) for name in ("chat", "chat_sync")},
    **{("ses", name): (Operation.CREATE, Undo.YES, ()) for name in ("verify_email_identity", "verify_email_address", "verify_domain_identity", "verify_domain_dkim")},
    ("elasticache", "test_failover"): (Operation.ALTER, Undo.WITH_WORK, (Trait.OUTAGE,)), ("ecs", "execute_command"): (Operation.EXECUTE, Undo.UNKNOWN, ()), ("ssm", "start_session"): (Operation.EXECUTE, Undo.UNKNOWN, ()),
    ("lambda", "invoke"): (Operation.EXECUTE, Undo.UNKNOWN, ()), ("lambda", "invoke_async"): (Operation.EXECUTE, Undo.UNKNOWN, ()), ("s3", "restore_object"): (Operation.CREATE, Undo.YES, (Trait.MONEY,)), ("s3", "select_object_content"): (Operation.READ, Undo.YES, ()),
    ("dynamodb", "transact_write_items"): (Operation.WRITE, Undo.NO, ()), ("dynamodb", "batch_write_item"): (Operation.WRITE, Undo.NO, ()), ("dynamodb", "batch_execute_statement"): (Operation.WRITE, Undo.NO, ()), ("dynamodb", "execute_transaction"): (Operation.WRITE, Undo.NO, ()),
    ("route53", "change_tags_for_resource"): (Operation.ALTER, Undo.YES, ()), ("apigateway", "flush_stage_cache"): (Operation.DELETE, Undo.YES, ()), ("cloudfront", "create_invalidation"): (Operation.ALTER, Undo.YES, ()), ("organizations", "close_account"): (Operation.DELETE, Undo.NO, (Trait.CASCADE, Trait.OUTAGE)),
    ("organizations", "leave_organization"): (Operation.ALTER, Undo.WITH_WORK, ()), ("connect", "start_outbound_voice_contact"): (Operation.SEND, Undo.NO, (Trait.PEOPLE, Trait.MONEY)), ("mturk", "send_bonus"): (Operation.SEND, Undo.NO, (Trait.MONEY, Trait.PEOPLE)),
    ("mturk", "create_hit"): (Operation.CREATE, Undo.WITH_WORK, (Trait.MONEY,)), ("mturk", "approve_assignment"): (Operation.ALTER, Undo.NO, (Trait.MONEY,)), ("storagegateway", "retrieve_tape_archive"): (Operation.CREATE, Undo.YES, ()), ("glacier", "initiate_job"): (Operation.EXECUTE, Undo.YES, (Trait.MONEY,)),
    ("budgets", "execute_budget_action"): (Operation.EXECUTE, Undo.WITH_WORK, ()), ("kinesis", "subscribe_to_shard"): (Operation.READ, Undo.YES, ()), ("ec2", "modify_reserved_instances"): (Operation.ALTER, Undo.NO, (Trait.MONEY,)), ("ec2", "disable_ebs_encryption_by_default"): (Operation.ALTER, Undo.YES, (Trait.CATCH_REMOVED,)),
    ("guardduty", "delete_detector"): (Operation.DELETE, Undo.WITH_WORK, (Trait.CATCH_REMOVED,)), ("config", "stop_configuration_recorder"): (Operation.ALTER, Undo.YES, (Trait.CATCH_REMOVED,)), ("config", "delete_configuration_recorder"): (Operation.DELETE, Undo.WITH_WORK, (Trait.CATCH_REMOVED,)),
    ("securityhub", "disable_security_hub"): (Operation.ALTER, Undo.WITH_WORK, (Trait.CATCH_REMOVED,)), ("cloudtrail", "delete_trail"): (Operation.DELETE, Undo.WITH_WORK, (Trait.CATCH_REMOVED,)), ("backup", "delete_backup_vault"): (Operation.DELETE, Undo.NO, (Trait.UNDO_REMOVED,)), ("backup", "delete_backup_plan"): (Operation.DELETE, Undo.WITH_WORK, (Trait.UNDO_REMOVED,)),
    ("backup", "delete_backup_vault_lock_configuration"): (Operation.ALTER, Undo.WITH_WORK, (Trait.CATCH_REMOVED,)), ("iam", "deactivate_mfa_device"): (Operation.GRANT, Undo.WITH_WORK, (Trait.CATCH_REMOVED,)), ("iam", "delete_account_password_policy"): (Operation.ALTER, Undo.WITH_WORK, (Trait.CATCH_REMOVED,)),
    ("dynamodb", "update_continuous_backups"): (Operation.ALTER, Undo.YES, ()), ("rds", "stop_db_instance_automated_backups_replication"): (Operation.ALTER, Undo.YES, (Trait.UNDO_REMOVED,)), ("cognito-idp", "admin_user_global_sign_out"): (Operation.ALTER, Undo.YES, ()), ("codecommit", "put_file"): (Operation.WRITE, Undo.WITH_WORK, ()),
}
_SURE = ("get", "list", "describe", "head", "delete", "terminate", "create", "put", "modify", "update", "stop", "reboot", "send", "publish", "purge", "remove", "detach", "attach", "copy", "scan", "query", "batch_get", "enable", "disable", "authorize", "revoke", "deregister", "tag", "untag")
_HANDS_OUT = ("credential", "password", "_token", "secret_value", "access_key", "key_pair", "access_details", "registry_login", "decrypt", "data_key", "initiate_auth", "auth_code")
_USUAL = ("ec2", "s3", "iam", "rds", "lambda", "dynamodb", "sqs", "sns", "ecs", "eks", "cloudformation", "kms", "secretsmanager", "ssm", "logs", "cloudwatch", "route53", "redshift", "glue", "athena", "stepfunctions", "events", "elasticache", "opensearch", "ecr", "cognito-idp",
          "sagemaker", "emr", "elbv2", "autoscaling", "cloudfront", "ses", "sesv2", "kinesis", "firehose", "efs", "acm", "batch", "backup", "dms", "quicksight", "organizations", "codebuild", "codepipeline", "transfer", "workspaces", "lightsail", "mwaa", "docdb", "neptune", "apigateway", "apigatewayv2", "wafv2", "config", "cloudtrail")
_MONEY = ("run_instances", "request_spot", "purchase", "create_db_instance", "create_cluster", "create_nat_gateway", "create_endpoint", "register_domain", "start_query_execution", "create_capacity", "create_reserved",
          "create_savings_plan", "start_instances", "start_db_instance", "start_db_cluster", "create_training_job", "run_job_flow", "transfer_domain", "renew_domain", "request_service_quota")

_GROUPS: tuple[tuple[tuple[str, ...], Operation, Undo], ...] = (
    (_GRANTS, Operation.GRANT, Undo.WITH_WORK), (_READS, Operation.READ, Undo.YES), (_DELETES, Operation.DELETE, Undo.NO), (_STOPS, Operation.ALTER, Undo.WITH_WORK),
    (_ALTERS, Operation.ALTER, Undo.WITH_WORK), (_CREATES, Operation.CREATE, Undo.YES), (_WRITES, Operation.WRITE, Undo.WITH_WORK), (_RUNS, Operation.EXECUTE, Undo.UNKNOWN),
    (_SENDS, Operation.SEND, Undo.NO), (("purchase",), Operation.CREATE, Undo.NO), (("tag", "untag"), Operation.ALTER, Undo.YES),
)
_NOT_OPERATIONS = frozenset({"get_paginator", "get_waiter", "can_paginate", "generate_presigned_url", "generate_presigned_post", "close", "exceptions", "meta", "waiter_names"})
_STOPPABLE = frozenset({AssetKind.SERVER, AssetKind.DATABASE, AssetKind.CLUSTER, AssetKind.FUNCTION, AssetKind.PIPELINE, AssetKind.JOB})
_LIVE_KINDS = frozenset({AssetKind.SERVER, AssetKind.DATABASE, AssetKind.CLUSTER})

_FIRST_NAMES = (
    "InstanceIds", "DBInstanceIdentifier", "DBClusterIdentifier", "DBSnapshotIdentifier", "TableName", "FunctionName", "QueueUrl", "TopicArn", "TargetArn", "SecretId", "KeyId", "StackName", "HostedZoneId", "UserName", "RoleName", "GroupId", "GroupName",
    "PolicyArn", "StreamName", "LogGroupName", "logGroupName", "repositoryName", "AutoScalingGroupName", "service", "serviceName", "nodegroupName", "cluster", "clusterName", "ClusterName", "CacheClusterId", "ReplicationGroupId", "JobName", "DistributionId", "stateMachineArn",
    "executionArn", "modelId", "Destination", "PhoneNumber", "Key", "Bucket", "VolumeId", "SnapshotId", "ImageId", "VpcId", "SubnetId", "FileSystemId", "DashboardIds", "Id", "Name", "Names", "name",
)  # fmt: skip
_NOT_NAMES = frozenset({"ClientRequestToken", "clientRequestToken", "VersionId", "RequestPayer", "AccountId", "AwsAccountId", "ExpectedBucketOwner", "MessageGroupId", "CallerReference", "FinalDBSnapshotIdentifier", "PageToken", "NextToken"})
_ENDINGS = ("Name", "Identifier", "Id", "Arn", "ARN", "Ids", "Names", "Arns", "Url", "Identifiers")
_PLAIN_NAMES = frozenset({"bucket", "alias", "user", "role", "group", "table", "database", "cluster", "domain", "repository", "path", "resource", "Repository", "Cluster", "Domain", "Resource", "identifier", "arn", "id", "key"})
_OWN_METHODS: dict[str, str] = {
    "terminate_instances": "ec2", "stop_instances": "ec2", "reboot_instances": "ec2", "run_instances": "ec2", "authorize_security_group_ingress": "ec2", "delete_security_group": "ec2", "delete_volume": "ec2", "delete_snapshot": "ec2", "deregister_image": "ec2",
    "delete_db_instance": "rds", "delete_db_cluster": "rds", "modify_db_instance": "rds", "stop_db_instance": "rds", "delete_db_snapshot": "rds", "reboot_db_instance": "rds",
    "delete_objects": "s3", "delete_bucket": "s3", "put_object": "s3", "delete_object": "s3", "get_object": "s3", "upload_file": "s3", "upload_fileobj": "s3", "download_file": "s3", "copy_object": "s3", "put_bucket_policy": "s3", "put_bucket_acl": "s3", "put_bucket_versioning": "s3",
    "delete_bucket_policy": "s3", "put_bucket_lifecycle_configuration": "s3", "delete_public_access_block": "s3", "put_public_access_block": "s3", "schedule_key_deletion": "kms", "disable_key": "kms",
    "purge_queue": "sqs", "delete_queue": "sqs", "send_message_batch": "sqs", "delete_topic": "sns", "delete_secret": "secretsmanager", "put_secret_value": "secretsmanager", "update_secret": "secretsmanager",
    "delete_stack": "cloudformation", "update_stack": "cloudformation", "change_resource_record_sets": "route53", "delete_hosted_zone": "route53", "delete_function": "lambda", "update_function_code": "lambda", "batch_write_item": "dynamodb",
    "put_item": "dynamodb", "delete_item": "dynamodb", "update_item": "dynamodb", "delete_table": "dynamodb", "delete_log_group": "logs", "put_parameter": "ssm", "delete_parameter": "ssm", "send_command": "ssm", "update_auto_scaling_group": "autoscaling",
    "delete_auto_scaling_group": "autoscaling", "attach_user_policy": "iam", "attach_role_policy": "iam", "delete_role": "iam", "delete_user": "iam", "create_access_key": "iam", "delete_access_key": "iam", "delete_distribution": "cloudfront", "create_invalidation": "cloudfront",
    "delete_nodegroup": "eks", "invoke_model": "bedrock-runtime", "start_query_execution": "athena", "delete_repository": "ecr", "delete_cache_cluster": "elasticache", "delete_replication_group": "elasticache", "delete_file_system": "efs", "terminate_job_flows": "emr",
    "start_execution": "stepfunctions", "start_job_run": "glue", "put_record": "kinesis", "put_records": "kinesis", "delete_stream": "kinesis",
}
# fmt: on


@dataclass(frozen=True, slots=True)
class AwsFact:
    """What an operation does, as its verb says. ``by_key``: it names single things by its arguments."""

    operation: Operation
    verb: str
    kind: AssetKind
    undo: Undo
    traits: tuple[Trait, ...] = ()
    scope: Scope = Scope.UNKNOWN
    by_key: bool = True
    plain: str = ""


def _begins(method: str, verbs: tuple[str, ...]) -> int:
    """Length of the longest of the verbs that the method begins with, whole words only; 0 for none."""
    return max((len(verb) for verb in verbs if method == verb or method.startswith(f"{verb}_")), default=0)


def kind_of(service: str, method: str) -> AssetKind:
    """The kind of thing that an operation of a service touches: by the longest word in its name, else by the service."""
    rest = f"_{method.partition('_')[2]}_"
    words = [word for word in _KIND_WORDS if f"_{word}_" in rest or f"_{word}s_" in rest]
    if words and not ("policy" in words and service not in ("iam", "organizations", "sso-admin")):
        return _KIND_WORDS[max(words, key=len)]
    return _KINDS.get(service, AssetKind.RESOURCE)


def _traits(service: str, method: str, operation: Operation, kind: AssetKind) -> tuple[Trait, ...]:
    stops = _begins(method, _STOPS) and kind in _STOPPABLE
    traits = {
        Trait.OUTAGE: stops or (operation is Operation.DELETE and kind in _LIVE_KINDS and "snapshot" not in method),
        Trait.MONEY: _begins(method, _MONEY) > 0 or method.startswith("purchase_"),
        Trait.PEOPLE: operation is Operation.SEND and service in ("ses", "sesv2", "sns", "pinpoint", "connect"),
        Trait.EXPIRES: "retention" in method and operation is not Operation.READ,
        Trait.UNDO_REMOVED: operation is Operation.DELETE
        and any(word in method for word in ("snapshot", "backup", "recovery_point", "object_version")),
    }
    return tuple(trait for trait, holds in traits.items() if holds)


def _by_verb(method: str) -> tuple[int, Operation, Undo]:
    return max(((_begins(method, verbs), operation, undo) for verbs, operation, undo in _GROUPS), key=lambda entry: entry[0])


def operation_of(service: str, method: str) -> AwsFact | None:
    """What a method of ``boto3.client(service)`` does; None for what calls nothing (paginators, waiters, presigned addresses).

    The longest verb that fits decides, so ``put_bucket_policy`` gives rights and ``put_object`` writes. A verb that nobody knows
    changes something, as far as we can say: it counts as a change, never as nothing.
    """
    if method in _NOT_OPERATIONS or not method.islower() or method.startswith("_"):
        return None
    kind = kind_of(service, method)
    by_hand = _BY_HAND.get((service, method))
    if by_hand is not None:
        operation, undo, traits = by_hand
        return AwsFact(operation, "read" if operation is Operation.READ else method, kind, undo, traits, by_key=operation not in _UNBOUND)
    operation, undo, credentials = _told(service, method)
    if operation is Operation.EXECUTE and method.startswith(("start_instances", "start_db_", "resume_")):
        operation, undo = Operation.ALTER, Undo.YES
    verb = "read" if operation is Operation.READ else method
    plain = ""
    if credentials and operation is Operation.READ:
        kind, plain = AssetKind.SECRET, "It fetches a password or key: {name}."
    elif method.startswith("assume_") and operation is Operation.READ:
        kind, plain = AssetKind.IDENTITY, "It works with the rights of {name}."
    return AwsFact(operation, verb, kind, undo, _traits(service, method, operation, kind), by_key=operation not in _UNBOUND, plain=plain)


_UNBOUND = (Operation.READ, Operation.EXECUTE)


def _told(service: str, method: str) -> tuple[Operation, Undo, bool]:
    """What verb and access level say together, and whether the answer hands out a password or key.

    A level of reading settles every verb that has another meaning elsewhere (``resolve``, ``export``, ``start_query``). A level of writing
    does not make a change of what only computes (``decrypt``, ``generate_data_key``, ``test_parsing``). A change of rights is one by its level.
    """
    longest, told, undo = _by_verb(method)
    if not longest:
        longest, told, undo = _by_verb(method.removeprefix("batch_").removeprefix("admin_"))
    hands_out = any(word in method for word in _HANDS_OUT)
    if longest and not hands_out and _begins(method, _SURE):
        return told, undo, False
    known = listed(service, method)
    if not longest:
        told, undo = Operation.ALTER, Undo.UNKNOWN
    if known is None:
        return told, undo, False
    if known.level in ("R", "L") and told not in (Operation.DELETE, Operation.SEND):
        return Operation.READ, Undo.YES, known.credentials
    if known.level == "P" and told in (Operation.ALTER, Operation.WRITE):
        return Operation.GRANT, Undo.WITH_WORK, known.credentials
    return told, undo, known.credentials


def name_keyword(service: str, method: str, keywords: Collection[str]) -> str | None:
    """Which of the given keywords holds the name of what is touched; None where none does.

    Operations on a bucket itself are named by ``Bucket`` even where a key is given; anything else by the first of the usual names, then
    by what ends like a name or an id.
    """
    if "_bucket" in method and "Bucket" in keywords:
        return "Bucket"
    thing = "".join(part.capitalize() for part in method.split("_")[1:])
    own = {name + ending for name in (thing, thing[:1].lower() + thing[1:]) for ending in ("Name", "Id", "Identifier", "Arn", "")}
    for keyword in keywords:
        if keyword in own:
            return keyword
    usual = next((name for name in _FIRST_NAMES if name in keywords), None)
    if usual is not None:
        return usual
    ending = next((keyword for keyword in keywords if keyword.endswith(_ENDINGS) and keyword not in _NOT_NAMES), None)
    if ending is not None or not keywords:
        return ending
    known = listed(service, method)
    return next(
        (keyword for keyword in (known.required if known is not None else ()) if keyword in keywords and keyword in _PLAIN_NAMES), None
    )


def prefix_keyword(fact: AwsFact, keywords: Collection[str]) -> str | None:
    """The keyword whose value goes before the name: the bucket of a stored file."""
    return "Bucket" if fact.kind is AssetKind.OBJECT and "Bucket" in keywords and "Key" in keywords else None


def _alike(method: str, services: Collection[str]) -> str:
    """One of several services (two generations of one, mostly) where the method does the same in all of them; empty where it does not."""
    facts = [operation_of(service, method) for service in sorted(services)]
    same = {(fact.operation, fact.kind) if fact is not None else None for fact in facts}
    return min(services) if len(same) == 1 and None not in same else ""


def service_of(method: str, keywords: Collection[str]) -> str:
    """The service of a method that takes just these keywords, for a client that came from elsewhere; empty where that is not sure.

    boto3 takes its arguments by keyword, with capitals in them; a call without any is somebody else's method of the same name.
    """
    if not any(keyword != keyword.lower() for keyword in keywords):
        return ""
    fitting = services_that_take(method, keywords)
    if len(fitting) > 1:
        return next((service for service in _USUAL if service in fitting), "") or _alike(method, fitting)
    if fitting:
        return fitting[0]
    service = _OWN_METHODS.get(method, "")  # a part of the arguments may stand in ``**settings``
    known = listed(service, method) if service else None
    if known is None:  # boto3 adds it to the client (``upload_file``)
        return service if any(keyword[:1].isupper() for keyword in keywords) else ""
    return service if set(keywords) <= {*known.required, *known.others} else ""
