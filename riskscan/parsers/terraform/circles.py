"""What starts programs on Google Cloud and Azure, and what their rights let them write: the two halves of an endless run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from riskscan.parsers.terraform.config import Config
from riskscan.parsers.terraform.declared import key, targets_of
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.functions import call

STARTERS = frozenset(
    [
        "google_cloudfunctions_function", "google_cloudfunctions2_function", "google_eventarc_trigger", "google_pubsub_subscription",
        "azurerm_eventgrid_event_subscription", "azurerm_eventgrid_system_topic_event_subscription", "azurerm_function_app_function",
    ]
)  # fmt: skip
WORKERS = re.compile(
    r"^(google_(cloudfunctions2?_function|cloud_run_service|cloud_run_v2_service)|azurerm_((linux|windows)_)?function_app(_function|_flex_consumption)?)$"
)
_MADE = re.compile(r"(?i)(object[./].*finali[sz]ed?|object\.finalize|messagepublished|topic\.publish|BlobCreated)")
_EVENTS = re.compile(r"(?i)storage|pubsub|blob")
_WRITING = re.compile(
    r"^roles/(storage\.(admin|objectAdmin|objectUser|objectCreator|legacyBucketWriter|legacyBucketOwner)|pubsub\.(admin|editor|publisher)|owner|editor)$"
    r"|^(Owner|Contributor|Storage (Blob|Queue) Data (Contributor|Owner)|Storage Queue Data Message Sender"
    r"|Azure Service Bus Data (Sender|Owner)"
    r"|Azure Event Hubs Data (Sender|Owner))$"
)
_GIVEN_ON = ("bucket", "topic", "scope")
_ACCOUNTS = ("service_account_email", "service_account", "service_account_name")
_PLACE = ("path", "queueName", "topicName", "eventHubName", "tableName")


def starts(starter: Instance, everyone: tuple[Instance, ...]) -> Iterator[tuple[str, str]]:
    """(key of what starts, key of what is started)."""
    config, own = starter.config, key(starter)
    match starter.type:
        case "google_cloudfunctions_function" | "google_cloudfunctions2_function":
            for trigger in config.inner("event_trigger"):
                if _counts(trigger.get("event_type")):
                    sources = [*targets_of(starter, trigger, "resource"), *targets_of(starter, trigger, "pubsub_topic")]
                    yield from ((source, own) for source in (*sources, *_filtered(starter, trigger, "event_filters")))
        case "google_eventarc_trigger":
            kinds = [c.get("value") for c in config.inner("matching_criteria") if c.get("attribute") == "type"]
            sources = _filtered(starter, config, "matching_criteria")
            sources += [k for t in config.inner("transport") for p in t.inner("pubsub") for k in targets_of(starter, p, "topic")]
            for started in _destinations(starter):
                yield from ((source, started) for source in sources if all(_counts(kind) for kind in kinds))
        case "google_pubsub_subscription":
            for push in config.inner("push_config"):
                yield from ((s, t) for s in targets_of(starter, config, "topic") for t in targets_of(starter, push, "push_endpoint"))
        case "azurerm_function_app_function":
            yield from ((place, own) for place, out in _bindings(starter) if not out)
        case _:
            yield from _event_grid(starter, everyone)


def written(everyone: tuple[Instance, ...]) -> Iterator[tuple[Instance, str]]:
    """(program, key of what its rights or its settings let it write)."""
    workers = [i for i in everyone if WORKERS.search(i.type)]
    accounts: dict[str, list[Instance]] = {}
    for worker in workers:
        for config in (worker.config, *_inside(worker.config)):
            for name in _ACCOUNTS:
                for account in targets_of(worker, config, name):
                    accounts.setdefault(account, []).append(worker)
        if worker.type.startswith("azurerm_"):
            accounts.setdefault(key(worker), []).append(worker)
        yield from ((worker, place) for place, out in _bindings(worker) if out)
    for right in everyone if accounts else ():
        role = right.config.get("role") or right.config.get("role_definition_name")
        if not isinstance(role, str) or not _WRITING.search(role):
            continue
        who = [k for name in ("member", "members", "principal_id") for k in targets_of(right, right.config, name)]
        places = [k for name in _GIVEN_ON for k in targets_of(right, right.config, name)]
        for account in who:
            yield from ((worker, place) for worker in accounts.get(account, ()) for place in places)


def _counts(event: object) -> bool:
    """True for the events that new things make, and where the event is not known."""
    return not isinstance(event, str) or not _EVENTS.search(event) or bool(_MADE.search(event))


def _filtered(starter: Instance, config: Config, name: str) -> list[str]:
    return [k for c in config.inner(name) if c.get("attribute") in ("bucket", "topic") for k in targets_of(starter, c, "value")]


def _destinations(starter: Instance) -> list[str]:
    found = starter.config.inner("destination")
    keys = [k for d in found for name in ("cloud_function", "workflow") for k in targets_of(starter, d, name)]
    return keys + [k for d in found for run in d.inner("cloud_run_service") for k in targets_of(starter, run, "service")]


def _event_grid(starter: Instance, everyone: tuple[Instance, ...]) -> Iterator[tuple[str, str]]:
    kinds = starter.config.get("included_event_types")
    if isinstance(kinds, list) and not any(_counts(kind) for kind in kinds):
        return
    sources = targets_of(starter, starter.config, "scope")
    for topic in targets_of(starter, starter.config, "system_topic"):
        for other in everyone:
            if other.type == "azurerm_eventgrid_system_topic" and key(other) == topic:
                sources += targets_of(other, other.config, "source_arm_resource_id") + targets_of(other, other.config, "source_resource_id")
    for end in starter.config.inner("azure_function_endpoint"):
        yield from ((source, started) for source in sources for started in targets_of(starter, end, "function_id"))


def _bindings(function: Instance) -> Iterator[tuple[str, bool]]:
    """(place, whether it is written) of the bindings of an Azure function, ``kind:name`` as Azure itself counts them."""
    text = function.config.get("config_json") if function.type == "azurerm_function_app_function" else None
    found = call("jsondecode", [text]) if isinstance(text, str) else None
    listed = found.get("bindings") if isinstance(found, dict) else None
    for binding in listed if isinstance(listed, list) else ():
        if not isinstance(binding, dict):
            continue
        kind = str(binding.get("type", ""))
        place = next((str(binding[name]) for name in _PLACE if isinstance(binding.get(name), str)), "")
        if place:
            place = place.rpartition("/")[0] or place  # in/{name}: the folder counts
            out = binding.get("direction") in ("out", "inout") and not kind.endswith("Trigger")
            if out or kind.endswith("Trigger"):
                yield f"{kind.removesuffix('Trigger').lower()}:{place}", out


def _inside(config: Config) -> list[Config]:
    found, waiting = [], [config]
    while waiting:
        for blocks in waiting.pop().blocks.values():
            found += blocks
            waiting += blocks
    return found
