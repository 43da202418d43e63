"""Delta tables under one address: opened once, read as they stand now, written by many at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import polars as pl
from deltalake import ColumnProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from interlink.errors import StoreUnavailable

__all__ = ["Tables"]

WRITE_ATTEMPTS = 20


class _Options(TypedDict):
    partition_by: list[str]
    configuration: dict[str, str | None]


# No column statistics in the log: a minimum or maximum would outlive an erasure.
OPTIONS = _Options(partition_by=["source"], configuration={"delta.dataSkippingNumIndexedCols": "0"})


# Numbers of fragments and rows, hashes, moments.
ALL_DIFFER = (pl.Int64, pl.Binary, pl.Datetime)


@dataclass(frozen=True)
class _Opened:
    """A table and the last commit it was opened at: its file's inode and time of change."""

    table: DeltaTable
    commit: tuple[int, int] | None


class Tables:
    """The tables of one lake; `url` is a folder or an object store's address.

    Opening a table reads its log (13 ms after 30 commits), so tables stay open, and a look at the log's
    next file tells whether another process has written since (under 0.1 ms).
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._folder = None if "://" in url else Path(self._url)
        self._opened: dict[str, _Opened] = {}
        self._mutex = threading.Lock()

    def path(self, name: str) -> str:
        """Where the table `name` is."""
        return f"{self._url}/{name}"

    def find(self, name: str) -> DeltaTable | None:
        """The table with everything committed to it by now; None when there is none."""
        with self._mutex:
            opened = self._opened.get(name)
            if opened is not None and self._is_fresh(name, opened):
                return opened.table
            # Opened anew, never advanced in place: another thread may be reading the earlier one.
            table = self._open(name)
            if table is None:
                self._opened.pop(name, None)
            else:
                self._opened[name] = _Opened(table, self._commit(name, table.version()))
            return table

    def append(self, name: str, frame: pl.DataFrame) -> None:
        """Adds rows in one transaction; columns the table lacks are added to it.

        Processes that write at once do not disturb one another: what is lost to another's commit (making
        the table, adding a column) has written nothing and is done again.
        """
        columns, properties = frame.to_arrow(), _writing(frame.schema)

        def write() -> None:
            write_deltalake(
                self.path(name),
                columns,
                mode="append",
                schema_mode="merge",
                writer_properties=properties,
                **OPTIONS,
            )

        self._commit_anew(name, write)

    def delete(self, name: str, predicate: str) -> None:
        """Removes the rows for which `predicate` holds; a table without any is not written."""

        def delete() -> None:
            table = self.find(name)
            if table is not None:
                table.delete(predicate)

        self._commit_anew(name, delete)

    def file_sizes(self, name: str, source: str) -> list[int]:
        """The bytes of each file that the table has of a source."""
        table = self.find(name)
        if table is None:
            return []
        files = pl.DataFrame(table.get_add_actions(flatten=True))
        return files.filter(pl.col("partition.source") == source)["size_bytes"].to_list()

    def put_together(self, name: str, source: str, *, whole_bytes: int, kept_hours: int) -> None:
        """Makes of the files of a source as few as there can be of this size, with the same rows.

        Files replaced longer ago than `kept_hours` are removed, no others.
        """

        def rewrite() -> None:
            # on one opened for it, since rewriting advances it
            table = self._open(name)
            if table is None:
                return
            table.optimize.compact(
                partition_filters=[("source", "=", source)],
                target_size=whole_bytes,
                max_concurrent_tasks=1,
                writer_properties=_writing(pl.scan_delta(table).collect_schema()),
            )
            # a log of many commits is slow to open: from here on it is read from this point
            table.create_checkpoint()
            table.vacuum(retention_hours=kept_hours, dry_run=False, full=False)

        self._commit_anew(name, rewrite)

    def _commit_anew(self, name: str, write: Callable[[], None]) -> None:
        """Runs a write, again where another's commit came first; each time on the table as it is then."""
        for attempt in range(1, WRITE_ATTEMPTS + 1):
            try:
                write()
            except CommitFailedError as error:
                if attempt == WRITE_ATTEMPTS:
                    raise self._unwritable(name, error) from error
            except (DeltaError, OSError) as error:
                raise self._unwritable(name, error) from error
            else:
                return

    def _open(self, name: str) -> DeltaTable | None:
        path = self.path(name)
        try:
            return DeltaTable(path) if DeltaTable.is_deltatable(path) else None
        except (DeltaError, OSError) as error:
            raise StoreUnavailable(
                f"the lake's table {path} cannot be opened: {error}."
                " Restore the folder from a backup, or load its sources into a new home."
            ) from error

    def _is_fresh(self, name: str, opened: _Opened) -> bool:
        version = opened.table.version()
        return (
            opened.commit is not None
            and opened.commit == self._commit(name, version)
            and self._commit(name, version + 1) is None
        )

    def _commit(self, name: str, version: int) -> tuple[int, int] | None:
        """What tells one commit's file from another's; None without the file, and on object stores."""
        if self._folder is None:
            return None
        try:
            found = (self._folder / name / "_delta_log" / f"{version:020d}.json").stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def _unwritable(self, name: str, error: Exception) -> StoreUnavailable:
        return StoreUnavailable(
            f"the lake's table {self.path(name)} cannot be written: {error}."
            " Check space and rights; then load again."
        )


def _writing(columns: Mapping[str, pl.DataType]) -> WriterProperties:
    """How columns are put into files: no dictionary where nearly all values differ, as it is made in vain."""
    plain = ColumnProperties(dictionary_enabled=False)
    names = [name for name, dtype in columns.items() if dtype in ALL_DIFFER]
    return WriterProperties(compression="LZ4_RAW", column_properties=dict.fromkeys(names, plain))
