"""Phone numbers as E.164, vectorised where they are international already."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers
import polars as pl

from interlink.model.cleaning import Hints, each_distinct, plain_first

__all__ = ["clean_phone"]

INTERNATIONAL = r"^(?:\+|00)[0-9][0-9 ().-]{5,30}$"
PUNCTUATION = "[^0-9]"


def clean_phone(series: pl.Series, hints: Hints) -> pl.Series:
    """E.164 (`+31612345678`); a national number belongs to the hints' country.

    Invariant: the vectorised path gives what libphonenumber gives. It takes only numbers
    written with `+` or `00` (read as `+` whatever the country), whose length is possible for
    their calling code and that do not start with what may be a trunk prefix there; the rest
    goes to the library, once per distinct value. An extension is dropped. Null: what cannot
    be dialled from abroad, and national numbers without a country.
    """

    def clean(distinct: pl.Series) -> pl.Series:
        plain = _plain(distinct)
        rest = plain.is_null()
        by_library = each_distinct(distinct.filter(rest), lambda text: _by_library(text, hints.country))
        return plain.scatter(rest.arg_true(), by_library)

    return plain_first(series, _as_it_is, clean, pl.Utf8())


def _as_it_is(text: pl.Series) -> pl.Series:
    """What is E.164 already and needs no library; null for the rest."""
    possible, trunk = (pattern.replace("^", r"^\+", 1) for pattern in _patterns())
    return text.set(~(text.str.contains(possible) & ~text.str.contains(trunk)), None)


def _plain(text: pl.Series) -> pl.Series:
    """E.164 of what needs no library; null for the rest."""
    possible, trunk = _patterns()
    international = text.set(~text.str.contains(INTERNATIONAL), None)
    digits = international.str.replace_all(PUNCTUATION, "").str.replace("^00", "")
    plain = digits.str.contains(possible) & ~digits.str.contains(trunk)
    return "+" + digits.set(~plain, None)


def _by_library(text: str, country: str | None) -> str | None:
    dialled = f"+{text[2:]}" if text.startswith("00") else text
    try:
        number = phonenumbers.parse(dialled, country)
    except phonenumbers.NumberParseException:
        return None
    # "Possible, local only" is refused too: without its area code it names many lines.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=1)
def _patterns() -> tuple[str, str]:
    """What digits of a possible length for their calling code match; what a possible trunk prefix matches."""
    possible: list[str] = []
    trunk: list[str] = []
    for code in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE):
        region = phonenumbers.region_code_for_country_code(code)
        metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
        if metadata is None or metadata.general_desc is None:
            continue
        lengths = "|".join(f"[0-9]{{{length}}}" for length in metadata.general_desc.possible_length)
        possible.append(f"{code}(?:{lengths})")
        if metadata.national_prefix_for_parsing:
            trunk.append(f"{code}(?:{metadata.national_prefix_for_parsing})")
    return f"^(?:{'|'.join(possible)})$", f"^(?:{'|'.join(trunk)})"
