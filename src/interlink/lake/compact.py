"""Small files of a table put together, so that fifty loads read like one.

What a table shows stays as it is, row for row: it becomes other files in one transaction, which a load of
another source, writing at the same time, does not disturb. Killed before it, nothing has happened. The files
before stay for a week, for readers that still have them open; only those that a compaction has replaced are
ever removed, never ones that no transaction names, which may be a load's in flight.
"""

from __future__ import annotations

from interlink.lake.tables import Tables

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
    small = [size for size in tables.file_sizes(name, source) if size < SMALL_BYTES]
    if len(small) <= many:
        return False
    tables.put_together(name, source, whole_bytes=WHOLE_BYTES, kept_hours=KEPT_HOURS)
    return True
