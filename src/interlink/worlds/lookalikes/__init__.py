"""Innocent people and firms who resemble a network: what a naive method takes for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from interlink.worlds.lookalikes.firms import call_centre, charity, family_business
from interlink.worlds.lookalikes.trade import car_dealer, freight_forwarder, groupage_trader, seasonal_trader
from interlink.worlds.lookalikes.travellers import mixed_up_passports, workers_bus
from interlink.worlds.planting import Planter

__all__ = ["LOOKALIKES", "Lookalike", "place_lookalikes"]

# Each kind: the typology it resembles, and who places it.
LOOKALIKES: Mapping[str, tuple[str, Callable[[Planter], list[int]]]] = {
    "freight-forwarder": ("drug-importation", freight_forwarder),
    "call-centre": ("phone-change-crew", call_centre),
    "family-business": ("shell-ladder", family_business),
    "seasonal-trader": ("trade-based-laundering", seasonal_trader),
    "charity": ("smurfing-round-trip", charity),
    "car-dealer": ("stolen-vehicle-export", car_dealer),
    "workers-bus": ("human-trafficking", workers_bus),
    "mixed-up-passports": ("document-ring", mixed_up_passports),
    "groupage-trader": ("wildlife-in-mixed-containers", groupage_trader),
}


@dataclass(frozen=True)
class Lookalike:
    """Somebody innocent: what they are, which typology they resemble, the parties."""

    kind: str
    resembles: str
    members: list[int]


def place_lookalikes(planter: Planter, *, of_each: int) -> list[Lookalike]:
    """So many of each kind, who are then left alone."""
    found = []
    for kind, (resembles, place) in LOOKALIKES.items():
        for _ in range(of_each):
            planter.begin(kind)
            members = place(planter)
            planter.taken[members] = True
            found.append(Lookalike(kind, resembles, members))
    return found
