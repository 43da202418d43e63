"""Delta tables under one address: opened once, read as they stand now, written by many at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict
from urllib.parse import unquote

import polars as pl
from deltalake import ColumnProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from interlink.errors import StoreUnavailable
from interlink.lake.durable import sync_table

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
        self._written: set[str] = set()
        self._synced: dict[str, int] = {}
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

    def names(self) -> tuple[str, ...]:
        """The tables that stand in the lake's folder, sorted; of an object store none are listed."""
        if self._folder is None or not self._folder.is_dir():
            return ()
        return tuple(sorted(path.parent.name for path in self._folder.glob("*/_delta_log")))

    def files(self, name: str) -> tuple[int, tuple[str, ...]]:
        """A table's version and the files that hold its rows at it, below the table's folder, sorted."""
        table = self.find(name)
        if table is None or self._folder is None:
            return -1, ()
        return table.version(), tuple(sorted(path for path, _ in _files(table)))

    def append(self, name: str, frame: pl.DataFrame) -> None:
        """Adds rows in one transaction; columns the table lacks are added to it.

        Processes that write at once do not disturb one another: what is lost to another's commit (making
        the table, adding a column) has written nothing and is done again.
        """
        columns, properties = frame.to_arrow(), _writing(frame.schema)
        self._written.add(name)

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
                self._written.add(name)
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
            # a checkpoint stands in for the commits before it: what they name comes to the disk first
            self._to_disk(name)
            # a log of many commits is slow to open: from here on it is read from this point
            table.create_checkpoint()
            table.vacuum(retention_hours=kept_hours, dry_run=False, full=False)
            self._written.add(name)

        self._commit_anew(name, rewrite)

    def sync(self) -> None:
        """Makes all that was written outlive a power failure; an object store has seen to it itself."""
        for name in sorted(self._written):
            self._synced[name] = self._to_disk(name)
        self._written.clear()

    def _to_disk(self, name: str) -> int:
        synced = self._synced.get(name, -1)
        if self._folder is None:
            return synced
        try:
            return sync_table(self._folder / name, after=synced)
        except OSError as error:
            raise self._unwritable(name, error) from error

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
            if not DeltaTable.is_deltatable(path):
                return None
            table = DeltaTable(path)
            if self._folder is not None:
                _refuse_short(table, self._folder / name)
        except (DeltaError, OSError) as error:
            raise StoreUnavailable(
                f"the lake's table {path} cannot be opened: {error}."
                " `interlink upgrade --check` says what is broken; restore a backup."
            ) from error
        return table

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


def _files(table: DeltaTable) -> Iterator[tuple[str, int]]:
    """The files that hold a table's rows, below its folder, and their sizes in bytes."""
    added = pl.DataFrame(table.get_add_actions())
    if added.height:
        for path, size in added.select("path", "size_bytes").iter_rows():
            yield unquote(path), size


def _refuse_short(table: DeltaTable, folder: Path) -> None:
    """Raises OSError for a file that is missing or not as long as it was written.

    Reading such a file would end the process with words that name neither the file nor what to do.
    """
    for path, size in _files(table):
        found = (folder / path).stat().st_size
        if found != size:
            raise OSError(f"{folder / path} has {found:,} bytes, {size:,} were written")
