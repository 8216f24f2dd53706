"""Descriptions of web services (OpenAPI 3, Swagger 2): which calls there are and what they say they do.

Source: spec.openapis.org, paths object, operation object, server object.
"""

from __future__ import annotations

from riskscan.estate.piece import Gather
from riskscan.formats.yaml_text import Map, map_of, maps_of, text_of
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind

_METHODS = ("get", "put", "post", "delete", "patch", "head")


def wants(document: Map) -> bool:
    """A document that says that it is one."""
    return ("openapi" in document or "swagger" in document) and isinstance(document.get("paths"), Map)


def read(document: Map, gather: Gather) -> None:
    """Each call as an address, and the service that answers it."""
    information = map_of(document.get("info"))
    title = text_of(information.get("title"))
    bases = [text_of(server.get("url")).rstrip("/") for server in maps_of(document.get("servers"))]
    if text_of(document.get("host")):
        bases.append(f"https://{text_of(document['host'])}{text_of(document.get('basePath')).rstrip('/')}")
    paths = map_of(document.get("paths"))
    service = gather.asset(AssetKind.PROGRAM, title, information.line) if title else ""
    for path, calls in paths.items():
        for method, call in map_of(calls).items():
            if method not in _METHODS or not isinstance(call, Map):
                continue
            line = map_of(calls).lines.get(method, paths.lines.get(path, 1))
            text = " ".join(f"{text_of(call.get('summary'))} {text_of(call.get('description'))}".split())[:600]
            key = gather.asset(
                AssetKind.URL,
                f"{method.upper()} {path}",
                line,
                aliases=tuple(f"{method.upper()} {base}{path}" for base in bases if base),
                facts=(("description", text), ("service", title)),
            )
            if service and method != "get":
                gather.edge(key, service, EdgeKind.SUPPORTS, line)
