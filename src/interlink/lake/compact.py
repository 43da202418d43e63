"""Small files of a table put together, so that fifty loads read like one.

What a table shows stays as it is, row for row: it becomes other files in one transaction, which a load of
another source, writing at the same time, does not disturb. Killed before it, nothing has happened. The files
before stay for a week, for readers that still have them open; only those that a compaction has replaced are
ever removed, never ones that no transaction names, which may be a load's in flight.
"""

from __future__ import annotations

import polars as pl
from deltalake import DeltaTable

from interlink.lake.tables import Tables, writing

__all__ = ["MANY", "compact"]

MANY = 16
# A batch of a large load gives more than a small file, so that such a load alone is left as it is.
SMALL_BYTES, WHOLE_BYTES = 4 << 20, 64 << 20
KEPT_HOURS = 7 * 24


def compact(tables: Tables, name: str, *, source: str, many: int = MANY) -> bool:
    """Puts together the files of a source in the table `name` if more than `many` are small; whether it did.

    Raises
    ------
    StoreUnavailable   the table cannot be read or written; what it shows is as before
    """
    table = tables.find(name)
    if table is None or _small_files(table, source) <= many:
        return False
    tables.change(name, lambda opened: _put_together(opened, source))
    return True


def _put_together(table: DeltaTable, source: str) -> None:
    table.optimize.compact(
        partition_filters=[("source", "=", source)],
        target_size=WHOLE_BYTES,
        max_concurrent_tasks=1,
        writer_properties=writing(_columns(table)),
    )
    # A log of many commits is slow to open: from here on it is read from this point.
    table.create_checkpoint()
    table.vacuum(retention_hours=KEPT_HOURS, dry_run=False, full=False)


def _small_files(table: DeltaTable, source: str) -> int:
    files = pl.DataFrame(table.get_add_actions(flatten=True))
    mine = (pl.col("partition.source") == source) & (pl.col("size_bytes") < SMALL_BYTES)
    return files.filter(mine).height


def _columns(table: DeltaTable) -> pl.Schema:
    return pl.scan_delta(table).collect_schema()
