"""Ansible: playbooks and lists of tasks. Each task is read as the command that does the same, on the computers that its play names.

Source: docs.ansible.com, playbook keywords, loops, conditionals, check mode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from riskscan.formats.code import Code, quoted
from riskscan.formats.yaml_text import Map, Rows, Text, Value, map_of, maps_of, rows_of, text_of, texts_of
from riskscan.knowledge.playbooks import CODE, GONE, HARMLESS, INCLUDES, KNOWN, STEPS, Step
from riskscan.model.artifact import Language
from riskscan.model.effect import Certainty, Context, Safe, Safety, Trait
from riskscan.model.span import Note
from riskscan.parsers.documents.found import NOT_SEEN, Found, both, environment, hole_in

_JINJA = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_PARAMETER = re.compile(r"\{([a-z_|]+)\}")
_ARGUMENT = re.compile(r"(\w+)=(\"[^\"]*\"|'[^']*'|\S+)")
_TASKS = ("pre_tasks", "tasks", "post_tasks", "handlers")
_BLOCKS = ("block", "rescue", "always")
_LOOPS = ("loop", "with_items", "with_list", "with_flattened")
_TRUE = ("yes", "true", "on", "1")
_ALL = ("all", "*")
_HERE = ("localhost", "127.0.0.1")
_LISTED = 20  # items of a loop that are read one by one
_DEEPEST = 12  # blocks inside blocks


@dataclass(frozen=True)
class _Around:
    """What holds for a task: the context of its play, and the values of variables that are written down."""

    context: Context
    values: Mapping[str, str]
    depth: int = 0
    everywhere: bool = False  # on all computers of the list

    @property
    def each(self) -> Context:
        """The context of what happens on the computers themselves."""
        return both(self.context, Context(traits=(Trait.REPEATED,))) if self.everywhere else self.context


def read(found: Found, text: str) -> None:
    """All plays of a playbook, or all tasks of a list."""
    for document in found.yaml(text):
        for entry in maps_of(document):
            found.understood = True
            if "hosts" in entry:
                _play(found, entry, text)
            elif "import_playbook" in entry or "ansible.builtin.import_playbook" in entry:
                _task(found, entry, text, _Around(Context(), {}))
            else:
                _task(found, entry, text, _Around(Context(), {}))


def _play(found: Found, play: Map, source: str) -> None:
    hosts = ", ".join(texts_of(play.get("hosts")))
    line = play.lines.get("hosts", play.line)
    context = environment(hosts, found.span(line))
    if hosts and hosts not in _HERE:
        context = both(context, Context(also=(Note(f"It runs on each computer of {hosts[:60]}.", found.span(line)),)))
    around = _Around(_checked(found, play, context), _values(map_of(play.get("vars")), {}), everywhere=hosts in _ALL)
    for role in rows_of(play.get("roles")):
        name = text_of(role) or text_of(map_of(role).get("role")) or text_of(map_of(role).get("name"))
        if name:
            _role(found, name, getattr(role, "line", play.line), around.context)
    for part in _TASKS:
        for task in maps_of(play.get(part)):
            _task(found, task, source, around)


def _role(found: Found, name: str, line: int, context: Context) -> None:
    if "{{" in name or "." in name:
        found.unseen("step-not-seen", f"It runs the role {name[:60]}, which we were not given.", NOT_SEEN, line)
    else:
        found.runs(f"roles/{name}/tasks/main.yml", line, Language.PLAYBOOK, context)


def _checked(found: Found, holder: Map, context: Context) -> Context:
    """With what ``check_mode`` says: then nothing is changed."""
    if text_of(holder.get("check_mode")).lower() not in _TRUE:
        return context
    place = found.span(holder.lines.get("check_mode", holder.line))
    return both(
        context, Context(safe_evidence=(Safe(Safety.DRY_RUN, f"It only shows what it would do (line {place.start_line}).", place),))
    )


def _values(variables: Map, before: Mapping[str, str]) -> dict[str, str]:
    return {**before, **{name: str(value) for name, value in variables.items() if isinstance(value, Text) and "{{" not in value}}


def _task(found: Found, task: Map, source: str, around: _Around) -> None:
    context = _checked(found, task, around.context)
    if "when" in task:
        condition = " and ".join(texts_of(task.get("when")))[:60]
        note = Note(f"It happens only where this holds: {condition}.", found.span(task.lines.get("when", task.line)))
        context = both(context, Context(certainty=Certainty.POSSIBLE, also=(note,)))
    around = replace(around, context=context, values=_values(map_of(task.get("vars")), around.values))
    if any(part in task for part in _BLOCKS):
        inner = replace(around, depth=around.depth + 1)
        for part in _BLOCKS:
            for one in maps_of(task.get(part)) if inner.depth < _DEEPEST else ():
                _task(found, one, source, inner)
        return
    for name, given in task.items():
        module = name.rpartition(".")[2]
        if module in KNOWN or name.count(".") >= 2:
            _module(found, module, given, task, source, around)
            return
    if not {"name", "import_playbook", "tags"} >= set(task):
        found.unseen("step-not-seen", f"We do not know the step {_title(task)}.", NOT_SEEN, task.line)


def _title(task: Map) -> str:
    return (text_of(task.get("name")) or next((k for k in task if k != "name"), "of this line"))[:60]


def _module(found: Found, module: str, given: Value | None, task: Map, source: str, around: _Around) -> None:
    line = task.lines.get(next(k for k in task if k.rpartition(".")[2] == module), task.line)
    parameters = _parameters(given, task)
    if module in INCLUDES or module in ("import_role", "include_role"):
        name = text_of(given) or text_of(parameters.get("file")) or text_of(parameters.get("name"))
        if module.endswith("role"):
            _role(found, name, line, around.context)
        elif name and "{{" not in name:
            found.runs(name, line, Language.PLAYBOOK, around.context)
        return
    for values, context in _rounds(found, task, around):
        here = replace(around, context=context, values=values)
        if module in CODE:
            _code(found, module, given, parameters, source, here, line)
        elif module in ("script", "win_script"):
            script = (text_of(given) or text_of(parameters.get("cmd"))).split(" ")[0]
            if script and "{{" not in script:
                found.runs(script, line, Language.UNKNOWN, context)
        else:
            _step(found, module, parameters, here, line)


def _rounds(found: Found, task: Map, around: _Around) -> Iterator[tuple[Mapping[str, str], Context]]:
    """The values and context of each round of a loop: one for each written item, one for a list that only the run knows."""
    listed = next((task[name] for name in (*_LOOPS, *(k for k in task if k.startswith("with_"))) if name in task), None)
    if listed is None:
        yield around.values, around.context
    elif isinstance(listed, Rows) and listed and len(listed) <= _LISTED and all(isinstance(i, (Text, Map)) for i in listed):
        for item in listed:
            more = (
                {"item": str(item)}
                if isinstance(item, Text)
                else {f"item.{k}": str(v) for k, v in map_of(item).items() if isinstance(v, Text)}
            )
            yield {**around.values, **more}, around.context
    else:
        yield around.values, both(around.context, Context(traits=(Trait.REPEATED,)))


def _parameters(given: Value | None, task: Map) -> Map:
    """The parameters of a module: as a mapping, as ``name=value`` words, and those that stand under ``args``."""
    if isinstance(given, Map):
        return given
    found = map_of(task.get("args"))
    for name, value in _ARGUMENT.findall(text_of(given)):
        word = Text(value.strip("'\""))
        word.line, word.column, word.style = getattr(given, "line", task.line), getattr(given, "column", 1), ""
        found.setdefault(name, word)
    return found


def _code(found: Found, module: str, given: Value | None, parameters: Map, source: str, around: _Around, line: int) -> None:
    parameter, language = CODE[module]
    code = given if isinstance(given, Text) else parameters.get(parameter)
    words = texts_of(parameters.get("argv"))
    piece = Code()
    folder = text_of(parameters.get("chdir"))
    if folder and language is Language.SHELL:
        _fill(piece.made("cd ", line, 1), quoted(folder) if "{{" not in folder else folder, around, line).made(" && ", line, 1)
    if isinstance(code, Text) and "{{" not in code:
        piece.yaml(code, source)
    elif isinstance(code, Text):
        for number, part in enumerate(code.split("\n")):
            _fill(piece, part, around, code.line + number + (1 if code.style in ("|", ">") else 0)).made("\n", line, 1)
    else:
        _fill(piece, " ".join(quoted(word) if "{{" not in word else word for word in words), around, line)
    found.piece(piece, language, around.each)


def _fill(code: Code, text: str, around: _Around, line: int) -> Code:
    """Adds a text in which variables with a written value stand for it, and all others are holes."""
    at = 0
    for match in _JINJA.finditer(text):
        code.made(text[at : match.start()], line, 1)
        known = around.values.get(match[1])
        code.made(known if known is not None else hole_in(code, match[1]), line, 1)
        at = match.end()
    return code.made(text[at:], line, 1)


def _step(found: Found, module: str, parameters: Map, around: _Around, line: int) -> None:
    for step in STEPS:
        if module in step.modules and _holds(step, parameters):
            code = _command(step, parameters, around, line)
            if code is not None:
                found.piece(code, step.language, around.context if step.elsewhere else around.each)
                return
    state = text_of(parameters.get("state")).lower()
    if module not in HARMLESS or state in GONE:
        ends = f"It takes something away with the step {module[:60]}" if state in GONE else f"It runs the step {module[:60]}"
        found.unseen("step-not-seen", f"{ends}, which we cannot read.", NOT_SEEN, line)


def _holds(step: Step, parameters: Map) -> bool:
    value = text_of(parameters.get(step.by)).lower()
    needed = all(isinstance(v := parameters.get(name), Text) and v.lower() not in ("no", "false", "", "off") for name in step.needs)
    return needed and (not step.state or value in step.state)


def _command(step: Step, parameters: Map, around: _Around, line: int) -> Code | None:
    """The command of a row with the parameters of a task in it; None where one is missing."""
    code, at = Code(), 0
    for match in _PARAMETER.finditer(step.command):
        value = next((parameters[name] for name in match[1].split("|") if name in parameters), None)
        words = texts_of(value)
        if not words:
            return None
        code.made(step.command[at : match.start()], line, 1)
        for number, word in enumerate(words):
            place = getattr(value, "line", line)
            code.made(" " if number else "", place, 1)
            plain = step.language is Language.SQL or "{{" in word
            _fill(code, word if plain else quoted(word), around, place)
        at = match.end()
    return code.made(step.command[at:], line, 1)
