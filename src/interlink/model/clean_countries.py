"""Cleaners for where: countries by any usual name, UN/LOCODE places, coordinates."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

import polars as pl
from anyascii import anyascii

from interlink.model.clean_quantities import plain_numbers, read_numbers
from interlink.model.clean_text import compact
from interlink.model.cleaning import Hints, each_distinct, plain_first, tidy

__all__ = ["clean_country", "clean_latitude", "clean_longitude", "clean_place", "countries"]

# In lower case these are a remark ("not available"), in upper case Namibia.
REMARKS = frozenset({"na"})
LATITUDE = r"^([0-9]{2})([0-5][0-9])([NS])(?: [0-9]{5}[EW])?$"
LONGITUDE = r"^(?:[0-9]{4}[NS] )?([0-9]{3})([0-5][0-9])([EW])$"


@lru_cache(maxsize=1)
def countries() -> Mapping[str, str]:
    """Every ISO 3166-1 alpha-2 code with its English name, and XK for Kosovo."""
    return {row["alpha2"]: row["name"] for row in _rows()}


def clean_country(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """ISO 3166-1 alpha-2 from alpha-2, alpha-3, English names and nationalities.

    Case, accents and punctuation do not matter. States that no longer exist and names
    that two states share ("Korea", "Congolese") are null.
    """
    return each_distinct(tidy(series), _country)


def clean_place(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """A UN/LOCODE in five characters, `NLRTM` from `nl rtm` (UN/ECE Recommendation 16)."""
    text = compact(series)
    return text.set(~text.str.contains("^[A-Z]{2}[A-Z2-9]{3}$"), None)


def clean_latitude(series: pl.Series, hints: Hints) -> pl.Series:
    """Degrees north, -90 to 90, from decimals or UN/LOCODE `4230N` (degrees, minutes)."""
    return _degrees(series, hints, LATITUDE, "S", 90.0)


def clean_longitude(series: pl.Series, hints: Hints) -> pl.Series:
    """Degrees east, -180 to 180, from decimals or UN/LOCODE `00131E` (degrees, minutes)."""
    return _degrees(series, hints, LONGITUDE, "W", 180.0)


def _degrees(series: pl.Series, hints: Hints, pattern: str, negative: str, limit: float) -> pl.Series:
    def clean(distinct: pl.Series) -> pl.Series:
        upper = distinct.str.to_uppercase()
        whole = upper.str.extract(pattern, 1).cast(pl.Float64)
        minutes = upper.str.extract(pattern, 2).cast(pl.Float64)
        sign = pl.select(
            pl.when(upper.str.extract(pattern, 3) == negative).then(-1.0).otherwise(1.0)
        ).to_series()
        plain = read_numbers(distinct, hints.decimal)
        return within(plain.zip_with(plain.is_not_null(), sign * (whole + minutes / 60.0)))

    def within(degrees: pl.Series) -> pl.Series:
        return degrees.set((degrees.abs() > limit).fill_null(value=False), None)

    return plain_first(series, lambda text: within(plain_numbers(text, hints.decimal)), clean, pl.Float64())


def _country(value: str) -> str | None:
    if value in REMARKS:
        return None
    return _codes().get(_fold(value))


def _fold(name: str) -> str:
    """A name without case, accents, punctuation, articles; `&` and `St.` spelt out."""
    plain = anyascii(name).casefold().replace("&", " and ")
    # An apostrophe or full stop joins ("d'Ivoire", "U.S.A."), other punctuation parts.
    words = re.sub("[^a-z0-9]+", " ", re.sub("['`.]", "", plain)).split()
    return " ".join("saint" if word == "st" else word for word in words if word != "the")


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in _rows():
        names = [row["alpha2"], row["alpha3"], row["name"], *row["aliases"].split("|")]
        found.update({_fold(name): row["alpha2"] for name in names if name})
    return found


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], ...]:
    file = resources.files("interlink.model").joinpath("countries.csv")
    return tuple(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
