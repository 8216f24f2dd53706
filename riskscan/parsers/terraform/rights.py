"""Who gets which rights on what: policy documents, attached policies, trust, Google members, Azure roles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from riskscan.knowledge.terraform.exposure import ADMIN_POLICIES, ADMIN_ROLES, EVERYONE
from riskscan.knowledge.terraform.rights import ANY_CALLER, AUTHORITATIVE, FULL_ACCESS, LASTING_KEYS, RISING, WIDE
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.effect import Effect, Trait
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.config import Item
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.flat import flat
from riskscan.parsers.terraform.functions import text_of
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of, asset_of_arn, name_text
from riskscan.parsers.terraform.statements import as_list, conditions, is_narrowed, statements
from riskscan.parsers.terraform.syntax import Partial, Unknown, Value

_POLICY = frozenset(
    {
        "policy",
        "inline_policy",
        "assume_role_policy",
        "access_policies",
        "access_policy",
        "repository_policy",
        "policy_text",
        "policy_document",
    }
)
_ADMIN_ACTIONS = frozenset({"*", "*:*", "iam:*"})
_OUTSIDE_LOGIN = re.compile(r"oidc-provider|openid_connect_provider|accounts\.google\.com|cognito-identity")
_ACCOUNT = re.compile(r"^(?:arn:aws[\w-]*:iam::)?(\d{12})(?::root)?")
NAMED = 5  # things of one statement that are named one by one


def rights(instance: Instance, folder_text: str) -> Iterator[Effect]:
    """The grants in one resource."""
    if instance.is_data:
        return
    for path, items in flat(instance.config).items():
        name = path.rsplit(".", 1)[-1]
        for item in items:
            if name in _POLICY:
                yield from _document(instance, item, name == "assume_role_policy", folder_text)
            elif name in ("policy_arn", "managed_policy_arns", "policy_arns"):
                yield from _attached(instance, item)
    if (instance.type.startswith("google_") and "_iam_" in instance.type) or instance.type == "azurerm_role_assignment":
        yield from _members(instance)
    if instance.type == "azurerm_role_definition":
        yield from _own_role(instance)
    if LASTING_KEYS.search(instance.type):
        yield from _lasting_key(instance)
    if AUTHORITATIVE.search(instance.type):
        yield from _replaced(instance)


def _replaced(instance: Instance) -> Iterator[Effect]:
    """Resources that hold the whole list of those who have a right: whoever is not named loses it."""
    target, whole = _target(instance), instance.type.endswith("_iam_policy") and _is_whole(instance)
    traits = (Trait.OUTAGE,) if whole else ()
    yield make("terraform/rights-replaced", target, instance.block.head, traits=traits)


def _document(instance: Instance, item: Item, trust: bool, folder_text: str) -> Iterator[Effect]:
    for statement in statements(item.value):
        if statement.get("Effect", "Allow") != "Allow":
            continue
        people = _people(statement.get("Principal"))
        if trust:
            yield from _trust(instance, item.span, people, statement, folder_text)
        elif people:
            yield from _for_people(instance, item.span, people, statement)
        else:
            yield from _for_holder(instance, item.span, statement)


def _people(principal: object) -> list[str]:
    if isinstance(principal, dict):
        return [str(p) for kind, people in principal.items() if kind != "Service" for p in as_list(people)] or ["service"]
    return [str(p) for p in as_list(principal)]


def _trust(instance: Instance, span: Span, people: list[str], statement: dict[str, object], folder_text: str) -> Iterator[Effect]:
    asset = asset_of(instance)
    if "NotPrincipal" in statement or ("*" in people and not is_narrowed(statement)):
        yield make("terraform/public-access", asset, span, also=(Note(f"Line {span.start_line} lets every account act as it.", span),))
        return
    if any(_OUTSIDE_LOGIN.search(p) for p in people) and not _names_callers(statement):
        note = Note(f"Line {span.start_line} lets in everyone who has an account at that log-in service.", span)
        yield make("terraform/public-access", asset, span, also=(note,))
        return
    for person in (p for p in people if not _OUTSIDE_LOGIN.search(p)):
        account = _ACCOUNT.match(person)
        if account and folder_text.count(account[1]) == 1:
            traits = () if statement.get("Condition") else (Trait.OUTSIDE,)
            note = Note(f"Line {span.start_line} names the account {account[1]}.", span)
            yield make("terraform/trusts-other-account", asset, span, also=(note,), traits=traits)
            return


def _names_callers(statement: dict[str, object]) -> bool:
    """True where the trust in a log-in service says which of its customers may come in."""
    found = [values for key, values in conditions(statement) if key.endswith((":sub", ":repository", ":repository_owner"))]
    return any(values and not any(ANY_CALLER.match(v) for v in values) for values in found)


def _for_people(instance: Instance, span: Span, people: list[str], statement: dict[str, object]) -> Iterator[Effect]:
    """A policy on a thing that says who may use it."""
    asset = asset_of(instance)
    if "*" in people:
        if not is_narrowed(statement) and not _behind_walls(instance):
            yield make("terraform/public-access", asset, span, also=(Note(f"Line {span.start_line} names everyone.", span),))
        return
    if people == ["service"] or instance.type.startswith("aws_kms"):
        return
    who = people[0].rsplit("/", 1)[-1]
    yield make("terraform/rights-given", asset, span, fill=(("who", who),))


def _behind_walls(instance: Instance) -> bool:
    """True where only the own network reaches the thing, so that a policy for everyone means everyone inside."""
    if instance.type.startswith("aws_vpc_endpoint"):
        return True
    return instance.type in ("aws_opensearch_domain", "aws_elasticsearch_domain") and bool(instance.config.inner("vpc_options"))


def _for_holder(instance: Instance, span: Span, statement: dict[str, object]) -> Iterator[Effect]:
    """A policy on a person or program that says what it may use."""
    actions = [str(a) for a in as_list(statement.get("Action"))]
    resources = [str(r) for r in as_list(statement.get("Resource"))] or (["*"] if "NotResource" in statement else [])
    asset = asset_of(instance)
    who = _who(instance, asset)
    if "NotAction" in statement:  # everything but what is named
        actions = ["*"]
    if "*" in resources and _ADMIN_ACTIONS & set(actions):
        also = (Note(f"Line {span.start_line} allows every action on everything.", span),)
        yield make("terraform/admin-policy", asset, span, fill=(("who", who),), also=also)
        return
    rising = [a for a in actions if RISING.search(a)]
    if "*" in resources and rising and not statement.get("Condition"):
        note = Note(f"Line {span.start_line} allows {', '.join(rising[:3])} for everything.", span)
        yield make("terraform/rising-rights", asset, span, fill=(("who", who),), also=(note,))
        return
    if "*" in resources and any(WIDE.search(a) for a in actions):
        yield make("terraform/wide-rights", asset, span, fill=(("who", who),))
        return
    named = dict.fromkeys((a.kind, a.name, a.match) for a in map(asset_of_arn, (r for r in resources if r != "*")))
    for kind, name, match in list(named)[:NAMED]:
        yield make("terraform/rights-given", AssetRef(kind, name, match), span, fill=(("who", who),))


def _who(instance: Instance, asset: AssetRef) -> str:
    """Who gets the rights, as a person would say it; a bare Terraform address says nothing to them."""
    who = _holder(instance) or asset.name
    return "some person or program" if who == instance.address or who.startswith(("module.", "aws_", "data.")) else who


def _holder(instance: Instance) -> str:
    for name in ("role", "user", "group", "users", "roles", "groups"):
        value = instance.config.get(name)
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, (str, Partial)):
            return name_text(first)
        if isinstance(first, Unknown):
            return first.name
    return ""


def _attached(instance: Instance, item: Item) -> Iterator[Effect]:
    policies = [v for v in (item.value if isinstance(item.value, list) else [item.value]) if isinstance(v, str)]
    asset, span = asset_of(instance), item.span
    who = _who(instance, asset)
    if any(ADMIN_POLICIES.search(p) for p in policies):
        note = Note(f"Line {span.start_line} gives administrator rights.", span)
        yield make("terraform/admin-policy", asset, span, fill=(("who", who),), also=(note,))
        return
    full = [p.rpartition("/")[2] for p in policies if FULL_ACCESS.search(p)]
    if full:
        note = Note(f"Line {span.start_line} gives {', '.join(full[:3])}.", span)
        yield make("terraform/wide-rights", asset, span, fill=(("who", who),), also=(note,))
        return
    ready = [p.rpartition("/")[2] for p in policies if ":aws:policy/" in p]
    if ready:
        yield make("terraform/rights-given", asset, span, plain=f"It gives {who} the ready-made rights {ready[0]}.")


def _own_role(instance: Instance) -> Iterator[Effect]:
    """A role of one's own that allows every action."""
    for permissions in instance.config.inner("permissions"):
        actions = _as_values(permissions.get("actions"))
        if "*" in actions and not permissions.get("not_actions"):
            note = Note(f"Line {permissions.span.start_line} allows every action.", permissions.span)
            yield make(
                "terraform/admin-policy", asset_of(instance), permissions.span, fill=(("who", "whoever gets this role"),), also=(note,)
            )


def _lasting_key(instance: Instance) -> Iterator[Effect]:
    """A key that works until someone deletes it; it also stands readable in Terraform's record."""
    asset, place = asset_of(instance), instance.block.head
    value = next((v for v in map(instance.config.get, ("user", "user_name", "service_account_id", "service_account_email")) if v), None)
    known = isinstance(value, str) and re.fullmatch(r"[\w.@+-]+", value) is not None
    who = value if isinstance(value, str) and known else "a program"
    asset = AssetRef(AssetKind.IDENTITY, who, aliases=asset.aliases) if known else asset
    yield make("terraform/lasting-key", asset, place, fill=(("who", who),))


def _members(instance: Instance) -> Iterator[Effect]:
    config = instance.config
    role = config.get("role") or config.get("role_definition_name")
    members = [text_of(m) for m in _as_values(config.get("members"))] or [text_of(config.get("member") or config.get("principal_id"))]
    target = _target(instance)
    span = instance.block.head
    if EVERYONE & set(members):
        yield make("terraform/public-access", target, span, also=(Note("It names everyone.", span),))
        return
    who = members[0].rpartition(":")[2] or "someone"
    if isinstance(role, str) and role in ADMIN_ROLES and _is_whole(instance):
        yield make("terraform/admin-policy", target, span, fill=(("who", who),))
    elif "_iam_policy" not in instance.type:
        yield make("terraform/rights-given", target, span, fill=(("who", who),))


def _as_values(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _is_whole(instance: Instance) -> bool:
    """True where the rights hold for a whole project, folder, organisation or subscription."""
    scope = text_of(instance.config.get("scope"))
    if instance.type == "azurerm_role_assignment":
        return "subscription" in scope and "resourceGroups" not in scope and "resource_group" not in scope
    return instance.type.startswith(("google_project_iam", "google_folder_iam", "google_organization_iam"))


def _target(instance: Instance) -> AssetRef:
    """The thing that a Google or Azure grant speaks of."""
    kinds = {
        "bucket": AssetKind.BUCKET,
        "dataset_id": AssetKind.DATABASE,
        "topic": AssetKind.TOPIC,
        "secret_id": AssetKind.SECRET,
        "scope": AssetKind.RESOURCE,
    }
    for name, kind in {**kinds, "project": AssetKind.RESOURCE, "service": AssetKind.FUNCTION}.items():
        value = instance.config.get(name)
        if isinstance(value, (str, Partial)) and value:
            match = Match.EXACT if isinstance(value, str) else Match.PATTERN
            return AssetRef(kind, text_of(value), match, (instance.address,))
    return asset_of(instance)
