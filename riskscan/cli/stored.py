"""A stored JSON report read back, with a plain word where it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from riskscan.cli.scan import wrong

if TYPE_CHECKING:
    from riskscan.model.assessment import Assessment


def read_report(data: bytes, name: str) -> Assessment:
    """The assessment in a JSON report of any 1.x version. Ends the process with 2 where it is none."""
    from msgspec import DecodeError

    from riskscan.model.codec import WrongVersionError, from_json

    try:
        return from_json(data)
    except WrongVersionError as error:
        message = f"{name} was written by another riskscan: {error}"
    except DecodeError as error:
        message = f"{name} is not a riskscan report in JSON: {error}. Make one with riskscan scan --format json"
    raise wrong(message)
