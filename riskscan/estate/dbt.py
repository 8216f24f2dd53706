"""dbt without running it: models, snapshots, seeds and macros, from their ``ref`` and ``source`` calls.

A ``ref`` stays a name (``ref:project.model``) until merge knows all models. Jinja is read by its calls, never evaluated.
Source: docs.getdbt.com, ref, source, config, snapshots, seeds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from riskscan.estate import dbt_hooks, dbt_vars
from riskscan.estate.effects import mention
from riskscan.estate.piece import Around, Gather, Layout, Source
from riskscan.knowledge import importance
from riskscan.model.artifact import Artifact, Intent, Language
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Operation
from riskscan.model.estate import EdgeKind, Estate

_NAME = r"\s*['\"]([\w. -]+)['\"]\s*"
_REF = re.compile(
    rf"\b(?:dbt\s*\.\s*)?ref\s*\({_NAME}(?:,{_NAME})?(?=[,)])(?:,\s*(?:v|version)\s*=\s*(?P<version>['\"][\w.-]+['\"]|\d[\w.]*))?"
)
_SOURCE = re.compile(rf"\b(?:dbt\s*\.\s*)?source\s*\({_NAME},{_NAME}(?:,\s*)?\)")
_CONFIG = re.compile(r"\bconfig\s*\((.*?)\)\s*-?[}%]\}|\bdbt\.config\s*\((.*?)\)\s*$", re.S | re.M)
_SETTING = re.compile(r"\b(materialized|alias|schema|unique_key|group|enabled)\s*=\s*(?:['\"]([^'\"]*)['\"]|(\w+))")
_TAGS = re.compile(r"\btags\s*=\s*(\[[^\]]*\]|['\"][^'\"]*['\"])")
_META = re.compile(r"['\"](owner|criticality|tier)['\"]\s*:\s*['\"]?([^'\",}\]]+)")
_SNAPSHOT = re.compile(r"\{%-?\s*snapshot\s+(\w+)")
_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\s*\((.*?)\)\s*-?%\}.*?\{%-?\s*endmacro", re.S)
_BY_NAME = re.compile(r"\b(?:dbt\s*\.\s*)?(ref|source)\s*\(\s*(?:['\"]([\w.-]+)['\"]\s*,\s*)?([A-Za-z_]\w*)\s*,?\s*\)")
_LOOP = re.compile(r"\{%-?\s*for\s+(\w+)\s+in\s+(\[[^\]]*\]|\w+)\s*-?%\}")
_SET_LIST = re.compile(r"\{%-?\s*set\s+(\w+)\s*=\s*(\[[^\]]*\]|['\"][\w.-]+['\"])\s*-?%\}", re.S)
_LITERAL = re.compile(r"(?:(\w+)\s*=\s*)?['\"]([\w.-]+)['\"]")
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
_COMMENT = re.compile(r"\{#.*?#\}", re.S)
_CALL = re.compile(r"\b(\w+)\s*\(")
_HARD_CODED = re.compile(r"(?i)\b(?:from|join)\s+[\"`\[]?[a-z_][\w$-]*[\"`\]]?\s*\.\s*[\"`\[]?[a-z_]")
_BUILT_IN = frozenset(
    [
        "ref",
        "source",
        "config",
        "var",
        "env_var",
        "is_incremental",
        "log",
        "return",
        "set",
        "if",
        "for",
        "elif",
        "range",
        "loop",
        "do",
        "this",
        "not",
        "in",
        "and",
        "or",
        "macro",
        "call",
    ]
)
_NOT_MODELS = frozenset({"macros", "analyses", "analysis", "tests", "target", "dbt_packages", "logs"})


def wants(path: PurePosixPath, text: str, layout: Layout) -> bool:
    """SQL and Python files of a dbt project, or that speak dbt; seeds by their folder."""
    project = layout.project(str(path))
    if path.suffix == ".csv":
        return project is not None and bool({"seeds", "data"} & set(path.parts[:-1]))
    if path.suffix == ".py":
        return "models" in path.parts and bool(re.search(r"(?m)^def model\(\s*dbt\b", text))
    if path.suffix != ".sql":
        return False
    speaks = ("{{" in text and bool(_REF.search(text) or _SOURCE.search(text) or _CONFIG.search(text))) or (
        "{%" in text and bool(_SNAPSHOT.search(text))
    )
    return speaks or project is not None or ("models" in path.parts and "dbt" in path.parts) or bool(_MACRO.search(text))


def project_of(path: str, layout: Layout) -> str:
    """The name of the dbt project of a file: as declared, else the folder that holds ``models``."""
    project = layout.project(path)
    if project is not None:
        return project[1]
    parts = PurePosixPath(path).parts
    return parts[parts.index("models") - 1] if "models" in parts[1:] else "dbt"


def read(source: Source, around: Around) -> Estate:
    """The model, snapshot, seed or macros of one file, with what feeds them."""
    gather = Gather("dbt", source.path)
    project = project_of(source.path, around.layout)
    parts = set(source.posix.parts[:-1])
    text = _COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), source.text)
    text = dbt_vars.filled(text, source.path, around)
    if "macros" in parts or ("models" not in parts and _MACRO.search(text)):
        _macros(gather, text, project)
    elif source.posix.suffix == ".csv":
        columns = [c.strip().strip('"') for c in source.text.partition("\n")[0].split(",")]
        _model(gather, source.posix.stem, project, 1, "seed", columns=columns)
    elif not parts & _NOT_MODELS:
        _file(gather, source, text, project, around)
    return gather.estate()


def _file(gather: Gather, source: Source, text: str, project: str, around: Around) -> None:
    settings, line = settings_of(text)
    snapshot = _SNAPSHOT.search(text)
    name = snapshot[1] if snapshot else source.posix.stem
    sort = "snapshot" if snapshot else "model"
    key = _model(gather, name, project, line, sort, settings)
    columns = _columns(source, around) if source.posix.suffix == ".sql" else {}
    _inputs(gather, text, key, project, columns)
    _calls(gather, text, key, project)
    _by_name(gather, text, key, project)
    dbt_hooks.of_model(gather, text, settings.get("alias") or name, f"pipeline:dbt:{project}", around)
    if source.posix.suffix == ".sql" and _HARD_CODED.search(_JINJA.sub(" ", text)):
        _hard_coded(gather, source, text, key, around)


def of_version(model: str, version: str) -> str:
    """The name of the table that dbt builds for one version of a model, as it is where nobody sets another."""
    version = version.strip("'\"")
    return f"{model}_v{version}" if version else model


def settings_of(text: str) -> tuple[dict[str, str], int]:
    """What ``config(...)`` sets (tags joined by commas) and its line."""
    settings: dict[str, str] = {}
    found = _CONFIG.search(text)
    if found is None:
        return settings, 1
    inside = found[1] or found[2] or ""
    settings = {m[1]: m[2] if m[2] is not None else m[3] for m in _SETTING.finditer(inside)}
    decided = dbt_vars.SETTING.search(inside)
    if decided:
        settings["enabled"] = dbt_vars.switch(decided[1])
    tags = _TAGS.search(inside)
    settings["tags"] = ",".join(re.findall(r"['\"]([^'\"]+)['\"]", tags[1])) if tags else ""
    settings |= {"meta_" + m[1]: m[2].strip() for m in _META.finditer(inside)}
    return settings, text.count("\n", 0, found.start()) + 1


def _model(
    gather: Gather, name: str, project: str, line: int, sort: str, settings: dict[str, str] | None = None, columns: list[str] | None = None
) -> str:
    """Adds the table that dbt builds, and that dbt has the say over it."""
    settings = settings or {}
    materialized = settings.get("materialized", "") or (sort if sort != "model" else "")
    table = settings.get("alias") or name
    tags = tuple(t for t in settings.get("tags", "").split(",") if t)
    worth = importance.highest(
        (
            importance.of_tags(tags),
            importance.of_word(settings.get("meta_criticality", "")),
            importance.of_tier(settings.get("meta_tier", "")),
        )
    )
    owner = settings.get("meta_owner", "")
    key = gather.asset(
        AssetKind.VIEW if materialized == "view" else AssetKind.TABLE,
        table,
        line,
        aliases=(f"{sort}.{project}.{name}",),
        owner=owner,
        criticality=worth,
        columns=columns or (),
        tags=("dbt", *tags),
        facts=(
            ("dbt", sort),
            ("materialized", materialized),
            ("unique_key", settings.get("unique_key", "")),
            ("schema", settings.get("schema", "")),
            ("enabled", settings.get("enabled", "").lower()),
            ("group", settings.get("group", "") and f"{project}.{settings['group']}"),
        ),
    )
    if owner:
        gather.team(key, owner, line)
    pipeline = gather.asset(AssetKind.PIPELINE, f"dbt:{project}", line, facts=(("label", f"dbt ({project})"),))
    gather.edge(pipeline, key, EdgeKind.MANAGES, line)
    return key


def _inputs(gather: Gather, text: str, key: str, project: str, columns: Mapping[str, tuple[str, ...]] | None = None) -> None:
    """Edges from every ref and source in the text, with the columns that are read where the query shows them."""
    read = columns or {}
    for match in _REF.finditer(text):
        package, model = (match[1], match[2]) if match[2] else (project, match[1])
        line = text.count("\n", 0, match.start()) + 1
        built = of_version(model, match["version"] or "")
        gather.edge(f"ref:{package}.{built}", key, EdgeKind.FEEDS, line, columns=read.get(f"ref:{model}", ()))
    for match in _SOURCE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        name = f"{match[1]}.{match[2]}"
        gather.edge(f"source:{project}.{name}", key, EdgeKind.FEEDS, line, columns=read.get(f"source:{name}", ()))


def _columns(source: Source, around: Around) -> dict[str, tuple[str, ...]]:
    """The columns that a model reads of each ref and source; none for one that it reads whole or that we could not follow."""
    found = around.ask(Artifact(source.path, Language.SQL, source.text, intent=Intent.DEFINE), around.near)
    columns: dict[str, tuple[str, ...]] = {}
    for effect in found.effects:
        for alias in effect.asset.aliases if effect.operation is Operation.READ else ():
            whole = not effect.columns or "*" in effect.columns or columns.get(alias) == ()
            columns[alias] = () if whole else tuple(sorted({*columns.get(alias, ()), *effect.columns}))
    return columns


def _calls(gather: Gather, text: str, key: str, project: str) -> None:
    """Edges from the macros that the text calls, with the names that it hands to them."""
    for jinja in _JINJA.finditer(text):
        for call in _CALL.finditer(jinja[0]):
            if call[1] in _BUILT_IN or call[1] == key.rpartition(".")[2]:
                continue
            at = text.count("\n", 0, jinja.start()) + 1
            given = tuple(
                f"{found[1] or number}={found[2]}"
                for number, part in enumerate(_parts(jinja[0][call.end() :]))
                if (found := _LITERAL.fullmatch(part.strip()))
            )
            gather.edge(f"macro:{project}.{call[1]}", key, EdgeKind.FEEDS, at, columns=given)


def _parts(text: str) -> list[str]:
    """The arguments of a call, up to its closing bracket."""
    parts, depth, quote = [""], 0, ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            if depth == 0:
                break
            depth -= 1
        elif sign == "," and depth == 0:
            parts.append("")
            continue
        parts[-1] += sign
    return parts


def _by_name(gather: Gather, text: str, key: str, project: str, parameters: tuple[str, ...] = ()) -> None:
    """Edges from a ref or source whose name stands in a variable: of a loop over a list, of a set, or a parameter of the macro."""
    lists = {m[1]: m[2] for m in _SET_LIST.finditer(text)}
    loops = {m[1]: m[2] if m[2].startswith("[") else lists.get(m[2], "") for m in _LOOP.finditer(text)}
    for match in _BY_NAME.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        prefix = f"{match[2]}." if match[2] else ""
        names = re.findall(r"['\"]([\w.-]+)['\"]", loops.get(match[3]) or lists.get(match[3], ""))
        for name in names:
            package = f"{project}." if match[1] == "source" or not prefix else ""
            gather.edge(f"{match[1]}:{package}{prefix}{name}", key, EdgeKind.FEEDS, line)
        if match[3] in parameters:
            place = parameters.index(match[3])
            gather.edge(f"argument:{match[1]}:{project}.{prefix}|{place}|{match[3]}", key, EdgeKind.FEEDS, line)


def _macros(gather: Gather, text: str, project: str) -> None:
    """What each macro refers to, so that a model that calls it is fed by that."""
    for macro in _MACRO.finditer(text):
        inner = "\n" * text.count("\n", 0, macro.start()) + macro[0]
        key = f"macro:{project}.{macro[1]}"
        parameters = tuple(p.partition("=")[0].strip() for p in macro[2].split(","))
        _inputs(gather, inner, key, project)
        _calls(gather, inner, key, project)
        _by_name(gather, inner, key, project, parameters)


def _hard_coded(gather: Gather, source: Source, text: str, key: str, around: Around) -> None:
    """Tables that a model names outright instead of by ref or source."""
    plain = _JINJA.sub(lambda m: re.sub(r"[^\n]", " ", m[0]) if m[0].startswith("{%") else _stand_in(m[0]), text)
    found = around.ask(Artifact(source.path, Language.SQL, plain, intent=Intent.DEFINE), around.near)
    for effect in found.effects:
        ref, line = effect.asset, effect.location.start_line
        table = ref.kind in (AssetKind.TABLE, AssetKind.VIEW) and ref.match is Match.EXACT
        if effect.operation is Operation.READ and table and "." in ref.name and "dbt_jinja" not in ref.name:
            gather.edge(mention(gather, ref, line), key, EdgeKind.FEEDS, line)


def _stand_in(jinja: str) -> str:
    """A name as long as the expression, so that places stay true."""
    return "dbt_jinja" + "\n" * jinja.count("\n") + " " * max(len(jinja) - 9 - jinja.count("\n"), 0)
