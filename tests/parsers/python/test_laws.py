"""Laws: every call of a file is visited, no text makes the parser fail, positions are true."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskscan.model.artifact import Artifact, Language, Status
from riskscan.model.surroundings import Nothing
from riskscan.parsers.python import parse
from riskscan.parsers.python.catalogue import catalogue
from riskscan.parsers.python.literals import Source, runs
from riskscan.parsers.python.program import walk
from riskscan.parsers.python.read import read
from tests.support import ROOT, findings

EVERYWHERE = """
import f
@f.decorator(f.a())
def one(x: f.b() = f.c(), *rest: f.d(), y=f.e()) -> f.g():
    return [f.h(i) for i in f.i() if f.j(i)]
@f.k
class Two(f.l(), metaclass=f.m()):
    z: int = f.n()
    async def three(self):
        async with f.o() as w:
            async for q in f.p():
                await f.q(w, q)
        match f.r():
            case [1, *_] if f.s():
                pass
            case {"a": 1}:
                f.t()
        return lambda v=f.u(): f.v(v)
if (n := f.w()) and f.x(f"{f.y():{f.z()}}"):
    try:
        f.aa()
    except f.bb():
        raise f.cc() from f.dd()
    else:
        f.ee()
    finally:
        del f.ff()[f.gg()]
while f.hh():
    for f.ii().x in f.jj():
        assert f.kk(), f.ll()
else:
    f.mm()[f.nn():f.oo()] = f.pp(*f.qq(), **f.rr())
x = {f.ss(): f.tt(), **f.uu()}
y = f.vv() if f.ww() else f.xx()
def gen():
    global x
    x += f.yy()
    yield f.zz()
    yield from f.ab()
    return
    f.unreachable()
"""


def missed(text: str) -> list[int]:
    tree = read(Artifact("x.py", Language.PYTHON, text))
    machine = walk(Artifact("x.py", Language.PYTHON, text), Nothing(), catalogue(), tree.module).machine
    return [n.lineno for n in ast.walk(tree.module) if isinstance(n, ast.Call) and id(n) not in machine.visited]


def test_every_call_is_visited_wherever_it_stands() -> None:
    assert missed(EVERYWHERE) == []


def test_every_call_of_this_project_is_visited() -> None:
    for path in sorted((ROOT / "riskscan" / "parsers" / "python").glob("*.py")):
        assert missed(path.read_text()) == [], path


def test_deep_and_wide_calls_are_visited() -> None:
    assert missed("f(" * 80 + ")" * 80) == []
    assert missed("x" + ".f(g())" * 300) == []
    assert missed("x = " + " + ".join(f"f({n})" for n in range(450))) == []
    nested = "".join("    " * n + f"if f({n}):\n" for n in range(95)) + "    " * 95 + "f()\n"
    assert missed(nested) == []


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_result(text: str) -> None:
    assert parse(Artifact("x.py", Language.PYTHON, text), Nothing()).status in Status


PIECES = st.sampled_from(
    ["import os\n", "x = ", "f'{x}'", "'a' + x", "\n", "for x in y:\n    ", "def f(a=1):\n    ", "os.remove(x)", "if x:\n    ", "return x", "class A(B):\n    ",
     "x.append(1)", "x % (1, 2)", "'{}'.format(x)", "with a() as b:\n    ", "lambda: x", "x[0]", "{**x}", "[*x]", "sql.execute('DELETE FROM t')", "(", ")", "\t", "\0", "match x:\n    case 1:\n        "]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_pieces_of_code_give_a_result(text: str) -> None:
    parse(Artifact("x.py", Language.PYTHON, text), Nothing())


@pytest.mark.parametrize(
    "text",
    ["x = " + " + ".join(["'a'"] * 20_000), "x = " + "(" * 5000, "x = '" + "a" * 5_000_000 + "'", "x = " + "-" * 3000 + "1", "a" + "[0]" * 2000, "\0", "def f(:\n  pass"],
    ids=["sum", "brackets", "literal", "signs", "items", "nul", "bad"],
)  # fmt: skip
def test_hostile_texts_give_a_result(text: str) -> None:
    assert parse(Artifact("x.py", Language.PYTHON, text), Nothing()).status in Status


def test_the_same_text_gives_the_same_result() -> None:
    text = (ROOT / "fixtures" / "python" / "class_with_client.py").read_text()
    assert findings(text, Language.PYTHON) == findings(text, Language.PYTHON)


LITERALS = (
    "'abc'", '"a\\tb\\x41c"', "'''a\nb\\\nc'''", "r'a\\nb'", "('ab' \n  'cd' # note\n 'ef')", "f'a{x}b{{c'", "'é' f'ü{x!r}z'", "'\\N{BULLET}x'", "b'abc'", "'a\\'b'", "rf'\\d{x}'"
)  # fmt: skip


@pytest.mark.parametrize("code", LITERALS)
def test_characters_of_a_literal_stand_where_we_say(code: str) -> None:
    text = f"é = {code}\n"
    node = ast.parse(text).body[0].value  # type: ignore[attr-defined]
    value = node.value if isinstance(node, ast.Constant) else "".join(p.value for p in node.values if isinstance(p, ast.Constant))
    if isinstance(value, bytes):
        value = value.decode()
    lines = text.split("\n")
    found = runs(Source(text), node)
    for number, (offset, line, column) in enumerate(found):
        end = found[number + 1][0] if number + 1 < len(found) else len(value)
        written = lines[line - 1][column - 1 :]
        if written[:1] not in ("\\", "") and value[offset:end] != "\n":
            assert written.startswith(value[offset:end]), (code, offset, line, column)


def test_files_of_the_installed_libraries_give_results() -> None:
    for path in sorted(Path(ast.__file__).parent.glob("s*.py"))[:12]:
        assert missed(path.read_text(encoding="utf-8")) == [], path
