"""Zip files and Excel workbooks as tests need them, good and bad."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

__all__ = ["FIRST_SHEET", "encrypted", "spoilt", "with_parts", "workbook", "zipped"]

FIRST_SHEET = "xl/worksheets/sheet1.xml"
PROPERTIES = "docProps/core.xml"
MADE = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def zipped(members: Mapping[str, bytes], name: str | None = None) -> bytes:
    """A zip file of these members; all are called `name`, where one is given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (member, content) in enumerate(members.items()):
            archive.writestr(zipfile.ZipInfo(member), content, zipfile.ZIP_DEFLATED)
            if name is not None and number:
                archive.infolist()[-1].filename = name
    return out.getvalue()


def encrypted() -> bytes:
    """A zip file whose member says that it is encrypted."""
    content = bytearray(zipped({"sample.csv": b"a\n1\n"}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + flags] |= 1
    return bytes(content)


def spoilt() -> bytes:
    """A zip file whose member is not what its checksum says."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("sample.csv", b"a\n1\n")
    return out.getvalue().replace(b"a\n1\n", b"a\n2\n")


def workbook(
    rows: Sequence[Sequence[object]],
    cells: Mapping[str, object] | None = None,
    *,
    sheets: Sequence[str] = ("Data",),
    others: Mapping[str, Sequence[Sequence[object]]] | None = None,
    merged: Sequence[str] = (),
    part: bytes | None = None,
) -> bytes:
    """A workbook whose first sheet has these rows, and these cells beside; `part` takes the sheet's place.

    `others` are the rows of further sheets by name.
    """
    book = Workbook()
    book.remove(book.active)
    for name in sheets:
        book.create_sheet(name)
    sheet = book.worksheets[0]
    for name, further in {sheet.title: rows, **(others or {})}.items():
        at = book[name] if name in book.sheetnames else book.create_sheet(name)
        for row in further:
            at.append(list(row))
    for place, value in (cells or {}).items():
        sheet[place] = value
    for area in merged:
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        # When it was made would make it another file every second.
        dated = MADE.sub(b"2026-01-01T00:00:00Z", archive.read(PROPERTIES))
    parts = {PROPERTIES: dated} if part is None else {PROPERTIES: dated, FIRST_SHEET: part}
    return with_parts(out.getvalue(), parts)


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A workbook with these parts in the place of its own, or beside them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({**{name: archive.read(name) for name in archive.namelist()}, **parts})
