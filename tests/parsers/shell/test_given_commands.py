"""Commands that a script is given, programs found by their path, and what is left of a statement that could not be read."""

import pytest

from riskscan.model.artifact import Language, Status
from riskscan.model.effect import Operation, Safety
from tests.support import effects, findings

WRAPPER = 'run() { echo "+ $*"; "$@"; }\n'
RETRY = 'retry() { local n=$1; shift; for i in 1 2 3; do "$@" && return; done; }\n'


def read(text):
    return effects(text, Language.SHELL, "x.sh")


def rules(text):
    return {effect.rule for effect in read(text)}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (WRAPPER + "run rm -rf /srv/data", "shell/rm-recursive"),
        (RETRY + "retry 5 kubectl delete ns shop", "shell/kubectl-delete"),
        ("D=$(which docker.io || which docker)\n$D system prune -af --volumes", "shell/docker-prune-volumes"),
        ("`command -v kubectl` delete ns shop", "shell/kubectl-delete"),
        ("$CONTAINER_ENGINE volume rm -f shop-data", "shell/docker-volume-remove"),
        ("gosu postgres dropdb shop", "shell/dropdb"),
        ("tini -- dropdb shop", "shell/dropdb"),
    ],
)
def test_what_a_wrapper_or_a_path_runs(text, rule):
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        WRAPPER + "run ls -l",
        RETRY + "retry 5 kubectl get pods",
        "command -v shutdown",
        "docker-compose build",
        'exec "$0" "$@"',
        '$BROWSER "docs/index.html"',
        "for x do\n  echo $x\ndone",
        "if $DEBUG; then\n  echo on\nfi",
        "rm -rf /var/lib/apt/lists/*",
        "$PYTHON -m pytest",
    ],
)
def test_everyday_wrappers_change_nothing_that_is_kept(text):
    found = findings(text, Language.SHELL, "x.sh")
    assert found.status is Status.READ
    assert not [e for e in found.effects if e.operation is not Operation.READ and not e.safe(Safety.SCRATCH)]


def test_a_command_that_the_script_is_given_is_said_and_is_not_the_worst():
    (effect,) = read('set -e\nexec "$@"\n')
    assert (effect.rule, effect.text) == ("shell/given-command", "It runs the command that it is given when it is started.")


def test_code_from_an_input_stays_unseen():
    assert rules('eval "$1"') == {"shell/unseen-code"}
    assert rules("$COMMAND") == {"shell/unseen-code"}


def test_a_shift_keeps_the_rest_in_order():
    (effect,) = read('wipe() { shift; rm -rf "/srv/$1"; }\nwipe -f photos\n')
    assert effect.asset.name == "/srv/photos"


def test_the_last_word_of_the_command_before():
    (effect,) = [e for e in read("mkdir -p /srv/old\nrm -rf $_\n") if e.operation == "delete"]
    assert effect.asset.name == "/srv/old"


@pytest.mark.parametrize("text", [".venv/bin/python -m pytest tests", "venv/bin/pip list", "~/.virtualenv/bin/black ."])
def test_programs_of_an_environment_of_python(text):
    assert not [e for e in read(text) if e.operation is not Operation.READ]


def test_a_script_of_an_environment_stays_unseen():
    assert rules(".venv/bin/purge_everything --all") == {"shell/unseen-script"}
