"""The headers of a message, decoded (RFC 5322, 2047, 6532)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from datetime import UTC
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parseaddr, parsedate_to_datetime

from interlink.readers.mail_messages import HEADER
from interlink.readers.nested import Node

__all__ = ["decoded", "header_node", "headers_of"]

PARTIES = ("from", "sender", "to", "cc", "bcc", "reply-to")
IDS = {"message-id": "message_id", "in-reply-to": "in_reply_to", "references": "references"}
MESSAGE_ID = re.compile(r"<([^<>]+)>")
# RFC 5322, 3.4: the name of a group before its first member
GROUP = re.compile(r'^(?:"[^"]*"|[^@<>"(:])*:')
LONGEST_PLAIN = 400
# Most addresses by far: alone, or in brackets after a name that may stand in quotes
PLAIN = re.compile(
    r'\s*(?:(?:"([^"\\]*)"|([^",<>()@:;\\]*?))\s*<([^\s<>()",:;@\\]+@[^\s<>()",:;@\\]+)>'
    r'|([^\s<>()",:;@\\]+@[^\s<>()",:;@\\]+))\s*'
)
QUOTING = re.compile(r'["(\\;]|<@')
FOLD = re.compile(r"\r?\n(?=[ \t])")


def header_node(headers: bytes, encoding: str) -> tuple[dict[str, Node], list[str]]:
    """A message's headers as a record, and what is wrong with them.

    Dates are in ISO 8601, one that cannot be read as it was written; ids stand without their brackets.
    Bytes that are not UTF-8 are read in `encoding`.
    """
    defects: list[str] = []
    found: dict[str, list[str]] = {}
    for name, raw in headers_of(headers):
        if name in (*PARTIES, *IDS, "date", "subject"):
            found.setdefault(name, []).append(_text(name, raw, encoding, defects))
    parties: list[Node] = []
    node: dict[str, Node] = {
        "date": [_date(text) for text in found.get("date", [])],
        "subject": [decoded(text) for text in found.get("subject", [])],
        "party": parties,
    }
    for name in PARTIES:
        role = name.replace("-", "_")
        named = list(_addresses(found.get(name, [])))
        parties += [{"role": role, "address": address, "name": shown} for shown, address in named]
        node[role] = [address for _, address in named]
    for name, column in IDS.items():
        text = " ".join(found.get(name, []))
        node[column] = list(MESSAGE_ID.findall(text) or text.split())
    return node, defects


def headers_of(block: bytes) -> Iterator[tuple[str, bytes]]:
    """Each header's name in lower case and its value as stored; a line that is none is passed over."""
    name, value = "", b""
    for line in block.splitlines(keepends=True):
        if line[:1] in (b" ", b"\t") and name:
            value += line
            continue
        if name:
            yield name, value
        start = HEADER.match(line)
        name, value = (start[1].decode("ascii").lower(), line[start.end() :]) if start else ("", b"")
    if name:
        yield name, value


def decoded(text: str) -> str:
    """The text with its encoded words (RFC 2047) read; one that cannot be read stays as it is."""
    if "=?" not in text:
        return " ".join(text.split())
    try:
        parts = decode_header(text)
    except (HeaderParseError, binascii.Error, ValueError):
        return text.strip()
    words = []
    for part, charset in parts:
        if isinstance(part, str):
            words.append(part)
            continue
        try:
            words.append(part.decode(charset or "ascii", "replace"))
        except (LookupError, ValueError):
            words.append(part.decode("ascii", "backslashreplace"))
    return " ".join("".join(words).split())


def _text(name: str, raw: bytes, encoding: str, defects: list[str]) -> str:
    """A header's value unfolded (RFC 5322, 2.2.3), without what no text may hold."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        is_stated = encoding.lower().replace("_", "-") not in ("utf-8", "utf8")
        text = raw.decode(encoding if is_stated else "latin-1", "replace")
        if not is_stated:
            defects.append(f"header {name} is not UTF-8 and was read as latin-1")
    return FOLD.sub("", text).replace("\0", "").strip()


def _addresses(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Each (display name, address), of groups their members; what holds no address, as it was written."""
    for written in (part for text in texts for part in _parted(text)):
        plain = PLAIN.fullmatch(written) if len(written) <= LONGEST_PLAIN else None
        if plain is not None:
            yield decoded(plain[1] or plain[2] or ""), plain[3] or plain[4]
            continue
        part = GROUP.sub("", written).strip(" ;")
        if not part:
            continue
        try:
            name, address = parseaddr(part)
        except (RecursionError, IndexError, ValueError):
            name, address = "", ""
        if "@" in address:
            yield decoded(name), address.strip()
        else:
            yield "", " ".join(part.split())


def _parted(text: str) -> Iterator[str]:
    """The text parted at commas and ends of groups, but for those inside quotes, comments and brackets."""
    if not QUOTING.search(text):
        yield from text.split(",")
        return
    start, at_quote, depth, is_escaped = 0, False, 0, False
    for at, letter in enumerate(text):
        if is_escaped or letter == "\\":
            is_escaped = not is_escaped
        elif letter == '"':
            at_quote = not at_quote
        elif at_quote:
            continue
        elif letter in "(<":
            depth += 1
        elif letter in ")>":
            depth = max(0, depth - 1)
        elif letter in ",;" and not depth:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _date(text: str) -> str:
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
    except (ValueError, OverflowError, IndexError, TypeError):
        return text
