"""What every reader takes and gives: tables of text with the place of each row.

A batch maps table names to frames. Every column delivered is `String`, or `List(String)` where a
nested record repeats it. Beside them stand `_row` (1-based number of the record), `_path` (null, or
where in the file the record's kind lies), `_item` (1-based number within the table) and `_parent`
(the parent's `_item`; null in a main table).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

__all__ = ["PLACE_COLUMNS", "Batch", "FileFormat", "TablePath", "columns_of"]

Batch = dict[str, pl.DataFrame]

PLACE_COLUMNS = ("_row", "_path", "_item", "_parent")
BATCH_ROWS = 250_000


@dataclass(frozen=True)
class TablePath:
    """Where a table lies in a nested file; `parent` names the table whose records hold it."""

    path: str = ""
    parent: str | None = None


@dataclass(frozen=True)
class FileFormat:
    """How a file is written, as its source states."""

    format: str
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    columns: tuple[str, ...] = ()
    null_values: tuple[str, ...] = ()
    tables: Mapping[str, TablePath] = field(default_factory=lambda: {"record": TablePath()})

    @property
    def main_tables(self) -> tuple[str, ...]:
        """The tables whose rows are records, in the source's order."""
        return tuple(name for name, table in self.tables.items() if table.parent is None)


def columns_of(frame: pl.DataFrame) -> list[str]:
    """The delivered columns, without those that say the place."""
    return [name for name in frame.columns if name not in PLACE_COLUMNS]
