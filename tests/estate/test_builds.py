"""Build servers, machines and clusters, each in the tool's own form, with the real queue."""

from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.estate import EdgeKind, Estate
from riskscan.parsers.queue import read as ask
from tests.estate.support import asset, edge, edges

LOAD = {
    "jobs/load.py": "import boto3\nboto3.client('s3').delete_object(Bucket='bakery-lake', Key='x')\n",
    "jobs/clean.sh": "psql -c 'delete from till.old'\n",
}


def seen(folder: Path, files: dict[str, str]) -> Estate:
    for name, text in {**LOAD, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read([folder], ask)


AZURE = """
trigger: none
schedules:
  - cron: "0 4 * * *"
    displayName: nightly
    branches: {include: [main]}
pool: {vmImage: ubuntu-latest}
stages:
  - stage: load
    jobs:
      - job: fill
        steps:
          - script: python jobs/load.py
          - bash: |
              psql -h wh.example.com -c "truncate table till.stage"
      - deployment: out
        environment: production
        strategy:
          runOnce:
            deploy:
              steps:
                - task: Bash@3
                  inputs: {targetType: inline, script: bash jobs/clean.sh}
"""
CIRCLE = """
version: 2.1
commands:
  clean:
    steps:
      - run: bash jobs/clean.sh
jobs:
  nightly:
    docker: [{image: cimg/python:3.11}]
    steps:
      - checkout
      - clean
      - run:
          name: Load
          command: python jobs/load.py
workflows:
  every_night:
    triggers:
      - schedule: {cron: "0 3 * * *", filters: {branches: {only: main}}}
    jobs: [nightly]
"""
JENKINS = """
pipeline {
  agent any
  triggers { cron('H 2 * * *') }
  stages {
    stage('Load') {
      steps {
        // sh 'bash jobs/old.sh'
        sh 'python jobs/load.py'
        sh(script: '''
          psql -c "delete from till.sales"
        ''', returnStatus: true)
      }
    }
    stage('Next') { steps { build job: 'send-report', wait: false } }
  }
}
"""
GITLAB = """
include:
  - local: /ci/more.gitlab-ci.yml
.base:
  script: [python jobs/load.py]
nightly:
  extends: .base
  environment: {name: production}
  only: [schedules]
after:
  script: bash jobs/clean.sh
  needs: [nightly]
"""
ACTIONS = """
on: {workflow_run: {workflows: [Build], types: [completed]}}
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/load
      - run: ./clean.sh
        working-directory: jobs
        env: {KEY: "${{ secrets.WAREHOUSE_KEY }}", T: "${{ secrets.GITHUB_TOKEN }}"}
  two:
    needs: one
    uses: ./.github/workflows/other.yml
"""
FORMS: dict[str, tuple[dict[str, str], set[tuple[str, str, str]]]] = {
    "azure": (
        {"azure-pipelines.yml": AZURE},
        {
            ("pipeline:azure-pipelines.yml", "runs", "job:azure-pipelines.yml.fill"),
            ("job:azure-pipelines.yml.fill", "runs", "program:jobs/load.py"),
            ("job:azure-pipelines.yml.fill", "writes", "table:till.stage"),
            ("job:azure-pipelines.yml.out", "runs", "program:jobs/clean.sh"),
        },
    ),
    "circleci": (
        {".circleci/config.yml": CIRCLE},
        {
            ("pipeline:.circleci/config.yml", "runs", "job:.circleci/config.yml.nightly"),
            ("job:.circleci/config.yml.nightly", "runs", "program:jobs/load.py"),
            ("job:.circleci/config.yml.nightly", "runs", "program:jobs/clean.sh"),
        },
    ),
    "jenkins": (
        {"Jenkinsfile": JENKINS, "jobs/old.sh": "psql -c 'drop table till.sales'"},
        {
            ("job:Jenkinsfile.Load", "runs", "program:jobs/load.py"),
            ("job:Jenkinsfile.Load", "writes", "table:till.sales"),
            ("job:Jenkinsfile.Next", "runs", "pipeline:send-report"),
        },
    ),
    "gitlab": (
        {".gitlab-ci.yml": GITLAB, "ci/more.gitlab-ci.yml": "more: {script: [echo hello]}"},
        {
            ("job:.gitlab-ci.yml.nightly", "runs", "program:jobs/load.py"),
            ("job:.gitlab-ci.yml.after", "runs", "program:jobs/clean.sh"),
            ("job:.gitlab-ci.yml.nightly", "feeds", "job:.gitlab-ci.yml.after"),
            ("pipeline:.gitlab-ci.yml", "runs", "pipeline:ci/more.gitlab-ci.yml"),
        },
    ),
    "github": (
        {
            ".github/workflows/a.yml": ACTIONS,
            ".github/workflows/other.yml": "on: workflow_call\njobs: {x: {runs-on: u, steps: [{run: echo hello}]}}",
            ".github/actions/load/action.yml": "name: Load\nruns: {using: composite, steps: [{run: python jobs/load.py, shell: bash}]}",
        },
        {
            ("pipeline:Build", "runs", "pipeline:.github/workflows/a.yml"),
            ("job:.github/workflows/a.yml.one", "runs", "program:.github/actions/load/action.yml"),
            ("program:.github/actions/load/action.yml", "runs", "program:jobs/load.py"),
            ("job:.github/workflows/a.yml.one", "runs", "program:jobs/clean.sh"),
            ("secret:WAREHOUSE_KEY", "enables", "job:.github/workflows/a.yml.one"),
            ("job:.github/workflows/a.yml.one", "feeds", "job:.github/workflows/a.yml.two"),
            ("job:.github/workflows/a.yml.two", "runs", "pipeline:.github/workflows/other.yml"),
        },
    ),
    "systemd": (
        {
            "deploy/load.timer": "[Unit]\nDescription=x\n[Timer]\nOnCalendar=*-*-* 02:30:00\n[Install]\nWantedBy=timers.target\n",
            "deploy/load.service": "[Unit]\nDescription=Fills the lake\n[Service]\nType=oneshot\nExecStart=-/usr/bin/python3 /opt/app/jobs/load.py\n",
        },
        {("pipeline:load.timer", "runs", "job:load.service"), ("job:load.service", "runs", "program:jobs/load.py")},
    ),
    "procfile": (
        {"Procfile": "web: gunicorn shop.wsgi\nworker: python jobs/load.py\n"},
        {("job:Procfile.worker", "runs", "program:jobs/load.py")},
    ),
    "kubernetes": (
        {
            "k8s/load.yaml": """
apiVersion: batch/v1
kind: CronJob
metadata: {name: load, namespace: production}
spec:
  schedule: "0 5 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          serviceAccountName: loader
          containers:
            - name: x
              image: x
              command: [python, jobs/load.py]
              env:
                - {name: DB_HOST, value: wh.example.com}
                - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: wh-login, key: password}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, labels: {team: web}}
spec:
  template:
    spec:
      containers:
        - {name: x, image: x, args: ["sh", "-c", "psql -c 'delete from till.old'"], envFrom: [{secretRef: {name: shop-login}}]}
"""
        },
        {
            ("job:load", "runs", "program:jobs/load.py"),
            ("server:wh.example.com", "supports", "job:load"),
            ("secret:wh-login", "enables", "job:load"),
            ("identity:loader", "enables", "job:load"),
            ("secret:shop-login", "enables", "program:shop"),
            ("program:shop", "notifies", "team:web"),
        },
    ),
    "compose": (
        {
            "docker-compose.yml": """
services:
  db: {image: "postgres:15"}
  shop:
    build: .
    command: python jobs/load.py
    depends_on: [db]
    environment:
      DATABASE_URL: postgres://app:hidden@db:5432/shopdb
      WAREHOUSE_URL: postgres://wh.example.com/marts
"""
        },
        {
            ("program:db", "supports", "program:shop"),
            ("program:shop", "runs", "program:jobs/load.py"),
            ("server:wh.example.com", "supports", "program:shop"),
            ("database:marts", "supports", "program:shop"),
            ("database:shopdb", "supports", "program:shop"),
        },
    ),
    "serverless": (
        {
            "serverless.yml": """
service: bakery
provider: {name: aws, stage: prod, environment: {TAKINGS_BUCKET: takings-prod}}
functions:
  load:
    handler: jobs/load.handler
    events:
      - schedule: rate(1 hour)
      - s3: {bucket: bakery-lake, event: "s3:ObjectCreated:*"}
      - stream: arn:aws:dynamodb:eu-west-1:1:table/sales/stream/x
resources:
  Resources:
    Out: {Type: AWS::S3::Bucket, Properties: {BucketName: bakery-out}}
"""
        },
        {
            ("bucket:bakery-lake", "runs", "function:bakery-prod-load"),
            ("table:sales", "runs", "function:bakery-prod-load"),
            ("function:bakery-prod-load", "runs", "program:jobs/load.py"),
            ("bucket:takings-prod", "feeds", "function:bakery-prod-load"),
        },
    ),
    "sam": (
        {
            "template.yaml": """
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Lake:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties: {BucketName: bakery-lake}
  Load:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: load-lake
      CodeUri: jobs/
      Handler: load.handler
      Events:
        New: {Type: S3, Properties: {Bucket: !Ref Lake, Events: "s3:ObjectCreated:*"}}
      Environment: {Variables: {QUEUE: !GetAtt Done.QueueName}}
  Done:
    Type: AWS::SQS::Queue
"""
        },
        {
            ("bucket:bakery-lake", "runs", "function:load-lake"),
            ("queue:template.yaml#Done", "supports", "function:load-lake"),
            ("function:load-lake", "runs", "program:jobs/load.py"),
            ("file:template.yaml", "manages", "bucket:bakery-lake"),
        },
    ),
    "dag-factory": (
        {
            "dags/shop.yml": """
default: {default_args: {owner: oven}}
takings:
  schedule: "@daily"
  tasks:
    fill: {operator: airflow.providers.common.sql.operators.sql.SQLExecuteQueryOperator, sql: "insert into marts.takings select * from till.sales"}
    send: {operator: airflow.operators.bash.BashOperator, bash_command: "python jobs/load.py", dependencies: [fill]}
"""
        },
        {
            ("pipeline:takings", "runs", "job:takings.fill"),
            ("table:till.sales", "feeds", "job:takings.fill"),
            ("job:takings.fill", "writes", "table:marts.takings"),
            ("job:takings.fill", "feeds", "job:takings.send"),
            ("job:takings.send", "runs", "program:jobs/load.py"),
            ("pipeline:takings", "notifies", "team:oven"),
        },
    ),
    "gusty": (
        {
            "dags/takings/METADATA.yml": "description: x\nschedule_interval: 0 6 * * *\ndefault_args: {owner: oven}\n",
            "dags/takings/load.yml": "operator: airflow.operators.bash.BashOperator\nbash_command: python jobs/load.py\nexternal_dependencies:\n  - sales: all\n",
        },
        {
            ("pipeline:takings", "runs", "job:takings.load"),
            ("job:takings.load", "runs", "program:jobs/load.py"),
            ("pipeline:sales", "feeds", "job:takings.load"),
        },
    ),
    "prefect": (
        {
            "prefect.yaml": "name: x\ndeployments:\n  - name: load-daily\n    entrypoint: jobs/load.py:load\n    schedules: [{cron: 0 7 * * *}]\n"
        },
        {("pipeline:load-daily", "runs", "program:jobs/load.py"), ("pipeline:load-daily", "runs", "pipeline:load")},
    ),
    "settings": (
        {
            "shop/.env": "# x\nDATABASE_URL=postgresql://app:hidden@db.example.com:5432/shop\nSECRET_KEY=abcdefgh12345\nexport EXPORT_BUCKET='shop-out'\n"
        },
        {("server:db.example.com", "supports", "program:shop/.env"), ("bucket:shop-out", "feeds", "program:shop/.env")},
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_each_form(name: str, tmp_path: Path) -> None:
    files, wanted = FORMS[name]
    estate = seen(tmp_path, files)
    assert wanted <= edges(estate)
    assert not estate.diagnostics


def test_schedules_and_places(tmp_path: Path) -> None:
    estate = seen(tmp_path, {name: text for files, _ in FORMS.values() for name, text in files.items()})
    schedules = {a.key: a.fact("schedule") for a in estate.assets}
    assert schedules["job:azure-pipelines.yml.fill"] == "0 4 * * *"
    assert schedules["job:.circleci/config.yml.nightly"] == "0 3 * * *"
    assert schedules["job:Jenkinsfile.Load"] == "H 2 * * *"
    assert schedules["job:load.service"] == "*-*-* 02:30:00"
    assert schedules["function:bakery-prod-load"] == "rate(1 hour)"
    assert schedules["pipeline:load-daily"] == "0 7 * * *"
    assert asset(estate, "job:azure-pipelines.yml.out").fact("environment") == "production"
    assert asset(estate, "bucket:bakery-lake").fact("deletion_policy") == "Retain"
    assert edge(estate, "job:Jenkinsfile.Load", "table:till.sales").evidence.line == 11


SETTINGS = """
on: push
env: {PGHOST: db.example.com, PGDATABASE: shop}
jobs:
  load:
    runs-on: x
    SERVICES
    env: {WAREHOUSE_URL: "postgres://app:hidden@AWAY:5432/marts", EXPORT_BUCKET: "${{ vars.BUCKET }}"}
    steps: [{run: echo hello, env: {OUT_BUCKET: shop-out}}]
"""
GITLAB_SETTINGS = """
variables: {DB_HOST: db.example.com}
load:
  SERVICES
  script: [echo hello]
  variables: {WAREHOUSE_URL: "postgres://app:hidden@AWAY:5432/marts", OUT_BUCKET: {value: shop-out}}
"""


@pytest.mark.parametrize(("file", "text"), [(".github/workflows/a.yml", SETTINGS), (".gitlab-ci.yml", GITLAB_SETTINGS)])
def test_environments_name_hosts_but_not_those_of_the_runner(file: str, text: str, tmp_path: Path) -> None:
    def supporting(host: str, services: str = "") -> set[str]:
        estate = seen(tmp_path / host, {file: text.replace("AWAY", host).replace("SERVICES", services)})
        assert "hidden" not in repr(estate)
        return {s for s, _, t in edges(estate) if t == f"job:{file}.load"} - {f"pipeline:{file}"}

    far = {"server:db.example.com", "bucket:shop-out"} | ({"database:shop"} if file.endswith("a.yml") else set())
    assert supporting("wh.example.com") == {*far, "server:wh.example.com", "database:marts"}
    near = far - {"bucket:shop-out"} if file == ".gitlab-ci.yml" else far
    services = "services: {pg: {image: postgres}}" if file.endswith("a.yml") else "services: [{name: 'postgres:15', alias: pg}]"
    assert supporting("localhost") == near
    assert supporting("pg", services) == near


def test_no_secret_is_kept_and_comments_run_nothing(tmp_path: Path) -> None:
    estate = seen(tmp_path, {name: text for files, _ in FORMS.values() for name, text in files.items()})
    assert "hidden" not in repr(estate)
    assert "abcdefgh12345" not in repr(estate)
    assert "secret:GITHUB_TOKEN" not in {a.key for a in estate.assets}
    assert ("job:Jenkinsfile.Load", "runs", "program:jobs/old.sh") not in edges(estate, EdgeKind.RUNS)


@pytest.mark.parametrize(
    "files",
    [
        {"config.yml": "kind: Thing\nmetadata: {name: x}\n"},
        {"notes.yml": "steps:\n  - script: make coffee\n"},
        {".env.example": "DB_HOST=db.example.com\n"},
        {"app.service": "just text"},
        {"chart/templates/job.yaml": "kind: CronJob\nmetadata: {name: {{ .Release.Name }}}\n"},
    ],
)
def test_near_misses(files: dict[str, str], tmp_path: Path) -> None:
    before = {a.key for a in seen(tmp_path / "a", {}).assets}
    assert {a.key for a in seen(tmp_path / "b", files).assets} == before
