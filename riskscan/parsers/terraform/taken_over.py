"""A web address that somebody else set, taken over: ``allow_overwrite`` tells the provider to replace a record that is there already.

Certificates are proven by records of their own, whose names and values only the run knows; those touch no address that people use.
"""

from __future__ import annotations

from collections.abc import Iterator

from riskscan.model.effect import Effect
from riskscan.model.span import Note
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of

_RECORDS = frozenset({"aws_route53_record", "cloudflare_record", "cloudflare_dns_record"})
_LEADS_SOMEWHERE = frozenset({"A", "AAAA", "CNAME", "MX", "NS"})


def taken_over(instance: Instance) -> Iterator[Effect]:
    """The effect of a record that replaces whatever is there."""
    if instance.type not in _RECORDS:
        return
    overwrite, name = instance.config.items.get("allow_overwrite"), instance.config.get("name")
    if overwrite is None or overwrite.value is not True or instance.config.get("type") not in _LEADS_SOMEWHERE:
        return
    if isinstance(name, str) and not name.startswith("_"):
        note = Note(f"Line {overwrite.span.start_line} lets it replace a record that is there already.", overwrite.span)
        yield make("terraform/record-taken-over", asset_of(instance), overwrite.span, also=(note,))
