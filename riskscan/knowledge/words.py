"""The sentence for an effect, for the person who asked.

At most 20 words, active voice, "it" for their file, no jargon. A sentence is found by (operation, verb, scope), then
(operation, verb), then (operation, scope), then (operation). Slots: ``{target}`` (the name with its kind), ``{name}`` (the name alone).
"""

from __future__ import annotations

import re

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
    AssetKind.EMAIL: "email to {name}",
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
    AssetKind.EMAIL: "email to people whose addresses are only known when it runs",
    AssetKind.PROGRAM: "a program that is only known when it runs",
}

SENTENCES: dict[tuple[str, ...], str] = {
    ("read",): "It reads {target}.",
    ("read", "read"): "It reads {target}.",
    ("read", "all"): "It reads the whole of {target}.",
    ("read", "one"): "It reads one entry of {target}.",
    ("write",): "It changes {target}.",
    ("write", "append"): "It adds to {target}.",
    ("write", "upload"): "It puts a file into {target}.",
    ("write", "save"): "It saves {target}.",
    ("write", "save_cut_off"): "It saves {target}. Rows beyond 65,536 are lost.",
    ("write", "put"): "It changes what is kept at {target}.",
    ("write", "patch"): "It changes what is kept at {target}.",
    ("write", "put_object"): "It saves {target}, over any older one.",
    ("write", "overwrite"): "It saves over {target}. What was there is gone.",
    ("delete",): "It deletes {target}.",
    ("delete", "drop"): "It deletes {target} itself. What is built on it stops.",
    ("delete", "terminate"): "It shuts down {target}. It does not come back.",
    ("delete", "replace"): "It replaces {target}. The old one is deleted.",
    ("delete", "remove"): "It deletes {target}.",
    ("delete", "overwrite"): "It takes out every row of {target} and puts in its own.",
    ("delete", "delete_objects"): "It deletes files in {target}.",
    ("delete", "clear"): "It empties {target}.",
    ("delete", "http_delete"): "It tells {target} to delete what is kept there.",
    ("delete", "remove_tree"): "It deletes everything in {target}.",
    ("create",): "It makes {target}.",
    ("alter",): "It changes how {target} is set up.",
    ("alter", "stop"): "It stops {target}.",
    ("alter", "restart"): "It restarts {target}.",
    ("alter", "upgrade"): "It moves {target} to another main version.",
    ("alter", "cut_off"): "It closes a way through {target}. What goes that way no longer arrives.",
    ("alter", "update_later"): "It restarts {target} at the next time set aside for such work.",
    ("alter", "redirect"): "It makes {target} point to another place.",
    ("alter", "reboot"): "It restarts {target}.",
    ("alter", "disable"): "It switches off {target}.",
    ("alter", "scale_to_zero"): "It takes {target} down to 0 (zero). Nothing runs there then.",
    ("alter", "rename"): "It renames {target}. What uses the old name stops.",
    ("grant",): "It changes who may use {target}.",
    ("grant", "grant"): "It gives rights on {target}.",
    ("grant", "revoke"): "It takes away rights on {target}.",
    ("execute",): "It runs {target}.",
    ("send",): "It sends data to {target}.",
    ("send", "publish"): "It sends a message through {target}.",
    ("send", "mail"): "It sends {target}.",
}

ROW_SENTENCES: dict[tuple[str, ...], str] = {
    ("write", "insert"): "It adds rows to {target}.",
    ("write", "upsert"): "It adds rows to {target} and changes rows that are there.",
    ("write", "merge"): "It adds rows to {target} and changes rows that are there.",
    ("write", "update"): "It changes rows of {target}.",
    ("write", "update", "one"): "It changes only the rows of {target} that it names.",
    ("write", "update", "some"): "It changes some rows of {target}.",
    ("write", "update", "all"): "It changes every row of {target}.",
    ("write", "update", "unknown"): "It changes rows of {target}. How many is only known when it runs.",
    ("delete", "delete", "one"): "It deletes only the rows of {target} that it names.",
    ("delete", "delete", "some"): "It deletes some rows of {target}.",
    ("delete", "delete", "all"): "It deletes every row of {target}.",
    ("delete", "delete", "unknown"): "It deletes rows of {target}. How many is only known when it runs.",
    ("delete", "truncate"): "It deletes every row of {target}.",
}
KIND_SENTENCES: dict[tuple[str, str], str] = {
    ("delete", "url"): "It tells {target} to delete something.",
    ("write", "url"): "It tells {target} to change something.",
    ("send", "url"): "It sends data to {target}.",
    ("delete", "email"): "It deletes the mail set-up {name}.",
    ("alter", "email"): "It changes the mail set-up {name}.",
    ("create", "email"): "It makes the mail set-up {name}.",
    ("delete", "identity"): "It deletes {target}. Whoever uses it is locked out.",
    ("delete", "network"): "It deletes {target}. What connects through it is cut off.",
    ("delete", "dns"): "It deletes {target}. It leads nowhere then.",
}
PLURALS = {
    AssetKind.BUCKET: "file stores", AssetKind.OBJECT: "stored files", AssetKind.SECRET: "keys and secrets", AssetKind.IDENTITY: "accounts",
    AssetKind.DNS: "web addresses", AssetKind.URL: "services", AssetKind.EMAIL: "email addresses", AssetKind.RESOURCE: "cloud things",
    AssetKind.OTHER: "things", AssetKind.QUEUE: "queues", AssetKind.NETWORK: "networks",
}  # fmt: skip

_HOLE_ONLY = re.compile(r"(?:[\W_]*\{[^{}]*\}[\W_]*)+")
_SAYS_ITSELF = re.compile(r"(?:all|every|any|an?|the|this|your|unsaved) \w+")
_OF_ONE = re.compile(r"\bthe ([a-z]+(?: [a-z]+)?) \{name\}")
_SLOT = re.compile(r"\{(target|name)\}")


def name_of(asset: AssetRef) -> str:
    """The asset with its kind, as a person reads it: "the table core.orders"; where only its run knows the name, that is said."""
    if asset.match is Match.UNKNOWN or not asset.name or _HOLE_ONLY.fullmatch(asset.name):
        return (
            UNKNOWN_WORDS.get(asset.kind)
            or f"{'an' if _kind(asset.kind)[0] in 'aeio' else 'a'} {_kind(asset.kind)} whose name is only known when it runs"
        )
    if "*" in asset.name.strip("*") or asset.name.strip("*") != asset.name:
        return f"all {PLURALS.get(asset.kind, asset.kind.value + 's')} that fit {asset.name}"
    if _SAYS_ITSELF.match(asset.name):
        return asset.name
    return KIND_WORDS[asset.kind].format(name=asset.name)


def _kind(kind: AssetKind) -> str:
    """The word of a kind without article and name: "file store"."""
    return KIND_WORDS[kind].replace("{name}", "").removeprefix("the ").strip() or "thing"


def names_of_many(asset: AssetRef) -> str:
    """The things that a list names, each by the same pattern, as a person reads them: "every file below lake/raw/ that a list names"."""
    kind = "file" if asset.kind is AssetKind.OBJECT else _kind(asset.kind)
    head = asset.name.partition("{")[0]
    if asset.match is Match.UNKNOWN or _HOLE_ONLY.fullmatch(asset.name) or not head:
        return "email to everyone that a list names" if asset.kind is AssetKind.EMAIL else f"every {kind} that a list names"
    if asset.kind is AssetKind.URL:
        return f"the service {head.rpartition('/')[0] or head}, once for every entry of a list,"
    if asset.kind in (AssetKind.OBJECT, AssetKind.FILE) and "/" in head:
        return f"every {kind} below {head.rpartition('/')[0]}/ that a list names"
    return f"every {kind} that a list names and that fits {re.sub(r'[{][^{}]*[}]', '*', asset.name)}"


def say(operation: Operation, verb: str, scope: Scope, asset: AssetRef, plain: str = "", many: bool = False) -> str:
    """The sentence of an effect; ``plain`` (a row's own words) wins over the usual ones. Braces in names are safe.

    ``many``: it happens once for each of a list, and the name has parts that differ: the sentence speaks of all of them.

    A verb that has no sentence of its own takes that of its first word (``terminate_instances``: ``terminate``).
    """
    stem = verb.partition("_")[0]
    keys = ((operation, verb, scope), (operation, verb), (operation, stem), (operation, scope), (operation,))
    known = {**SENTENCES, **ROW_SENTENCES} if asset.kind in (AssetKind.TABLE, AssetKind.VIEW) else SENTENCES
    of_kind = KIND_SENTENCES.get((operation, asset.kind), "") if (operation, verb) not in SENTENCES else ""
    pattern = plain or of_kind or next(known[key] for key in keys if key in known)
    everyone = names_of_many(asset) if many and ("{" in asset.name or asset.match is Match.UNKNOWN) else ""
    if everyone:  # "the group {name}" of many is every group
        pattern = _OF_ONE.sub(r"every \1 that a list names", pattern)
    slots = {"target": everyone or name_of(asset), "name": everyone or asset.name}
    return _SLOT.sub(lambda slot: slots[slot[1]], pattern).replace(",.", ".")
