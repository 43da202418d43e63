"""Paths: how one entity is connected to another, with the records of every hop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from interlink.analytics.cite import listed
from interlink.analytics.costs import COSTS, Cost, costs_of
from interlink.analytics.explain import count, describe
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.shortest import Walk, k_shortest_paths
from interlink.analytics.stability import count_repeats, masks
from interlink.errors import QueryError
from interlink.projection import MISSING_TIME, UNCONSTRAINED, Constraints, Flat, Projection
from interlink.projection.columns import Floats, Ints, utc_times

__all__ = ["paths"]

# What is left out of one link, in a repeat.
SECONDS = 1e-8


def paths(
    projection: Projection,
    start: str,
    end: str,
    *,
    k: int = 5,
    cost: Cost = "hops",
    directed: bool | None = None,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """The k cheapest loopless paths, cheapest first, ties by the ids along the path.

    Parallel links and layers are merged first, their weights summed; links of an entity to
    itself are left out. Frame: rank (from 1), cost, hops, nodes (tuple of ids), layers (tuple of
    names met on the way); captions (tuple), where the projection has them; confidence, where there
    were repeats: the share in which every hop still has a link, so that the path is still among
    the k cheapest, hops costing what they did. Table `hops`, a row
    per link used, in order of rank, hop and layer: rank, hop (from 1), source, target (as
    walked), layer, weight, first, last (NaT where no time is known), records (how many),
    reversed (the link itself points the other way). Evidence of a row: the records of every hop
    in order; of a row of `hops`: those of that link. Fewer than k are returned when fewer exist,
    none with a caveat when start and end are not connected, one without hops when they are the
    same entity.

    Options
    -------
    start      id of the entity to start from
    end        id of the entity to reach
    k          how many paths, 1 or more
    cost       hops (each link 1), strength (1/weight), weight, or confidence (-log of how likely it is)
    directed   whether to follow the direction of links; as in the projection where not given
    resamples  repeats with a tenth of the links left out; empty: 20 where that is quick, else none
    seed       where the chance of what repeats leave out starts

    Raises
    ------
    UnknownEntity   start or end is not in the projection, or an entity to avoid
    UnknownName     no such cost, layer, kind or grade
    QueryError      k is below 1, a weight that counts is not above 0, links say nothing of their
                    confidence, directions are asked of an undirected projection, or resamples are
                    not 0 to 10,000

    References
    ----------
    Yen (1971), doi:10.1287/mnsc.17.11.712; Pohl (1971), Bi-directional search, Machine
    Intelligence 6
    """
    if k < 1:
        raise QueryError(f"paths: k is {k}; expected 1 or more")
    first, last = projection.index_of(start), projection.index_of(end)
    start, end = projection.ids[first], projection.ids[last]
    projection = projection.narrow(replace(where, ends=(start, end)))
    follow = projection.directed if directed is None else directed
    flat = projection.flat(directed=follow)
    repeats = count_repeats(resamples, SECONDS * projection.n_links, "paths")
    walks = k_shortest_paths(flat, first, last, k, costs_of(projection, flat, cost, "paths"))
    used = [links_walked(projection, flat, walk) for walk in walks]
    hops = describe_hops(projection, walks, used)
    link_of_hop = np.concatenate([links for links, *_ in used]) if used else np.zeros(0, dtype=np.int64)
    frame = describe_paths(projection, walks, used)
    if repeats:
        frame["confidence"] = shares_left(used, masks(projection.n_links, repeats, seed))
    return finding_of(
        projection,
        "paths",
        params={"start": start, "end": end, "k": k, "cost": cost, "directed": follow, **where.said()},
        seed=seed,
        tables={"paths": frame, "hops": hops},
        behind={
            "paths": lambda: listed([links for links, *_ in used]),
            "hops": lambda: (np.arange(link_of_hop.size + 1), link_of_hop),
        },
        summary=summarise(projection, first, last, walks, cost),
        caveats=caveats(projection, start, end, walks, k=k, follow=follow, where=where),
        packages=("numba",),
        resamples=repeats,
    )


def shares_left(used: list[tuple[Ints, Ints, Ints]], repeats: Iterator[npt.NDArray[np.bool_]]) -> Floats:
    """For each path the share of repeats in which every hop of it still has a link.

    Such a path is still among the k cheapest, and no search is needed to say so: hops that are left out
    make no other path cheaper, so what comes before it in a repeat came before it already.
    """
    links = np.concatenate([each[0] for each in used] or [np.zeros(0, dtype=np.int64)])
    hop = np.concatenate([each[1] for each in used] or [np.zeros(0, dtype=np.int64)])
    path = np.repeat(np.arange(len(used)), [each[0].size for each in used])
    starts = np.flatnonzero((np.diff(hop, prepend=-1) != 0) | (np.diff(path, prepend=-1) != 0))
    path_of_hop = path[starts]
    held, asked = np.zeros(len(used)), 0
    for kept in repeats:
        asked += 1
        held += 1
        if starts.size:
            lost = ~np.logical_or.reduceat(kept[links], starts)
            held[np.unique(path_of_hop[lost])] -= 1
    return held / max(asked, 1)


def links_walked(projection: Projection, flat: Flat, walk: Walk) -> tuple[Ints, Ints, Ints]:
    """The projection's links along a walk, with each link's hop from 0 and the vertex it is walked from."""
    offsets, head, pair = flat.arcs
    links, hops, tails = [], [], []
    for hop, (u, v) in enumerate(zip(walk.path, walk.path[1:], strict=False)):
        place = offsets[u] + np.searchsorted(head[offsets[u] : offsets[u + 1]], v)
        found = flat.links_of(pair[place : place + 1])
        links.append(found[np.argsort(projection.layer[found], kind="stable")])
        hops.append(np.full(found.size, hop, dtype=np.int64))
        tails.append(np.full(found.size, u, dtype=np.int64))
    none = [np.zeros(0, dtype=np.int64)]
    return np.concatenate(links or none), np.concatenate(hops or none), np.concatenate(tails or none)


def describe_paths(
    projection: Projection, walks: list[Walk], used: list[tuple[Ints, Ints, Ints]]
) -> pd.DataFrame:
    """One row per path."""
    layers = [tuple(projection.layers[n] for n in np.unique(projection.layer[links])) for links, *_ in used]
    frame = pd.DataFrame(
        {
            "rank": np.arange(1, len(walks) + 1, dtype=np.int64),
            "cost": np.array([walk.cost for walk in walks], dtype=np.float64),
            "hops": np.array([len(walk.path) - 1 for walk in walks], dtype=np.int64),
            "nodes": pd.Series([tuple(projection.ids[v] for v in walk.path) for walk in walks], dtype=object),
            "layers": pd.Series(layers, dtype=object),
        }
    )
    if projection.captions is not None:
        captions = [tuple(projection.caption_of(v) for v in walk.path) for walk in walks]
        frame["captions"] = pd.Series(captions, dtype=object)
    return frame


def describe_hops(
    projection: Projection, walks: list[Walk], used: list[tuple[Ints, Ints, Ints]]
) -> pd.DataFrame:
    """One row per link of every path, in the order walked."""
    none = np.zeros(0, dtype=np.int64)
    links = np.concatenate([u[0] for u in used] or [none])
    hop = np.concatenate([u[1] for u in used] or [none])
    tails = np.concatenate([u[2] for u in used] or [none])
    heads = projection.source[links].astype(np.int64) + projection.target[links] - tails
    counts = projection.record_offsets[links + 1] - projection.record_offsets[links]
    return pd.DataFrame(
        {
            "rank": np.repeat(np.arange(1, len(walks) + 1, dtype=np.int64), [u[0].size for u in used]),
            "hop": hop + 1,
            "source": projection.ids_of(tails),
            "target": projection.ids_of(heads),
            "layer": pd.Series([projection.layers[n] for n in projection.layer[links]], dtype="str"),
            "weight": projection.weight[links],
            "first": moments(projection.first, links),
            "last": moments(projection.last, links),
            "records": counts,
            "reversed": (projection.source[links] != tails) & projection.directed,
        }
    )


def moments(times: Ints | None, links: Ints) -> pd.Series[Any]:
    """The times of the links as UTC datetimes, NaT where there is none."""
    values = np.full(links.size, MISSING_TIME, dtype=np.int64) if times is None else times[links]
    return utc_times(values)


def caveats(
    projection: Projection,
    start: str,
    end: str,
    walks: list[Walk],
    *,
    k: int,
    follow: bool,
    where: Constraints,
) -> Iterator[str]:
    """What a reader of these paths must know."""
    if not walks:
        yield from reasons(projection, start, end, follow=follow, where=where)
        return
    if start == end:
        yield "Start and end are the same entity: there is nothing to connect."
        return
    if len(walks) < k:
        yield f"{k} paths were asked for and only {len(walks)} exist."
    yield "A path shows that records connect two entities, not that anything passed along it."
    yield "Time was not checked: a later hop may be older than an earlier one."
    if projection.directed and not follow:
        yield "The direction of links was not used; the hops say which links point the other way."


def reasons(
    projection: Projection, start: str, end: str, *, follow: bool, where: Constraints
) -> Iterator[str]:
    """Why there is no path."""
    barred = [name for name in (start, end) if name in {str(each) for each in where.avoid}]
    if barred:
        named = " and ".join(f"'{name}'" for name in dict.fromkeys(barred))
        verb = "is" if len(set(barred)) == 1 else "are"
        yield f"{named} {verb} among the entities to avoid, so that no path can begin or end there."
        return
    if not projection.n_links and where.said():
        yield "The constraints leave no link at all; widen them."
        return
    along = " along the direction of links" if follow else ""
    asked = ", as the constraints leave them" if where.said() else ""
    yield (
        f"'{start}' and '{end}' are not connected{along} in these records{asked}; "
        "other records may connect them."
    )


def summarise(projection: Projection, start: int, end: int, walks: list[Walk], cost: Cost) -> str:
    """The paths in plain words, the cheapest first."""
    ends = f"{projection.caption_of(start)} to {projection.caption_of(end)}"
    found = f"{count(len(walks), 'path', 'paths')}, ordered by {COSTS[cost]}"
    lines = [f"From {ends}, among {describe(projection)}: {found}."]
    for rank, walk in enumerate(walks[:5], 1):
        along = " - ".join(projection.caption_of(v) for v in walk.path)
        lines.append(f"{rank}. {along} ({count(len(walk.path) - 1, 'hop', 'hops')}, cost {walk.cost:.4g}).")
    return "\n".join(lines)
