"""Centrality: where each entity stands among the links."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from interlink.analytics.by_layer import by_layers, links_by_layer
from interlink.analytics.checks import refuse_seed, refuse_weightless
from interlink.analytics.cite import around
from interlink.analytics.explain import describe, loops_caveat, significant
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.network import centralization
from interlink.analytics.shortest_ways import (
    betweenness,
    betweenness_centralization,
    closeness,
    draw_pivots,
    pairs_of_others,
)
from interlink.analytics.stability import count_repeats, rank_shares, repeated_flats
from interlink.errors import QueryError
from interlink.projection import UNCONSTRAINED, Constraints, Flat, Projection
from interlink.projection.columns import Floats, Ints

__all__ = ["centrality", "link_lengths"]

# The shortest paths from one entity, over one pair.
SECONDS = 2e-8
# Counting from every entity is done where it takes no longer; else from so many drawn by chance.
EXACT_S = 60.0
PIVOTS = 1_000
# Lengths that differ more are beyond what igraph tells apart in a sum.
MOST_APART = 1e9


def centrality(
    projection: Projection,
    *,
    normalized: bool = False,
    weighted: bool = False,
    by_layer: bool = False,
    pivots: int | None = None,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """Five measures of where each entity stands, most betweenness first, then by id.

    Layers and parallel links are merged first and links of an entity to itself left out. Frame:
    id; degree: distinct neighbours (directed: those reaching in plus those reached); betweenness:
    for each pair of others, the share of their shortest paths that pass through; closeness: the
    inverse of the mean distance from those that can reach the entity, times their share of all
    others, 0 where none can, at most 1 unless weighted; pagerank: share of a random walk with
    damping 0.85; core:
    the largest k for which the entity is in a group whose members all have k neighbours in it,
    direction ignored; caption, where the projection has captions; confidence, where there were
    repeats: the share in which the entity stays in its class of betweenness (first, first 3,
    first 10, first 30, ...). Table `layers`, where it is asked for, a row per entity and layer
    that links it, entities in the order of the frame: id, layer, degree, betweenness, weight_share
    (the layer's share of the weight on all of the entity's links), each by the links of the layer
    alone. Measures `degree_centralization` (direction ignored) and `betweenness_centralization`:
    how much the whole hangs on one entity, 1 a star, 0 all alike. Evidence of a row: records of
    the entity's links, of that layer in `layers`. O(n·m), weighted O(n·m log n), times the repeats;
    where all would take over a minute, betweenness and closeness are estimated from 1,000 entities,
    which a caveat says.

    Options
    -------
    normalized   betweenness divided by the pairs of others: (n-1)(n-2)/2, directed (n-1)(n-2)
    weighted     weight is strength: a link is 1/weight long, and the walk prefers strong links
    by_layer     adds the table `layers`: who stands where in each kind of link
    pivots       from how many entities paths are counted; empty: all, or 1,000 in large networks
    where        constraints on the links that count
    resamples    repeats with a tenth of the links left out; empty: 20 where that is quick, else none
    seed         where the chance of what repeats leave out, and of pivots, starts

    Raises
    ------
    QueryError   weighted, and a weight is not above 0; pivots are below 1; the seed is below 0;
                 resamples are not 0 to 10,000; also what the constraints raise

    References
    ----------
    Freeman (1977), doi:10.2307/3033543; Wasserman and Faust (1994), section 5.2.2 for closeness
    among the unconnected; Freeman (1978), doi:10.1016/0378-8733(78)90021-7, for centralization;
    Brin and Page (1998), doi:10.1016/S0169-7552(98)00110-X; Seidman (1983),
    doi:10.1016/0378-8733(83)90028-X; Brandes and Pich (2007), doi:10.1142/S0218127407018403
    """
    projection = projection.narrow(where)
    flat = projection.flat(directed=projection.directed)

    def lengths_of(pairs: Flat) -> list[float] | None:
        return link_lengths(projection, pairs, "centrality").tolist() if weighted else None

    lengths = lengths_of(flat)
    graph, n = flat.graph, projection.n_nodes
    walked = n + flat.n_pairs
    drawn = pivots_of(n, walked, pivots, seed)
    repeats = count_repeats(resamples, SECONDS * walked * (n if drawn is None else drawn.size), "centrality")
    between = betweenness(flat, lengths, drawn)
    order = np.lexsort((np.arange(n), -significant(between)))
    ends = np.concatenate([flat.source, flat.target])
    strengths = flat.weight.tolist() if weighted else None
    columns = {
        "id": projection.ids_of(order),
        "degree": np.bincount(ends, minlength=n)[order],
        "betweenness": (between / pairs_of_others(n, projection.directed) if normalized else between)[order],
        "closeness": closeness(flat, lengths, drawn)[order],
        "pagerank": np.asarray(graph.pagerank(weights=strengths) if n else [], dtype=np.float64)[order],
        "core": np.asarray(projection.flat(directed=False).graph.coreness(), dtype=np.int64)[order],
    }
    if projection.captions is not None:
        columns["caption"] = projection.captions_of(order)
    if repeats:
        flats = repeated_flats(projection, repeats, seed, directed=projection.directed)
        again = (significant(betweenness(each, inverse(each, weighted), drawn)) for each in flats)
        columns["confidence"] = rank_shares(significant(between), again)[order]
    frame = pd.DataFrame(columns)
    tables, behind = {"entities": frame}, {"entities": lambda: around(projection, order)}
    if by_layer:
        places = links_by_layer(projection, order)
        tables["layers"] = by_layers(projection, places, lengths_of, drawn)
        behind["layers"] = lambda: (places.offsets, places.links)
    undirected = projection.flat(directed=False).graph
    measures = {
        "degree_centralization": centralization(np.asarray(undirected.degree(), dtype=np.int64)),
        "betweenness_centralization": betweenness_centralization(between, projection.directed),
    }
    return finding_of(
        projection,
        "centrality",
        params={
            "normalized": normalized,
            "weighted": weighted,
            "by_layer": by_layer,
            "pivots": pivots,
            **where.said(),
        },
        seed=seed,
        tables=tables,
        behind=behind,
        summary=summarise(projection, [int(v) for v in order], frame, measures),
        caveats=caveats(projection, lengths, drawn),
        packages=("igraph", "scipy"),
        measures=measures,
        resamples=repeats,
    )


def pivots_of(n: int, walked: int, pivots: int | None, seed: int) -> Ints | None:
    """The vertices shortest paths are counted from; None means all."""
    if pivots is not None and pivots < 1:
        raise QueryError(f"centrality: pivots is {pivots}; expected 1 or more")
    refuse_seed(seed, "centrality")
    if pivots is None:
        pivots = n if SECONDS * n * walked <= EXACT_S else PIVOTS
    return draw_pivots(n, pivots, seed)


def inverse(flat: Flat, weighted: bool) -> list[float] | None:
    """How long the pairs are where weight is strength, None where each is one long."""
    return [1.0 / weight for weight in flat.weight.tolist()] if weighted else None


def link_lengths(projection: Projection, flat: Flat, analytic: str) -> Floats:
    """How long each pair's link is where weight is strength: 1/weight.

    Raises
    ------
    QueryError   a link weighs 0 or less, or less than 1e-300; the message names its ends
    """
    refuse_weightless(projection, analytic)
    return np.asarray(1.0 / flat.weight)


def caveats(projection: Projection, lengths: list[float] | None, pivots: Ints | None) -> Iterator[str]:
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
    if pivots is not None:
        yield (
            f"Betweenness and closeness are estimates from {pivots.size:,} of {projection.n_nodes:,} "
            "entities drawn by chance: those close in rank may be exchanged."
        )
    if lengths is not None:
        yield "Stronger links count as shorter, so strength was read as closeness."
        if max(lengths, default=1.0) > MOST_APART * min(lengths, default=1.0):
            yield (
                "Some links are over a billion times as strong as others: ways that differ by less than a "
                "ten-billionth count as equally long."
            )
    yield from loops_caveat(projection)


def summarise(
    projection: Projection, order: list[int], frame: pd.DataFrame, measures: dict[str, float]
) -> str:
    """How much hangs on one entity, then the foremost in plain words."""
    lines = [f"{describe(projection)} were looked at."]
    if projection.n_links:
        degree, between_all = measures.values()
        lines.append(
            f"Of what a star would have, links hang on one entity by {degree:.0%} and shortest ways by "
            f"{between_all:.0%}."
        )
    hanging = len(lines)
    between = frame["betweenness"].to_numpy()
    for rank in range(min(5, int((between > 0).sum()))):
        name, neighbours = projection.caption_of(order[rank]), int(frame["degree"].iloc[rank])
        score = f"lies between others by a score of {between[rank]:.4g}"
        lines.append(f"{rank + 1}. {name}, linked to {neighbours:,}, {score}.")
    if len(lines) > hanging:
        lines.insert(hanging, "Those most often on the shortest way from one entity to another:")
    return "\n".join(lines)
