"""Mail addresses: which belong to the same organisation, by the part of their domain that one registers.

Source: publicsuffix.org (second levels such as ``co.uk`` under which names are registered, the common ones), and the pages of the mailbox
providers on the domains that anybody may have an address at.
"""

from __future__ import annotations

import re

ADDRESS = re.compile(r"[\w.+%'-]+@([\w-]+(?:\.[\w-]+)+)")
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu", "gob", "or", "ne", "go"})
ANYBODY = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com", "icloud.com", "me.com",
        "mac.com", "aol.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "proton.me", "protonmail.com", "mail.ru", "yandex.ru",
        "yandex.com", "qq.com", "163.com", "126.com", "orange.fr", "free.fr", "laposte.net", "libero.it", "zoho.com", "fastmail.com", "mail.com",
    }
)  # fmt: skip
"""Providers at which anybody may have a mailbox."""
_SENDERS = frozenset(
    {
        "amazonaws.com", "sendgrid.net", "mailgun.org", "office365.com", "outlook.com", "gmail.com", "google.com", "mailjet.com", "sparkpostmail.com",
        "postmarkapp.com", "mandrillapp.com", "mailtrap.io", "brevo.com", "sendinblue.com", "smtp2go.com", "ionos.de", "ionos.com", "strato.de",
    }
)  # fmt: skip
"""Services that send anybody's mail: their host says nothing of who sends."""


def organisation(domain: str) -> str:
    """``mail.acme.co.uk`` -> ``acme.co.uk``: the part of a domain that one registers."""
    labels = domain.lower().strip(".").split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-size:])


def of_host(host: str) -> str:
    """The organisation that a mail host belongs to; empty for a service that sends for everybody, a number or a bare name."""
    name = host.lower().partition(":")[0]
    if "." not in name or not re.fullmatch(r"[a-z][\w.-]*[a-z]", name):
        return ""
    found = organisation(name)
    return "" if found in _SENDERS else found


def outsiders(names: str, own: frozenset[str]) -> tuple[str, ...]:
    """The addresses in a text that are not of the own organisations. Where none is known, those that anybody may have."""
    found = []
    for match in ADDRESS.finditer(names):
        theirs = organisation(match[1])
        if theirs in ANYBODY or (own - ANYBODY and theirs not in own):
            found.append(match[0])
    return tuple(dict.fromkeys(found))
