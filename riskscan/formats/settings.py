"""Files of settings and data that run nothing by themselves, told by their name: what tools of a project read about themselves.

A file whose settings hold commands (``entry:`` of a hook, tasks of a project) is none of them. Anything else in the same formats may be
applied to something (a policy, a topic, a set of users), so it stays unread.
Source: the reference of each tool: packaging.python.org, docs.npmjs.com, docs.github.com (Dependabot), pre-commit.com, docs.readthedocs.io.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

_NAMES = (
    "pyproject.toml", "package.json", "composer.json", "setup.cfg", "requirements*.txt", "constraints*.txt", ".python-version",
    ".nvmrc", ".node-version", ".ruby-version", ".tool-versions", ".editorconfig", ".gitignore", ".gitattributes", ".dockerignore",
    ".helmignore", ".prettierignore", ".eslintignore", ".gcloudignore", ".npmignore", ".flake8", ".pylintrc", ".coveragerc",
    "mypy.ini", "pytest.ini", "ruff.toml", ".ruff.toml", ".isort.cfg", ".sqlfluff", ".shellcheckrc", ".hadolint.y*ml",
    "hadolint.y*ml", ".prettierrc*", ".eslintrc", ".eslintrc.json", ".eslintrc.y*ml", "tsconfig*.json", "jsconfig.json", ".babelrc",
    ".stylelintrc*", ".swcrc", "biome.json", "components.json", ".yamllint*", ".markdownlint*", ".codecov.yml", "codecov.yml",
    ".tflint.hcl", ".checkov.y*ml", ".mega-linter.yml", ".sonarcloud.properties", "sonar-project.properties", "dependabot.y*ml",
    "renovate.json*", ".releaserc.json", "labeler.yml", "release-drafter.yml", "funding.yml", ".readthedocs.y*ml", "mkdocs.yml",
    ".pre-commit-config.yaml", "license*", "licence*", "notice*", "authors*", "copying*", "package-lock.json", "yarn.lock",
    "pnpm-lock.yaml", "poetry.lock", "pipfile.lock", "uv.lock", "go.sum", "cargo.lock", "*.csv", "*.tsv", ".tmux.conf", ".vimrc",
    ".inputrc", ".wgetrc", ".curlrc", ".screenrc", ".hushlogin", "composer.lock", ".terraform.lock.hcl", "packages.yml",
    "package-lock.yml",
)  # fmt: skip
_IN_FOLDERS = (
    ".github/release.yml",
    ".github/stale.yml",
    ".github/issue_template/*",
    ".github/*template*.md",
    ".vscode/settings.json",
    ".vscode/extensions.json",
)
# words with which such a file has something run
_COMMANDS = re.compile(
    r"(?mi)^\s*(-\s+)?(entry|commands?|script|run|jobs|args|cmd|pre_install|post_install|before_script)\s*[:=]"
    r"|^\[tool\.(poe|taskipy|pdm\.scripts|hatch\.envs\.[\w.-]*scripts)"
    r"|^\s*(set-hook|run-shell|if-shell)\b|\bautocmd\b|:!|^\s*(on-run-\w+|pre-hook|post-hook|grants)\s*:"
)
_DATA = (".csv", ".tsv", ".txt", ".lock", ".sum")
_MODELS = re.compile(r"(?m)^(models|sources|seeds|snapshots|exposures|metrics|semantic_models|macros):\s*$")


def is_settings(path: str, text: str) -> bool:
    """True for a file that holds settings of a tool of the project, names of packages, a licence or plain data, and no command."""
    whole = path.replace("\\", "/").lower().lstrip("./")
    name = PurePosixPath(path.replace("\\", "/")).name.lower()
    known = any(fnmatchcase(name, pattern) for pattern in _NAMES) or any(fnmatchcase("/" + whole, "*/" + place) for place in _IN_FOLDERS)
    if not known and not (name.endswith((".yml", ".yaml")) and _is_models(text)):
        return False
    return name.endswith(_DATA) or name == "package.json" or not _COMMANDS.search(text)


def _is_models(text: str) -> bool:
    """True for what dbt is told of its models: what they mean, and how they are tested."""
    return bool(re.search(r"(?m)^version:\s*2\s*$", text)) and bool(_MODELS.search(text))
