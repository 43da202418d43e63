"""Invented people's names of twelve countries by the column, in their own script and in Latin letters.

Names are put together from parts (name_parts.csv: stem and ending, two surnames, syllables); forenames are
common, surnames are common or nobody's. Both are drawn with a heavy tail (Zipf with a shifted rank).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt
import polars as pl

from interlink.worlds.facts.columns import Columns, Integers, draw_by_weight, each_group, read_table, zipf
from interlink.worlds.facts.transliterate import to_latin

__all__ = ["draw_lines", "draw_names"]

TWO_SURNAMES = frozenset({"ES", "CO"})
FAMILY_FIRST = frozenset({"CN", "KR"})
# Where surnames are few and their order is that of the census: rank shift and exponent.
CROWDED = {"CN": (6.0, 1.0), "KR": (1.3, 1.2)}
ELSEWHERE = (20.0, 0.9)
FORENAMES = (8.0, 0.8)
Part = tuple[str, str]


@dataclass(frozen=True)
class Table:
    """A list of names: Latin and own spelling, and how often each is borne."""

    latin: pl.Series
    own: pl.Series
    weights: npt.NDArray[np.float64]


def draw_lines(rng: np.random.Generator, countries: Columns) -> Integers:
    """For each row a family line: a surname's place in the country's list, for a household to share."""
    drawn = each_group(
        countries,
        lambda country, rows: pl.DataFrame(
            {"line": draw_by_weight(rng, _surnames(country, "M").weights, rows.size)}
        ),
    )
    return drawn["line"].to_numpy().astype(np.int64)


def draw_names(
    rng: np.random.Generator,
    countries: Columns,
    *,
    sex: Columns | None = None,
    lines: Integers | None = None,
    mother_lines: Integers | None = None,
) -> pl.DataFrame:
    """Columns forename, surname, original, sex (M or F), line, mother_line; one row for each country code.

    `forename` and `surname` are Latin letters without diacritics; `original` is the whole name as its bearer
    writes it, family name first in Chinese and Korean. `lines` and `mother_lines` are family lines of
    `draw_lines`, -1 where one is to be drawn: rows of one country with the same lines share their surname in
    both spellings, in the form of their sex where there are two (Greek, Ukrainian). A mother's line shows in
    Spain and Colombia only, as the second surname.
    """
    count = len(countries)
    sexes = (
        pl.Series(sex).cast(pl.Utf8)
        if sex is not None
        else pl.Series(np.where(rng.random(count) < 0.49, "F", "M"))
    )
    first = _completed(rng, countries, lines)
    second = _completed(rng, countries, mother_lines)
    keys = pl.select(pl.concat_str(pl.Series(countries).cast(pl.Utf8), sexes)).to_series()

    def names(key: str, rows: Integers) -> pl.DataFrame:
        country, its_sex = key[:2], key[2:] or "M"
        forenames = _forenames(country, its_sex)
        drawn = draw_by_weight(rng, forenames.weights, rows.size)
        surname, own = _surname_columns(country, its_sex, first[rows], second[rows])
        return pl.DataFrame(
            {
                "forename": forenames.latin[drawn],
                "surname": surname,
                "forename_own": forenames.own[drawn],
                "own": own,
            }
        ).select(
            "forename",
            "surname",
            original=pl.col("own") + pl.col("forename_own")
            if country in FAMILY_FIRST
            else pl.col("forename_own") + " " + pl.col("own"),
        )

    return each_group(keys, names).with_columns(
        sex=sexes, line=pl.Series(first), mother_line=pl.Series(second)
    )


def _completed(rng: np.random.Generator, countries: Columns, lines: Integers | None) -> Integers:
    drawn = draw_lines(rng, countries)
    return drawn if lines is None else np.where(lines < 0, drawn, lines)


def _surname_columns(
    country: str, sex: str, lines: Integers, mother_lines: Integers
) -> tuple[pl.Series, pl.Series]:
    table = _surnames(country, sex)
    latin, own = table.latin[lines], table.own[lines]
    if country in TWO_SURNAMES:
        latin, own = latin + " " + table.latin[mother_lines], own + " " + table.own[mother_lines]
    return latin, own


@cache
def _parts(country: str, part: str) -> tuple[str, ...]:
    rows = read_table("name_parts.csv").filter((pl.col("country") == country) & (pl.col("part") == part))
    words = rows["words"].to_list()
    return tuple(str(words[0]).split()) if words else ("~",)


@cache
def _forenames(country: str, sex: str) -> Table:
    """Forenames of the sex, one syllable or more put together; the order of the file is that of frequency."""
    part = {"M": "male", "F": "female"}[sex]
    names = [
        _joined(pair, country) for pair in product(_parts(country, part), _parts(country, f"{part}_second"))
    ]
    return _table(_shuffled(names, f"{country}{part}"), FORENAMES)


@cache
def _surnames(country: str, sex: str) -> Table:
    """Surnames in the form of the sex; a place in the list names the same family in both."""
    place = {"M": 0, "F": 1}[sex]
    names: list[Part] = []
    for which in ("", "2", "3"):
        if (stems := _parts(country, f"stem{which}")) != ("~",):
            endings = [_form(each, place) for each in _parts(country, f"ending{which}")]
            prefixes = _parts(country, f"prefix{which}")
            names += [_joined(triple, country) for triple in product(prefixes, stems, endings)]
    if country in CROWDED:
        return _table(names, CROWDED[country])
    return _table(_shuffled(names, country), ELSEWHERE)


def _form(ending: str, place: int) -> str:
    forms = ending.split("/")
    return forms[min(place, len(forms) - 1)]


def _joined(parts: Sequence[str], country: str) -> Part:
    """Latin and own spelling of parts `Latin=own`, `own` alone, `_` for a space, `~` for nothing."""
    pairs = [("", "") if part == "~" else _pair(part) for part in parts]
    own = "".join(own for _, own in pairs)
    spelled = [latin for latin, _ in pairs if latin]
    latin = "".join(spelled) if spelled else own
    return to_latin(latin, country), own


def _pair(part: str) -> Part:
    latin, equals, own = part.replace("_", " ").partition("=")
    return (latin, own) if equals else ("", latin)


def _shuffled(names: list[Part], salt: str) -> list[Part]:
    """The names in an order that depends on the salt alone, so that neighbours in rank share no part."""
    order = np.random.default_rng(zlib.crc32(salt.encode())).permutation(len(names))
    return [names[place] for place in order]


def _table(names: list[Part], tail: tuple[float, float]) -> Table:
    shift, exponent = tail
    return Table(
        pl.Series([latin for latin, _ in names]),
        pl.Series([own for _, own in names]),
        zipf(len(names), shift=shift, exponent=exponent),
    )
