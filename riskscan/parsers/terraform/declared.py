"""What a file defines for the estate: its resources and how they hang together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from riskscan.knowledge.secrets import is_secret, without_secrets
from riskscan.knowledge.terraform.guards import CATCHES, COPIES, FORCES, RETENTIONS, SKIPS, VERSIONINGS
from riskscan.knowledge.terraform.kinds import IN_BUCKETS, kind_of
from riskscan.knowledge.terraform.relations import TRIGGERS, relation
from riskscan.model.asset import Asset, AssetKind, key_of
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Evidence, Method
from riskscan.model.homes import key_of_ref, placed
from riskscan.parsers.terraform.config import Config
from riskscan.parsers.terraform.evaluate import Instance, Scope
from riskscan.parsers.terraform.flat import flat
from riskscan.parsers.terraform.functions import text_of
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.syntax import Expr, Partial, Trav, Value, block_expressions, references
from riskscan.parsers.terraform.writers import writes

_BUCKET = re.compile(r"(?:(?:s3a?|gs)://([a-z0-9][a-z0-9._-]{1,220})|arn:aws:s3:::([a-z0-9][a-z0-9._-]{1,220}))(?![\w.{$-])")
_FACTS = (
    CATCHES | FORCES | RETENTIONS | frozenset(SKIPS)
    | {"multi_az", "engine", "instance_class", "storage_encrypted", "availability_type", "handler", "entry_point"}
)  # fmt: skip
_CODE = {
    **dict.fromkeys((*IN_BUCKETS, "databricks_notebook", "databricks_workspace_file"), ("source",)),
    "archive_file": ("source_dir", "source_file"), "aws_glue_job": ("command.script_location",), "aws_lambda_function": ("filename",),
    "google_dataproc_job": ("pyspark_config.main_python_file_uri",),
    "databricks_job": ("spark_python_task.python_file", "task.spark_python_task.python_file"),
}  # fmt: skip
"""Where a resource says which file of ours it carries or runs."""
_ROOTS = frozenset({"var", "local", "module", "each", "count", "path", "terraform", "self"})
_PAIRS = 3000  # edges of one file


def referenced(expr: Expr) -> list[str]:
    """Addresses without keys (``type.name``, ``data.type.name``) of the resources that an expression names."""
    found = []
    for trav in references(expr):
        names = [s for s in trav.steps[:2] if isinstance(s, str)]
        if trav.root == "data" and len(names) == 2:
            found.append(f"data.{names[0]}.{names[1]}")
        elif isinstance(trav.root, str) and trav.root not in _ROOTS and names and "_" in trav.root:
            found.append(f"{trav.root}.{names[0]}")
    return found


def key(instance: Instance) -> str:
    """The estate key of a resource."""
    return key_of_ref(asset_of(instance))


def estate(scope: Scope, instances: tuple[Instance, ...], path: str) -> Estate:
    """Assets and edges for the resources that the file at ``path`` defines."""
    assets: dict[str, Asset] = {}
    edges: dict[tuple[str, str, EdgeKind], Dependency] = {}
    file_key = key_of(AssetKind.FILE, path)
    for instance in instances:
        asset = _asset(instance, path)
        known = assets.get(asset.key)
        assets[asset.key] = _joined(known, asset) if known else asset
        evidence = asset.evidence[0]
        links = [*_links(instance, evidence)]
        if not instance.is_data:
            links.append(Dependency(file_key, asset.key, EdgeKind.MANAGES, evidence))
        for edge in links:
            if edge.source != edge.target and len(edges) < _PAIRS:
                edges.setdefault((edge.source, edge.target, edge.kind), edge)
    for edge in writes(scope, path):
        edges.setdefault((edge.source, edge.target, edge.kind), edge)
    for state, edge in _states(scope, path):
        assets.setdefault(state.key, state)
        edges.setdefault((edge.source, edge.target, edge.kind), edge)
    return Estate(tuple(assets.values()), tuple(edges.values()))


def _joined(one: Asset, two: Asset) -> Asset:
    """A thing and a setting of it under one key: the thing's own facts come first."""
    return Asset(
        one.key, one.kind, one.name, tuple(dict.fromkeys((*one.aliases, *two.aliases))), tags=tuple(dict.fromkeys((*one.tags, *two.tags))),
        facts=tuple(dict.fromkeys((*one.facts, *(f for f in two.facts if f[0] != "type")))), evidence=(*one.evidence, *two.evidence),
    )  # fmt: skip


def _asset(instance: Instance, path: str) -> Asset:
    """The asset of a resource; a file that makes it by a module shows it too."""
    ref, head = asset_of(instance), instance.block.head
    tags = _tags(instance.config)
    facts = [("type", instance.type), *_facts(instance.config), *_code(instance), *((f"tag.{k}", v) for k, v in tags)]
    evidence = Evidence("terraform", head.path, head.start_line, Method.READ if instance.is_data else Method.DECLARED)
    used = (Evidence("terraform", path, 0, Method.RESOLVED),) if instance.scope.prefix and head.path != path else ()
    return Asset(
        key_of_ref(ref),
        ref.kind,
        ref.name,
        tuple(dict.fromkeys((*ref.aliases, *(v for k, v in tags if k == "Name" and v and "{" not in v)))),  # what people call it
        tags=tuple(f"{k}={v}" for k, v in tags),
        facts=tuple(facts),
        evidence=(evidence, *used),
    )


def _tags(config: Config) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for name in ("tags", "labels", "tags_all", "user_labels", "resource_labels"):
        value = config.get(name)
        if isinstance(value, dict):
            found |= {
                k: without_secrets(text_of(v))
                for k, v in value.items()
                if isinstance(v, (str, bool, int, Partial)) and not is_secret(k, text_of(v))
            }
    return list(found.items())[:50]


def _facts(config: Config) -> Iterator[tuple[str, str]]:
    for path, items in flat(config).items():
        value = items[0].value
        if (path.rsplit(".", 1)[-1] in _FACTS or path in VERSIONINGS or path in COPIES) and isinstance(value, (str, bool, int, float)):
            yield path.removeprefix("lifecycle.").replace("versioning_configuration.status", "versioning"), text_of(value)


def _code(instance: Instance) -> Iterator[tuple[str, str]]:
    found = flat(instance.config)
    for path in _CODE.get(instance.type, ()):
        for item in found.get(path, ())[:20]:
            if isinstance(item.value, (str, Partial)):
                yield "code", text_of(item.value)


def _links(instance: Instance, evidence: Evidence) -> Iterator[Dependency]:
    own = key(instance)
    scope = instance.scope
    for attribute, _ in block_expressions(instance.block):
        row = relation(instance.type, attribute.name)
        for other in _sources(scope, attribute.value, instance):
            if row is not None:
                yield Dependency(own, other, row.kind, evidence)
            if row is None or row.both:
                yield Dependency(other, own, EdgeKind.SUPPORTS, evidence)
    for items in flat(instance.config).values():
        for item in items:
            for text in _strings(item.value):
                for match in _BUCKET.finditer(text):
                    yield Dependency(f"bucket:{match[1] or match[2]}", own, EdgeKind.SUPPORTS, evidence)
    if instance.type == "aws_s3_bucket_notification":
        yield from _notifications(instance, evidence)
    for source_name, target_name in TRIGGERS.get(instance.type, ()):
        started, by = instance.block.attribute(target_name), instance.block.attribute(source_name)
        for source in _sources(scope, by.value, instance) if by else ():
            for target in _sources(scope, started.value, instance) if started else ():
                yield Dependency(source, target, EdgeKind.RUNS, evidence)


def _sources(scope: Scope, expr: Expr, instance: Instance) -> Iterator[str]:
    """Keys of the things that an expression names, through locals and modules, each the right instance where the key is known."""
    waiting = [(scope, expr)]
    seen: set[tuple[str, Expr]] = set()
    while waiting:
        where, found = waiting.pop()
        for trav in references(found):
            names = [s for s in trav.steps if isinstance(s, str)]
            mark = (where.prefix, trav)
            if mark in seen or len(seen) > 500:
                continue
            seen.add(mark)
            if trav.root == "local" and names and names[0] in where.folder.locals:
                waiting.append((where, where.folder.locals[names[0]].value))
            elif trav.root == "module" and names:
                waiting.extend(_outputs(where, trav, names, instance))
            else:
                yield from _keys(where, trav, instance)


def targets_of(instance: Instance, config: Config, argument: str) -> list[str]:
    """Keys of the things that an argument of a resource, or of a block in it, names."""
    item = config.items.get(argument)
    return list(dict.fromkeys(_sources(instance.scope, item.expr, instance))) if item else []


def _outputs(scope: Scope, trav: Trav, names: list[str], instance: Instance) -> Iterator[tuple[Scope, Expr]]:
    step = trav.steps[1] if len(trav.steps) > 1 else None
    wanted = scope.value(step, instance.bindings) if step is not None and not isinstance(step, str) else None
    for module_key, inner in scope.modules(names[0]):
        output = inner.folder.outputs.get(names[-1])
        value = output.attribute("value") if output else None
        if value and (wanted is None or wanted == module_key):
            yield inner, value.value


def _keys(scope: Scope, trav: Trav, instance: Instance) -> Iterator[str]:
    start = 2 if trav.root == "data" else 1
    names = [s for s in trav.steps[:start] if isinstance(s, str)]
    address = ".".join([str(trav.root), *names])
    if len(names) < start or address not in scope.folder.resources:
        if len(names) == start and "_" in str(names[0] if trav.root == "data" else trav.root) and trav.root not in _ROOTS:
            yield key_of(kind_of(names[0] if trav.root == "data" else str(trav.root)), placed(scope.prefix + address, scope.home))
        return
    found = scope.instances(address)
    step = trav.steps[start] if len(trav.steps) > start else None
    if step is not None and not isinstance(step, str):
        wanted = scope.value(step, instance.bindings)
        found = [i for i in found if i.key == wanted] or found
    for other in found[:50]:
        if other.block is not instance.block:
            yield key(other)


def _strings(value: Value) -> Iterator[str]:
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, list):
            waiting.extend(found)
        elif isinstance(found, dict):
            waiting.extend(found.values())
        elif isinstance(found, (str, Partial)):
            yield text_of(found)


def _notifications(instance: Instance, evidence: Evidence) -> Iterator[Dependency]:
    bucket = key(instance)
    for name, argument in (("lambda_function", "lambda_function_arn"), ("queue", "queue_arn"), ("topic", "topic_arn")):
        for block in instance.config.inner(name):
            item = block.items.get(argument)
            for target in _sources(instance.scope, item.expr, instance) if item else ():
                yield Dependency(bucket, target, EdgeKind.RUNS, evidence)


def _states(scope: Scope, path: str) -> Iterator[tuple[Asset, Dependency]]:
    """The state of another folder that this one reads."""
    for address, block in scope.folder.resources.items():
        if block.labels[0] == "terraform_remote_state" and block.span.path == path:
            evidence = Evidence("terraform", path, block.head.start_line)
            config = scope.config(block, {}).get("config")
            place = (
                text_of(config.get("key") or config.get("prefix") or config.get("path") or address) if isinstance(config, dict) else address
            )
            asset = Asset(
                key_of(AssetKind.FILE, place), AssetKind.FILE, place, (address,), facts=(("type", "terraform state"),), evidence=(evidence,)
            )
            yield asset, Dependency(asset.key, key_of(AssetKind.FILE, path), EdgeKind.SUPPORTS, evidence)
