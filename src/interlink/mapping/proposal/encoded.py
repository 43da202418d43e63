"""In which encoding a file of text seems to be, and its first lines."""

from __future__ import annotations

import codecs
from pathlib import Path

__all__ = ["first_lines", "guess_encoding"]

HEAD_BYTES = 1 << 18


def guess_encoding(path: Path) -> tuple[str, dict[str, str]]:
    """The encoding, and what is unsure about it: bytes that are no UTF-8 may be in several others."""
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", {}
        decoder = codecs.getincrementaldecoder("utf-8")()
        file.seek(0)
        try:
            for chunk in iter(lambda: file.read(1 << 22), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            said = (
                f"it is not UTF-8 (byte {error.object[error.start]:#04x}); this reads any byte. Look at names"
                " with accents: it may as well be another, such as cp1250, cp1251 or cp1256"
            )
            return "latin-1", {"encoding": said}
    return "utf-8", {}


def first_lines(path: Path, encoding: str) -> list[str]:
    """The first lines, without one that may be cut."""
    with path.open("rb") as file:
        raw = file.read(HEAD_BYTES)
        is_all = not file.read(1)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(raw).removeprefix("\ufeff")
    lines = text.splitlines()
    return lines if is_all or len(lines) < 2 else lines[:-1]
