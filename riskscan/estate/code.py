"""Programs in the languages that riskscan reads: the queue says what they define, read and change.

A text is only handed to the queue where it can matter: it speaks of data, services or other programs.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.estate import mapped, migrations, named, orchestrators
from riskscan.estate.effects import link, runs, stores
from riskscan.estate.piece import Around, Gather, Source
from riskscan.estate.python_text import without_comments
from riskscan.model.artifact import Artifact, Intent, Language, Status
from riskscan.model.asset import AssetKind, key_of
from riskscan.model.effect import Effect, Operation
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method

LARGEST = 1_500_000  # characters; a data dump is no program
LANGUAGES = {
    ".sql": Language.SQL, ".ddl": Language.SQL, ".pgsql": Language.SQL, ".hql": Language.SQL, ".bq": Language.SQL,
    ".py": Language.PYTHON, ".ipynb": Language.NOTEBOOK,
    ".sh": Language.SHELL, ".bash": Language.SHELL, ".ksh": Language.SHELL,
    ".ps1": Language.POWERSHELL, ".psm1": Language.POWERSHELL,
    ".tf": Language.TERRAFORM, ".tofu": Language.TERRAFORM,
}  # fmt: skip
_TELLING = re.compile(
    r"\b(airflow|cosmos|dagster|prefect|luigi|sqlalchemy|psycopg2?|pymysql|MySQLdb|sqlite3|pyodbc|cx_Oracle|oracledb|snowflake|bigquery|redshift|duckdb"
    r"|clickhouse|cassandra|asyncpg|asyncio_mysql|peewee|django|pyspark|pandas|polars|read_sql|to_sql|boto3|botocore|aioboto3|google\.cloud|azure"
    r"|kafka|confluent_kafka|pika|redis|pymongo|elasticsearch|requests|httpx|aiohttp|urllib|smtplib|paramiko|fabric|subprocess|os\.system|shutil"
    r"|stripe|slack_sdk|twilio|kubernetes|s3fs|gcsfs|dask|databricks|trino|presto|pyhive|hvac|ldap3?|__tablename__|models\s+import|os\.(?:remove|unlink|rmdir))\b"
)
_STEPS_ASIDE = re.compile(r"(^|/)(tests?|__tests__|spec|fixtures|testdata|examples?|docs?)/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")
_ROUTINE = re.compile(r"(?i)\$\$|\b(procedure|function|package|trigger|declare|cursor|execute\s+block)\b")
_LOOK = re.compile(r"(?is)\s*(with|select)\b(?!.*\binto\b)")
_CHANGES = re.compile(r"(?i)\b(insert|update|delete|merge|truncate|copy|unload|call|exec(ute)?|select|replace)\b")


def wants(path: PurePosixPath, text: str) -> bool:
    """Files in a language that riskscan reads and that can matter; tests and examples are not how the organisation runs."""
    language = LANGUAGES.get(path.suffix)
    if language is None or _STEPS_ASIDE.search(str(path)) or migrations.is_undo(path):
        return False
    return language not in (Language.PYTHON, Language.NOTEBOOK) or _TELLING.search(text) is not None


def read(source: Source, around: Around) -> Estate:
    """What one program defines, and what it reads, changes and runs."""
    language = LANGUAGES[source.posix.suffix]
    gather = Gather({Language.SQL: "ddl", Language.TERRAFORM: "terraform"}.get(language, "code"), source.path)
    if len(source.text) > LARGEST:
        gather.unread(
            "estate-file-too-large", f"{source.path} is too large for us to follow.", "What it defines or uses is missing from this answer."
        )
        return gather.estate()
    intent = Intent.DEFINE if language is Language.TERRAFORM else Intent.RUN
    near = around.aside if language is Language.SHELL else around.near
    found = around.ask(Artifact(source.path, language, source.text, intent=intent), near)
    gather.take(found.declared)
    if found.status is Status.NOT_READ:
        gather.unread("estate-file-unread", f"We could not read {source.path}.", "What it defines or uses is missing from this answer.")
    elif found.status is Status.PARTLY_READ:
        gather.unread("estate-file-partly-read", f"We read {source.path} only in part.", "It may use more than we show.")
    if language is Language.TERRAFORM:
        return gather.estate()
    step = migrations.place_of(source.posix) if language is Language.SQL else None
    if step is not None:
        migrations.note_sql(gather, found.effects, step)
        return gather.estate()
    actor = key_of(AssetKind.PROGRAM, source.path)
    effects = found.effects
    if language is Language.SQL:
        effects = tuple(e for e in effects if e.operation in (Operation.READ, Operation.WRITE, Operation.DELETE, Operation.EXECUTE))
        if not any(e.operation is not Operation.READ for e in effects) and gather.assets:
            effects = ()  # a file that only defines things reads for its views, which say so themselves
        effects = _without_looks(source.text, effects)
    link(gather, effects, actor, around.layout)
    if language is Language.SHELL:
        runs(gather, source.text, 1, actor, around.layout)
    if any(actor in (edge.source, edge.target) for edge in gather.edges):
        gather.asset(AssetKind.PROGRAM, source.path, 1)
    plain = source
    if language is Language.PYTHON and orchestrators.TELLING.search(source.text):
        plain = Source(source.path, without_comments(source.text))
        orchestrators.read(gather, plain.text, around)
    _pipelines(gather, plain, actor, around)
    return gather.estate()


def _without_looks(text: str, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """The effects of a script without its queries that only show rows, where it changes things too: what it writes is not made of them."""
    changed = {effect.location for effect in effects if effect.operation is not Operation.READ}
    if not changed or _ROUTINE.search(text):
        return effects
    lines = text.split("\n")
    return tuple(e for e in effects if e.operation is not Operation.READ or e.location in changed or not _LOOK.match(_at(e, lines)))


def _at(effect: Effect, lines: list[str]) -> str:
    """The text of the statement of an effect, from its start."""
    place = effect.location
    inside = lines[place.start_line - 1 : place.end_line]
    return "\n".join(inside)[place.start_column - 1 :] if inside else ""


def _pipelines(gather: Gather, source: Source, actor: str, around: Around) -> None:
    """A program that defines jobs runs nothing by itself: what it names, its pipelines and jobs use."""
    own = [
        a
        for same in gather.assets.values()
        for a in same
        if any(e.method is not Method.MATCHED and e.file == source.path for e in a.evidence)
    ]
    pipelines = sorted({a.key for a in own if a.kind is AssetKind.PIPELINE})
    stores(gather, source.text, pipelines or ([actor] if actor in gather.assets else []))
    if source.posix.suffix == ".py":
        mapped.read(gather, source.text, around)
        named.mentions(gather, source.text, pipelines or [actor])
    if not pipelines:
        return
    for pipeline in pipelines:
        gather.asset(AssetKind.PROGRAM, source.path, 1)
        gather.edge(pipeline, actor, EdgeKind.RUNS, 1)
    places = sorted((a.evidence[0].line, a.key) for a in own if a.kind is AssetKind.JOB)
    runs(gather, source.text, 1, lambda line: max((p for p in places if p[0] <= line), default=(0, pipelines[0]))[1], around.layout)
