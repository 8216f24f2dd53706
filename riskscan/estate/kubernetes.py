"""What a cluster or a compose file runs: CronJobs with their schedule and command, services and what they wait for.

Source: kubernetes.io, CronJob; docs.docker.com, compose file reference.
"""

from __future__ import annotations

from riskscan.estate.effects import runs
from riskscan.estate.piece import Around, Gather
from riskscan.estate.yaml_text import Map, map_of, maps_of, text_of, texts_of
from riskscan.model.asset import AssetKind, key_of
from riskscan.model.estate import EdgeKind


def wants(document: Map) -> bool:
    """A CronJob, or a compose file."""
    if text_of(document.get("kind")) == "CronJob":
        return True
    services = document.get("services")
    return isinstance(services, Map) and any(isinstance(s, Map) and ("image" in s or "build" in s) for s in services.values())


def read(document: Map, gather: Gather, around: Around) -> None:
    """The job, or the services."""
    if text_of(document.get("kind")) == "CronJob":
        _cron_job(document, gather, around)
        return
    for name, service in map_of(document.get("services")).items():
        if isinstance(service, Map):
            line = map_of(document["services"]).lines.get(name, 1)
            key = gather.asset(AssetKind.PROGRAM, name, line)
            needs = service.get("depends_on")
            for needed in needs if isinstance(needs, Map) else texts_of(needs):
                gather.edge(key_of(AssetKind.PROGRAM, needed), key, EdgeKind.SUPPORTS, line)
            runs(gather, " ".join(texts_of(service.get("command"))), line, key, around.layout)


def _cron_job(document: Map, gather: Gather, around: Around) -> None:
    metadata, spec = map_of(document.get("metadata")), map_of(document.get("spec"))
    name = text_of(metadata.get("name"))
    if not name:
        return
    facts = (("schedule", text_of(spec.get("schedule"))), ("environment", text_of(metadata.get("namespace"))))
    key = gather.asset(AssetKind.JOB, name, document.line, facts=facts)
    template = map_of(map_of(map_of(spec.get("jobTemplate")).get("spec")).get("template"))
    for container in maps_of(map_of(template.get("spec")).get("containers")):
        command = " ".join((*texts_of(container.get("command")), *texts_of(container.get("args"))))
        runs(gather, command, container.line, key, around.layout)
