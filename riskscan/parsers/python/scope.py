"""Names and what they hold. Branches write into a journal, so that what both sides of an ``if`` assign can be joined cheaply."""

from __future__ import annotations

from riskscan.parsers.python.value import Value, join

Writes = dict[str, Value | None]


class Scope:
    """The names of a module, function or comprehension, with the scope around it."""

    __slots__ = ("_journals", "elsewhere", "frozen", "module", "names", "parent")

    def __init__(self, parent: Scope | None = None, module: str = "") -> None:
        self.parent = parent
        self.module: str = module or (parent.module if parent is not None else "")  # its path; empty: the program
        self.frozen = False  # shared by several programs: none of them may change it
        self.names: dict[str, Value] = {}
        self.elsewhere: dict[str, Scope] = {}  # names declared global or nonlocal
        self._journals: list[Writes] = []

    def get(self, name: str) -> Value | None:
        """The value of a name here or around."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.elsewhere:
                scope = scope.elsewhere[name]
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def set(self, name: str, value: Value) -> None:
        """Binds a name."""
        target = self.elsewhere.get(name, self)
        if target.frozen:
            if target is not self and not self.frozen:  # what a function gives to a name of such a module holds within the function
                del self.elsewhere[name]
                self.names[name] = value
            return
        if target._journals:
            target._journals[-1].setdefault(name, target.names.get(name))
        target.names[name] = value

    def update(self, name: str, value: Value) -> None:
        """Binds a name where it already is bound (a list that grew)."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.parent
        (scope or self).set(name, value)

    def root(self) -> Scope:
        """The module's scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def open(self) -> None:
        """Begins a branch."""
        self._journals.append({})

    def close(self, keep: bool = False) -> dict[str, Value]:
        """Ends a branch: returns what it wrote; takes it back unless ``keep``."""
        journal = self._journals.pop()
        written = {name: self.names[name] for name in journal}
        if keep:
            for name, old in journal.items():
                if self._journals:
                    self._journals[-1].setdefault(name, old)
            return written
        for name, old in journal.items():
            if old is None:
                self.names.pop(name, None)
            else:
                self.names[name] = old
        return written

    def join(self, *branches: dict[str, Value]) -> None:
        """Binds what any of the branches wrote, together with what was there where a branch did not write."""
        for name in dict.fromkeys(name for branch in branches for name in branch):
            found = [branch.get(name, self.names.get(name)) for branch in branches]
            values = [value for value in found if value is not None]
            self.set(name, join(*values))
