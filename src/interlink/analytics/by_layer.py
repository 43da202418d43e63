"""Where each entity stands in each layer: who moves money and never calls is seen in one alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from interlink.analytics.shortest_ways import betweenness
from interlink.projection import Flat, Projection
from interlink.projection.columns import Floats, Ints

__all__ = ["LayerPlaces", "by_layers", "links_by_layer"]


@dataclass(frozen=True)
class LayerPlaces:
    """Every entity and layer that links it: vertex, layer, and `links[offsets[i]:offsets[i + 1]]`."""

    vertex: Ints
    layer: Ints
    offsets: Ints
    links: Ints


def links_by_layer(projection: Projection, order: Ints) -> LayerPlaces:
    """The places in layers, vertices in the order given, then layers; without links of one to itself."""
    links = np.flatnonzero(projection.source != projection.target)
    ends = np.concatenate([projection.source[links], projection.target[links]]).astype(np.int64)
    links = np.concatenate([links, links])
    layer = projection.layer[links].astype(np.int64)
    place = np.empty(order.size, dtype=np.int64)
    place[order] = np.arange(order.size)
    sorted_ = np.lexsort((links, layer, place[ends]))
    ends, layer, links = ends[sorted_], layer[sorted_], links[sorted_]
    starts = np.flatnonzero(np.r_[True, (ends[1:] != ends[:-1]) | (layer[1:] != layer[:-1])][: ends.size])
    return LayerPlaces(ends[starts], layer[starts], np.append(starts, links.size), links)


def by_layers(
    projection: Projection,
    places: LayerPlaces,
    lengths: Callable[[Flat], list[float] | None],
    pivots: Ints | None,
) -> pd.DataFrame:
    """One row per place: degree and betweenness by the layer's links alone, and its share of weight.

    `lengths` says how long the pairs of a layer are, None where each is one long.
    """
    n = projection.n_nodes
    degree, between = np.zeros(places.vertex.size, dtype=np.int64), np.zeros(places.vertex.size)
    for number in range(len(projection.layers)):
        flat = layer_flat(projection, number)
        here = np.flatnonzero(places.layer == number)
        ends = np.concatenate([flat.source, flat.target])
        degree[here] = np.bincount(ends, minlength=n)[places.vertex[here]]
        between[here] = betweenness(flat, lengths(flat), pivots)[places.vertex[here]]
    weight = np.add.reduceat(projection.weight[places.links], places.offsets[:-1]) if len(degree) else between
    total = np.bincount(places.vertex, weights=weight, minlength=n)[places.vertex]
    share: Floats = np.divide(weight, total, out=np.full(total.size, np.nan), where=total > 0)
    return pd.DataFrame(
        {
            "id": projection.ids_of(places.vertex),
            "layer": pd.Series([projection.layers[k] for k in places.layer], dtype="str"),
            "degree": degree,
            "betweenness": between,
            "weight_share": share,
        }
    )


def layer_flat(projection: Projection, number: int) -> Flat:
    """The pairs that one layer links."""
    flat = projection.flat(directed=projection.directed)
    return flat.kept(projection.layer == number, projection.weight)
