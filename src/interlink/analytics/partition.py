"""Partitions of a graph: found by igraph from a seed, numbered by size, measured."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import igraph
import numpy as np
import numpy.typing as npt
import pandas as pd

from interlink.analytics.scale import largest_near_one
from interlink.projection import Flat
from interlink.projection.columns import Ints

__all__ = [
    "describe_communities",
    "modularity",
    "number_by_size",
    "search_communities",
    "searches",
    "seeded_igraph",
]

# Up to this size ten searches, each until nothing improves, take well under a second together.
CHEAP_PAIRS = 5_000
RESTARTS = 10
# At 100,000 links searching on until nothing improves takes ten times as long for 0.0008 of modularity.
FEW_ROUNDS = 2
# Times as many links as there are, its square is still a number.
MOST_SQUARED = 1e100
# igraph draws from one source of chance for the whole process.
IGRAPH_CHANCE = threading.Lock()


@contextmanager
def seeded_igraph(seed: int) -> Iterator[None]:
    """Igraph's chance starts from `seed` inside the block, and no other thread uses it."""
    with IGRAPH_CHANCE:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - where a search starts, no secret
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)


def searches(flat: Flat) -> int:
    """How many searches are made of which the best is kept."""
    return RESTARTS if flat.n_pairs <= CHEAP_PAIRS else 1


def search_communities(flat: Flat, method: str, resolution: float, seed: int) -> Ints:
    """The best community of each vertex found, numbered in any way."""
    if not flat.n_pairs or not flat.weight.any():
        return np.arange(flat.n_nodes, dtype=np.int64)
    restarts = searches(flat)
    rounds = -1 if restarts > 1 else FEW_ROUNDS
    with seeded_igraph(seed):
        if method == "infomap":
            found = flat.graph.community_infomap(edge_weights=near_one(flat), trials=restarts)
            return np.asarray(found.membership, dtype=np.int64)
        weights = flat.weights if method == "cpm" else near_one(flat)
        # The method of the base class gives members and quality without objects of groups nobody asks for.
        runs: list[tuple[list[int], float]] = [
            igraph.GraphBase.community_leiden(
                flat.graph,
                edge_weights=weights,
                resolution=resolution,
                normalize_resolution=method == "leiden",
                n_iterations=rounds,
            )
            for _ in range(restarts)
        ]
    # Qualities equal but for the last bit count as equal, and the first run wins.
    best, _ = max(runs, key=lambda run: float(f"{run[1]:.10g}"))
    return np.asarray(best, dtype=np.int64)


def near_one(flat: Flat) -> list[float]:
    """The weights, scaled where the square of one would be no number; modularity does not depend on it."""
    if 1 / MOST_SQUARED < float(flat.weight.max()) < MOST_SQUARED:
        return flat.weights
    return list(largest_near_one(flat.weight).tolist())


def number_by_size(found: Ints) -> Ints:
    """The communities, of numbers from 0, numbered from 1 by size, largest first, then by smallest vertex."""
    sizes = np.bincount(found)
    first = np.empty(sizes.size, dtype=np.int64)
    # of several places that are written to at once the last stays
    first[found[::-1]] = np.arange(found.size)[::-1]
    there = np.flatnonzero(sizes)
    number = np.zeros(sizes.size, dtype=np.int64)
    number[there[np.lexsort((first[there], -sizes[there]))]] = np.arange(1, there.size + 1)
    return number[found]


def modularity(flat: Flat, membership: Ints, resolution: float = 1.0) -> float:
    """The share of weight inside groups beyond what chance would put there; 0 without weight."""
    tail, head = membership[flat.source], membership[flat.target]
    volume = np.bincount(np.concatenate([tail, head]), weights=np.tile(flat.weight, 2))
    return _beyond_chance(float(flat.weight[tail == head].sum()), volume, resolution)


def _beyond_chance(inside: float, volume: npt.NDArray[Any], resolution: float = 1.0) -> float:
    """Modularity; the volume of a group is twice the weight inside it and what leaves it."""
    total = float(volume.sum())
    return 2 * inside / total - resolution * float(((volume / total) ** 2).sum()) if total else 0.0


def describe_communities(flat: Flat, membership: Ints, sizes: Ints) -> tuple[pd.DataFrame, float]:
    """One row per community, how close it is inside and how cut off from the rest; and their modularity."""
    n = sizes.size
    group = membership - 1
    tail, head = group.take(flat.source), group.take(flat.target)
    is_inside = tail == head
    within, out_of = np.flatnonzero(is_inside), np.flatnonzero(~is_inside)
    own, leaving = tail.take(within), np.concatenate([tail.take(out_of), head.take(out_of)])
    inside = np.bincount(own, minlength=n)
    out = np.bincount(leaving, minlength=n)
    cut = np.bincount(leaving, weights=np.tile(flat.weight.take(out_of), 2), minlength=n)
    held = np.bincount(own, weights=flat.weight.take(within), minlength=n)
    volume = 2 * held + cut
    smaller = np.minimum(volume, volume.sum() - volume)
    possible = sizes * (sizes - 1) / 2
    frame = pd.DataFrame(
        {
            "community": np.arange(1, n + 1),
            "size": sizes,
            "links_inside": inside,
            "links_out": out,
            "density": np.divide(inside, possible, out=np.full(n, np.nan), where=possible > 0),
            "conductance": np.divide(cut, smaller, out=np.zeros(n), where=smaller > 0),
        }
    )
    return frame, _beyond_chance(float(held.sum()), volume)
