"""Who owns and directs the companies: people who run several, and holdings that hold others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interlink.worlds.ordinary.population import Companies, People, somebody
from interlink.worlds.ordinary.ties import Flags, Floats, Ints, pick_weighted

__all__ = ["DIRECTOR", "OWNER", "Offices", "draw_offices"]

OWNER, DIRECTOR = range(2)
HELD_BY_A_COMPANY = 0.22


@dataclass
class Offices:
    """Rows of the register: a company, and who owns or directs it.

    `by_company` says whether `party` counts people or companies; `since` is a day, mostly long before the
    world begins; share in percent, 0 for directors.
    """

    company: Ints
    role: Ints
    by_company: Flags
    party: Ints
    share: Floats
    since: Ints
    free: Flags

    @property
    def size(self) -> int:
        """How many rows there are."""
        return self.company.size

    def rows(self, company: int, *, role: int | None = None) -> Ints:
        """The rows of a company, of the role if one is given."""
        kept = self.company == company
        if role is not None:
            kept &= self.role == role
        return np.flatnonzero(kept)

    def exchange(self, one: int, other: int) -> None:
        """Each of two rows gets the other's owner or director."""
        self.party[one], self.party[other] = self.party[other], self.party[one]


def draw_offices(rng: np.random.Generator, people: People, companies: Companies) -> Offices:
    """One or two owners, one or two directors; an owner is often the director too."""
    number = np.arange(companies.size)
    country = companies.country
    held = rng.random(number.size) < HELD_BY_A_COMPANY
    founder = somebody(rng, people, country)
    partner = somebody(rng, people, country)
    holder = holding(rng, companies, country)
    held &= holder != number
    shared = rng.random(number.size) < 0.35
    share = np.where(shared, rng.choice([40, 50, 51, 60, 75], number.size), 100).astype(np.float64)
    manager = np.where(rng.random(number.size) < 0.55, founder, somebody(rng, people, country))
    second = rng.random(number.size) < 0.18
    since = np.maximum(companies.incorporated, -6000)
    later = since + (rng.random(number.size) * (500 - since)).astype(np.int64)
    appointed = np.where(rng.random(number.size) < 0.5, since, later)
    nobody = np.zeros(number.size, dtype=np.bool_)
    everyone = ~nobody
    rows: tuple[tuple[Flags, int, Flags, Ints, Floats, Ints], ...] = (
        (everyone, OWNER, held, np.where(held, holder, founder), share, since),
        (shared, OWNER, nobody, partner, 100 - share, later),
        (everyone, DIRECTOR, nobody, manager, share * 0, appointed),
        (second, DIRECTOR, nobody, partner, share * 0, later),
    )
    company = np.concatenate([number[row[0]] for row in rows])
    role = np.concatenate([np.full(int(row[0].sum()), row[1]) for row in rows])
    by_company = np.concatenate([row[2][row[0]] for row in rows])
    party = np.concatenate([row[3][row[0]] for row in rows])
    shares = np.concatenate([row[4][row[0]] for row in rows])
    start = np.concatenate([row[5][row[0]] for row in rows])
    order = np.lexsort((role, company))
    return Offices(
        company=company[order],
        role=role[order],
        by_company=by_company[order],
        party=party[order],
        share=shares[order],
        since=start[order],
        free=np.ones(order.size, dtype=np.bool_),
    )


def holding(rng: np.random.Generator, companies: Companies, country: Ints) -> Ints:
    """For each country a company that holds others, in a third of cases one abroad."""
    weight = np.full(companies.size, 1e-9)
    weight[companies.of_trade("holding")] = 1.0
    weight[companies.of_trade("services", "exporter")] = 0.1
    low, high = companies.countries
    where = np.where(rng.random(country.size) < 0.66, country, rng.integers(0, low.size, country.size))
    return pick_weighted(rng, weight, low[where], high[where])
