"""All blocks of one Terraform folder, by what they are called."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from riskscan.model.surroundings import Surroundings
from riskscan.parsers.terraform.hcl import read_hcl
from riskscan.parsers.terraform.json_text import read_json
from riskscan.parsers.terraform.syntax import Attribute, Block, Expr, File, Lit, Trav

ENDINGS = (".tf", ".tf.json", ".tfvars", ".tfvars.json")
FILES = 300  # files of one folder that are read


@dataclass(slots=True)
class Folder:
    """Addresses are ``type.name`` and ``data.type.name``; ``moved`` maps new address to old."""

    near: str
    files: dict[str, File] = field(default_factory=dict)
    resources: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Attribute] = field(default_factory=dict)
    variables: dict[str, Block] = field(default_factory=dict)
    inputs: dict[str, Attribute] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    modules: dict[str, Block] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    forgotten: dict[str, Block] = field(default_factory=dict)  # removed { lifecycle { destroy = false } }
    imported: dict[str, Block] = field(default_factory=dict)
    others: list[Block] = field(default_factory=list)

    def add(self, file: File) -> None:
        """Takes in one more file; what is defined twice keeps its first place."""
        self.files[file.path] = file
        if file.path.endswith((".tfvars", ".tfvars.json")):
            self.inputs |= {a.name: a for a in file.attributes}
            return
        for block in file.blocks:
            self._take(block)

    def _take(self, block: Block) -> None:
        labels = block.labels
        match block.type:
            case "resource" if len(labels) >= 2:
                self.resources.setdefault(".".join(labels[:2]), block)
            case "data" if len(labels) >= 2:
                self.resources.setdefault("data." + ".".join(labels[:2]), block)
            case "locals":
                self.locals |= {a.name: a for a in block.attributes}
            case "variable" if labels:
                self.variables.setdefault(labels[0], block)
            case "output" if labels:
                self.outputs.setdefault(labels[0], block)
            case "module" if labels:
                self.modules.setdefault(labels[0], block)
            case "moved":
                self._moved(block)
            case "removed":
                self._removed(block)
            case "import":
                self.imported |= {address(a.value): block for a in block.attributes if a.name == "to"}
            case _:
                self.others.append(block)

    def _moved(self, block: Block) -> None:
        old, new = block.attribute("from"), block.attribute("to")
        if old and new:
            self.moved[address(new.value)] = address(old.value)

    def _removed(self, block: Block) -> None:
        old = block.attribute("from")
        keeps = any(a.name == "destroy" and a.value == Lit(False) for b in block.inner("lifecycle") for a in b.attributes)
        if old and keeps:
            self.forgotten[address(old.value)] = block


def address(expr: Expr) -> str:
    """``aws_x.y`` or ``module.m.aws_x.y["k"]`` as Terraform writes it; empty for anything else."""
    if not isinstance(expr, Trav) or not isinstance(expr.root, str):
        return ""
    parts = expr.root
    for step in expr.steps:
        if isinstance(step, str):
            parts += f".{step}"
        elif isinstance(step, Lit):
            parts += f'["{step.value}"]' if isinstance(step.value, str) else f"[{step.value}]"
    return parts


def read_file(path: str, text: str) -> File:
    """One file in either syntax; a JSON file that is none comes back broken."""
    if not path.endswith(".json"):
        return read_hcl(path, text)
    found = read_json(path, text)
    return found if found is not None else read_hcl(path, text)


def load(near: str, text: str | None, surroundings: Surroundings) -> Folder:
    """The folder of ``near``: its own text (where given) and its siblings'. ``*.tfvars`` count as Terraform loads them, or when near."""
    folder = Folder(near)
    if text is not None:
        folder.add(read_file(near, text))
    own = posixpath.basename(near)
    for path in surroundings.folder(near, *ENDINGS)[:FILES]:
        name = posixpath.basename(path)
        if (name == own and text is not None) or not is_loaded(name):
            continue
        sibling = surroundings.text(path, near)
        if sibling is None:
            sibling = surroundings.text(name, near)
        if sibling is not None:
            folder.add(read_file(path, sibling))
    return folder


def is_loaded(name: str) -> bool:
    """True for the files that Terraform itself takes in."""
    return name.endswith((".tf", ".tf.json", ".auto.tfvars", ".auto.tfvars.json")) or name in ("terraform.tfvars", "terraform.tfvars.json")


def of_texts(near: str, texts: dict[str, str]) -> Folder:
    """A folder from file names and texts (the state before a change); paths are put beside ``near``."""
    folder = Folder(near)
    parent = posixpath.dirname(near)
    own = posixpath.basename(near)
    for name in sorted(texts):
        if is_loaded(name) or name == own:
            folder.add(read_file(posixpath.join(parent, name), texts[name]))
    return folder


def module_path(near: str, source: str) -> str:
    """The path inside a local module's folder to look from, or an empty text for a module from elsewhere."""
    if not source.startswith(("./", "../")):
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(near.replace("\\", "/")), source)) + "/main.tf"
