"""What programs may write to, by the rights of the role that they work with: it closes the circle where their own output starts them."""

from __future__ import annotations

from collections.abc import Iterator

from riskscan.knowledge.terraform.rights import WRITING
from riskscan.model.asset import AssetRef, Match, key_of
from riskscan.model.estate import Dependency, EdgeKind
from riskscan.model.evidence import Evidence
from riskscan.model.homes import key_of_ref
from riskscan.parsers.terraform.evaluate import Instance, Scope
from riskscan.parsers.terraform.naming import asset_of, asset_of_arn
from riskscan.parsers.terraform.statements import statements, texts
from riskscan.parsers.terraform.syntax import references

_WORKERS = ("aws_lambda_function",)
_LINKED = ("aws_iam_role_policy_attachment", "aws_iam_policy_attachment")


def writes(scope: Scope, path: str) -> Iterator[Dependency]:
    """Function -> store, queue or table that its role lets it write, for the functions of a file."""
    for worker, asset, _ in written(scope):
        if worker.block.head.path == path:
            own = asset_of(worker)
            evidence = Evidence("terraform", path, worker.block.head.start_line)
            yield Dependency(key_of_ref(own), key_of(asset.kind, asset.name), EdgeKind.WRITES, evidence)


def written(scope: Scope) -> Iterator[tuple[Instance, AssetRef, str]]:
    """(function, what its role lets it write, the beginning of the names there that the right holds for) of a folder."""
    found = {a: b for a, b in scope.folder.resources.items() if a.split(".")[0] in (*_WORKERS, *_LINKED, "aws_iam_role_policy")}
    if not any(address.startswith(_WORKERS) for address in found):
        return
    by_role: dict[str, list[Instance]] = {}
    for address in found:
        for instance in scope.instances(address) if not address.startswith(_WORKERS) else ():
            for role in _roles(instance, "role", "roles"):
                by_role.setdefault(role, []).extend(_policies(scope, instance))
    for address in found:
        for worker in scope.instances(address) if address.startswith(_WORKERS) else ():
            may = dict.fromkeys(w for role in _roles(worker, "role") for p in by_role.get(role, ()) for w in _written(p))
            yield from ((worker, asset, begins) for asset, begins in may)


def _roles(instance: Instance, *names: str) -> list[str]:
    attributes = [a for name in names if (a := instance.block.attribute(name))]
    return [f"{t.root}.{t.steps[0]}" for a in attributes for t in references(a.value) if t.root == "aws_iam_role"]


def _policies(scope: Scope, instance: Instance) -> list[Instance]:
    """A policy of its own, or the one that is attached."""
    attribute = instance.block.attribute("policy_arn")
    if attribute is None:
        return [instance]
    named = [f"{t.root}.{t.steps[0]}" for t in references(attribute.value) if t.root == "aws_iam_policy"]
    return [policy for name in named if name in scope.folder.resources for policy in scope.instances(name)]


def _written(policy: Instance) -> Iterator[tuple[AssetRef, str]]:
    for statement in statements(policy.config.get("policy")):
        if statement.get("Effect", "Allow") == "Allow" and any(WRITING.search(a) for a in texts(statement.get("Action"))):
            for arn in texts(statement.get("Resource")):
                asset = asset_of_arn(arn)
                if arn.startswith("arn:") and asset.match is Match.EXACT:
                    yield asset, arn.partition("/")[2].partition("*")[0] if ":s3:" in arn else ""
