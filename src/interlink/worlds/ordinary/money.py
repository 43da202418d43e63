"""Who pays whom: wages, rent, families, shops, charities, trade, and cash over the counter."""

from __future__ import annotations

import numpy as np

from interlink.worlds.ordinary.calendar import DAY, DAYS
from interlink.worlds.ordinary.population import Companies, People, somebody
from interlink.worlds.ordinary.shipping import Shipping
from interlink.worlds.ordinary.size import Size
from interlink.worlds.ordinary.ties import Floats, Ints, Ties, pick_weighted, spread

__all__ = [
    "CASH",
    "DONATION",
    "FAMILY",
    "PURCHASE",
    "RENT",
    "SERVICE",
    "TRADE",
    "WAGE",
    "draw_payments",
]

WAGE, RENT, FAMILY, PURCHASE, DONATION, CASH, SERVICE, TRADE = range(8)
# Median amount and spread of its logarithm, by kind; trade pays what was shipped.
AMOUNTS = (
    (2400, 0.40),
    (870, 0.40),
    (240, 1.00),
    (95, 1.00),
    (40, 0.80),
    (900, 0.90),
    (1900, 1.00),
    (1, 0.0),
)
# What a person pays for most, each by its share.
SPENDING = {RENT: 0.22, FAMILY: 0.42, PURCHASE: 0.26, DONATION: 0.04, CASH: 0.06}
MONTHLY = (WAGE, RENT)


def draw_payments(
    rng: np.random.Generator, people: People, companies: Companies, shipping: Shipping, size: Size
) -> Ties:
    """Ties between accounts: those of people by their position, then those of companies.

    Everybody pays somebody; a cash tie leads from a person over the counter into an account.
    """
    ends = [
        spending(rng, people, companies),
        wages(rng, people, companies),
        services(rng, people, companies),
        settlements(rng, people, shipping),
    ]
    a, b, kind, base = (np.concatenate([part[turn] for part in ends]) for turn in range(4))
    counts = spread(rng, a.size, size.payments, tail=1.5, most=12)
    of = np.repeat(np.arange(a.size), counts)
    inside = np.arange(of.size) - np.repeat(np.cumsum(counts) - counts, counts)
    start = rng.integers(0, DAYS - 20, a.size)
    monthly = np.isin(kind, MONTHLY)
    start[monthly] = rng.integers(0, np.maximum(DAYS - 31 * counts[monthly], 1))
    chance = start[of] + np.floor(rng.random(of.size) * (DAYS - start[of])).astype(np.int64)
    day = np.where(monthly[of], start[of] + 30 * inside + rng.integers(0, 2, of.size), chance)
    at = np.clip(day, 0, DAYS - 1) * DAY + rng.integers(7 * 3600, 20 * 3600, of.size)
    wobble = np.where(monthly[of], 1.0, rng.lognormal(0, 0.25, of.size))
    return Ties(a=a, b=b, kind=kind, of=of, at=at, amount=np.round(base[of] * wobble, 2))


def amounts(rng: np.random.Generator, kind: Ints) -> Floats:
    """What a tie of the kind is about, in the payer's currency."""
    table = np.asarray(AMOUNTS, dtype=np.float64)[kind]
    return np.asarray(table[:, 0] * np.exp(rng.normal(size=kind.size) * table[:, 1]))


Ends = tuple[Ints, Ints, Ints, Floats]


def spending(rng: np.random.Generator, people: People, companies: Companies) -> Ends:
    """One tie out of every person's account."""
    a = np.arange(people.size)
    kind = rng.choice(list(SPENDING), size=a.size, p=list(SPENDING.values()))
    country = people.country
    landlord = somebody(rng, people, country)
    shop = people.size + firm(rng, companies, country, "retail", "dealer", "services")
    charity = people.size + firm(rng, companies, country, "charity")
    even = people.weight**0.3
    town = pick_weighted(rng, even, people.towns[0][people.town], people.towns[1][people.town])
    homes = people.countries[0][people.origin], people.countries[1][people.origin]
    home = pick_weighted(rng, even, *homes)
    relative = np.where(rng.random(a.size) < 0.65, town, home)
    own = np.where(rng.random(a.size) < 0.5, a, shop)
    b = np.select(
        [kind == RENT, kind == FAMILY, kind == PURCHASE, kind == DONATION],
        [np.where(rng.random(a.size) < 0.6, landlord, shop), relative, shop, charity],
        own,
    )
    same = (a == b) & (kind != CASH)
    b[same] = (a[same] + 1) % people.size
    return a, b, kind, amounts(rng, kind)


def wages(rng: np.random.Generator, people: People, companies: Companies) -> Ends:
    """A company of the country pays one person in six."""
    b = np.sort(rng.choice(people.size, size=people.size // 6, replace=False))
    a = people.size + firm(rng, companies, people.country[b])
    kind = np.full(b.size, WAGE)
    return a, b, kind, amounts(rng, kind)


def services(rng: np.random.Generator, people: People, companies: Companies) -> Ends:
    """A quarter of the companies pay another of their country for a service."""
    payer = np.sort(rng.choice(companies.size, size=companies.size // 4, replace=False))
    payee = firm(rng, companies, companies.country[payer])
    kind = np.full(payer.size, SERVICE)
    return people.size + payer, people.size + payee, kind, amounts(rng, kind)


def settlements(rng: np.random.Generator, people: People, shipping: Shipping) -> Ends:
    """The consignee pays the consignor for most of what is shipped regularly."""
    tie = np.flatnonzero(rng.random(shipping.ties.a.size) < 0.8)
    value = shipping.mean_value()[tie]
    kind = np.full(tie.size, TRADE)
    return people.size + shipping.ties.b[tie], people.size + shipping.ties.a[tie], kind, value


def firm(rng: np.random.Generator, companies: Companies, country: Ints, *trades: str) -> Ints:
    """For each country one of its companies, of the trades if there is one; some are ten times as busy."""
    low, high = companies.countries
    weight = 0.3 + (np.arange(companies.size) * 2654435761 % 97 == 0) * 8.0
    if trades:
        right = np.zeros(companies.size)
        right[companies.of_trade(*trades)] = 1.0
        weight = weight * right + 1e-9
    return pick_weighted(rng, weight, low[country], high[country])
