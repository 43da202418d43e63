"""The people and companies of a block, as columns; a block is as many people as a medium world has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interlink.worlds.ordinary.size import Size
from interlink.worlds.ordinary.ties import Flags, Floats, Ints, pick_weighted

__all__ = ["COUNTRIES", "TRADES", "Companies", "People", "draw_companies", "draw_people", "shares"]

# Share of the people who live there.
COUNTRIES = {
    "NL": 0.12, "DE": 0.12, "ES": 0.10, "GR": 0.07, "TR": 0.10, "UA": 0.07,
    "MA": 0.08, "AE": 0.06, "CO": 0.09, "NG": 0.08, "CN": 0.07, "KR": 0.04,
}  # fmt: skip
# Share of the companies that do it.
TRADES = {
    "exporter": 0.17, "importer": 0.17, "dealer": 0.04, "forwarder": 0.03, "haulier": 0.05,
    "services": 0.23, "retail": 0.15, "holding": 0.14, "charity": 0.02,
}  # fmt: skip
TOWN = 90
HOUSES = (1, 1, 2, 2, 3, 4, 5)
BORN_ABROAD = 0.09
RUNS_COMPANIES = 0.38
OTHER_PHONE = 0.30


@dataclass
class People:
    """Columns over the people of a block, who stand in order of country, town and household.

    Phones are numbered: the first of each person, the office of each company, second phones. `other` is a
    person's second, or -1; from day `changed` on it stands for the first where `replaces`.
    """

    country: Ints
    origin: Ints
    town: Ints
    house: Ints
    born: Ints
    weight: Floats
    enterprising: Flags
    other: Ints
    replaces: Flags
    changed: Ints
    new_handset: Flags
    towns: tuple[Ints, Ints]
    houses: tuple[Ints, Ints]
    countries: tuple[Ints, Ints]

    @property
    def size(self) -> int:
        """How many people there are."""
        return self.country.size


@dataclass
class Companies:
    """Columns over the companies of a block, in order of country."""

    country: Ints
    trade: Ints
    incorporated: Ints
    countries: tuple[Ints, Ints]

    @property
    def size(self) -> int:
        """How many companies there are."""
        return self.country.size

    def of_trade(self, *trades: str) -> Ints:
        """The companies of the trades."""
        numbers = [list(TRADES).index(trade) for trade in trades]
        return np.flatnonzero(np.isin(self.trade, numbers))


def shares(total: int, weights: list[float]) -> Ints:
    """`total` in whole parts as the weights say, at least one each."""
    exact = np.asarray(weights) / sum(weights) * total
    parts = np.maximum(np.floor(exact).astype(np.int64), 1)
    parts[0] += total - parts.sum()
    return parts


def bounds(group: Ints) -> tuple[Ints, Ints]:
    """First and last-but-one position of each group, groups being numbered as they stand."""
    first = np.searchsorted(group, np.arange(group[-1] + 1))
    return first, np.append(first[1:], group.size)


def draw_people(rng: np.random.Generator, size: Size) -> People:
    """The people; how many live in a country is the same in every block."""
    count = size.people
    country = np.repeat(np.arange(len(COUNTRIES)), shares(count, list(COUNTRIES.values())))
    sizes = rng.choice(HOUSES, size=count)
    starts = np.zeros(count, dtype=np.bool_)
    starts[np.cumsum(sizes)[np.cumsum(sizes) < count]] = True
    new_country = np.append(False, country[1:] != country[:-1])
    house = np.cumsum(starts | new_country)
    opening = np.searchsorted(house, np.arange(house[-1] + 1))
    in_country = opening - np.searchsorted(country, country[opening])
    quarter = country[opening] * count + in_country // TOWN
    town = np.unique(quarter, return_inverse=True)[1][house]
    abroad = rng.random(house[-1] + 1) < BORN_ABROAD
    foreign = rng.integers(0, len(COUNTRIES), house[-1] + 1)
    elder = rng.integers(-25 * 365, 12 * 365, count)
    changes = rng.random(count) < OTHER_PHONE
    other = np.where(changes, np.cumsum(changes) - 1 + count + size.companies, -1)
    return People(
        country=country,
        origin=np.where(abroad[house], foreign[house], country),
        town=town,
        house=house,
        born=elder - 38 * 365,
        weight=rng.lognormal(0.0, 0.75, count),
        enterprising=rng.random(count) < RUNS_COMPANIES,
        other=other,
        replaces=changes & (rng.random(count) < 0.7),
        changed=rng.integers(40, 500, count),
        new_handset=np.zeros(count, dtype=np.bool_),
        towns=bounds(town),
        houses=bounds(house),
        countries=bounds(country),
    )


def draw_companies(rng: np.random.Generator, size: Size) -> Companies:
    """The companies; trades are spread evenly over countries."""
    country = np.repeat(np.arange(len(COUNTRIES)), shares(size.companies, list(COUNTRIES.values())))
    trade = rng.choice(len(TRADES), size=size.companies, p=np.asarray(list(TRADES.values())))
    return Companies(
        country=country,
        trade=trade,
        incorporated=-rng.integers(20, 25 * 365, size.companies),
        countries=bounds(country),
    )


def somebody(rng: np.random.Generator, people: People, country: Ints) -> Ints:
    """For each country a person who runs companies there, the busier the likelier."""
    low, high = people.countries
    weight = people.weight * people.enterprising + 1e-12
    return pick_weighted(rng, weight, low[country], high[country])
