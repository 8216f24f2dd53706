"""What a cluster or a compose file runs: jobs with their schedule and command, services, what they wait for and what they use.

Source: kubernetes.io, CronJob, Job, Deployment, StatefulSet, DaemonSet; docs.docker.com, compose file reference.
"""

from __future__ import annotations

from riskscan.estate import commands, connections
from riskscan.estate.piece import Around, Gather
from riskscan.formats.containers import ARGO, containers_of, is_compose, name_of, pod_of, words_of
from riskscan.formats.yaml_text import Map, Text, map_of, maps_of, rows_of, text_of, texts_of
from riskscan.model.asset import AssetKind, key_of
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method

_RUNS = {
    "CronJob": AssetKind.JOB, "Job": AssetKind.JOB, **dict.fromkeys(ARGO, AssetKind.JOB),
    "Deployment": AssetKind.PROGRAM, "StatefulSet": AssetKind.PROGRAM, "DaemonSet": AssetKind.PROGRAM, "Pod": AssetKind.PROGRAM,
}  # fmt: skip


def wants(document: Map) -> bool:
    """Something that runs in a cluster, or a compose file."""
    if text_of(document.get("kind")) in _RUNS:
        return "metadata" in document
    return is_compose(document)


def read(document: Map, gather: Gather, source: str, around: Around) -> None:
    """The job, or the services."""
    if text_of(document.get("kind")) in _RUNS:
        _workload(document, gather, around)
        return
    gather.source = "compose"
    services = map_of(document.get("services"))
    keys = {name: gather.asset(AssetKind.PROGRAM, name, services.lines.get(name, 1)) for name, s in services.items() if isinstance(s, Map)}
    for name, key in keys.items():
        service = map_of(services[name])
        line = services.lines.get(name, 1)
        needs = service.get("depends_on")
        for needed in needs if isinstance(needs, Map) else texts_of(needs):
            gather.edge(key_of(AssetKind.PROGRAM, needed), key, EdgeKind.SUPPORTS, line)
        for part in ("entrypoint", "command"):
            command = service.get(part)
            if isinstance(command, Text):
                commands.from_yaml(gather, command, key, source, around)
            elif command is not None:
                commands.words(gather, texts_of(command), line, key, around)
        settings = _settings(service.get("environment"))
        connections.use(gather, settings, dict.fromkeys(settings, line), key, keys)


def _settings(value: object) -> dict[str, str]:
    """The environment of a service, written as a mapping or as a list of ``NAME=value``."""
    if isinstance(value, Map):
        return {name: text_of(inner) for name, inner in value.items() if isinstance(inner, Text)}
    pairs = (str(item).partition("=") for item in value) if isinstance(value, list) else ()
    return {name: setting for name, _, setting in pairs}


def _workload(document: Map, gather: Gather, around: Around) -> None:
    metadata, spec = map_of(document.get("metadata")), map_of(document.get("spec"))
    name = name_of(document)
    if not name or "{{" in name:
        return
    labels = map_of(metadata.get("labels"))
    owner = text_of(labels.get("team")) or text_of(labels.get("owner"))
    kind = _RUNS[text_of(document.get("kind"))]
    facts = (
        ("schedule", text_of(spec.get("schedule"))),
        ("environment", text_of(metadata.get("namespace"))),
        ("suspended", text_of(spec.get("suspend")) if text_of(spec.get("suspend")) == "true" else ""),
    )
    key = gather.asset(kind, name, document.line, facts=facts, owner=owner)
    if owner:
        gather.team(key, owner, document.line)
    pod = pod_of(document)
    for container in containers_of(pod):
        commands.words(gather, words_of(container), container.line, key, around)
        _uses(container, gather, key)
    account = text_of(pod.get("serviceAccountName"))
    if account and account != "default":
        gather.edge(gather.asset(AssetKind.IDENTITY, account, document.line, method=Method.MATCHED), key, EdgeKind.ENABLES, document.line)


def _uses(container: Map, gather: Gather, key: str) -> None:
    """The secrets, hosts and databases that a container is given."""
    for entry in maps_of(container.get("env")):
        name = text_of(entry.get("name"))
        connections.use(gather, {name: text_of(entry.get("value"))}, {name: entry.line}, key)
        secret = text_of(map_of(map_of(entry.get("valueFrom")).get("secretKeyRef")).get("name"))
        if secret:
            gather.edge(gather.asset(AssetKind.SECRET, secret, entry.line, method=Method.MATCHED), key, EdgeKind.ENABLES, entry.line)
    for entry in (map_of(item) for item in rows_of(container.get("envFrom"))):
        secret = text_of(map_of(entry.get("secretRef")).get("name"))
        if secret:
            gather.edge(gather.asset(AssetKind.SECRET, secret, entry.line, method=Method.MATCHED), key, EdgeKind.ENABLES, entry.line)
