"""A delivery's columns held against what its source maps and ignores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from interlink.errors import ReadError, nearest
from interlink.mapping.spec import SourceSpec
from interlink.readers import READERS, Batch, columns_of

__all__ = ["check_columns", "check_members"]

SHOWN_MISSING, SHOWN_PRESENT, SHOWN_WARNINGS = 6, 8, 20


def check_columns(spec: SourceSpec, batch: Batch, file: str) -> Iterator[str]:
    """A warning for each column that nobody maps or ignores, twenty for a table at most.

    Raises
    ------
    ReadError   a flat file lacks columns that the source maps; nested records may lack any path
    """
    used = spec.used_columns()
    is_nested = READERS[spec.file.format].nested
    is_several, tables = READERS[spec.file.format].several, spec.file_format().tables
    # rows of pairs hold their parent's columns once more
    for table, frame in ((name, frame) for name, frame in batch.items() if not tables[name].pairs):
        present = columns_of(frame)
        if is_several and not present:  # the batch holds nothing of this table
            continue
        wanted = {column for at, column in used if at == table}
        optional = {name for name in wanted if {name, f"{table}/{name}"} & set(spec.file.optional)}
        missing = sorted(wanted - set(present) - optional)
        if missing and not is_nested:
            has = f"the file has {_some(present, SHOWN_PRESENT)}.{nearest(missing[0], present)}"
            if not wanted & set(present):
                # What is called a header may be a record.
                has = "its header names no column of the source."
            raise ReadError(
                f"{file} is not what source {spec.source} expects: no column {_some(missing, SHOWN_MISSING)};"
                f" {has} Name the right source or the right file."
            )
        unknown = sorted(set(present) - wanted - {spec.edition})
        unknown = [column for column in unknown if not _is_ignored(spec, table, column)]
        for column in unknown[:SHOWN_WARNINGS]:
            where = f"{table}/{column}" if is_nested or is_several else column
            yield f"column '{where}' is neither mapped nor ignored"
        if len(unknown) > SHOWN_WARNINGS:
            yield f"{len(unknown) - SHOWN_WARNINGS:,} more columns of {table} are neither mapped nor ignored"


def _is_ignored(spec: SourceSpec, table: str, column: str) -> bool:
    """Whether a column is ignored: by its name, with its table's before it, or with all below a path."""
    return any(
        name == ignored or (ignored.endswith("/") and name.startswith(ignored))
        for ignored in spec.ignore
        for name in (column, f"{table}/{column}")
    )


def check_members(spec: SourceSpec, path: Path) -> Iterator[str]:
    """A warning for each file of a delivery of several that no table is in and that nobody ignores."""
    files = READERS[spec.file.format].files
    found = {} if files is None else files(path, spec.file_format())
    unread = [name for name, table in found.items() if table is None and name not in spec.ignore]
    for name in unread[:SHOWN_WARNINGS]:
        yield f"file '{name}' in {path.name} is not read: no table is in a file of this name"
    if len(unread) > SHOWN_WARNINGS:
        yield f"{len(unread) - SHOWN_WARNINGS:,} more files in {path.name} are not read"


def _some(names: Sequence[str], most: int) -> str:
    """The first names, and how many there are where not all are shown."""
    shown = ", ".join(name[:60] for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"
