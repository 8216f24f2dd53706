"""What the command that applies a folder says of it: values, values files, a workspace, the resources that it is limited to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from riskscan.knowledge.terraform.kinds import group_of
from riskscan.model.artifact import Artifact
from riskscan.model.effect import Effect, Trait
from riskscan.model.span import Note, Span
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.terraform.compare import destroyed
from riskscan.parsers.terraform.declared import referenced
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.folder import Folder, read_file
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.standing import standing
from riskscan.parsers.terraform.syntax import Attribute, Lit, block_expressions

_PLAIN = re.compile(r"^(true|false|null|-?\d+(\.\d+)?|[\[{\"].*)$", re.DOTALL)


def told(folder: Folder, artifact: Artifact, surroundings: Surroundings) -> tuple[str, ...]:
    """Puts the values that the command gives into the folder; the names of those that it gives one by one."""
    single: dict[str, Attribute] = {}
    for option, value in artifact.options:
        if option == "workspace":
            folder.workspace = value
        elif option == "var-file":
            text = surroundings.text(value, artifact.path)
            for attribute in read_file(posixpath.basename(value), text).attributes if text is not None else ():
                folder.inputs[attribute.name] = attribute
                folder.rivals.pop(attribute.name, None)
        elif option == "var":
            name, _, given = value.partition("=")
            single[name.strip()] = _attribute(name.strip(), given, artifact.path)
    for name, attribute in single.items():  # they count for more than any file
        folder.inputs[name] = attribute
        folder.rivals.pop(name, None)
    return tuple(single)


def _attribute(name: str, given: str, path: str) -> Attribute:
    place = Span(path, 1, 1, 1, 1)
    if _PLAIN.search(given.strip()):
        for attribute in read_file("given.tfvars", f"value = {given.strip()}\n").attributes:
            return Attribute(name, attribute.value, place)
    return Attribute(name, Lit(given), place)


def limited(instances: tuple[Instance, ...], artifact: Artifact, *, to_users: bool) -> tuple[Instance, ...]:
    """The resources that ``-target`` names, with what they need (``to_users``: with what needs them); all without one."""
    targets = [value for option, value in artifact.options if option == "target"]
    if not targets:
        return instances
    needs = {_plain(i): {r for a, _ in block_expressions(i.block) for r in referenced(a.value)} for i in instances}
    wanted = {_plain(i) for i in instances if _is_named(i, targets)}
    while True:
        if to_users:
            more = {name for name, used in needs.items() if used & wanted} - wanted
        else:
            more = {name for one in wanted for name in needs.get(one, ()) if name in needs} - wanted
        if not more:
            break
        wanted |= more
    direct = {i.address for i in instances if _is_named(i, targets)}
    heads = {_plain(i) for i in instances if i.address in direct}
    return tuple(i for i in instances if i.address in direct or (_plain(i) in wanted and _plain(i) not in heads))


def anew(instances: Iterable[Instance], artifact: Artifact) -> Iterator[Effect]:
    """What ``-replace`` and ``taint`` have deleted and built again, and what ``state rm`` lets go."""
    by = {kind: [v for o, v in artifact.options if o == kind] for kind in ("replace", "forget")}
    for instance in instances if any(by.values()) else ():
        place = instance.block.head
        if _is_named(instance, by["replace"]):
            state = standing(instance.type, instance.config)
            note = Note("The command asks for it to be deleted and built again.", place)
            yield make(
                f"terraform/{group_of(instance.type)}-replaced", asset_of(instance), place,
                traits=(Trait.REPLACES, *state.traits), safe=state.safe, also=(note, *state.notes),
            )  # fmt: skip
        elif _is_named(instance, by["forget"]):
            note = Note("A command before makes Terraform forget it. Terraform then tries to make a second one.", place)
            yield make("terraform/let-go", asset_of(instance), place, also=(note,))


def switched_off(before: Iterable[Instance], after: Iterable[Instance], names: tuple[str, ...]) -> Iterator[Effect]:
    """What the files ask for and the values of the command leave out: it goes where it exists."""
    still = {i.address for i in after}
    for instance in before:
        if instance.address not in still and not instance.is_data:
            note = Note(f"The command gives another value for {', '.join(names[:3])}. With it the file no longer asks for this.", None)
            yield destroyed(instance, instance.block.head, (note,), sure=False)


def _plain(instance: Instance) -> str:
    return f"{instance.scope.prefix}{instance.type}.{instance.name}"


def _is_named(instance: Instance, addresses: list[str]) -> bool:
    """True where an address names the resource, all of its kind and name, or a module that it is in."""
    own = instance.address
    return any(own == a or own.startswith((a + "[", a + ".")) for a in addresses)
