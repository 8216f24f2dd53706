"""Which resources a change makes anew, and why: an argument, something that they hang on, a trigger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from riskscan.knowledge.terraform.conditions import replaces
from riskscan.knowledge.terraform.facts import Forced, class_of, force_new
from riskscan.knowledge.terraform.kinds import VERSIONED, group_of
from riskscan.knowledge.terraform.settings import SIZES
from riskscan.model.effect import Certainty, Effect, Trait, Undo
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.declared import referenced
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.flat import Change, changes, flat
from riskscan.parsers.terraform.functions import call
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.protection import Loss, is_on, number_of
from riskscan.parsers.terraform.standing import standing, together
from riskscan.parsers.terraform.syntax import Trav, references
from riskscan.parsers.terraform.versions import provider_version

_NAMING = ("name", "database", "schema", "metadata.name", "metadata.namespace")  # what names a thing at providers without a table


@dataclass(frozen=True, slots=True)
class Pair:
    """One resource before and after; ``before`` is None where it is new."""

    before: Instance | None
    after: Instance
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """An argument whose change makes the thing anew, and how sure that is."""

    change: Change
    certainty: Certainty

    @property
    def note(self) -> Note:
        """The sentence about it."""
        may = "changes" if self.certainty is not Certainty.POSSIBLE else "may change" if not self.change.sure else "changes"
        if self.certainty is Certainty.POSSIBLE and self.change.sure:
            text = f"Line {self.change.span.start_line} changes {self.change.path}, which Terraform sometimes does by replacing."
        else:
            text = f"Line {self.change.span.start_line} {may} {self.change.path}, which Terraform can only do by replacing."
        return Note(text, self.change.span)


@dataclass(slots=True)
class Turnover:
    """All pairs with what differs, by the index of the pair; ``anew`` is what is made anew by address, with its name."""

    pairs: list[Pair]
    changed: dict[int, list[Change]] = field(default_factory=dict)
    reasons: dict[int, list[Reason]] = field(default_factory=dict)
    carried: dict[int, str] = field(default_factory=dict)
    anew: dict[str, str] = field(default_factory=dict)


def turnover(pairs: list[Pair]) -> Turnover:
    """What differs, what is made anew by an argument, and what hangs on that."""
    found = Turnover(pairs)
    for n, pair in enumerate(pairs):
        if pair.before is None:
            continue
        found.changed[n] = changes(pair.before.config, pair.after.config)
        found.reasons[n] = list(_reasons(pair, found.changed[n]))
        if any(r.certainty is not Certainty.POSSIBLE for r in found.reasons[n]):
            found.anew[_plain(pair.after)] = asset_of(pair.before).name
    _carry(found)
    return found


def _reasons(pair: Pair, found: list[Change]) -> Iterator[Reason]:
    for change in found:
        certainty = _forced(pair.after, change)
        if certainty is not None:
            yield Reason(change, certainty)


def _forced(after: Instance, change: Change) -> Certainty | None:
    """How sure it is that a change replaces the resource; None where it does not."""
    version = provider_version(after)
    found = force_new(after.type, change.path, version)
    if found is Forced.NO and change.block:
        found = force_new(after.type, change.block, version)
    if found is Forced.MAYBE and change.path.startswith("user_data"):
        found = Forced.YES if is_on(after.config.get("user_data_replace_on_change")) else Forced.NO
    if found is Forced.MAYBE and grows(change):
        found = Forced.NO
    if found is Forced.MAYBE and (known := replaces(after.type, change.path, change.before, change.after)) is not None:
        found = Forced.YES if known else Forced.NO
    if found is Forced.UNKNOWN and change.path in _NAMING and change.before:
        return Certainty.LIKELY
    if found is Forced.MAYBE:
        return Certainty.POSSIBLE if change.before is not None and group_of(after.type) in ("database", "data", "secret") else None
    if found is not Forced.YES or (change.path == "region" and None in (change.before, change.after)):
        return None
    if not change.sure:
        return Certainty.POSSIBLE
    return Certainty.LIKELY if change.after is None else Certainty.PROVEN


def grows(change: Change) -> bool:
    """True where a store gets larger or a table gets further columns: that happens in place."""
    old, new = number_of(change.before), number_of(change.after)
    if SIZES.search(change.path) and old is not None and new is not None:
        return new > old
    if change.path != "schema" or not isinstance(change.before, str) or not isinstance(change.after, str):
        return False
    then, now = (call("jsondecode", [side]) for side in (change.before, change.after))
    if not isinstance(then, list) or not isinstance(now, list):
        return False
    kept = {repr(c.get("name")): (c.get("type"), c.get("mode")) for c in now if isinstance(c, dict)}
    return all(isinstance(c, dict) and kept.get(repr(c.get("name"))) == (c.get("type"), c.get("mode")) for c in then)


def shrinks(change: Change) -> bool:
    """True where a store is to become smaller."""
    old, new = number_of(change.before), number_of(change.after)
    return bool(SIZES.search(change.path)) and old is not None and new is not None and new < old


def _plain(instance: Instance) -> str:
    return f"{instance.type}.{instance.name}"


def _carry(found: Turnover) -> None:
    """Follows what is made anew to what hangs on it, until nothing more is found."""
    touched = {_plain(p.after): {c.path.split(".")[0] for c in found.changed[n]} for n, p in enumerate(found.pairs) if n in found.changed}
    new = {_plain(p.after) for p in found.pairs if p.before is None}
    for _ in range(10):
        before = len(found.carried)
        for n, pair in enumerate(found.pairs):
            if pair.before is None or found.reasons[n] or n in found.carried:
                continue
            source = _needs(pair.after, found.anew) or _triggered(pair.after, found.anew, touched, new)
            if source:
                found.carried[n] = source
                found.anew[_plain(pair.after)] = asset_of(pair.before).name
        if len(found.carried) == before:
            break


def _needs(instance: Instance, anew: dict[str, str]) -> str:
    """The name of something made anew that stands in an argument which cannot be changed in place."""
    for path, items in flat(instance.config).items():
        if force_new(instance.type, path, provider_version(instance)) is not Forced.YES:
            continue
        for item in items:
            source = next((a for a in referenced(item.expr) if a in anew and a != _plain(instance)), "")
            if source and (not isinstance(item.value, str) or class_of(source.partition(".")[0]) != "data"):
                return anew[source]
    return ""


def _triggered(instance: Instance, anew: dict[str, str], touched: dict[str, set[str]], new: set[str]) -> str:
    """What ``replace_triggered_by`` names and the change touches."""
    for block in instance.block.inner("lifecycle"):
        attribute = block.attribute("replace_triggered_by")
        for trav in references(attribute.value) if attribute else ():
            for address in referenced(trav):
                if address in anew:
                    return anew[address]
                names = touched.get(address, set())
                if (names and (_names_whole(trav) or _last(trav) in names)) or address in new:
                    return address
    return ""


def _names_whole(trav: Trav) -> bool:
    return len([s for s in trav.steps if isinstance(s, str)]) < 2


def _last(trav: Trav) -> str:
    return [s for s in trav.steps if isinstance(s, str)][1]


def replaced(pair: Pair, why: list[Reason], gone: list[Loss], location: Span, because: str = "") -> Effect:
    """The resource is deleted and made anew."""
    assert pair.before is not None
    first = pair.before
    notes = [reason.note for reason in why]
    if because:
        notes.append(Note(f"{because} is made anew or changes, and this depends on it.", location))
    state = together(standing(first.type, first.config), standing(pair.after.type, pair.after.config))
    dropped = tuple(loss.trait for loss in gone)
    order = (Certainty.PROVEN, Certainty.LIKELY, Certainty.POSSIBLE)
    certainty = Certainty.PROVEN if because else min((r.certainty for r in why), key=order.index)
    group = group_of(first.type)
    early = any(is_on(i.value) for p, items in flat(pair.after.config).items() if p == "lifecycle.create_before_destroy" for i in items)
    undo = Undo.WITH_WORK if state.copied and group in ("database", "data") else None
    return make(
        f"terraform/{group}-replaced", asset_of(first), location, traits=(*dropped, *state.traits), safe=state.safe, certainty=certainty,
        undo=undo, without=(Trait.OUTAGE,) if early and class_of(first.type) in ("vm", "outage_compute") else (),
        also=(*notes, *(loss.note for loss in gone), *state.notes),
    )  # fmt: skip


def is_made_anew(pair: Pair) -> bool:
    """True for types that a replacement harms; the others are made anew as a matter of course."""
    return not VERSIONED.search(pair.after.type)
