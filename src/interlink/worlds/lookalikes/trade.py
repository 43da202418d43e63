"""Innocent traders: a busy forwarder, and those who ship by season, in shared containers, or cars."""

from __future__ import annotations

import numpy as np

from interlink.worlds.ordinary.shipping import IMPORT
from interlink.worlds.ordinary.ties import Flags, Ints
from interlink.worlds.ordinary.travel import EXPORTED, STOLEN
from interlink.worlds.planting import Planter, prefer

__all__ = ["car_dealer", "freight_forwarder", "groupage_trader", "seasonal_trader"]

MIXED = 2


def freight_forwarder(planter: Planter) -> list[int]:
    """Is told of every tenth shipment into its country, and rings everybody in the trade."""
    block = planter.block
    firm = planter.company("forwarder")
    place = firm - planter.people
    arrives = (
        block.companies.country[block.shipping.ties.b[block.shipping.ties.of]]
        == block.companies.country[place]
    )
    block.shipping.notify[arrives & (planter.rng.random(arrives.size) < 0.12)] = place
    planter.ring_up(firm, share=0.0025)
    return [firm]


def seasonal_trader(planter: Planter) -> list[int]:
    """Ships everything within weeks at prices of the season, which its declarations give too."""
    shipping, declared = planter.block.shipping, planter.block.declarations
    tie = own_tie(planter, np.flatnonzero(unknown_ends(planter, both=True)))
    start = int(planter.rng.integers(60, 400))
    for turn, shipment in enumerate(shipping.ties.records(tie)):
        planter.sail(int(shipment), start + 6 * turn)
        price = planter.rng.uniform(0.6, 1.7)
        shipping.value[shipment] = np.round(shipping.value[shipment] * price, 2)
        papers = declared.of(int(shipment))
        declared.value[papers] = np.round(declared.value[papers] * price, 2)
    return [planter.people + int(shipping.ties.a[tie]), planter.people + int(shipping.ties.b[tie])]


def groupage_trader(planter: Planter) -> list[int]:
    """Ships in strangers' containers twice, and weighs carelessly: heavier as often as lighter."""
    shipping, declared = planter.block.shipping, planter.block.declarations
    fit = np.flatnonzero(unknown_ends(planter, both=True))
    beside = np.bincount(shipping.corridor[shipping.ties.free])[shipping.corridor[fit]]
    tie = own_tie(planter, prefer(fit, beside > 2 * MIXED))
    for turn, shipment in enumerate(shipping.ties.records(tie)):
        if turn < MIXED:
            planter.share_container(int(shipment), tie)
        papers = declared.of(int(shipment))
        arrived = papers[declared.procedure[papers] == IMPORT]
        wrong = planter.rng.uniform(0.93, 1.07)
        declared.weight[arrived] = np.round(shipping.weight[shipment] * wrong, 1)
    return [planter.people + int(shipping.ties.a[tie]), planter.people + int(shipping.ties.b[tie])]


def car_dealer(planter: Planter) -> list[int]:
    """Exports vehicles for years; one of them somebody reports stolen weeks after it left."""
    block = planter.block
    shipping = block.shipping
    tie = own_tie(planter, np.flatnonzero(unknown_ends(planter, both=False)))
    shipments = [int(shipment) for shipment in shipping.ties.records(tie)]
    unused = ~np.isin(np.arange(block.vehicles.size), block.declarations.vehicle)
    late = planter.one_of(np.flatnonzero(unused & (block.vehicles.status == STOLEN)), "vehicle")
    for turn, shipment in enumerate(shipments):
        if turn < 2 and not block.declarations.of(shipment).size:
            planter.declare(shipment)
        sold = planter.one_of(np.flatnonzero(block.vehicles.status == EXPORTED), "vehicle")
        block.declarations.vehicle[block.declarations.of(shipment)] = sold if turn else late
    block.vehicles.since[late] = shipping.loaded[shipments[0]] + planter.rng.integers(20, 50)
    return [planter.people + int(shipping.ties.a[tie])]


def unknown_ends(planter: Planter, *, both: bool) -> Flags:
    """Ties of three shipments or more whose consignor, or `both` of whose ends, are in no network."""
    ties = planter.block.shipping.ties
    free = ties.free & ~planter.taken[planter.people + ties.a] & (np.diff(ties.first) >= 3)
    return free & ~planter.taken[planter.people + ties.b] if both else free


def own_tie(planter: Planter, fit: Ints) -> int:
    """One of the ties of trade, which nobody exchanges from now on."""
    tie = planter.one_of(fit, "trade")
    planter.block.shipping.ties.free[tie] = False
    return tie
