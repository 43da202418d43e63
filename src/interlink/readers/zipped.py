"""Zip files: what they hold, checked before anything is unpacked, and one member at a time as a file."""

from __future__ import annotations

import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from interlink.errors import ReadError

__all__ = ["chunks", "is_zip", "members", "unpacked"]

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
CHUNK = 1 << 20
MOST_MEMBERS = 10_000
# Tables shrink to a tenth or a twentieth; deflate can shrink nothing a thousandfold.
MOST_TIMES = 200
# What is small may shrink as it likes, such as a sheet of empty cells.
HARMLESS = 1 << 26
ENCRYPTED = 0x1
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, struct.error, ValueError, OSError)


def is_zip(path: Path) -> bool:
    """Whether a file begins as a zip file does."""
    with path.open("rb") as file:
        return file.read(4) in SIGNATURES


def members(path: Path) -> dict[str, int]:
    """The files in a zip file by name, with their unpacked size in bytes.

    Raises
    ------
    ReadError   damaged, or a member is encrypted, lies outside the zip file's own folder, has a name that
                another one has, or unpacks to more than two hundred times its size
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (*DAMAGE, NotImplementedError) as error:
        raise ReadError(f"{path}: the zip file is damaged: {error}. Ask for the delivery again.") from None
    if len(infos) > MOST_MEMBERS:
        raise ReadError(f"{path}: {len(infos):,} members, more than {MOST_MEMBERS:,}. The file is refused.")
    found: dict[str, int] = {}
    for info in infos:
        _check(path, info)
        if info.filename in found:
            raise ReadError(f"{path}: two members are called '{info.filename}'. Ask for one of them.")
        found[info.filename] = info.file_size
    unpacked_size, packed_size = sum(found.values()), path.stat().st_size
    if unpacked_size > HARMLESS and unpacked_size > MOST_TIMES * packed_size:
        raise ReadError(
            f"{path}: unpacks to {unpacked_size:,} bytes, more than {MOST_TIMES} times its size."
            " The file is refused."
        )
    return found


def chunks(path: Path, member: str) -> Iterator[bytes]:
    """The bytes of a member, a part at a time.

    Raises
    ------
    ReadError   damaged, packed in a way that is not known, or larger than it says
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as packed:
            while chunk := packed.read(CHUNK):
                yield chunk
    except (*DAMAGE, NotImplementedError, RuntimeError) as error:
        raise ReadError(
            f"{path}: member '{member}' cannot be unpacked: {error}. Ask for the delivery again."
        ) from None


@contextmanager
def unpacked(path: Path, member: str) -> Iterator[Path]:
    """A member as a file of its own, which is gone afterwards; ReadError as of `chunks`."""
    with tempfile.NamedTemporaryFile(suffix=PurePosixPath(member).suffix[:16]) as copy:
        for chunk in chunks(path, member):
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def _check(path: Path, info: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(info.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[0]:
        raise ReadError(f"{path}: member '{info.filename}' would be unpacked elsewhere. The file is refused.")
    if info.flag_bits & ENCRYPTED:
        raise ReadError(
            f"{path}: member '{info.filename}' is encrypted. Unpack it, or ask for one without a password."
        )
