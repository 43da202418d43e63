"""Where the values stand that a load kept as delivered, since they could not be normalised."""

from __future__ import annotations

import polars as pl

from interlink.lake import Lake
from interlink.ledger import Ledger
from interlink.readers import locator

__all__ = ["flagged_places"]


def flagged_places(lake: Lake, ledger: Ledger, load: int, *, most: int) -> list[str]:
    """The first `most` of them in words, property and place, by schema and row; never what they say."""
    found: list[str] = []
    for schema in lake.schemas():
        if len(found) >= most:
            break
        rows = (
            lake.scan(schema, [load])
            .filter(pl.col("flagged").is_not_null())
            .select("file", "path", "row", "flagged")
            .sort("file", "path", "row")
            .head(most)
            .collect()
        )
        files = ledger.files(rows["file"].unique())
        for file, path, row, values in rows.iter_rows():
            place = locator(files[file].format, path, row)
            names = [value.partition("=")[0] for value in values]
            found += [
                f"{name} of {schema.name}: {files[file].name}, {place}" for name in dict.fromkeys(names)
            ]
    return found[:most]
