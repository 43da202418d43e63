"""Invented companies' names by the column: stem, at times a city, a word of the trade, a legal form."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import polars as pl

from interlink.worlds.facts.columns import Columns, draw_by_weight, each_group, read_table
from interlink.worlds.facts.places import cities
from interlink.worlds.facts.transliterate import to_latin

__all__ = ["TRADES", "draw_company_names"]

TRADES = (
    "exporter", "importer", "forwarder", "haulier", "shell", "services", "manufacturer", "retailer",
    "builder", "motor", "exchange", "call centre", "recycler",
)  # fmt: skip
# Of a hundred names so many have a city's name, so many a second stem.
WITH_CITY, WITH_SECOND = 0.25, 0.3


def draw_company_names(rng: np.random.Generator, countries: Columns, trades: Columns) -> pl.Series:
    """One name for each row; `trades` are of `TRADES`. No name comes twice within a call.

    A name drawn again in the call gets a number before its legal form; in another call it may come again, as
    names do: a country and trade have more than a million, 4,000 of them without city or second stem.

    Raises
    ------
    ValueError   a trade is unknown
    """
    unknown = sorted(set(pl.Series(trades).unique().to_list()) - set(TRADES))
    if unknown:
        raise ValueError(f"trades has {', '.join(unknown)}; expected {', '.join(TRADES)}")
    keys = pl.Series(countries).cast(pl.Utf8) + " " + pl.Series(trades).cast(pl.Utf8)
    drawn = each_group(keys, lambda key, rows: _names(rng, key, rows.size))
    before = pl.int_range(pl.len()).over("name", "form")
    number = pl.when(before > 0).then(pl.format(" {}", before + 1)).otherwise(pl.lit(""))
    return drawn.select(name=pl.col("name") + number + " " + pl.col("form"))["name"]


def _names(rng: np.random.Generator, key: str, count: int) -> pl.DataFrame:
    """Columns name and form."""
    country, _, trade = key.partition(" ")
    stems, places, words = _stems(country), _cities(country), _words(country, trade)
    forms, weights = _forms(country)
    frame = pl.DataFrame(
        {
            "stem": stems[rng.integers(0, stems.len(), count)],
            "second": stems[rng.integers(0, stems.len(), count)],
            "city": places[rng.integers(0, places.len(), count)],
            "word": words[rng.integers(0, words.len(), count)],
            "form": forms[draw_by_weight(rng, weights.to_numpy(), count)],
            "kind": rng.random(count),
        }
    )
    middle = (
        pl.when(pl.col("kind") < WITH_CITY)
        .then(pl.format(" {} ", "city"))
        .when(pl.col("kind") < WITH_CITY + WITH_SECOND)
        .then(pl.format(" {} ", "second"))
        .otherwise(pl.lit(" "))
    )
    return frame.select("form", name=pl.col("stem") + middle + pl.col("word"))


@cache
def _row(country: str) -> dict[str, str]:
    return dict(read_table("company_parts.csv").filter(pl.col("country") == country).to_dicts()[0])


@cache
def _stems(country: str) -> pl.Series:
    row = _row(country)
    pairs = product(row["onsets"].split(), row["endings"].split())
    return pl.Series([(onset + ending).replace("_", " ") for onset, ending in pairs]).unique(
        maintain_order=True
    )


@cache
def _cities(country: str) -> pl.Series:
    own = cities().filter(pl.col("country") == country)["city"].to_list()
    # Companies write Latin letters; Chinese and Korean cities have no letters to put for theirs.
    spelled = {
        "CN": "Shanghai Beijing Guangzhou Shenzhen Tianjin Ningbo Qingdao Xiamen",
        "KR": "Seoul Busan Incheon Daegu Daejeon Gwangju Ulsan Gwangyang",
    }
    return pl.Series(
        spelled[country].split() if country in spelled else [to_latin(city, country) for city in own]
    )


@cache
def _words(country: str, trade: str) -> pl.Series:
    rows = read_table("company_words.csv").filter(
        (pl.col("trade") == trade) & (pl.col("country").is_null() | (pl.col("country") == country))
    )
    return pl.Series(" ".join(rows["words"]).split()).str.replace_all("_", " ")


@cache
def _forms(country: str) -> tuple[pl.Series, pl.Series]:
    pairs = [pair.replace("_", " ").rsplit(":", 1) for pair in _row(country)["forms"].split()]
    return pl.Series([form for form, _ in pairs]), pl.Series([float(weight) for _, weight in pairs])
