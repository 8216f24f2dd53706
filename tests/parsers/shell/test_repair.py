"""Shell that bash accepts and the grammar does not: read all the same, with true places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscan.model.artifact import Language, Status
from riskscan.parsers.shell.repair import repairs
from tests.support import findings


@pytest.mark.parametrize(
    "line",
    [
        'query="${template//\\{db\\}/\\`$db\\`}"',
        'if [ "$1" = -- ]; then shift; fi',
        '{ grep -o x || : ; } <<< "$text" | sort',
        'sort ${stdin:+<<< "$stdin"}',
        '[[ "$image" = acme/* && ! "$image" =~ ":" ]] && echo yes',
        'name="${name%%\\"]*}"',
        'text="${text/<a>1</<a>$N<}"',
    ],
)
def test_what_bash_accepts_is_read(line):
    found = findings(f"{line}\nrm -rf /srv/data\n", Language.SHELL, "x.sh")
    assert found.status is Status.READ
    assert [(e.rule, e.asset.name, e.location.start_line) for e in found.effects] == [("shell/rm-recursive", "/srv/data", 2)]


def test_what_bash_refuses_too_is_said():
    assert findings("if then fi (\nrm -rf /srv/data\n", Language.SHELL, "x.sh").status is Status.PARTLY_READ


@given(st.text(alphabet=st.sampled_from("${}[]/\\`\"'<>=~*?-x #\n"), max_size=80))
def test_no_repair_moves_a_character(text):
    for repair in repairs():
        written = repair(text)
        assert len(written) == len(text)
        assert [i for i, c in enumerate(written) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]
        text = written
