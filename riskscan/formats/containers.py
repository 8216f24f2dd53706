"""Where Kubernetes, Argo and compose files keep what runs.

Source: kubernetes.io, CronJob, Job, Deployment, StatefulSet, DaemonSet, Pod; docs.docker.com, compose file reference;
argo-workflows.readthedocs.io, fields.
"""

from __future__ import annotations

from collections.abc import Iterator

from riskscan.formats.yaml_text import Map, map_of, maps_of, text_of, texts_of

ARGO = frozenset({"CronWorkflow", "Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate"})
RUNS = frozenset({"CronJob", "Job", "Deployment", "StatefulSet", "DaemonSet", "Pod"}) | ARGO


def is_compose(document: Map) -> bool:
    """True for a compose file: services with an image or something to build."""
    services = document.get("services")
    return isinstance(services, Map) and any(isinstance(s, Map) and ("image" in s or "build" in s) for s in services.values())


def pod_of(document: Map) -> Map:
    """What describes the containers of a workload; empty where there is none."""
    spec = map_of(document.get("spec"))
    if text_of(document.get("kind")) in ARGO:
        return map_of(spec.get("workflowSpec")) or spec
    pod = map_of(map_of(spec.get("template")).get("spec"))
    pod = map_of(map_of(map_of(map_of(spec.get("jobTemplate")).get("spec")).get("template")).get("spec")) or pod
    return pod or (spec if "containers" in spec else pod)


def containers_of(pod: Map) -> Iterator[Map]:
    """The containers in the order in which they start."""
    yield from maps_of(pod.get("initContainers"))
    yield from maps_of(pod.get("containers"))
    for template in maps_of(pod.get("templates")):
        yield from (one for part in ("container", "script") if isinstance(one := template.get(part), Map))
        yield from maps_of(map_of(template.get("containerSet")).get("containers"))


def words_of(container: Map) -> tuple[str, ...]:
    """What a container runs, as words; a script that stands in the file is the last of them."""
    source = text_of(container.get("source"))
    if source:
        return (*texts_of(container.get("command")), "-c", source)
    return (*texts_of(container.get("command")), *texts_of(container.get("args")))


def name_of(document: Map) -> str:
    """The name of an object of a cluster."""
    metadata = map_of(document.get("metadata"))
    return text_of(metadata.get("name")) or text_of(metadata.get("generateName"))
