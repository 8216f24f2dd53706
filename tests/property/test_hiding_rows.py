"""Hiding never helps, row by row: a value in the example of a rule that only the run knows takes the range at least as far as the value itself.

What a name, a switch, or a part of a library is, counts as code and not as a value; those stay as they are.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from riskscan.knowledge.powershell import ROWS as CMDLETS
from riskscan.knowledge.python.rows import CALLS
from riskscan.knowledge.shell import ROWS as COMMANDS
from riskscan.knowledge.shell.programs import SLASHED
from riskscan.knowledge.sql import ROWS as STATEMENTS
from riskscan.knowledge.terraform.rows import ROWS as RESOURCES
from riskscan.model.artifact import Artifact, Intent, Language
from riskscan.model.assessment import ArtifactSummary
from riskscan.model.config import Config
from riskscan.model.estate import Estate
from riskscan.model.judged import ReadArtifact
from riskscan.model.surroundings import Nothing
from riskscan.model.verdict import LEVELS
from riskscan.parsers.queue import read
from riskscan.recipe.judging import judged
from riskscan.recipe.tie import weigh

_SWITCH = re.compile(r"(?<=\s)/[A-Za-z]+(?=[\s:]|$)")
_PARTS_OF_A_LIBRARY = re.compile(r"\b(?:client|resource|build|Dispatch|DispatchEx|import_module|getattr|open)$")
_WORD = re.compile(r"(?<=[\s=])('[^']*'|\"[^\"$]*\"|[^\s'\"|&;<>()$`=-][^\s'\"|&;<>()$`=]*)(?=\s|$)")
_VALUE = re.compile(r"'[^']*'|\b\d+\b|(?<==\s)\w+|(?<=TO )\w+(?=;|$)")
_WORDS_OF_PROGRAMS = frozenset({"delete", "deallocate", "update", "push", "artisan", "route53", "xzf"})  # they say what is done
_KEPT_OUT = "shell/plain-secret"  # a password that is not in the file is the better one
_CHOSEN_FILE = re.compile(r">\s*$")  # a file for the result that the person chooses
_ARGUMENT = re.compile(r"(?m)(?<==\s)(\"[^\"$\n]*\"|\d+|true|false|\[[^\]$\n]*\])")
_PARAMETER = re.compile(r"(?<=\s)('[^']*'|\"[^\"$]*\"|\$true|\$false|[\w./\\:][\w./\\:-]*)(?=\s|$)")
MOST = 8  # values of one example


class Before(Nothing):
    """A folder of one file, with what was there before."""

    def __init__(self, before: str) -> None:
        self.before = before

    def baseline(self, near: str, *endings: str) -> dict[str, str] | None:
        return {"x": self.before} if self.before else None


@cache
def judgement(text: str, language: Language, dialect: str = "", intent: Intent = Intent.RUN, before: str = "") -> tuple[int, int]:
    """(level, level at worst) of a text by itself."""
    found = read(Artifact("x", language, text, dialect=dialect, intent=intent), Before(before))
    summary = ArtifactSummary("x", language.value, found.dialect, "", text.count("\n"), found.status.value)
    item = ReadArtifact(summary, found.effects, found.declared, found.policies, found.diagnostics, text=text, at_worst=found.at_worst)
    result = judged(weigh([item], Estate(), Config()))
    return result.level, 4 if result.unseen else max(result.level, min(result.judgement.score_range[1] // 20, 4))


class _Hide(ast.NodeTransformer):
    """Puts a name in the place of the given value among the arguments of calls."""

    def __init__(self, number: int) -> None:
        self.left = number
        self.hidden: object = None

    def visit_Call(self, node: ast.Call) -> ast.Call:
        node.func = self.visit(node.func)
        if not _PARTS_OF_A_LIBRARY.search(ast.unparse(node.func)):
            node.args = [self._value(one) for one in node.args]
            node.keywords = [ast.keyword(one.arg, self._value(one.value)) for one in node.keywords]
        return node

    def _value(self, node: ast.expr) -> ast.expr:
        match node:
            case ast.Constant() if not str(node.value).startswith("-"):
                self.left -= 1
                if self.left == -1:
                    self.hidden = node.value
                    return ast.Name("hidden", ast.Load())
            case ast.Dict():
                node.values = [self._value(one) for one in node.values]
            case ast.List() | ast.Tuple():
                node.elts = [self._value(one) for one in node.elts]
            case ast.Constant():
                return node
            case _:
                found = self.visit(node)
                assert isinstance(found, ast.expr)
                return found
        return node


def _python(text: str) -> Iterator[str]:
    for number in range(MOST):
        hide = _Hide(number)
        changed = ast.fix_missing_locations(hide.visit(ast.parse(text)))
        if hide.left >= 0:
            return
        yield f"import sys\nhidden = sys.argv[1]\n{ast.unparse(changed)}\n"


def _without_each(text: str, pattern: re.Pattern[str], name: str) -> Iterator[str]:
    for found in list(pattern.finditer(text))[:MOST]:
        if not _CHOSEN_FILE.search(text[: found.start()]) and found[0] not in _WORDS_OF_PROGRAMS:
            yield f"{text[: found.start()]}{name}{text[found.end() :]}\n"


@pytest.mark.parametrize("row", CALLS, ids=lambda row: row.id)
def test_a_hidden_argument_of_a_call(row):
    level, _ = judgement(row.example, Language.PYTHON)
    for text in _python(row.example) if level else ():
        assert judgement(text, Language.PYTHON)[1] >= level, (LEVELS[level], text)


@pytest.mark.parametrize("row", [row for row in COMMANDS if row.id != _KEPT_OUT], ids=lambda row: row.id)
def test_a_hidden_word_of_a_command(row):
    level, _ = judgement(row.example, Language.SHELL)
    for text in _without_each(row.example, _WORD, '"$1"'):
        if set(row.program) & SLASHED and set(_SWITCH.findall(row.example)) - set(_SWITCH.findall(text)):
            continue  # an option, as one with a dash is
        assert judgement(text, Language.SHELL)[1] >= level, (LEVELS[level], text)


@pytest.mark.parametrize("row", STATEMENTS, ids=lambda row: row.id)
def test_a_hidden_value_of_a_statement(row):
    level, _ = judgement(row.example, Language.SQL, row.dialect)
    for text in _without_each(row.example, _VALUE, ":hidden"):
        assert judgement(text, Language.SQL, row.dialect)[1] >= level, (LEVELS[level], text)


_TIED_BY_NAME = frozenset(
    {"terraform/renamed-in-place", "terraform/made-unguarded", "terraform/starts-itself", "terraform/record-taken-over"}
)  # two names, or a live one
_NOT_JUDGED = frozenset(
    {"terraform/large-machine", "terraform/plain-secret"}
)  # a size is the caller's; a password outside is the better one


@pytest.mark.parametrize("row", [row for row in RESOURCES if row.id not in _TIED_BY_NAME | _NOT_JUDGED], ids=lambda row: row.id)
def test_a_hidden_argument_of_a_resource(row):
    level, _ = judgement(row.example, Language.TERRAFORM, "", row.intent, row.before)
    for text in _without_each(row.example, _ARGUMENT, "var.hidden"):
        assert judgement(text + 'variable "hidden" {}\n', Language.TERRAFORM, "", row.intent, row.before)[1] >= level, (LEVELS[level], text)


@pytest.mark.parametrize("row", CMDLETS, ids=lambda row: row.id)
def test_a_hidden_value_of_a_cmdlet(row):
    level, _ = judgement(row.example, Language.POWERSHELL)
    for text in _without_each(row.example, _PARAMETER, "$hidden"):
        text = f"param($hidden)\n{text}"
        assert judgement(text, Language.POWERSHELL)[1] >= level, (LEVELS[level], text)
