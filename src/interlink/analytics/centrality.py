"""Centrality: where each entity stands among the links."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from interlink.analytics.cite import around
from interlink.analytics.explain import describe, loops_caveat, significant
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.stability import count_repeats, rank_shares, repeated_flats
from interlink.errors import QueryError
from interlink.projection import Flat, Projection
from interlink.projection.columns import Floats

__all__ = ["centrality", "link_lengths"]

# The shortest paths from one entity, over one pair.
SECONDS = 2e-8


def centrality(
    projection: Projection,
    *,
    normalized: bool = False,
    weighted: bool = False,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """Five measures of where each entity stands, most betweenness first, then by id.

    Layers and parallel links are merged first and links of an entity to itself left out. Frame:
    id; degree: distinct neighbours (directed: those reaching in plus those reached); betweenness:
    for each pair of others, the share of their shortest paths that pass through; closeness: the
    inverse of the mean distance from those that can reach the entity, times their share of all
    others, 0 to 1, 0 where none can; pagerank: share of a random walk with damping 0.85; core:
    the largest k for which the entity is in a group whose members all have k neighbours in it,
    direction ignored; caption, where the projection has captions; confidence, where there were
    repeats: the share in which the entity stays in its class of betweenness (first, first 3,
    first 10, first 30, ...). Evidence of a row: records of the entity's links. O(n·m), weighted
    O(n·m log n), times the repeats.

    Options
    -------
    normalized   betweenness divided by the pairs of others: (n-1)(n-2)/2, directed (n-1)(n-2)
    weighted     weight is strength: a link is 1/weight long, and the walk prefers strong links
    resamples    repeats with a tenth of the links left out; empty: 20 where that is quick, else none
    seed         where the chance of what repeats leave out starts

    Raises
    ------
    QueryError   weighted, and a weight is not above 0; resamples are not 0 to 10,000

    References
    ----------
    Freeman (1977), doi:10.2307/3033543; Wasserman and Faust (1994), section 5.2.2 for closeness
    among the unconnected; Brin and Page (1998), doi:10.1016/S0169-7552(98)00110-X; Seidman
    (1983), doi:10.1016/0378-8733(83)90028-X
    """
    flat = projection.flat(directed=projection.directed)
    lengths = link_lengths(projection, flat, "centrality").tolist() if weighted else None
    graph, n = flat.graph, projection.n_nodes
    repeats = count_repeats(resamples, SECONDS * n * (n + flat.n_pairs), "centrality")
    between = betweenness(flat, lengths)
    order = np.lexsort((np.arange(n), -significant(between)))
    ends = np.concatenate([flat.source, flat.target])
    strengths = flat.weight.tolist() if weighted else None
    columns = {
        "id": projection.ids_of(order),
        "degree": np.bincount(ends, minlength=n)[order],
        "betweenness": (between / pairs_of_others(n, projection.directed) if normalized else between)[order],
        "closeness": closeness(flat, lengths)[order],
        "pagerank": np.asarray(graph.pagerank(weights=strengths) if n else [], dtype=np.float64)[order],
        "core": np.asarray(projection.flat(directed=False).graph.coreness(), dtype=np.int64)[order],
    }
    if projection.captions is not None:
        columns["caption"] = projection.captions_of(order)
    if repeats:
        flats = repeated_flats(projection, repeats, seed, directed=projection.directed)
        again = (significant(betweenness(each, inverse(each, weighted))) for each in flats)
        columns["confidence"] = rank_shares(significant(between), again)[order]
    frame = pd.DataFrame(columns)
    return finding_of(
        projection,
        "centrality",
        params={"normalized": normalized, "weighted": weighted},
        seed=seed,
        tables={"entities": frame},
        behind={"entities": lambda: around(projection, order)},
        summary=summarise(projection, [int(v) for v in order], frame),
        caveats=caveats(projection, weighted),
        packages=("igraph",),
        resamples=repeats,
    )


def betweenness(flat: Flat, lengths: list[float] | None) -> Floats:
    """For each vertex, the shares of shortest paths between others that pass through, added up."""
    return np.asarray(flat.graph.betweenness(directed=flat.directed, weights=lengths), dtype=np.float64)


def inverse(flat: Flat, weighted: bool) -> list[float] | None:
    """How long the pairs are where weight is strength, None where each is one long."""
    return [1.0 / weight for weight in flat.weight.tolist()] if weighted else None


def pairs_of_others(n: int, directed: bool) -> float:
    """How many pairs there are that an entity may lie between, 1 where there is none."""
    return max((n - 1) * (n - 2) / (1 if directed else 2), 1.0)


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
