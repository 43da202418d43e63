"""What stands in each layer of a projection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from interlink.projection.columns import MISSING_TIME, Floats, Ints, utc_times

if TYPE_CHECKING:
    from interlink.projection.projection import Projection

__all__ = ["describe_layers"]


def describe_layers(projection: Projection) -> pd.DataFrame:
    """One row per layer, in order of name.

    Columns: layer, entities (that it links), links, records, weight (summed), likely (mean confidence, NaN
    where no record says), first and last (UTC, NaT where no time is known). O(m log m).
    """
    layers = projection.layer.astype(np.int64)
    size = len(projection.layers)
    records = np.diff(projection.record_offsets)
    n = max(projection.n_nodes, 1)
    touched = np.sort(np.concatenate([layers * n + projection.source, layers * n + projection.target]))
    touched = touched[np.diff(touched, prepend=-1) > 0]
    links = np.bincount(layers, minlength=size)

    def summed(values: Ints | Floats) -> Floats:
        return np.bincount(layers, weights=values, minlength=size).astype(np.float64)

    likely = np.full(size, np.nan) if projection.confidence is None else summed(projection.confidence) / links
    return pd.DataFrame(
        {
            "layer": pd.Series(list(projection.layers), dtype="str"),
            "entities": np.diff(np.searchsorted(touched, np.arange(size + 1) * n)),
            "links": links,
            "records": summed(records).astype(np.int64),
            "weight": summed(projection.weight),
            "likely": likely,
            "first": _moments(projection.first, layers, size, least=True),
            "last": _moments(projection.last, layers, size, least=False),
        }
    )


def _moments(times: Ints | None, layers: Ints, size: int, *, least: bool) -> pd.Series[Any]:
    """The earliest or latest known time of each layer as UTC datetimes."""
    found = np.full(size, MISSING_TIME, dtype=np.int64)
    if times is not None:
        known = times != MISSING_TIME
        start = np.iinfo(np.int64).max if least else MISSING_TIME
        best = np.full(size, start, dtype=np.int64)
        (np.minimum if least else np.maximum).at(best, layers[known], times[known])
        seen = np.bincount(layers[known], minlength=size) > 0
        found[seen] = best[seen]
    return utc_times(found)
