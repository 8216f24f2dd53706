"""Which language a text is in: by file name, then by first line, then by what only that language writes."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from riskscan.model.artifact import Language

BY_ENDING = {
    ".py": Language.PYTHON, ".pyw": Language.PYTHON, ".pyi": Language.PYTHON,
    ".sql": Language.SQL, ".ddl": Language.SQL, ".dml": Language.SQL, ".pgsql": Language.SQL, ".psql": Language.SQL,
    ".tsql": Language.SQL, ".plsql": Language.SQL, ".pls": Language.SQL, ".pks": Language.SQL, ".pkb": Language.SQL, ".hql": Language.SQL,
    ".bq": Language.SQL, ".prc": Language.SQL,
    ".tf": Language.TERRAFORM, ".tofu": Language.TERRAFORM, ".tfvars": Language.TERRAFORM, ".hcl": Language.TERRAFORM,
    ".sh": Language.SHELL, ".bash": Language.SHELL, ".zsh": Language.SHELL, ".ksh": Language.SHELL, ".command": Language.SHELL,
    ".ipynb": Language.NOTEBOOK,
}  # fmt: skip
_FIRST_LINES = (
    (re.compile(r"#!.*\bpython"), Language.PYTHON),
    (re.compile(r"#!.*\b(ba|z|k|da)?sh\b"), Language.SHELL),
    (re.compile(r"#!.*\bpsql\b"), Language.SQL),
)
_SIGNS = (
    (re.compile(r'(?m)^\s*(resource|data)\s+"\w+"\s+"[\w-]+"\s*\{|^\s*(terraform|locals|moved|removed)\s*\{|^\s*(variable|module|provider|output)\s+"[\w-]+"\s*\{'), Language.TERRAFORM),
    (re.compile(r"(?m)^(from\s+[\w.]+\s+import\s|import\s+[\w.]+(\s+as\s+\w+)?\s*(,|$)|def\s+\w+\s*\(.*|class\s+\w+.*:\s*$|async\s+def\s)"), Language.PYTHON),
    (
        re.compile(
            r"(?im)^\s*(select\b[\s\S]{1,4000}?\bfrom\b|insert\s+(into|overwrite)\b|update\s+[\w.\"`\[\]]+\s+set\b|delete\s+from\b|truncate\s+(table\s+)?\w"
            r"|drop\s+(table|schema|view|database|index|role|user|function|procedure)\b|create\s+(or\s+replace\s+)?(\w+\s+){0,2}(table|view|schema|database|index|function|procedure|role|trigger)\b"
            r"|alter\s+(table|schema|database|role|user|view|warehouse|system)\b|grant\s+[\w ,]+\s+(on|to)\b|revoke\s+[\w ,]+\s+(on|from)\b|merge\s+into\b"
            r"|with\s+\w+\s+as\s*\(|copy\s+\w+\b|unload\s*\(|call\s+\w+\s*\(|exec(ute)?\s+\w+)"
        ),
        Language.SQL,
    ),
    (re.compile(r"(?m)^\s*(set\s+-[euxo]|export\s+\w+=|if\s+\[\[?\s|for\s+\w+\s+in\s.*;?\s*do\b|fi\s*$|done\b|sudo\s|(aws|kubectl|terraform|psql|mysql|docker|gcloud|az|curl|ssh|rm|helm|git)\s+[\w\"'/$~-])"), Language.SHELL),
)  # fmt: skip


def language_of(path: str, text: str = "") -> Language:
    """The language of a text; ``path`` may be ``-``. Terraform plans (JSON of ``terraform show -json``) are told by their keys."""
    name = PurePosixPath(path.replace("\\", "/")).name.lower()
    if name.endswith((".tf.json", ".tofu.json")):
        return Language.TERRAFORM
    ending = PurePosixPath(name).suffix
    if ending in BY_ENDING:
        return BY_ENDING[ending]
    if ending in (".json", ".tfplan") or text[:1] == "{":
        return _json_language(text)
    return _by_content(text[:200_000])


def _json_language(text: str) -> Language:
    head = text[:20_000]
    if '"format_version"' in head and ('"resource_changes"' in text or '"planned_values"' in text):
        return Language.TERRAFORM_PLAN
    if '"nbformat"' in text and '"cells"' in text:
        return Language.NOTEBOOK
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return Language.UNKNOWN
    if isinstance(document, dict) and "format_version" in document and "terraform_version" in document:
        return Language.TERRAFORM_PLAN
    return Language.UNKNOWN


def _by_content(text: str) -> Language:
    first = text.lstrip("\ufeff").partition("\n")[0]
    for pattern, language in _FIRST_LINES:
        if pattern.match(first):
            return language
    for pattern, language in _SIGNS:
        if pattern.search(text):
            return language
    return Language.UNKNOWN
