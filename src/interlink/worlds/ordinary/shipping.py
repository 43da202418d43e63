"""Who ships what to whom, over which ports, and what is declared to customs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interlink.worlds.ordinary.calendar import DAYS
from interlink.worlds.ordinary.population import Companies
from interlink.worlds.ordinary.sea import Goods, Sea
from interlink.worlds.ordinary.size import Size
from interlink.worlds.ordinary.ties import Floats, Ints, Ties, pick_weighted, spread

__all__ = ["Declarations", "Shipping", "draw_declarations", "draw_shipping"]

EXPORT, IMPORT, TRANSIT = range(3)
SHIPMENTS_A_TIE = 2.4
# Share of shipments whose goods share their container with another's.
GROUPAGE = 0.08
# Share of import declarations with a value, or a weight, that is simply wrong.
CARELESS = 0.06


@dataclass
class Shipping:
    """Ties from consignor to consignee, and their shipments.

    Of a tie: corridor, goods, and ports; `hub` is -1 where ships sail direct. Of a shipment (a record of the
    ties): day loaded, transhipped, discharged; containers, packages, weight in kilograms, value in dollars,
    the company notified. `shared` is another shipment in whose container it travels, or -1.
    """

    ties: Ties
    corridor: Ints
    goods: Ints
    loading: Ints
    hub: Ints
    discharge: Ints
    loaded: Ints
    transhipped: Ints
    discharged: Ints
    boxes: Ints
    packages: Ints
    weight: Floats
    value: Floats
    notify: Ints
    shared: Ints
    ship: Ints

    @property
    def size(self) -> int:
        """How many shipments there are."""
        return self.ties.of.size

    def mean_value(self) -> Floats:
        """The mean value of each tie's shipments."""
        sums = np.bincount(self.ties.of, weights=self.value, minlength=self.ties.a.size)
        return np.asarray(sums / np.bincount(self.ties.of, minlength=self.ties.a.size))

    def sail(self, shipment: int, loaded: int) -> None:
        """Moves a shipment to another day of loading; the voyage takes as long as it did."""
        later = int(np.clip(loaded, 0, DAYS - 1 - (self.discharged[shipment] - self.loaded[shipment])))
        shift = later - self.loaded[shipment]
        for days in (self.loaded, self.transhipped, self.discharged):
            days[shipment] += shift


@dataclass
class Declarations:
    """Customs declarations of shipments: procedure, declared value and weight, day, vehicle or -1."""

    shipment: Ints
    procedure: Ints
    value: Floats
    weight: Floats
    day: Ints
    vehicle: Ints

    @property
    def size(self) -> int:
        """How many declarations there are."""
        return self.shipment.size

    def of(self, shipment: int) -> Ints:
        """The declarations of a shipment, export before import."""
        return np.flatnonzero(self.shipment == shipment)


def draw_shipping(
    rng: np.random.Generator, companies: Companies, sea: Sea, goods: Goods, size: Size
) -> Shipping:
    """Regular customers along the corridors, each of one kind of goods and one way over the sea."""
    count = round(size.shipments / SHIPMENTS_A_TIE)
    corridor = np.sort(rng.choice(sea.corridors, size=count, p=sea.weight / sea.weight.sum()))
    a = trader(rng, companies, sea.origin[corridor], "exporter", "dealer")
    b = trader(rng, companies, sea.destination[corridor], "importer", "retail")
    what = goods.draw(rng, sea.group[corridor], sea.origin[corridor])
    loading, hub, discharge = sea.draw_ways(rng, corridor)
    of = np.repeat(np.arange(count), spread(rng, count, size.shipments, tail=1.6, most=15))
    number = of.size
    season = rng.integers(0, 365, count)
    seasonal = goods.seasonal[what][of] & (rng.random(number) < 0.8)
    anywhen = rng.integers(0, DAYS - 60, number)
    within = (season[of] + rng.integers(-45, 46, number)) % 365
    loaded = np.where(seasonal, np.minimum(within, DAYS - 60), anywhen)
    first, second = sea.days(loading, hub, discharge)
    transhipped = loaded + first[of] + rng.integers(0, 3, number)
    discharged = transhipped + second[of] + rng.integers(0, 4, number)
    boxes = 1 + rng.poisson(0.5, number)
    packages = np.maximum(boxes * goods.packages[what][of] - rng.integers(0, 40, number), 1)
    weight = np.round(packages * goods.package_kg[what][of] * rng.uniform(0.97, 1.03, number), 1)
    # a customer's own price, and how it moves from one shipment to the next
    custom = rng.normal(size=count) * goods.log_sd[what]
    price = goods.price[what][of] * np.exp(custom[of] + rng.normal(0, 0.08, number))
    forwarded = rng.random(count) < 0.55
    agent = trader(rng, companies, sea.destination[corridor], "forwarder")
    shared = np.full(number, -1)
    mixed = np.flatnonzero(rng.random(number) < GROUPAGE)
    shared[mixed] = share_containers(corridor[of], loaded, mixed)
    return Shipping(
        ties=Ties(a=a, b=b, kind=what, of=of, at=loaded),
        corridor=corridor,
        goods=what,
        loading=loading,
        hub=hub,
        discharge=discharge,
        loaded=loaded,
        transhipped=np.minimum(transhipped, DAYS - 2),
        discharged=np.minimum(discharged, DAYS - 1),
        boxes=boxes,
        packages=packages,
        weight=weight,
        value=np.round(weight * price, 2),
        notify=np.where(forwarded, agent, b)[of],
        shared=shared,
        ship=rng.integers(0, 10_000, number),
    )


def trader(rng: np.random.Generator, companies: Companies, country: Ints, *trades: str) -> Ints:
    """For each country one of its companies, mostly of these trades; some trade far more than others."""
    right = np.full(companies.size, 0.45)
    right[companies.of_trade(*trades)] = 1.0
    size = 0.8 + np.minimum(rng.pareto(2.5, companies.size), 4)
    low, high = companies.countries
    return pick_weighted(rng, right * size, low[country], high[country])


def share_containers(corridor: Ints, loaded: Ints, mixed: Ints) -> Ints:
    """For each mixed shipment the one of its corridor that is loaded next, if within three days; else -1."""
    order = np.lexsort((loaded, corridor))
    place = np.empty(order.size, dtype=np.int64)
    place[order] = np.arange(order.size)
    following = order[np.minimum(place[mixed] + 1, order.size - 1)]
    near = (corridor[following] == corridor[mixed]) & (np.abs(loaded[following] - loaded[mixed]) <= 3)
    return np.where(near & ~np.isin(following, mixed), following, -1)


def draw_declarations(rng: np.random.Generator, shipping: Shipping, size: Size) -> Declarations:
    """Export and import declarations of as many shipments as fit, and a few in transit.

    The import value holds freight and insurance (5 to 15 percent); some of both are careless.
    """
    pairs = round(size.declarations * 0.47)
    chosen = np.sort(rng.choice(shipping.size, size=min(pairs, shipping.size), replace=False))
    over_hub = chosen[shipping.hub[shipping.ties.of[chosen]] >= 0]
    transit = np.sort(
        rng.choice(over_hub, size=min(size.declarations - 2 * chosen.size, over_hub.size), replace=False)
    )
    shipment = np.concatenate([chosen, chosen, transit])
    procedure = np.repeat([EXPORT, IMPORT, TRANSIT], [chosen.size, chosen.size, transit.size])
    number = shipment.size
    wrong = rng.random(number) < CARELESS
    freight = np.where(procedure == IMPORT, rng.uniform(1.05, 1.15, number), 1.0)
    value = shipping.value[shipment] * freight * rng.lognormal(0, 0.04, number)
    value = np.where(wrong, value * rng.lognormal(0, 0.7, number), value)
    misweighed = rng.random(number) < CARELESS
    weight = shipping.weight[shipment] * rng.lognormal(0, 0.006, number)
    weight = np.where(misweighed, weight * rng.lognormal(0, 0.12, number), weight)
    days = [shipping.loaded, shipping.discharged, shipping.transhipped]
    day = np.select(
        [procedure == EXPORT, procedure == IMPORT], [days[0][shipment], days[1][shipment]], days[2][shipment]
    )
    order = np.lexsort((procedure, shipment))
    return Declarations(
        shipment=shipment[order],
        procedure=procedure[order],
        value=np.round(value, 2)[order],
        weight=np.round(weight, 1)[order],
        day=day[order],
        vehicle=np.full(number, -1),
    )
