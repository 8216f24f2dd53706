"""The recipe for one configuration file: read the folder, pair it with what was there before, and gather what it does."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from riskscan.knowledge.terraform.kinds import group_of, kind_of
from riskscan.model.artifact import Artifact, Intent, Language, Status
from riskscan.model.asset import AssetRef
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Effect, Safe, Safety
from riskscan.model.findings import Findings
from riskscan.model.span import Note, Span
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.terraform import blackbox
from riskscan.parsers.terraform.commands import commands
from riskscan.parsers.terraform.compare import Pair, compared, created_or_set, destroyed
from riskscan.parsers.terraform.declared import estate
from riskscan.parsers.terraform.evaluate import Instance, Scope
from riskscan.parsers.terraform.expiry import expiry
from riskscan.parsers.terraform.exposure import around, large, network, public
from riskscan.parsers.terraform.folder import ENDINGS, Folder, address, load, module_path, of_texts
from riskscan.parsers.terraform.identities import physical_name
from riskscan.parsers.terraform.making import is_creation, make, place_of
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.plain import plain_secrets
from riskscan.parsers.terraform.rights import rights
from riskscan.parsers.terraform.syntax import Block, File, block_expressions, references

INSTANCES = 3000  # resources of one artifact, instances counted


def parse_configuration(artifact: Artifact, surroundings: Surroundings) -> Findings:
    """Findings of one file in its folder."""
    folder = load(artifact.path, artifact.text, surroundings)
    scope = Scope(folder, surroundings)
    own = folder.files[artifact.path]
    whole = artifact.intent in (Intent.DESTROY, Intent.APPLY)
    subject = _Subject(artifact, scope, own, whole)
    texts = None if artifact.intent is Intent.DESTROY else surroundings.baseline(artifact.path, *ENDINGS)
    diagnostics = list(_unread(own)) + list(_opaque(scope, own))
    if artifact.intent is Intent.DESTROY:
        effects = [*(destroyed(i, i.block.head) for i in subject.managed), *blackbox.destroyed(scope)]
    elif texts is None:
        effects = list(subject.alone())
        if subject.managed or effects:
            diagnostics.append(_no_baseline(artifact.path))
    else:
        effects = list(subject.against(of_texts(artifact.path, texts), texts))
    embedded = tuple(commands(own, scope)) if artifact.intent is not Intent.DESTROY else ()
    cut_off = scope.budget.steps < 0 or len(subject.everyone) >= INSTANCES
    if cut_off:
        diagnostics.append(_cut_off(artifact.path))
    partly = bool(own.broken) or cut_off
    return Findings(
        effects=tuple(_unique(effects)),
        embedded=embedded,
        declared=estate(scope, subject.defined, artifact.path),
        diagnostics=tuple(diagnostics),
        status=_status(own, partly),
    )


def _status(own: File, partly: bool) -> Status:
    if own.broken and not own.blocks and not own.attributes:
        return Status.NOT_READ
    return Status.PARTLY_READ if partly else Status.READ


def _unique(effects: list[Effect]) -> list[Effect]:
    return list(dict.fromkeys(effects))


class _Subject:
    """The resources that this scan speaks of."""

    def __init__(self, artifact: Artifact, scope: Scope, own: File, whole: bool) -> None:
        self.path, self.scope, self.own, self.whole = artifact.path, scope, own, whole
        self.is_values = artifact.path.endswith((".tfvars", ".tfvars.json"))
        self.everyone = tuple(_all(scope))
        self.beside = around(self.everyone)
        self.defined = tuple(i for i in self.everyone if self._speaks_of(i))
        self.managed = tuple(i for i in self.defined if not i.is_data)

    def _speaks_of(self, instance: Instance) -> bool:
        if self.whole or instance.block.head.path == self.path:
            return True
        if self.is_values:
            return True
        return bool(instance.scope.prefix) and _module_block(self.scope, instance).span.path == self.path

    def place(self, instance: Instance) -> Span:
        """Where an effect on an instance stands: in the submitted file, at the module block for what a module makes."""
        if instance.block.head.path == self.path or (self.whole and not instance.scope.prefix):
            return instance.block.head
        if instance.scope.prefix:
            block = _module_block(self.scope, instance)
            return block.head if block.span.path == self.path or self.whole else place_of(instance, self.path)
        return place_of(instance, self.path)

    def at_home(self, effect: Effect, instance: Instance) -> Effect:
        """The effect with its place in the submitted file; where it stands elsewhere, a note says so."""
        if effect.location.path == self.path or self.whole:
            return effect
        there = effect.location
        name = posixpath.basename(there.path)
        also = (*effect.also, Note(f"It stands in {name}, line {there.start_line}.", there))
        return replace(effect, location=self.place(instance), also=also)

    def dangers(self, instances: tuple[Instance, ...]) -> Iterator[tuple[Instance, Effect]]:
        """What is dangerous in itself: openings, rights, expiry, size."""
        text = "\n".join(repr(f) for f in self.scope.folder.files.values()) if any("iam_role" in i.type for i in instances) else ""
        for instance in instances:
            if instance.is_data or (self.is_values and not self._is_fed(instance)):
                continue
            found = large(instance)
            for effect in (
                *network(instance, self.beside),
                *public(instance),
                *rights(instance, text),
                *expiry(instance),
                *([found] if found else ()),
            ):
                yield instance, self.at_home(effect, instance)

    def _is_fed(self, instance: Instance) -> bool:
        """True where a value of the submitted file goes into the resource by name, or through a local or module."""
        given = {a.name for a in self.own.attributes}
        if instance.scope.prefix:
            return True
        roots = [t for a, _ in block_expressions(instance.block) for t in references(a.value)]
        return any(t.root == "local" or (t.root == "var" and t.steps[0] in given) for t in roots)

    def alone(self) -> Iterator[Effect]:
        """Everything counts as made, with what is dangerous in it."""
        found = list(self.dangers(self.managed))
        loud = {id(instance) for instance, _ in found}
        made = {asset_of(i).name for i in self.managed if i.type in ("aws_s3_bucket", "google_storage_bucket")}
        for _, effect in found:
            new = effect.asset.name in made and effect.rule.startswith(
                ("terraform/bucket-expires", "terraform/old-versions", "terraform/versioning")
            )
            yield _own_output(effect) if new else effect
        imported = self.scope.folder.imported
        for instance in () if self.is_values else self.managed:
            place = self.place(instance)
            if instance.address in imported:
                yield make("terraform/taken-in", asset_of(instance), place)
                continue
            effect = created_or_set(instance, place)
            if not is_creation(effect) and id(instance) in loud:
                continue
            if any(e.rule == "terraform/large-machine" for i, e in found if i is instance):
                continue
            yield effect
        if not self.is_values:
            yield from blackbox.made(self.scope, "" if self.whole else self.path)
            yield from self._removed()
        yield from plain_secrets(self.own)

    def _removed(self) -> Iterator[Effect]:
        """``removed`` blocks that destroy."""
        forgotten = self.scope.folder.forgotten
        for block in self.own.blocks:
            old = block.attribute("from") if block.type == "removed" else None
            name = address(old.value) if old else ""
            if name and name not in forgotten:
                type_ = name.split(".")[-2] if "." in name else name
                group = "module" if type_ == "module" else group_of(type_)
                yield make(f"terraform/{group}-destroyed", AssetRef(kind_of(type_), name, aliases=(name,)), block.head)

    def against(self, before: Folder, texts: dict[str, str]) -> Iterator[Effect]:
        """What differs from the folder before."""
        old_scope = Scope(before, self.scope.surroundings)
        old = {i.address: i for i in _all(old_scope) if not i.is_data}
        new = {i.address: i for i in self.everyone if not i.is_data}
        pairs = [self._pair(i, old) for i in self.managed]
        for pair in pairs:
            if pair.before is not None:
                old.pop(pair.before.address, None)
        said: set[tuple[str, str]] = set()
        for effect in compared(pairs, self.path):
            said.add((effect.rule, effect.asset.name))
            yield effect
        if not self.is_values:
            yield from blackbox.compared(old_scope, self.scope, "" if self.whole else self.path)
        name = posixpath.basename(self.path)
        if name in texts or self.whole or self.is_values:
            yield from self._gone({a: i for a, i in old.items() if a not in new}, pairs, name)
        yield from (e for e in self._new_dangers(before, old_scope) if (e.rule, e.asset.name) not in said)

    def _pair(self, instance: Instance, old: dict[str, Instance]) -> Pair:
        if instance.address in old:
            return Pair(old[instance.address], instance)
        moved = self.scope.folder.moved
        plain = f"{instance.type}.{instance.name}"
        source = moved.get(instance.address) or (moved[plain] + instance.address[len(plain) :] if plain in moved else "")
        if not source and instance.address.startswith("module."):
            head = next((m for m in moved if instance.address.startswith(m + ".")), "")
            source = moved[head] + instance.address[len(head) :] if head else ""
        found = old.get(source) if source else _by_count(instance, old)
        return Pair(found, instance, moved=found is not None and bool(source))

    def _gone(self, old: dict[str, Instance], pairs: list[Pair], name: str) -> Iterator[Effect]:
        fresh = {
            (p.after.type, str(physical_name(p.after))): p.after
            for p in pairs
            if p.before is None and isinstance(physical_name(p.after), str)
        }
        end = Span(self.path, 1, 1, 1, 1)
        for where, instance in old.items():
            if posixpath.basename(instance.block.head.path) != name and not self.whole and not self.is_values and not instance.scope.prefix:
                continue
            plain = f"{instance.type}.{instance.name}"
            removed = self.scope.folder.forgotten.get(where) or self.scope.folder.forgotten.get(plain)
            if removed is not None:
                yield make("terraform/let-go", asset_of(instance), removed.head if removed.span.path == self.path else end)
                continue
            twin = fresh.get((instance.type, str(physical_name(instance))))
            also = (Note(f"The file no longer has {where}.", end),)
            if twin is not None:
                also = (Note(f"It was {where} and is now {twin.address}; no moved block says that it is the same.", twin.block.head),)
            effect = destroyed(instance, twin.block.head if twin and twin.block.head.path == self.path else end, also)
            # notes and evidence speak of lines in the file as it was
            yield replace(
                effect, also=tuple(_before(n) for n in effect.also), safe_evidence=tuple(_safe_before(s) for s in effect.safe_evidence)
            )

    def _new_dangers(self, before: Folder, old_scope: Scope) -> Iterator[Effect]:
        was = _Subject(Artifact(self.path, Language.TERRAFORM, ""), old_scope, before.files.get(self.path, File(self.path, ())), True)
        known = {_mark(e) for _, e in was.dangers(was.managed)}
        yield from (e for _, e in self.dangers(self.managed) if _mark(e) not in known)
        old_file = before.files.get(self.path)
        secrets = {e.asset.name for e in plain_secrets(old_file)} if old_file else set()
        yield from (e for e in plain_secrets(self.own) if e.asset.name not in secrets)


def _mark(effect: Effect) -> tuple[str, str, str]:
    return effect.rule, effect.asset.aliases[0] if effect.asset.aliases else effect.asset.name, effect.text.replace(effect.asset.name, "")


def _before(note: Note) -> Note:
    return Note(note.text.replace("Line ", "Before the change, line ", 1), None) if note.text.startswith("Line ") else note


def _safe_before(safe: Safe) -> Safe:
    return Safe(safe.kind, safe.text.replace("Line ", "Before the change, line ", 1), None)


def _own_output(effect: Effect) -> Effect:
    safe = Safe(Safety.OWN_OUTPUT, "It makes this file store itself, so nothing is in it yet.", effect.location)
    return replace(effect, safe_evidence=(*effect.safe_evidence, safe))


def _by_count(instance: Instance, old: dict[str, Instance]) -> Instance | None:
    """Terraform itself moves ``x`` to ``x[0]`` and back when count comes or goes."""
    plain = instance.address.removesuffix("[0]") if instance.address.endswith("[0]") else instance.address + "[0]"
    return old.get(plain)


def _all(scope: Scope) -> Iterator[Instance]:
    """All instances of a folder and of its local modules."""
    waiting, count = [scope], 0
    while waiting:
        found = waiting.pop(0)
        for resource in found.folder.resources:
            for instance in found.instances(resource):
                count += 1
                if count > INSTANCES:
                    return
                yield instance
        for name in found.folder.modules:
            waiting.extend(inner for _, inner in found.modules(name))


def _module_block(scope: Scope, instance: Instance) -> Block:
    name = instance.scope.prefix.removeprefix("module.").split(".")[0].split("[")[0]
    return scope.folder.modules.get(name, instance.block)


def _unread(own: File) -> Iterator[Diagnostic]:
    for n, span in enumerate(own.broken[:5]):
        whole = n == 0 and not own.blocks and not own.attributes
        text = "We could not read this file." if whole else f"We could not read a part of the file at line {span.start_line}."
        yield Diagnostic("terraform-syntax-error", text, "What stands there was not checked. It may do more.", span, unread=whole)


def _opaque(scope: Scope, own: File) -> Iterator[Diagnostic]:
    """Modules from elsewhere, and local ones that we were not given."""
    for block in own.blocks:
        if block.type != "module" or not block.labels or scope.modules(block.labels[0]):
            continue
        source = block.attribute("source")
        name = str(scope.value(source.value)) if source else block.labels[0]
        if source and module_path(block.span.path, name) and _is_empty(scope, block):
            continue
        consequence = "What it builds or deletes is not part of this answer."
        yield Diagnostic(
            "terraform-module-not-read", f"It uses the building block {name}, which we were not given."[:160], consequence, block.head
        )


def _is_empty(scope: Scope, block: Block) -> bool:
    """True for a module that is switched off (count = 0)."""
    count = block.attribute("count")
    return count is not None and scope.value(count.value) == 0


def _no_baseline(path: str) -> Diagnostic:
    text = "We could not compare with what is there now."
    consequence = "We read every block as new. If one exists already, this may replace or change it."
    return Diagnostic("no-baseline", text, consequence, Span(path, 1, 1, 1, 1))


def _cut_off(path: str) -> Diagnostic:
    return Diagnostic(
        "terraform-too-large", "The file is larger than we follow.", "The rest was not worked out. It may do more.", Span(path, 1, 1, 1, 1)
    )
