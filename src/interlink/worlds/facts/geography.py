"""Where worlds trade and travel: ports and posts, corridors between countries, goods, days at sea."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from interlink.worlds.facts.columns import Columns, Integers, read_table

__all__ = ["corridors", "goods", "ports", "sea_days"]

EARTH_RADIUS_NM = 3440.065
KNOTS = 15.0
# Ships go round land: over long ways by more.
DETOUR = 1.25
PORT_DAYS = 1.0


def ports() -> pl.DataFrame:
    """Columns code (UN/LOCODE), name, country, latitude, longitude, kind (sea, airport or land)."""
    return read_table("ports.csv")


def corridors() -> pl.DataFrame:
    """Columns origin, destination (countries), group (of `goods`), weight, share, hubs.

    `share` is the part of the shipments that goes over one of `hubs`, a list of port codes.
    """
    return read_table("corridors.csv").with_columns(pl.col("hubs").str.split(" "))


def goods() -> pl.DataFrame:
    """Columns hs_code, words, group, kg_per_package, packages, usd_per_kg, log_sd, exporters.

    `packages` fill a container of forty feet; `usd_per_kg` is the median price, `log_sd` the standard
    deviation of its logarithm; `exporters` is a list of country codes.
    """
    return read_table("goods.csv").with_columns(pl.col("exporters").str.split(" "))


def sea_days(origins: Columns, destinations: Columns) -> npt.NDArray[np.float64]:
    """Days from port to port, to a tenth: the great circle with a detour at 15 knots, and a day in port.

    Raises
    ------
    ValueError   a code that `ports` does not have
    """
    north, east = _radians(origins)
    to_north, to_east = _radians(destinations)
    half = (
        np.sin((to_north - north) / 2) ** 2
        + np.cos(north) * np.cos(to_north) * np.sin((to_east - east) / 2) ** 2
    )
    miles = 2 * EARTH_RADIUS_NM * np.arcsin(np.sqrt(half)) * DETOUR
    return np.asarray(np.round(miles / (KNOTS * 24) + PORT_DAYS, 1))


def _radians(codes: Columns) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    known = ports()
    place = _places(pl.Series(codes).cast(pl.Utf8), known["code"])
    north, east = (np.radians(known[name].to_numpy()[place]) for name in ("latitude", "longitude"))
    return north, east


def _places(wanted: pl.Series, known: pl.Series) -> Integers:
    """The row of each code; codes are sorted in the file."""
    unknown = sorted(set(wanted.unique().to_list()) - set(known.to_list()))
    if unknown:
        raise ValueError(f"ports.csv has no {', '.join(unknown)}; expected codes of `ports()`")
    rows = dict(zip(known.to_list(), range(known.len()), strict=True))
    return wanted.replace_strict(rows, return_dtype=pl.Int64).to_numpy().astype(np.int64)
