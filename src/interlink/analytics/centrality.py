"""Centrality: where each entity stands among the links."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from interlink.analytics.explain import describe, loops_caveat, significant
from interlink.analytics.finding import Finding, inherited, versions_of
from interlink.errors import QueryError
from interlink.model.evidence import Evidence
from interlink.projection import Flat, Projection
from interlink.projection.columns import Floats

__all__ = ["centrality", "link_lengths"]


def centrality(
    projection: Projection, *, normalized: bool = False, weighted: bool = False, seed: int = 0
) -> Finding:
    """Five measures of where each entity stands, most betweenness first, then by id.

    Layers and parallel links are merged first and links of an entity to itself left out. Frame:
    id; degree: distinct neighbours (directed: those reaching in plus those reached); betweenness:
    for each pair of others, the share of their shortest paths that pass through; closeness: the
    inverse of the mean distance from those that can reach the entity, times their share of all
    others, 0 to 1, 0 where none can; pagerank: share of a random walk with damping 0.85; core:
    the largest k for which the entity is in a group whose members all have k neighbours in it,
    direction ignored; caption, where the projection has captions. Evidence of a row: records of
    the entity's links. O(n·m), weighted O(n·m log n).

    Options
    -------
    normalized   betweenness divided by the pairs of others: (n-1)(n-2)/2, directed (n-1)(n-2)
    weighted     weight is strength: a link is 1/weight long, and the walk prefers strong links
    seed         recorded only: nothing here is drawn by chance

    Raises
    ------
    QueryError   weighted, and a weight is not above 0

    References
    ----------
    Freeman (1977), doi:10.2307/3033543; Wasserman and Faust (1994), section 5.2.2 for closeness
    among the unconnected; Brin and Page (1998), doi:10.1016/S0169-7552(98)00110-X; Seidman
    (1983), doi:10.1016/0378-8733(83)90028-X
    """
    flat = projection.flat(directed=projection.directed)
    lengths = link_lengths(projection, flat, "centrality").tolist() if weighted else None
    graph, n = flat.graph, projection.n_nodes
    betweenness = np.asarray(
        graph.betweenness(directed=projection.directed, weights=lengths), dtype=np.float64
    )
    order = np.lexsort((np.arange(n), -significant(betweenness)))
    if normalized:
        pairs = (n - 1) * (n - 2) / (1 if projection.directed else 2)
        betweenness = betweenness / pairs if pairs > 0 else betweenness
    ends = np.concatenate([flat.source, flat.target])
    strengths = flat.weight.tolist() if weighted else None
    columns = {
        "id": projection.ids_of(order),
        "degree": np.bincount(ends, minlength=n)[order],
        "betweenness": betweenness[order],
        "closeness": closeness(flat, lengths)[order],
        "pagerank": np.asarray(graph.pagerank(weights=strengths) if n else [], dtype=np.float64)[order],
        "core": np.asarray(projection.flat(directed=False).graph.coreness(), dtype=np.int64)[order],
    }
    if projection.captions is not None:
        columns["caption"] = projection.captions_of(order)
    frame = pd.DataFrame(columns)

    def cite(row: int) -> list[Evidence]:
        vertex = order[row]
        return projection.evidence(
            np.flatnonzero((projection.source == vertex) | (projection.target == vertex))
        )

    return Finding(
        analytic="centrality",
        params={"normalized": normalized, "weighted": weighted},
        seed=seed,
        versions=versions_of("igraph"),
        caveats=tuple(caveats(projection, weighted)),
        tables={"entities": frame},
        cites={"entities": cite},
        summary=summarise(projection, [int(v) for v in order], frame),
        inputs=projection.fingerprint,
        marking=inherited(projection.made_from),
    )


def link_lengths(projection: Projection, flat: Flat, analytic: str) -> Floats:
    """How long each pair's link is where weight is strength: 1/weight.

    Raises
    ------
    QueryError   a weight is not above 0; the message names the pair
    """
    if flat.n_pairs and flat.weight.min() <= 0:
        worst = int(flat.weight.argmin())
        ends = f"'{projection.ids[flat.source[worst]]}' and '{projection.ids[flat.target[worst]]}'"
        raise QueryError(f"{analytic}: weight {flat.weight[worst]} between {ends}; expected above 0")
    return np.asarray(1.0 / flat.weight)


def closeness(flat: Flat, lengths: list[float] | None) -> Floats:
    """Closeness by distance towards each vertex, scaled by the share of others that reach it."""
    n, graph = flat.n_nodes, flat.graph
    found = np.asarray(graph.closeness(mode="in", weights=lengths, normalized=False), dtype=np.float64)
    inverse_sum = np.nan_to_num(found)
    if flat.directed:
        reached_by = np.asarray(graph.neighborhood_size(order=n, mode="in"), dtype=np.int64)
    else:
        component = np.asarray(graph.connected_components().membership, dtype=np.int64)
        reached_by = np.bincount(component)[component]
    reach = reached_by - 1
    return np.asarray(reach * inverse_sum * reach / max(n - 1, 1))


def caveats(projection: Projection, weighted: bool) -> Iterator[str]:
    """What a reader of these ranks must know."""
    if not projection.n_links:
        yield "There are no links: every entity stands alone."
    yield (
        "A central place in these records is not importance, rank or guilt: whoever was watched "
        "most is linked most."
    )
    yield (
        "Entities that are central one by one are seldom the best set to act on together; ask that as a "
        "question of its own (Borgatti 2006)."
    )
    yield "Missing entities can change the order, even when few are missing."
    if weighted:
        yield "Stronger links count as shorter, so strength was read as closeness."
    yield from loops_caveat(projection)


def summarise(projection: Projection, order: list[int], frame: pd.DataFrame) -> str:
    """The foremost entities in plain words."""
    lines = [f"{describe(projection)} were looked at."]
    between = frame["betweenness"].to_numpy()
    for rank in range(min(5, int((between > 0).sum()))):
        name, neighbours = projection.caption_of(order[rank]), int(frame["degree"].iloc[rank])
        score = f"lies between others by a score of {between[rank]:.4g}"
        lines.append(f"{rank + 1}. {name}, linked to {neighbours:,}, {score}.")
    if len(lines) > 1:
        lines.insert(1, "Those most often on the shortest way from one entity to another:")
    return "\n".join(lines)
