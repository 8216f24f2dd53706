"""What the walk notes of pipelines and their jobs."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Pipeline:
    """A pipeline that the file declares."""

    name: str
    line: int
    owner: str = ""
    schedule: str = ""
    catchup: str = ""
    tags: tuple[str, ...] = ()
    source: str = "airflow"
    templates: tuple[str, ...] = ()  # folders of files that tasks name


@dataclass(slots=True)
class Jobs:
    """All pipelines and jobs of a file. ``open`` is the stack of pipelines that the walk stands in."""

    pipelines: dict[str, Pipeline] = field(default_factory=dict)
    jobs: dict[str, tuple[str, int, tuple[tuple[str, str], ...]]] = field(default_factory=dict)  # key -> pipeline, line, facts
    open: list[str] = field(default_factory=list)
    flows: dict[int, str] = field(default_factory=dict)  # function node -> pipeline
    tasks: dict[int, str] = field(default_factory=dict)  # function node -> task name
    commands: set[int] = field(default_factory=set)  # nodes of functions that give back the command that their task runs
    links: list[tuple[str, str, int]] = field(default_factory=list)
