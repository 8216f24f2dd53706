"""Kubernetes and compose files: what their containers run, what applying them changes, and what they open.

Source: kubernetes.io, objects and workloads; docs.docker.com, compose file reference.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from riskscan.formats.code import Code, as_command, quoted
from riskscan.formats.containers import RUNS, containers_of, is_compose, name_of, pod_of, words_of
from riskscan.formats.yaml_text import Map, Text, map_of, maps_of, text_of, texts_of
from riskscan.model.artifact import Language
from riskscan.model.effect import Context
from riskscan.parsers.documents.found import NOT_SEEN, Found, both, environment, scheduled
from riskscan.parsers.documents.own_service import is_own_service

_ITEMS = ("List",)
_SCALED = ("Deployment", "StatefulSet", "ReplicaSet")


def read(found: Found, text: str) -> None:
    """All documents of a file."""
    for document in found.maps(text):
        if is_compose(document) or _adds_to_compose(found, document):
            _compose(found, document, text)
        elif text_of(document.get("kind")) in _ITEMS:
            for item in maps_of(document.get("items")):
                _object(found, item)
        elif "kind" in document:
            _object(found, document)
    if "{{" in text and not found.embedded:
        found.unseen("template-not-filled", "Parts of this file are filled in by Helm or another program.", NOT_SEEN, 1)


def _adds_to_compose(found: Found, document: Map) -> bool:
    """True for a file that only adds to the services of another one: ``docker-compose.override.yml``."""
    name = PurePosixPath(found.artifact.path).name.lower()
    return name.startswith(("docker-compose", "compose.")) and bool({"services", "volumes", "networks"} & set(document))


def _compose(found: Found, document: Map, source: str) -> None:
    services = map_of(document.get("services"))
    for service in services.values():
        if not isinstance(service, Map):
            continue
        found.understood = True
        for part in ("entrypoint", "command"):
            command = service.get(part)
            line = service.lines.get(part, service.line)
            if command is not None and is_own_service(tuple(str(command).split()) if isinstance(command, Text) else texts_of(command)):
                continue
            if isinstance(command, Text):
                found.piece(Code().yaml(command, source), Language.SHELL)
            elif command is not None:
                found.piece(Code().made(as_command(texts_of(command)), line, 1), Language.SHELL)


def _object(found: Found, document: Map) -> None:
    """One object of a cluster: applying the file changes it, and what its containers run comes with it."""
    kind, name = text_of(document.get("kind")), name_of(document)
    spec, metadata = map_of(document.get("spec")), map_of(document.get("metadata"))
    namespace = text_of(metadata.get("namespace"))
    line = document.lines.get("kind", document.line)
    place = found.span(map_of(metadata).lines.get("namespace", line))
    context = environment(namespace, place)
    if not kind or not name:
        return
    found.understood = True
    where = f" -n {quoted(namespace)}" if namespace and "{{" not in namespace else ""
    if kind in ("ClusterRoleBinding", "RoleBinding"):
        _binding(found, document, kind, name, where, line)
    elif kind in _SCALED and text_of(spec.get("replicas")) == "0":
        at = spec.lines.get("replicas", line)
        found.piece(Code().made(f"kubectl scale {kind.lower()}/{quoted(name)} --replicas=0{where}", at, 1), Language.SHELL, context)
    else:
        found.piece(Code().made(f"kubectl patch {kind.lower()}/{quoted(name)}{where}", line, 1), Language.SHELL, context)
    if kind in RUNS:
        when = text_of(spec.get("schedule"))
        if text_of(spec.get("suspend")) == "true":
            when = ""
        around = both(context, scheduled(when, found.span(spec.lines.get("schedule", line))))
        for container in containers_of(pod_of(document)):
            _container(found, container, around)


def _container(found: Found, container: Map, context: Context) -> None:
    words = words_of(container)
    if not words:
        return
    if isinstance(source := container.get("source"), Text):
        language = Language.PYTHON if words[0].rpartition("/")[2].startswith("python") else Language.SHELL
        found.piece(Code().yaml(source, found.artifact.text), language, context)
        return
    part = "command" if "command" in container else "args"
    line = container.lines.get(part, container.line)
    script = next((t for name in ("command", "args") for t in _texts(container, name) if "\n" in t or " " in t), None)
    if script is not None and as_command(words) == str(script):
        found.piece(Code().plain(str(script), script.line + (1 if script.style in ("|", ">") else 0), 1), Language.SHELL, context)
    elif "command" in container or words[0].rpartition("/")[2] in ("sh", "bash"):
        found.piece(Code().made(as_command(words), line, 1), Language.SHELL, context)


def _texts(container: Map, name: str) -> list[Text]:
    value = container.get(name)
    return [item for item in value if isinstance(item, Text)] if isinstance(value, list) else []


def _binding(found: Found, document: Map, kind: str, name: str, where: str, line: int) -> None:
    """Who is given which role."""
    role = text_of(map_of(document.get("roleRef")).get("name"))
    people = " ".join(
        f"--{'serviceaccount' if text_of(s.get('kind')) == 'ServiceAccount' else text_of(s.get('kind')).lower()}={quoted(text_of(s.get('name')))}"  # noqa: E501
        for s in maps_of(document.get("subjects"))
    )
    code = Code().made(f"kubectl create {kind.lower()} {quoted(name)} --clusterrole={quoted(role)} {people}{where}", line, 1)
    found.piece(code, Language.SHELL, Context())
