"""Mail that leaves the company, told by who sends it and who gets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan
from riskscan.knowledge.mail import of_host, organisation, outsiders
from riskscan.model.effect import Operation, Trait

_MAIL = """import os
import smtplib
from email.message import EmailMessage

import pandas as pd
import sqlalchemy

people = pd.read_sql("SELECT name, iban FROM hr.people", sqlalchemy.create_engine(os.environ["HR"]))
people.to_csv("people.csv")
msg = EmailMessage()
msg["From"] = {sender}
msg["To"] = "{to}"
msg.add_attachment(open("people.csv", "rb").read(), maintype="text", subtype="csv")
with smtplib.SMTP("{host}") as server:
    server.send_message(msg)
"""


def leaves(folder: Path, text: str, name: str = "send.py") -> bool:
    (folder / name).write_text(text)
    effects = [e for e in scan([folder / name], policies=False).effects if e.operation is Operation.SEND]
    assert effects
    return any(effect.has(Trait.OUTSIDE) for effect in effects)


@pytest.mark.parametrize(
    ("sender", "to", "host", "outside"),
    [
        ('"hr@acme.com"', "payroll@partner.de", "smtp.acme.com", True),
        ('"hr@acme.com"', "payroll@acme.com", "smtp.acme.com", False),
        ('"hr@acme.com"', "payroll@de.acme.com", "smtp.acme.com", False),
        ('os.environ["FROM"]', "payroll@partner.de", "smtp.acme.com", True),
        ('os.environ["FROM"]', "payroll@acme.com", "mail.acme.com", False),
        ('os.environ["FROM"]', "payroll@partner.de", "smtp.office365.com", False),  # nothing tells whose partner.de is
        ('os.environ["FROM"]', "jane.miller@gmail.com", "localhost", True),
        ('"me@gmail.com"', "boss@gmail.com", "smtp.gmail.com", True),
    ],
)
def test_the_organisation_of_who_gets_it_is_compared_with_who_sends_it(
    tmp_path: Path, sender: str, to: str, host: str, outside: bool
) -> None:
    assert leaves(tmp_path, _MAIL.format(sender=sender, to=to, host=host)) is outside


def test_other_languages_are_told_the_same_way(tmp_path: Path) -> None:
    assert leaves(tmp_path, 'Send-MailMessage -To "x@partner.de" -From "hr@acme.com" -Subject a -Attachments p.csv\n', "a.ps1")
    assert not leaves(tmp_path, 'Send-MailMessage -To "x@acme.com" -From "hr@acme.com" -Subject a -Attachments p.csv\n', "a.ps1")
    assert leaves(tmp_path, "mail -s Report -A people.csv someone@yahoo.com < /dev/null\n", "b.sh")


def test_personal_data_that_leaves_by_mail_needs_somebody_to_decide(tmp_path: Path) -> None:
    found = {}
    for to in ("payroll@acme.com", "payroll@partner.de"):
        (tmp_path / "send.py").write_text(_MAIL.format(sender='"hr@acme.com"', to=to, host="smtp.acme.com"))
        found[to] = scan([tmp_path / "send.py"], policies=False).verdict.level
    assert found["payroll@acme.com"] in ("low", "medium")
    assert found["payroll@partner.de"] in ("high", "critical")


def test_the_part_of_a_domain_that_one_registers() -> None:
    assert organisation("mail.acme.co.uk") == "acme.co.uk"
    assert organisation("eu.mail.acme.com") == "acme.com"
    assert (of_host("smtp.acme.com:587"), of_host("email-smtp.eu-west-1.amazonaws.com"), of_host("10.0.0.5"), of_host("localhost")) == (
        "acme.com",
        "",
        "",
        "",
    )
    assert outsiders("a@acme.com, b@other.org", frozenset({"acme.com"})) == ("b@other.org",)
