"""Data that goes by itself: lifecycle rules of file stores, table expiry, versions that are no longer kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from riskscan.knowledge.secrets import without_secrets
from riskscan.model.asset import AssetKind, AssetRef
from riskscan.model.effect import Effect
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.config import Config
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.syntax import Partial, Value

SHORT = 7  # days; old versions that go sooner are no way back


def expiry(instance: Instance) -> Iterator[Effect]:
    """What one resource lets expire."""
    config, asset = instance.config, asset_of(instance)
    match instance.type:
        case "aws_s3_bucket_lifecycle_configuration" | "aws_s3_bucket":
            for rule in (*config.inner("rule"), *config.inner("lifecycle_rule")):
                yield from _s3_rule(rule, asset)
        case "aws_s3_bucket_versioning":
            for block in config.inner("versioning_configuration"):
                if block.get("status") == "Suspended":
                    yield make("terraform/versioning-suspended", asset, block.items["status"].span)
        case "google_storage_bucket":
            for rule in config.inner("lifecycle_rule"):
                yield from _google_rule(rule, asset)
        case "azurerm_storage_management_policy":
            account = config.get("storage_account_id")
            named = AssetRef(AssetKind.BUCKET, account.rpartition("/")[2], aliases=asset.aliases) if isinstance(account, str) else asset
            for rule in config.inner("rule"):
                yield from _azure_rule(rule, named)
        case "google_bigquery_dataset":
            yield from _milliseconds(config, "default_table_expiration_ms", asset)
            yield from _milliseconds(config, "default_partition_expiration_ms", asset)


def days_words(days: Value) -> str:
    """``30 days`` or ``a set number of days``."""
    if isinstance(days, (int, float)) and not isinstance(days, bool):
        return "1 day" if days == 1 else f"{days:g} days"
    return f"{days} days" if isinstance(days, str) and days.isdecimal() else "a set number of days"


def _s3_rule(rule: Config, asset: AssetRef) -> Iterator[Effect]:
    if rule.get("status") == "Disabled" or rule.get("enabled") is False:
        return
    prefix, some = _narrowed(rule)
    for end in rule.inner("expiration"):
        if end.get("days") is None and end.get("date") is None:
            continue
        days = days_words(end.get("days")) if end.get("date") is None else "a set date"
        yield _expires(asset, rule.span, prefix, some, days, end.span)
    for end in (*rule.inner("noncurrent_version_expiration"),):
        days_kept = end.get("noncurrent_days") if end.get("noncurrent_days") is not None else end.get("days")
        if isinstance(days_kept, int) and days_kept < SHORT and not some:
            yield make("terraform/old-versions-expire", asset, end.span, fill=(("days", days_words(days_kept)),))


def _expires(asset: AssetRef, span: Span, prefix: str, some: bool, days: str, at: Span) -> Effect:
    fill = (("days", days),)
    if some:
        shown = f'It concerns only files whose names begin with "{prefix}".' if prefix else "It concerns only files that match its filter."
        also = (Note(f"Files older than {days} are deleted by themselves.", at), Note(shown, span))
        return make("terraform/bucket-expires-some", asset, at, fill=fill, also=also)
    also = (Note(f"Files older than {days} are deleted by themselves.", at), Note("It takes all files: no filter keeps any out.", span))
    return make("terraform/bucket-expires-everything", asset, at, fill=fill, also=also)


def _narrowed(rule: Config) -> tuple[str, bool]:
    """(prefix, True) where a rule speaks of some files only; an unknown prefix counts as one."""
    values: list[Value] = [rule.get("prefix"), rule.get("tags")]
    for block in rule.inner("filter"):
        for inner in (block, *block.inner("and")):
            values += [i.value for i in inner.items.values()]
            if inner.blocks.get("tag") or inner.blocks.get("tags"):
                values.append("{tag}")
    given = [v for v in values if v not in (None, "", [], {}, "/", 0)]
    text = next((v.text if isinstance(v, Partial) else v for v in given if isinstance(v, (str, Partial))), "")
    return without_secrets(text) if text != "{tag}" else "", bool(given)


def _google_rule(rule: Config, asset: AssetRef) -> Iterator[Effect]:
    actions = [a.get("type") for a in rule.inner("action")]
    if "Delete" not in actions:
        return
    for condition in rule.inner("condition"):
        items = condition.items
        if "num_newer_versions" in items or condition.get("with_state") == "ARCHIVED" or "days_since_noncurrent_time" in items:
            continue
        prefixes = condition.get("matches_prefix") or condition.get("matches_suffix")
        first = prefixes[0] if isinstance(prefixes, list) and prefixes else ""
        yield _expires(
            asset, rule.span, str(first) if isinstance(first, str) else "", bool(prefixes), days_words(condition.get("age")), condition.span
        )


def _azure_rule(rule: Config, asset: AssetRef) -> Iterator[Effect]:
    if rule.get("enabled") is False:
        return
    prefixes = [p for f in rule.inner("filters") for p in _list(f.get("prefix_match"))]
    for base in (b for a in rule.inner("actions") for b in a.inner("base_blob")):
        for name, item in base.items.items():
            if name.startswith("delete_after_days"):
                prefix = str(prefixes[0]) if prefixes and isinstance(prefixes[0], str) else ""
                bucket = replace(asset, kind=AssetKind.BUCKET)
                yield _expires(bucket, rule.span, prefix, bool(prefixes), days_words(item.value), item.span)


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _milliseconds(config: Config, name: str, asset: AssetRef) -> Iterator[Effect]:
    item = config.items.get(name)
    if item and isinstance(item.value, (int, float)) and item.value:
        yield make("terraform/tables-expire", asset, item.span, fill=(("days", days_words(round(item.value / 86_400_000, 1))),))
