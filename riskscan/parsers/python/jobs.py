"""Jobs of orchestrators (Airflow, Prefect, Dagster) as the walk meets them: which pipeline is open, and whose effects are whose."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from riskscan.knowledge.python.call import Call
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo
from riskscan.model.span import Note, Span
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.emit import emit
from riskscan.parsers.python.job_record import Pipeline
from riskscan.parsers.python.machine import Guard, Machine
from riskscan.parsers.python.value import Obj, Value, all_texts, literal, one_text, plain, texts_of

OPERATOR = re.compile(r"(Operator|Sensor)(Async)?$")
_URL = re.compile(r"\b(?:s3a?|s3n|gs)://([\w.-]+)[^\s\"']*")
_SQL_KEYS = ("sql", "query", "sql_query", "hql", "bql", "configuration.query.query", "statement")
_TASKS = ("task", "asset", "op", "python", "virtualenv", "short_circuit", "branch")
_COMMAND = re.compile(r"(^|_)(bash|dbt)$")  # task.bash of Airflow itself, and variants of providers
_BASH_KEYS = ("bash_command", "command")


def pipeline_call(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``DAG(...)``: notes the pipeline."""
    if obj.type not in ("airflow.DAG", "airflow.models.DAG", "airflow.models.dag.DAG", "airflow.sdk.DAG", "airflow.decorators.dag"):
        return None
    name = one_text(args.first((0, "dag_id"))) or ""
    if not name:
        return None
    note_pipeline(machine, name, node.lineno, args)
    return Value(objs=(Obj("airflow.DAG", (("name", literal(name)),)),))


def note_pipeline(machine: Machine, name: str, line: int, args: Arguments, source: str = "airflow") -> None:
    """Adds a pipeline with what its call says of owner, schedule and catch-up."""
    defaults = args.keywords.get("default_args", Value())
    owner = one_text(defaults.get("owner")) or one_text(args.keywords.get("owner")) or ""
    schedule = args.first(("schedule", "schedule_interval", "timetable", "cron"))
    shown = plain(texts_of(schedule)[0]) if schedule is not None and (schedule.texts or schedule.const) else ""
    catchup = args.keywords.get("catchup", Value())
    tags = args.keywords.get("tags", Value())
    templates = args.keywords.get("template_searchpath", Value())
    machine.jobs.pipelines[name] = Pipeline(
        name,
        line,
        owner,
        shown,
        str(catchup.const[0]).lower() if catchup.const else "",
        tuple(t for i in tags.items or () for t in all_texts(i)),
        source,
        tuple(plain(t) for v in (templates, *(templates.items or ())) for t in texts_of(v) if v.texts),
    )


def operator_call(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """An operator: its job, its SQL or command, the function that it calls and the buckets that it names."""
    if not _is_operator(obj, args):
        return None
    name = _dag_of(machine, args)
    with as_job(machine, node, obj, args), machine.within(*catching_up(machine, name)):
        _parts(machine, node, obj, args)
        key = machine.actor
    return Value(objs=(Obj("airflow.Task", (("key", literal(key)),)),))


@contextmanager
def as_job(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Iterator[None]:
    """What an operator does, its job does; other calls are left to whoever makes them."""
    before = machine.actor
    if _is_operator(obj, args):
        task = one_text(args.keywords.get("task_id")) or ""
        machine.actor = note_job(machine, _dag_of(machine, args), task, node.lineno, _facts(obj.type.rpartition(".")[2], args))
    try:
        yield
    finally:
        machine.actor = before


def _is_operator(obj: Obj, args: Arguments) -> bool:
    return OPERATOR.search(obj.type) is not None and one_text(args.keywords.get("task_id")) is not None


def _dag_of(machine: Machine, args: Arguments) -> str:
    """The pipeline of an operator: the one that it names, else the open one, else the first of the file."""
    dag = next((one_text(o.part("name")) or "" for v in (args.keywords.get("dag"),) if v for o in v.objs if o.type == "airflow.DAG"), "")
    return dag or (machine.jobs.open[-1] if machine.jobs.open else "") or next(iter(machine.jobs.pipelines), "")


def catching_up(machine: Machine, pipeline: str) -> tuple[Guard, ...]:
    """A pipeline that catches up runs once for each day, or hour, since its start."""
    found = machine.jobs.pipelines.get(pipeline)
    if found is None or found.catchup != "true" or found.schedule in ("", "None"):
        return ()
    place = Span(machine.artifact.path, found.line, 1, found.line, 2)
    return (Guard("endless", Trait.ENDLESS, note=Note("It runs again for every missed run since its start (catchup).", place)),)


def _facts(last: str, args: Arguments) -> tuple[tuple[str, str], ...]:
    found = [("operator", last)]
    for key in (
        "job_name",
        "conn_id",
        "external_dag_id",
        "trigger_dag_id",
        "table",
        "destination_table",
        "postgres_conn_id",
        "snowflake_conn_id",
    ):
        text = one_text(args.keywords.get(key))
        if text:
            found.append((key, text))
    return tuple(found)


def note_job(machine: Machine, pipeline: str, task: str, line: int, facts: tuple[tuple[str, str], ...] = ()) -> str:
    """The key of a job of a pipeline."""
    key = f"job:{pipeline}.{task}" if pipeline else f"job:{task}"
    machine.jobs.jobs.setdefault(key, (pipeline, line, facts))
    return key


def _parts(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> None:
    from riskscan.parsers.python.functions import invoke

    covered = bool(machine.catalogue.rows(obj.type))
    for keys, language in ((_SQL_KEYS, Language.SQL), (_BASH_KEYS, Language.SHELL)):
        for key in keys:
            if not covered and args.at(key) is not None and (language is Language.SQL or "bash" in key or "SSH" in obj.type):
                emit(
                    machine,
                    node,
                    _row(key, language),
                    obj,
                    _file_text(machine, args, key),
                )
    function = args.keywords.get("python_callable")
    given = args.keywords.get("op_kwargs", Value())
    positional = args.keywords.get("op_args", Value())
    for code in function.codes if function else ():
        invoke(machine, code, positional.items or (), dict(given.pairs or ()), True)
    for name, url in buckets((*args.positional, *args.keywords.values())):
        emit(machine, node, _bucket_row(), obj, Arguments((literal(name),), {"url": literal(url)}))


def _file_text(machine: Machine, args: Arguments, key: str) -> Arguments:
    """SQL operators take the name of a file too: its text, where it is there."""
    value = args.at(key)
    name = one_text(value)
    if name is None or not name.strip().endswith((".sql", ".hql", ".sh")):
        return args
    tried = (machine.surroundings.text(place, machine.artifact.path) for place in _places(machine, name.strip()))
    text = next((found for found in tried if found is not None), None)
    if text is None:
        return args
    return Arguments(args.positional, {**args.keywords, key.partition(".")[0]: literal(text)}, args.open)


def _places(machine: Machine, name: str) -> Iterator[str]:
    """Where Airflow looks for a file that a task names: beside the DAG, in its template folders, in the folders above (the DAGs folder).

    A template folder is named by its place on the machine that runs Airflow; its last parts are those of the folder here.
    """
    yield name
    up = ["../" * n for n in range(len(PurePosixPath(machine.artifact.path).parts))]
    for folder in dict.fromkeys(folder for pipeline in machine.jobs.pipelines.values() for folder in pipeline.templates):
        parts = [part for part in folder.split("/") if part not in ("", ".", "..") and "{" not in part]
        yield from (f"{above}{'/'.join(parts[start:])}/{name}" for start in range(len(parts)) for above in up)
    yield from (f"{above}{name}" for above in up[1:])


def buckets(values: tuple[Value, ...], depth: int = 0) -> list[tuple[str, str]]:
    """(bucket, URL) of each s3:// or gs:// address in a nest of values."""
    found: list[tuple[str, str]] = []
    for value in values[:64]:
        for text in value.texts:
            found += [(m[1], m[0]) for m in _URL.finditer(plain(text)[:20_000])]
        if depth < 5:
            found += buckets((*(value.items or ()), *(v for _, v in value.pairs or ())), depth + 1)
    return list(dict.fromkeys(found))


def _row(key: str, language: Language) -> Call:
    return Call(
        id=f"python/airflow.operator-{language.value}",
        operation=Operation.EXECUTE,
        verb="execute",
        kind=AssetKind.PROGRAM,
        example="",
        expect=(),
        source="https://airflow.apache.org/docs/",
        call="",
        named_by=(key,),
        code=language,
    )


def _bucket_row() -> Call:
    return Call(
        id="python/airflow.operator-bucket",
        operation=Operation.READ,
        verb="read",
        kind=AssetKind.BUCKET,
        scope=Scope.SOME,
        undo=Undo.YES,
        example="",
        expect=(),
        source="https://airflow.apache.org/docs/",
        call="",
        named_by=(0,),
        within=(),
    )


def decorated(machine: Machine, function: ast.FunctionDef | ast.AsyncFunctionDef, node: ast.expr, args: Arguments | None) -> None:
    """``@dag``, ``@task``, ``@flow``, ``@asset``: notes what the function is."""
    name = _last(node.func if isinstance(node, ast.Call) else node)
    library = next((word for word in ("airflow", "prefect", "dagster") if word in machine.facts.imports), "")
    given = args or Arguments((), {})
    if not library:
        return
    if name in ("dag", "flow"):
        pipeline = one_text(given.first((0, "dag_id", "name"))) or function.name
        machine.jobs.flows[id(function)] = pipeline
        note_pipeline(machine, pipeline, function.lineno, given, library)
    elif name in _TASKS or _is_variant(node):
        machine.jobs.tasks[id(function)] = one_text(given.first(("task_id", "name"))) or function.name
        if name == "asset":
            own = machine.jobs.tasks[id(function)]
            if library == "airflow":  # an asset of Airflow 3 is a pipeline with one task, both named for it
                note_pipeline(machine, own, function.lineno, given)
            note_job(machine, own if library == "airflow" else "", own, function.lineno)
        elif _COMMAND.search(name):
            machine.jobs.commands.add(id(function))


def _is_variant(node: ast.expr) -> bool:
    """True for ``@task.docker`` and its like; providers add variants of their own."""
    called = node.func if isinstance(node, ast.Call) else node
    return isinstance(called, ast.Attribute) and _last(called.value) == "task"


def command_given_back(machine: Machine, function: ast.AST, made: Value) -> None:
    """``@task.bash``: the function gives back the command that its task runs."""
    if id(function) in machine.jobs.commands and isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        call = ast.copy_location(ast.Call(func=ast.Name(id=function.name), args=[], keywords=[]), function.body[-1])
        emit(machine, call, _row("bash_command", Language.SHELL), Obj("airflow.decorators.task"), Arguments((), {"bash_command": made}))


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
