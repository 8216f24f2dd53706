"""The pipelines and jobs that a file declares, as estate facts."""

from __future__ import annotations

from riskscan.model.asset import Asset, AssetKind
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Evidence
from riskscan.parsers.python.job_record import Pipeline
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Value, one_text


def declared_jobs(machine: Machine) -> Estate:
    """Assets for pipelines and jobs; a pipeline runs its jobs, a job feeds the next."""
    jobs = machine.jobs
    assets: list[Asset] = []
    edges: list[Dependency] = []
    for pipeline in jobs.pipelines.values():
        assets.append(_pipeline(machine, pipeline))
    for key, (pipeline_name, line, facts) in jobs.jobs.items():
        found = jobs.pipelines.get(pipeline_name)
        evidence = Evidence(found.source if found else "airflow", machine.artifact.path, line)
        owner = found.owner if found else ""
        assets.append(Asset(key, AssetKind.JOB, key.partition(":")[2], owner=owner, facts=facts, evidence=(evidence,)))
        if pipeline_name:
            edges.append(Dependency(f"pipeline:{pipeline_name}", key, EdgeKind.RUNS, evidence))
    links = [(a, b, line) for left, right, line in machine.arrows for a in keys_of(left) for b in keys_of(right)]
    for source, target, line in dict.fromkeys((*links, *jobs.links)):
        if source != target:
            edges.append(Dependency(source, target, EdgeKind.FEEDS, Evidence("airflow", machine.artifact.path, line)))
    return Estate(tuple(assets), tuple(dict.fromkeys(edges)))


def _pipeline(machine: Machine, pipeline: Pipeline) -> Asset:
    facts = [(name, value) for name, value in (("schedule", pipeline.schedule), ("catchup", pipeline.catchup)) if value]
    evidence = Evidence(pipeline.source, machine.artifact.path, pipeline.line)
    return Asset(
        f"pipeline:{pipeline.name}",
        AssetKind.PIPELINE,
        pipeline.name,
        owner=pipeline.owner,
        tags=pipeline.tags,
        facts=tuple(facts),
        evidence=(evidence,),
    )


def keys_of(value: Value) -> list[str]:
    """The job keys that a value stands for (a task, or a list of tasks)."""
    found = [key for obj in value.objs if obj.type == "airflow.Task" and (key := one_text(obj.part("key")))]
    return found + [key for item in value.items or () for key in keys_of(item)]
