"""Ansible: each row's task does what the row says, plays and loops are followed, and what only looks stays silent."""

from __future__ import annotations

import pytest

from riskscan.knowledge.playbooks import STEPS, Step
from riskscan.model.artifact import Artifact, Language, Status
from riskscan.model.effect import Certainty, Safety, Trait
from riskscan.model.surroundings import Nothing
from riskscan.parsers.detect import language_of
from riskscan.parsers.queue import read


def of(text, path="site.yml"):
    assert language_of(path, text) is Language.PLAYBOOK
    return read(Artifact(path, Language.PLAYBOOK, text), Nothing())


def play(*tasks, hosts="web", more=""):
    lines = "".join(f"    - name: step\n      {task}\n" for task in tasks)
    return f"- hosts: {hosts}\n{more}  tasks:\n{lines}"


def short(found):
    return {f"{e.operation} {e.asset.kind}:{e.asset.name}" for e in found.effects if e.operation != "read"}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.modules[0]}-{step.command[:24]}")
def test_each_row_does_what_it_says(step: Step) -> None:
    found = short(of(play(step.example)))
    assert any(one.startswith(step.expect) for one in found), found


HARMLESS = [
    "debug: {msg: hello}",
    "stat: {path: /srv/data}",
    "command: df -h",
    "shell: systemctl status nginx | head",
    "service: {name: nginx, state: started, enabled: true}",
    "file: {path: /srv/data, state: directory, mode: '0755'}",
    "user: {name: anna, shell: /bin/bash}",
    "uri: {url: 'https://example.com/health'}",
    "community.postgresql.postgresql_query: {db: shop, query: 'SELECT count(*) FROM orders'}",
    "amazon.aws.s3_bucket: {name: acme-lake, state: present}",
    "setup:",
]


@pytest.mark.parametrize("task", HARMLESS)
def test_what_only_looks_or_sets_up(task: str) -> None:
    found = of(play(task))
    assert not {one for one in short(found) if one.startswith(("delete", "alter", "grant", "send"))}
    assert not found.diagnostics
    assert found.status is Status.READ


def test_the_computers_of_the_play_count() -> None:
    many, here = of(play("file: {path: /srv/data, state: absent}", hosts="all")), of(play("command: dropdb shop", hosts="localhost"))
    assert many.effects[0].has(Trait.REPEATED)
    assert any("each computer of all" in note.text for note in many.effects[0].also)
    assert not here.effects[0].has(Trait.REPEATED)
    assert of(play("command: dropdb shop", hosts="prod_db")).effects[0].has(Trait.PRODUCTION)


def test_loops_and_variables() -> None:
    tasks = play(
        "file: {path: '{{ root }}/{{ item }}', state: absent}\n      loop: [a, b]",
        "shell: rm -rf /tmp/{{ job }}/x\n      when: old | bool",
        more="  vars:\n    root: /srv\n",
    )
    found = of(tasks)
    assert [e.asset.name for e in found.effects][:2] == ["/srv/a", "/srv/b"]
    assert found.effects[2].certainty is Certainty.POSSIBLE
    assert "{job}" in found.effects[2].asset.name


def test_check_mode_changes_nothing() -> None:
    found = of(play("command: dropdb shop\n      check_mode: true"))
    assert all(e.safe(Safety.DRY_RUN) for e in found.effects)


def test_lines_are_those_of_the_file() -> None:
    text = "- hosts: web\n  tasks:\n    - name: x\n      shell: |\n        echo hello\n        rm -rf /srv/data\n"
    assert [(e.location.start_line, e.asset.name) for e in of(text).effects if e.operation == "delete"] == [(6, "/srv/data")]


def test_blocks_old_style_and_lists_of_tasks() -> None:
    text = "- name: a\n  block:\n    - name: b\n      file: path=/srv/data state=absent\n    - command: dropdb shop\n"
    assert short(of(text, "roles/db/tasks/main.yml")) == {"delete file:/srv/data", "delete database:shop"}


def test_what_it_takes_in_is_asked_for() -> None:
    text = "- hosts: web\n  roles:\n    - common\n    - {role: db}\n  tasks:\n    - import_tasks: clean.yml\n    - script: tidy.sh now\n- import_playbook: other.yml\n"
    found = {r.path for r in of(text).references} | {d.text for d in of(text).diagnostics}
    for name in ("roles/common/tasks/main.yml", "roles/db/tasks/main.yml", "clean.yml", "tidy.sh", "other.yml"):
        assert any(name in one for one in found), (name, found)


def test_steps_that_nobody_knows_are_said() -> None:
    found = of(play("acme.tools.wipe: {name: shop, state: absent}", "acme.tools.look: {name: shop}"))
    assert [d.code for d in found.diagnostics] == ["step-not-seen", "step-not-seen"]
    assert "takes something away" in found.diagnostics[0].text


@pytest.mark.parametrize(
    "text",
    [
        "- name: a\n  image: x\n- name: b\n  image: y\n",
        "- id: check\n  hooks:\n    - id: ruff\n",
        "- job: x\n  script: make\n",
        "- name: Alice\n  user: alice@example.com\n",
        "version: 2\nmodels:\n  - name: a\n",
    ],
)
def test_other_lists_are_no_playbooks(text: str) -> None:
    assert language_of("list.yml", text) is not Language.PLAYBOOK


def in_shell(text):
    return read(Artifact("run.sh", Language.SHELL, text), Nothing())


def test_the_command_line_of_ansible() -> None:
    found = in_shell("ansible all -b -m shell -a 'rm -rf /srv/data'\n")
    assert short(found) == {"delete file:/srv/data"}
    assert found.effects[0].has(Trait.REPEATED)
    assert not short(in_shell("ansible web -m ping\nansible web -a 'df -h'\nansible-playbook --list-tasks site.yml\n"))
    assert [d.code for d in in_shell("ansible-playbook site.yml\n").diagnostics] == ["file-not-found"]
    assert short(in_shell('ansible-playbook "$BOOK"\n')) == {"execute program:{BOOK}"}
