"""A mail as a file (.eml), ready to be sent by any mail program, or handed to a ticket system's mail gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from email import policy
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime
from pathlib import Path

from riskscan.tickets.marking import marked
from riskscan.tickets.transport import Dry, Transport
from riskscan.tickets.values import Comment, Marker, Parcel, TicketError


class Mail:
    """One file. ``RISKSCAN_MAIL_FROM`` and ``RISKSCAN_MAIL_TO`` fill in the addresses; without them the mail program asks.

    The same report gives the same bytes, so writing it again changes nothing.
    """

    form = "html"
    limit = 500_000
    largest = 20_000_000  # what most mail servers take
    edits = True
    hides = False

    def __init__(self, transport: Transport, environment: Mapping[str, str], path: Path, text: str, at: datetime) -> None:
        self._transport = transport
        self._environment = environment
        self._path = path
        self._text = text
        self._at = at
        self.name = str(path)

    def mine(self, marker: Marker) -> Sequence[Comment]:
        """See System. A file is always written anew."""
        return ()

    def attached(self) -> frozenset[str]:
        """See System."""
        return frozenset()

    def add(self, parcel: Parcel) -> None:
        """See System."""
        data = self.message(parcel)
        if isinstance(self._transport, Dry):
            self._transport.show(f"write {self._path} ({len(data):,} bytes)\n\n{self._text}")
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_bytes(data)
        except OSError as error:
            raise TicketError(f"cannot write {self._path}: {error.strerror}") from None

    def change(self, comment: Comment, parcel: Parcel) -> None:
        """See System."""
        self.add(parcel)

    def hide(self, comment: Comment) -> None:
        """See System: never asked for, since ``hides`` is false."""
        raise TicketError(f"{self.name}: a file cannot be hidden")

    def message(self, parcel: Parcel) -> bytes:
        """The mail: the comment as text and as HTML, and the files."""
        mail = EmailMessage(policy.SMTP)
        mail["Subject"] = _header(parcel.subject)
        for header, name in (("From", "RISKSCAN_MAIL_FROM"), ("To", "RISKSCAN_MAIL_TO")):
            value = self._environment.get(name, "").strip()
            if value:
                try:
                    mail[header] = _header(value)
                except (ValueError, IndexError):
                    raise TicketError(f"{name} is no mail address") from None
        mail["Date"] = format_datetime(self._at)
        mail["Message-ID"] = f"<{parcel.marker.json}.{parcel.marker.key}@riskscan.invalid>"
        mail["X-Riskscan"] = parcel.marker.text
        mail["X-Unsent"] = "1"  # mail programs open it as a draft
        mail.set_content(marked("text", self._text, parcel.marker), cte="quoted-printable")
        html = f'<!doctype html>\n<html lang="en"><body>\n{marked(self.form, parcel.body, parcel.marker)}</body></html>\n'
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
        for file in parcel.files:
            main, _, sub = file.kind.partition("/")
            mail.add_attachment(file.data, maintype=main, subtype=sub.partition(";")[0], filename=file.name)
        for number, part in enumerate(mail.walk()):
            if isinstance(part, MIMEPart) and part.is_multipart():
                part.set_boundary(f"riskscan-{number}-{parcel.marker.json}{parcel.marker.key}")
        return mail.as_bytes()


def _header(text: str) -> str:
    """A text that fits into one header line."""
    return " ".join(text.split())
