"""Bytes to UTF-8 text, or a message that says which byte is not."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from interlink.errors import ReadError

__all__ = ["utf8_file"]

CHUNK = 1 << 22
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@contextmanager
def utf8_file(path: Path, encoding: str) -> Iterator[Path]:
    """A UTF-8 copy of the file, or the file itself where it is UTF-8 without a mark.

    Raises
    ------
    ReadError   missing, empty, not in this encoding, or holding null bytes; names offset and line
    """
    if not path.is_file():
        raise ReadError(f"{path}: no such file. Check the path.")
    if path.stat().st_size == 0:
        raise ReadError(f"{path}: the file is empty. Ask for the delivery again.")
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(UTF16_MARKS) and not encoding.lower().startswith("utf-16"):
        raise ReadError(f"{path}: the file is UTF-16, expected {encoding}. State 'encoding: utf-16' in the source.")
    as_it_is = encoding.lower() in ("utf-8", "utf8") and not head.startswith(codecs.BOM_UTF8)
    if as_it_is:
        for _ in _decoded(path, encoding):
            pass
        yield path
        return
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=path.suffix) as copy:
        for text in _decoded(path, "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else encoding):
            copy.write(text)
        copy.flush()
        yield Path(copy.name)


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise ReadError(f"{path}: no encoding is called '{encoding}'. Correct 'encoding' in the source.") from None
    offset, lines = 0, 1
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if (null := chunk.find(b"\0")) >= 0 and "16" not in encoding and "32" not in encoding:
                line = lines + chunk.count(b"\n", 0, null)
                raise ReadError(f"{path}: a null byte at offset {offset + null} (line {line}). The file is damaged.")
            try:
                text = decoder.decode(chunk, final=len(chunk) < CHUNK)
            except UnicodeDecodeError as error:
                # error.start counts from the bytes still pending before this chunk
                bad = max(0, error.start - (len(error.object) - len(chunk)))
                line = lines + chunk.count(b"\n", 0, bad)
                raise ReadError(
                    f"{path}: byte 0x{error.object[error.start]:02X} at offset {offset + bad} (line {line}) is not"
                    f" {encoding}. State the delivery's 'encoding' in the source, for example latin-1."
                ) from None
            yield text
            offset += len(chunk)
            lines += chunk.count(b"\n")
