"""The nearest of many points on the globe, in columns: candidates by cells, distance by haversine."""

from __future__ import annotations

from itertools import product
from math import sin

import polars as pl

__all__ = ["haversine_km", "nearest"]

EARTH_KM = 6371.0088
CELLS = ("x", "y", "z")
# how far a rounding may throw a point that lies on the border of a cell
SLACK = 1.001


def haversine_km() -> pl.Expr:
    """The distance from (latitude, longitude) to (to_latitude, to_longitude), in degrees, on a sphere."""
    lat, lon, to_lat, to_lon = (
        pl.col(name).radians() for name in ("latitude", "longitude", "to_latitude", "to_longitude")
    )
    half = ((to_lat - lat) / 2).sin() ** 2 + lat.cos() * to_lat.cos() * ((to_lon - lon) / 2).sin() ** 2
    return 2 * EARTH_KM * half.sqrt().clip(0, 1).arcsin()


def nearest(points: pl.DataFrame, ports: pl.DataFrame, *, within_km: float) -> pl.DataFrame:
    """For each point the port nearest to it: number, port, km; no row where none lies within `within_km`.

    `points` have a number, `ports` a port, both latitude and longitude in degrees. Of ports as near, the
    first by name. Cells are cubes of space: neither pole nor date line is a border. O(points and ports near).
    """
    edge = 2 * sin(within_km / EARTH_KM / 2) * SLACK
    steps = [dict(zip(CELLS, step, strict=True)) for step in product((-1, 0, 1), repeat=3)]
    around = pl.DataFrame(steps, schema=dict.fromkeys(CELLS, pl.Int64))
    placed = _celled(ports, edge).rename({"latitude": "to_latitude", "longitude": "to_longitude"})
    spread = placed.join(around, how="cross", suffix="_step").with_columns(
        pl.col(name) + pl.col(f"{name}_step") for name in CELLS
    )
    near = _celled(points.select("number", "latitude", "longitude"), edge).join(spread, on=CELLS)
    return (
        near.select("number", "port", haversine_km().alias("km"))
        .filter(pl.col("km") <= within_km)
        .sort("number", "km", "port")
        .unique("number", keep="first", maintain_order=True)
    )


def _celled(frame: pl.DataFrame, edge: float) -> pl.DataFrame:
    """With the cell that each row lies in."""
    lat, lon = pl.col("latitude").radians(), pl.col("longitude").radians()
    space = (lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin())
    cells = [
        (part / edge).floor().cast(pl.Int64).alias(name) for name, part in zip(CELLS, space, strict=True)
    ]
    return frame.with_columns(cells)
