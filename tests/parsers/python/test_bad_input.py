"""Texts that are no whole Python: what can be read is read at its true lines, and what cannot is said with its lines."""

from __future__ import annotations

import time

import pytest

from riskscan.model.artifact import Language, Status
from tests.support import findings

END = "os.remove('/srv/b')\n"


def read(text: str) -> tuple[Status, list[tuple[int, str]], list[str]]:
    found = findings(text, Language.PYTHON, "x.py")
    return found.status, [(e.location.start_line, e.asset.name) for e in found.effects], [d.text for d in found.diagnostics]


@pytest.mark.parametrize(
    ("bad", "lines"),
    [
        ("def f(:\n    pass\n", "lines 2 to 3"),
        ("x = = 1\n\n\n", "line 2"),
        ("if True:\n\tprint(1)\n        print(2)\n", "lines 2 to 4"),
        ("x = " + "(" * 3000 + "1" + ")" * 3000 + "\n", "line 2"),
        ("x = " + " + ".join(f"'{n}'" for n in range(20_000)) + "\n", "line 2"),
        ("x = a" + ".b()" * 3000 + "\n", "line 2"),
        ("Please run this for me:\n", "line 2"),
    ],
)
def test_what_stands_around_a_bad_part_is_read(bad: str, lines: str) -> None:
    status, effects, said = read(f"import os\n{bad}{END}")
    assert status is Status.PARTLY_READ
    assert effects == [(bad.count("\n") + 2, "/srv/b")]
    assert [text.partition(".")[0] for text in said] == [f"We could not read {lines}"]


def test_two_bad_parts_are_told_apart() -> None:
    status, effects, said = read(f"import os\nx = = 1\nos.remove('/srv/a')\n@decorated\ndef f(:\n    pass\n{END}")
    assert status is Status.PARTLY_READ
    assert effects == [(3, "/srv/a"), (7, "/srv/b")]
    assert [text.partition(".")[0] for text in said] == ["We could not read line 2", "We could not read lines 4 to 6"]


def test_a_text_that_holds_beginnings_of_lines_stays_whole() -> None:
    text = f'import os\nx = = 1\nNOTE = """\nos.remove("/srv/no")\n# not code\n"""\n{END}'
    assert read(text)[1] == [(7, "/srv/b")]


PYTHON_2 = """import os, sys
from urllib2 import URLError
print "starting"
print >>sys.stderr, "to the other side", 1
def clean(path):
    try:
        os.remove(path)
    except OSError, e:
        print "failed: %s" % e
        raise ValueError, "no"
if 1 <> 2:
    os.chmod('/srv/007', 0777)
clean('/srv/a')
print
exec "x = 1"
"""


def test_python_2_is_read_and_said() -> None:
    status, effects, said = read(PYTHON_2)
    assert status is Status.READ
    assert (7, "/srv/a") in effects
    assert any(name == "/srv/007" or name.startswith("/srv/0") for _, name in effects)
    assert said == ["It is written for Python 2, which has not been kept up since 2020. We read it as well as we can."]


@pytest.mark.parametrize(
    "text",
    [
        "print 'M: ', len([x for x in (1, 2) if\n    x])\n",
        "print 'one', \\\n    'two'\n",
        "for n in xrange(3): print n,\n",
        "if 1: print 'a'; y = 2\n",
        "import sys\nprint >> sys.stderr, 'a; b', (1,\n  2)\n",
        "print 'x'  # not (closed\n",
        "print ('a %s' % 1) + 'b'\nprint\nx = 1\n",
        "print ('a', 'b')\nprint 'c'\n",
        'print """a\n; (b\n""" % 3\n',
    ],
)
def test_a_print_goes_over_as_many_lines_as_it_does(text: str) -> None:
    status, effects, _ = read(f"{text}import os\nos.remove('/srv/a')\n")
    assert status is Status.READ
    assert [name for _, name in effects] == ["/srv/a"]


def test_texts_keep_their_numbers_where_only_words_are_old() -> None:
    assert read("import os\nprint 'go'\nos.remove('/srv/007')\n")[1] == [(3, "/srv/007")]


@pytest.mark.parametrize("text", ["print 'a'\nthis is no python at all\n", "{{ a template }}\n", "%%%\n"])
def test_nothing_that_can_be_read_is_said(text: str) -> None:
    status, effects, said = read(text)
    assert effects == []
    assert status is not Status.READ
    assert said


@pytest.mark.parametrize(
    "text",
    [
        "x = '" + "a" * 5_000_000 + f"'\nimport os\n{END}",
        "x = [" + ",".join(f"'f{n}'" for n in range(100_000)) + f"]\nimport os\n{END}",
        "".join(f"x{n} = = {n}\n" for n in range(3000)) + f"import os\n{END}",
        "'''" + "\nx = 1" * 20_000,
    ],
)
def test_large_and_broken_texts_end_soon(text: str) -> None:
    start = time.process_time()
    status, _, _ = read(text)
    assert status in (Status.READ, Status.PARTLY_READ, Status.NOT_READ)
    assert time.process_time() - start < 20
