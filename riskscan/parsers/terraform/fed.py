"""What the values of one file go into: its variables, locals and settings files decide about resources that stand elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.span import Span
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.folder import VALUES, Folder
from riskscan.parsers.terraform.syntax import Attribute, Block, Expr, File, block_expressions, references

Name = tuple[str, str]  # ("var", "env"), ("local", "prefix")


@dataclass(frozen=True, slots=True)
class Fed:
    """The values that a file changed, each with its place; locals of other files that are made from them have the same place."""

    places: dict[Name, Span]
    modules: dict[str, Span]

    def place(self, instance: Instance) -> Span | None:
        """Where the file says something that goes into a resource; None where nothing does."""
        if instance.scope.prefix:
            head = instance.scope.prefix.removeprefix("module.").split(".")[0].split("[")[0]
            return self.modules.get(head)
        return _in_block(instance.block, self.places)


def fed(own: File, before: File | None, *folders: Folder) -> Fed:
    """What differs between a file and what it was before, followed through the locals and modules of its folder then and now."""
    old = _values(before) if before is not None else {}
    new = _values(own)
    places = {name: span for name, (expr, span) in new.items() if name not in old or old[name][0] != expr}
    first = Span(own.path, 1, 1, 1, 1)
    places |= {name: first for name in old if name not in new}
    while more := {
        ("local", name): span
        for folder in folders
        for name, attribute in folder.locals.items()
        if ("local", name) not in places and (span := _in_expression(attribute.value, places))
    }:
        places |= more
    modules = {name: span for folder in folders for name, block in folder.modules.items() if (span := _in_block(block, places))}
    return Fed(places, modules)


def _values(file: File) -> dict[Name, tuple[Expr, Span]]:
    found: dict[Name, tuple[Expr, Span]] = {}
    if file.path.endswith(VALUES):
        return {("var", a.name): (a.value, a.span) for a in file.attributes}
    for block in file.blocks:
        default = block.attribute("default") if block.type == "variable" and block.labels else None
        if default is not None:
            found["var", block.labels[0]] = (default.value, default.span)
        if block.type == "locals":
            found |= {("local", a.name): (a.value, a.span) for a in block.attributes}
    return found


def _in_expression(expr: Expr, places: dict[Name, Span]) -> Span | None:
    names = ((str(t.root), t.steps[0]) for t in references(expr) if t.steps and isinstance(t.steps[0], str))
    return next((places[name] for name in names if name in places), None)


def _in_block(block: Block, places: dict[Name, Span]) -> Span | None:
    found: list[Attribute] = [a for a, _ in block_expressions(block)]
    return next((span for a in found if (span := _in_expression(a.value, places))), None)
