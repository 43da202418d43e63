"""What is wrong with records: missing, misspelt, in another script, wrong days, twice; each by its dial."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import polars as pl

from interlink.errors import UnknownName, nearest
from interlink.worlds.facts.respelling import respell
from interlink.worlds.ordinary.ties import Flags

__all__ = ["Noise", "read_noise"]


@dataclass(frozen=True)
class Noise:
    """The share of records with each kind of fault.

    `missing`: a number or date that is not given; `dates`: a birth date of a wrong year; `spelling`: another
    transliteration or a typing error; `scripts`: the name as its bearer writes it; `addresses`: an address
    that many share; `duplicates`: a record delivered twice.
    """

    missing: float = 0.08
    dates: float = 0.01
    spelling: float = 0.07
    scripts: float = 0.08
    addresses: float = 0.04
    duplicates: float = 0.01

    def without(
        self, rng: np.random.Generator, texts: pl.Series, *, unless: Flags | None = None
    ) -> pl.Series:
        """The texts, some of them left empty, but none of `unless`."""
        left = chosen(rng, self.missing, texts, pl.lit(""))
        return left if unless is None else texts.zip_with(pl.Series(unless), left)

    def names(self, rng: np.random.Generator, latin: pl.Series, original: pl.Series) -> pl.Series:
        """The names as a clerk writes them."""
        kind = rng.random(latin.len())
        spelt = latin.clone()
        wrong = np.flatnonzero(kind < self.spelling)
        if wrong.size:
            spelt = spelt.scatter(wrong, respell(rng, latin.gather(wrong)))
        own = np.flatnonzero(kind > 1 - self.scripts)
        return spelt.scatter(own, original.gather(own)) if own.size else spelt

    def births(self, rng: np.random.Generator, days: pl.Series) -> pl.Series:
        """The dates of birth, some with a wrong year, some left empty."""
        frame = pl.DataFrame({"day": days, "chance": rng.random(days.len())})
        year = pl.col("day").str.slice(0, 4).cast(pl.Int32) + 1
        other = pl.concat_str(year.cast(pl.String), pl.col("day").str.slice(4).str.replace("02-29", "02-28"))
        part = pl.when(pl.col("chance") < self.dates).then(other)
        return frame.select(
            part.when(pl.col("chance") > 1 - self.missing / 4).then(pl.lit("")).otherwise("day")
        )[:, 0].rename(days.name)


def chosen(rng: np.random.Generator, share: float, texts: pl.Series, other: pl.Expr) -> pl.Series:
    """The texts, that share of them replaced."""
    frame = pl.DataFrame({"text": texts, "chance": rng.random(texts.len())})
    return frame.select(pl.when(pl.col("chance") < share).then(other).otherwise("text").alias(texts.name))[
        :, 0
    ]


def read_noise(dials: list[str]) -> Noise:
    """The noise that dials such as `missing=0.2` set, the others as they are.

    Raises
    ------
    UnknownName   no such dial, or no number from 0 to 1
    """
    noise = Noise()
    known = [field.name for field in fields(Noise)]
    for dial in dials:
        name, equals, text = dial.partition("=")
        try:
            share = float(text)
        except ValueError:
            share = -1.0
        if name not in known or not equals or not 0 <= share <= 1:
            raise UnknownName(
                f"noise '{dial}': expected NAME=SHARE with 0 to 1; the names are {', '.join(known)}."
                f"{'' if name in known else nearest(name, known)}"
            )
        noise = replace(noise, **{name: share})
    return noise
