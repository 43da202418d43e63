"""Bytes of UN/EDIFACT to segments (ISO 9735, parts 1 and 2), one at a time.

A segment is its tag and its elements, each a list of components, with the bytes as received. Service
characters come from UNA where there is one; the charset from the syntax level in UNB, unless the source
states another. Segments without a release character are split here, the others by pydifact: both give the
same, and splitting alone takes a twentieth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydifact.control.characters import Characters
from pydifact.exceptions import EDISyntaxError
from pydifact.parser import Parser
from pydifact.tokenizer import Tokenizer

from interlink.errors import ReadError
from interlink.readers.text import UTF16_MARKS, open_checked, utf8_file

__all__ = ["TAG", "Segment", "elements_of", "segments"]

CHUNK = 1 << 20
# A hundred times what the longest segment of a directory may have.
LONGEST = 1 << 20
BLANK = b" \r\n\t"
TAG = re.compile(r"[A-Z][A-Z0-9]{2}")
C1 = re.compile("[\x80-\x9f]")
DEFAULT = Characters.from_str(":+.? '")
# ISO 9735 data element 0001 (syntax identifier). UNOX changes its charset by escapes within the text, IATA's
# levels have capital letters and figures: these and any other are read as ASCII.
CHARSETS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOL": "iso8859-15",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; `number` counts those of the file from 1, UNA is none."""

    number: int
    tag: str
    elements: list[list[str]]
    text: str

    def component(self, element: int, component: int) -> str:
        """A component by its place, both from 1; the tag is not counted. Empty where there is none."""
        found = self.elements[element - 1] if element <= len(self.elements) else []
        return found[component - 1].strip() if component <= len(found) else ""


def segments(path: Path, encoding: str) -> Iterator[Segment]:
    """The segments of a file, in order.

    `encoding` goes before what UNB says unless it is utf-8, the default of sources. Memory is that of one
    segment and a mebibyte.

    Raises
    ------
    ReadError   missing, empty, not EDIFACT, in another charset, a segment not closed or without a tag
    """
    head = open_checked(path)
    if encoding.lower() in ("utf-8", "utf8"):
        if head.startswith(UTF16_MARKS):
            raise ReadError(f"{path}: the file is UTF-16. State 'encoding: utf-16' in the source.")
        with path.open("rb") as file:
            yield from _segments(path, file, None)
    else:
        with utf8_file(path, encoding) as whole, whole.open("rb") as file:
            yield from _segments(path, file, "utf-8")


def elements_of(text: str, characters: Characters) -> list[list[str]]:
    """The elements of a segment without its end, the tag as the first, each a list of its components.

    Raises
    ------
    EDISyntaxError   a release character before a line end
    """
    if characters.escape_character not in text:
        colon = characters.component_separator
        return [element.split(colon) for element in text.split(characters.data_separator)]
    tokens = Tokenizer().get_tokens(text + characters.segment_terminator, characters)
    (raw,) = Parser().convert_tokens_to_raw_segments(tokens)
    return [[element] if isinstance(element, str) else list(element) for element in raw]


class _Scanner:
    """Cuts a file at segment ends."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self._buffer = b""
        self._at = 0
        self._before = 0
        self.characters = DEFAULT

    @property
    def offset(self) -> int:
        """Where in the file the next segment begins."""
        return self._before + self._at

    def _more(self) -> bool:
        chunk = self._file.read(CHUNK)
        self._before += self._at
        self._buffer, self._at = self._buffer[self._at :] + chunk, 0
        return bool(chunk)

    def skip(self, blank: bytes = BLANK) -> bytes:
        """Passes over what is blank; the next four bytes, fewer at the end of the file."""
        while True:
            rest = self._buffer[self._at : self._at + 4]
            if rest[:1] and rest[0] in blank:
                self._at += 1
            elif len(rest) == 4 or not self._more():
                return self._buffer[self._at : self._at + 4]

    def service(self) -> None:
        """Takes UNA: the characters that part, release and end."""
        while len(self._buffer) - self._at < 9 and self._more():
            pass
        given = self._buffer[self._at + 3 : self._at + 9].decode("ascii", "replace")
        parting = given[:2] + given[3:4] + given[5:]
        if len(given) < 6 or len(set(parting)) < 4 or any(each.isalnum() or each > "~" for each in parting):
            raise ReadError(
                f"{self._path}: offset {self.offset}: UNA names no six service characters, such as"
                " UNA:+.? '. The file is damaged."
            )
        self.characters = Characters.from_str(given)
        self._at += 9

    def segment(self, number: int) -> bytes:
        """The next segment with its end."""
        end = self.characters.segment_terminator.encode()
        release = self.characters.escape_character.encode()
        start = self._at
        while True:
            found = self._buffer.find(end, start)
            if found >= 0 and found - self._at <= LONGEST:
                if _released(self._buffer, self._at, found, release):
                    start = found + 1
                    continue
                segment = self._buffer[self._at : found + 1]
                self._at = found + 1
                return segment
            length = len(self._buffer) - self._at
            if length > LONGEST:
                raise ReadError(
                    f"{self._path}: segment {number} at offset {self.offset:,} is longer than {LONGEST:,}"
                    f" bytes; no {end.decode()} ends it. The file is damaged or not EDIFACT."
                )
            start = length
            if not self._more():
                cut = self._buffer[self._at :].rstrip(BLANK)
                dangling = cut.endswith(release) and not _released(cut, 0, len(cut) - 1, release)
                raise ReadError(
                    f"{self._path}: segment {number} at offset {self.offset:,} is not ended by {end.decode()}"
                    + (" but by a release character with nothing after it" if dangling else "")
                    + ". The file is cut short; ask for the delivery again."
                )


def _released(data: bytes, start: int, at: int, release: bytes) -> bool:
    """Whether an odd number of release characters stands before a place."""
    before = at
    while before > start and data[before - 1 : before] == release:
        before -= 1
    return bool((at - before) % 2)


def _segments(path: Path, file: BinaryIO, stated: str | None) -> Iterator[Segment]:
    scanner = _Scanner(path, file)
    head = scanner.skip(BLANK + b"\xef\xbb\xbf")
    if head[:3] not in (b"UNA", b"UNB"):
        raise ReadError(
            f"{path}: offset {scanner.offset}: begins with neither UNA nor UNB. Is this UN/EDIFACT?"
        )
    charset, number, outside = "ascii", 0, True
    while head := scanner.skip():
        if outside:
            scanner.characters = DEFAULT
            if head[:3] == b"UNA":
                scanner.service()
                head = scanner.skip()
            outside, charset = False, "ascii"
        number += 1
        offset = scanner.offset
        received = scanner.segment(number)
        place = f"{path}: segment {number} at offset {offset:,}"
        text = _decoded(received, stated or charset, place)
        try:
            (tag, *_), *elements = elements_of(text[:-1], scanner.characters)
        except EDISyntaxError:
            raise ReadError(f"{place}: a release character before a line end. The file is damaged.") from None
        tag = tag.strip()
        if not TAG.fullmatch(tag):
            raise ReadError(
                f"{place}: begins with no segment tag, expected three capital letters or"
                " digits. A release character is missing before it, or the file is damaged."
            )
        segment = Segment(number, tag, elements, text)
        if tag == "UNB":
            charset = CHARSETS.get(segment.component(1, 1), "ascii")
        outside = tag == "UNZ"
        yield segment


def _decoded(received: bytes, charset: str, place: str) -> str:
    """The text of a segment.

    Level C is Latin-1, in which any bytes are text; senders that write UTF-8 under it are many, and bytes
    that happen to be UTF-8 are no text that anybody writes in Latin-1.
    """
    if b"\0" in received:
        raise ReadError(f"{place}: holds a null byte. The file is damaged.")
    if received.isascii():
        return received.decode("ascii")
    for name in ("utf-8", charset) if charset == "iso8859-1" else (charset,):
        try:
            text = received.decode(name)
        except UnicodeDecodeError as error:
            bad = f"byte 0x{received[error.start]:02X}"
        else:
            odd = C1.search(text)
            if odd is None:
                return text
            bad = f"character 0x{ord(odd[0]):02X}"
    raise ReadError(
        f"{place}: {bad} is not {charset}, which the syntax level in UNB stands for. State the delivery's"
        " 'encoding' in the source, for example utf-16, cp1252 or latin-1."
    )
