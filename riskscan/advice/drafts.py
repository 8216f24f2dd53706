"""The same outcome as Terraform: the resource that a script makes by hand, and the arguments that it changes on one which Terraform keeps.

A draft is a start for a person, never a whole: what the script does not say is left to them. Values that hold a password are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from riskscan.advice.case import Case
from riskscan.knowledge.secrets import is_secret, without_secrets
from riskscan.model.advice import Draft
from riskscan.model.asset import Asset, AssetKind, Match
from riskscan.model.effect import Effect, Operation, Safety
from riskscan.model.estate import EdgeKind
from riskscan.model.span import Span

_CLOUDS = (
    (re.compile(r"^(python/)?boto3\.|^shell/aws|^powershell/aws|^aws"), "aws"),
    (re.compile(r"^(python/)?(google|gcloud)|^shell/(gcloud|gsutil|bq)|^gcloud|^gsutil"), "google"),
    (re.compile(r"^(python/)?azure|^shell/az\b|^az-"), "azurerm"),
)
_TYPES: dict[tuple[str, AssetKind], tuple[str, str]] = {
    ("aws", AssetKind.BUCKET): ("aws_s3_bucket", "bucket"), ("aws", AssetKind.QUEUE): ("aws_sqs_queue", "name"),
    ("aws", AssetKind.TOPIC): ("aws_sns_topic", "name"), ("aws", AssetKind.TABLE): ("aws_dynamodb_table", "name"),
    ("aws", AssetKind.DATABASE): ("aws_db_instance", "identifier"), ("aws", AssetKind.SERVER): ("aws_instance", ""),
    ("aws", AssetKind.FUNCTION): ("aws_lambda_function", "function_name"), ("aws", AssetKind.SECRET): ("aws_secretsmanager_secret", "name"),
    ("aws", AssetKind.NETWORK): ("aws_security_group", "name"), ("google", AssetKind.BUCKET): ("google_storage_bucket", "name"),
    ("google", AssetKind.DATABASE): ("google_sql_database_instance", "name"), ("google", AssetKind.TOPIC): ("google_pubsub_topic", "name"),
    ("google", AssetKind.SERVER): ("google_compute_instance", "name"), ("azurerm", AssetKind.DATABASE): ("azurerm_mssql_server", "name"),
    ("azurerm", AssetKind.BUCKET): ("azurerm_storage_account", "name"), ("azurerm", AssetKind.RESOURCE): ("azurerm_resource_group", "name"),
}  # what a script makes -> (resource type, argument that names it)  # fmt: skip
_MADE = re.compile(r"create|run_instances|mb$|make|run-instances")
_ARGUMENT = re.compile(
    r"(?<![\w-])(?:--(?P<flag>[a-z][a-z0-9-]+)(?:[ =]+(?P<value>[^\s\\-][^\s\\]*))?"
    r"|(?P<key>[A-Z][A-Za-z0-9]+)\s*=\s*(?P<literal>\"[^\"\n]*\"|'[^'\n]*'|\d+|True|False))"
)
_NOT_ARGUMENTS = frozenset(
    {
        "region",
        "profile",
        "query",
        "output",
        "quiet",
        "yes",
        "force",
        "project",
        "no_cli_pager",
        "dry_run",
        "format",
        "endpoint_url",
        "debug",
    }
    | {"count", "min_count", "max_count", "group_name", "to_port", "async", "verbose", "only_show_errors", "no_verify_ssl"}
)  # of the program that is called, not of the thing
_OTHER_NAMES = {"image_id": "ami", "cidr_ip": "cidr", "from_port": "port", "ip_protocol": "protocol", "db_instance_class": "instance_class"}
_CHANGES = (Operation.ALTER, Operation.GRANT)
MOST = 5
LINES = 15  # of one command that are looked through


def drafts(case: Case, text_of: Callable[[str], str]) -> tuple[Draft, ...]:
    """At most ``MOST``, in the order of the file. ``text_of`` gives the text of an artifact by its path."""
    found: dict[str, Draft] = {}
    for effect in () if case.terraform else case.effects:
        if effect.rule.startswith("terraform/") or effect.safe(Safety.SCRATCH, Safety.DRY_RUN, Safety.NOT_CALLED):
            continue
        for draft in _of(case, effect, _command(text_of(effect.location.path), effect.location)):
            found.setdefault(draft.code, draft)
    return tuple(found.values())[:MOST]


def _of(case: Case, effect: Effect, command: str) -> Iterator[Draft]:
    kept = [(asset, place) for key in case.reaches[effect.id].touched if (asset := case.assets.get(key)) and (place := _kept_at(case, key))]
    for asset, (file, line) in kept:
        block = _changed(asset, effect, command) if effect.operation in _CHANGES else ""
        if block:
            yield Draft(effect.location, block, f"{file}, line {line}", (effect.id,))
    if not kept and effect.operation is Operation.CREATE and effect.asset.match is Match.EXACT and _MADE.search(effect.verb + effect.rule):
        block = _made(effect, command)
        if block:
            yield Draft(effect.location, block, "", (effect.id,))


def _kept_at(case: Case, key: str) -> tuple[str, int] | None:
    edges = (e for e in case.estate.dependencies if e.target == key and e.kind is EdgeKind.MANAGES and e.evidence.source == "terraform")
    return next(((edge.evidence.file, edge.evidence.line) for edge in sorted(edges)), None)


def _changed(asset: Asset, effect: Effect, command: str) -> str:
    address = next((a for a in (asset.name, *asset.aliases) if a.startswith(asset.fact("type") + ".") and asset.fact("type")), "")
    arguments = _arguments(command, {effect.asset.name, asset.name})
    if not address or not arguments:
        return ""
    type_, _, name = address.partition(".")
    if effect.operation is Operation.GRANT:
        if type_ != "aws_security_group" or not {"port", "cidr"} <= set(arguments):
            return ""
        port = arguments["port"]
        opened = {
            "from_port": port,
            "to_port": port,
            "protocol": arguments.get("protocol", '"tcp"'),
            "cidr_blocks": f"[{arguments['cidr']}]",
        }
        rows = "  ingress {\n" + _rows(opened, "    ") + "\n  }"
    else:
        rows = _rows(arguments)
    return f'resource "{type_}" "{re.split(r"[.[]", name)[0]}" {{\n  # the rest stays as it is\n{rows}\n}}\n'


def _made(effect: Effect, command: str) -> str:
    cloud = next((name for pattern, name in _CLOUDS if pattern.search(effect.rule.removeprefix("python/"))), "")
    type_, argument = _TYPES.get((cloud, effect.asset.kind), ("", ""))
    if not type_ or not effect.asset.name or "{" in effect.asset.name:
        return ""
    shown = without_secrets(effect.asset.name)
    name = re.sub(r"\W+", "_", shown).strip("_").lower() or "new"
    name = name if name[0].isalpha() else f"n_{name}"
    arguments = _arguments(command, {effect.asset.name})
    named = {argument: f'"{shown}"'} if argument else {}
    block = f'resource "{type_}" "{name}" {{\n' + _rows(named | {k: v for k, v in arguments.items() if k != argument}) + "\n}\n"
    identity = shown if argument else "the id that the cloud gave it"
    return block + f'\n# only where it was made by hand already\nimport {{\n  to = {type_}.{name}\n  id = "{identity}"\n}}\n'


def _rows(arguments: dict[str, str], indent: str = "  ") -> str:
    widest = max(map(len, arguments), default=0)
    return "\n".join(f"{indent}{key.ljust(widest)} = {value}" for key, value in arguments.items())


def _arguments(command: str, names: set[str]) -> dict[str, str]:
    """The plain arguments of a command or call, by Terraform's way of writing names."""
    found: dict[str, str] = {}
    for part in _ARGUMENT.finditer(command):
        raw = (part["literal"] if part["key"] else part["value"] or "true").strip("\"'")
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", part["key"] or part["flag"]).replace("-", "_").lower()
        if part["flag"] and part["value"] is None and name.startswith("no_"):
            name, raw = name.removeprefix("no_"), "false"
        name = _OTHER_NAMES.get(name, name)
        if name in _NOT_ARGUMENTS or raw in names or not re.fullmatch(r"[\w./:@+-]{1,80}", raw) or is_secret(name, raw):
            continue
        plain = raw.lower() if raw.lower() in ("true", "false") else raw
        found[name] = plain if plain in ("true", "false") or plain.isdecimal() else f'"{plain}"'
    return dict(list(found.items())[:8])


def _command(text: str, place: Span) -> str:
    """The lines of one command or call, from where it begins until its brackets close."""
    lines = text.split("\n")[place.start_line - 1 : place.start_line - 1 + LINES]
    taken: list[str] = []
    for line in lines:
        taken.append(line)
        whole = "\n".join(taken)
        if not line.rstrip().endswith("\\") and whole.count("(") <= whole.count(")"):
            break
    return "\n".join(taken)
