"""A delivery's columns held against what its source maps and ignores."""

from __future__ import annotations

from collections.abc import Iterator

from interlink.errors import ReadError, nearest
from interlink.mapping.spec import SourceSpec
from interlink.readers import READERS, Batch, columns_of

__all__ = ["check_columns"]


def check_columns(spec: SourceSpec, batch: Batch, file: str) -> Iterator[str]:
    """A warning for each column that nobody maps or ignores.

    Raises
    ------
    ReadError   a flat file lacks columns that the source maps; nested records may lack any path
    """
    used = spec.used_columns()
    for table, frame in batch.items():
        present = columns_of(frame)
        wanted = {column for at, column in used if at == table}
        missing = sorted(wanted - set(present) - set(spec.file.optional))
        if missing and not READERS[spec.file.format].nested:
            hints = "".join(nearest(name, present) for name in missing[:1])
            raise ReadError(
                f"{file} is not what source {spec.source} expects: no column {', '.join(missing)};"
                f" the file has {', '.join(present[:12])}.{hints} Name the right source or the right file."
            )
        for column in present:
            known = column in wanted or column == spec.edition
            if not known and column not in spec.ignore and f"{table}/{column}" not in spec.ignore:
                where = f"{table}/{column}" if READERS[spec.file.format].nested else column
                yield f"column '{where}' is neither mapped nor ignored"
