"""What the facts share: countries, tables beside the modules, draws by weight, work country by country."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["COUNTRIES", "Columns", "Integers", "draw_by_weight", "each_group", "read_table", "zipf"]

COUNTRIES = ("NL", "DE", "ES", "GR", "TR", "UA", "MA", "AE", "CO", "NG", "CN", "KR")

Integers = npt.NDArray[np.int64]
# A column of codes as callers have it.
Columns = pl.Series | npt.NDArray[np.str_] | npt.NDArray[np.object_]


@cache
def read_table(name: str) -> pl.DataFrame:
    """The table of that file name beside this module; columns of digits that are no counts stay text.

    Lines that begin with `#` say where the facts come from and are left out.
    """
    text = resources.files("interlink.worlds.facts").joinpath(name).read_bytes()
    return pl.read_csv(text, comment_prefix="#", schema_overrides={"code": pl.Utf8, "hs_code": pl.Utf8})


def zipf(count: int, *, shift: float, exponent: float) -> npt.NDArray[np.float64]:
    """Weights of ranks 0, 1, ...: 1 / (rank + shift) ** exponent, unscaled."""
    ranks = np.arange(count, dtype=np.float64)
    return np.asarray((ranks + shift) ** -exponent)


def draw_by_weight(rng: np.random.Generator, weights: npt.NDArray[np.float64], count: int) -> Integers:
    """`count` places of `weights`, each as likely as its share."""
    reach = np.cumsum(weights)
    return np.asarray(np.searchsorted(reach, rng.random(count) * reach[-1], side="right"), dtype=np.int64)


def each_group(keys: Columns, make: Callable[[str, Integers], pl.DataFrame]) -> pl.DataFrame:
    """What `make(key, rows)` gives for the rows of each key, put back into the order of `keys`.

    Keys are taken in their sorted order, so that a generator `make` draws from gives the same each time.
    """
    column = pl.Series(keys).cast(pl.Utf8)
    order: list[Integers] = []
    frames: list[pl.DataFrame] = []
    for key in sorted(column.unique().to_list()):
        rows = (column == key).arg_true().to_numpy().astype(np.int64)
        order.append(rows)
        frames.append(make(key, rows))
    if not frames:
        return make(COUNTRIES[0], np.empty(0, dtype=np.int64))
    back = np.empty(column.len(), dtype=np.int64)
    back[np.concatenate(order)] = np.arange(column.len())
    return pl.concat(frames)[back]
