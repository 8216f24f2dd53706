"""Definitions of functions and classes."""

from __future__ import annotations

import ast

from riskscan.parsers.python.functions import set_attribute
from riskscan.parsers.python.machine import Klass, Machine
from riskscan.parsers.python.value import Code, Value, softened, unknown


def define(machine: Machine, node: ast.stmt) -> bool:
    """``def``: decorators, defaults and annotations run now, the body when it is called."""
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    spec = node.args
    for argument in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *filter(None, (spec.vararg, spec.kwarg))):
        if argument.annotation is not None:
            machine.value(argument.annotation)
    for default in (*spec.defaults, *filter(None, spec.kw_defaults)):
        machine.value(default)
    if node.returns is not None:
        machine.value(node.returns)
    code = Code(node, machine.scope, node.name)
    machine.scope.set(node.name, Value(codes=(code,), gap=unknown(node.name).gap))
    machine.defined.append(code)
    for decorator in node.decorator_list:
        machine.decorate(code, decorator, machine.value(decorator))
    return False


def define_class(machine: Machine, node: ast.stmt) -> bool:
    """``class``: its body runs now; what it binds are attributes and methods."""
    assert isinstance(node, ast.ClassDef)
    from riskscan.parsers.python.scope import Scope

    for decorator in node.decorator_list:
        machine.value(decorator)
    bases = tuple(machine.value(base.value if isinstance(base, ast.Starred) else base) for base in node.bases)
    for keyword in node.keywords:
        machine.value(keyword.value)
    outer = machine.scope
    code = Code(node, outer, node.name)
    klass = Klass(node, bases=bases)
    machine.klasses[id(node)] = klass
    inner = Scope(outer)
    machine.scopes.append(inner)
    machine.scope = inner
    count = len(machine.defined)
    try:
        machine.run(node.body)
    finally:
        machine.scope = outer
    own = {id(s) for s in node.body}
    for number in range(count, len(machine.defined)):
        method = machine.defined[number]
        if id(method.node) in own:
            owned = Code(method.node, outer, method.name, node)
            machine.defined[number] = owned
            klass.methods[method.name] = owned
    from_outside = any(obj.type.endswith("BaseSettings") for base in bases for obj in base.objs)
    for name, value in inner.names.items():
        if name not in klass.methods:
            set_attribute(klass, name, softened(value, name, "environment") if from_outside else value)
    outer.set(node.name, Value(codes=(code,)))
    machine.defined_classes.append(code)
    return False
