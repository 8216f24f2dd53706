"""All blocks of one Terraform folder, by what they are called."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace

from riskscan.model.surroundings import Surroundings
from riskscan.parsers.terraform.hcl import read_hcl
from riskscan.parsers.terraform.json_text import read_json
from riskscan.parsers.terraform.syntax import Attribute, Block, Expr, File, Lit, Trav

ENDINGS = (".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars", ".tfvars.json")
CONFIGURATION = (".tf", ".tf.json", ".tofu", ".tofu.json")
VALUES = (".tfvars", ".tfvars.json")
LOCK = ".terraform.lock.hcl"
FILES = 300  # files of one folder that are read
UP = 3  # folders above a values file in which its configuration may stand


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
    rivals: dict[str, list[Attribute]] = field(default_factory=dict)  # what values files say that Terraform takes in only when told to
    others: list[Block] = field(default_factory=list)
    lock: str = ""  # the text of the lock file
    workspace: str = ""  # the one that a command chose
    versions: dict[str, str] = field(default_factory=dict)  # of providers, as far as asked
    above: str = ""  # where the configuration of a values file stands

    @property
    def home(self) -> str:
        """The path of the folder; of a values file that stands below its configuration, the configuration's."""
        return posixpath.normpath(posixpath.dirname((self.above or self.near).replace("\\", "/")) or ".")

    def add(self, file: File) -> None:
        """Takes in one more file; what is defined twice keeps its first place, an override file goes over it."""
        self.files[file.path] = file
        if file.path.endswith(VALUES):
            self.inputs |= {a.name: a for a in file.attributes}
            return
        over = _is_override(file.path)
        for block in file.blocks:
            if over and block.type in ("resource", "data") and len(block.labels) >= 2:
                where = ("data." if block.type == "data" else "") + ".".join(block.labels[:2])
                if where in self.resources:
                    self.resources[where] = _over(self.resources[where], block)
                    continue
            self._take(block)

    def consider(self, file: File) -> None:
        """Keeps what a values file says that may or may not be used."""
        for attribute in file.attributes:
            self.rivals.setdefault(attribute.name, []).append(attribute)

    def settings(self, *types: str) -> list[Block]:
        """The top blocks of other types: providers, ``terraform``."""
        return [b for b in self.others if b.type in types]

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
    """The folder of ``near``: its own text (where given) and its siblings'. A values file may stand below its configuration."""
    own = posixpath.basename(near)
    texts: dict[str, str] = {}
    for path in surroundings.folder(near, *ENDINGS)[:FILES]:
        name = posixpath.basename(path)
        if name == own and text is not None:
            continue
        sibling = surroundings.text(path, near)
        if sibling is None:
            sibling = surroundings.text(name, near)
        if sibling is not None:
            texts[path] = sibling
    folder = _gathered(near, texts, (near, text) if text is not None else None)
    folder.lock = surroundings.text(LOCK, near) or ""
    if near.endswith(VALUES) and not folder.resources and not folder.modules:
        _from_above(folder, near, surroundings)
    return folder


def home_of(near: str, surroundings: Surroundings) -> str:
    """A path in the folder that holds the configuration of ``near``: its own, or for a values file one above it."""
    if not near.endswith(VALUES) or surroundings.folder(near, *CONFIGURATION):
        return near
    for above in _above(near):
        if surroundings.folder(above, *CONFIGURATION):
            return above
    return near


def _above(near: str) -> list[str]:
    parent = posixpath.dirname(near)
    found = []
    for _ in range(UP):
        parent = posixpath.normpath(posixpath.join(parent, ".."))
        found.append(posixpath.normpath(posixpath.join(parent, "main.tf")))
    return found


def _from_above(folder: Folder, near: str, surroundings: Surroundings) -> None:
    home = home_of(near, surroundings)
    if home == near:
        return
    above = load(home, None, surroundings)
    for path, file in above.files.items():
        if not path.endswith(VALUES):
            folder.add(file)
    folder.inputs = above.inputs | folder.inputs
    folder.lock = above.lock
    folder.above = home


def _gathered(near: str, texts: dict[str, str], own: tuple[str, str] | None) -> Folder:
    """A folder from paths and texts, override files last; the submitted file counts in any case."""
    folder = Folder(near)
    files = [read_file(*own)] if own else []
    tofu = {path.replace(".tofu", ".tf") for path in texts if path.endswith((".tofu", ".tofu.json"))}
    loaded = sorted(p for p in texts if is_loaded(posixpath.basename(p)) and p not in tofu)
    files += [read_file(path, texts[path]) for path in loaded]
    for file in sorted(files, key=lambda f: (_is_override(f.path), own is not None and f.path == own[0] and f.path.endswith(VALUES))):
        folder.add(file)
    for path in sorted(texts):
        if path.endswith(VALUES) and not is_loaded(posixpath.basename(path)):
            folder.consider(read_file(path, texts[path]))
    return folder


def _is_override(path: str) -> bool:
    """True for the files that Terraform lays over the others."""
    name = posixpath.basename(path)
    stem = next((name.removesuffix(e) for e in (".tf.json", ".tofu.json", ".tf", ".tofu") if name.endswith(e)), "")
    return stem == "override" or stem.endswith("_override")


def _over(block: Block, over: Block) -> Block:
    """A block with another laid over it: attributes one by one, inner blocks by type, ``lifecycle`` by attribute."""
    names = {a.name for a in over.attributes}
    types = {b.type for b in over.blocks}
    inner = [b for b in block.blocks if b.type not in types]
    for new in over.blocks:
        old = next((b for b in block.blocks if b.type == new.type == "lifecycle"), None)
        inner.append(_over(old, new) if old else new)
    attributes = (*(a for a in block.attributes if a.name not in names), *over.attributes)
    return replace(block, attributes=attributes, blocks=tuple(inner))


def is_loaded(name: str) -> bool:
    """True for the files that Terraform itself takes in."""
    return name.endswith((*CONFIGURATION, ".auto.tfvars", ".auto.tfvars.json")) or name in ("terraform.tfvars", "terraform.tfvars.json")


def of_texts(near: str, texts: dict[str, str]) -> Folder:
    """A folder from file names and texts (the state before a change); paths are put beside ``near``."""
    parent, own = posixpath.dirname(near), posixpath.basename(near)
    placed = {posixpath.join(parent, name): text for name, text in texts.items() if name != own and name != LOCK}
    folder = _gathered(near, placed, (near, texts[own]) if own in texts else None)
    folder.lock = texts.get(LOCK, "")
    return folder


def module_path(near: str, source: str) -> str:
    """The path inside a local module's folder to look from, or an empty text for a module from elsewhere."""
    if not source.startswith(("./", "../")):
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(near.replace("\\", "/")), source)) + "/main.tf"
