"""The ways of trade and travel of a world, as arrays over the facts: corridors, ports, posts, goods."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from interlink.worlds.facts import geography
from interlink.worlds.ordinary.population import COUNTRIES
from interlink.worlds.ordinary.ties import Flags, Floats, Ints, Texts

__all__ = ["Goods", "Sea", "read_goods", "read_sea"]

CODES = tuple(COUNTRIES)


@dataclass(frozen=True)
class Goods:
    """Arrays over commodities; `group` is a number of `groups`."""

    hs_code: Texts
    words: Texts
    group: Ints
    groups: tuple[str, ...]
    package_kg: Floats
    packages: Ints
    price: Floats
    log_sd: Floats
    exported: Flags

    @property
    def seasonal(self) -> Flags:
        """Fruit has its season."""
        return np.asarray(self.group == self.groups.index("fruit"))

    def draw(self, rng: np.random.Generator, group: Ints, origin: Ints) -> Ints:
        """Goods of each group that its origin exports, or any of the group."""
        fit = (self.group[None, :] == group[:, None]) * (1e-6 + self.exported[:, origin].T)
        reach = np.cumsum(fit, axis=1)
        return np.asarray((rng.random(group.size)[:, None] * reach[:, -1:] < reach).argmax(axis=1))


@dataclass(frozen=True)
class Sea:
    """Arrays over corridors (origin, destination, goods, weight, share over a hub) and over ports."""

    origin: Ints
    destination: Ints
    group: Ints
    weight: Floats
    share: Floats
    hubs: tuple[Ints, ...]
    codes: Texts
    country: Texts
    kind: Texts

    @property
    def corridors(self) -> int:
        """How many corridors there are."""
        return self.origin.size

    @property
    def by_road(self) -> Flags:
        """Which ports are posts on a road."""
        return np.asarray(self.kind == "land")

    def draw_ways(self, rng: np.random.Generator, corridor: Ints) -> tuple[Ints, Ints, Ints]:
        """Loading, hub (-1 where ships sail direct) and discharge for each corridor."""
        ends = []
        for country in (self.origin[corridor], self.destination[corridor]):
            ports = np.empty(corridor.size, dtype=np.int64)
            for number in np.unique(country):
                mine = country == number
                sea = np.flatnonzero((self.country == CODES[number]) & (self.kind == "sea"))
                weight = 1.0 / (1.0 + np.arange(sea.size) % 5)
                ports[mine] = rng.choice(sea, size=int(mine.sum()), p=weight / weight.sum())
            ends.append(ports)
        over = rng.random(corridor.size) < self.share[corridor]
        chance = rng.random(corridor.size)
        hub = np.array(
            [
                self.hubs[c][int(u * self.hubs[c].size)] if is_over else -1
                for c, u, is_over in zip(corridor, chance, over, strict=True)
            ],
            dtype=np.int64,
        )
        hub[(hub == ends[0]) | (hub == ends[1])] = -1
        return ends[0], hub, ends[1]

    def days(self, loading: Ints, hub: Ints, discharge: Ints) -> tuple[Ints, Ints]:
        """Days to the hub (0 without one), and from there (or from loading) to the discharge."""
        over = hub >= 0
        between = np.where(over, hub, loading)
        first = np.where(over, geography.sea_days(self.codes[loading], self.codes[between]), 0.0)
        second = geography.sea_days(self.codes[between], self.codes[discharge])
        return np.ceil(first).astype(np.int64), np.ceil(second).astype(np.int64)

    def draw_posts(self, rng: np.random.Generator, countries: Ints, *, by_road: bool = False) -> Ints:
        """A post of each country: an airport or a road, a road where it must be one and there is one."""
        posts = np.empty(countries.size, dtype=np.int64)
        for number in np.unique(countries):
            mine = countries == number
            here = self.country == CODES[number]
            fit = np.flatnonzero(here & (self.kind != "sea"))
            road = np.flatnonzero(here & self.by_road)
            posts[mine] = rng.choice(road if by_road and road.size else fit, size=int(mine.sum()))
        return posts


@cache
def read_goods() -> Goods:
    """All commodities."""
    frame = geography.goods()
    groups = tuple(sorted(frame["group"].unique().to_list()))
    exported = np.array([[code in row for code in CODES] for row in frame["exporters"].to_list()])
    return Goods(
        hs_code=frame["hs_code"].to_numpy().astype(np.str_),
        words=frame["words"].to_numpy().astype(np.str_),
        group=np.array([groups.index(group) for group in frame["group"].to_list()]),
        groups=groups,
        package_kg=frame["kg_per_package"].to_numpy().astype(np.float64),
        packages=frame["packages"].to_numpy().astype(np.int64),
        price=frame["usd_per_kg"].to_numpy().astype(np.float64),
        log_sd=frame["log_sd"].to_numpy().astype(np.float64),
        exported=exported,
    )


@cache
def read_sea(corridors: int) -> Sea:
    """The ports, and so many of the corridors, the heaviest."""
    ways = geography.corridors().sort("weight", descending=True, maintain_order=True).head(corridors)
    ports = geography.ports()
    place = {code: number for number, code in enumerate(ports["code"].to_list())}
    return Sea(
        origin=np.array([CODES.index(code) for code in ways["origin"].to_list()]),
        destination=np.array([CODES.index(code) for code in ways["destination"].to_list()]),
        group=np.array([read_goods().groups.index(group) for group in ways["group"].to_list()]),
        weight=ways["weight"].to_numpy().astype(np.float64),
        share=ways["share"].to_numpy().astype(np.float64),
        hubs=tuple(np.array([place[code] for code in row]) for row in ways["hubs"].to_list()),
        codes=ports["code"].to_numpy().astype(np.str_),
        country=ports["country"].to_numpy().astype(np.str_),
        kind=ports["kind"].to_numpy().astype(np.str_),
    )
