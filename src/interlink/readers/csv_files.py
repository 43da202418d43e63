"""Several CSV files that are one delivery: side by side, or as the members of a zip file.

Each table of the source lies in a file of its own, found by its name: `*` in it stands for any text, letter
case and folders do not matter. `_path` is the file's name, in a zip file with its folders, and `_row`
counts in it as in any CSV file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

import polars as pl

from interlink.errors import ReadError
from interlink.readers import delimited, table, zipped
from interlink.readers.table import Batch, FileFormat, TablePath, empty_table
from interlink.readers.text import cut_doubts, open_checked

__all__ = ["doubts", "editions", "files", "read", "records", "table_frames"]

SHOWN = 8


def read(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """Batches of at most 250,000 rows, at least one; tables that a batch has nothing of are empty.

    Raises
    ------
    ReadError   no table is in a file of this name, or one of its files is no CSV file; the message names
                the member of a zip file
    """
    pending: Batch = {}
    for name, frame in table_frames(path, fmt):
        rows = sum(each.height for each in pending.values())
        if name in pending or rows + frame.height > table.BATCH_ROWS:
            yield _whole(pending, fmt)
            pending = {}
        pending[name] = frame
    yield _whole(pending, fmt)


def records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """Rows of the file called `where` by number, as `column: value` lines."""
    name = _table_of(where or "", fmt)
    if name is None:
        return {}
    with _opened(path, where or "") as file:
        return delimited.records(file, _flat(fmt, name), None, rows)


def editions(path: Path, fmt: FileFormat, at: str) -> list[str]:
    """The distinct values at `TABLE/COLUMN`; none where the delivered file does not hold that table."""
    wanted, _, column = at.partition("/")
    found: dict[str, None] = {}
    for file, name in files(path, fmt).items():
        if name == wanted:
            with _opened(path, file) as opened:
                found.update(dict.fromkeys(delimited.editions(opened, _flat(fmt, wanted), column)))
    return list(found)


def doubts(path: Path, fmt: FileFormat) -> list[str]:
    """That the last line has no end; a zip file that was cut is refused."""
    del fmt  # a line ends alike in all of them
    return [] if zipped.is_zip(path) else cut_doubts(path)


def files(path: Path, fmt: FileFormat) -> dict[str, str | None]:
    """The files that a delivered one holds, itself or its members, with the table of each.

    Raises
    ------
    ReadError   no table is in any of them, or two tables are in one
    """
    open_checked(path)
    names = list(zipped.members(path)) if zipped.is_zip(path) else [path.name]
    found = {name: _table_of(name, fmt) for name in names}
    if not any(found.values()):
        shown = ", ".join(names[:SHOWN]) if zipped.is_zip(path) else "its name"
        expected = ", ".join(fmt.tables[name].path for name in fmt.main_tables)
        raise ReadError(
            f"{path}: no table is in a file of this name ({shown or 'nothing in it'}); expected {expected}."
            " Is this the delivery the source expects?"
        )
    return found


def table_frames(
    path: Path, fmt: FileFormat, *, only: str | None = None
) -> Iterator[tuple[str, pl.DataFrame]]:
    """The tables that a delivered file holds, or `only` one, in parts of at most 250,000 rows, with names."""
    for file, name in files(path, fmt).items():
        if name is None or only not in (None, name):
            continue
        flat = _flat(fmt, name)
        with _opened(path, file) as opened:
            for batch in delimited.read(opened, flat):
                yield name, batch[name].with_columns(pl.lit(file).alias("_path"))


def _whole(pending: Batch, fmt: FileFormat) -> Batch:
    return {name: pending.get(name, empty_table()) for name in fmt.main_tables}


def _table_of(file: str, fmt: FileFormat) -> str | None:
    name = PurePosixPath(file.replace("\\", "/")).name.lower()
    if name.startswith("."):  # what an operating system puts beside a file
        return None
    found = [each for each in fmt.main_tables if fnmatchcase(name, fmt.tables[each].path.lower())]
    if len(found) > 1:
        raise ReadError(
            f"{file}: tables {' and '.join(found)} would both be in it. Correct 'path' in the source."
        )
    return found[0] if found else None


def _flat(fmt: FileFormat, name: str) -> FileFormat:
    """How the file of one table is written."""
    return replace(fmt, format="csv", columns=fmt.tables[name].columns, tables={name: TablePath()})


@contextmanager
def _opened(path: Path, file: str) -> Iterator[Path]:
    """The file itself, or the member of that name, whose errors then name it."""
    if not zipped.is_zip(path):
        yield path
        return
    with zipped.unpacked(path, file) as copy:
        try:
            yield copy
        except ReadError as error:
            raise ReadError(str(error).replace(str(copy), f"{path}: {file}")) from None
