"""What a full delivery retires: all that it does not say, but for what its quarantined records may say."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from interlink.loads.difference import Difference

__all__ = ["vanished"]


def vanished(differences: Mapping[str, Difference], named: pl.Series) -> dict[str, pl.Series]:
    """By schema, the `seq` of the fragments that were not delivered.

    A record that could not be mapped is not gone: what was known of the entities it names (`named`)
    stays, the links that lead from them, and what these lead to.
    """
    gone = {name: difference.vanished() for name, difference in differences.items()}
    if not named.len():
        return gone
    kept = {name: difference.about(named) for name, difference in differences.items()}
    ends = pl.concat([pl.Series("dst", [], dtype=pl.String), *(found["dst"] for found in kept.values())])
    ends = ends.drop_nulls().unique()
    for name, difference in differences.items():
        found = [kept[name]] if difference.schema.is_link else [kept[name], difference.about(ends)]
        staying = pl.concat(found)["seq"]
        gone[name] = gone[name].filter(~gone[name].is_in(staying.implode()))
    return gone
