"""In which encoding a file of text seems to be, and its first lines."""

from __future__ import annotations

import codecs
from pathlib import Path

__all__ = ["first_lines", "guess_encoding"]

HEAD_BYTES = 1 << 18
# From 0x80 to 0x9F latin-1 has controls, which no text has; Ť, Ź, ť and ź of cp1250 are hardly any letters in
# cp1252.
CONTROLS, CENTRAL_EUROPEAN = frozenset(range(0x80, 0xA0)), frozenset(b"\x8d\x8f\x9d\x9f")


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
            likely = _of_single_bytes(path)
            reads = "; this reads any byte" if likely == "latin-1" else ""
            others = [each for each in ("cp1250", "cp1251", "cp1252", "cp1256") if each != likely]
            said = (
                f"it is not UTF-8 (byte {error.object[error.start]:#04x}){reads}. Look at names"
                f" with accents: it may as well be another, such as {', '.join(others[:-1])} or {others[-1]}"
            )
            return likely, {"encoding": said}
    return "utf-8", {}


def _of_single_bytes(path: Path) -> str:
    """latin-1, unless the file has bytes that are letters or signs in an encoding of Windows alone."""
    seen: set[int] = set()
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(1 << 22), b""):
            seen |= CONTROLS.intersection(chunk)
    if not seen:
        return "latin-1"
    ways = ("cp1250", "cp1252") if seen & CENTRAL_EUROPEAN else ("cp1252", "cp1250")
    return next((name for name in ways if _has_all(name, seen)), "latin-1")


def _has_all(name: str, seen: set[int]) -> bool:
    try:
        bytes(seen).decode(name)
    except UnicodeDecodeError:
        return False
    return True


def first_lines(path: Path, encoding: str) -> list[str]:
    """The first lines, without one that may be cut."""
    with path.open("rb") as file:
        raw = file.read(HEAD_BYTES)
        is_all = not file.read(1)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(raw).removeprefix("\ufeff")
    lines = text.splitlines()
    return lines if is_all or len(lines) < 2 else lines[:-1]
