"""Commands of Terraform and its kin: which folder they build or destroy, with which values, and how far."""

from __future__ import annotations

from riskscan.knowledge.shell import BY_ID
from riskscan.model.artifact import Intent, Language
from riskscan.model.asset import Match
from riskscan.model.effect import Trait
from riskscan.model.findings import Reference
from riskscan.model.span import Note
from riskscan.parsers.shell.options import Line, read_line
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import Word

PROGRAMS = frozenset({"terraform", "tofu", "terragrunt"})


def run(reader: Reader, program: str, words: list[Word]) -> Stream | None:
    """Reads the command where it changes what exists or chooses where; None where its rows say enough."""
    line = read_line(program, words)
    verbs = [w.shown for w in line.operands]
    if verbs[:1] == ["run-all"] or verbs[:1] == ["run"]:
        verbs = verbs[1:]
    if verbs[:2] == ["workspace", "select"] and len(verbs) > 2:
        reader.state.variables.set("TF_WORKSPACE", line.operands[-1])
        return Stream(program="terraform")
    if not verbs or verbs[0] not in ("apply", "destroy") or line.has("-help", "--help"):
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
    for anew in line.values("-replace", "--replace"):
        reader.state.emit(
            BY_ID["shell/terraform-destroy"], anew.shown, words[0].span, match=anew.match, traits=(*traits, Trait.REPLACES), within=where,
            also=notes, plain="It deletes {name} and builds it again.",
        )  # fmt: skip
    intent = Intent.DESTROY if destroys else Intent.APPLY
    with reader.state.inside(traits=traits, also=notes):
        reader.state.refer(Reference(folder, words[0].span, Language.TERRAFORM, intent, options=options), within=where)
    return Stream(program="terraform")


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
            found.append(("replace" if effect.rule == "shell/terraform-taint" else "forget", effect.asset.name))
    return (*found, *((("workspace", workspace),) if workspace else ()))


def _folder(reader: Reader, line: Line) -> str:
    given = line.value("-chdir", "--chdir", "--terragrunt-working-dir", "--working-dir")
    if given is not None:
        return reader.state.in_folder(given.shown)
    return reader.state.folder or "."
