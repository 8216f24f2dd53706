"""Programs that start themselves: what starts a function is what the function writes to, so each run starts the next."""

from __future__ import annotations

import re
from collections.abc import Iterator

from riskscan.model.asset import AssetRef
from riskscan.model.effect import Effect, if_worst
from riskscan.model.homes import bare, key_of_ref
from riskscan.model.span import Note
from riskscan.parsers.terraform import circles
from riskscan.parsers.terraform.at_worst import variable_of
from riskscan.parsers.terraform.config import Config
from riskscan.parsers.terraform.declared import targets_of
from riskscan.parsers.terraform.evaluate import Instance, Scope
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.writers import written

_WORKER = "aws_lambda_function"
_OUTPUT = re.compile(r"(?i)(^|_)(target|dest|destination|output|out|result|results|sink|write|upload|thumbs?|processed)(_|$)")
_STARTERS = ("aws_s3_bucket_notification", "aws_lambda_event_source_mapping")


def loops(scope: Scope, everyone: tuple[Instance, ...], path: str) -> Iterator[Effect]:
    """The circles of a folder that the file at ``path`` (all files where empty) has a part in."""
    starters = [i for i in everyone if (i.type in _STARTERS or i.type in circles.STARTERS) and not i.scope.prefix]
    yield from _guards_off(everyone, path)
    if not starters:
        return
    writers: dict[str, list[tuple[Instance, str, str]]] = {}
    for worker, asset, prefix in (*written(scope), *_told_to_write(everyone)):
        own = asset_of(worker)
        writers.setdefault(key_of_ref(own), []).append((worker, key_of_ref(asset), prefix))
    for worker, goal in circles.written(everyone):
        own = asset_of(worker)
        writers.setdefault(key_of_ref(own), []).append((worker, goal, ""))
    said: set[tuple[str, str]] = set()
    for starter in starters:
        for source, started, prefix in _starts(starter, everyone):
            for worker, target, begins in writers.get(started, ()):
                files = {starter.block.head.path, worker.block.head.path}
                apart = prefix and begins and not prefix.startswith(begins) and not begins.startswith(prefix)
                if target != source or apart or (path and path not in files):
                    continue
                if (source, started) in said:
                    continue
                said.add((source, started))
                place = starter.block.head if path in ("", starter.block.head.path) else worker.block.head
                name = bare(source.partition(":")[2])
                also = (Note(f"New things in {name} start it, and it may write to {name} itself.", starter.block.head),)
                yield make("terraform/starts-itself", asset_of(worker), place, fill=(("source", name),), also=also)


def _guards_off(everyone: tuple[Instance, ...], path: str) -> Iterator[Effect]:
    """Functions for which the service's own stop of endless runs is switched off."""
    for guard in everyone:
        value = guard.config.get("recursive_loop")
        decides = variable_of(value)
        if guard.type != "aws_lambda_function_recursion_config" or not (decides or str(value) == "Allow"):
            continue
        if path in ("", guard.block.head.path):
            worker = next((i for i in everyone if i.type == _WORKER and _is_named(i, guard.config.get("function_name"))), guard)
            yield if_worst(make("terraform/recursion-allowed", asset_of(worker), guard.block.head), decides)


def _is_named(worker: Instance, name: object) -> bool:
    return bool(name) and worker.config.get("function_name") == name


def _told_to_write(everyone: tuple[Instance, ...]) -> Iterator[tuple[Instance, AssetRef, str]]:
    """(function, bucket, "") where a setting of the function names the bucket as the place for its results."""
    buckets = {str(i.config.get("bucket")): asset_of(i) for i in everyone if i.type == "aws_s3_bucket" and i.config.get("bucket")}
    for worker in everyone:
        if worker.type != _WORKER or not buckets:
            continue
        for environment in worker.config.inner("environment"):
            settings = environment.get("variables")
            for key, value in settings.items() if isinstance(settings, dict) else ():
                if _OUTPUT.search(key) and str(value) in buckets:
                    yield worker, buckets[str(value)], ""


def _starts(starter: Instance, everyone: tuple[Instance, ...]) -> Iterator[tuple[str, str, str]]:
    """(key of what starts, key of what is started, prefix of the names that start it)."""
    if starter.type == "aws_s3_bucket_notification":
        own = asset_of(starter)
        for block in starter.config.inner("lambda_function"):
            for started in targets_of(starter, block, "lambda_function_arn"):
                yield key_of_ref(own), started, str(block.get("filter_prefix") or "")
        return
    if starter.type in circles.STARTERS:
        yield from ((source, started, "") for source, started in circles.starts(starter, everyone))
        return
    config: Config = starter.config
    for source in targets_of(starter, config, "event_source_arn"):
        for started in targets_of(starter, config, "function_name"):
            yield source, started, ""
