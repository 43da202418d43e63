"""Innocent travellers: a bus of seasonal workers, and passports that were mixed up."""

from __future__ import annotations

from interlink.worlds.planting import Planter

__all__ = ["mixed_up_passports", "workers_bus"]


def workers_bus(planter: Planter) -> list[int]:
    """Five seasonal workers who enter together in one bus."""
    workers = draw_travellers(planter, 5)
    country = int(planter.rng.integers(0, 6))
    planter.cross_together(workers, country, int(planter.rng.integers(80, 380)))
    return workers


def mixed_up_passports(planter: Planter) -> list[int]:
    """Two who show each other's passport on one journey."""
    pair = draw_travellers(planter, 2)
    for one, other in (pair, pair[::-1]):
        planter.show_document(planter.one_of(planter.passages(one), "journey"), other)
    return pair


def draw_travellers(planter: Planter, count: int) -> list[int]:
    """So many people who cross borders, in no network from now on."""
    found: list[int] = []
    for _ in range(count):
        found.append(planter.person(among=planter.travellers()))
        planter.taken[found[-1]] = True
    return found
