"""A file of e-mail as its messages, one after another, none of them ever whole in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from interlink.errors import ReadError

__all__ = ["HEADER", "Message", "messages"]

CHUNK = 1 << 16
MOST_HEADERS = 1 << 20
# RFC 4155: who, then when by asctime; mailers add a zone. Text that begins with "From " has no such moment.
SEPARATOR = re.compile(
    rb"From .{0,160}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [\w ]{1,12} \d\d?:\d\d[\d:]*[\w +-]{0,20} \d{4}\b"
)
QUOTED = re.compile(rb">+From ")
# RFC 5322, 3.6.8: any visible ASCII but the colon
HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:")
BLANK = (b"\n", b"\r\n")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
OUTLOOK = (b"\xd0\xcf\x11\xe0", b"!BDN")

Chunk = tuple[bytes, bool]


@dataclass
class Message:
    """One message: its headers as stored. `body` gives the rest once: chunks, and whether each begins a line.

    `size` counts the bytes read so far, so it is known once the body has been read.
    """

    headers: bytes
    size: int
    defects: list[str]
    _rest: Iterator[Chunk]

    def body(self) -> Iterator[Chunk]:
        """What follows the headers, in chunks of at most 64 KiB."""
        for chunk, begins in self._rest:
            self.size += len(chunk)
            yield chunk, begins


def messages(path: Path) -> Iterator[Message]:
    """The messages of an mbox file, or the one message that the file is.

    What of a message was not read when the next is asked for is passed over.

    Raises
    ------
    ReadError   no e-mail, headers with a null byte, or cut short in headers
    """
    with path.open("rb") as file:
        first = file.readline(CHUNK)
        _refuse_other(path, first)
        is_mbox = bool(SEPARATOR.match(first))
        scan = _Scan(file, is_mbox=is_mbox, held=None if is_mbox else (first, True))
        number = 0
        while True:
            number += 1
            message = _message(path, number, scan)
            yield message
            for _ in message.body():
                pass
            if not scan.next_message():
                return


@dataclass
class _Scan:
    """The chunks of a file up to the next separator."""

    file: BinaryIO
    is_mbox: bool
    held: Chunk | None = None
    ended: bool = False
    _begins: bool = True
    _after_blank: bool = False

    def chunks(self) -> Iterator[Chunk]:
        while not self.ended:
            chunk, begins = self.held or (self.file.readline(CHUNK), self._begins)
            self.held = None
            if not chunk:
                return
            if self.is_mbox and begins:
                if self._after_blank and SEPARATOR.match(chunk):
                    self.ended = True
                    return
                chunk = chunk[1:] if QUOTED.match(chunk) else chunk
            self._after_blank = begins and chunk in BLANK
            self._begins = chunk.endswith(b"\n")
            yield chunk, begins

    def next_message(self) -> bool:
        """Whether another message begins here."""
        was_ended, self.ended, self._after_blank = self.ended, False, False
        return was_ended


def _message(path: Path, number: int, scan: _Scan) -> Message:
    headers = bytearray()
    defects: list[str] = []
    size, line_ended = 0, True
    rest = scan.chunks()
    for chunk, begins in rest:
        size += len(chunk)
        if begins and chunk in BLANK:
            break
        line_ended = chunk.endswith(b"\n")
        if b"\0" in chunk:
            raise ReadError(f"{path}: message {number}: a null byte in its headers. The file is damaged.")
        if len(headers) < MOST_HEADERS:
            headers += chunk
        elif not defects:
            defects.append(f"its headers are longer than {MOST_HEADERS >> 20} MiB and were cut there")
    else:
        if not line_ended:
            raise ReadError(
                f"{path}: message {number}: the file ends in its headers. Ask for the delivery again."
            )
    return Message(bytes(headers), size, defects, rest)


def _refuse_other(path: Path, first: bytes) -> None:
    if first.startswith(UTF_16):
        raise ReadError(f"{path}: the file is UTF-16, expected e-mail, which is bytes. Export it again.")
    if first.startswith(OUTLOOK):
        raise ReadError(f"{path}: is an Outlook file, expected mbox or .eml. Export it as one of these.")
    if not SEPARATOR.match(first) and not HEADER.match(first):
        raise ReadError(
            f"{path}: line 1 is neither a header such as 'From:' nor the 'From ' line of an mbox."
            " Is it really e-mail?"
        )
