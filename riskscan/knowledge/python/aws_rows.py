"""AWS operations that do more than their verb says, and the resource objects of boto3 (buckets, tables, instances)."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_DOCS = "https://boto3.amazonaws.com/v1/documentation/api/latest/reference/services/"
_SESSIONS = ("boto3", "boto3.Session", "boto3.session.Session")

GIVES: tuple[Gives, ...] = (
    Gives(call="boto3.Session", type="boto3.Session"),
    Gives(call="boto3.session.Session", type="boto3.Session"),
    *(Gives(call=f"{owner}.{name}", type=f"boto3.{name}({{0}})", within=("endpoint_url",), carries=(("region", "region_name|1"),)) for owner in (*_SESSIONS, "aioboto3.Session", "botocore.session.Session") for name in ("client", "resource")),
    Gives(call="boto3.resource(*).meta", type="boto3.resource.meta"),
    Gives(call="boto3.resource(s3).Bucket", type="boto3.s3.Bucket", carries=(("name", 0),)),
    Gives(call="boto3.resource(s3).Object", type="boto3.s3.Object", carries=(("name", 1), ("bucket", 0))),
    Gives(call="boto3.s3.Bucket.Object", type="boto3.s3.Object", carries=(("name", 0), ("bucket", "self"))),
    *(Gives(call=f"boto3.s3.Bucket.{name}", type=f"boto3.s3.Bucket.{name}", carries=(("name", "self"),)) for name in ("objects", "object_versions")),
    *(Gives(call=f"boto3.s3.Bucket.{name}.{which}", type=f"boto3.s3.{type_}", carries=(("name", "self"),)) for name, which, type_ in (("objects", "all", "AllObjects"), ("objects", "filter", "SomeObjects"), ("object_versions", "all", "AllVersions"), ("object_versions", "filter", "SomeVersions"))),
    Gives(call="boto3.resource(dynamodb).Table", type="boto3.dynamodb.Table", carries=(("name", 0),)),
    Gives(call="boto3.resource(dynamodb).create_table", type="boto3.dynamodb.Table", carries=(("name", "TableName"),)),
    Gives(call="boto3.dynamodb.Table.batch_writer", type="boto3.dynamodb.Table", carries=(("name", "self"),)),
    Gives(call="boto3.resource(ec2).Instance", type="boto3.ec2.Instance", carries=(("name", 0),)),
    Gives(call="boto3.resource(ec2).instances", type="boto3.ec2.instances"),
    Gives(call="boto3.ec2.instances.all", type="boto3.ec2.AllInstances"),
    Gives(call="boto3.ec2.instances.filter", type="boto3.ec2.SomeInstances"),
    *(Gives(call=f"boto3.resource(ec2).{name}", type=f"boto3.ec2.{name}", carries=(("name", 0),)) for name in ("Volume", "Snapshot", "Image", "SecurityGroup", "Vpc", "Subnet")),
    Gives(call="boto3.resource(sqs).Queue", type="boto3.sqs.Queue", carries=(("name", 0),)),
    Gives(call="boto3.resource(sqs).get_queue_by_name", type="boto3.sqs.Queue", carries=(("name", "QueueName"),)),
    Gives(call="boto3.resource(sns).Topic", type="boto3.sns.Topic", carries=(("name", 0),)),
    *(Gives(call=f"boto3.resource(iam).{name}", type=f"boto3.iam.{name}", carries=(("name", 0),)) for name in ("User", "Role", "Group", "Policy")),
    Gives(call="boto3.resource(cloudformation).Stack", type="boto3.cloudformation.Stack", carries=(("name", 0),)),
)


@dataclass(frozen=True, slots=True)
class _Op:
    """One operation in short: where it is, what it does, and the keywords of its example."""

    service: str
    method: str
    operation: Operation
    kind: AssetKind
    named_by: str
    undo: Undo
    traits: tuple[Trait, ...]
    name: str
    keywords: str
    plain: str = ""
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    prefix: str = ""
    suffix: str = ""
    other: str = ""  # the same call with keywords that are harmless
    verb: str = ""


_D, _A, _G, _W, _C, _E, _S = Operation.DELETE, Operation.ALTER, Operation.GRANT, Operation.WRITE, Operation.CREATE, Operation.EXECUTE, Operation.SEND
_LOST = "What the key locked can never be read again."
_ANYONE = ('*"Principal": "*"', '*"Principal":"*"', "*'Principal': '*'", '*"AWS": "*"', '*"AWS":"*"', "*'AWS': '*'")
_ADMIN = ("*AdministratorAccess", "*IAMFullAccess", "*PowerUserAccess")

_OPS: tuple[_Op, ...] = (
    _Op("kms", "schedule_key_deletion", _D, AssetKind.SECRET, "KeyId", Undo.NO, (Trait.UNREADABLE,), "alias/ledger", 'KeyId="alias/ledger", PendingWindowInDays=7', f"It deletes the key {{name}}. {_LOST}"),
    _Op("kms", "disable_key", _A, AssetKind.SECRET, "KeyId", Undo.WITH_WORK, (Trait.OUTAGE,), "alias/ledger", 'KeyId="alias/ledger"', "It switches off the key {name}. Nobody can read what it locked until it is on again."),
    _Op("kms", "delete_imported_key_material", _D, AssetKind.SECRET, "KeyId", Undo.NO, (Trait.UNREADABLE,), "alias/ledger", 'KeyId="alias/ledger"', f"It empties the key {{name}}. {_LOST}"),
    _Op("s3", "put_bucket_versioning", _A, AssetKind.BUCKET, "Bucket", Undo.WITH_WORK, (Trait.UNDO_REMOVED,), "acme-lake", 'Bucket="acme-lake", VersioningConfiguration={"Status": "Suspended"}', "It stops {target} from keeping old copies of its files.", (("VersioningConfiguration", ("*Suspended",)),), suffix="suspended", other='Bucket="acme-lake", VersioningConfiguration={"Status": "Enabled"}'),
    _Op("s3", "delete_object", _D, AssetKind.OBJECT, "Key", Undo.NO, (Trait.UNDO_REMOVED,), "acme-lake/list.csv", 'Bucket="acme-lake", Key="list.csv", VersionId="3"', "It deletes kept copies of {target}.", (("VersionId", ("+",)),), "Bucket", "version"),
    _Op("s3", "put_bucket_acl", _G, AssetKind.BUCKET, "Bucket", Undo.WITH_WORK, (Trait.PUBLIC,), "acme-lake", 'Bucket="acme-lake", ACL="public-read"', "It lets anyone on the internet read {target}.", (("ACL", ("public-read", "public-read-write")),), suffix="public", other='Bucket="acme-lake", ACL="private"'),
    _Op("s3", "put_object_acl", _G, AssetKind.OBJECT, "Key", Undo.WITH_WORK, (Trait.PUBLIC,), "acme-lake/list.csv", 'Bucket="acme-lake", Key="list.csv", ACL="public-read"', "It lets anyone on the internet read {target}.", (("ACL", ("public-read", "public-read-write")),), "Bucket", "public", 'Bucket="acme-lake", Key="list.csv", ACL="private"'),
    _Op("s3", "put_object", _W, AssetKind.OBJECT, "Key", Undo.WITH_WORK, (Trait.PUBLIC,), "acme-lake/list.csv", 'Bucket="acme-lake", Key="list.csv", Body=b"a", ACL="public-read"', "It saves {target} where anyone on the internet can read it.", (("ACL", ("public-read", "public-read-write")),), "Bucket", "public", 'Bucket="acme-lake", Key="list.csv", Body=b"a"', "put_object"),
    _Op("s3", "put_bucket_policy", _G, AssetKind.BUCKET, "Bucket", Undo.WITH_WORK, (Trait.PUBLIC,), "acme-lake", 'Bucket="acme-lake", Policy=\'{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}]}\'', "It opens {target} to anyone on the internet.", (("Policy", _ANYONE),), suffix="public", other='Bucket="acme-lake", Policy=\'{"Statement": []}\''),
    _Op("s3", "delete_public_access_block", _G, AssetKind.BUCKET, "Bucket", Undo.WITH_WORK, (Trait.CATCH_REMOVED, Trait.PUBLIC), "acme-lake", 'Bucket="acme-lake"', "It removes the block that keeps {target} closed to the internet."),
    _Op("s3", "put_public_access_block", _G, AssetKind.BUCKET, "Bucket", Undo.WITH_WORK, (Trait.CATCH_REMOVED, Trait.PUBLIC), "acme-lake", 'Bucket="acme-lake", PublicAccessBlockConfiguration={"BlockPublicAcls": False}', "It removes the block that keeps {target} closed to the internet.", (("PublicAccessBlockConfiguration", ("*False",)),), suffix="off", other='Bucket="acme-lake", PublicAccessBlockConfiguration={"BlockPublicAcls": True}'),
    _Op("s3", "put_bucket_lifecycle_configuration", _A, AssetKind.BUCKET, "Bucket", Undo.NO, (Trait.EXPIRES,), "acme-lake", 'Bucket="acme-lake", LifecycleConfiguration={"Rules": [{"Status": "Enabled", "Filter": {}, "Expiration": {"Days": 7}}]}', "It makes {target} delete its own files after some days.", (("LifecycleConfiguration", ("*Expiration",)),), suffix="expires", other='Bucket="acme-lake", LifecycleConfiguration={"Rules": []}'),
    _Op("s3", "delete_bucket_lifecycle", _A, AssetKind.BUCKET, "Bucket", Undo.WITH_WORK, (), "acme-lake", 'Bucket="acme-lake"', "It stops {target} from clearing up its old files."),
    _Op("rds", "modify_db_instance", _A, AssetKind.DATABASE, "DBInstanceIdentifier", Undo.YES, (Trait.CATCH_REMOVED,), "shop", 'DBInstanceIdentifier="shop", DeletionProtection=False', "It takes the lock off {target}. After that it can be deleted.", (("DeletionProtection", ("False",)),), suffix="unprotect", other='DBInstanceIdentifier="shop", DeletionProtection=True'),
    _Op("rds", "modify_db_cluster", _A, AssetKind.DATABASE, "DBClusterIdentifier", Undo.YES, (Trait.CATCH_REMOVED,), "shop", 'DBClusterIdentifier="shop", DeletionProtection=False', "It takes the lock off {target}. After that it can be deleted.", (("DeletionProtection", ("False",)),), suffix="unprotect", other='DBClusterIdentifier="shop", DeletionProtection=True'),
    _Op("rds", "modify_db_instance", _A, AssetKind.DATABASE, "DBInstanceIdentifier", Undo.WITH_WORK, (Trait.UNDO_REMOVED,), "shop", 'DBInstanceIdentifier="shop", BackupRetentionPeriod=0', "It switches off the backups of {target}.", (("BackupRetentionPeriod", ("0",)),), suffix="no-backups", other='DBInstanceIdentifier="shop", BackupRetentionPeriod=14'),
    _Op("rds", "modify_db_instance", _G, AssetKind.DATABASE, "DBInstanceIdentifier", Undo.YES, (Trait.PUBLIC,), "shop", 'DBInstanceIdentifier="shop", PubliclyAccessible=True', "It lets the internet reach {target}.", (("PubliclyAccessible", ("True",)),), suffix="public", other='DBInstanceIdentifier="shop", PubliclyAccessible=False'),
    _Op("rds", "delete_db_instance", _D, AssetKind.DATABASE, "DBInstanceIdentifier", Undo.NO, (Trait.UNDO_REMOVED, Trait.OUTAGE), "shop", 'DBInstanceIdentifier="shop", SkipFinalSnapshot=True', "It deletes {target} and keeps no last copy of it.", (("SkipFinalSnapshot", ("True",)),), suffix="no-copy", other='DBInstanceIdentifier="shop", FinalDBSnapshotIdentifier="shop-last"'),
    _Op("rds", "delete_db_instance", _D, AssetKind.DATABASE, "DBInstanceIdentifier", Undo.WITH_WORK, (Trait.OUTAGE,), "shop", 'DBInstanceIdentifier="shop", FinalDBSnapshotIdentifier="shop-last"', "It deletes {target} and keeps a last copy of it."),
    _Op("rds", "delete_db_cluster", _D, AssetKind.DATABASE, "DBClusterIdentifier", Undo.NO, (Trait.UNDO_REMOVED, Trait.OUTAGE), "shop", 'DBClusterIdentifier="shop", SkipFinalSnapshot=True', "It deletes {target} and keeps no last copy of it.", (("SkipFinalSnapshot", ("True",)),), suffix="no-copy", other='DBClusterIdentifier="shop", FinalDBSnapshotIdentifier="shop-last"'),
    _Op("rds", "delete_db_cluster", _D, AssetKind.DATABASE, "DBClusterIdentifier", Undo.WITH_WORK, (Trait.OUTAGE,), "shop", 'DBClusterIdentifier="shop", FinalDBSnapshotIdentifier="shop-last"', "It deletes {target} and keeps a last copy of it."),
    _Op("redshift", "delete_cluster", _D, AssetKind.DATABASE, "ClusterIdentifier", Undo.NO, (Trait.UNDO_REMOVED, Trait.OUTAGE), "dwh", 'ClusterIdentifier="dwh", SkipFinalClusterSnapshot=True', "It deletes {target} and keeps no last copy of it.", (("SkipFinalClusterSnapshot", ("True",)),), suffix="no-copy", other='ClusterIdentifier="dwh", FinalClusterSnapshotIdentifier="dwh-last"'),
    _Op("dynamodb", "update_table", _A, AssetKind.TABLE, "TableName", Undo.YES, (Trait.CATCH_REMOVED,), "sessions", 'TableName="sessions", DeletionProtectionEnabled=False', "It takes the lock off {target}. After that it can be deleted.", (("DeletionProtectionEnabled", ("False",)),), suffix="unprotect", other='TableName="sessions", DeletionProtectionEnabled=True'),
    _Op("dynamodb", "update_continuous_backups", _A, AssetKind.TABLE, "TableName", Undo.WITH_WORK, (Trait.UNDO_REMOVED,), "sessions", 'TableName="sessions", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}', "It switches off the backups of {target}.", (("PointInTimeRecoverySpecification", ("*False",)),), suffix="off", other='TableName="sessions", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}'),
    _Op("dynamodb", "update_time_to_live", _A, AssetKind.TABLE, "TableName", Undo.NO, (Trait.EXPIRES,), "sessions", 'TableName="sessions", TimeToLiveSpecification={"Enabled": True, "AttributeName": "ends"}', "It lets entries of {target} be deleted by themselves as time passes.", (("TimeToLiveSpecification", ("*True",)),), suffix="on", other='TableName="sessions", TimeToLiveSpecification={"Enabled": False, "AttributeName": "ends"}'),
    _Op("dynamodb", "delete_table", _D, AssetKind.TABLE, "TableName", Undo.NO, (), "sessions", 'TableName="sessions"', verb="drop"),
    _Op("dynamodb", "delete_item", _D, AssetKind.TABLE, "TableName", Undo.NO, (), "sessions", 'TableName="sessions", Key={"id": {"S": "7"}}', verb="delete"),
    _Op("dynamodb", "update_item", _W, AssetKind.TABLE, "TableName", Undo.NO, (), "sessions", 'TableName="sessions", Key={"id": {"S": "7"}}', verb="update"),
    _Op("ec2", "modify_instance_attribute", _A, AssetKind.SERVER, "InstanceId", Undo.YES, (Trait.CATCH_REMOVED,), "i-07", 'InstanceId="i-07", DisableApiTermination={"Value": False}', "It takes the lock off {target}. After that it can be deleted.", (("DisableApiTermination", ("*False",)),), suffix="unprotect", other='InstanceId="i-07", DisableApiTermination={"Value": True}'),
    _Op("ec2", "authorize_security_group_ingress", _G, AssetKind.NETWORK, "GroupId", Undo.YES, (Trait.PUBLIC,), "sg-07", 'GroupId="sg-07", IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"', "It opens {target} to the whole internet.", (("CidrIp|IpPermissions", ("*0.0.0.0/0", "*::/0")),), suffix="public", other='GroupId="sg-07", IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="10.0.0.0/8"'),
    _Op("iam", "update_access_key", _A, AssetKind.IDENTITY, "UserName", Undo.WITH_WORK, (Trait.OUTAGE,), "bi", 'UserName="bi", AccessKeyId="AKIA", Status="Inactive"', "It switches off a key of {target}. What uses it is locked out.", (("Status", ("Inactive",)),), suffix="off", other='UserName="bi", AccessKeyId="AKIA", Status="Active"', verb="disable"),
    _Op("iam", "attach_user_policy", _G, AssetKind.IDENTITY, "UserName", Undo.YES, (Trait.ADMIN,), "jane", 'UserName="jane", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"', "It gives {target} every right.", (("PolicyArn", _ADMIN),), suffix="admin", other='UserName="jane", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess"'),
    _Op("iam", "attach_role_policy", _G, AssetKind.IDENTITY, "RoleName", Undo.YES, (Trait.ADMIN,), "loader", 'RoleName="loader", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"', "It gives {target} every right.", (("PolicyArn", _ADMIN),), suffix="admin", other='RoleName="loader", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess"'),
    _Op("iam", "attach_group_policy", _G, AssetKind.IDENTITY, "GroupName", Undo.YES, (Trait.ADMIN,), "analysts", 'GroupName="analysts", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"', "It gives {target} every right.", (("PolicyArn", _ADMIN),), suffix="admin", other='GroupName="analysts", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess"'),
    _Op("secretsmanager", "delete_secret", _D, AssetKind.SECRET, "SecretId", Undo.NO, (Trait.FORCED,), "shop/db", 'SecretId="shop/db", ForceDeleteWithoutRecovery=True', "It deletes {target} at once, with no way back.", (("ForceDeleteWithoutRecovery", ("True",)),), suffix="forced", other='SecretId="shop/db", RecoveryWindowInDays=30'),
    _Op("secretsmanager", "delete_secret", _D, AssetKind.SECRET, "SecretId", Undo.WITH_WORK, (), "shop/db", 'SecretId="shop/db", RecoveryWindowInDays=30', "It deletes {target}. What logs in with it stops."),
    _Op("logs", "put_retention_policy", _A, AssetKind.RESOURCE, "logGroupName", Undo.NO, (Trait.EXPIRES,), "/app/audit", 'logGroupName="/app/audit", retentionInDays=1', "It makes {target} delete its own entries after some days."),
    _Op("cloudtrail", "stop_logging", _A, AssetKind.RESOURCE, "Name", Undo.WITH_WORK, (Trait.CATCH_REMOVED,), "audit", 'Name="audit"', "It stops {target} from recording who does what."),
    _Op("cloudformation", "delete_stack", _D, AssetKind.RESOURCE, "StackName", Undo.NO, (Trait.CASCADE, Trait.OUTAGE), "shop", 'StackName="shop"', "It deletes {target} and everything that was built with it."),
    _Op("cloudformation", "update_termination_protection", _A, AssetKind.RESOURCE, "StackName", Undo.YES, (Trait.CATCH_REMOVED,), "shop", 'StackName="shop", EnableTerminationProtection=False', "It takes the lock off {target}. After that it can be deleted.", (("EnableTerminationProtection", ("False",)),), suffix="off", other='StackName="shop", EnableTerminationProtection=True'),
    _Op("autoscaling", "update_auto_scaling_group", _A, AssetKind.CLUSTER, "AutoScalingGroupName", Undo.WITH_WORK, (Trait.OUTAGE,), "web", 'AutoScalingGroupName="web", MinSize=0, DesiredCapacity=0', "It shuts down all servers of {target}.", (("DesiredCapacity", ("0",)),), suffix="zero", other='AutoScalingGroupName="web", DesiredCapacity=4'),
    _Op("ecs", "update_service", _A, AssetKind.CLUSTER, "service", Undo.WITH_WORK, (Trait.OUTAGE,), "checkout", 'cluster="shop", service="checkout", desiredCount=0', "It stops all copies of {target}.", (("desiredCount", ("0",)),), suffix="zero", other='cluster="shop", service="checkout", desiredCount=4'),
    _Op("lambda", "put_function_concurrency", _A, AssetKind.FUNCTION, "FunctionName", Undo.WITH_WORK, (Trait.OUTAGE,), "checkout", 'FunctionName="checkout", ReservedConcurrentExecutions=0', "It stops {target} from running.", (("ReservedConcurrentExecutions", ("0",)),), suffix="zero", other='FunctionName="checkout", ReservedConcurrentExecutions=10'),
    _Op("sns", "publish", _S, AssetKind.TOPIC, "TopicArn", Undo.NO, (Trait.PEOPLE,), "arn:aws:sns:eu-west-1:1:news", 'TopicArn="arn:aws:sns:eu-west-1:1:news", Message="hello"', "It sends a message to everyone who follows {target}."),
    _Op("route53", "change_resource_record_sets", _D, AssetKind.DNS, "HostedZoneId", Undo.WITH_WORK, (Trait.OUTAGE,), "Z07", 'HostedZoneId="Z07", ChangeBatch={"Changes": [{"Action": "DELETE"}]}', "It removes entries of {target}. What calls those addresses stops.", (("ChangeBatch", ("*DELETE",)),), suffix="delete", other='HostedZoneId="Z07", ChangeBatch={"Changes": [{"Action": "UPSERT"}]}'),
    _Op("lambda", "add_permission", _G, AssetKind.FUNCTION, "FunctionName", Undo.YES, (Trait.PUBLIC,), "checkout", 'FunctionName="checkout", StatementId="a", Action="lambda:InvokeFunction", Principal="*"', "It lets anyone call {target}.", (("Principal", ("*\\*",)),), suffix="public", other='FunctionName="checkout", StatementId="a", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com"'),
)


def _lines(service: str, method: str, keywords: str) -> str:
    return f'import boto3\n\nclient = boto3.client("{service}", region_name="eu-west-1")\nclient.{method}({keywords})\n'


def _row(op: _Op) -> Call:
    look_alike = _lines(op.service, op.method, op.other) if op.other else _lines(op.service, f"describe_{op.method.partition('_')[2]}", "")
    scope = "all" if op.verb == "drop" else "one"
    return Call(
        id=f"python/boto3.{op.service}.{op.method}{'-' if op.suffix else ''}{op.suffix}", call=f"boto3.client({op.service}).{op.method}", operation=op.operation, verb=op.verb or op.method,
        kind=op.kind, scope=Scope.ALL if op.verb == "drop" else Scope.UNKNOWN, undo=op.undo, traits=op.traits, plain=op.plain, by_key=op.verb != "drop", named_by=(op.named_by,), prefixed_by=(op.prefix,) if op.prefix else (),
        when=op.when, dry=(("DryRun", "True"),), example=_lines(op.service, op.method, op.keywords), expect=(f"{op.operation} {op.kind}:{op.name} {scope}",), near_misses=(look_alike,),
        source=f"{_DOCS}{op.service}/client/{op.method}.html",
    )


_S3 = 'import boto3\n\ns3 = boto3.resource("s3")\n'
_TABLE = 'import boto3\n\ntable = boto3.resource("dynamodb").Table("sessions")\n'
_EC2 = 'import boto3\n\nec2 = boto3.resource("ec2")\n'
_ALL_S3 = _S3 + 'bucket = s3.Bucket("acme-lake")\n'

CALLS: tuple[Call, ...] = (
    *(_row(op) for op in _OPS),
    *(Call(
        id=f"python/boto3.s3.{name}", call=f"boto3.client(s3).{name}", operation=operation, verb=verb, kind=AssetKind.OBJECT, undo=undo, by_key=key, named_by=(at, "Key"), prefixed_by=(f"{bucket}|Bucket",), payload=(0, "Filename", "Fileobj"), source=f"{_DOCS}s3/client/{name}.html",
        example=f'import boto3\n\ns3 = boto3.client("s3")\ns3.{name}({args})\n', expect=(f"{operation} object:acme-lake/raw/prices.csv {'one' if key else 'unknown'}",),
        near_misses=('import boto3\n\ns3 = boto3.client("s3")\nprint(s3.list_objects_v2(Bucket="acme-lake"))\n',),
    ) for name, operation, verb, undo, key, at, bucket, args in (
        ("upload_file", _W, "put_object", Undo.WITH_WORK, True, 2, 1, '"prices.csv", "acme-lake", "raw/prices.csv"'),
        ("upload_fileobj", _W, "put_object", Undo.WITH_WORK, True, 2, 1, 'open("prices.csv", "rb"), "acme-lake", "raw/prices.csv"'),
        ("download_file", Operation.READ, "read", Undo.YES, False, 1, 0, '"acme-lake", "raw/prices.csv", "prices.csv"'),
        ("download_fileobj", Operation.READ, "read", Undo.YES, False, 1, 0, '"acme-lake", "raw/prices.csv", open("prices.csv", "wb")'),
    )),
    Call(
        id="python/boto3.s3.delete_objects", call="boto3.client(s3).delete_objects", operation=_D, verb="delete_objects", kind=AssetKind.BUCKET, scope=Scope.SOME, undo=Undo.NO, named_by=("Bucket",), source=f"{_DOCS}s3/client/delete_objects.html",
        plain="It deletes files in {target}.",
        example='import boto3\n\ns3 = boto3.client("s3")\ns3.delete_objects(Bucket="acme-lake", Delete={"Objects": [{"Key": "a"}]})\n', expect=("delete bucket:acme-lake some",),
        near_misses=('import boto3\n\ns3 = boto3.client("s3")\nprint(s3.list_objects_v2(Bucket="acme-lake"))\n',),
    ),
    Call(
        id="python/boto3.s3.delete_objects-versions", call="boto3.client(s3).delete_objects", operation=_D, verb="delete_objects", kind=AssetKind.BUCKET, scope=Scope.SOME, undo=Undo.NO, traits=(Trait.UNDO_REMOVED,), named_by=("Bucket",), when=(("Delete", ("*VersionId",)),), source=f"{_DOCS}s3/client/delete_objects.html",
        plain="It deletes files in {target}, with their kept copies.",
        example='import boto3\n\ns3 = boto3.client("s3")\ngone = [{"Key": "a", "VersionId": "3"}]\ns3.delete_objects(Bucket="acme-lake", Delete={"Objects": gone})\n', expect=("delete bucket:acme-lake some",),
        near_misses=('import boto3\n\ns3 = boto3.client("s3")\nprint(s3.list_object_versions(Bucket="acme-lake"))\n',),
    ),
    *(Call(
        id=f"python/boto3.s3.{type_}.delete", call=f"boto3.s3.{type_}.delete", operation=_D, verb="delete_objects", kind=AssetKind.BUCKET, scope=scope, undo=Undo.NO, traits=traits, named_by=("self",), source=f"{_DOCS}s3/bucket/objects.html",
        plain=words, example=_ALL_S3 + f"bucket.{chain}.delete()\n", expect=(f"delete bucket:acme-lake {scope}",),
        near_misses=(_ALL_S3 + "for item in bucket.objects.all():\n    print(item.key)\n",),
    ) for type_, scope, chain, traits, words in (
        ("AllObjects", Scope.ALL, "objects.all()", (), "It deletes every file in {target}."),
        ("SomeObjects", Scope.SOME, 'objects.filter(Prefix="raw/")', (), "It deletes files in {target}."),
        ("AllVersions", Scope.ALL, "object_versions.all()", (Trait.UNDO_REMOVED,), "It deletes every file in {target}, with all old copies."),
        ("SomeVersions", Scope.SOME, 'object_versions.filter(Prefix="raw/")', (Trait.UNDO_REMOVED,), "It deletes files in {target}, with all old copies."),
    )),
    *(Call(
        id=f"python/boto3.s3.{type_}.delete", call=f"boto3.s3.Bucket.{type_}.delete", operation=_D, verb="delete_objects", kind=AssetKind.BUCKET, scope=Scope.ALL, undo=Undo.NO, traits=traits, named_by=("self",), source=f"{_DOCS}s3/bucket/{type_}.html",
        plain=words, example=_ALL_S3 + f"bucket.{type_}.delete()\n", expect=("delete bucket:acme-lake all",),
    ) for type_, traits, words in (("objects", (), "It deletes every file in {target}."), ("object_versions", (Trait.UNDO_REMOVED,), "It deletes every file in {target}, with all old copies."))),
    *(Call(
        id=f"python/boto3.s3.Bucket.{name}", call=f"boto3.s3.Bucket.{name}", operation=operation, verb=verb, kind=AssetKind.BUCKET, undo=undo, by_key=True, named_by=("self",), payload=(0,), source=f"{_DOCS}s3/bucket/{name}.html",
        example=_ALL_S3 + f"bucket.{name}({args})\n", expect=(f"{operation} bucket:acme-lake one",),
    ) for name, operation, verb, undo, args in (("delete", _D, "delete_bucket", Undo.NO, ""), ("upload_file", _W, "upload", Undo.WITH_WORK, '"prices.csv", "raw/prices.csv"'), ("put_object", _W, "upload", Undo.WITH_WORK, 'Key="a", Body=b""'))),
    *(Call(
        id=f"python/boto3.s3.Object.{name}", call=f"boto3.s3.Object.{name}", operation=operation, verb=verb, kind=AssetKind.OBJECT, undo=undo, by_key=key, named_by=("self",), prefixed_by=("self.bucket",), payload=("Body",), source=f"{_DOCS}s3/object/{name}.html",
        example=_S3 + f's3.Object("acme-lake", "raw/prices.csv").{name}({args})\n', expect=(f"{operation} object:acme-lake/raw/prices.csv {'one' if key else 'unknown'}",),
    ) for name, operation, verb, undo, key, args in (("delete", _D, "delete_object", Undo.NO, True, ""), ("put", _W, "put_object", Undo.WITH_WORK, True, 'Body=b"a"'), ("upload_file", _W, "put_object", Undo.WITH_WORK, True, '"prices.csv"'), ("get", Operation.READ, "read", Undo.YES, False, ""))),
    *(Call(
        id=f"python/boto3.dynamodb.Table.{name}", call=f"boto3.dynamodb.Table.{name}", operation=operation, verb=verb, kind=AssetKind.TABLE, scope=scope, undo=undo, by_key=key, named_by=("self",), payload=("Item",), source=f"{_DOCS}dynamodb/table/{name}.html",
        example=_TABLE + f"table.{name}({args})\n", expect=(f"{operation} table:sessions {'one' if key else scope}",),
        near_misses=(_TABLE + 'print(table.get_item(Key={"id": "7"}))\n',),
    ) for name, operation, verb, undo, scope, key, args in (
        ("put_item", _W, "upsert", Undo.WITH_WORK, Scope.UNKNOWN, True, 'Item={"id": "7"}'), ("update_item", _W, "update", Undo.NO, Scope.UNKNOWN, True, 'Key={"id": "7"}'),
        ("delete_item", _D, "delete", Undo.NO, Scope.UNKNOWN, True, 'Key={"id": "7"}'), ("delete", _D, "drop", Undo.NO, Scope.ALL, False, ""))),
    *(Call(
        id=f"python/boto3.dynamodb.Table.{name}", call=f"boto3.dynamodb.Table.{name}", operation=Operation.READ, verb=name, kind=AssetKind.TABLE, scope=scope, undo=Undo.YES, named_by=("self",), source=f"{_DOCS}dynamodb/table/{name}.html",
        example=_TABLE + f"print(table.{name}())\n", expect=(f"read table:sessions {scope}",),
    ) for name, scope in (("scan", Scope.ALL), ("query", Scope.SOME), ("get_item", Scope.ONE))),
    *(Call(
        id=f"python/boto3.ec2.{type_}.{name}", call=f"boto3.ec2.{type_}.{name}", operation=_D if name == "terminate" else _A, verb=name, kind=AssetKind.SERVER, scope=scope, undo=Undo.NO if name == "terminate" else Undo.WITH_WORK, traits=(Trait.OUTAGE,), by_key=type_ == "Instance",
        named_by=("self",), dry=(("DryRun", "True"),), plain=words, source=f"{_DOCS}ec2/instance/{name}.html",
        example=_EC2 + f"ec2.{chain}.{name}()\n", expect=(f"{'delete' if name == 'terminate' else 'alter'} server:{shown} {'one' if type_ == 'Instance' else scope}",),
        near_misses=(_EC2 + "for server in ec2.instances.all():\n    print(server.id)\n",),
    ) for type_, scope, chain, shown, words in (
        ("Instance", Scope.UNKNOWN, 'Instance("i-07")', "i-07", ""), ("AllInstances", Scope.ALL, "instances.all()", "{server}", "It shuts down every server in this account and region."),
        ("SomeInstances", Scope.SOME, 'instances.filter(Filters=[{"Name": "tag:team", "Values": ["a"]}])', "{server}", "It shuts down the servers that a search finds."))
      for name in ("terminate", "stop", "reboot")),
    Call(
        id="python/boto3.sqs.Queue.purge", call="boto3.sqs.Queue.purge", operation=_D, verb="purge_queue", kind=AssetKind.QUEUE, scope=Scope.ALL, undo=Undo.NO, named_by=("self",), source=f"{_DOCS}sqs/queue/purge.html",
        plain="It deletes everything that waits in {target}.",
        example='import boto3\n\nboto3.resource("sqs").get_queue_by_name(QueueName="orders").purge()\n', expect=("delete queue:orders all",),
    ),
    Call(
        id="python/boto3.sqs.purge_queue", call="boto3.client(sqs).purge_queue", operation=_D, verb="purge_queue", kind=AssetKind.QUEUE, scope=Scope.ALL, undo=Undo.NO, named_by=("QueueUrl",), source=f"{_DOCS}sqs/client/purge_queue.html",
        plain="It deletes everything that waits in {target}.",
        example=_lines("sqs", "purge_queue", 'QueueUrl="https://sqs/1/orders"'), expect=("delete queue:https://sqs/1/orders all",),
        near_misses=(_lines("sqs", "receive_message", 'QueueUrl="https://sqs/1/orders"'),),
    ),
    *(Call(
        id=f"python/boto3.{service}.{name}", call=f"boto3.client({service}).{name}", operation=_E, verb="execute", kind=AssetKind.DATABASE, named_by=(keyword,), within=within, code=Language.SQL, source=f"{_DOCS}{service}/client/{name}.html",
        example=_lines(service, name, f'{keyword}="DROP TABLE mart.revenue"'), expect=("delete table:mart.revenue all",),
    ) for service, name, keyword, within in (
        ("athena", "start_query_execution", "QueryString", ("QueryExecutionContext", "WorkGroup")), ("redshift-data", "execute_statement", "Sql", ("ClusterIdentifier", "WorkgroupName")),
        ("rds-data", "execute_statement", "sql", ("resourceArn", "database")), ("dynamodb", "execute_statement", "Statement", ()))),
)
