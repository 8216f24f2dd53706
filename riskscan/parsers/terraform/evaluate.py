"""Works out values as far as the files show them. Bounded in depth and steps; loops of locals and modules end as unknown values."""

from __future__ import annotations

from dataclasses import dataclass, field

from riskscan.model.asset import AssetRef
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.terraform import functions
from riskscan.parsers.terraform.config import Budget, Config, Item
from riskscan.parsers.terraform.documents import document_json
from riskscan.parsers.terraform.expand import Bindings, dynamic, expanded
from riskscan.parsers.terraform.folder import ENDINGS, Folder, load, module_path, of_texts
from riskscan.parsers.terraform.functions import is_known, joined, text_of
from riskscan.parsers.terraform.identities import computed
from riskscan.parsers.terraform.operators import binary, show_key, step
from riskscan.parsers.terraform.syntax import Block, Broken, Call, Expr, For, Lit, Obj, Op, Tmpl, Trav, Tup, Unknown, Value
from riskscan.parsers.terraform.templates import template_value

DEPTH = 50
MODULES = 4  # local modules inside each other


@dataclass(slots=True)
class Instance:
    """One resource as Terraform counts it: ``address`` with its key and module."""

    address: str
    type: str
    name: str
    key: Value
    block: Block
    scope: Scope
    bindings: Bindings
    is_data: bool = False
    _config: Config | None = None
    asset: AssetRef | None = None  # once it was worked out (see ``naming``)

    @property
    def config(self) -> Config:
        """All that is written, evaluated, dynamic blocks opened out."""
        if self._config is None:
            self._config = self.scope.config(self.block, self.bindings)
        return self._config


@dataclass(slots=True)
class Scope:
    """One folder with the values that go into it. ``prefix`` is ``module.m["k"].`` inside a module."""

    folder: Folder
    surroundings: Surroundings
    inputs: dict[str, Value] | None = None
    prefix: str = ""
    level: int = 0
    past: bool = False  # the state before the change
    root: str = ""  # the folder that Terraform is run in; empty for this one
    budget: Budget = field(default_factory=Budget)
    _busy: set[str] = field(default_factory=set)
    _locals: dict[str, Value] = field(default_factory=dict)
    _instances: dict[str, list[Instance]] = field(default_factory=dict)
    _modules: dict[str, list[tuple[Value, Scope]]] = field(default_factory=dict)

    @property
    def home(self) -> str:
        """The folder that Terraform is run in."""
        return self.root or self.folder.home

    def value(self, expr: Expr, bindings: Bindings | None = None) -> Value:
        """The value of an expression."""
        self.budget.steps -= 1
        if self.budget.steps < 0 or self.budget.depth > DEPTH:
            return Unknown("value")
        self.budget.depth += 1
        try:
            return self._value(expr, bindings or {})
        finally:
            self.budget.depth -= 1

    def _value(self, expr: Expr, bindings: Bindings) -> Value:
        match expr:
            case Lit(value):
                return value
            case Tmpl(parts):
                values = [self.value(p, bindings) for p in parts]
                return values[0] if len(values) == 1 else joined(values)
            case Tup(items):
                return [self.value(i, bindings) for i in items]
            case Obj(pairs):
                return {text_of(self.value(k, bindings)): self.value(v, bindings) for k, v in pairs}
            case Trav():
                return self._reference(expr, bindings)
            case Call("templatefile", (path, values)):
                return template_value(self, self.value(path, bindings), self.value(values, bindings))
            case Call(name, arguments):
                return functions.call(name, [self.value(a, bindings) for a in arguments])
            case Op(sign, operands):
                return self._operation(sign, operands, bindings)
            case For():
                return self._for(expr, bindings)
            case Broken():
                return Unknown("value")

    def _operation(self, sign: str, operands: tuple[Expr, ...], bindings: Bindings) -> Value:
        first = self.value(operands[0], bindings)
        if sign == "?:":
            if isinstance(first, bool):
                return self.value(operands[1 if first else 2], bindings)
            yes, no = self.value(operands[1], bindings), self.value(operands[2], bindings)
            return yes if yes == no else Unknown("value")
        if len(operands) == 1:
            if sign == "!" and isinstance(first, bool):
                return not first
            return -first if sign == "-" and isinstance(first, (int, float)) else Unknown("value")
        return binary(sign, first, self.value(operands[1], bindings))

    def _for(self, expr: For, bindings: Bindings) -> Value:
        over = self.value(expr.over, bindings)
        if isinstance(over, dict):
            pairs: list[tuple[Value, Value]] = list(over.items())
        elif isinstance(over, list):
            pairs = list(enumerate(over))
        else:
            return Unknown("for")
        results: list[tuple[Value, Value]] = []
        for key, value in pairs[:2000]:
            inner = {**bindings, expr.names[-1]: value} if expr.names else bindings
            if len(expr.names) == 2:
                inner[expr.names[0]] = key
            if expr.condition is not None and self.value(expr.condition, inner) is False:
                continue
            results.append((self.value(expr.key, inner) if expr.key else None, self.value(expr.result, inner)))
        if expr.key is None:
            return [v for _, v in results]
        return {text_of(k): v for k, v in results}

    def _reference(self, trav: Trav, bindings: Bindings) -> Value:
        root, steps = trav.root, trav.steps
        if not isinstance(root, str):
            return self._follow(self.value(root, bindings), steps, bindings)
        if root in bindings:
            return self._follow(bindings[root], steps, bindings)
        if root == "terraform" and steps == ("workspace",) and self.folder.workspace:
            return self.folder.workspace
        if root in ("each", "count", "path", "terraform", "self"):
            return Unknown(".".join([root, *(s for s in steps if isinstance(s, str))]))
        name = steps[0] if steps and isinstance(steps[0], str) else ""
        if root == "var":
            return self._follow(self.variable(name), steps[1:], bindings)
        if root == "local":
            return self._follow(self.local(name), steps[1:], bindings)
        if root == "module":
            return self._module_value(name, steps[1:], bindings)
        start = 2 if root == "data" else 1
        if len(steps) < start or not isinstance(steps[start - 1], str):
            return Unknown(root)
        address = ".".join([root, *(s for s in steps[:start] if isinstance(s, str))])
        return self._resource_value(address, steps[start:], bindings)

    def _follow(self, value: Value, steps: tuple[str | Expr | None, ...], bindings: Bindings) -> Value:
        for at, part in enumerate(steps):
            if part is None:
                items = value if isinstance(value, list) else [value]
                return value if isinstance(value, Unknown) else [self._follow(v, steps[at + 1 :], bindings) for v in items]
            key = part if isinstance(part, str) else self.value(part, bindings)
            value = step(value, key)
        return value

    def variable(self, name: str) -> Value:
        """What goes into a variable: a module's input, a tfvars file, its default."""
        if self.inputs is not None and name in self.inputs:
            return self.inputs[name]
        written = self.folder.inputs.get(name) if self.inputs is None else None
        block = self.folder.variables.get(name)
        attribute = written or (block.attribute("default") if block else None)
        key = f"var.{name}"
        if attribute is None or key in self._busy:
            return Unknown(key)
        self._busy.add(key)
        found = self.value(attribute.value)
        rivals = [self.value(a.value) for a in self.folder.rivals.get(name, ())] if self.inputs is None and isinstance(found, bool) else []
        self._busy.discard(key)
        return found if all(r == found for r in rivals) else Unknown(key)  # another values file switches it over

    def local(self, name: str) -> Value:
        """The value of a local; one that needs itself is unknown."""
        attribute, key = self.folder.locals.get(name), f"local.{name}"
        if attribute is None or key in self._busy:
            return Unknown(key)
        if name not in self._locals:
            self._busy.add(key)
            self._locals[name] = self.value(attribute.value)
            self._busy.discard(key)
        return self._locals[name]

    def _resource_value(self, address: str, steps: tuple[str | Expr | None, ...], bindings: Bindings) -> Value:
        shown = ".".join([address, *(s for s in steps if isinstance(s, str))])
        if address not in self.folder.resources or address in self._busy:
            return Unknown(shown)
        instances = self.instances(address)
        if steps and steps[0] is None:
            return [self.attribute_of(i, steps[1:], bindings) for i in instances]
        if steps and not isinstance(steps[0], str):
            wanted = steps[0]
            key = self.value(wanted, bindings) if wanted is not None else None
            instances = [i for i in instances if i.key == key] or ([] if is_known(key) else instances[:1] if len(instances) == 1 else [])
            steps = steps[1:]
        elif not steps and instances and all(isinstance(i.key, str) for i in instances):
            return {str(i.key): self._whole(i) for i in instances}  # for_each over another resource
        if len(instances) != 1:
            return Unknown(shown)
        return self.attribute_of(instances[0], steps, bindings)

    def _whole(self, instance: Instance) -> Value:
        """A resource as a value: what is written in it, and what its name gives."""
        names = dict.fromkeys(
            (*(a.name for a in instance.block.attributes if a.name not in ("for_each", "count", "provider")), "id", "arn", "name")
        )
        return {name: self.attribute_of(instance, (name,), {}) for name in names}

    def attribute_of(self, instance: Instance, steps: tuple[str | Expr | None, ...], bindings: Bindings) -> Value:
        """What ``address.attribute`` gives: what is written, the physical name for ids, an ARN; else unknown."""
        name = steps[0] if steps and isinstance(steps[0], str) else ""
        shown = f"{instance.address}.{name}"
        key = f"{instance.address}.{name}"
        if not name or key in self._busy:
            return Unknown(shown)
        self._busy.add(key)
        try:
            attribute = instance.block.attribute(name)
            if attribute is not None:
                return self._follow(instance.scope.value(attribute.value, instance.bindings), steps[1:], bindings)
            if name == "json" and instance.type == "aws_iam_policy_document":
                return document_json(instance.config)
            return computed(instance, name, shown)
        finally:
            self._busy.discard(key)

    def _module_value(self, name: str, steps: tuple[str | Expr | None, ...], bindings: Bindings) -> Value:
        key: Value = None
        if steps and steps[0] is not None and not isinstance(steps[0], str):
            key, steps = self.value(steps[0], bindings), steps[1:]
        shown = Unknown(".".join(["module", name, *(s for s in steps if isinstance(s, str))]))
        found = [s for k, s in self.modules(name) if k == key]
        if len(found) != 1 or not steps or not isinstance(steps[0], str):
            return shown
        output = found[0].folder.outputs.get(steps[0])
        attribute = output.attribute("value") if output else None
        busy = f"{found[0].prefix}output.{steps[0]}"
        if attribute is None or busy in self._busy:
            return shown
        self._busy.add(busy)
        value = self._follow(found[0].value(attribute.value), steps[1:], bindings)
        self._busy.discard(busy)
        return value

    def modules(self, name: str) -> list[tuple[Value, Scope]]:
        """(key, scope) of each instance of a local module; nothing for a module from elsewhere."""
        if name in self._modules:
            return self._modules[name]
        self._modules[name] = []
        block = self.folder.modules.get(name)
        source = block.attribute("source") if block else None
        path = module_path(block.span.path, str(self.value(source.value))) if block and source else ""
        if block is None or not path or self.level >= MODULES:
            return []
        inner = self._module_folder(path)
        if not inner.files:
            return []
        for key, bindings in expanded(self, block):
            inputs = {a.name: self.value(a.value, bindings) for a in block.attributes}
            prefix = f"{self.prefix}module.{name}{show_key(key)}."
            scope = Scope(inner, self.surroundings, inputs, prefix, self.level + 1, self.past, self.home, self.budget)
            self._modules[name].append((key, scope))
        return self._modules[name]

    def _module_folder(self, path: str) -> Folder:
        """The files of a local module as they are, or as they were before the change."""
        texts = self.surroundings.baseline(path, *ENDINGS) if self.past else None
        if texts and texts != self.surroundings.baseline(self.folder.near, *ENDINGS):
            return of_texts(path, texts)
        return load(path, None, self.surroundings)

    def instances(self, address: str) -> list[Instance]:
        """The instances of one resource or data block, by count or for_each."""
        if address in self._instances:
            return self._instances[address]
        block = self.folder.resources[address]
        self._instances[address] = []
        self._busy.add(address)
        found = [
            Instance(
                f"{self.prefix}{address}{show_key(key)}", block.labels[0], block.labels[1], key, block, self, bindings, block.type == "data"
            )
            for key, bindings in expanded(self, block)
        ]
        self._busy.discard(address)
        self._instances[address] = found
        return found

    def config(self, block: Block, bindings: Bindings, depth: int = 0) -> Config:
        """A block with all values worked out."""
        items = {a.name: Item(self.value(a.value, bindings), a.span, a.value) for a in block.attributes}
        blocks: dict[str, list[Config]] = {}
        for inner in block.blocks:
            if inner.type == "dynamic" and inner.labels:
                content, each = dynamic(self, inner, bindings)
                found = [self.config(content, b, depth + 1) for b in each] if content and depth < DEPTH else []
                blocks.setdefault(inner.labels[0], []).extend(found)
            elif depth < DEPTH:
                blocks.setdefault(inner.type, []).append(self.config(inner, bindings, depth + 1))
        return Config(items, blocks, block.span)
