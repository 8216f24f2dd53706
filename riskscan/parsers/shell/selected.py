"""Which system a later command works on where an earlier one chose it: cluster, account, project, workspace, database.

The choice is kept among the variables under a name that no script can use, so a subshell or another host does not share it.
Source: the reference pages of kubectl, gcloud, aws, az, Terraform and Docker on contexts, profiles and variables of the environment.
"""

from __future__ import annotations

import re

from riskscan.knowledge.places import is_production
from riskscan.model.effect import Safe, Trait
from riskscan.model.span import Note
from riskscan.parsers.shell.options import Line
from riskscan.parsers.shell.state import State, target_evidence
from riskscan.parsers.shell.word import Word

_KUBE, _AWS = ("kubectl", "oc", "helm"), ("aws", "sam", "eksctl", "cdk", "terraform", "tofu", "terragrunt", "serverless", "sls", "pulumi")
_GOOGLE, _TERRAFORM = ("gcloud", "gsutil", "bq"), ("terraform", "tofu", "terragrunt")
_DATABASE = ("alembic", "flyway", "liquibase", "rails", "rake", "prisma", "npx", "dbt", "sequelize", "knex", "django-admin")
_DOCKER, _PG = ("docker", "podman", "docker-compose", "docker compose"), ("psql", "dropdb", "createdb", "pg_restore", "pg_dump")
_CHOICES: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    # programs that it counts for, variables of the environment, own options that say it anew
    (_KUBE, ("@kubectl", "KUBECONFIG", "KUBE_CONTEXT", "HELM_KUBECONTEXT"), ("--context", "--kube-context", "--kubeconfig")),
    (_AWS, ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"), ("--profile",)),
    (_GOOGLE, ("@gcloud", "CLOUDSDK_CORE_PROJECT", "CLOUDSDK_ACTIVE_CONFIG_NAME", "GOOGLE_CLOUD_PROJECT"), ("--project", "--project_id")),
    (("az",), ("@az", "AZURE_SUBSCRIPTION_ID", "ARM_SUBSCRIPTION_ID"), ("--subscription",)),
    (_TERRAFORM, ("TF_WORKSPACE",), ()),
    (_DOCKER, ("@docker", "DOCKER_HOST", "DOCKER_CONTEXT"), ("--context", "-H", "--host")),
    (_PG, ("PGHOST", "PGDATABASE", "PGSERVICE"), ("-h", "--host")),
    (_DATABASE, ("DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "DB_HOST"), ()),
)
_CHOOSES: tuple[tuple[str, tuple[str, ...], str, tuple[str, ...]], ...] = (
    # program, its words, what it chooses, the options that name it (none: the next operand)
    ("kubectl", ("config", "use-context"), "@kubectl", ()),
    ("kubectl", ("config", "use"), "@kubectl", ()),
    ("kubectx", (), "@kubectl", ()),
    ("oc", ("project",), "@kubectl", ()),
    ("gcloud", ("container", "clusters", "get-credentials"), "@kubectl", ()),
    ("aws", ("eks", "update-kubeconfig"), "@kubectl", ("--name", "--alias")),
    ("az", ("aks", "get-credentials"), "@kubectl", ("--name", "-n")),
    ("gcloud", ("config", "set", "project"), "@gcloud", ()),
    ("gcloud", ("config", "set", "core/project"), "@gcloud", ()),
    ("gcloud", ("config", "configurations", "activate"), "@gcloud", ()),
    ("az", ("account", "set"), "@az", ("--subscription", "-s", "--name", "-n")),
    ("docker", ("context", "use"), "@docker", ()),
)
_FILES = ("-var-file", "--var-file", "-backend-config", "--backend-config", "-f", "--values", "--kubeconfig")


def choose(state: State, line: Line) -> None:
    """Keeps what this command chooses for later ones (``kubectl config use-context prod``)."""
    texts = [w.shown for w in line.operands]
    for program, words, name, options in _CHOOSES:
        if line.program == program and texts[: len(words)] == list(words):
            given = line.value(*options) if options else next(iter(line.operands[len(words) :]), None)
            _keep(state, name, given)


def _keep(state: State, name: str, word: Word | None) -> None:
    if word is not None:
        state.variables.set(name, word)


def chosen(state: State, line: Line) -> tuple[tuple[Trait, ...], tuple[Safe, ...], tuple[Note, ...]]:
    """What the choice made before, or a file of values named here, says about what the command touches."""
    span = line.head.span
    if line.program in (*_TERRAFORM, "helm"):
        for word in line.values(*_FILES):
            if is_production(word.shown.rsplit("/", 1)[-1]):
                return (Trait.PRODUCTION,), (), (Note(f"It works with the settings in {word.shown}.", span),)
    for programs, names, own in _CHOICES:
        if line.program not in programs or (own and line.has(*own)):
            continue
        for name in names:
            picked = state.variables.get(name)
            if picked is None or not any(p.text for p in picked.parts):
                continue
            text = re.sub(r"^[a-z][\w+.-]*://", "", picked.shown).rsplit("@", 1)[-1]
            traits, safe = target_evidence(text, span)
            if any(part.reason == "default" for part in picked.parts):
                safe = ()  # whoever starts it may set another value
            if traits or safe:
                return traits, safe, (Note(f"It works on {text}, as chosen before.", picked.span if picked.span.path else span),)
    return (), (), ()
