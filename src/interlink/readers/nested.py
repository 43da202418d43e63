"""Nested records to tables: shared by XML and JSON.

A record is a tree of dicts, lists and text. Columns are paths below the record, parts joined by
`/`; lists are walked through. What lies at a child table's path becomes rows of that table instead.
A record that is text itself stands in column `.`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import polars as pl
import pyarrow as pa

from interlink.errors import ReadError
from interlink.readers.table import Batch, TablePath, column_name

__all__ = ["DEEPEST", "Node", "TableBuilder", "batches_of", "uncollected"]

Node: TypeAlias = "str | bool | list[Node] | dict[str, Node] | None"
Row = dict[str, list[str]]

RECORDS_PER_BATCH = 20_000
# Far more than any format of records has, far less than Python's stack holds.
DEEPEST = 200


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles while records are built: they have none, and each search walks through them all.

    Of 200,000 JSON lines it took 5.6 of 9.5 seconds.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass
class _Table:
    rows: list[Row] = field(default_factory=list)
    places: list[tuple[int, str | None, int, int | None]] = field(default_factory=list)
    items: int = 0


class TableBuilder:
    """Collects records into the tables a source names; `take` gives what has come since the last."""

    def __init__(self, file: Path, tables: Mapping[str, TablePath]) -> None:
        self._file = file
        self._children: dict[str, dict[str, str]] = {name: {} for name in tables}
        for name, table in tables.items():
            if table.parent is not None and not table.is_made:
                self._children[table.parent][table.path] = name
        self._tables = {name: _Table() for name, table in tables.items() if not table.is_made}
        self._names: dict[str, dict[str, None]] = {name: {} for name in tables}
        self._lists: dict[str, set[str]] = {name: set() for name in tables}

    @property
    def pending(self) -> int:
        """How many rows of all tables wait for `take`."""
        return sum(len(table.rows) for table in self._tables.values())

    def add(self, table: str, node: Node, *, row: int, path: str | None) -> None:
        """One record of a main table.

        Raises
        ------
        ReadError   nested deeper than 200
        """
        self._add(table, node, row, path, None)

    def _add(self, table: str, node: Node, row: int, path: str | None, parent: int | None) -> None:
        target = self._tables[table]
        target.items += 1
        item = target.items
        found: Row = {}
        held: list[tuple[str, Node]] = []
        if not _walk(node, "", self._children[table], found, held, depth=DEEPEST):
            place = f"{path or 'record'}[{row}]"
            raise ReadError(f"{self._file}: {place} is nested deeper than {DEEPEST}. The file is refused.")
        target.rows.append(found)
        target.places.append((row, path, item, parent))
        for column, values in found.items():
            self._names[table].setdefault(column, None)
            if len(values) > 1:
                self._lists[table].add(column)
        for child, value in held:
            self._add(child, value, row, path, item)

    def take(self) -> Batch:
        """The tables so far, emptied; a column once seen stays, with nulls."""
        batch = {name: self._frame(name) for name in self._tables}
        for table in self._tables.values():
            table.rows, table.places = [], []
        return batch

    def _frame(self, name: str) -> pl.DataFrame:
        table = self._tables[name]
        series: list[pl.Series] = []
        for column in self._names[name]:
            called = column_name(column)
            if column in self._lists[name]:
                lists = [row.get(column) or None for row in table.rows]
                # polars makes a series of its own for every list; Arrow takes them all at once
                series.append(pl.Series(called, pa.array(lists, pa.large_list(pa.large_string()))))
            else:
                firsts = [values[0] if (values := row.get(column)) else None for row in table.rows]
                series.append(pl.Series(called, firsts, dtype=pl.String))
        rows, paths, items, parents = zip(*table.places, strict=True) if table.places else ((), (), (), ())
        series.append(pl.Series("_row", rows, dtype=pl.Int64))
        series.append(pl.Series("_path", paths, dtype=pl.String))
        series.append(pl.Series("_item", items, dtype=pl.Int64))
        series.append(pl.Series("_parent", parents, dtype=pl.Int64))
        return pl.DataFrame(series)


def _walk(
    node: Node, at: str, children: Mapping[str, str], found: Row, held: list[tuple[str, Node]], *, depth: int
) -> bool:
    """Puts what lies below `node` into `found` and `held`; whether it is no deeper than `depth`."""
    if depth < 0:
        return False
    if at in children:
        entries = node if isinstance(node, list) else [node]
        held.extend((children[at], entry) for entry in entries if entry is not None)
    elif isinstance(node, dict):
        for key, value in node.items():
            to = f"{at}/{key}" if at else key
            # most of a record is text, for which a call of its own takes longer than to put it down
            if isinstance(value, str) and depth and to not in children:
                _put(value, to, found)
            elif not _walk(value, to, children, found, held, depth=depth - 1):
                return False
    elif isinstance(node, list):
        for value in node:
            if not _walk(value, at, children, found, held, depth=depth - 1):
                return False
    elif isinstance(node, bool):
        found.setdefault(at or ".", []).append("true" if node else "false")
    elif node is not None:
        _put(node, at, found)
    elif at:
        found.setdefault(at, [])
    return True


def _put(text: str, at: str, found: Row) -> None:
    """Puts text where it lies; blank text only says that its column is there."""
    if not text or text.isspace():
        if at:
            found.setdefault(at, [])
    elif at in found:
        found[at].append(text)
    else:
        found.setdefault(at or ".", []).append(text)


def batches_of(builder: TableBuilder, table: str, numbered: Iterator[tuple[int, Node]]) -> Iterator[Batch]:
    """Batches of at most 20,000 records of a table, at least one; records are made as they are asked for."""
    given = False
    while True:
        with uncollected():
            pending = 0
            for number, node in islice(numbered, RECORDS_PER_BATCH):
                builder.add(table, node, row=number, path=None)
                pending += 1
            batch = builder.take()
        if given and not pending:
            return
        yield batch
        given = True
