"""The state before a change, set against the state after it: pairs, what goes, what opens, what runs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from riskscan.model.artifact import Artifact, Language
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Effect, Safe, Trait, decided_by
from riskscan.model.span import Note, Span
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.terraform import blackbox
from riskscan.parsers.terraform.compare import compared, destroyed
from riskscan.parsers.terraform.evaluate import Instance, Scope
from riskscan.parsers.terraform.expand import is_counted_later
from riskscan.parsers.terraform.expiry import covered
from riskscan.parsers.terraform.flat import flat
from riskscan.parsers.terraform.folder import CONFIGURATION, ENDINGS, LOCK, VALUES, Folder, home_of, load, of_texts
from riskscan.parsers.terraform.functions import is_known
from riskscan.parsers.terraform.identities import physical_name
from riskscan.parsers.terraform.labels import marked
from riskscan.parsers.terraform.loops import loops
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.plain import plain_secrets
from riskscan.parsers.terraform.replacing import Pair, turnover
from riskscan.parsers.terraform.subject import ENDS, NEW_STORES, Subject, every, own_output
from riskscan.parsers.terraform.syntax import Block, File
from riskscan.parsers.terraform.targets import targets

_LINE = re.compile(r"^Line \d+(?= )")


def past_of(path: str, scope: Scope, surroundings: Surroundings) -> dict[str, str] | None:
    """File name -> text as they were before the change, or None where that is not known.

    A folder that did not change itself counts as it is where a local module that it uses did.
    """
    texts = surroundings.baseline(path, *ENDINGS, LOCK)
    home = home_of(path, surroundings)
    if texts is None and home != path and surroundings.baseline(home, *ENDINGS) is not None:
        return {}
    if texts is None and any(surroundings.baseline(inner.folder.near, *ENDINGS) is not None for inner in _modules(scope)):
        here = surroundings.folder(path, *ENDINGS, LOCK)
        found = {
            posixpath.basename(name): surroundings.text(name, path) or surroundings.text(posixpath.basename(name), path) for name in here
        }
        return {name: text for name, text in found.items() if text is not None}
    return texts


def _modules(scope: Scope) -> Iterator[Scope]:
    """The local modules of a folder, and those in them."""
    waiting = [scope]
    while waiting:
        found = waiting.pop(0)
        for name in found.folder.modules:
            for _, inner in found.modules(name):
                waiting.append(inner)
                yield inner


def folder_before(path: str, texts: dict[str, str], surroundings: Surroundings) -> Folder:
    """The folder before; a values file in a folder of its own takes its configuration from above."""
    before = of_texts(path, texts)
    home = home_of(path, surroundings)
    if home == path or before.resources or before.modules:
        return before
    above = surroundings.baseline(home, *ENDINGS, LOCK)
    told = above is not None and any(name.endswith(CONFIGURATION) for name in above)
    configuration = of_texts(home, above) if above is not None and told else load(home, None, surroundings)
    for name, file in configuration.files.items():
        if not name.endswith(VALUES):
            before.add(file)
    before.inputs = configuration.inputs | before.inputs
    before.above = home
    return before


def deleted_files(subject: Subject, texts: dict[str, str], surroundings: Surroundings) -> Iterator[Diagnostic]:
    """Files that were there before and are not handed in now, where it is not plain that they were deleted."""
    lost = _lost(subject, texts, surroundings)
    if lost and not _is_whole_copy(subject.path, texts, surroundings):
        shown = ", ".join(lost[:3]) + (" and others" if len(lost) > 3 else "")
        text = f"The folder before also held {shown}, which we were not given."[:200]
        consequence = "If it was deleted, what it describes is destroyed. That is not part of this answer."
        yield Diagnostic("terraform-file-not-given", text, consequence, Span(subject.path, 1, 1, 1, 1))


def _lost(subject: Subject, texts: dict[str, str], surroundings: Surroundings) -> list[str]:
    if subject.is_values:
        return []
    here = {posixpath.basename(p) for p in surroundings.folder(subject.path, *ENDINGS)} | {posixpath.basename(subject.path)}
    return [name for name in sorted(texts) if name.endswith(CONFIGURATION) and name not in here]


def _is_whole_copy(path: str, texts: dict[str, str], surroundings: Surroundings) -> bool:
    """True where further files of the folder before are here too: then one that is missing was deleted."""
    here = {posixpath.basename(p) for p in surroundings.folder(path, *ENDINGS)}
    return bool((here & set(texts)) - {posixpath.basename(path)})


class Past:
    """The state before and its pairs with the state after."""

    def __init__(self, subject: Subject, texts: dict[str, str], before: Folder, surroundings: Surroundings) -> None:
        self.subject, self.path, self.scope, self.texts, self.folder = subject, subject.path, subject.scope, texts, before
        self.old_scope = Scope(self.folder, surroundings, past=True)
        self.old = {i.address: i for i in every(self.old_scope) if not i.is_data}
        self.new = {i.address: i for i in subject.everyone if not i.is_data}
        self.pairs = [self._pair(i, self.old) for i in subject.managed]
        self.turnover = turnover(self.pairs)
        self.lost = set(_lost(subject, texts, surroundings)) if self._tells_of_lost(surroundings) else set()

    def _tells_of_lost(self, surroundings: Surroundings) -> bool:
        """One file of a folder speaks of the deleted ones: the first, and each that changed itself."""
        if not _is_whole_copy(self.path, self.texts, surroundings):
            return False
        here = sorted(posixpath.basename(p) for p in surroundings.folder(self.path, *CONFIGURATION))
        own = posixpath.basename(self.path)
        now = self.subject.own
        was = self.folder.files.get(self.path)
        return (bool(here) and here[0] == own) or was is None or was.blocks != now.blocks

    def effects(self) -> Iterator[Effect]:
        """What differs from the folder before."""
        left = dict(self.old)
        for pair in self.pairs:
            if pair.before is not None:
                left.pop(pair.before.address, None)
        said: set[tuple[str, str]] = set()
        for effect in compared(self.turnover, self.subject.place):
            said.add((effect.rule, effect.asset.name))
            yield self._told(effect)
        if not self.subject.is_values:
            yield from blackbox.compared(self.old_scope, self.scope, "" if self.subject.whole else self.path)
            yield from self._new_loops()
            yield from targets(self.old_scope, self.scope, self.pairs, "" if self.subject.whole else self.path)
        yield from self._gone({a: i for a, i in left.items() if a not in self.new})
        yield from (e for e in self._new_dangers() if (e.rule, e.asset.name) not in said)

    def _told(self, effect: Effect) -> Effect:
        """The effect with its notes naming the file, where their line is one of another file."""
        return replace(effect, also=tuple(_of_file(note, self.path) for note in effect.also))

    def runs(self) -> dict[str, bool]:
        """``type.name`` -> True where its commands run now, False where they may; what is left as it is runs nothing."""
        found: dict[str, bool] = {}
        for n, pair in enumerate(self.pairs):
            name = f"{pair.after.type}.{pair.after.name}"
            triggers = [i.value for p, items in flat(pair.after.config).items() if p.startswith("trigger") for i in items]
            if pair.before is None or self.turnover.reasons.get(n) or n in self.turnover.carried:
                found[name] = True
            elif not is_known(triggers) or pair.before.block.inner("provisioner") != pair.after.block.inner("provisioner"):
                found.setdefault(name, False)
        return found

    def _pair(self, instance: Instance, old: dict[str, Instance]) -> Pair:
        if instance.address in old:
            return Pair(old[instance.address], instance)
        source = self._source(instance.address, f"{instance.type}.{instance.name}")
        found = old.get(source) if source else _by_count(instance, old)
        if found is not None and found.type != instance.type:
            found = None  # a moved block across types is none
        return Pair(found, instance, moved=found is not None and bool(source))

    def _source(self, address: str, plain: str) -> str:
        """Where an address was before, along the chain of ``moved`` blocks of the folder and of the module that holds it."""
        source = ""
        for _ in range(20):
            step = _one_move(address, plain, self.scope.folder.moved)
            if not step:
                break
            source = address = step
            plain = ".".join(part.split("[")[0] for part in step.split(".")[-2:])
        return source

    def _gone(self, left: dict[str, Instance]) -> Iterator[Effect]:
        fresh = {
            (p.after.type, str(physical_name(p.after))): p.after
            for p in self.pairs
            if p.before is None and isinstance(physical_name(p.after), str)
        }
        end = Span(self.path, 1, 1, 1, 1)
        for where, instance in left.items():
            if not self._is_ours(instance):
                continue
            removed = self._let_go(where, instance)
            if removed is not None:
                yield make("terraform/let-go", asset_of(instance), removed.head if removed.span.path == self.path else end)
                continue
            twin = fresh.get((instance.type, str(physical_name(instance))))
            also = (Note(self._why_gone(where, instance), end),)
            if twin is not None:
                also = (Note(f"It was {where} and is now {twin.address}; no moved block says that it is the same.", twin.block.head),)
            block = self._block_now(instance)
            sure = block is None or not is_counted_later(self.scope, block)
            place = twin.block.head if twin and twin.block.head.path == self.path else end
            if block is not None and block.head.path == self.path:
                place = block.head
            effect = marked(destroyed(instance, place, also, block_stays=_keeps_lock(block), sure=sure, heir=twin), instance)
            # notes and evidence speak of lines in the file as it was
            yield replace(
                effect, also=tuple(_before(n) for n in effect.also), safe_evidence=tuple(_safe_before(s) for s in effect.safe_evidence)
            )

    def _is_ours(self, instance: Instance) -> bool:
        """True for what stood in the submitted file, or in one that was deleted, or in a module."""
        subject, name = self.subject, posixpath.basename(instance.block.head.path)
        if subject.whole or subject.is_values or name in self.lost:
            return True
        if subject.feeds is not None and subject.feeds.place(instance):
            return True
        if instance.scope.prefix:
            head = instance.scope.prefix.removeprefix("module.").split(".")[0].split("[")[0]
            block = self.scope.folder.modules.get(head) or self.folder.modules.get(head)
            return block is None or block.span.path == self.path or posixpath.basename(block.span.path) in self.lost
        now = self._block_now(instance)
        return name == posixpath.basename(self.path) or (now is not None and now.head.path == self.path)

    def _why_gone(self, where: str, instance: Instance) -> str:
        name = posixpath.basename(instance.block.head.path)
        if name in self.lost and not instance.scope.prefix:
            return f"The file {name}, which held {where}, is gone."
        return f"The file no longer has {where}."

    def _block_now(self, instance: Instance) -> Block | None:
        """The block of a resource that lost an instance, where it still stands in the folder itself."""
        return self.scope.folder.resources.get(f"{instance.type}.{instance.name}") if not instance.scope.prefix else None

    def _let_go(self, where: str, instance: Instance) -> Block | None:
        forgotten = self.scope.folder.forgotten
        plain = f"{instance.type}.{instance.name}"
        found = forgotten.get(where) or (forgotten.get(plain) if not instance.scope.prefix else None)
        if found is None:
            found = next(
                (b for name, b in forgotten.items() if name.startswith("module.") and where.startswith((name + ".", name + "["))), None
            )
        return found

    def _new_loops(self) -> Iterator[Effect]:
        found = list(loops(self.scope, self.subject.everyone, "" if self.subject.whole else self.path))
        if found:
            known = {e.asset.name for e in loops(self.old_scope, tuple(every(self.old_scope)), "")}
            yield from (e for e in found if e.asset.name not in known)

    def _new_dangers(self) -> Iterator[Effect]:
        before, subject = self.folder, self.subject
        was = Subject(Artifact(self.path, Language.TERRAFORM, ""), self.old_scope, before.files.get(self.path, File(self.path, ())), True)
        earlier = [e for _, e in was.dangers(was.managed)]
        known, perhaps = {_mark(e) for e in earlier if not decided_by(e)}, {_mark(e) for e in earlier}
        new = {asset_of(p.after).name for p in self.pairs if p.before is None and p.after.type in NEW_STORES}
        goes_anyway = {span for p in self.pairs if p.before is not None for span in covered(p.before, p.after)}
        for _, effect in subject.dangers(subject.managed):
            if effect.has(Trait.EXPIRES) and goes_anyway & {effect.location, *(n.location for n in effect.also)}:
                continue
            if _mark(effect) not in (perhaps if decided_by(effect) else known):
                yield own_output(effect) if effect.asset.name in new and effect.rule.startswith(ENDS) else effect
        old_file = before.files.get(self.path)
        secrets = {e.asset.name for e in plain_secrets(old_file)} if old_file else set()
        yield from (e for e in plain_secrets(subject.own) if e.asset.name not in secrets)


def _keeps_lock(block: Block | None) -> bool:
    """True where the block that is left still says ``prevent_destroy``."""
    locks = [a for b in block.inner("lifecycle") for a in b.attributes if a.name == "prevent_destroy"] if block else []
    return any("True" in repr(a.value) for a in locks)


def _one_move(address: str, plain: str, moved: dict[str, str]) -> str:
    if address in moved:
        return moved[address]
    if plain in moved and address.startswith(plain):
        return moved[plain] + address[len(plain) :]
    head = next((m for m in moved if m.startswith("module.") and address.startswith((m + ".", m + "["))), "")
    return moved[head] + address[len(head) :] if head else ""


def _mark(effect: Effect) -> tuple[str, str, str, tuple[str, ...]]:
    """What makes a danger the same as one before the change; for files that go, which files."""
    which = tuple(n.text for n in effect.also if not _LINE.match(n.text)) if effect.has(Trait.EXPIRES) else ()
    name = effect.asset.aliases[0] if effect.asset.aliases else effect.asset.name
    return effect.rule, name, effect.text.replace(effect.asset.name, ""), which


def _before(note: Note) -> Note:
    return Note(note.text.replace("Line ", "Before the change, line ", 1), None) if note.text.startswith("Line ") else note


def _of_file(note: Note, path: str) -> Note:
    """``Line 3 changes engine`` as ``Line 3 of main.tf changes engine`` where it speaks of another file."""
    if note.location is None or note.location.path == path:
        return note
    there = note.location.path
    shown = posixpath.basename(there)
    if posixpath.dirname(there) != posixpath.dirname(path):
        shown = "/".join(there.split("/")[-2:])
    return Note(_LINE.sub(lambda found: f"{found[0]} of {shown}", note.text), note.location)


def _safe_before(safe: Safe) -> Safe:
    return Safe(safe.kind, safe.text.replace("Line ", "Before the change, line ", 1), None)


def _by_count(instance: Instance, old: dict[str, Instance]) -> Instance | None:
    """Terraform itself moves ``x`` to ``x[0]`` and back when count comes or goes."""
    plain = instance.address.removesuffix("[0]") if instance.address.endswith("[0]") else instance.address + "[0]"
    return old.get(plain)
