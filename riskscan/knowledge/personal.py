"""Which column and field names hold personal data.

Whole words of the name count, so ``email_sent_count`` is personal by ``email`` and ``emailer`` is not; a few pairs are needed where one
word alone says nothing (``first`` + ``name``). Source: the categories of GDPR articles 4 and 9, and column names seen in public schemas.
"""

from __future__ import annotations

import re
from functools import lru_cache

WORDS = frozenset(
    [
        "email",
        "mail",
        "phone",
        "mobile",
        "telephone",
        "msisdn",
        "surname",
        "lastname",
        "firstname",
        "fullname",
        "forename",
        "birthday",
        "birthdate",
        "dob",
        "ssn",
        "nino",
        "passport",
        "iban",
        "bic",
        "salary",
        "wage",
        "payroll",
        "religion",
        "ethnicity",
        "gender",
        "diagnosis",
        "patient",
        "health",
        "medication",
        "disability",
        "address",
        "street",
        "postcode",
        "zipcode",
        "latitude",
        "longitude",
        "nationality",
        "fingerprint",
        "biometric",
        "sex",
        "zip",
        "cvv",
        "username",
        "lat",
        "lon",
        "lng",
        "icd",
        "bsn",
        "cpf",
        "vorname",
        "nachname",
        "geburtsdatum",
        "telefon",
        "anschrift",
        "prenom",
        "apellido",
        "nombre",
    ]
)
PAIRS = frozenset(
    {
        ("first", "name"), ("last", "name"), ("full", "name"), ("family", "name"), ("given", "name"), ("birth", "date"), ("date", "birth"),
        ("social", "security"), ("credit", "card"), ("card", "number"), ("bank", "account"), ("tax", "id"), ("ip", "address"), ("post", "code"),
        ("postal", "code"), ("driving", "licence"), ("drivers", "license"), ("driver", "license"), ("insurance", "number"), ("marital", "status"),
        ("blood", "type"), ("sick", "days"), ("emergency", "contact"), ("maiden", "name"), ("contact", "name"), ("card", "no"), ("hourly", "rate"),
        ("city", "birth"), ("place", "birth"), ("birth", "year"), ("birth", "place"), ("steuer", "id"),
        ("national", "id"), ("home", "address"), ("customer", "name"), ("user", "name"), ("employee", "name"), ("patient", "id"),
    }
)  # fmt: skip
_NOT_PERSONAL = frozenset(
    {
        "count",
        "counts",
        "sent",
        "template",
        "campaign",
        "type",
        "enabled",
        "check",
        "checks",
        "flag",
        "version",
        "ratio",
        "neutral",
        "file",
        "contract",
        "url",
    }
)

_WHATEVER_ELSE = (("blood", "type"), ("health", "record"))


@lru_cache(maxsize=16_384)
def is_personal(column: str) -> bool:
    """True where a column's name says that it holds personal data."""
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column).lower())
    if any(a in words and b in words for a, b in _WHATEVER_ELSE):
        return True
    if set(words) & _NOT_PERSONAL:
        return False
    if words == ["ip"]:
        return True
    if set(words) & WORDS:
        return not {"mac", "memory", "web"} & set(words)
    return any(a in words and b in words for a, b in PAIRS)


PEOPLE = frozenset(
    {
        "customer", "user", "employee", "patient", "member", "subscriber", "contact", "person", "people", "client", "student", "applicant", "staff", "guest",
        "lead", "donor", "candidate", "household", "passenger", "voter", "citizen", "resident", "recipient", "account_holder", "attendee", "worker", "crew",
    }
)  # fmt: skip


def is_of_people(table: str) -> bool:
    """True where a table's own name says that its rows are people ("crm.customers", "dim_user"); a further noun makes it another thing."""
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", table.rpartition(".")[2]).lower())
    last = words[-1] if words else ""
    return last in PEOPLE or last.removesuffix("s") in PEOPLE
