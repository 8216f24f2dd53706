"""Requests as values, and how they are shown in a dry run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from riskscan.tickets.values import File

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a multipart body: a file, or a field where ``name`` of the file is empty."""

    field: str
    file: File


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. ``parts`` stand for a multipart body that is written when it is sent."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    parts: tuple[Part, ...] = field(default=())

    @property
    def boundary(self) -> str:
        """The same parts give the same boundary, so a dry run shows what is sent; it depends on all content, so it cannot stand in it."""
        seed = hashlib.sha256()
        for part in self.parts:
            seed.update(f"{part.field}\0{part.file.name}\0{len(part.file.data)}\0".encode("utf-8", "replace") + part.file.data)
        return f"riskscan{seed.hexdigest()[:40]}"

    @property
    def whole_headers(self) -> tuple[tuple[str, str], ...]:
        """The headers as they are sent."""
        kind = (("Content-Type", f"multipart/form-data; boundary={self.boundary}"),) if self.parts else ()
        return (*self.headers, *kind)

    @property
    def content(self) -> bytes:
        """The body as it is sent."""
        if not self.parts:
            return self.body
        out = b""
        for part in self.parts:
            name = f'; filename="{part.file.name}"' if part.file.name else ""
            out += f'--{self.boundary}\r\nContent-Disposition: form-data; name="{part.field}"{name}\r\n'.encode()
            out += f"Content-Type: {part.file.kind}\r\n\r\n".encode() + part.file.data + b"\r\n"
        return out + f"--{self.boundary}--\r\n".encode()

    def shown(self) -> str:
        """The request for people. A file is shown by name, size and hash; everything else as it is sent."""
        lines = [f"{self.method} {self.url}", *(f"{name}: {value}" for name, value in self.whole_headers)]
        if self.parts:
            lines.append("")
            lines += [_part(part) for part in self.parts]
        elif self.body:
            kind = dict(self.headers).get("Content-Type", "")
            lines += ["", _pretty(self.body) if kind == JSON or kind.startswith("text/plain") else _file(self.body, kind)]
        return "\n".join(lines)


def with_query(url: str, **query: str | int) -> str:
    """The address with a query."""
    return f"{url}?{urlencode(query)}"


def is_local(url: str) -> bool:
    """True for an address on this machine."""
    return (urlsplit(url).hostname or "") in ("127.0.0.1", "localhost", "::1")


def _part(part: Part) -> str:
    if not part.file.name:
        return f"{part.field}: {_pretty(part.file.data)}"
    return f"{part.field}: {part.file.name}, {_file(part.file.data, part.file.kind)}"


def _file(data: bytes, kind: str) -> str:
    return f"({len(data):,} bytes of {kind or 'data'}, SHA-256 {hashlib.sha256(data).hexdigest()})"


def _pretty(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text
