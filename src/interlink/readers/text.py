"""Bytes to UTF-8 text, or a message that says which byte is not."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from interlink.errors import ReadError

__all__ = ["cut_doubts", "open_checked", "utf8_file"]

CHUNK = 1 << 22
ADVICE = "State the delivery's 'encoding' in the source, for example latin-1."
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def open_checked(path: Path) -> bytes:
    """The first four bytes of a file that is there, can be read and holds something.

    Raises
    ------
    ReadError   missing, a folder, not readable, or empty
    """
    try:
        if path.is_dir():
            raise ReadError(f"{path}: is a folder, expected a file. Name the delivered file in it.")
        if not path.is_file():
            raise ReadError(f"{path}: no such file. Check the path.")
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror}. Check its rights.") from None
    if not head:
        raise ReadError(f"{path}: the file is empty. Ask for the delivery again.")
    return head


def cut_doubts(path: Path) -> list[str]:
    """Words where the last line has no end: a copy that broke off in a last value looks whole otherwise."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4))
        # What a line end of UTF-16 is filled up with, and what CP/M ends a text with.
        tail = file.read().rstrip(b"\0\x1a")
    return (
        [] if tail.endswith((b"\n", b"\r")) else [f"{path.name}: its last line has no line end: was it cut?"]
    )


@contextmanager
def utf8_file(path: Path, encoding: str) -> Iterator[Path]:
    """A UTF-8 copy of the file, or the file itself where it is UTF-8 without a mark at either end.

    Raises
    ------
    ReadError   missing, empty, not in this encoding, or holding null bytes; names offset and line
    """
    head = open_checked(path)
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        message = f"{path}: no encoding is called '{encoding}'. Correct 'encoding' in the source."
        raise ReadError(message) from None
    if head.startswith(UTF16_MARKS) and not name.startswith("utf-16") and not name.startswith("utf-32"):
        raise ReadError(
            f"{path}: the file is UTF-16, expected {encoding}. State 'encoding: utf-16' in the source."
        )
    has_mark = head.startswith(codecs.BOM_UTF8)
    if name == "utf-8" and not has_mark and not _end_mark(path):
        for _ in _decoded(path, name, encoding):
            pass
        yield path
        return
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=path.suffix) as copy:
        for text in _decoded(path, "utf-8-sig" if has_mark else name, encoding):
            copy.write(text)
        copy.flush()
        if marked := _end_mark(Path(copy.name)):
            copy.truncate(copy.seek(0, 2) - marked)
        yield Path(copy.name)


def _end_mark(path: Path) -> int:
    """How many bytes at the end are the mark of CP/M for the end of a text and what follows it, if any."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 3))
        tail = file.read()
    at = tail.find(b"\x1a")
    return 0 if at < 0 or tail[at:].strip(b"\x1a\r\n") else len(tail) - at


def _decoded(path: Path, name: str, encoding: str) -> Iterator[str]:
    """The text of the file, by chunks; `encoding` is the word that messages use."""
    decoder = codecs.getincrementaldecoder(name)()
    wide = name.startswith(("utf-16", "utf-32"))
    offset, line = 0, 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            null = -1 if wide else chunk.find(b"\0")
            if null >= 0:
                at = line + chunk.count(b"\n", 0, null)
                raise ReadError(
                    f"{path}: a null byte at offset {offset + null:,} (line {at:,}). The file is damaged."
                )
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeError as error:
                place = _place(error, chunk, offset, line)
                raise ReadError(f"{path}: {place} is not {encoding}. {ADVICE}") from None
            if wide and "\0" in text:
                at = line + text.count("\n", 0, text.index("\0"))
                raise ReadError(f"{path}: a null character in line {at:,}. The file is damaged.")
            yield text
            if not chunk:
                return
            offset += len(chunk)
            line += text.count("\n") if wide else chunk.count(b"\n")


def _place(error: UnicodeError, chunk: bytes, offset: int, line: int) -> str:
    if not isinstance(error, UnicodeDecodeError):  # utf-16 without the mark that tells its byte order
        return "the beginning"
    # error.start counts from the bytes that were still pending before this chunk
    bad = error.start - (len(error.object) - len(chunk))
    at = line + chunk.count(b"\n", 0, max(0, bad))
    return f"byte 0x{error.object[error.start]:02X} at offset {offset + bad:,} (line {at:,})"
