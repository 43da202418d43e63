"""A delivery of changes reduced to the last that it says of each record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from interlink.mapping.records import KEYS, record_keys
from interlink.mapping.spec import SourceSpec
from interlink.readers import Joined, read_batches

__all__ = ["outdated"]


def outdated(spec: SourceSpec, files: Sequence[Path], joins: Joined) -> list[pl.DataFrame]:
    """For each file the `row` and `path` of the records whose key a later one has, in it or a later file.

    Reads the files once for that; memory is that of all keys. Nothing for other deliveries.

    Raises
    ------
    ReadError   a file cannot be read
    """
    if spec.operation is None:
        return [pl.DataFrame(schema=KEYS).drop("record_key") for _ in files]
    empty = pl.DataFrame(schema={**KEYS, "file": pl.Int32()})
    found = [
        record_keys(spec, joins.add(batch)).with_columns(pl.lit(number, dtype=pl.Int32).alias("file"))
        for number, path in enumerate(files)
        for batch in read_batches(path, spec.file_format())
    ]
    keyed = pl.concat([empty, *found]).drop_nulls("record_key")
    is_last = pl.int_range(pl.len()) == pl.len() - 1
    earlier = keyed.filter(~is_last.over("record_key"))
    return [earlier.filter(pl.col("file") == number).select("row", "path") for number in range(len(files))]
