"""JSON documents and JSON lines (RFC 8259); numbers stay as delivered, never rounded."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from interlink.errors import ReadError
from interlink.readers.nested import Node, TableBuilder, batches_of, uncollected
from interlink.readers.table import Batch, FileFormat, TablePath
from interlink.readers.text import utf8_file

__all__ = ["editions", "line_editions", "line_records", "read", "read_lines", "records"]

SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


class _KeyTwice(Exception):
    """An object has this key twice."""


def read(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """The document's records, at each main table's path (`/_embedded/notices`; `/` is the whole).

    One object where a list is expected is a list of one; null and the empty list are no records.
    What the source names as lying above them stands in columns called by its whole path. The document is
    read whole.

    Raises
    ------
    ReadError   not JSON, no path is there, nested deeper than 200, or an object with a key twice
    """
    with uncollected():
        document = _document(path, fmt)
        builder = TableBuilder(path, fmt.tables)
        present = False
        for name in fmt.main_tables:
            at = fmt.tables[name].path
            for row, node in enumerate(_placed(document, at, fmt.tables[name].above), 1):
                builder.add(name, node, row=row, path=at)
            present = present or bool(_nodes(document, at))
        batch = builder.take()
    if not present:
        paths = " or ".join(fmt.tables[name].path for name in fmt.main_tables)
        keys = ", ".join(list(document)[:8]) if isinstance(document, dict) else "a list"
        raise ReadError(
            f"{path}: nothing at {paths}; the document holds {keys or 'nothing'}."
            " Is this the file the source expects?"
        )
    yield batch


def read_lines(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """One record a line; rows are line numbers, blank lines are passed over.

    The record is the line, or what lies at its main table's path in it; what the source names as lying above
    that stands in columns called by its whole path.

    Raises
    ------
    ReadError   a line that is not JSON, or holds nothing at the path; nested deeper than 200; a key twice
    """
    table = fmt.tables[fmt.main_tables[0]]
    numbered: Iterator[tuple[int, Node]] = (
        (number, _parse(line, str(path), number)) for number, line in _lines(path, fmt)
    )
    if table.path.strip("/"):
        numbered = _within(path, numbered, table)
    yield from batches_of(TableBuilder(path, fmt.tables), fmt.main_tables[0], numbered)


def _within(path: Path, numbered: Iterator[tuple[int, Node]], table: TablePath) -> Iterator[tuple[int, Node]]:
    """What lies at the table's path in each line."""
    for number, node in numbered:
        found = list(_placed(node, table.path, table.above))
        if not found:
            raise ReadError(
                f"{path}: line {number}: nothing at {table.path}. Is this the file the source expects?"
            )
        yield from ((number, each) for each in found)


def records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """Records at path `where` by number, indented, values as received."""
    wanted = set(rows)
    found = enumerate(_records(_document(path, fmt), where or "/"), 1)
    return {number: _shown(node) for number, node in found if number in wanted}


def line_records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """Lines by number, as received."""
    del where  # lines have no path
    wanted = set(rows)
    return {number: line for number, line in _lines(path, fmt) if number in wanted}


def editions(path: Path, fmt: FileFormat, at: str) -> list[str]:
    """The distinct texts and numbers at path `at` of the document, in order of appearance."""
    found = (str(node) for node in _records(_document(path, fmt), at) if isinstance(node, str))
    return list(dict.fromkeys(found))


def line_editions(path: Path, fmt: FileFormat, at: str) -> list[str]:
    """The distinct texts and numbers at key `at` of all lines, in order of appearance."""
    parsed = (_parse(line, str(path), number) for number, line in _lines(path, fmt))
    found = (node.get(at) for node in parsed if isinstance(node, dict))
    return list(dict.fromkeys(str(value) for value in found if isinstance(value, str)))


def _lines(path: Path, fmt: FileFormat) -> Iterator[tuple[int, str]]:
    with utf8_file(path, fmt.encoding) as text, text.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line.rstrip("\n")


def _document(path: Path, fmt: FileFormat) -> Node:
    with utf8_file(path, fmt.encoding) as text:
        return _parse(text.read_text(encoding="utf-8"), str(path))


def _parse(text: str, where: str, line: int | None = None) -> Node:
    """The text as nodes; `line` is its line in the file where it is one of JSON lines."""
    place = where if line is None else f"{where}: line {line}"
    try:
        node = json.loads(
            text, parse_float=_Number, parse_int=_Number, parse_constant=_Number, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        spot = f"{where}: line {line or error.lineno}, column {error.colno}"
        raise ReadError(f"{spot}: {error.msg}. The file is damaged or not JSON.") from None
    except _KeyTwice as error:
        raise ReadError(
            f"{place}: an object has the key '{error}' twice, so one value would be lost."
        ) from None
    except RecursionError:
        raise ReadError(f"{place}: nested deeper than any record should be. The file is refused.") from None
    if SURROGATE.search(text) and not _is_text(node):
        raise ReadError(
            f"{where}: an escape is half a surrogate pair, which is no character. The file is damaged."
        )
    return cast(Node, node)


def _object(pairs: list[tuple[str, Node]]) -> dict[str, Node]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = Counter(key for key, _ in pairs)
        raise _KeyTwice(next(key for key, times in keys.items() if times > 1))
    return found


def _is_text(node: Node) -> bool:
    try:
        json.dumps(node, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _nodes(document: Node, at: str) -> list[Node]:
    """What lies at a path; lists on the way are walked through."""
    nodes: list[Node] = [document]
    for part in at.strip("/").split("/") if at.strip("/") else []:
        entries = (entry for node in nodes for entry in (node if isinstance(node, list) else [node]))
        nodes = [entry[part] for entry in entries if isinstance(entry, dict) and part in entry]
    return nodes


def _records(document: Node, at: str) -> Iterator[Node]:
    for node in _nodes(document, at):
        if node is not None:
            yield from node if isinstance(node, list) else [node]


def _placed(document: Node, at: str, above: Sequence[str]) -> Iterator[Node]:
    """`_records`, each object with the texts at the paths `above` that lie beside it or its holders."""
    steps = at.strip("/").split("/") if at.strip("/") else []

    def walk(node: Node, depth: int, known: dict[str, Node]) -> Iterator[Node]:
        entries = node if isinstance(node, list) else [node]
        if depth == len(steps):
            if node is not None:
                yield from ({**entry, **known} if isinstance(entry, dict) else entry for entry in entries)
            return
        here = "".join(f"/{step}" for step in steps[:depth])
        for entry in entries:
            if not isinstance(entry, dict) or steps[depth] not in entry:
                continue
            beside = {path: _text_at(entry, path.removeprefix(f"{here}/")) for path in above}
            found = {path: text for path, text in beside.items() if text is not None}
            yield from walk(entry[steps[depth]], depth + 1, {**known, **found})

    yield from walk(document, 0, {})


def _text_at(node: Node, path: str) -> Node:
    """The text or number at a path through objects alone; None where there is none."""
    for step in path.split("/"):
        node = node.get(step) if isinstance(node, dict) else None
    return node if isinstance(node, str) else None


def _shown(node: Node, margin: str = "") -> str:
    """The node as JSON, indented by two, its numbers as they were written."""
    inner = margin + "  "
    if isinstance(node, dict) and node:
        rows = [
            f"{inner}{json.dumps(key, ensure_ascii=False)}: {_shown(value, inner)}"
            for key, value in node.items()
        ]
        return "{\n" + ",\n".join(rows) + f"\n{margin}}}"
    if isinstance(node, list) and node:
        return "[\n" + ",\n".join(inner + _shown(value, inner) for value in node) + f"\n{margin}]"
    return node if isinstance(node, _Number) else json.dumps(node, ensure_ascii=False)
