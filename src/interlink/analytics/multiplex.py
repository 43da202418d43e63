"""Partitions of one set of vertices linked in several layers, each layer heard by its own modularity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from interlink.analytics.partition import FEW_ROUNDS, RESTARTS, modularity, search_communities, searches
from interlink.projection import Flat, Projection
from interlink.projection.columns import Floats, Ints
from interlink.projection.flat import flatten

__all__ = [
    "agreement",
    "flats_by_layer",
    "kept_by_layer",
    "search_alone",
    "search_multiplex",
    "searches_of_all",
]


def flats_by_layer(projection: Projection) -> list[Flat]:
    """The pairs of each layer without direction; their links are those of the projection."""
    found = []
    for number in range(len(projection.layers)):
        links = np.flatnonzero(projection.layer == number)
        flat = flatten(
            projection.source[links],
            projection.target[links],
            projection.weight[links],
            n_nodes=projection.n_nodes,
            directed=False,
        )
        found.append(_renumbered(flat, links))
    return found


def kept_by_layer(flats: Sequence[Flat], links: npt.NDArray[np.bool_], projection: Projection) -> list[Flat]:
    """The pairs of each layer that some of these links of the projection still make."""
    return [flat.kept(links, projection.weight) for flat in flats]


def search_multiplex(flats: Sequence[Flat], n_nodes: int, says: Floats, resolution: float, seed: int) -> Ints:
    """The best community of each vertex over all layers, numbered in any way.

    What is sought is the largest sum of the layers' modularities, each times what the layer `says`. A layer
    without weight is not heard. Where all layers together are small, ten searches are made and the best kept.
    """
    import leidenalg  # noqa: PLC0415 - its binary half is read by nobody who asks another question

    heard = [n for n, flat in enumerate(flats) if says[n] > 0 and flat.weight.any()]
    if not heard:
        return np.arange(n_nodes, dtype=np.int64)
    # Weights near 1 in each layer, so that amounts and calls meet the search's tolerances alike.
    weights = [flats[n].weight / flats[n].weight.mean() for n in heard]
    shares = [says[n] / says[heard].max() * 100 / flats[n].n_pairs for n in heard]
    graphs = [_weighed(flats[n], weight) for n, weight in zip(heard, weights, strict=True)]
    restarts = searches_of_all(flats)
    runs = [
        leidenalg.find_partition_multiplex(
            graphs,
            leidenalg.RBConfigurationVertexPartition,
            layer_weights=shares,
            n_iterations=-1 if restarts > 1 else FEW_ROUNDS,
            seed=seed + number,
            weights="weight",
            resolution_parameter=resolution,
        )[0]
        for number in range(restarts)
    ]
    found = [np.asarray(run, dtype=np.int64) for run in runs]
    # Qualities equal but for the last bit count as equal, and the first run wins.
    return max(
        found,
        key=lambda run: float(f"{sum(says[n] * modularity(flats[n], run, resolution) for n in heard):.10g}"),
    )


def search_alone(flat: Flat, resolution: float, seed: int) -> Ints:
    """The best community of each vertex by one layer alone, numbered in any way."""
    return search_communities(flat, "leiden", resolution, seed)


def searches_of_all(flats: Sequence[Flat]) -> int:
    """How many searches over all layers are made of which the best is kept."""
    return RESTARTS if all(searches(flat) > 1 for flat in flats) else 1


def agreement(one: Ints, other: Ints) -> float:
    """The normalised mutual information of two partitions: 1 the same, 0 nothing in common; NaN of nobody.

    Two partitions that both leave all together agree, and one that tells all apart from one that tells none
    says nothing: 0.
    """
    if not one.size:
        return float("nan")
    _, ours = np.unique(one, return_inverse=True)
    _, theirs = np.unique(other, return_inverse=True)
    joint = np.bincount(ours * (int(theirs.max()) + 1) + theirs)
    apart = _entropy(np.bincount(ours)) + _entropy(np.bincount(theirs))
    return 1.0 if not apart else float(max(2 * (1 - _entropy(joint) / apart), 0.0))


def _entropy(counts: Ints) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def _weighed(flat: Flat, weight: Floats) -> Any:
    graph = flat.graph.copy()
    graph.es["weight"] = weight.tolist()
    return graph


def _renumbered(flat: Flat, links: Ints) -> Flat:
    """The same pairs, their links by the numbers that these have in the projection."""
    return Flat(
        n_nodes=flat.n_nodes,
        source=flat.source,
        target=flat.target,
        weight=flat.weight,
        directed=flat.directed,
        link_offsets=flat.link_offsets,
        links=links[flat.links],
    )
