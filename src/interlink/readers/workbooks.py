"""Excel workbooks (.xlsx) before they are read: copied to a file that has only such parts as were counted.

A few bytes of a workbook can stand for what no memory holds: packed parts, cells far out, a long text that
many cells refer to. The library that reads workbooks is given the copy, so that it sees nothing else.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from array import array
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from interlink.errors import ReadError
from interlink.readers import zipped
from interlink.readers.workbook_parts import PartCount, check_references

__all__ = ["counted_copy"]

MOST_UNPACKED = 1 << 30
BOOK = "xl/workbook.xml"
PARTS = re.compile(r".+\.(?:xml|rels)")
# Beside the sheets: pictures, charts, what was calculated in which order.
BESIDE = re.compile(
    r"(?:customxml|docprops|xl/(?:calcchain\.|charts/|drawings/|externallinks/|media/|pivotcache/|theme/)).*"
)


@contextmanager
def counted_copy(path: Path) -> Iterator[Path]:
    """A workbook that holds what the one at `path` says in cells; it is gone afterwards.

    Raises
    ------
    ReadError   no workbook, damaged, or it would take more memory than is given; the message names the part
    """
    parts, beside = _members(path)
    for member in beside:
        # Nothing is taken from it; but a file that is damaged in one place is not trusted in another.
        deque(zipped.chunks(path, member), maxlen=0)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        counted = {}
        with zipfile.ZipFile(copy, "w") as book:
            for member in parts:
                counted[member] = _copy(path, member, book)
        copy.flush()
        made = Path(copy.name)
        lengths = _shared(path, counted)
        for member, part in counted.items():
            check_references(zipped.chunks(made, member), part, lengths)
        yield made


def _members(path: Path) -> tuple[list[str], list[str]]:
    """The parts that may say something of cells, and the members beside them."""
    members = zipped.members(path)
    names = {name: name.lower() for name in members}
    if BOOK not in names.values():
        raise ReadError(
            f"{path}: a zip file, but no Excel workbook (.xlsx). Ask for one, or state 'csv_files'."
        )
    for name, count in Counter(names.values()).items():
        if count > 1:
            raise ReadError(f"{path}: several members are called '{name}'. The file is refused.")
    parts = [name for name, low in names.items() if PARTS.fullmatch(low) and not BESIDE.fullmatch(low)]
    unpacked = sum(members[name] for name in parts)
    if unpacked > MOST_UNPACKED:
        raise ReadError(
            f"{path}: unpacks to {unpacked:,} bytes of sheets, more than {MOST_UNPACKED:,}. Ask for CSV."
        )
    taken = set(parts)
    return parts, [name for name in members if name not in taken]


def _copy(path: Path, member: str, book: zipfile.ZipFile) -> PartCount:
    part = PartCount(f"{path}: {member}")
    with book.open(zipfile.ZipInfo(member), "w", force_zip64=True) as copy:
        for chunk in zipped.chunks(path, member):
            part.take(chunk)
            copy.write(chunk)
    part.take(b"", is_last=True)
    return part


def _shared(path: Path, counted: dict[str, PartCount]) -> array[int]:
    """The lengths of the texts that cells refer to."""
    found = {member: part.lengths for member, part in counted.items() if part.lengths}
    if len(found) > 1:
        raise ReadError(f"{path}: shared texts are in {' and '.join(found)}. The file is refused.")
    return next(iter(found.values()), array("I"))
