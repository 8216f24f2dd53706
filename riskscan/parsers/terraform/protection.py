"""Safety settings of a resource: what holds it, what copy stays, and what a change takes away."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.knowledge.terraform.facts import class_of
from riskscan.model.effect import Safe, Safety, Trait
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.evaluate import Config, Item
from riskscan.parsers.terraform.flat import flat
from riskscan.parsers.terraform.syntax import Value

CATCHES = frozenset(
    {
        "deletion_protection",
        "deletion_protection_enabled",
        "enable_deletion_protection",
        "disable_api_termination",
        "termination_protection",
        "delete_protection",
        "termination_protection_enabled",
        "enable_termination_protection",
        "enable_drop_protection",
        "purge_protection_enabled",
        "prevent_destroy",
        "deletion_policy",
    }
)
SKIPS = {
    "skip_final_snapshot": "skips the final snapshot", "skip_final_backup": "skips the last backup",
    "delete_automated_backups": "deletes the automatic backups too",
}  # fmt: skip
FORCES = frozenset({"force_destroy", "force_delete", "delete_contents_on_destroy"})
RETENTIONS = frozenset(
    {
        "backup_retention_period",
        "backup_retention_days",
        "snapshot_retention_limit",
        "automated_snapshot_retention_period",
        "backup_retention_period_in_days",
        "soft_delete_retention_days",
        "recovery_window_in_days",
        "deletion_window_in_days",
        "transaction_log_retention_days",
        "retention_in_days",
        "retention_period",
        "automatic_backup_retention_days",
        "retention_days",
        "message_retention_seconds",
        "retained_backups",
    }
)
VERSIONINGS = ("versioning_configuration.status", "versioning.enabled", "versioning_enabled")
COPIES = (
    "point_in_time_recovery.enabled",
    "settings.backup_configuration.enabled",
    "backup_configuration.enabled",
    "point_in_time_recovery_enabled",
    "continuous_backup_config.enabled",
    "settings.backup_configuration.point_in_time_recovery_enabled",
    "automated_backup_policy.enabled",
)
_ON = (True, "true", "Enabled", "ENABLED", "ACTIVE", "PREVENT", "ABANDON", "RETAIN", "POINT_IN_TIME_RECOVERY_ENABLED", 1)


@dataclass(frozen=True, slots=True)
class Loss:
    """A safety setting that a change takes away: the rule that speaks of it, the trait it gives, and its sentence."""

    rule: str
    trait: Trait
    note: Note


def is_on(value: Value) -> bool:
    """True for the ways in which providers write "on"."""
    return isinstance(value, (bool, str, int)) and value in _ON


def _last(items: dict[str, list[Item]], names: frozenset[str]) -> dict[str, Item]:
    return {path: found[0] for path, found in items.items() if path.rsplit(".", 1)[-1] in names}


def _line(span: Span, what: str) -> Note:
    return Note(f"Line {span.start_line} {what}.", span)


def losses(before: Config, after: Config) -> list[Loss]:
    """What the change takes away; longer retention and new catches are no loss."""
    old, new = flat(before), flat(after)
    found: list[Loss] = []
    for path, item in _last(old, CATCHES).items():
        now = new[path][0] if path in new else None
        if is_on(item.value) and (
            now is None or now.value is None or now.value is False or (isinstance(now.value, str) and not is_on(now.value))
        ):
            span = now.span if now else after.span
            name = path.rsplit(".", 1)[-1]
            what = f"switches off {name}" if now else f"no longer has {name}"
            note = _line(span, what) if now else Note(f"The new version {what}.", _first_line(after.span))
            found.append(Loss("terraform/deletion-protection-off", Trait.CATCH_REMOVED, note))
    for path, item in _last(new, frozenset(SKIPS)).items():
        if is_on(item.value) and not any(is_on(i.value) for i in old.get(path, [])):
            found.append(Loss("terraform/final-copy-off", Trait.UNDO_REMOVED, _line(item.span, SKIPS[path.rsplit(".", 1)[-1]])))
    for path, item in _last(new, FORCES).items():
        if is_on(item.value) and not any(is_on(i.value) for i in old.get(path, [])):
            found.append(Loss("terraform/force-delete-on", Trait.CATCH_REMOVED, _line(item.span, "allows deleting it while it is full")))
    found.extend(_shorter(old, new))
    found.extend(_copies_off(old, new, after))
    return found


def _number(value: Value) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isdecimal():
        return float(value[:12])
    return float(value) if isinstance(value, (int, float)) else None


def _shorter(old: dict[str, list[Item]], new: dict[str, list[Item]]) -> list[Loss]:
    found: list[Loss] = []
    for path, item in _last(new, RETENTIONS).items():
        before, after = _number(old[path][0].value) if path in old else None, _number(item.value)
        if path.endswith("retention_in_days"):  # 0 keeps logs for ever
            before, after = before or (9e9 if path in old else None), after or 9e9
        if before is not None and after is not None and after < before:
            shown = "no limit" if before > 1e9 else f"{before:g}"
            found.append(
                Loss(
                    "terraform/copies-shortened",
                    Trait.UNDO_REMOVED,
                    _line(item.span, f"lowers {path.rsplit('.', 1)[-1]} from {shown} to {after:g}"),
                )
            )
    return found


def _copies_off(old: dict[str, list[Item]], new: dict[str, list[Item]], after: Config) -> list[Loss]:
    found: list[Loss] = []
    for path in (*VERSIONINGS, *COPIES):
        was = any(is_on(i.value) for i in old.get(path, []))
        now = new.get(path)
        if was and (now is None or not is_on(now[0].value)):
            span = now[0].span if now else _first_line(after.span)
            if path in VERSIONINGS:
                found.append(Loss("terraform/versioning-suspended", Trait.UNDO_REMOVED, _line(span, "stops keeping old versions")))
            else:
                found.append(Loss("terraform/copies-shortened", Trait.UNDO_REMOVED, _line(span, "switches off a way to go back in time")))
    return found


def _first_line(span: Span) -> Span:
    return Span(span.path, span.start_line, span.start_column, span.start_line, span.start_column + 1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a resource stands when it is to be deleted: what holds it, what makes it worse, with sentences."""

    safe: tuple[Safe, ...]
    traits: tuple[Trait, ...]
    notes: tuple[Note, ...]
    copied: bool  # a last copy is made


def standing(type_: str, config: Config) -> Standing:
    """What its settings do when a resource is deleted."""
    items = flat(config)
    safe: list[Safe] = []
    traits: list[Trait] = []
    notes: list[Note] = []
    for path, item in _last(items, CATCHES).items():
        name = path.rsplit(".", 1)[-1]
        if is_on(item.value):
            safe.append(Safe(Safety.PROTECTED, f"Line {item.span.start_line} keeps it from being deleted ({name}).", item.span))
        elif item.value is False:
            notes.append(_line(item.span, f"leaves {name} off"))
    for path, item in _last(items, frozenset(SKIPS)).items():
        if is_on(item.value):
            traits.append(Trait.UNDO_REMOVED)
            notes.append(_line(item.span, SKIPS[path.rsplit(".", 1)[-1]]))
    forced = [i for i in _last(items, FORCES).values() if is_on(i.value)]
    for item in forced:
        traits.append(Trait.CATCH_REMOVED)
        notes.append(_line(item.span, "allows deleting it while it is full"))
    if type_ in ("aws_s3_bucket", "google_storage_bucket") and not forced:
        safe.append(Safe(Safety.PROTECTED, "The cloud refuses to delete a file store that still holds files.", _first_line(config.span)))
    last = next((items[n][0] for n in ("final_snapshot_identifier", "final_snapshot_name") if n in items), None)
    copied = last is not None and Trait.UNDO_REMOVED not in traits
    if copied and last is not None:
        safe.append(Safe(Safety.BACKED_UP, f"Line {last.span.start_line} keeps a last copy.", last.span))
    return Standing(tuple(safe), tuple(dict.fromkeys(traits)), tuple(notes), copied)


def holds_data(type_: str) -> bool:
    """True where deleting a resource of this type loses what is in it."""
    return class_of(type_) in ("data", "data_part", "users", "container", "logs", "copy", "secret")
