"""The parts of a message (RFC 2045, 2046), read in passing: what is attached, by name and SHA-256."""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message as Header
from typing import Protocol

from interlink.readers.mail_headers import decoded, headers_of
from interlink.readers.nested import Node

__all__ = ["PartReader"]

DEEPEST = 50
MOST_ATTACHMENTS = 1_000
MOST_HEADERS = 1 << 16
MOST_BODY = 1 << 24


class _Decoder(Protocol):
    def feed(self, line: bytes) -> bytes: ...


@dataclass
class _Plain:
    """Lines as they are; the line end before a boundary belongs to the boundary (RFC 2046, 5.1.1)."""

    end: bytes = b""

    def feed(self, line: bytes) -> bytes:
        bare = line.rstrip(b"\r\n")
        before, self.end = self.end, line[len(bare) :]
        return before + bare


@dataclass
class _Quoted(_Plain):
    """Quoted-printable lines (RFC 2045, 6.7)."""

    def feed(self, line: bytes) -> bytes:
        bare = line.rstrip(b"\r\n \t")
        before, self.end = self.end, line[len(line.rstrip(b"\r\n")) :]
        if bare.endswith(b"="):
            bare, self.end = bare[:-1], b""
        return before + binascii.a2b_qp(bare)


@dataclass
class _Base64:
    """Base64 lines (RFC 2045, 6.8); other characters are passed over."""

    left: bytes = b""

    def feed(self, line: bytes) -> bytes:
        text = self.left + line.translate(None, b"\r\n\t =")
        whole = len(text) // 4 * 4
        self.left = text[whole:]
        try:
            return binascii.a2b_base64(text[:whole])
        except binascii.Error:
            return b""

    def rest(self) -> bytes:
        """What padding stood for."""
        padded = self.left + b"=" * (-len(self.left) % 4)
        try:
            return binascii.a2b_base64(padded)
        except binascii.Error:
            return b""


DECODERS: Mapping[str, Callable[[], _Decoder]] = {"base64": _Base64, "quoted-printable": _Quoted}


@dataclass
class _Leaf:
    """A part without parts of its own; `text` collects it where it is the body and wanted."""

    header: Header
    decoder: _Decoder
    name: str
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    size: int = 0
    text: bytearray | None = None

    def feed(self, line: bytes) -> None:
        self.take(self.decoder.feed(line))

    def take(self, content: bytes) -> None:
        self.digest.update(content)
        self.size += len(content)
        if self.text is not None and len(self.text) < MOST_BODY:
            self.text += content


class PartReader:
    """Takes a message's body line by line; `attachments`, `bodies` and `defects` are whole after `close`."""

    def __init__(self, headers: bytes, *, wants_body: bool = False) -> None:
        self.attachments: list[Node] = []
        self.bodies: list[str] = []
        self.defects: list[str] = []
        self._wants_body = wants_body
        self._boundaries: list[bytes] = []
        self._headers: bytearray | None = None
        self._leaf: _Leaf | None = None
        self._begin(headers)

    def feed(self, chunk: bytes, *, begins: bool) -> None:
        """Takes a chunk; `begins` says that a line begins with it."""
        if begins and chunk.startswith(b"--") and self._is_boundary(chunk):
            return
        if self._headers is not None:
            if begins and not chunk.strip(b"\r\n"):
                block, self._headers = bytes(self._headers), None
                self._begin(block)
            elif len(self._headers) < MOST_HEADERS:
                self._headers += chunk
        elif self._leaf is not None:
            self._leaf.feed(chunk)

    def close(self) -> None:
        """Ends the message."""
        if self._boundaries:
            self.defects.append(
                "its last part is not closed: the message is cut short, or its hash may be wrong"
            )
        self._finish()

    def _is_boundary(self, line: bytes) -> bool:
        """Whether the line ends a part; the parts inside it end, too."""
        said = line.rstrip()[2:]
        for at in range(len(self._boundaries) - 1, -1, -1):
            if said in (self._boundaries[at], self._boundaries[at] + b"--"):
                self._finish()
                is_last = said != self._boundaries[at]
                del self._boundaries[at + (not is_last) :]
                self._headers = None if is_last else bytearray()
                return True
        return False

    def _begin(self, block: bytes) -> None:
        header = Header()
        for name, raw in headers_of(block):
            if name in ("content-type", "content-disposition", "content-transfer-encoding"):
                header[name] = " ".join(raw.decode("utf-8", "replace").split())
        boundary = _boundary(header)
        if boundary is not None and len(self._boundaries) == DEEPEST:
            self.defects.append(f"parts nested deeper than {DEEPEST} were not looked into")
        elif boundary is not None:
            self._boundaries.append(boundary)
            return
        self._leaf = _leaf(header, wants_body=self._wants_body)

    def _finish(self) -> None:
        leaf, self._leaf, self._headers = self._leaf, None, None
        if leaf is None:
            return
        if isinstance(leaf.decoder, _Base64):
            leaf.take(leaf.decoder.rest())
        if not _is_attached(leaf):
            if leaf.text:
                self.bodies.append(_body(leaf))
            return
        if len(self.attachments) == MOST_ATTACHMENTS:
            self.defects.append(f"only its first {MOST_ATTACHMENTS:,} attachments are listed")
            return
        if len(self.attachments) > MOST_ATTACHMENTS:
            return
        kind, digest = leaf.header.get_content_type(), leaf.digest.hexdigest()
        label = f"{leaf.name or kind} (SHA-256 {digest})"
        self.attachments.append(
            {"name": leaf.name, "type": kind, "size": str(leaf.size), "sha256": digest, "label": label}
        )


def _leaf(header: Header, *, wants_body: bool) -> _Leaf:
    encoding = str(header.get("content-transfer-encoding", "")).strip().lower()
    decoder = DECODERS.get(encoding, _Plain)()
    leaf = _Leaf(header, decoder, _file_name(header))
    if wants_body and header.get_content_type() == "text/plain" and not _is_attached(leaf):
        leaf.text = bytearray()
    return leaf


def _is_attached(leaf: _Leaf) -> bool:
    disposition = leaf.header.get_content_disposition()
    is_text = leaf.header.get_content_maintype() == "text"
    return bool(leaf.name) or disposition == "attachment" or not is_text


def _body(leaf: _Leaf) -> str:
    charset = _parameter(leaf.header, "charset") or "utf-8"
    try:
        return bytes(leaf.text or b"").decode(charset, "replace").replace("\0", "")
    except (LookupError, ValueError):
        return bytes(leaf.text or b"").decode("utf-8", "replace").replace("\0", "")


def _boundary(header: Header) -> bytes | None:
    """What parts the message, where it says that it has parts."""
    if header.get_content_maintype() != "multipart":
        return None
    boundary = _parameter(header, "boundary")
    return boundary.rstrip().encode("utf-8", "replace") if boundary else None


def _file_name(header: Header) -> str:
    """The name it goes by (RFC 2183, 2.3), spelled by RFC 2231 or 2047, without what no text may hold."""
    try:
        name = header.get_filename("")
    except (ValueError, TypeError, LookupError):
        return ""
    clean = decoded(name).encode("utf-8", "replace").decode()
    return " ".join(clean.replace("\0", "").split())


def _parameter(header: Header, name: str) -> str | None:
    try:
        value = header.get_param(name)
    except (ValueError, TypeError, LookupError):
        return None
    if isinstance(value, tuple):
        value = value[2]
    return value if isinstance(value, str) else None
