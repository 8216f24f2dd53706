"""Which kind of document a text is, by its name and by the words that only this kind has.

Nothing is parsed here: names, the keys at the top of YAML and a few signs decide, so that a text of any size costs little.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.formats.schedules import has_schedule
from riskscan.formats.settings import is_settings
from riskscan.model.artifact import Language

BY_ENDING = {
    ".bat": Language.BATCH, ".cmd": Language.BATCH,
    ".mk": Language.MAKEFILE, ".just": Language.MAKEFILE,
    ".cron": Language.SCHEDULE, ".crontab": Language.SCHEDULE, ".timer": Language.SCHEDULE, ".service": Language.SCHEDULE,
    ".dockerfile": Language.DOCKERFILE, ".containerfile": Language.DOCKERFILE,
    ".redis": Language.REDIS,
    ".md": Language.MARKDOWN, ".markdown": Language.MARKDOWN,
}  # fmt: skip
_NAMES = {
    "dockerfile": Language.DOCKERFILE, "containerfile": Language.DOCKERFILE,
    "makefile": Language.MAKEFILE, "gnumakefile": Language.MAKEFILE, "justfile": Language.MAKEFILE, ".justfile": Language.MAKEFILE,
    "procfile": Language.MAKEFILE, "crontab": Language.SCHEDULE, "crontab.txt": Language.SCHEDULE,
}  # fmt: skip
_KEY = re.compile(r"(?m)^[\"']?([A-Za-z_.$][\w.$/ -]*?)[\"']?\s*:(?:\s|$)")
_GITLAB = re.compile(r"(?m)^[\w.:/ -]+:\s*(#.*)?\n(?:[ \t].*\n|\n)*?[ \t]+(script|trigger)\s*:")
_AZURE = re.compile(r"(?m)^\s*-\s+(script|bash|pwsh|powershell|task|checkout|template|stage|job|deployment)\s*:")
_AZURE_KEYS = frozenset({"trigger", "pr", "pool", "stages", "jobs", "steps", "schedules", "extends"})
_JENKINS = re.compile(r"(?m)^\s*(pipeline|node(\s*\([^)\n]*\))?)\s*\{[\s\S]*?\b(sh|bat|powershell|build|stage)\b")
_DOCKER = re.compile(r"(?i)\A(\s|#.*\n|ARG .*\n)*FROM\s+[\w./:${}@-]+(\s+AS\s+[\w-]+)?\s*(\n|\Z)")
_MAKE = re.compile(r"(?m)^[\w./%$() -]+:(?!=).*\n\t\S")
_TASK = re.compile(r"(?m)^-\s+(name|block|(?:ansible\.builtin\.)?(?:include_tasks|import_tasks))\s*:")
_MODULE = re.compile(
    r"(?m)^\s+(?:[a-z_]+\.[a-z_]+\.[a-z_0-9]+|shell|command|lineinfile|apt|yum|dnf|uri|debug|set_fact|stat|systemd|include_tasks|import_tasks|block)\s*:"
)
_SHORT_MODULE = re.compile(r"(?m)^\s+(?:copy|file|template|service|package|user|group|git|pip|cron|mount)\s*:")
_OF_TASKS = re.compile(r"(^|/)(tasks|handlers|roles|ansible|playbooks?)(/|\b)")
_HOSTS = re.compile(r"(?m)^(?:-\s+|\s+)hosts\s*:\s*\S")
_PART = re.compile(r"(?m)^\s+(tasks|roles|pre_tasks|post_tasks)\s*:")
_UNIT = re.compile(r"(?m)^\[(Service|Timer)\]\s*$")


def kind_of(path: str, text: str) -> Language:
    """The kind of a document, or ``UNKNOWN``; ``path`` may be ``-``."""
    name = PurePosixPath(path.replace("\\", "/")).name.lower()
    ending = PurePosixPath(name).suffix
    if is_settings(path, text):
        return Language.SETTINGS
    if name.startswith(("dockerfile.", "dockerfile-", "containerfile.")):
        return Language.DOCKERFILE
    if name.startswith("jenkinsfile") or ending == ".jenkinsfile" or (ending == ".groovy" and _JENKINS.search(text)):
        return Language.PIPELINE
    if ending in (".yml", ".yaml") and name.startswith(("docker-compose", "compose.")):
        return Language.MANIFEST
    known = _NAMES.get(name) or BY_ENDING.get(ending)
    if known is not None:
        return known
    if ending in (".yml", ".yaml"):
        return yaml_kind(path, text)
    if "cron.d" in PurePosixPath(path).parts and has_schedule(text):
        return Language.SCHEDULE
    return Language.UNKNOWN


def by_content(text: str) -> Language:
    """The kind of a document without a name that tells."""
    if text.lstrip()[:1] == "<":
        return Language.UNKNOWN
    for sign, kind in (
        (_DOCKER, Language.DOCKERFILE), (_UNIT, Language.SCHEDULE), (_JENKINS, Language.PIPELINE),
    ):  # fmt: skip
        if sign.search(text):
            return kind
    found = yaml_kind("-", text)
    if found is not Language.UNKNOWN:
        return found
    if has_schedule(text):
        return Language.SCHEDULE
    return Language.MAKEFILE if _MAKE.search(text) else Language.UNKNOWN


def json_kind(text: str) -> Language:
    """The kind of a JSON document."""
    if '"apiVersion"' in text and '"kind"' in text and '"metadata"' in text:
        return Language.MANIFEST
    return Language.UNKNOWN


def yaml_kind(path: str, text: str) -> Language:
    """The kind of a YAML document by the keys at its top."""
    keys = {match[1] for match in _KEY.finditer(text)}
    place = path.replace("\\", "/").lower()
    if {"apiVersion", "kind"} <= keys:
        return Language.MANIFEST
    if "services" in keys and re.search(r"(?m)^\s+(image|build)\s*:", text):
        return Language.MANIFEST
    if _is_pipeline(keys, place, text):
        return Language.PIPELINE
    if not keys and is_playbook(place, text):
        return Language.PLAYBOOK
    return Language.UNKNOWN


def is_playbook(place: str, text: str) -> bool:
    """True for a list of plays (each has ``hosts``) or of tasks that a module of Ansible names; ``place`` is the path in lower case."""
    if _HOSTS.search(text) and _PART.search(text):
        return True
    if re.search(r"(?m)^(?:-\s+)(?:ansible\.builtin\.)?import_playbook\s*:", text):
        return True
    if _TASK.search(text) is None:
        return False
    return _MODULE.search(text) is not None or (_OF_TASKS.search(place) is not None and _SHORT_MODULE.search(text) is not None)


def _is_pipeline(keys: set[str], place: str, text: str) -> bool:
    if ("jobs" in keys and ("on" in keys or "workflows" in place or "workflows" in keys or "orbs" in keys)) or "pipelines" in keys:
        return True
    if "runs" in keys and re.search(r"(?m)^\s+(using|steps)\s*:", text):
        return True
    if ("stages" in keys or "gitlab-ci" in place or ".gitlab" in place) and _GITLAB.search(text):
        return True
    if _AZURE_KEYS & keys and _AZURE.search(text):
        return True
    if "steps" in keys and ("cloudbuild" in place or "buildkite" in place):
        return True
    if "steps" in keys and re.search(r"(?m)^\s*-?\s*(entrypoint|args|command|commands)\s*:", text):
        return True
    return (
        bool(_GITLAB.search(text))
        and not {"scripts", "name", "version"} & keys
        and bool(re.search(r"(?m)^\s+(stage|image|only|rules|script)\s*:", text))
    )
