"""Invented banks and accounts with them: IBANs where the country has them, else bank code and number."""

from __future__ import annotations

import zlib

import numpy as np
import polars as pl

from interlink.worlds.facts.columns import Columns, Integers, each_group, read_table
from interlink.worlds.facts.spelling import Letters, as_text, room, scramble, spell

__all__ = ["IBAN_COUNTRIES", "accounts", "banks"]

IBAN_COUNTRIES = frozenset({"NL", "DE", "ES", "GR", "TR", "UA", "AE"})
ZERO = ord("0")
# Weights of the two control digits of a Spanish account, over bank and branch and over the customer's number.
SPANISH_BANK = np.array([4, 8, 5, 10, 9, 7, 3, 6])
SPANISH_NUMBER = np.array([1, 2, 4, 8, 5, 10, 9, 7, 3, 6])


def banks() -> pl.DataFrame:
    """Six invented banks of each country: country, name, bic, code, weight."""
    return read_table("banks.csv")


def accounts(serials: Integers, countries: Columns, *, seed: int) -> pl.DataFrame:
    """Columns account and bank (a BIC): one account a serial, distinct within a country.

    The bank is drawn by its weight, the same for the same serial. IBANs carry right check digits (ISO 13616);
    a Spanish one also those of its account.
    """

    def numbers(country: str, rows: Integers) -> pl.DataFrame:
        own = banks().filter(pl.col("country") == country)
        form = str(read_table("number_forms.csv").filter(pl.col("country") == country)["account"][0])
        places = scramble(serials[rows], room(form), seed=seed, name=f"account {country}")
        chosen = _chosen(places, own["weight"].to_numpy(), seed)
        heads = np.array([list(str(code).encode("ascii")) for code in own["code"]], dtype=np.uint8)
        whole = np.hstack([heads[chosen], spell(places, form)])
        if country == "ES":
            whole = _spanish(whole)
        if country in IBAN_COUNTRIES:
            whole = _iban(country, whole)
        return pl.DataFrame({"account": as_text(whole), "bank": own["bic"][chosen]})

    return each_group(countries, numbers)


def _chosen(places: Integers, weights: Integers, seed: int) -> Integers:
    """The place of a bank for each account, by weight."""
    key = np.random.SeedSequence(seed, spawn_key=(zlib.crc32(b"bank"),)).generate_state(1, np.uint64)[0]
    mixed = (places.astype(np.uint64) ^ key) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(40)
    slots: Integers = np.repeat(np.arange(weights.size), weights)
    return np.asarray(slots[(mixed % np.uint64(slots.size)).astype(np.int64)])


def _spanish(whole: Letters) -> Letters:
    digits = whole.astype(np.int64) - ZERO
    first = _control(digits[:, :8] @ SPANISH_BANK)
    second = _control(digits[:, 8:] @ SPANISH_NUMBER)
    control = (np.stack([first, second], axis=1) + ZERO).astype(np.uint8)
    return np.hstack([whole[:, :8], control, whole[:, 8:]])


def _control(total: Integers) -> Integers:
    rest = 11 - total % 11
    return np.where(rest == 11, 0, np.where(rest == 10, 1, rest))


def _iban(country: str, whole: Letters) -> Letters:
    """The account with country and check digits in front: 98 less the remainder by 97 (ISO 7064)."""
    tail = np.broadcast_to(np.frombuffer(f"{country}00".encode(), dtype=np.uint8), (whole.shape[0], 4))
    remainder = np.zeros(whole.shape[0], dtype=np.int64)
    for column in np.hstack([whole, tail]).T.astype(np.int64):
        is_letter = column >= ord("A")
        value = np.where(is_letter, column - ord("A") + 10, column - ZERO)
        remainder = (remainder * np.where(is_letter, 100, 10) + value) % 97
    check = 98 - remainder
    front = np.stack([check // 10, check % 10], axis=1) + ZERO
    return np.hstack([tail[:, :2], front.astype(np.uint8), whole])
