"""Nested records to tables: shared by XML and JSON.

A record is a tree of dicts, lists and text. Columns are paths below the record, parts joined by
`/`; lists are walked through. What lies at a child table's path becomes rows of that table instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import polars as pl

from interlink.readers.table import Batch, TablePath

__all__ = ["Node", "TableBuilder"]

Node: TypeAlias = "str | None | list[Node] | dict[str, Node]"
Row = dict[str, list[str]]


@dataclass
class _Table:
    rows: list[Row] = field(default_factory=list)
    places: list[tuple[int, str | None, int, int | None]] = field(default_factory=list)
    items: int = 0


class TableBuilder:
    """Collects records into the tables a source names; `take` gives what has come since the last."""

    def __init__(self, tables: Mapping[str, TablePath]) -> None:
        self._children: dict[str, dict[str, str]] = {name: {} for name in tables}
        for name, table in tables.items():
            if table.parent is not None and table.column is None:
                self._children[table.parent][table.path] = name
        self._tables = {name: _Table() for name in tables}
        self._plain = {name: table.column is None for name, table in tables.items()}
        self._names: dict[str, dict[str, None]] = {name: {} for name in tables}
        self._lists: dict[str, set[str]] = {name: set() for name in tables}

    def add(self, table: str, node: Node, *, row: int, path: str | None) -> None:
        """One record of a main table."""
        self._add(table, node, row, path, None)

    def _add(self, table: str, node: Node, row: int, path: str | None, parent: int | None) -> None:
        target = self._tables[table]
        target.items += 1
        item = target.items
        found: Row = {}
        held: list[tuple[str, Node]] = []
        _walk(node, "", self._children[table], found, held)
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
        batch = {name: self._frame(name) for name in self._tables if self._plain[name]}
        for table in self._tables.values():
            table.rows, table.places = [], []
        return batch

    def _frame(self, name: str) -> pl.DataFrame:
        table = self._tables[name]
        series: list[pl.Series] = []
        for column in self._names[name]:
            if column in self._lists[name]:
                lists = [row.get(column) or None for row in table.rows]
                series.append(pl.Series(column, lists, dtype=pl.List(pl.String)))
            else:
                values = [(row.get(column) or [None])[0] for row in table.rows]
                series.append(pl.Series(column, values, dtype=pl.String))
        rows, paths, items, parents = zip(*table.places, strict=True) if table.places else ((), (), (), ())
        series.append(pl.Series("_row", rows, dtype=pl.Int64))
        series.append(pl.Series("_path", paths, dtype=pl.String))
        series.append(pl.Series("_item", items, dtype=pl.Int64))
        series.append(pl.Series("_parent", parents, dtype=pl.Int64))
        return pl.DataFrame(series)


def _walk(node: Node, at: str, children: Mapping[str, str], found: Row, held: list[tuple[str, Node]]) -> None:
    if at and at in children:
        for entry in node if isinstance(node, list) else [node]:
            held.append((children[at], entry))
    elif isinstance(node, dict):
        for key, value in node.items():
            _walk(value, f"{at}/{key}" if at else key, children, found, held)
    elif isinstance(node, list):
        for value in node:
            _walk(value, at, children, found, held)
    elif node is not None and node.strip():
        found.setdefault(at or ".", []).append(node)
    elif at:
        found.setdefault(at, [])
