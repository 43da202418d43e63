"""Identifiers that pass their checks, each a function of a serial: number i of a world can be told at once.

Serials are counted from 0, for each country or for all; two serials of a country never share a number.
Numbers are made up: where a scheme has ranges that nobody holds, they are drawn from those.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from interlink.model.clean_identifiers import VIN_VALUES, VIN_WEIGHTS
from interlink.worlds.facts.columns import Columns, Integers, each_group, read_table
from interlink.worlds.facts.spelling import Letters, as_text, room, scramble, spell

__all__ = [
    "ISO6346_VALUES",
    "calling_country",
    "cells",
    "company_numbers",
    "containers",
    "identity_cards",
    "imeis",
    "imo_numbers",
    "numbered",
    "passports",
    "person_numbers",
    "phones",
    "plates",
    "vins",
]

ZERO = ord("0")
# Owner codes that no owner of the BIC register is known to have, all ending in U as freight containers do.
OWNERS = ("QKWU", "XZMU", "QTLU", "ZQPU", "XKBU", "QVBU", "ZXRU", "JQHU")
# What each sign of a container number counts in its check digit.
ISO6346_VALUES = dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", [n for n in range(10, 39) if n % 11], strict=True),
) | {str(n): n for n in range(10)}
VIN_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
VIN_REST = "@@@##@######"


def numbered(serials: Integers, form: str, *, seed: int, name: str) -> pl.Series:
    """Numbers of any form (see `spelling`), one a serial; `name` tells two series of one form apart."""
    return as_text(spell(scramble(serials, room(form), seed=seed, name=name), form))


def phones(serials: Integers, countries: Columns, *, seed: int) -> pl.Series:
    """Mobile numbers in E.164; more than 10,000,000 a country."""
    return _by_country(serials, countries, "phone", seed)


def passports(serials: Integers, countries: Columns, *, seed: int) -> pl.Series:
    """Passport numbers in the form of the country."""
    return _by_country(serials, countries, "passport", seed)


def identity_cards(serials: Integers, countries: Columns, *, seed: int) -> pl.Series:
    """Identity card numbers in the form of the country."""
    return _by_country(serials, countries, "identity_card", seed)


def plates(serials: Integers, countries: Columns, *, seed: int) -> pl.Series:
    """Number plates in Latin letters in the form of the country."""
    return _by_country(serials, countries, "plate", seed)


def person_numbers(serials: Integers, countries: Columns, *, seed: int) -> pl.Series:
    """National numbers of persons, `NL-P1234567`."""
    return _prefixed(serials, countries, "-P^######", seed)


def company_numbers(serials: Integers, countries: Columns, *, seed: int) -> pl.Series:
    """Registration numbers of companies, `NL-12345678`."""
    return _prefixed(serials, countries, "-^#######", seed)


def cells(serials: Integers, countries: Columns, *, seed: int) -> pl.Series:
    """Cells of a mobile network: country code (ITU-T E.212), network, area and cell, `204-04-11223-34455`."""

    def numbers(country: str, rows: Integers) -> pl.DataFrame:
        form = f"{_forms(country)['mcc']}-0[1234]-[1234]####-[123456]####"
        return pl.DataFrame({"number": numbered(serials[rows], form, seed=seed, name=f"cell {country}")})

    return each_group(countries, numbers)["number"]


def calling_country(numbers: pl.Series) -> pl.Series:
    """The country of each of `phones`, by its calling code; null for other numbers."""
    codes = {
        row["phone"].partition("[")[0]: row["country"] for row in read_table("number_forms.csv").to_dicts()
    }
    found = pl.Series(numbers.name, [None] * numbers.len(), dtype=pl.Utf8)
    for prefix, country in codes.items():
        found = found.set(numbers.str.starts_with(prefix).fill_null(value=False), country)
    return found


def containers(serials: Integers, *, seed: int) -> pl.Series:
    """Freight containers: owner and U, six digits, check digit (ISO 6346); 8,000,000 of them."""
    places = scramble(serials, len(OWNERS) * 10**6, seed=seed, name="container")
    owners = np.array([list(owner.encode()) for owner in OWNERS], dtype=np.uint8)
    body = np.hstack([owners[places // 10**6], spell(places % 10**6, "######")])
    values = _values(ISO6346_VALUES)[body]
    check = (values << np.arange(10)).sum(axis=1) % 11 % 10
    return as_text(_appended(body, check))


def imeis(serials: Integers, *, seed: int) -> pl.Series:
    """Fifteen digits: the type code of a test handset, serial, Luhn digit (3GPP TS 23.003); 100,000,000."""
    form = "001017########"
    body = spell(scramble(serials, room(form), seed=seed, name="imei"), form)
    doubled = (body.astype(np.int64) - ZERO) * (1 + np.arange(14) % 2)
    return as_text(_appended(body, -(doubled // 10 + doubled % 10).sum(axis=1) % 10))


def imo_numbers(serials: Integers, *, seed: int) -> pl.Series:
    """Ships' numbers beginning with 2, 3 or 4, which no ship has (IMO resolution A.1117(30)); 300,000."""
    form = "[234]#####"
    body = spell(scramble(serials, room(form), seed=seed, name="imo"), form)
    check = ((body.astype(np.int64) - ZERO) * np.arange(7, 1, -1)).sum(axis=1) % 10
    return as_text(_appended(body, check))


def vins(serials: Integers, makers: Columns, years: Integers, *, seed: int) -> pl.Series:
    """Vehicle identification numbers with their check digit (ISO 3779, 49 CFR 565.15).

    `makers` are world manufacturer identifiers of three characters, `years` model years from 1980 on. The
    serial alone makes the number distinct.
    """
    rest = spell(scramble(serials, room(VIN_REST), seed=seed, name="vin"), VIN_REST)
    first = np.frombuffer("".join(pl.Series(makers).to_list()).encode("ascii"), dtype=np.uint8).reshape(-1, 3)
    year = np.frombuffer(VIN_YEARS.encode("ascii"), dtype=np.uint8)[(years - 1980) % len(VIN_YEARS)]
    zero = np.full((serials.size, 1), ZERO, dtype=np.uint8)
    whole = np.hstack([first, rest[:, :5], zero, year[:, None], rest[:, 5:]])
    known = VIN_VALUES | {str(digit): digit for digit in range(10)}
    remainder = (_values(known)[whole] @ VIN_WEIGHTS) % 11
    whole[:, 8] = np.where(remainder == 10, ord("X"), remainder + ZERO)
    return as_text(whole)


def _by_country(serials: Integers, countries: Columns, what: str, seed: int) -> pl.Series:
    def numbers(country: str, rows: Integers) -> pl.DataFrame:
        form = _forms(country)[what]
        return pl.DataFrame({"number": numbered(serials[rows], form, seed=seed, name=f"{what} {country}")})

    return each_group(countries, numbers)["number"]


def _prefixed(serials: Integers, countries: Columns, form: str, seed: int) -> pl.Series:
    def numbers(country: str, rows: Integers) -> pl.DataFrame:
        text = numbered(serials[rows], f"{country}{form}", seed=seed, name=f"{country}{form}")
        return pl.DataFrame({"number": text})

    return each_group(countries, numbers)["number"]


@cache
def _forms(country: str) -> dict[str, str]:
    rows = read_table("number_forms.csv").filter(pl.col("country") == country).to_dicts()
    return {name: str(value) for name, value in rows[0].items()}


def _values(table: dict[str, int]) -> Integers:
    """The table's values by ASCII code."""
    values = np.zeros(128, dtype=np.int64)
    for letter, value in table.items():
        values[ord(letter)] = value
    return values


def _appended(body: Letters, check: Integers) -> Letters:
    return np.hstack([body, (check + ZERO).astype(np.uint8)[:, None]])
