"""Cloud functions and the files that hold their code: ``read_event.handler`` stands in ``read_event.py``.

Where several files fit, those in a folder or with a name like the function's count; where none of them does, all of them.
Source: docs.aws.amazon.com, Lambda function handler.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import PurePosixPath

from riskscan.model.asset import Asset, AssetKind
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Method

_ENDINGS = frozenset({".py", ".js", ".ts", ".mjs", ".cjs", ".rb"})
_MOST = 5  # files; a name that is in more says nothing


def tie(estate: Estate) -> Estate:
    """The estate with an edge from each function to its file."""
    functions = [a for a in estate.assets if a.kind is AssetKind.FUNCTION and a.fact("handler") and a.evidence]
    if not functions:
        return estate
    programs: dict[str, list[Asset]] = defaultdict(list)
    for asset in estate.assets:
        path = PurePosixPath(asset.name)
        if asset.kind is AssetKind.PROGRAM and path.suffix in _ENDINGS:
            programs[path.stem].append(asset)
    edges = set(estate.dependencies)
    for function in functions:
        module = function.fact("handler").rpartition(".")[0].replace("\\", "/").strip("./")
        fitting = [p for p in programs.get(module.rpartition("/")[2], ()) if _inside(p.name, module)]
        words = set(re.findall(r"[a-z0-9]+", function.name.lower()))
        closer = [p for p in fitting if words & set(re.findall(r"[a-z0-9]+", p.name.lower().rpartition("/")[0]))] or fitting
        if not 0 < len(closer) <= _MOST:
            continue
        method = Method.RESOLVED if len(closer) == 1 else Method.ASSUMED
        for program in closer:
            edges.add(Dependency(function.key, program.key, EdgeKind.RUNS, replace(function.evidence[0], method=method)))
    return replace(estate, dependencies=tuple(sorted(edges)))


def _inside(path: str, module: str) -> bool:
    stem = path.rpartition(".")[0]
    return stem == module or stem.endswith("/" + module)
