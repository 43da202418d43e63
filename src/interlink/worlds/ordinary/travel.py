"""Who crosses which border, with whom, by what; whose vehicles there are; who is sought by a notice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interlink.worlds.ordinary.calendar import DAY, DAYS
from interlink.worlds.ordinary.population import COUNTRIES, Companies, People, shares
from interlink.worlds.ordinary.sea import Sea
from interlink.worlds.ordinary.size import Size
from interlink.worlds.ordinary.ties import Flags, Ints

__all__ = ["Crossings", "Vehicles", "Wanted", "draw_crossings", "draw_vehicles", "draw_wanted"]

# Share of journeys whose way back is recorded too.
RETURNS = 0.4
REGISTERED, EXPORTED, STOLEN, SCRAPPED = range(4)
# Share of the vehicles in each.
STATUS = [0.82, 0.09, 0.06, 0.03]
# Where people of each country mostly travel to, by land if its post is a road.
NEAR = {
    "NL": "DE ES TR MA", "DE": "NL TR ES GR", "ES": "MA DE NL CO", "GR": "TR DE NL AE",
    "TR": "GR DE NL UA AE", "UA": "DE NL TR ES", "MA": "ES NL AE", "AE": "TR CN NG GR",
    "CO": "ES NL AE", "NG": "AE NL TR CN",
    "CN": "AE KR NL NG", "KR": "CN DE AE",
}  # fmt: skip


@dataclass
class Crossings:
    """Passages of border control: who, when, into or out of which country, and the vehicle or -1.

    `document` is whose passport was shown: the traveller's own, unless somebody else's was.
    """

    traveller: Ints
    country: Ints
    entry: Flags
    at: Ints
    post: Ints
    vehicle: Ints
    document: Ints
    trip: Ints

    @property
    def size(self) -> int:
        """How many passages there are."""
        return self.traveller.size


@dataclass
class Vehicles:
    """Vehicles and their holders: people by position, then companies."""

    holder: Ints
    country: Ints
    model: Ints
    status: Ints
    since: Ints
    registered: Ints

    @property
    def size(self) -> int:
        """How many vehicles there are."""
        return self.holder.size


@dataclass
class Wanted:
    """Notices: the person, what is given about them, and what they are sought for."""

    person: Ints
    with_number: Flags
    with_phone: Flags
    with_passport: Flags
    charge: Ints
    issuer: Ints


def draw_crossings(
    rng: np.random.Generator, people: People, vehicles: Vehicles, sea: Sea, size: Size
) -> Crossings:
    """Journeys there and back: some with somebody of the household, some by the family's car."""
    journeys = round(size.crossings / (1 + RETURNS))
    leader = rng.choice(people.size, size=journeys, replace=False)
    home = people.country[leader]
    near = np.zeros((len(NEAR), len(NEAR)))
    for country, others in enumerate(NEAR.values()):
        near[country, [list(COUNTRIES).index(code) for code in others.split()]] = 1.0
    reach = np.cumsum(near, axis=1) / near.sum(axis=1, keepdims=True)
    somewhere = (rng.random(journeys)[:, None] < reach[home]).argmax(axis=1)
    visits = (people.origin[leader] != home) & (rng.random(journeys) < 0.7)
    there = np.where(visits, people.origin[leader], somewhere)
    out = rng.integers(0, DAYS - 30, journeys)
    away = 2 + rng.poisson(9, journeys)
    post = sea.draw_posts(rng, there)
    car = cars(people, vehicles)
    by_car = np.where(sea.by_road[post], car[leader], -1)
    # a companion of the same household, who makes the same journey in the next line
    mate = np.minimum(leader + 1, people.size - 1)
    together = (people.house[mate] == people.house[leader]) & (rng.random(journeys) < 0.5)
    led = np.arange(0, journeys - 1, 2)
    led = led[together[led]]
    leader[led + 1] = mate[led]
    for column in (there, out, away, post, by_car):
        column[led + 1] = column[led]
    gone = out * DAY + rng.integers(5 * 3600, 23 * 3600, journeys)
    back = np.minimum(out + away, DAYS - 1) * DAY + rng.integers(5 * 3600, 23 * 3600, journeys)
    for moment in (gone, back):
        moment[led + 1] = moment[led] + rng.integers(20, 200, led.size)
    # not every way back leads past a post that reports
    home_again = np.flatnonzero(rng.permutation(journeys) < size.crossings - journeys)

    def twice(column: Ints) -> Ints:
        return np.concatenate([column, column[home_again]])

    return Crossings(
        traveller=twice(leader),
        country=twice(there),
        entry=np.repeat([True, False], [journeys, home_again.size]),
        at=np.concatenate([gone, back[home_again]]),
        post=twice(post),
        vehicle=twice(by_car),
        document=twice(leader),
        trip=twice(np.arange(journeys)),
    )


def cars(people: People, vehicles: Vehicles) -> Ints:
    """A vehicle of each person, or -1."""
    car = np.full(people.size, -1)
    own = np.flatnonzero((vehicles.holder < people.size) & (vehicles.status == REGISTERED))
    car[vehicles.holder[own]] = own
    return car


def draw_vehicles(
    rng: np.random.Generator, people: People, companies: Companies, models: int, size: Size
) -> Vehicles:
    """Four in five belong to people; a few are exported, reported stolen, or scrapped."""
    count = size.vehicles
    holder = rng.integers(0, people.size, count)
    firms = rng.random(count) < 0.2
    holder[firms] = people.size + rng.integers(0, companies.size, firms.sum())
    country = np.concatenate([people.country, companies.country])[holder]
    status = rng.permutation(np.repeat(np.arange(4), shares(count, STATUS)))
    return Vehicles(
        holder=holder,
        country=country,
        model=rng.integers(0, models, count),
        status=status,
        since=rng.integers(0, DAYS, count),
        registered=-rng.integers(30, 4000, count),
    )


def draw_wanted(rng: np.random.Generator, people: People, charges: int, size: Size) -> Wanted:
    """Notices about people of the block; not every notice gives a number that other sources know."""
    person = np.sort(rng.choice(people.size, size=size.notices, replace=False))
    chance = rng.random((3, size.notices))
    return Wanted(
        person=person,
        with_number=chance[0] < 0.45,
        with_phone=chance[1] < 0.5,
        with_passport=chance[2] < 0.6,
        charge=rng.integers(0, charges, size.notices),
        issuer=rng.integers(0, len(COUNTRIES), size.notices),
    )
