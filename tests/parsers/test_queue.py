"""The queue: pieces inside pieces with true places, contexts merged, files followed and not followed twice, limits said."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from riskscan.model.artifact import Artifact, Language, Status
from riskscan.model.effect import Certainty, Context, Safe, Safety, Trait
from riskscan.parsers.queue import merge, read
from tests.support import effects


@dataclass
class Files:
    files: dict[str, str] = field(default_factory=dict)
    dialect: str = ""

    def text(self, path, near):
        return self.files.get(path)

    def folder(self, near, *endings):
        return tuple(p for p in self.files if p.endswith(endings))

    def baseline(self, near, *endings):
        return None


def scan(text, files=None, language=Language.SHELL, path="x.sh"):
    return read(Artifact(path, language, text), Files(files or {}))


def test_places_hold_through_two_levels():
    text = "echo é\nssh db1 \"psql -h prod -c 'DROP TABLE a'\"\n"
    effect = next(e for e in scan(text).effects if e.verb == "drop")
    assert effect.location.start_line == 2
    assert text.split("\n")[1][effect.location.start_column - 1 :].startswith("DROP TABLE")


def test_python_in_shell_in_notebook_keeps_its_cell():
    import json

    cell = "%%bash\npython3 - <<'E'\nimport os\nos.remove('/srv/a')\nE\n"
    text = json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = 1"}, {"cell_type": "code", "source": cell}]})
    effect = next(e for e in effects(text, Language.NOTEBOOK, "n.ipynb") if e.asset.name == "/srv/a")
    assert (effect.location.path, effect.location.start_line) == ("n.ipynb#cell-2", 4)


def test_contexts_merge():
    note = Safe(Safety.LOCAL, "x")
    both = merge(Context(traits=(Trait.REPEATED,), certainty=Certainty.LIKELY, within="a"), Context(safe_evidence=(note,), within="b"))
    assert both == Context(traits=(Trait.REPEATED,), safe_evidence=(note,), certainty=Certainty.LIKELY, within="b")


def test_loop_and_host_reach_the_inner_effect():
    effect = next(e for e in scan('while true; do psql -h prod-db -c "DELETE FROM a"; done').effects if e.asset.name == "a")
    assert effect.has(Trait.ENDLESS)
    assert effect.has(Trait.PRODUCTION)
    assert effect.asset.within == "prod-db"


def test_file_is_followed():
    found = scan("./next.sh\n", {"next.sh": "rm -rf /srv/x\n"})
    assert [(e.asset.name, e.location.path) for e in found.effects] == [("/srv/x", "next.sh")]
    assert any("next.sh" in note.text for note in found.effects[0].also)


def test_files_that_run_each_other_end():
    found = scan("./a.sh\n", {"a.sh": "./b.sh\nrm -rf /srv/a\n", "b.sh": "./a.sh\nrm -rf /srv/b\n"})
    assert [e.asset.name for e in found.effects] == ["/srv/b", "/srv/a"]


def test_missing_file_is_said():
    found = scan("psql -f gone.sql\n")
    assert [d.code for d in found.diagnostics] == ["file-not-found"]


def test_missing_terraform_folder_is_said():
    assert "file-not-found" in [d.code for d in scan("terraform -chdir=infra apply\n").diagnostics]


def test_too_many_levels_are_said():
    files = {f"f{n}.sh": f"./f{n + 1}.sh\n" for n in range(40)}
    found = scan("./f0.sh\n", files)
    assert "too-much-embedded-code" in [d.code for d in found.diagnostics]
    assert found.status is Status.PARTLY_READ


def test_too_many_levels_do_not_hide_the_rest():
    files = {f"f{n}.sh": f"./f{n + 1}.sh\n" for n in range(40)}
    found = scan("./f0.sh\nbash -c 'true'\n./last.sh\n", {**files, "last.sh": "rm -rf /srv/last\n"})
    assert "/srv/last" in [e.asset.name for e in found.effects]


def test_one_file_that_fans_out_is_bounded():
    files = {f"f{n}.sh": "".join(f"./f{m}.sh\n" for m in range(12)) for n in range(12)}
    start = time.perf_counter()
    scan("./f0.sh\n", files)
    assert time.perf_counter() - start < 20


def test_large_input_is_bounded():
    start = time.perf_counter()
    found = scan("echo hello world\n" * 600_000)
    assert time.perf_counter() - start < 30
    assert found.status is Status.PARTLY_READ
