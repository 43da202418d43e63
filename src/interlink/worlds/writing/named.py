"""The names and numbers of a block's people, companies and things, computed from their positions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from interlink.worlds.facts import numbers
from interlink.worlds.facts.accounts import accounts
from interlink.worlds.facts.company_names import draw_company_names
from interlink.worlds.facts.people_names import draw_lines, draw_names
from interlink.worlds.facts.places import draw_addresses
from interlink.worlds.ordinary.block import Block, stream
from interlink.worlds.ordinary.calendar import write_days
from interlink.worlds.ordinary.population import COUNTRIES, TRADES
from interlink.worlds.ordinary.ties import Flags, Ints

__all__ = ["Named"]

CODES = np.array(list(COUNTRIES))
# Serials of one block, so that those of another begin after them.
STRIDE = 100_000
# Trades whose names are like those of another.
NAMED_AS = {"dealer": "motor", "retail": "retailer", "holding": "shell", "charity": "services"}


@dataclass(frozen=True)
class Named:
    """A block with its words. Serial numbers make everything of one block distinct from every other's."""

    block: Block
    seed: int
    # Names of companies of the blocks before; who would have one again is told apart by a number.
    earlier: Collection[str] = ()

    def rng(self, *key: int) -> np.random.Generator:
        """The stream of a part of the writing."""
        return stream(self.seed, self.block.number, 900, *key)

    def serials(self, count: int, stride: int = STRIDE) -> Ints:
        """The serials of the first so many of anything in this block, at most a stride of them."""
        return np.arange(count) + self.block.number * stride

    @cached_property
    def person(self) -> pl.DataFrame:
        """id, country, origin, name, forename, surname, original, sex, birth_date of the people."""
        people = self.block.people
        rng = self.rng(1)
        origin = CODES[people.origin]
        first = np.searchsorted(people.house, np.arange(people.house[-1] + 1))
        lines = draw_lines(rng, origin[first])[people.house]
        # one in four of a household bears another name
        lines[rng.random(people.size) < 0.25] = -1
        found = draw_names(rng, origin, lines=lines)
        return found.with_columns(
            id=numbers.person_numbers(self.serials(people.size), CODES[people.country], seed=self.seed),
            country=pl.Series(CODES[people.country]),
            origin=pl.Series(origin),
            name=pl.concat_str("forename", "surname", separator=" "),
            birth_date=write_days("birth_date", people.born),
        )

    @cached_property
    def firm(self) -> pl.DataFrame:
        """id, country, name, trade of the companies."""
        companies = self.block.companies
        country = CODES[companies.country]
        trade = np.array(list(TRADES))[companies.trade]
        names = draw_company_names(self.rng(2), country, pl.Series(trade).replace(NAMED_AS))
        if self.earlier:
            again = names.is_in(list(self.earlier))
            names = (names + f" ({self.block.number + 1})").zip_with(again, names)
        return pl.DataFrame(
            {
                "id": numbers.company_numbers(self.serials(companies.size), country, seed=self.seed),
                "country": country,
                "name": names,
                "trade": trade,
            }
        )

    @cached_property
    def phone(self) -> pl.Series:
        """Numbers: the first of each person, the office of each company, second phones."""
        people, companies = self.block.people, self.block.companies
        second = np.flatnonzero(people.other >= 0)
        country = np.concatenate([people.country, companies.country, people.country[second]])
        return numbers.phones(self.serials(country.size), CODES[country], seed=self.seed)

    @cached_property
    def account(self) -> pl.DataFrame:
        """Account and bank of each person, then of each company."""
        country = np.concatenate([self.block.people.country, self.block.companies.country])
        return accounts(self.serials(country.size), CODES[country], seed=self.seed)

    @cached_property
    def passport(self) -> pl.Series:
        """The number of each person's document."""
        people = self.block.people
        made = [
            make(self.serials(people.size), CODES[people.origin], seed=self.seed)
            for make in (numbers.passports, numbers.identity_cards)
        ]
        return pl.DataFrame({"p": made[0], "c": made[1], "is": self.has_passport}).select(
            pl.when("is").then("p").otherwise("c")
        )[:, 0]

    @cached_property
    def has_passport(self) -> Flags:
        """Is a person's document a passport? Travellers have one, others often an identity card."""
        people = self.block.people
        mine = self.rng(3).random(people.size) < 0.6
        mine[self.block.crossings.document] = True
        return mine

    @cached_property
    def address(self) -> pl.DataFrame:
        """Address and city: of each household, then of each company."""
        people, companies = self.block.people, self.block.companies
        first = np.searchsorted(people.house, np.arange(people.house[-1] + 1))
        return draw_addresses(self.rng(4), CODES[np.concatenate([people.country[first], companies.country])])
