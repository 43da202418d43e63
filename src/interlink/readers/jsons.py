"""JSON documents and JSON lines; numbers stay as delivered, never rounded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from interlink.errors import ReadError
from interlink.readers.nested import Node, TableBuilder
from interlink.readers.table import Batch, FileFormat
from interlink.readers.text import utf8_file

__all__ = ["edition", "line_edition", "line_records", "read", "read_lines", "records"]

RECORDS_PER_BATCH = 20_000


def read(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """The document's records, at each main table's path (`/_embedded/notices`; `/` is the whole).

    The document is read whole. Raises ReadError where it is not JSON or no path is there.
    """
    document = _document(path, fmt)
    builder = TableBuilder(fmt.tables)
    found = 0
    for name in fmt.main_tables:
        at = fmt.tables[name].path
        for row, node in enumerate(_records(document, at), 1):
            builder.add(name, node, row=row, path=at)
            found += 1
    if not found:
        paths = " or ".join(fmt.tables[name].path for name in fmt.main_tables)
        keys = ", ".join(list(document)[:8]) if isinstance(document, dict) else "a list"
        raise ReadError(f"{path}: nothing at {paths}; the document holds {keys}. Is this the file the source expects?")
    yield builder.take()


def read_lines(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """One record a line; rows are line numbers, blank lines are passed over."""
    name = fmt.main_tables[0]
    builder = TableBuilder(fmt.tables)
    pending = 0
    for number, line in _lines(path, fmt):
        builder.add(name, _parse(line, f"{path}: line {number}"), row=number, path=None)
        pending += 1
        if pending == RECORDS_PER_BATCH:
            yield builder.take()
            pending = 0
    if pending:
        yield builder.take()


def records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """Records at path `where` by number, indented, as received."""
    wanted = set(rows)
    found = enumerate(_records(_document(path, fmt), where or "/"), 1)
    return {number: json.dumps(node, ensure_ascii=False, indent=2) for number, node in found if number in wanted}


def line_records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """Lines by number, as received."""
    del where  # lines have no path
    wanted = set(rows)
    return {number: line for number, line in _lines(path, fmt) if number in wanted}


def edition(path: Path, fmt: FileFormat, at: str) -> str | None:
    """The text at path `at` of the document."""
    for node in _records(_document(path, fmt), at):
        return node if isinstance(node, str) else None
    return None


def line_edition(path: Path, fmt: FileFormat, at: str) -> str | None:
    """The greatest text at key `at` of any line."""
    found = [node.get(at) for _, line in _lines(path, fmt) if isinstance(node := _parse(line, str(path)), dict)]
    return max((value for value in found if isinstance(value, str)), default=None)


def _lines(path: Path, fmt: FileFormat) -> Iterator[tuple[int, str]]:
    with utf8_file(path, fmt.encoding) as text, text.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line.rstrip("\r\n")


def _document(path: Path, fmt: FileFormat) -> Node:
    with utf8_file(path, fmt.encoding) as text:
        return _parse(text.read_text(encoding="utf-8"), str(path))


def _parse(text: str, where: str) -> Node:
    try:
        return cast(Node, json.loads(text, parse_float=str, parse_int=str, parse_constant=str))
    except json.JSONDecodeError as error:
        raise ReadError(
            f"{where}: line {error.lineno}, column {error.colno}: {error.msg}. The file is damaged or not JSON."
        ) from None
    except RecursionError:
        raise ReadError(f"{where}: nested deeper than any record should be. The file is refused.") from None


def _records(document: Node, at: str) -> Iterator[Node]:
    nodes: list[Node] = [document]
    for part in at.strip("/").split("/") if at.strip("/") else []:
        below: list[Node] = []
        for node in nodes:
            for entry in node if isinstance(node, list) else [node]:
                if isinstance(entry, dict) and part in entry:
                    below.append(entry[part])
        nodes = below
    for node in nodes:
        yield from node if isinstance(node, list) else [node]
