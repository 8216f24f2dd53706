"""Files of settings run nothing; a runbook counts as what it says; a README explains."""

import pytest

from riskscan.model.artifact import Artifact, Language, Status
from riskscan.model.surroundings import Nothing
from riskscan.parsers.detect import language_of
from riskscan.parsers.queue import read

BLOCK = '# Weekly\n\n1. First:\n\n   ```bash\n   $ psql -c "DELETE FROM orders"\n   DELETE 12\n   ```\n\n```yaml\na: rm -rf /\n```\n'


def found(path, text):
    return read(Artifact(path, language_of(path, text), text), Nothing())


def changes(path, text):
    return {(e.location.start_line, e.operation.value, e.asset.name) for e in found(path, text).effects if e.operation != "read"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", '[project]\nname = "x"\n[project.scripts]\nx = "x:main"\n'),
        ("requirements-dev.txt", "pytest==8\n"),
        (".github/dependabot.yml", "version: 2\nupdates:\n  - package-ecosystem: pip\n"),
        ("models/schema.yml", "version: 2\nmodels:\n  - name: orders\n    columns: []\n"),
        ("customers.csv", "id,name\n1,DROP TABLE orders\n"),
        ("LICENSE", "MIT License\n"),
        ("package.json", '{"scripts": {"build": "vite build", "test": "jest"}}\n'),
        ("docker-compose.override.yml", "services:\n  web:\n    environment:\n      DEBUG: 1\n"),
        ("NOTES.md", "# Notes\nWe should DROP TABLE orders one day.\n"),
    ],
)
def test_settings_and_data_run_nothing(path, text):
    result = found(path, text)
    assert (result.effects, result.status) == ((), Status.READ)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".pre-commit-config.yaml", "repos:\n- repo: local\n  hooks:\n  - id: x\n    entry: ./purge.sh\n"),
        ("pyproject.toml", '[tool.poe.tasks]\nx = "rm -rf /srv"\n'),
        ("topics.yml", "topics:\n  - name: orders\n    retention: 1\n"),
        ("policy.json", '{"Statement": [{"Effect": "Allow", "Action": "*"}]}'),
        ("app.js", "db.drop()\n"),
        ("models/schema.yml", 'version: 2\nmodels:\n  - name: a\n    config:\n      pre-hook: "delete from b"\n'),
    ],
)
def test_what_may_run_or_be_applied_stays_unread(path, text):
    assert language_of(path, text) is Language.UNKNOWN


def test_a_runbook_does_what_its_steps_say():
    assert changes("friday.md", BLOCK) == {(6, "delete", "orders")}
    assert changes("docs/rollback.md", BLOCK) == {(6, "delete", "orders")}


@pytest.mark.parametrize("path", ["README.md", "docs/usage.md", "CONTRIBUTING.md"])
def test_the_examples_of_a_text_that_explains_are_not_judged(path):
    result = found(path, BLOCK)
    assert (result.effects, result.status) == ((), Status.READ)
    assert [d.code for d in result.diagnostics] == ["examples"]


def test_scripts_of_a_package_that_destroy():
    text = '{\n  "scripts": {\n    "wipe": "psql -c \\"DROP TABLE orders\\"",\n    "postinstall": "rm -rf /srv/share"\n  }\n}\n'
    assert changes("package.json", text) == {(3, "delete", "orders"), (4, "delete", "/srv/share")}


def test_what_a_command_prints_is_no_command():
    text = "```bash\n$ sed 1p notes.txt\n# Deleting\nrm everything\n```\n"
    assert changes("notes.md", text) == set()
    assert changes("steps.md", "```console\n# dropdb shop\n```\n") == set()
    assert changes("steps.md", "```console\n[root@db ~]# true\n$ dropdb shop\n```\n") == {(3, "delete", "shop")}
