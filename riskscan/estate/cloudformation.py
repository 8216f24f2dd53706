"""CloudFormation and SAM templates, and ``serverless.yml``: what they build, what starts it and what it needs.

Source: docs.aws.amazon.com, AWS resource types reference, SAM resource types; serverless.com, serverless.yml reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from riskscan.estate import connections
from riskscan.estate.piece import Around, Gather
from riskscan.formats.yaml_text import Map, Text, Value, map_of, rows_of, text_of
from riskscan.knowledge.places import is_production
from riskscan.model.asset import AssetKind, key_of
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method

_KINDS = (
    (r"S3::Bucket$", AssetKind.BUCKET, "BucketName"),
    (r"DynamoDB::(Global)?Table$|Serverless::SimpleTable$", AssetKind.TABLE, "TableName"),
    (r"RDS::DBInstance$", AssetKind.DATABASE, "DBInstanceIdentifier"),
    (r"RDS::DBCluster$", AssetKind.DATABASE, "DBClusterIdentifier"),
    (r"(Lambda|Serverless)::Function$", AssetKind.FUNCTION, "FunctionName"),
    (r"SQS::Queue$", AssetKind.QUEUE, "QueueName"),
    (r"SNS::Topic$", AssetKind.TOPIC, "TopicName"),
    (r"Kinesis::Stream$", AssetKind.TOPIC, "Name"),
    (r"IAM::(Role|User)$", AssetKind.IDENTITY, "RoleName"),
    (r"SecretsManager::Secret$|KMS::Key$", AssetKind.SECRET, "Name"),
    (r"StepFunctions::StateMachine$|Serverless::StateMachine$|Glue::Job$|Batch::JobDefinition$", AssetKind.JOB, "Name"),
    (r"ECS::(Service|Cluster)$|EKS::Cluster$", AssetKind.CLUSTER, "ServiceName"),
    (r"EC2::Instance$|AutoScaling::AutoScalingGroup$", AssetKind.SERVER, "AutoScalingGroupName"),
    (r"ElasticLoadBalancingV2::(LoadBalancer|TargetGroup)$", AssetKind.NETWORK, "Name"),
    (r"Route53::RecordSet$", AssetKind.DNS, "Name"),
)
_WORDS = tuple((re.compile(pattern), kind, name) for pattern, kind, name in _KINDS)
_SUB = re.compile(r"\$\{(\w+)(?:\.\w+)?\}")
_GUARDS = {"DeletionPolicy": "deletion_policy", "DeletionProtection": "deletion_protection"}
_TRIGGERS = re.compile(r"(^|\.)(Events?|EventSourceArn|Source(Arn)?|Topic(Arn)?|Queue|Stream|Bucket)$")


def wants(document: Map, path: PurePosixPath) -> bool:
    """A template by its words, or a service of the Serverless Framework."""
    resources = document.get("Resources")
    typed = isinstance(resources, Map) and any("::" in text_of(map_of(r).get("Type")) for r in resources.values())
    return typed or (path.stem.startswith("serverless") and "functions" in document and "provider" in document)


def read(document: Map, gather: Gather, around: Around) -> None:
    """All resources of a template, or all functions of a service."""
    if "functions" in document and "provider" in document:
        gather.source = "serverless"
        _service(document, gather, around)
        document = map_of(document.get("resources"))
    _template(map_of(document.get("Resources")), gather, around)


def _template(resources: Map, gather: Gather, around: Around) -> None:
    keys: dict[str, str] = {}
    types: dict[str, str] = {}
    for name, resource in resources.items():
        type_ = text_of(map_of(resource).get("Type"))
        kind, physical = next(((k, n) for pattern, k, n in _WORDS if pattern.search(type_)), (AssetKind.RESOURCE, "Name"))
        properties = map_of(map_of(resource).get("Properties"))
        written = text_of(properties.get(physical))
        known = written if written and "${" not in written and not getattr(properties.get(physical), "tag", "") else ""
        line = resources.lines.get(name, 1)
        facts = [("type", type_)]
        if text_of(map_of(resource).get("DeletionPolicy")) in ("Retain", "Snapshot"):
            facts.append(("deletion_policy", text_of(map_of(resource)["DeletionPolicy"])))
        if text_of(properties.get("DeletionProtection")).lower() == "true":
            facts.append(("deletion_protection", "true"))
        for tag in rows_of(properties.get("Tags")):
            facts.append((f"tag.{text_of(map_of(tag).get('Key'))}", text_of(map_of(tag).get("Value"))))
        keys[name] = gather.asset(
            kind, known or name, line, key=key_of(kind, known or f"{gather.file}#{name}"), aliases=(name,), facts=facts
        )
        types[name] = type_
        gather.edge(gather.asset(AssetKind.FILE, gather.file, 1), keys[name], EdgeKind.MANAGES, line)
    for name, resource in resources.items():
        for path, other in _references(map_of(resource), ""):
            if other in keys and other != name:
                line = resources.lines.get(name, 1)
                starts = _TRIGGERS.search(path) is not None and types[name].endswith(("Function", "EventSourceMapping", "Subscription"))
                gather.edge(keys[other], keys[name], EdgeKind.RUNS if starts else EdgeKind.SUPPORTS, line)
        _code(map_of(map_of(resource).get("Properties")), keys[name], resources.lines.get(name, 1), gather, around)


def _references(value: Value, path: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """(where, logical id) of all that a resource names: ``Ref``, ``GetAtt``, ``Sub`` and ``DependsOn`` in both forms."""
    if depth > 20:
        return
    if isinstance(value, Text):
        if value.tag in ("!Ref", "!GetAtt"):
            yield path, str(value).partition(".")[0]
        elif value.tag == "!Sub" or path.endswith("Fn::Sub"):
            yield from ((path, match[1]) for match in _SUB.finditer(value))
        elif path.endswith((".Ref", "DependsOn", "Fn::GetAtt")):
            yield path.removesuffix(".Ref").removesuffix(".Fn::GetAtt"), str(value).partition(".")[0]
    elif isinstance(value, Map):
        for name, inner in value.items():
            yield from _references(inner, f"{path}.{name}" if path else name, depth + 1)
    else:
        for number, inner in enumerate(value):
            if path.endswith("Fn::GetAtt") and number:
                break
            yield from _references(inner, path, depth + 1)


def _code(properties: Map, key: str, line: int, gather: Gather, around: Around) -> None:
    """The file that holds a function's code."""
    handler, folder = text_of(properties.get("Handler")), text_of(properties.get("CodeUri")).strip("./")
    _handler(handler, folder, key, line, gather, around)
    environment = map_of(map_of(properties.get("Environment")).get("Variables"))
    connections.use(gather, {n: text_of(v) for n, v in environment.items()}, environment.lines, key)


def _handler(handler: str, folder: str, key: str, line: int, gather: Gather, around: Around) -> None:
    stem = handler.rpartition(".")[0]
    for ending in (".py", ".js", ".ts", ".mjs", ".rb") if stem else ():
        for name in (f"{folder}/{stem}{ending}", f"{stem}{ending}", f"{stem.replace('.', '/')}{ending}"):
            path = around.layout.resolve(name.strip("/"), gather.file)
            if path is not None:
                gather.edge(key, gather.asset(AssetKind.PROGRAM, path, line, method=Method.MATCHED), EdgeKind.RUNS, line)
                return


def _service(document: Map, gather: Gather, around: Around) -> None:
    """The functions of a service, with what starts them."""
    service = text_of(document.get("service")) or text_of(map_of(document.get("service")).get("name"))
    provider = map_of(document.get("provider"))
    stage = text_of(provider.get("stage"))
    shared = map_of(provider.get("environment"))
    functions = map_of(document.get("functions"))
    for title, function in functions.items():
        if not isinstance(function, Map):
            continue
        line = functions.lines.get(title, 1)
        known = text_of(function.get("name"))
        name = (
            known if known and "${" not in known else f"{service}-{stage}-{title}" if stage and "${" not in stage else f"{service}-{title}"
        )
        schedules, sources = _events(function)
        facts = (("schedule", ", ".join(schedules)), ("environment", stage if is_production(stage) else ""))
        key = gather.asset(AssetKind.FUNCTION, name, line, aliases=(title,), facts=facts)
        for kind, source in sources:
            gather.edge(gather.asset(kind, source, line, method=Method.MATCHED), key, EdgeKind.RUNS, line)
        _handler(text_of(function.get("handler")), "", key, line, gather, around)
        environment = map_of(function.get("environment"))
        settings = {n: text_of(v) for n, v in (*shared.items(), *environment.items())}
        connections.use(gather, settings, {**shared.lines, **environment.lines}, key)


def _events(function: Map) -> tuple[list[str], list[tuple[AssetKind, str]]]:
    """(schedules, what starts it) of a function."""
    kinds = {"s3": AssetKind.BUCKET, "sqs": AssetKind.QUEUE, "sns": AssetKind.TOPIC, "stream": AssetKind.TOPIC, "kafka": AssetKind.TOPIC}
    schedules: list[str] = []
    sources: list[tuple[AssetKind, str]] = []
    for event in rows_of(function.get("events")):
        for sort, value in map_of(event).items():
            if sort == "schedule":
                rates = rows_of(map_of(value).get("rate")) if isinstance(value, Map) else [value]
                schedules += [text_of(rate) for rate in rates if text_of(rate)]
            elif sort in kinds:
                inner = map_of(value)
                named = text_of(value) or next(
                    (text_of(inner.get(n)) for n in ("bucket", "arn", "topicName", "topic") if text_of(inner.get(n))), ""
                )
                if named and "${" not in named:
                    kind = AssetKind.TABLE if ":dynamodb:" in named else kinds[sort]
                    last = named.split("table/")[-1].split("/")[0] if ":dynamodb:" in named else re.split(r"[:/]", named)[-1]
                    sources.append((kind, last))
    return schedules, sources
