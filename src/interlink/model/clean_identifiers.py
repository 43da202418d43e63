"""Cleaners for identifiers with a published form, most with a check digit."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from string import ascii_uppercase

import numpy as np
import polars as pl
from stdnum import bic, iban, imo, lei
from stdnum.exceptions import ValidationError

from interlink.model.clean_text import compact
from interlink.model.cleaning import Hints, each_distinct, tidy

__all__ = [
    "clean_bic",
    "clean_container",
    "clean_hs_code",
    "clean_iban",
    "clean_imo",
    "clean_lei",
    "clean_mmsi",
    "clean_vin",
    "clean_wallet",
    "has_wrong_vin_check",
]

SEPARATORS = r"[\s./-]+"
# ITU-R M.585: ships, groups, coast stations, aircraft, handhelds, aids, craft; then devices.
MID = "(?:20[1-9]|2[1-9][0-9]|[3-6][0-9]{2}|7[0-6][0-9]|77[0-5])"
MMSI = (
    f"^(?:{MID}[0-9]{{6}}|0{MID}[0-9]{{5}}|(?:00|98|99){MID}[0-9]{{4}}"
    f"|111{MID}[0-9]{{3}}|8{MID}[0-9]{{5}}|97[024][0-9]{{6}})$"
)
HEX_WALLET = "^0[xX][0-9a-fA-F]{40}$"
UPPER_BECH32 = "^(?:BC|TB|LTC)1[02-9AC-HJ-NP-Z]{11,58}$"

# ISO 3779 leaves I, O and Q out; values and weights are those of 49 CFR 565.15(c).
VIN = "^[A-HJ-NPR-Z0-9]{17}$"
VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)
VIN_WEIGHTS = np.array([8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2], dtype=np.int64)
# ISO 6346, annex A: letters count from 10 and leave out the multiples of 11, places double.
CONTAINER = "^[A-Z]{3}[UJZ][0-9]{7}$"
CONTAINER_LENGTH = 11
CONTAINER_VALUES = np.zeros(128, dtype=np.int64)
CONTAINER_VALUES[[ord(sign) for sign in "0123456789"]] = range(10)
CONTAINER_VALUES[[ord(sign) for sign in ascii_uppercase]] = [n for n in range(10, 39) if n % 11]


def _checked(series: pl.Series, hints: Hints, *, form: str, valid: Callable[[str], str]) -> pl.Series:  # noqa: ARG001
    """Compacted values that match `form` and that python-stdnum finds valid."""
    pattern = re.compile(form)

    def check(value: str) -> str | None:
        if not pattern.fullmatch(value):
            return None
        try:
            return valid(value)
        except ValidationError:
            return None

    return each_distinct(compact(series, SEPARATORS), check)


def _whole_bic(value: str) -> str:
    """A head office's BIC has two spellings, with and without XXX (ISO 9362:2022); the short one is kept."""
    return bic.validate(value).removesuffix("XXX") if len(value) == 11 else bic.validate(value)


clean_iban = partial(_checked, form="[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", valid=iban.validate)
clean_bic = partial(_checked, form="[A-Z0-9]{8}|[A-Z0-9]{11}", valid=_whole_bic)
clean_lei = partial(_checked, form="[A-Z0-9]{18}[0-9]{2}", valid=lei.validate)
clean_imo = partial(_checked, form="(?:IMO)?[0-9]{7}", valid=imo.validate)


def clean_container(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """Owner, category and serial number of a freight container with the right check digit (ISO 6346)."""
    numbers = _matching(compact(series, SEPARATORS), CONTAINER)
    known = numbers.drop_nulls().to_list()
    signs = np.frombuffer("".join(known).encode("ascii"), dtype=np.uint8).reshape(-1, CONTAINER_LENGTH)
    expected = CONTAINER_VALUES[signs[:, :-1]] @ (1 << np.arange(CONTAINER_LENGTH - 1)) % 11 % 10
    wrong = pl.Series(expected != CONTAINER_VALUES[signs[:, -1]], dtype=pl.Boolean)
    return numbers.scatter(numbers.is_not_null().arg_true().filter(wrong), None)


def clean_mmsi(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """Nine digits with a maritime country in the place ITU-R M.585 gives it."""
    return _matching(compact(series, SEPARATORS), MMSI)


def clean_hs_code(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """Four to ten digits of the Harmonized System, dots dropped."""
    return _matching(compact(series, SEPARATORS), "^[0-9]{4,10}$")


def clean_vin(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """Seventeen characters of a vehicle identification number (ISO 3779), whatever its check digit."""
    return _matching(compact(series, SEPARATORS), VIN)


def has_wrong_vin_check(cleaned: pl.Series) -> pl.Series:
    """Where a cleaned number's ninth character is not its check digit; null stays null.

    Only North America and China require one, so a wrong one is a doubt, no refusal.
    """
    if cleaned.len() == cleaned.null_count():
        return pl.Series(cleaned.name, [None] * cleaned.len(), dtype=pl.Boolean)
    known = cleaned.drop_nulls()
    codes = np.array([[VIN_VALUES.get(c) or int(c) for c in vin] for vin in known.to_list()], dtype=np.int64)
    remainder = (codes @ VIN_WEIGHTS) % 11
    expected = pl.Series(remainder).cast(pl.Utf8).replace("10", "X")
    flags = pl.Series(cleaned.name, [None] * cleaned.len(), dtype=pl.Boolean)
    return flags.scatter(cleaned.is_not_null().arg_true(), known.str.slice(8, 1) != expected)


def clean_wallet(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """A crypto-asset address, 25 to 62 letters and digits, case as delivered.

    Two forms ignore case and are kept in lower case, so that one wallet is one node:
    `0x` and 40 hex digits (ERC-55 capitals are only a checksum), and bech32 in capitals (BIP 173).
    """
    text = tidy(series)
    folds = (text.str.contains(HEX_WALLET) | text.str.contains(UPPER_BECH32)).fill_null(value=False)
    text = text.zip_with(~folds, text.str.to_lowercase())
    mixed = text.str.contains("[0-9]") & text.str.contains("[A-Za-z]")
    return _matching(text.set(~mixed, None), "^[0-9A-Za-z]{25,62}$")


def _matching(text: pl.Series, pattern: str) -> pl.Series:
    return text.set(~text.str.contains(pattern), None)
