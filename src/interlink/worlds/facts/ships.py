"""Invented container ships and the lines that sail them."""

from __future__ import annotations

import numpy as np
import polars as pl

from interlink.worlds.facts.numbers import imo_numbers
from interlink.worlds.facts.spelling import scramble
from interlink.worlds.facts.stems import STEMS

__all__ = ["ships"]

CARRIERS = (
    "Aldebaran Container Line", "Boreal Zeevracht", "Corazón Naviera", "Dorado Shipping", "Estuary Lines",
    "Hanseatik Kontor Linie", "Kalliope Maritime", "Lagoon Feeder Services", "Marmara Konteyner",
    "Pacifica Linhas", "Qamar Ocean", "Yinhe Lines",
)  # fmt: skip
LAST_WORDS = ("", " Express", " Star", " Trader")


def ships(count: int, *, seed: int) -> pl.DataFrame:
    """Columns carrier, vessel (capitals) and imo; `count` ships, no two of one name or number.

    Raises
    ------
    ValueError   more than 3,072 ships are asked for
    """
    room = len(CARRIERS) * len(STEMS) * len(LAST_WORDS)
    places = scramble(np.arange(count), room, seed=seed, name="ship")
    rest, carrier = np.divmod(places, len(CARRIERS))
    last, stem = np.divmod(rest, len(STEMS))
    carriers = pl.Series(CARRIERS)[carrier]
    vessels = (
        carriers.str.split(" ").list.first() + " " + pl.Series(STEMS)[stem] + pl.Series(LAST_WORDS)[last]
    )
    return pl.DataFrame(
        {
            "carrier": carriers,
            "vessel": vessels.str.to_uppercase(),
            "imo": imo_numbers(np.arange(count), seed=seed),
        }
    )
