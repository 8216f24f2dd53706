"""The sentence for an effect, for the person who asked.

At most 20 words, active voice, "it" for their file, no jargon. A sentence is found by (operation, verb, scope), then
(operation, verb), then (operation, scope), then (operation). Slots: ``{target}`` (the name with its kind), ``{name}`` (the name alone).
"""

from __future__ import annotations

from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.effect import Operation, Scope

KIND_WORDS = {
    AssetKind.TABLE: "the table {name}",
    AssetKind.VIEW: "the view {name}",
    AssetKind.COLUMN: "the column {name}",
    AssetKind.DATABASE: "the database {name}",
    AssetKind.SCHEMA: "the schema {name}",
    AssetKind.FILE: "the file {name}",
    AssetKind.BUCKET: "the file store {name}",
    AssetKind.OBJECT: "the stored file {name}",
    AssetKind.QUEUE: "the queue {name}",
    AssetKind.TOPIC: "the topic {name}",
    AssetKind.FUNCTION: "the function {name}",
    AssetKind.SERVER: "the server {name}",
    AssetKind.CLUSTER: "the cluster {name}",
    AssetKind.SECRET: "the secret {name}",
    AssetKind.IDENTITY: "the account {name}",
    AssetKind.NETWORK: "the network {name}",
    AssetKind.DNS: "the web address {name}",
    AssetKind.URL: "the service {name}",
    AssetKind.EMAIL: "mail to {name}",
    AssetKind.PROGRAM: "the program {name}",
    AssetKind.PIPELINE: "the pipeline {name}",
    AssetKind.JOB: "the job {name}",
    AssetKind.REPORT: "the report {name}",
    AssetKind.TEAM: "the team {name}",
    AssetKind.RESOURCE: "{name}",
    AssetKind.OTHER: "{name}",
}
UNKNOWN_WORDS = {
    AssetKind.TABLE: "a table whose name is only known when it runs",
    AssetKind.FILE: "a file whose name is only known when it runs",
    AssetKind.URL: "a service whose address is only known when it runs",
    AssetKind.EMAIL: "people whose addresses are only known when it runs",
    AssetKind.PROGRAM: "a program that is only known when it runs",
}

SENTENCES: dict[tuple[str, ...], str] = {
    ("read",): "It reads {target}.",
    ("read", "all"): "It reads the whole of {target}.",
    ("read", "one"): "It reads one entry of {target}.",
    ("write",): "It changes {target}.",
    ("write", "insert"): "It adds rows to {target}.",
    ("write", "append"): "It adds to {target}.",
    ("write", "upload"): "It puts a file into {target}.",
    ("write", "save"): "It saves {target}.",
    ("write", "overwrite"): "It saves over {target}. What was there is gone.",
    ("write", "upsert"): "It adds rows to {target} and changes rows that are there.",
    ("write", "merge"): "It adds rows to {target} and changes rows that are there.",
    ("write", "update"): "It changes rows of {target}.",
    ("write", "update", "one"): "It changes only the rows of {target} that it names.",
    ("write", "update", "some"): "It changes some rows of {target}.",
    ("write", "update", "all"): "It changes every row of {target}.",
    ("write", "update", "unknown"): "It changes rows of {target}. How many is only known when it runs.",
    ("delete",): "It deletes {target}.",
    ("delete", "delete", "one"): "It deletes only the rows of {target} that it names.",
    ("delete", "delete", "some"): "It deletes some rows of {target}.",
    ("delete", "delete", "all"): "It deletes every row of {target}.",
    ("delete", "delete", "unknown"): "It deletes rows of {target}. How many is only known when it runs.",
    ("delete", "truncate"): "It deletes every row of {target}.",
    ("delete", "drop"): "It deletes {target} itself. What is built on it stops.",
    ("delete", "terminate"): "It shuts down {target} for good.",
    ("delete", "replace"): "It deletes {target} and makes a new one in its place.",
    ("delete", "remove"): "It deletes {target}.",
    ("delete", "remove_tree"): "It deletes {target} with all that is in it.",
    ("create",): "It makes {target}.",
    ("alter",): "It changes how {target} is set up.",
    ("alter", "stop"): "It stops {target}.",
    ("alter", "restart"): "It restarts {target}.",
    ("alter", "rename"): "It renames {target}. What uses the old name stops.",
    ("grant",): "It changes who may use {target}.",
    ("grant", "grant"): "It gives rights on {target}.",
    ("grant", "revoke"): "It takes away rights on {target}.",
    ("execute",): "It runs {target}.",
    ("send",): "It sends data to {target}.",
    ("send", "mail"): "It sends {target}.",
}


def name_of(asset: AssetRef) -> str:
    """The asset with its kind, as a person reads it: "the table core.orders"."""
    if asset.match is Match.UNKNOWN and (not asset.name or asset.name.startswith("{")):
        return UNKNOWN_WORDS.get(asset.kind, "something whose name is only known when it runs")
    return KIND_WORDS[asset.kind].format(name=asset.name)


def say(operation: Operation, verb: str, scope: Scope, asset: AssetRef, plain: str = "") -> str:
    """The sentence of an effect; ``plain`` (a row's own words) wins over the usual ones. Braces in names are safe."""
    keys = ((operation, verb, scope), (operation, verb), (operation, scope), (operation,))
    pattern = plain or next(SENTENCES[key] for key in keys if key in SENTENCES)
    return pattern.replace("{target}", name_of(asset)).replace("{name}", asset.name)
