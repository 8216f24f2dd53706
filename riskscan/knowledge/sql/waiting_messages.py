"""Tables that hold messages to people until another program sends them, by their names."""

from __future__ import annotations

import re

_TO_PEOPLE = r"(?:e[_-]?mails?|mails?|mailer|mailing|sms|text_?messages?|notifications?|newsletters?)"
_WAITING = r"(?:outbox|queue|spool|outgoing|to_?send|send_?queue)"
_NAME = re.compile(
    rf"(?i)(?:^|_|(?<=[a-z])(?=[A-Z]))(?:{_TO_PEOPLE}_?{_WAITING}|{_WAITING}_?{_TO_PEOPLE}|{_TO_PEOPLE}_(?:message_)?queue)s?$"
)


def holds_messages(table: str) -> bool:
    """Does the name say that what is put into the table goes out to people? The last part of a dotted name counts."""
    return _NAME.search(table.rpartition(".")[2].strip('`"[]')) is not None
