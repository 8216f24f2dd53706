"""Which language a text is in: by file name, then by first line, then by what only that language writes."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from riskscan.formats.kind import by_content, json_kind, kind_of
from riskscan.model.artifact import Language

BY_ENDING = {
    ".py": Language.PYTHON, ".pyw": Language.PYTHON, ".pyi": Language.PYTHON,
    ".sql": Language.SQL, ".ddl": Language.SQL, ".dml": Language.SQL, ".pgsql": Language.SQL, ".psql": Language.SQL,
    ".tsql": Language.SQL, ".plsql": Language.SQL, ".pls": Language.SQL, ".pks": Language.SQL, ".pkb": Language.SQL, ".hql": Language.SQL,
    ".bq": Language.SQL, ".prc": Language.SQL,
    ".tf": Language.TERRAFORM, ".tofu": Language.TERRAFORM, ".tfvars": Language.TERRAFORM, ".hcl": Language.TERRAFORM,
    ".sh": Language.SHELL, ".bash": Language.SHELL, ".zsh": Language.SHELL, ".ksh": Language.SHELL, ".command": Language.SHELL,
    ".ps1": Language.POWERSHELL, ".psm1": Language.POWERSHELL,
    ".ipynb": Language.NOTEBOOK,
}  # fmt: skip
_FIRST_LINES = (
    (re.compile(r"#!.*\bpython"), Language.PYTHON),
    (re.compile(r"[rbuRBU]?(\"\"\"|''')"), Language.PYTHON),
    (re.compile(r"#!.*\b(ba|z|k|da)?sh\b"), Language.SHELL),
    (re.compile(r"#!.*\bpsql\b"), Language.SQL),
    (re.compile(r"#!.*\b(pwsh|powershell)\b|#Requires\s+-\w|(?i:\[CmdletBinding\()"), Language.POWERSHELL),
)
_SIGNS = (
    (re.compile(r'(?m)^\s*(resource|data)\s+"\w+"\s+"[\w-]+"\s*\{|^\s*(terraform|locals|moved|removed)\s*\{|^\s*(variable|module|provider|output)\s+"[\w-]+"\s*\{'), Language.TERRAFORM),  # noqa: E501
    (re.compile(r"(?m)^(from\s+[\w.]+\s+import\s|import\s+[\w.]+(\s+as\s+\w+)?\s*(,|$)|def\s+\w+\s*\(.*|class\s+\w+.*:\s*$|async\s+def\s)"), Language.PYTHON),  # noqa: E501
    (
        re.compile(
            r"(?im)^\s*(select\b[\s\S]{1,4000}?\bfrom\b|insert\s+(into|overwrite)\b|update\s+[\w.\"`\[\]]+\s+set\b|delete\s+from\b|truncate\s+(table\s+)?\w"
            r"|drop\s+(table|schema|view|database|index|role|user|function|procedure)\b|create\s+(or\s+replace\s+)?(\w+\s+){0,2}(table|view|schema|database|index|function|procedure|role|trigger)\b"
            r"|alter\s+(table|schema|database|role|user|view|warehouse|system)\b|merge\s+into\b"
            r"|(grant|revoke)\s+(all|select|insert|update|delete|usage|create|execute|role|connect|ownership|truncate|references)\b[\w ,]*\s+(on|to|from)\b"  # noqa: E501
            r"|with\s+\w+\s+as\s*\(|copy\s+(into\s+)?[\w.\"]+\s*(\([^)]*\)\s*)?(from|to)\s+(['@$]|stdin|stdout|program)|unload\s*\(|call\s+[\w.]+\("
            r"|exec(ute)?\s+(immediate\s|\w+\.[\w.]+|[sx]p_\w+|@)|(begin|commit|rollback)\s*;|begin\s+(transaction|tran|work)\b|declare\s+@|vacuum\s|refresh\s+materialized)"
        ),
        Language.SQL,
    ),
    (re.compile(r"(?m)^(set\s+-[euxo]|export\s+\w+=|if\s+\[\[?\s|for\s+\w+\s+in\s.*;?\s*do\b|fi\s*$|done\b|sudo\s|(aws|kubectl|terraform|psql|mysql|docker|gcloud|gsutil|az|curl|wget|ssh|scp|rsync|rm|helm|git|pip|systemctl|mysqldump|pg_dump|dropdb|redis-cli|chmod|mv|cp)\s+[\w\"'/$~-])"), Language.SHELL),  # noqa: E501
)  # fmt: skip


# Formats that hold pieces of code as text: HTML and XML, YAML, INI, Dockerfile, mail, JavaScript modules, crontab
_OTHER_FORMATS = re.compile(
    r"(?i)\A(\s|#.*\n|//.*\n)*(<[!?a-z]|---\s*\n|[\w.-]+:(\s*\n|\s+\S)|-\s+[\w-]+:|\[[\w. -]+\]\s*\n|FROM\s+[\w./:-]+(\s+AS\s+\w+)?\s*\n\s*(RUN|COPY|WORKDIR|ENV|ARG|ADD|LABEL|USER)\b"  # noqa: E501
    r"|import\s+([\w{}*, ]+\s+from\s+)?['\"]|(const|let|var|function|package|using|namespace|public)\s+\w|[\d*/,-]+\s+[\d*/,-]+\s+[\d*/,-]+\s+[\d*/,-]+\s+[\d*/,A-Za-z-]+\s+\S)"  # noqa: E501
)
_FENCE = re.compile(r"(?m)^(```|~~~)")
_COMMENTS = re.compile(r"--.*|\{[{%#][\s\S]*?[}%#]\}|/\*[\s\S]*?\*/|#.*|\ufeff")
_OTHER_ENDINGS = frozenset(
    [
        ".md",
        ".markdown",
        ".rst",
        ".txt",
        ".adoc",
        ".html",
        ".htm",
        ".xml",
        ".csv",
        ".tsv",
        ".parquet",
        ".yml",
        ".yaml",
        ".toml",
        ".ini",
        ".cfg",
        ".conf",
        ".js",
        ".mjs",
        ".ts",
        ".tsx",
        ".jsx",
        ".java",
        ".go",
        ".rs",
        ".rb",
        ".php",
        ".c",
        ".h",
        ".cpp",
        ".cs",
        ".scala",
        ".kt",
        ".swift",
        ".r",
        ".css",
        ".scss",
        ".log",
        ".lock",
        ".svg",
        ".png",
        ".jpg",
        ".gif",
        ".pdf",
        ".xlsx",
        ".docx",
        ".bat",
        ".cmd",
        ".vbs",
        ".properties",
        ".env",
        ".j2",
        ".tpl",
    ]
)
_OTHER_NAMES = frozenset(
    {"dockerfile", "makefile", "containerfile", "vagrantfile", "gemfile", "license", "codeowners", ".gitignore", "procfile", "crontab"}
)


def language_of(path: str, text: str = "") -> Language:
    """The language of a text; ``path`` may be ``-``. Terraform plans (JSON of ``terraform show -json``) are told by their keys."""
    name = PurePosixPath(path.replace("\\", "/")).name.lower()
    document = kind_of(path, text)
    if document is not Language.UNKNOWN:
        return document
    if name.endswith((".tf.json", ".tofu.json")):
        return Language.TERRAFORM
    ending = PurePosixPath(name).suffix
    if ending in _OTHER_ENDINGS - {".txt"} or name in _OTHER_NAMES:
        return Language.UNKNOWN
    if ending in BY_ENDING:
        return BY_ENDING[ending]
    if ending in (".json", ".tfplan") or (text[:1] == "{" and text[:2] not in ("{{", "{%", "{#")):
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
    return json_kind(text)


def _by_content(text: str) -> Language:
    """The language whose own signs stand first in the text; other formats that quote code are told apart before."""
    first = text.lstrip("\ufeff").partition("\n")[0]
    for pattern, language in _FIRST_LINES:
        if pattern.match(first):
            return language
    if _OTHER_FORMATS.match(text.lstrip("\ufeff")):
        return by_content(text)
    found = [
        (match.start() + len(match[0]) - len(match[0].lstrip()), order, language)
        for order, (sign, language) in enumerate(_SIGNS)
        if (match := sign.search(text))
    ]
    if not found:
        return by_content(text)
    start, _, language = min(found)
    fence = _FENCE.search(text)
    if fence is not None and fence.start() < start:
        return Language.UNKNOWN
    if language is Language.SQL and not _is_statement(text, start):
        return Language.UNKNOWN
    return language


def _is_statement(text: str, start: int) -> bool:
    """True where SQL words are meant as SQL: they open the text, are in capitals, or end with a semicolon."""
    before = _COMMENTS.sub("", text[:start]).strip()
    return not before or text[start : start + 4].isupper() or ";" in text
