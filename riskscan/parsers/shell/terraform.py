"""Commands of Terraform and its kin: which folder they build or destroy, with which values, and how far."""

from __future__ import annotations

import shlex

from riskscan.knowledge.shell import BY_ID
from riskscan.model.artifact import Intent, Language
from riskscan.model.asset import Match
from riskscan.model.effect import Trait
from riskscan.model.findings import Reference
from riskscan.model.span import Note
from riskscan.parsers.shell.options import Line, read_line
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import Part, Word

PROGRAMS = frozenset({"terraform", "tofu", "terragrunt"})
_ALL = {"apply-all": "apply", "destroy-all": "destroy"}
_CLEARED = "@untainted "  # and the address: its mark was taken off again


def run(reader: Reader, program: str, words: list[Word]) -> Stream | None:
    """Reads the command where it changes what exists or chooses where; None where its rows say enough."""
    line = read_line(program, [w for w in words if w.shown != "--"])
    verbs = [_ALL.get(w.shown, w.shown) for w in line.operands]
    if verbs[:1] == ["run-all"] or verbs[:1] == ["run"]:
        verbs = verbs[1:]
    if verbs[:2] == ["workspace", "select"] and len(verbs) > 2:
        reader.state.variables.set("TF_WORKSPACE", line.operands[-1])
        return Stream(program="terraform")
    _mark(reader, verbs, words[0])
    if not verbs or verbs[0] not in ("apply", "destroy"):
        return None
    line.options += _from_environment(reader, program, verbs[0], words[0])
    if line.has("-help", "--help"):
        return None
    if line.has("-refresh-only", "--refresh-only"):
        return Stream(program="terraform")  # it only brings Terraform's own record up to date
    destroys = verbs[0] == "destroy" or line.has("-destroy", "--destroy")
    folder = _folder(reader, line)
    row = BY_ID["shell/terraform-destroy" if destroys else "shell/terraform-apply"]
    workspace = reader.state.variables.get("TF_WORKSPACE")
    where = workspace.shown if workspace is not None else ""
    traits = tuple(trait for option, trait in row.traits_by if line.has(option))
    targets = list(line.values("-target", "--target"))
    options = _told(reader, line, where)
    notes = (Note("Nobody is asked before it happens.", words[0].span),) if traits else ()
    if targets and destroys:
        for target in targets:
            state_name = target.shown
            reader.state.emit(
                row, state_name, words[0].span, match=target.match, traits=traits, within=where, also=notes, plain="It deletes {name}."
            )
    else:
        reader.state.emit(row, f"everything in {folder}", words[0].span, traits=traits, within=where, also=notes)
    if not destroys:
        _marked(reader, words[0], {t.shown for t in targets}, traits, where, notes)
    for anew in line.values("-replace", "--replace"):
        reader.state.emit(
            BY_ID["shell/terraform-destroy"], anew.shown, words[0].span, match=anew.match, traits=(*traits, Trait.REPLACES), within=where,
            also=notes, plain="It deletes {name} and builds it again.",
        )  # fmt: skip
    intent = Intent.DESTROY if destroys else Intent.APPLY
    with reader.state.inside(traits=traits, also=notes):
        reader.state.refer(Reference(folder, words[0].span, Language.TERRAFORM, intent, options=options), within=where)
    return Stream(program="terraform")


def _mark(reader: Reader, verbs: list[str], head: Word) -> None:
    """Remembers which marks ``untaint`` takes off; a later ``taint`` puts one on again."""
    for address in verbs[1:] if verbs[:1] in (["taint"], ["untaint"]) else ():
        reader.state.variables.values.pop(_CLEARED + address, None)
        if verbs[0] == "untaint":
            reader.state.variables.set(_CLEARED + address, head)


def _from_environment(reader: Reader, program: str, verb: str, head: Word) -> list[tuple[str, Word | None]]:
    """The options that stand in variables of the environment. Source: Terraform's page on environment variables, TF_CLI_ARGS."""
    found: list[Word] = []
    for name in ("TF_CLI_ARGS", f"TF_CLI_ARGS_{verb}"):
        given = reader.state.variables.get(name)
        found += _split(given, head) if given is not None else ()
    for name in ("TERRAGRUNT_NON_INTERACTIVE", "TG_NON_INTERACTIVE"):
        given = reader.state.variables.get(name) if program == "terragrunt" else None
        if given is not None and given.shown.lower() in ("true", "1"):
            found.append(_word("--non-interactive", head))
    return read_line(program, [head, *found]).options


def _split(given: Word, head: Word) -> list[Word]:
    try:
        return [_word(text, head) for text in shlex.split(given.shown)]
    except ValueError:  # a quote that never ends: Terraform refuses it
        return []


def _word(text: str, head: Word) -> Word:
    """A word out of a variable; where a part of its value is known only when it runs, all of that value is."""
    line, column = head.span.start_line, head.span.start_column
    name, opened, rest = text.partition("{")
    if not opened:
        return Word((Part(text, line, column),), head.span)
    return Word((Part(name, line, column), Part("", line, column, rest.partition("}")[0] or "value", "environment")), head.span)


def _marked(reader: Reader, head: Word, targets: set[str], traits: tuple[Trait, ...], where: str, notes: tuple[Note, ...]) -> None:
    """What was tainted before is deleted and built again by an apply that reaches it."""
    state = reader.state
    done = {e.asset.name for e in state.effects if e.rule == "shell/terraform-destroy" and Trait.REPLACES in e.traits}
    for effect in tuple(state.effects):
        name = effect.asset.name
        if effect.rule != "shell/terraform-taint" or state.variables.get(_CLEARED + name) is not None or name in done:
            continue
        if not targets or any(name == t or name.startswith((t + ".", t + "[")) for t in targets):
            marked = Note("An earlier line marks it for that.", effect.location)
            state.emit(
                BY_ID["shell/terraform-destroy"], name, head.span, match=effect.asset.match, traits=(*traits, Trait.REPLACES), within=where,
                also=(*notes, marked), plain="It deletes {name} and builds it again.",
            )  # fmt: skip
            done.add(name)


def _told(reader: Reader, line: Line, workspace: str) -> tuple[tuple[str, str], ...]:
    """What the command and those before it say of the run: values, values files, what it is limited to, what is made anew or forgotten."""
    found = [
        ("var", f"{name.removeprefix('TF_VAR_')}={words[0].shown}")
        for name, words in reader.state.variables.values.items()
        if name.startswith("TF_VAR_") and words and words[0].known
    ]
    for option, word in line.options:
        name = option.lstrip("-")
        if word is not None and word.known and name in ("var", "var-file", "target", "replace"):
            found.append((name, word.shown))
    for effect in reader.state.effects:
        if effect.rule in ("shell/terraform-taint", "shell/terraform-state-remove") and effect.asset.match is Match.EXACT:
            if effect.rule == "shell/terraform-taint" and reader.state.variables.get(_CLEARED + effect.asset.name) is not None:
                continue
            found.append(("replace" if effect.rule == "shell/terraform-taint" else "forget", effect.asset.name))
    return (*found, *((("workspace", workspace),) if workspace else ()))


def _folder(reader: Reader, line: Line) -> str:
    given = line.value("-chdir", "--chdir", "--terragrunt-working-dir", "--working-dir")
    if given is not None:
        return reader.state.in_folder(given.shown)
    return reader.state.folder or "."
