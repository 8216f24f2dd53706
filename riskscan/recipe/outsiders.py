"""Mail that leaves the company: the organisation of who gets it is not that of who sends it.

Who sends is told by the addresses that the file itself sends from, by the mail host where that is the company's own, and by the owners
that the estate lists. Where nothing tells it, only addresses that anybody may have are outside.
"""

from __future__ import annotations

import re
from dataclasses import replace

from riskscan.knowledge.mail import ADDRESS, of_host, organisation, outsiders
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Effect, Operation, Trait
from riskscan.model.estate import Estate
from riskscan.model.judged import ReadArtifact
from riskscan.model.span import Note

_SENDER = re.compile(
    r"(?i)(?:from|sender|sendmail|login|smtp|mail_?user|user_?name|reply[-_ ]?to|yagmail)\w*['\"\])]*"  # MAIL_FROM, msg["From"], sendmail(
    r"(?:\s*[:=,(]\s*|\s+)['\"]?(?:[^'\"<>\n@,;]{0,40}<)?" + ADDRESS.pattern
)


def told(item: ReadArtifact, effects: tuple[Effect, ...], estate: Estate) -> tuple[Effect, ...]:
    """The effects, where mail goes out with the trait that the data leaves the company."""
    mails = [effect for effect in effects if effect.asset.kind is AssetKind.EMAIL and effect.operation is Operation.SEND]
    if not any("@" in effect.asset.name and not effect.has(Trait.OUTSIDE) for effect in mails):
        return effects
    own = _own(item, mails, estate)
    return tuple(_sent(effect, own) if effect in mails and not effect.has(Trait.OUTSIDE) else effect for effect in effects)


def _sent(effect: Effect, own: frozenset[str]) -> Effect:
    found = outsiders(effect.asset.name, own)
    if not found:
        return effect
    others = f" and {len(found) - 1} more" if len(found) > 1 else ""
    note = Note(f"The address {found[0]}{others} is not one of your company.", effect.location)
    return replace(effect, traits=(*effect.traits, Trait.OUTSIDE), also=(*effect.also, note))


def _own(item: ReadArtifact, mails: list[Effect], estate: Estate) -> frozenset[str]:
    """The organisations that send: by the file, by the mail host, by the owners of what the estate lists."""
    hosts = (host for effect in mails for host in (effect.asset.within, *effect.asset.aliases))
    listed = (match[1] for asset in estate.assets if "@" in asset.owner for match in ADDRESS.finditer(asset.owner))
    found = {organisation(match[1]) for match in _SENDER.finditer(item.text)} | {organisation(domain) for domain in listed}
    return frozenset(found | {name for host in hosts if (name := of_host(host))})
