"""Which sheet of a workbook seems to hold the records, and at which row its header stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from interlink.mapping.proposal.words import has_typed_form
from interlink.readers import FileFormat
from interlink.readers.excel import first_rows

__all__ = ["guess_sheet"]

# So many others are named.
MOST_NAMED = 8


@dataclass(frozen=True)
class _Table:
    """The number beside the row of the header, what the cells above it say, and its columns."""

    header: int
    above: tuple[str, ...]
    cells: tuple[str, ...]


def guess_sheet(path: Path, *, sheet: str | None = None) -> tuple[FileFormat, dict[str, str]]:
    """How the workbook is read, and what to check: the first sheet with a table, unless `sheet` names one.

    Raises
    ------
    ReadError   no workbook, or damaged; whether `sheet` is there, its reading says
    """
    heads = first_rows(path)
    tables = {name: table for name, rows in heads.items() if (table := _table(rows)) is not None}
    chosen = sheet or next(iter(tables), next(iter(heads)))
    doubts = {} if len(heads) == 1 else {"sheet": _said(chosen, sheet, heads, tables)}
    table = tables.get(chosen)
    skipped = 0
    columns: tuple[str, ...] = ()
    if table is not None:
        if table.above:
            skipped = table.header - 1
            doubts["skip_lines"] = f"above the header stands '{table.above[0]}', which is passed over"
        # A value such as a date or an amount is no name of a column.
        typed = [cell for cell in table.cells if has_typed_form(cell)]
        if typed:
            columns = tuple(f"column_{number}" for number in range(1, len(table.cells) + 1))
            doubts["columns"] = (
                f"the first row holds '{typed[0]}', which is no name of a column; give the columns names"
            )
    named = chosen if len(heads) > 1 or sheet else ""
    return FileFormat(format="excel", sheet=named, skip_lines=skipped, columns=columns), doubts


def _table(rows: Sequence[tuple[int, Sequence[str | None]]]) -> _Table | None:
    """The table in the first rows of a sheet: two columns or more, a header and a record at least.

    A title above it fills fewer cells, or with the same text all that it covers.
    """
    widths = [len({cell for cell in row if cell}) for _, row in rows]
    widest = max(widths, default=0)
    at = next((at for at, width in enumerate(widths) if width > 1 and width * 2 >= widest), None)
    if at is None or at + 1 == len(rows):
        return None
    number, header = rows[at]
    above = tuple(next(cell for cell in row if cell) for _, row in rows[:at])
    return _Table(number, above, tuple(cell or "" for cell in header))


def _said(chosen: str, given: str | None, heads: Mapping[str, object], tables: Mapping[str, object]) -> str:
    others = [name for name in heads if name != chosen]
    named = ", ".join(f"'{name}'" for name in others[:MOST_NAMED])
    more = f" and {len(others) - MOST_NAMED:,} more" if len(others) > MOST_NAMED else ""
    if given is not None:
        why = "as asked"
    else:
        why = "the first that holds a table" if chosen in tables else "the first, though none holds a table"
    return f"{why}; not read: {named}{more}. A source reads one sheet: propose one for each"
