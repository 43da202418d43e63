"""The property types: how values of each are cleaned, stored and compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from interlink.model import clean_countries, clean_identifiers, clean_quantities, clean_text, clean_times
from interlink.model.clean_dates import clean_date, earliest, latest
from interlink.model.clean_phones import clean_phone
from interlink.model.cleaning import DEFAULT_HINTS, Cleaner, Hints
from interlink.model.compare import (
    compare_dates,
    compare_degrees,
    compare_names,
    compare_numbers,
    compare_times,
    is_same,
)

__all__ = ["DEFAULT_HINTS", "TYPES", "Hints", "PropertyType", "as_text", "earliest", "latest"]


@dataclass(frozen=True)
class PropertyType:
    """One kind of value.

    `clean` turns delivered text (Utf8, empty meaning null) into a series of `dtype`, as long
    and in the same order, null where a value cannot be normalised; it raises for no text and
    leaves its own rendered output unchanged. `compare` takes two cleaned values as `as_text`
    renders them and gives 0 to 1. `is_identifier`: a cleaned value names one thing, within
    its issuer. `warns_only`: a failed check digit does not make the value null, but `suspect`
    is true for it.
    """

    name: str
    dtype: pl.DataType
    clean: Cleaner
    compare: Callable[[str, str], float]
    is_identifier: bool = False
    warns_only: bool = False
    suspect: Callable[[pl.Series], pl.Series] | None = None


def as_text(series: pl.Series) -> pl.Series:
    """Cleaned values as text that their own cleaner reads back; moments in ISO 8601 with `Z`."""
    if isinstance(series.dtype, pl.Datetime):
        return series.dt.to_string("%Y-%m-%dT%H:%M:%S%.fZ")
    return series.cast(pl.Utf8)


WORDS, NUMBER = pl.Utf8(), pl.Float64()

TYPES: Mapping[str, PropertyType] = {
    kind.name: kind
    for kind in (
        PropertyType("text", WORDS, clean_text.clean_text, compare_names),
        PropertyType("name", WORDS, clean_text.clean_text, compare_names),
        PropertyType("date", WORDS, clean_date, compare_dates),
        PropertyType("time", pl.Datetime("us", "UTC"), clean_times.clean_time, compare_times),
        PropertyType("country", WORDS, clean_countries.clean_country, is_same),
        PropertyType("money", NUMBER, clean_quantities.clean_money, compare_numbers),
        PropertyType("currency", WORDS, clean_quantities.clean_currency, is_same),
        PropertyType("weight", NUMBER, clean_quantities.clean_weight, compare_numbers),
        PropertyType("number", NUMBER, clean_quantities.clean_number, compare_numbers),
        PropertyType("count", pl.Int64(), clean_quantities.clean_count, compare_numbers),
        PropertyType("share", NUMBER, clean_quantities.clean_share, compare_numbers),
        PropertyType("duration", NUMBER, clean_times.clean_duration, compare_numbers),
        PropertyType("place", WORDS, clean_countries.clean_place, is_same),
        PropertyType("latitude", NUMBER, clean_countries.clean_latitude, compare_degrees),
        PropertyType("longitude", NUMBER, clean_countries.clean_longitude, compare_degrees),
        PropertyType("phone", WORDS, clean_phone, is_same, is_identifier=True),
        PropertyType("email", WORDS, clean_text.clean_email, is_same, is_identifier=True),
        PropertyType("iban", WORDS, clean_identifiers.clean_iban, is_same, is_identifier=True),
        PropertyType("bic", WORDS, clean_identifiers.clean_bic, is_same, is_identifier=True),
        PropertyType("lei", WORDS, clean_identifiers.clean_lei, is_same, is_identifier=True),
        PropertyType("imo", WORDS, clean_identifiers.clean_imo, is_same, is_identifier=True),
        PropertyType("mmsi", WORDS, clean_identifiers.clean_mmsi, is_same, is_identifier=True),
        PropertyType("container", WORDS, clean_identifiers.clean_container, is_same, is_identifier=True),
        PropertyType("document", WORDS, clean_text.clean_document, is_same, is_identifier=True),
        PropertyType(
            "vin",
            WORDS,
            clean_identifiers.clean_vin,
            is_same,
            is_identifier=True,
            warns_only=True,
            suspect=clean_identifiers.has_wrong_vin_check,
        ),
        PropertyType("hs_code", WORDS, clean_identifiers.clean_hs_code, is_same),
        PropertyType("gender", WORDS, clean_text.clean_gender, is_same),
        PropertyType("url", WORDS, clean_text.clean_url, is_same),
        PropertyType("identifier", WORDS, clean_text.clean_identifier, is_same, is_identifier=True),
        PropertyType("domain", WORDS, clean_text.clean_domain, is_same, is_identifier=True),
        PropertyType("wallet", WORDS, clean_identifiers.clean_wallet, is_same, is_identifier=True),
    )
}
