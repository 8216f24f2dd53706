"""The assessment as JSON and back: the contract that other tools rely on. The only home of msgspec.

Keys stand in the order of the contract (field order of the classes), enum values as their words, tuples as lists. Within 1.x
fields are only added, so a reader ignores what it does not know and refuses what has the wrong type.
"""

from __future__ import annotations

from typing import Any

import msgspec

from riskscan.model.assessment import SCHEMA_VERSION, Assessment

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class WrongVersionError(ValueError):
    """The JSON was written under another major version of the contract."""


def to_json(assessment: Assessment) -> bytes:
    """The assessment as indented UTF-8 JSON with one newline at the end; equal assessments give equal bytes.

    A file name that is no Unicode holds half characters, which JSON cannot: each is written as a question mark.
    """
    try:
        text = msgspec.json.encode(assessment)
    except UnicodeEncodeError:
        text = msgspec.json.encode(_encodable(msgspec.to_builtins(assessment)))
    return msgspec.json.format(text, indent=2) + b"\n"


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _encodable(one) for key, one in value.items()}
    return [_encodable(one) for one in value] if isinstance(value, list | tuple) else value


def from_json(data: bytes) -> Assessment:
    """The assessment that ``to_json`` wrote.

    Raises msgspec.ValidationError for a wrong type or a missing key, msgspec.DecodeError for text that is not JSON, and
    WrongVersionError for another major version.
    """
    assessment = msgspec.json.decode(data, type=Assessment)
    if assessment.schema_version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise WrongVersionError(f"schema_version {assessment.schema_version} is not {SCHEMA_VERSION.split('.')[0]}.x")
    return assessment


class KeptAnswer(msgspec.Struct, frozen=True):
    """An assessment with what it rests on: a digest of the question's files, and (path, digest) of others that were opened."""

    mark: str
    opened: tuple[tuple[str, str], ...]
    assessment: Assessment


def encode_answer(answer: KeptAnswer) -> bytes:
    """The answer as MessagePack."""
    return msgspec.msgpack.encode(answer)


def decode_answer(data: bytes) -> KeptAnswer | None:
    """The answer, or None where the bytes are none."""
    try:
        return msgspec.msgpack.decode(data, type=KeptAnswer)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the contract."""
    schema = msgspec.json.schema(Assessment)
    return {"$schema": _DIALECT, "title": "riskscan assessment", "description": f"schema_version {SCHEMA_VERSION}", **schema}
