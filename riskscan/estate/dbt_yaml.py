"""dbt's property files: sources, exposures, models, seeds, snapshots and groups.

Source: docs.getdbt.com, source properties, exposure properties, model properties, groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from riskscan.estate import dbt_vars
from riskscan.estate.dbt import of_version, project_of
from riskscan.estate.dbt_text import filled
from riskscan.estate.piece import Gather, Layout
from riskscan.formats.yaml_text import Map, map_of, maps_of, rows_of, text_of, texts_of
from riskscan.knowledge import importance
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind

KINDS = {"dashboard": AssetKind.REPORT, "notebook": AssetKind.REPORT, "analysis": AssetKind.REPORT}
KINDS |= {"application": AssetKind.PROGRAM, "ml": AssetKind.JOB}
_SECTIONS = ("sources", "exposures", "models", "seeds", "snapshots", "groups", "semantic_models", "metrics", "saved_queries")


def wants(document: Map, path: PurePosixPath) -> bool:
    """A mapping with one of dbt's sections whose entries have names."""
    return path.name not in ("dbt_project.yml", "dbt_project.yaml") and any(
        any("name" in entry for entry in maps_of(document.get(section))) for section in _SECTIONS
    )


def read(document: Map, gather: Gather, layout: Layout) -> None:
    """Adds everything that the document describes."""
    project = project_of(gather.file, layout)
    for group in maps_of(document.get("groups")):
        _group(gather, group, project)
    for source in maps_of(document.get("sources")):
        _source(gather, source, project)
    for sort in ("models", "seeds", "snapshots"):
        for model in maps_of(document.get(sort)):
            _model(gather, model, project, sort.removesuffix("s"))
    for semantic in maps_of(document.get("semantic_models")):
        _semantic(gather, semantic, project)
    for metric in maps_of(document.get("metrics")):
        _metric(gather, metric, project)
    for exposure in maps_of(document.get("exposures")):
        _exposure(gather, exposure, project)


def _semantic(gather: Gather, semantic: Map, project: str) -> None:
    """A semantic model reads one model; each of its measures may be what a metric counts."""
    name = text_of(semantic.get("name"))
    named = re.search(r"['\"]([\w.-]+)['\"]\s*\)", text_of(semantic.get("model")))
    key = gather.asset(
        AssetKind.OTHER, name, semantic.line, key=f"other:dbt.semantic.{project}.{name}", facts=(("type", "semantic model"),)
    )
    if named:
        gather.edge(f"ref:{project}.{named[1]}", key, EdgeKind.FEEDS, semantic.lines.get("model", semantic.line))
    for measure in maps_of(semantic.get("measures")):
        own = text_of(measure.get("name"))
        gather.edge(key, _measure(gather, project, own, measure.line), EdgeKind.FEEDS, measure.line)
        if text_of(measure.get("create_metric")).lower() == "true":
            gather.edge(
                _measure(gather, project, own, measure.line), _number(gather, project, own, own, measure.line), EdgeKind.FEEDS, measure.line
            )


def _measure(gather: Gather, project: str, name: str, line: int) -> str:
    return gather.asset(AssetKind.OTHER, name, line, key=f"other:dbt.measure.{project}.{name}", facts=(("type", "measure"),))


def _number(gather: Gather, project: str, name: str, label: str, line: int) -> str:
    return gather.asset(
        AssetKind.REPORT, name, line, key=f"report:dbt.metric.{project}.{name}", facts=(("type", "metric"), ("label", label))
    )


def _metric(gather: Gather, metric: Map, project: str) -> None:
    """A metric is fed by measures, by other metrics, or (before dbt 1.6) by a model."""
    name = text_of(metric.get("name"))
    key = _number(gather, project, name, text_of(metric.get("label")) or name, metric.line)
    said = map_of(metric.get("type_params"))
    old = re.search(r"['\"]([\w.-]+)['\"]\s*\)", text_of(metric.get("model")))
    if old:
        gather.edge(f"ref:{project}.{old[1]}", key, EdgeKind.FEEDS, metric.line)
    one = said.get("measure")
    measures = {text_of(one) or text_of(map_of(one).get("name"))}
    for measure in sorted(m for m in measures if m):
        gather.edge(_measure(gather, project, measure, metric.line), key, EdgeKind.FEEDS, metric.line)
    others = [text_of(said.get(w)) or text_of(map_of(said.get(w)).get("name")) for w in ("numerator", "denominator")]
    others += [*texts_of(said.get("metrics")), *(text_of(m.get("name")) for m in maps_of(said.get("metrics")))]
    for other in others:
        if other and other != name:
            gather.edge(f"report:dbt.metric.{project}.{other}", key, EdgeKind.FEEDS, metric.line)


def properties(entry: Map) -> tuple[tuple[str, ...], str, int | None]:
    """(tags, owner, criticality) of an entry, from itself, its config and its meta."""
    config = map_of(entry.get("config"))
    meta = {**map_of(config.get("meta")), **map_of(entry.get("meta"))}
    tags = (*texts_of(entry.get("tags")), *texts_of(config.get("tags")))
    owner = _owner(meta.get("owner") or entry.get("owner"))[0]
    worth = importance.highest(
        (importance.of_tags(tags), importance.of_word(text_of(meta.get("criticality"))), importance.of_tier(text_of(meta.get("tier"))))
    )
    return tuple(dict.fromkeys(tags)), owner, worth


def _owner(value: object) -> tuple[str, str]:
    """(name, mail address) of an owner that is written as a text or a mapping."""
    if isinstance(value, Map):
        email = next(iter(texts_of(value.get("email"))), "")
        return text_of(value.get("name")) or email, email
    return (str(value), "") if isinstance(value, str) else ("", "")


def _group(gather: Gather, group: Map, project: str) -> None:
    owner, email = _owner(group.get("owner"))
    if owner and text_of(group.get("name")):
        alias = f"group:{project}.{text_of(group['name'])}"
        gather.asset(AssetKind.TEAM, owner, group.line, aliases=(alias,), facts=(("contact", email),))


def _source(gather: Gather, source: Map, project: str) -> None:
    name = text_of(source.get("name"))
    schema = filled(text_of(source.get("schema")) or name)
    database = filled(text_of(source.get("database"))) if schema else ""
    outer_tags, outer_owner, outer_worth = properties(source)
    for table in maps_of(source.get("tables")):
        short = text_of(table.get("name"))
        physical = filled(text_of(table.get("identifier"))) or short
        if not short:
            continue
        tags, owner, worth = properties(table)
        line = table.lines.get("name", table.line)
        key = gather.asset(
            AssetKind.TABLE,
            ".".join(p for p in (database, schema, physical) if p),
            line,
            aliases=(f"source.{project}.{name}.{short}",),
            owner=owner or outer_owner,
            criticality=importance.highest((worth, outer_worth)),
            columns=_columns(table),
            tags=tuple(dict.fromkeys((*outer_tags, *tags))),
            facts=(("dbt", "source"), ("description", _line(text_of(table.get("description"))))),
        )
        gather.team(key, owner or outer_owner, line)


def _model(gather: Gather, model: Map, project: str, sort: str) -> None:
    name = text_of(model.get("name"))
    config = map_of(model.get("config"))
    if not name:
        return
    tags, owner, worth = properties(model)
    group = text_of(model.get("group")) or text_of(config.get("group"))
    line = model.lines.get("name", model.line)
    key = gather.asset(
        AssetKind.VIEW if text_of(config.get("materialized")) == "view" else AssetKind.TABLE,
        text_of(config.get("alias")) or name,
        line,
        key=f"ref:{project}.{name}",
        aliases=(f"{sort}.{project}.{name}",),
        owner=owner,
        criticality=worth,
        columns=_columns(model),
        tags=("dbt", *tags),
        facts=(
            ("dbt", sort),
            ("description", _line(text_of(model.get("description")))),
            ("materialized", text_of(config.get("materialized"))),
            ("enabled", dbt_vars.switch(text_of(config.get("enabled")))),
            ("schema", filled(text_of(config.get("schema")))),
            ("group", group and f"{project}.{group}"),
        ),
    )
    gather.team(key, owner, line)
    if text_of(model.get("relation")):  # a snapshot that is written in YAML says what it keeps
        for needed in _named(text_of(model.get("relation")), project):
            gather.edge(needed, key, EdgeKind.FEEDS, model.lines.get("relation", line))
    pipeline = gather.asset(AssetKind.PIPELINE, f"dbt:{project}", line, facts=(("description", "dbt project"),))
    gather.edge(pipeline, key, EdgeKind.MANAGES, line)
    _versions(gather, model, project, line)


def _versions(gather: Gather, model: Map, project: str, line: int) -> None:
    """Each version is a table of its own, made by its own file; the plain name means the latest of them."""
    name = text_of(model.get("name"))
    tags, owner, worth = properties(model)
    versions = {text_of(entry.get("v")): entry for entry in maps_of(model.get("versions")) if text_of(entry.get("v"))}
    latest = text_of(model.get("latest_version")) or max(versions, key=_number_of, default="")
    for version, entry in versions.items():
        own = of_version(name, version)
        file = text_of(entry.get("defined_in"))
        aliases = [f"model.{project}.{file or own}", *([f"model.{project}.{own}"] if file else [])]
        aliases += [f"model.{project}.{name}.v{version}", *([f"model.{project}.{name}"] if version == latest else [])]
        key = gather.asset(
            AssetKind.TABLE,
            text_of(map_of(entry.get("config")).get("alias")) or own,
            line,
            key=f"ref:{project}.{own}",
            aliases=aliases,
            owner=owner,
            criticality=worth,
            tags=("dbt", *tags),
        )
        gather.team(key, owner, line)


def _number_of(version: str) -> tuple[int, str]:
    """Versions in their order: by number where they are numbers."""
    return (int(version), "") if version.isdigit() else (-1, version)


def _exposure(gather: Gather, exposure: Map, project: str) -> None:
    name = text_of(exposure.get("name"))
    sort = text_of(exposure.get("type")).lower()
    if not name:
        return
    tags, _, worth = properties(exposure)
    owner, email = _owner(exposure.get("owner"))
    maturity = text_of(exposure.get("maturity")).lower()
    line = exposure.lines.get("name", exposure.line)
    key = gather.asset(
        KINDS.get(sort, AssetKind.REPORT),
        name,
        line,
        aliases=tuple(a for a in (f"exposure.{project}.{name}", text_of(exposure.get("label"))) if a),
        owner=owner,
        criticality=importance.highest((worth, importance.MATURITY.get(maturity), importance.CONSUMER.get(sort))),
        tags=tags,
        facts=(
            ("type", sort),
            ("maturity", maturity),
            ("label", text_of(exposure.get("label"))),
            ("url", text_of(exposure.get("url"))),
            ("description", _line(text_of(exposure.get("description")))),
        ),
    )
    gather.team(key, owner, line, email)
    for needed, at in _needs(exposure, project):
        gather.edge(needed, key, EdgeKind.FEEDS, at)


def _needs(exposure: Map, project: str) -> Iterator[tuple[str, int]]:
    """The names that an exposure depends on, with their lines."""
    for value in rows_of(exposure.get("depends_on")):
        line = getattr(value, "line", exposure.line)
        yield from ((key, line) for key in _named(text_of(value), project))


def _named(text: str, project: str) -> Iterator[str]:
    """The key that a call stands for: ``ref('orders')``, ``source('till', 'sales')``, ``metric('revenue')``."""
    names = re.findall(r"['\"]([^'\"]+)['\"]", text)
    call = text.lstrip("{ \n")
    if call.startswith("source") and len(names) == 2:
        yield f"source:{project}.{names[0]}.{names[1]}"
    elif call.startswith("metric") and names:
        yield f"report:dbt.metric.{project}.{names[-1]}"
    elif call.startswith("ref") and names:
        package = names[0] if len(names) > 1 else project
        yield f"ref:{package}.{names[-1]}"


def _columns(entry: Map) -> tuple[str, ...]:
    return tuple(text_of(c.get("name")) for c in maps_of(entry.get("columns")) if text_of(c.get("name")))


def _line(text: str) -> str:
    """A description on one line, as far as a person reads it."""
    return " ".join(text.split())[:400]


def project_name(document: Map) -> str:
    """The name in a ``dbt_project.yml``."""
    return text_of(document.get("name"))
