"""Vehicles of worlds: makes and models in common use, colours."""

from __future__ import annotations

import numpy as np
import polars as pl

from interlink.worlds.facts.columns import draw_by_weight, read_table

__all__ = ["COLOURS", "draw_vehicles", "models"]

COLOURS = {
    "white": 26, "black": 22, "grey": 20, "silver": 12, "blue": 9, "red": 6, "green": 2, "brown": 2,
    "beige": 1,
}  # fmt: skip


def models() -> pl.DataFrame:
    """Columns make, model, wmi (first three characters of its VIN), weight, value (USD, three years old)."""
    return read_table("vehicles.csv")


def draw_vehicles(rng: np.random.Generator, count: int) -> pl.DataFrame:
    """`count` rows of make, model, wmi, value and colour, each drawn by its weight."""
    chosen = models()[draw_by_weight(rng, models()["weight"].to_numpy().astype(np.float64), count)]
    paint = draw_by_weight(rng, np.array(list(COLOURS.values()), dtype=np.float64), count)
    return chosen.drop("weight").with_columns(colour=pl.Series(list(COLOURS))[paint])
