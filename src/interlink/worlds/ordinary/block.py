"""A block: the people, companies and dealings of one part of a world, before anything is written."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from interlink.worlds.ordinary.money import draw_payments
from interlink.worlds.ordinary.offices import Offices, draw_offices
from interlink.worlds.ordinary.population import Companies, People, draw_companies, draw_people
from interlink.worlds.ordinary.sea import Goods, Sea
from interlink.worlds.ordinary.shipping import Declarations, Shipping, draw_declarations, draw_shipping
from interlink.worlds.ordinary.size import Size
from interlink.worlds.ordinary.talk import draw_calls
from interlink.worlds.ordinary.ties import Ties
from interlink.worlds.ordinary.travel import (
    Crossings,
    Vehicles,
    Wanted,
    draw_crossings,
    draw_vehicles,
    draw_wanted,
)

__all__ = ["Block", "draw_block", "stream"]

MODELS, CHARGES = 24, 8


@dataclass
class Block:
    """Everything that happens among the people and companies of one block."""

    number: int
    sea: Sea
    goods: Goods
    people: People
    companies: Companies
    calls: Ties
    shipping: Shipping
    declarations: Declarations
    payments: Ties
    offices: Offices
    vehicles: Vehicles
    crossings: Crossings
    wanted: Wanted

    @property
    def parties(self) -> int:
        """How many people and companies there are."""
        return self.people.size + self.companies.size

    def copied(self) -> Block:
        """The block again, free to be changed."""
        kept = ("number", "sea", "goods", "companies")
        made = {field.name: getattr(self, field.name) for field in fields(self)}
        return Block(**{name: part if name in kept else copy.deepcopy(part) for name, part in made.items()})


def stream(seed: int, *key: int) -> np.random.Generator:
    """The numbers of one part of a world: the same for the same seed and key, whatever else is drawn."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def draw_block(seed: int, number: int, size: Size, sea: Sea, goods: Goods) -> Block:
    """An ordinary block; each part has a stream of its own."""
    parts = (
        "people",
        "companies",
        "shipping",
        "declarations",
        "payments",
        "calls",
        "offices",
        "vehicles",
        "crossings",
        "wanted",
    )
    rng: Mapping[str, np.random.Generator] = {
        name: stream(seed, number, turn) for turn, name in enumerate(parts)
    }
    people = draw_people(rng["people"], size)
    companies = draw_companies(rng["companies"], size)
    shipping = draw_shipping(rng["shipping"], companies, sea, goods, size)
    vehicles = draw_vehicles(rng["vehicles"], people, companies, MODELS, size)
    return Block(
        number=number,
        sea=sea,
        goods=goods,
        people=people,
        companies=companies,
        calls=draw_calls(rng["calls"], people, size, number),
        shipping=shipping,
        declarations=draw_declarations(rng["declarations"], shipping, size),
        payments=draw_payments(rng["payments"], people, companies, shipping, size),
        offices=draw_offices(rng["offices"], people, companies),
        vehicles=vehicles,
        crossings=draw_crossings(rng["crossings"], people, vehicles, sea, size),
        wanted=draw_wanted(rng["wanted"], people, CHARGES, size),
    )
