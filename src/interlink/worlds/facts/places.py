"""Addresses of twelve countries: real cities by their size, streets put together of usual words."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt
import polars as pl

from interlink.worlds.facts.columns import Columns, Integers, draw_by_weight, each_group, read_table, zipf

__all__ = ["cities", "draw_addresses"]

HIGHEST_NUMBER = 240


@cache
def cities() -> pl.DataFrame:
    """Columns country, city, weight: eight a country, the largest first, as written there."""
    pairs = [
        (row["country"], *pair.replace("_", " ").split(":"))
        for row in read_table("places.csv").to_dicts()
        for pair in row["cities"].split()
    ]
    return pl.DataFrame(pairs, schema=["country", "city", "weight"], orient="row").with_columns(
        pl.col("weight").cast(pl.Int64)
    )


def draw_addresses(rng: np.random.Generator, countries: Columns) -> pl.DataFrame:
    """Columns address and city, one row for each country code, in the script of the country.

    Low house numbers are likelier than high ones, as streets are of all lengths.
    """

    def addresses(country: str, rows: Integers) -> pl.DataFrame:
        own = cities().filter(pl.col("country") == country)
        place = draw_by_weight(rng, own["weight"].to_numpy().astype(np.float64), rows.size)
        form, streets = _streets(country)
        street = streets[rng.integers(0, streets.len(), rows.size)]
        number = 1 + draw_by_weight(rng, _numbers(), rows.size)
        before, between, after = _split(form)
        parts = {"{street}": street, "{number}": pl.Series(number).cast(pl.Utf8)}
        first, second = (
            ("{street}", "{number}")
            if form.index("{street}") < form.index("{number}")
            else (
                "{number}",
                "{street}",
            )
        )
        return pl.DataFrame(
            {"address": before + parts[first] + between + parts[second] + after, "city": own["city"][place]}
        )

    return each_group(countries, addresses)


def _split(form: str) -> tuple[str, str, str]:
    """What stands before, between and after street and number."""
    before, between, after = form.replace("{street}", "|").replace("{number}", "|").split("|")
    return before, between, after


@cache
def _numbers() -> npt.NDArray[np.float64]:
    return zipf(HIGHEST_NUMBER, shift=25.0, exponent=1.0)


@cache
def _streets(country: str) -> tuple[str, pl.Series]:
    """How street and number are written, and the streets."""
    row = read_table("places.csv").filter(pl.col("country") == country).to_dicts()[0]
    pairs = product(row["stems"].split(), row["endings"].split())
    return str(row["form"]), pl.Series(["".join(pair).replace("_", " ") for pair in pairs])
