"""Following calls of the file's own functions: parameters from the call, from defaults, or named gaps; the result is what they return."""

from __future__ import annotations

import ast
from dataclasses import replace

from riskscan.parsers.python.click_options import click_defaults
from riskscan.parsers.python.doubles import around_function
from riskscan.parsers.python.machine import AWAY, INLINE, WORK, Klass, Machine
from riskscan.parsers.python.scope import Scope
from riskscan.parsers.python.testing import handed
from riskscan.parsers.python.value import Code, Gap, Obj, Value, join, literal, of_type, softened, unknown, with_sources


def invoke(machine: Machine, code: Code, args: tuple[Value, ...], keywords: dict[str, Value], open_ended: bool = False) -> Value:
    """What a call of a function of this file returns; its effects happen with the guards of the call around them."""
    node = code.node
    if isinstance(node, ast.ClassDef):
        return construct(machine, code, args, keywords)
    machine.name_called(code)
    machine.called.setdefault(-id(node), code)  # followed, not only named
    if len(machine.stack) >= INLINE or node in machine.stack or machine.work > WORK:
        machine.waiting.append(code)
        if code.scope.module and (site := machine.site or machine.calling) is not None:
            machine.sites.setdefault(id(node), site)
        return unknown(code.name)
    given = tuple(sorted(keywords.items(), key=lambda k: k[0]))
    key = (id(node), code.self_value, args, given, tuple(machine.guards), machine.actor)
    if key in machine.memory:
        return machine.memory[key]
    if not code.scope.module:
        machine.memory[key] = result = _walk(machine, code, args, keywords, open_ended)
        return result
    return _walk_elsewhere(machine, code, args, keywords, open_ended, key)


def _walk_elsewhere(
    machine: Machine, code: Code, args: tuple[Value, ...], keywords: dict[str, Value], open_ended: bool, key: tuple[object, ...]
) -> Value:
    """The same for a function of a module beside the program: what it does is told at each call of the program that leads there."""
    here = (*key, id(machine.site or machine.sites.get(id(code.node)) or machine.calling))
    if here in machine.memory:
        return machine.memory[here]
    if machine.away > AWAY:
        machine.cut_short = True
        return unknown(code.name)
    told, work = machine.sink.told, machine.work
    result = _walk(machine, code, args, keywords, open_ended)
    machine.away += machine.work - work
    machine.memory[key if machine.sink.told == told else here] = result
    return result


def _walk(machine: Machine, code: Code, args: tuple[Value, ...], keywords: dict[str, Value], open_ended: bool) -> Value:
    node = code.node
    assert not isinstance(node, ast.ClassDef)
    scope = Scope(code.scope)
    machine.scopes.append(scope)
    from riskscan.parsers.python.jobs import command_given_back

    caller, caller_returns, level, site = machine.scope, machine.returns, machine.level, machine.site
    machine.site = (site or machine.sites.get(id(node)) or machine.calling) if code.scope.module else None
    machine.scope, machine.returns = code.scope, []
    bind_parameters(machine, code, scope, args, keywords, open_ended)
    machine.scope = scope
    machine.level = 0 if len(machine.stack) == 0 else min(level, 30)
    machine.stack.append(node)
    actor, opened = machine.actor, _job_of(machine, node)
    try:
        with machine.within(*around_function(machine, code)):
            if isinstance(node, ast.Lambda):
                machine.returns.append(machine.value(node.body))
            else:
                machine.run(node.body)
        results = machine.returns
        if results and id(node) in machine.jobs.commands:
            command_given_back(machine, node, join(*results))
    finally:
        machine.stack.pop()
        machine.actor = actor
        if opened:
            machine.jobs.open.pop()
        machine.scope, machine.returns, machine.level, machine.site = caller, caller_returns, level, site
    made = join(*results) if results else Value(const=(None,))
    if id(node) in machine.jobs.tasks:
        key = note_job(machine, node)
        return Value(objs=(Obj("airflow.Task", (("key", literal(key)),)), *made.objs), sources=made.sources)
    return made


def _job_of(machine: Machine, node: ast.AST) -> bool:
    """Opens the pipeline, or takes the job, that a decorated function is. True where a pipeline was opened."""
    if id(node) in machine.jobs.flows:
        machine.jobs.open.append(machine.jobs.flows[id(node)])
        return True
    if id(node) in machine.jobs.tasks:
        machine.actor = note_job(machine, node)
    return False


def note_job(machine: Machine, node: ast.AST) -> str:
    """The key of the job that a decorated function is, in the pipeline that is open."""
    jobs = machine.jobs
    task = jobs.tasks[id(node)]
    known = next((key for key in jobs.jobs if key.rpartition(".")[2] == task or key == f"job:{task}"), "")
    if not jobs.open and known:
        return known
    pipeline = jobs.open[-1] if jobs.open else ""
    key = f"job:{pipeline}.{task}" if pipeline else f"job:{task}"
    jobs.jobs.setdefault(key, (pipeline, getattr(node, "lineno", 0), ()))
    return key


def bind_parameters(
    machine: Machine, code: Code, scope: Scope, args: tuple[Value, ...], keywords: dict[str, Value], open_ended: bool
) -> None:
    """Puts the arguments of a call into the function's scope; a parameter that nobody gives takes its default, else it is a named gap."""
    node = code.node
    assert not isinstance(node, ast.ClassDef)
    spec = node.args
    parameters = [*spec.posonlyargs, *spec.args]
    given = list(args)
    if code.owner is not None and not _is_static(node) and parameters:
        receiver = code.self_value or Value(codes=(Code(code.owner, code.scope, code.owner.name),))
        given.insert(0, receiver)
    defaults = dict(zip((p.arg for p in reversed(parameters)), reversed(spec.defaults), strict=False))
    defaults |= {p.arg: d for p, d in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if d is not None}
    rest = dict(keywords)
    clicked = click_defaults(machine, code) if id(node) in machine.decorated else {}
    for number, parameter in enumerate((*parameters, *spec.kwonlyargs)):
        name = parameter.arg
        if number < len(given) and number < len(parameters):
            value: Value | None = given[number]
        else:
            value = rest.pop(name, None)
        if value is None and name not in defaults:
            value = clicked.get(name)
        if value is not None and not value.known:
            value = _annotated(machine, parameter, value)
        if value is None and open_ended and name not in defaults:
            value = handed(machine, code, name)
        if value is None:
            value = _not_given(machine, parameter, defaults.get(name), open_ended)
        scope.set(name, value)
    if spec.vararg:
        scope.set(spec.vararg.arg, Value(items=tuple(given[len(parameters) :]), more=open_ended))
    if spec.kwarg:
        scope.set(spec.kwarg.arg, Value(pairs=tuple(rest.items()), more=open_ended))


def _is_static(node: ast.AST) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in getattr(node, "decorator_list", ()))


def _not_given(machine: Machine, parameter: ast.arg, default: ast.expr | None, open_ended: bool) -> Value:
    """The default of a parameter (option objects of click and typer give theirs), or a gap with its name and annotated type."""
    gap = unknown(parameter.arg, "parameter")
    typed = _annotated(machine, parameter, gap)
    if default is None:
        return typed
    value = option_default(machine, default)
    value = replace(value, flag=value.flag or parameter.arg, sure=value.sure and not open_ended)
    if open_ended and value.gap.reason not in ("argument", "environment"):
        value = replace(value, gap=gap.gap)
    if value.const and value.const[0] is None:
        return typed
    return join(value, gap) if open_ended and not value.const else value


def option_default(machine: Machine, node: ast.expr) -> Value:
    """The value of a default, looking into ``typer.Option("x")`` and ``Depends(...)``."""
    value = machine.value(node)
    if isinstance(node, ast.Call) and any(o.type in ("typer.Option", "typer.Argument") for o in machine.value(node.func).objs):
        first = next((k.value for k in node.keywords if k.arg == "default"), node.args[0] if node.args else None)
        return softened(machine.value(first), "", "argument") if first is not None else unknown("option", "argument")
    return value


def _annotated(machine: Machine, parameter: ast.arg, value: Value) -> Value:
    """The value with the type that the annotation names; gaps from data keep their sources."""
    if parameter.annotation is None:
        return value if value.gap.reason != "call" or value.gap.name != "value" else replace(value, gap=Gap(parameter.arg, "parameter"))
    found = annotation_type(machine, parameter.annotation)
    if found is None:
        return value
    return replace(with_sources(found, value.sources), gap=value.gap)


def annotation_type(machine: Machine, node: ast.expr) -> Value | None:
    """The object that an annotation promises: ``pd.DataFrame``, ``"Session"``, ``Optional[X]``, ``X | None``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
        try:
            node = ast.parse(node.value, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return annotation_type(machine, node.left) or annotation_type(machine, node.right)
    if isinstance(node, ast.Subscript):
        head = node.value
        word = head.attr if isinstance(head, ast.Attribute) else head.id if isinstance(head, ast.Name) else ""
        return annotation_type(machine, node.slice) if word in ("Optional", "Annotated") and not isinstance(node.slice, ast.Tuple) else None
    if not isinstance(node, ast.Name | ast.Attribute):
        return None
    named = machine.value(node)
    codes = tuple(code for code in named.codes if isinstance(code.node, ast.ClassDef))
    objs = tuple(_instance(machine, obj) for obj in named.objs if not obj.type.startswith("builtins."))
    return Value(objs=objs, codes=codes) if objs or codes else None


def _instance(machine: Machine, obj: Obj) -> Obj:
    given = machine.catalogue.given(obj.type)
    if given is None or "{" in given.type or "(0)" in given.type:
        return obj
    return replace(obj, type=given.type, dialect=given.dialect)


def construct(machine: Machine, code: Code, args: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
    """An object of a class of this file: its ``__init__`` is followed, its fields (dataclass) are set."""
    klass = machine.klass(code)
    if klass is None:
        return unknown(code.name)
    value = Value(codes=(code,))
    found = _constructor(machine, klass)
    if found is not None:
        invoke(machine, Code(found.node, found.scope, found.name, found.owner, value), args, keywords)
    else:
        _set_fields(machine, klass, args, keywords)
    foreign = tuple(_instance(machine, obj) for base in klass.bases for obj in base.objs if not obj.type.startswith("builtins."))
    return Value(codes=(code,), objs=foreign[:2])


def _constructor(machine: Machine, klass: Klass) -> Code | None:
    for _ in range(8):
        if "__init__" in klass.methods:
            return klass.methods["__init__"]
        parent = next((machine.klass(c) for b in klass.bases for c in b.codes), None)
        if parent is None:
            return None
        klass = parent
    return None


def _set_fields(machine: Machine, klass: Klass, args: tuple[Value, ...], keywords: dict[str, Value]) -> None:
    fields = [s.target.id for s in klass.node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
    for name, value in [*zip(fields, args, strict=False), *((k, v) for k, v in keywords.items() if k in fields)]:
        set_attribute(klass, name, value)


def set_attribute(klass: Klass, name: str, value: Value) -> None:
    """Notes an attribute of all objects of a class: what it was and what it becomes."""
    old = klass.attributes.get(name)
    nothing = old is None or (not old.known) or old.const == (None,)
    klass.attributes[name] = value if nothing else join(old, value) if value.known and value.const != (None,) else old  # type: ignore[arg-type,assignment]


__all__ = ["annotation_type", "bind_parameters", "construct", "invoke", "literal", "of_type", "set_attribute"]
