"""Cloud functions and jobs, and the files that hold their code: ``read_event.handler`` stands in ``read_event.py``.

What packs or uploads the code says where it is (an ``archive_file``, an object in a bucket, the location of a script). A path counts from
the folder of the file that writes it; where no such file is there, by its end. Else, where several files fit, those in the folder most
like the function's name count, then the nearest; where none is better, all of them. Tests are never code that runs.
Source: docs.aws.amazon.com, Lambda function handler, Glue JobCommand; cloud.google.com, functions, source code directory;
registry.terraform.io, archive_file, aws_s3_object, databricks_notebook.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from riskscan.knowledge.terraform.kinds import IN_BUCKETS
from riskscan.model.asset import Asset, AssetKind, key_of
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Evidence, Method

_ENDINGS = frozenset({".py", ".js", ".ts", ".mjs", ".cjs", ".rb", ".sql", ".sh", ".scala"})
_CARRIERS = frozenset({"archive_file", *IN_BUCKETS, "databricks_notebook", "databricks_workspace_file"})
_RUNNERS = frozenset({"aws_glue_job", "google_dataproc_job", "databricks_job"})
_MOST = 5  # files; a name that is in more says nothing
_ASIDE = re.compile(r"(^|/)(test_[^/]*|[^/]*_test|tests?|conftest)\.\w+$")
_PLAIN = frozenset(
    {"lambda", "lambdas", "function", "functions", "fn", "handler", "src", "source", "code", "app", "aws", "service", "prod", "dev", "main"}
)
"""Words of folders and functions that tell none from the others."""
_START = ("main", "index", "function")  # where a function of Google Cloud begins
_FROM_HERE = re.compile(r"^(?:\{path\.(?:module|root|cwd)\}/|\./)+")
Place = tuple[str, str]
"""(folder of the file that says it, what it says)."""
_Programs = Mapping[str, list[str]]


def tie(estate: Estate, paths: Iterable[str]) -> Estate:
    """The estate with an edge from each function and job to its file; ``paths`` are all files that were opened."""
    runners = [a for a in estate.assets if a.evidence and _runs_code(a)]
    if not runners:
        return estate
    programs: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        if PurePosixPath(path).suffix in _ENDINGS and not _ASIDE.search(path):
            programs[PurePosixPath(path).stem].append(path)
    carried = _carried(estate)
    edges, assets = set(estate.dependencies), {asset.key: asset for asset in estate.assets}
    for runner in runners:
        closest = _files(runner, carried.get(runner.key, ()), programs)
        seen = replace(runner.evidence[0], method=Method.RESOLVED if len(closest) == 1 else Method.ASSUMED)
        for path in closest if len(closest) <= _MOST else ():
            program = key_of(AssetKind.PROGRAM, path)
            assets.setdefault(program, Asset(program, AssetKind.PROGRAM, path, evidence=(Evidence("code", path, 1),)))
            edges.add(Dependency(runner.key, program, EdgeKind.RUNS, seen))
    return replace(estate, assets=tuple(assets[key] for key in sorted(assets)), dependencies=tuple(sorted(edges)))


def _runs_code(asset: Asset) -> bool:
    return asset.fact("type") in _RUNNERS or (asset.kind is AssetKind.FUNCTION and bool(asset.fact("handler") or _starts_at(asset)))


def _starts_at(asset: Asset) -> str:
    """The function of the code that is called, where no module is named with it."""
    return next((value for name, value in asset.facts if name.rpartition(".")[2] == "entry_point"), "")


def _carried(estate: Estate) -> dict[str, list[Place]]:
    """Where the code of each thing is: what itself says, and what packs or uploads it, over two steps (archive, object, function)."""
    found: dict[str, list[Place]] = {}
    for asset in estate.assets:
        folders = dict.fromkeys(posixpath.dirname(e.file) for e in asset.evidence)
        found[asset.key] = [(folder, value) for name, value in asset.facts if name == "code" for folder in folders]
    carriers = {a.key for a in estate.assets if a.fact("type") in _CARRIERS}
    links = [e for e in estate.dependencies if e.kind is EdgeKind.SUPPORTS and e.source in carriers and e.target in found]
    for _ in range(2):
        for edge in links:
            found[edge.target] += [place for place in found[edge.source] if place not in found[edge.target]]
    return found


def _files(runner: Asset, places: Iterable[Place], programs: _Programs) -> list[str]:
    """The files that may hold the code; the closest only."""
    places = list(places)
    named = [p for place in places if (p := _from_here(place)) in programs.get(PurePosixPath(p).stem, ())]
    named = named or [path for place in places for path in _scripts(place, programs)]
    if runner.fact("handler"):
        module = runner.fact("handler").rpartition(".")[0].replace("\\", "/").strip("./")
        fitting = [(p, module) for p in programs.get(_last(module), ()) if _inside(p, module)]
        if "." in module and not fitting:
            module = module.replace(".", "/")
            fitting = [(p, module) for p in programs.get(_last(module), ()) if _inside(p, module)]
    else:
        fitting = [(p, stem) for stem in _START if _starts_at(runner) for p in programs.get(stem, ())]
    whole = [p for p, _ in fitting if p in named] or _packed(places, fitting)
    if whole or not (runner.fact("handler") and fitting):
        return list(dict.fromkeys(whole or named))
    nearness = {p: _nearness(runner, p) for p, _ in fitting}
    return [p for p in nearness if nearness[p] == max(nearness.values())]


def _last(module: str) -> str:
    return module.rpartition("/")[2]


def _inside(path: str, module: str) -> bool:
    stem = path.rpartition(".")[0]
    return stem == module or stem.endswith("/" + module)


def _nearness(runner: Asset, path: str) -> tuple[int, int]:
    """(words that the function's name and the file's folders share, folders that the function's own file and the file share)."""
    folder = path.rpartition("/")[0]
    shared = [posixpath.commonpath(["/" + posixpath.dirname(e.file), "/" + folder]).strip("/") for e in runner.evidence]
    return len(_words(runner.name) & _words(folder)), max(len(one.split("/")) if one else 0 for one in shared)


def _words(name: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", name.lower())) - _PLAIN


def _from_here(place: Place) -> str:
    """The path that a place names, counted from its folder; empty where a part is known only when it runs, or it is elsewhere."""
    folder, said = place
    rest = _FROM_HERE.sub("", said)
    if "{" in rest or "://" in rest or rest.startswith("/"):
        return ""
    path = posixpath.normpath(posixpath.join(folder, rest))
    return "" if path.startswith("..") else path


def _end(place: Place) -> tuple[str, ...]:
    """The parts of a path after the last one that is only known when it runs."""
    parts = re.sub(r"^\w+://[^/]*/", "", place[1]).split("/")
    start = max((n + 1 for n, part in enumerate(parts) if "{" in part or part in ("", ".", "..")), default=0)
    return tuple(parts[start:])


def _scripts(place: Place, programs: _Programs) -> list[str]:
    """The programs that a place names as a file: those with the most folders in common."""
    end = _end(place)
    if not end or PurePosixPath(end[-1]).suffix not in _ENDINGS:
        return []
    same = [p for p in programs.get(PurePosixPath(end[-1]).stem, ()) if PurePosixPath(p).name == end[-1]]
    for start in range(len(end)):
        fitting = [p for p in same if f"/{p}".endswith("/" + "/".join(end[start:]))]
        if fitting:
            return fitting
    return []


def _packed(places: Iterable[Place], fitting: Iterable[tuple[str, str]]) -> list[str]:
    """Of the files that fit, those in a folder that is packed as a whole: the very folder, else one whose path ends alike."""
    roots = {path: (path.rpartition(".")[0].removesuffix(module).rstrip("/") or ".") for path, module in fitting}
    places = list(places)
    very = [p for place in places if _from_here(place) for p in roots if roots[p] == _from_here(place)]
    if very:
        return very
    ends = ["/".join(_end(place)) for place in places]
    return [p for end in ends if end and "." not in _last(end) for p in roots if f"/{roots[p]}".endswith("/" + end)]
