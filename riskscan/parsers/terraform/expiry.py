"""Data that goes by itself: lifecycle rules of file stores, table expiry, versions that are no longer kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from riskscan.knowledge.secrets import without_secrets
from riskscan.model.asset import AssetKind, AssetRef
from riskscan.model.effect import Effect, Safe, Safety
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.config import Config
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.protection import number_of
from riskscan.parsers.terraform.syntax import Partial, Value

SHORT = 7  # days; old versions that go sooner are no way back
_SCRATCH = re.compile(
    r"^/?[._]*(tmp|temp|temporary|scratch|cache|trash|athena[-_]?results?|query[-_]results?|spark[-_]?temp\w*)([/_.-]|$)", re.I
)


@dataclass(frozen=True, slots=True)
class End:
    """A rule by which files go: those with a prefix (``some``, also for tags) or all, after a number of days where that is known."""

    prefix: str
    some: bool
    days: float | None
    at: Span

    def within(self, other: End) -> bool:
        """True where the other rule lets the same files go as soon."""
        if self.days is None or other.days is None or self.days < other.days:
            return False
        return (
            not other.some
            or (self.some and bool(other.prefix) and self.prefix.startswith(other.prefix))
            or self == replace(other, at=self.at, days=self.days)
        )


def ends(instance: Instance) -> tuple[End, ...]:
    """The rules of a file store, whatever cloud it is of."""
    match instance.type:
        case "aws_s3_bucket_lifecycle_configuration" | "aws_s3_bucket":
            return tuple(_s3_ends(instance.config))
        case "google_storage_bucket":
            return tuple(_google_ends(instance.config))
        case "azurerm_storage_management_policy":
            return tuple(_azure_ends(instance.config))
        case _:
            return ()


def covered(before: Instance, after: Instance) -> set[Span]:
    """The places of rules by which nothing goes that did not go as soon before the change."""
    old = ends(before)
    return {new.at for new in ends(after) if any(new.within(other) for other in old)}


def expiry(instance: Instance) -> Iterator[Effect]:
    """What one resource lets expire."""
    config, asset = instance.config, asset_of(instance)
    if instance.type == "azurerm_storage_management_policy":
        account = config.get("storage_account_id")
        named = account.rpartition("/")[2] if isinstance(account, str) else asset.name
        asset = AssetRef(AssetKind.BUCKET, named, asset.match, asset.aliases)
    yield from (_expires(asset, end) for end in ends(instance))
    match instance.type:
        case "aws_s3_bucket_lifecycle_configuration" | "aws_s3_bucket":
            for rule in (*config.inner("rule"), *config.inner("lifecycle_rule")):
                yield from _old_versions(rule, asset)
        case "aws_s3_bucket_versioning":
            for block in config.inner("versioning_configuration"):
                if block.get("status") == "Suspended":
                    yield make("terraform/versioning-suspended", asset, block.items["status"].span)
        case "google_bigquery_dataset":
            yield from _milliseconds(config, "default_table_expiration_ms", asset)
            yield from _milliseconds(config, "default_partition_expiration_ms", asset)


def days_words(days: Value) -> str:
    """``30 days`` or ``a set number of days``."""
    if isinstance(days, (int, float)) and not isinstance(days, bool):
        return "1 day" if days == 1 else f"{days:g} days"
    return f"{days} days" if isinstance(days, str) and days.isdecimal() else "a set number of days"


def _s3_ends(config: Config) -> Iterator[End]:
    for rule in (*config.inner("rule"), *config.inner("lifecycle_rule")):
        if rule.get("status") == "Disabled" or rule.get("enabled") is False:
            continue
        prefix, some = _narrowed(rule)
        for end in rule.inner("expiration"):
            if end.get("days") is not None or end.get("date") is not None:
                yield End(prefix, some, number_of(end.get("days")), end.span)


def _old_versions(rule: Config, asset: AssetRef) -> Iterator[Effect]:
    if rule.get("status") == "Disabled" or rule.get("enabled") is False or _narrowed(rule)[1]:
        return
    for end in rule.inner("noncurrent_version_expiration"):
        days_kept = end.get("noncurrent_days") if end.get("noncurrent_days") is not None else end.get("days")
        if isinstance(days_kept, int) and days_kept < SHORT:
            yield make("terraform/old-versions-expire", asset, end.span, fill=(("days", days_words(days_kept)),))


def _expires(asset: AssetRef, end: End) -> Effect:
    days = days_words(end.days)
    fill = (("days", days),)
    first = Note(f"Files older than {days} are deleted by themselves.", end.at)
    if not end.some:
        also = (first, Note("It takes all files: no filter keeps any out.", end.at))
        return make("terraform/bucket-expires-everything", asset, end.at, fill=fill, also=also)
    shown = (
        f'It concerns only files whose names begin with "{end.prefix}".' if end.prefix else "It concerns only files that match its filter."
    )
    safe = (Safe(Safety.SCRATCH, f"It concerns only temporary files in {end.prefix}.", end.at),) if _SCRATCH.match(end.prefix) else ()
    return make("terraform/bucket-expires-some", asset, end.at, fill=fill, also=(first, Note(shown, end.at)), safe=safe)


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


def _google_ends(config: Config) -> Iterator[End]:
    for rule in config.inner("lifecycle_rule"):
        if "Delete" not in [a.get("type") for a in rule.inner("action")]:
            continue
        for condition in rule.inner("condition"):
            items = condition.items
            if "num_newer_versions" in items or condition.get("with_state") == "ARCHIVED" or "days_since_noncurrent_time" in items:
                continue
            listed = condition.get("matches_prefix")
            prefixes = [p for p in listed if isinstance(p, str)] if isinstance(listed, list) else []
            some = bool(listed) or bool(condition.get("matches_suffix"))
            scratch = all(_SCRATCH.match(p) for p in prefixes)
            first = without_secrets(next((p for p in prefixes if scratch or not _SCRATCH.match(p)), ""))
            yield End(first, some, number_of(condition.get("age")), condition.span)


def _azure_ends(config: Config) -> Iterator[End]:
    for rule in config.inner("rule"):
        if rule.get("enabled") is False:
            continue
        prefixes = [p for f in rule.inner("filters") for p in _list(f.get("prefix_match"))]
        # a prefix begins with the name of the container
        known = [p.partition("/")[2] or p for p in prefixes if isinstance(p, str)]
        first = next((p for p in known if not _SCRATCH.match(p)), known[0] if known else "")
        for base in (b for a in rule.inner("actions") for b in a.inner("base_blob")):
            for name, item in base.items.items():
                if name.startswith("delete_after_days"):
                    yield End(without_secrets(first), bool(prefixes), number_of(item.value), item.span)


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _milliseconds(config: Config, name: str, asset: AssetRef) -> Iterator[Effect]:
    item = config.items.get(name)
    if item and isinstance(item.value, (int, float)) and item.value:
        yield make("terraform/tables-expire", asset, item.span, fill=(("days", days_words(round(item.value / 86_400_000, 1))),))
