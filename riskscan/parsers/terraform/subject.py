"""The resources that a scan speaks of, and what they do by themselves."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from riskscan.knowledge.terraform.kinds import group_of, kind_of
from riskscan.model.artifact import Artifact
from riskscan.model.asset import AssetRef
from riskscan.model.effect import Certainty, Effect, Safe, Safety, Undo, decided_by
from riskscan.model.homes import placed
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform import blackbox
from riskscan.parsers.terraform.at_worst import open_dangers
from riskscan.parsers.terraform.compare import created_or_set
from riskscan.parsers.terraform.cost import large
from riskscan.parsers.terraform.evaluate import Instance, Scope
from riskscan.parsers.terraform.expiry import expiry
from riskscan.parsers.terraform.exposure import Around, around, network, public
from riskscan.parsers.terraform.fed import Fed
from riskscan.parsers.terraform.folder import address
from riskscan.parsers.terraform.labels import marked
from riskscan.parsers.terraform.loops import loops
from riskscan.parsers.terraform.making import is_creation, make, place_of
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.plain import plain_secrets
from riskscan.parsers.terraform.rights import rights
from riskscan.parsers.terraform.syntax import Block, File, block_expressions, references
from riskscan.parsers.terraform.taken_over import taken_over
from riskscan.parsers.terraform.unguarded import unguarded

INSTANCES = 3000  # resources of one artifact, instances counted
NEW_STORES = ("aws_s3_bucket", "google_storage_bucket")
ENDS = ("terraform/bucket-expires", "terraform/old-versions", "terraform/versioning")  # rules that harm only what is there already


class Subject:
    """The resources that this scan speaks of."""

    def __init__(self, artifact: Artifact, scope: Scope, own: File, whole: bool, feeds: Fed | None = None) -> None:
        self.path, self.scope, self.own, self.whole, self.feeds = artifact.path, scope, own, whole, feeds
        self.is_values = artifact.path.endswith((".tfvars", ".tfvars.json"))
        self.everyone = tuple(every(scope))
        self._beside: Around | None = None
        self.defined = tuple(i for i in self.everyone if self._speaks_of(i))
        self.managed = tuple(i for i in self.defined if not i.is_data)

    @property
    def beside(self) -> Around:
        """Who stands beside whom, worked out when it is first asked for."""
        if self._beside is None:
            self._beside = around(self.everyone)
        return self._beside

    def _speaks_of(self, instance: Instance) -> bool:
        if self.whole or instance.block.head.path == self.path:
            return True
        if self.is_values or self._fed_at(instance):
            return True
        return bool(instance.scope.prefix) and module_block(self.scope, instance).span.path == self.path

    def _fed_at(self, instance: Instance) -> Span | None:
        """Where the submitted file changes a value that goes into a resource of another file."""
        return self.feeds.place(instance) if self.feeds is not None else None

    def place(self, instance: Instance) -> Span:
        """Where an effect on an instance stands: in the submitted file, at the module block for what a module makes."""
        if instance.block.head.path == self.path or (self.whole and not instance.scope.prefix):
            return instance.block.head
        if instance.scope.prefix:
            block = module_block(self.scope, instance)
            if block.span.path == self.path or self.whole:
                return block.head
        return self._fed_at(instance) or place_of(instance, self.path)

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
            if instance.is_data or (self.is_values and not self.is_fed(instance)):
                continue
            found = large(instance)
            for effect in (
                *network(instance, self.beside),
                *public(instance),
                *rights(instance, text),
                *expiry(instance),
                *taken_over(instance),
                *([found] if found else ()),
                *open_dangers(instance, self.beside, text),
            ):
                yield instance, marked(self.at_home(effect, instance), instance)

    def is_fed(self, instance: Instance) -> bool:
        """True where a value of the submitted file goes into the resource by name, or through a local or module."""
        given = {a.name for a in self.own.attributes}
        if instance.scope.prefix:
            return True
        roots = [t for a, _ in block_expressions(instance.block) for t in references(a.value)]
        return any(t.root == "local" or (t.root == "var" and t.steps[0] in given) for t in roots)

    def alone(self) -> Iterator[Effect]:
        """Everything counts as made, with what is dangerous in it."""
        found = list(self.dangers(self.managed))
        loud = {id(instance) for instance, effect in found if not decided_by(effect)}
        made = {asset_of(i).name for i in self.managed if i.type in NEW_STORES}
        for _, effect in found:
            yield _perhaps_new(effect) if effect.asset.name in made and effect.rule.startswith(ENDS) else effect
        imported = self.scope.folder.imported
        for instance in () if self.is_values else self.managed:
            place = self.place(instance)
            if instance.address in imported:
                yield make("terraform/taken-in", asset_of(instance), place)
                continue
            effect = marked(created_or_set(instance, place), instance)
            if not is_creation(effect) and id(instance) in loud:
                continue
            if any(e.rule == "terraform/large-machine" for i, e in found if i is instance):
                continue
            yield effect
            bare = unguarded(instance, place) if is_creation(effect) else None
            if bare is not None:
                yield marked(bare, instance)
        if not self.is_values:
            yield from loops(self.scope, self.everyone, "" if self.whole else self.path)
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
                yield make(
                    f"terraform/{group}-destroyed",
                    AssetRef(kind_of(type_), name, aliases=(name, placed(name, self.scope.home))),
                    block.head,
                )


def _perhaps_new(effect: Effect) -> Effect:
    """Expiry of a file store that the same files make: nothing is lost where it is new, and we do not know that it is."""
    note = Note("If the file store is new, nothing is in it yet. We could not check that.", effect.location)
    undo = Undo.WITH_WORK if effect.undo is Undo.NO else effect.undo
    return replace(effect, also=(*effect.also, note), certainty=Certainty.POSSIBLE, undo=undo)


def own_output(effect: Effect) -> Effect:
    """Expiry of a file store that this change makes: nothing is in it yet."""
    safe = Safe(Safety.OWN_OUTPUT, "It makes this file store itself, so nothing is in it yet.", effect.location)
    return replace(effect, safe_evidence=(*effect.safe_evidence, safe))


def every(scope: Scope) -> Iterator[Instance]:
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


def module_block(scope: Scope, instance: Instance) -> Block:
    """The module block of the folder that makes an instance."""
    name = instance.scope.prefix.removeprefix("module.").split(".")[0].split("[")[0]
    return scope.folder.modules.get(name, instance.block)
