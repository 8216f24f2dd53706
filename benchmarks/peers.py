"""What counting findings of other tools would give on the calibration pairs: bandit, checkov, squawk and shellcheck, each in its language.

Each tool looks at every hand-over of its language once; the number of its findings is taken as its score. A tool that is not installed
is left out and said. Nothing of it is needed to use riskscan.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

ENDINGS = {"sql": ".sql", "python": ".py", "shell": ".sh", "terraform": ".tf"}
SECONDS = 300


def counted(texts: Mapping[str, Mapping[str, str]], folder: Path, programs: Path | None) -> tuple[dict[str, int], list[str]]:
    """(number of findings by hand-over, the tools that were not there). ``programs``: the folder of their executables, None for PATH."""
    for name, one in texts.items():
        place = folder / one["language"] / name
        place.mkdir(parents=True, exist_ok=True)
        text = one["text"] if one["text"].endswith("\n") else one["text"] + "\n"
        (place / f"change{ENDINGS[one['language']]}").write_text(text, encoding="utf-8")
    found: Counter[str] = Counter()
    missing = []
    for language, tool in (("python", "bandit"), ("terraform", "checkov"), ("sql", "squawk"), ("shell", "shellcheck")):
        program = shutil.which(tool, path=str(programs) if programs else None)
        if program is None:
            missing.append(tool)
        elif (folder / language).is_dir():
            found.update(_run(tool, program, folder / language))
    return {name: found[name] for name in texts}, missing


def _run(tool: str, program: str, folder: Path) -> Counter[str]:
    files = sorted(str(path) for path in folder.rglob("change.*"))
    arguments = {
        "bandit": ["-q", "-r", str(folder), "-f", "json"],
        "checkov": ["-d", str(folder), "--framework", "terraform", "-o", "json", "--quiet", "--compact"],
        "squawk": ["--reporter", "Json", *files],
        "shellcheck": ["-f", "json", "-s", "bash", *files],
    }[tool]
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=SECONDS, check=False)
    start = re.search(r"[\[{]", done.stdout)
    told = json.loads(done.stdout[start.start() :]) if start else []
    if tool == "bandit":
        places = [one["filename"] for one in told.get("results", [])]
    elif tool == "checkov":
        reports = told if isinstance(told, list) else [told]
        places = [one["file_path"] for report in reports for one in report.get("results", {}).get("failed_checks", [])]
    else:
        places = [one["file"] for one in told]
    return Counter(Path(place).parent.name for place in places)
