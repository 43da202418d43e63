"""Readers: bytes of one format to tables of text with the place of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from interlink.errors import ReadError, nearest
from interlink.readers import delimited, edges, jsons, xml
from interlink.readers.table import PLACE_COLUMNS, Batch, FileFormat, TablePath, columns_of

__all__ = ["PLACE_COLUMNS", "READERS", "Batch", "FileFormat", "Reader", "TablePath", "columns_of", "reader_for"]


@dataclass(frozen=True)
class Reader:
    """One format: batches, one record as received, the edition's date, and whether records nest."""

    read: Callable[[Path, FileFormat], Iterator[Batch]]
    record: Callable[[Path, FileFormat, str | None, int], str]
    edition: Callable[[Path, FileFormat, str], str | None]
    nested: bool = False


READERS: Mapping[str, Reader] = {
    "csv": Reader(delimited.read, delimited.record, delimited.edition),
    "edges": Reader(edges.read, edges.record, edges.edition),
    "json": Reader(jsons.read, jsons.record, jsons.edition, nested=True),
    "jsonl": Reader(jsons.read_lines, jsons.lines_record, jsons.lines_edition, nested=True),
    "xml": Reader(xml.read, xml.record, xml.edition, nested=True),
}


def reader_for(name: str) -> Reader:
    """The reader of a format.

    Raises
    ------
    ReadError   no such format
    """
    if name not in READERS:
        raise ReadError(f"no reader for format '{name}'; there are {', '.join(READERS)}.{nearest(name, READERS)}")
    return READERS[name]
