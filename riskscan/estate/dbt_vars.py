"""Variables of a dbt project: ``enabled: "{{ var('with_old', false) }}"`` and ``ref(var('model', 'orders'))``.

A switch that one variable decides is kept as a mark until the project's own values are known; what a longer expression says stays open.
Source: docs.getdbt.com, project variables, the var function, enabled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from riskscan.estate.names import DBT_ID
from riskscan.estate.piece import Around
from riskscan.formats.yaml_text import Map, map_of, text_of
from riskscan.model.asset import Asset, AssetKind

FACT = "dbt var"
_MARK = "var|"
_CALL = r"var\(\s*['\"](?P<name>\w+)['\"]\s*(?:,\s*['\"]?(?P<default>[\w.-]*)['\"]?\s*)?\)"
_SWITCH = re.compile(rf"^\s*(?:\{{\{{-?)?\s*(?P<no>not\s+)?{_CALL}\s*(?:\|\s*as_bool)?\s*(?:-?\}}\}})?\s*$")
_NAMED = re.compile(r"\b(?:ref|source)\s*\([^()]*\bvar\s*\(")
_VAR = re.compile(rf"\b{_CALL}")
SETTING = re.compile(r"\benabled\s*=\s*((?:not\s+)?var\([^()]*\)(?:\s*\|\s*as_bool)?)\s*(?:,|$)")


def switch(text: str) -> str:
    """``true``, ``false``, the mark of a variable that decides, or an empty text where more than that does."""
    found = _SWITCH.match(text)
    if found:
        return f"{_MARK}{'not' if found['no'] else ''}|{found['name'].lower()}|{(found['default'] or '').lower()}"
    return text.lower() if "{" not in text and "(" not in text else ""


def is_off(said: str, variables: Mapping[str, str]) -> bool:
    """True where a switch says false with these values of the variables."""
    if not said.startswith(_MARK):
        return said == "false"
    no, name, default = said.removeprefix(_MARK).split("|", 2)
    return variables.get(name, default) == ("true" if no else "false")


def facts(document: Map, project: str) -> Iterator[tuple[str, str]]:
    """The plain values that a project gives to its variables, as facts of it."""
    variables = map_of(document.get("vars"))
    for part in (variables, map_of(variables.get(project))):
        for name, value in part.items():
            if text_of(value) and "{" not in text_of(value):
                yield FACT, f"{name.lower()}={text_of(value).lower()}"


def of_projects(assets: Iterable[Asset]) -> dict[str, dict[str, str]]:
    """Project -> the values of its variables; what stands deepest counts."""
    found: dict[str, dict[str, str]] = {}
    for asset in assets:
        if asset.kind is AssetKind.PIPELINE:
            pairs = [value.partition("=") for name, value in asset.facts if name == FACT]
            if pairs:
                found[asset.name.removeprefix("dbt:")] = {name: value for name, _, value in pairs}
    return found


def project_of(asset: Asset) -> str:
    """The project that builds a table."""
    return next((found[2] for alias in asset.aliases if (found := DBT_ID.match(alias))), "")


def filled(text: str, path: str, around: Around) -> str:
    """The text with variables in the names of refs and sources replaced by what the project, or else the call, says they are."""
    if not _NAMED.search(text):
        return text
    project = around.layout.project(path)
    folder = f"{project[0]}/" if project is not None and project[0] not in ("", ".") else ""
    rules = (around.near.text(f"{folder}dbt_project.yml", "") or "") if project is not None else ""

    def value(match: re.Match[str]) -> str:
        said = re.search(rf"(?m)^\s+{match['name']}\s*:\s*['\"]?([\w.-]+)['\"]?\s*(?:#.*)?$", rules)
        known = said[1] if said else match["default"]
        return f"'{known}'" if known else match[0]

    return _VAR.sub(value, text)
