"""Files that hold commands in a form of their own: what they do, with true lines, and what stays silent."""

import pytest

from riskscan.model.artifact import Artifact, Language, Status
from riskscan.model.asset import Match
from riskscan.model.effect import Certainty, Safety, Trait
from riskscan.model.surroundings import Nothing
from riskscan.parsers.detect import language_of
from riskscan.parsers.queue import read


def findings(path, text):
    return read(Artifact(path, language_of(path, text), text), Nothing())


def seen(path, text):
    return {(e.location.start_line, e.operation.value, e.asset.name) for e in findings(path, text).effects}


HARMFUL = [
    pytest.param(
        ".github/workflows/x.yml",
        'on:\n  schedule:\n    - cron: "0 3 * * *"\njobs:\n  a:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - name: x\n        run: |\n          echo\n'
        '          psql -c "DELETE FROM orders"\n      - shell: python\n        run: |\n          import shutil\n          shutil.rmtree("/srv/data")\n',
        {(12, "delete", "orders"), (16, "delete", "/srv/data")},
        id="workflow",
    ),
    pytest.param(
        ".gitlab-ci.yml",
        "stages: [a]\n.base:\n  before_script:\n    - cd infra\na:\n  extends: .base\n  stage: a\n  script:\n    - echo x\n    - dropdb shop\n",
        {(10, "delete", "shop")},
        id="gitlab",
    ),
    pytest.param(
        "azure-pipelines.yml",
        "trigger: [main]\nsteps:\n- task: AzureCLI@2\n  inputs:\n    scriptType: bash\n    inlineScript: |\n      az group delete --name prod --yes\n",
        {(7, "delete", "prod")},
        id="azure",
    ),
    pytest.param(
        ".circleci/config.yml",
        "version: 2.1\njobs:\n  a:\n    docker: [{image: x}]\n    steps:\n      - checkout\n      - run: dropdb shop\nworkflows:\n  w: {jobs: [a]}\n",
        {(7, "delete", "shop")},
        id="circleci",
    ),
    pytest.param(
        "Jenkinsfile",
        "pipeline {\n  stages {\n    stage('x') { steps { sh 'dropdb shop' } }\n  }\n}\n",
        {(3, "delete", "shop")},
        id="jenkins",
    ),
    pytest.param(
        "crontab", 'DB=shop\n0 2 * * * psql -d $DB -c "DELETE FROM sessions" > /dev/null\n', {(2, "delete", "sessions")}, id="crontab"
    ),
    pytest.param("x.service", "[Service]\nExecStart=/usr/bin/dropdb shop\n", {(2, "delete", "shop")}, id="systemd"),
    pytest.param("Dockerfile", 'FROM x\nCMD ["sh", "-c", "psql -c \'TRUNCATE orders\'"]\n', {(2, "delete", "orders")}, id="dockerfile"),
    pytest.param("c.yml", 'services:\n  a:\n    image: x\n    command: ["dropdb", "shop"]\n', {(4, "delete", "shop")}, id="compose"),
    pytest.param(
        "k.yaml",
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers:\n        - name: a\n          image: x\n          command:\n            - sh\n            - -c\n            - |\n              echo\n              dropdb shop\n",
        {(2, "alter", "job/a"), (15, "delete", "shop")},
        id="kubernetes",
    ),
    pytest.param(
        "k.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: pay}\nspec:\n  replicas: 0\n",
        {(5, "alter", "deployment/pay")},
        id="scaled to zero",
    ),
    pytest.param("Makefile", "DB := shop\nall:\n\t@echo x\nwipe:\n\t-dropdb $(DB)\n", {(5, "delete", "shop")}, id="make"),
    pytest.param("justfile", 'db := "shop"\nwipe:\n    dropdb {{db}}\n', {(3, "delete", "shop")}, id="just"),
    pytest.param("Procfile", "web: gunicorn app\nwipe: dropdb shop\n", {(2, "delete", "shop")}, id="procfile"),
    pytest.param(
        "x.bat",
        'set DATA=C:\\Data\nif exist "%DATA%" rmdir /s /q "%DATA%"\nsqlcmd -S s -Q "DELETE FROM dbo.Orders"\nformat D: /q\n',
        {(2, "delete", "C:/Data"), (3, "delete", "dbo.Orders"), (4, "delete", "D:")},
        id="batch",
    ),
    pytest.param("x.redis", "# all of it\nFLUSHALL\n", {(2, "delete", "redis")}, id="redis"),
]


@pytest.mark.parametrize(("path", "text", "expected"), HARMFUL)
def test_commands_are_found_with_their_lines(path, text, expected):
    found = seen(path, text)
    assert expected <= {e for e in found if e[1] in ("delete", "alter")}


NEAR_MISSES = [
    pytest.param(
        ".github/workflows/ci.yml",
        "on: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: actions/setup-node@v4\n      - run: npm ci && npm test\n      - run: ruff check .\n",
        id="workflow that tests",
    ),
    pytest.param("x.bat", "@echo off\nrem del /s /q C:\\\n:: format c:\necho rmdir /s /q C:\\\npause\n", id="batch remarks"),
    pytest.param("crontab", "# 0 2 * * * dropdb shop\n0 2 * * * echo ok\n", id="crontab remark"),
    pytest.param("Makefile", "# wipe: dropdb shop\nall:\n\techo dropdb shop\n", id="make remark"),
    pytest.param("x.redis", "GET a\n", id="redis that reads"),
    pytest.param(".gitlab-ci.yml", "stages: [a]\n.hidden:\n  script: [dropdb shop]\na:\n  script: [pytest -q]\n", id="hidden job"),
]


@pytest.mark.parametrize(("path", "text"), NEAR_MISSES)
def test_ordinary_files_stay_silent(path, text):
    found = findings(path, text)
    assert not [e for e in found.effects if e.operation.value in ("delete", "alter", "grant", "send")]
    assert found.status is Status.READ


def test_what_a_build_deletes_stays_in_its_image():
    found = findings("Dockerfile", "FROM x\nRUN apt-get update \\\n && rm -rf /var/lib/apt/lists/*\n")
    (removal,) = [e for e in found.effects if e.operation.value == "delete"]
    assert removal.location.start_line == 3
    assert removal.safe(Safety.SCRATCH)


def test_what_a_build_does_to_a_database_is_told_in_full():
    found = findings("Dockerfile", 'FROM x\nRUN psql -h db -c "DROP TABLE orders"\n')
    (removal,) = [e for e in found.effects if e.operation.value == "delete"]
    assert not removal.safe(Safety.SCRATCH)


def test_only_the_first_target_is_sure():
    found = findings("Makefile", "all: old\nold:\n\tdropdb a\nwipe:\n\tdropdb b\n")
    assert {e.asset.name: e.certainty for e in found.effects} == {"a": Certainty.PROVEN, "b": Certainty.POSSIBLE}


def test_the_environment_of_a_job_counts():
    text = "on: push\njobs:\n  a:\n    runs-on: x\n    environment: {name}\n    steps:\n      - run: helm upgrade web ./chart\n"
    (live,) = findings("w/workflows/a.yml", text.replace("{name}", "production")).effects
    (trial,) = findings("w/workflows/a.yml", text.replace("{name}", "staging")).effects
    assert live.has(Trait.PRODUCTION)
    assert trial.safe(Safety.DEVELOPMENT)


def test_a_step_that_others_wrote_is_said():
    text = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: acme/wipe@v1\n"
    found = findings("a/workflows/a.yml", text)
    assert [(d.code, d.location.start_line) for d in found.diagnostics] == [("step-not-seen", 6)]


@pytest.mark.parametrize(
    ("path", "text"),
    [("workflows/x.yml", "on: push\njobs: {a: [\n"), ("Makefile", "X = 1\n"), ("crontab", "MAILTO=a\n"), ("Dockerfile", "hello\n")],
)
def test_nothing_understood_is_unread(path, text):
    found = findings(path, text)
    assert found.status is Status.NOT_READ
    assert any(d.unread for d in found.diagnostics)


def test_yaml_of_other_kinds_is_not_taken_for_ours():
    assert language_of("x.yml", "name: a\nversion: 2\n") is Language.UNKNOWN
    assert language_of("site.yml", "site_name: a\nnav:\n  - a.md\n") is Language.UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "BASEDIR=$(CURDIR)\nOUT = $(BASEDIR)/output\nclean:\n\t[ ! -d $(OUT) ] || rm -rf $(OUT)\n",
        "AT = $(AT_$(V))\nPOETRY ?= $(shell which poetry)\ntest:\n\t$(AT)$(POETRY) run pytest\n",
        "Q := @\ndocs:\n\t$(Q)echo build\n\t$(Q)$(MAKE) html\nhtml:\n\techo $(wildcard docs/*.md)\n",
        "define EACH\n\tfor d in a b; do \\\n\t\tterraform -chdir=$$d $(1); \\\n\tdone\nendef\nplan:\n\t$(call EACH,plan)\n",
        "vale = vale sync $(1)\nSHELL := /bin/bash\nlint:\n\t@$$SHELL -c 'echo a'\n\t$(call vale,docs)\n\t$(eval X := $(shell git rev-parse HEAD))\n",
        "one:\n\t$(MAKE) two\ntwo:\n\tmake three\nthree:\n\techo $(subst _,-,$(NAME))\n",
        "SRC = $(wildcard src/*.c)\nclean:\n\t$(RM) app.o core\n\t$(info done)\n",
    ],
)
def test_ordinary_makefiles_alarm_nobody(text):
    found = findings("Makefile", text)
    assert not [e for e in found.effects if e.rule == "shell/program"]
    assert not [e for e in found.effects if e.asset.match is Match.UNKNOWN and e.operation.value == "delete"]


def test_what_a_variable_holds_is_what_goes():
    found = findings("Makefile", "ROOT = /srv/shared\nDATA = $(ROOT)/exports\nwipe:\n\trm -rf $(DATA)\n")
    assert [(e.asset.name, e.location.start_line) for e in found.effects] == [("/srv/shared/exports", 4)]
    (unset,) = findings("Makefile", "wipe:\n\trm -rf $(DATA)/\n").effects
    assert unset.operation.value == "delete"


def test_a_function_of_the_file_does_what_its_body_says():
    text = "define EACH\n\tfor d in a b; do \\\n\t\tterraform -chdir=$$d $(1); \\\n\tdone\nendef\nwipe:\n\t$(call EACH,destroy -auto-approve)\n"
    found = findings("Makefile", text)
    assert {(e.operation.value, e.location.start_line) for e in found.effects} == {("delete", 7)}


def test_a_target_that_the_first_one_has_made_is_sure():
    found = findings("Makefile", "all:\n\t$(MAKE) wipe\nwipe:\n\tdropdb a\nother:\n\tdropdb b\n")
    assert {e.asset.name: e.certainty for e in found.effects} == {"a": Certainty.PROVEN, "b": Certainty.POSSIBLE}


def test_the_goal_that_is_named_is_the_sure_one():
    found = findings("Makefile", ".DEFAULT_GOAL := b\na:\n\tdropdb a\nb:\n\tdropdb b\n")
    assert {e.asset.name: e.certainty for e in found.effects} == {"a": Certainty.POSSIBLE, "b": Certainty.PROVEN}


def test_a_line_of_a_batch_file_that_is_too_long_is_said():
    found = findings("x.bat", "@echo off\ncopy a b " + "x" * 20_000 + "\ndel /s /q D:\\share\n")
    assert [(d.code, d.location.start_line) for d in found.diagnostics] == [("line-too-long", 2)]
    assert [e.location.start_line for e in found.effects] == [3]


def test_a_crontab_that_names_accounts_is_read_without_them():
    found = findings("jobs.cron", "0 2 * * * root find /var/backups -mtime +1 -delete\n")
    assert [(e.operation.value, e.location.start_column) for e in found.effects] == [("delete", 16)]
    own = findings("jobs.cron", "0 2 * * * find /var/backups -mtime +1 -delete\n")
    assert [(e.operation.value, e.location.start_column) for e in own.effects] == [("delete", 11)]


def test_a_crontab_may_name_accounts_of_its_own_beside_those_of_every_system():
    both = findings("jobs.cron", "0 3 * * * root find /var/backups -mtime +1 -delete\n*/5 * * * * deploy cd /srv/app && dropdb shop\n")
    assert [(e.operation.value, e.asset.name) for e in both.effects] == [("delete", "/var/backups"), ("delete", "shop")]
    own = findings("jobs.cron", "0 3 * * * python3 /srv/a.py\n*/5 * * * * root dropdb shop\n")
    assert "root" in {e.asset.name for e in own.effects}


ARGO = """apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: nightly
spec:
  schedule: "0 2 * * *"
  workflowSpec:
    templates:
      - name: main
        container:
          command: [psql]
          args: ["-c", "DELETE FROM orders"]
      - name: tidy
        script:
          command: [python]
          source: |
            import shutil
            shutil.rmtree("/srv/data")
      - name: look
        script:
          command: [bash]
          source: |
            ls /srv
"""


def test_templates_of_argo_run_by_themselves():
    assert seen("cw.yaml", ARGO) >= {(11, "delete", "orders"), (18, "delete", "/srv/data")}
    assert all("by itself" in n.text for e in findings("cw.yaml", ARGO).effects if e.operation == "delete" for n in e.also[:1])
    once = ARGO.replace("kind: CronWorkflow", "kind: Workflow").replace("  workflowSpec:\n    templates:", "  templates:")
    assert any(name == "orders" for _, _, name in seen("w.yaml", once.replace("\n      ", "\n    ")))
