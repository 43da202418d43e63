"""Brokerage: who stands between others that are not linked themselves, and between which groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

import numpy as np
import pandas as pd

from interlink.analytics.checks import refuse_negative, refuse_weightless
from interlink.analytics.cite import around
from interlink.analytics.explain import count, describe, loops_caveat
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.partition import number_by_size, search_communities
from interlink.analytics.roles import ROLES, effective_sizes, open_roles, ways_of
from interlink.analytics.scale import largest_near_one
from interlink.analytics.stability import count_repeats, rank_shares, repeated_flats
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import UNCONSTRAINED, Constraints, Flat, Projection
from interlink.projection.columns import Floats, Ints
from interlink.projection.flat import flatten

__all__ = ["brokerage"]

Groups = Literal["communities", "kind"]
# Every measure, over one pair.
SECONDS = 4e-6


def brokerage(
    projection: Projection,
    *,
    groups: Groups = "communities",
    weighted: bool = False,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """Who joins others that nothing else joins, most often first, then by id.

    Layers and parallel links are merged first and links of an entity to itself left out. Frame: id; caption
    (the id where there is none); group; constraint: Burt's, low where contacts are many and not linked to
    each other (NaN without contacts); effective_size: contacts less those that others already lead to (NaN
    without); then how often the entity leads from one to another that no link leads to at once, by the groups
    of the three: coordinator (all in its own), itinerant (the two others share a group that is not its own),
    gatekeeper (from outside into its own), representative (from its own to outside), liaison (three groups);
    total, their sum; confidence, where there were repeats: the share in which the entity stays in its class
    of total (first, first 3, first 10, ...). Without directions a link leads both ways, so that every open
    pair counts twice, and a gatekeeper is a representative as often. Table `groups`: group, size, then the
    five and total of its members. Measures `open` (all totals), `across` (share of them between groups).
    Evidence of a row: records of the entity's links, or of the links of the group's members. O(m·sqrt(m)).

    Options
    -------
    groups      communities (Leiden, as `communities` finds them with this seed) or kind (of entity)
    weighted    whether constraint and effective size count the weight of links
    resamples   repeats with a tenth of the links left out; empty: 20 where that is quick, else none
    seed        where chance starts; the same seed gives the same groups

    Raises
    ------
    UnknownName     no such groups, layer, kind or grade
    UnknownEntity   an entity to avoid is not in the projection
    QueryError      entities have no kinds, a weight that counts is not above 0, resamples are not 0 to 10,000

    References
    ----------
    Burt (1992), Structural Holes, chapter 2; Gould and Fernandez (1989), doi:10.2307/270949
    """
    if groups not in get_args(Groups):
        known = get_args(Groups)
        raise UnknownName(
            f"brokerage: no groups '{groups}'; expected {', '.join(known)}.{nearest(groups, known)}"
        )
    projection = projection.narrow(where)
    flat, n = projection.flat(directed=False), projection.n_nodes
    weight = flat.weight if weighted else np.ones(flat.n_pairs)
    if weighted:
        refuse_weightless(projection, "brokerage")
    elif groups == "communities":
        refuse_negative(projection, projection, "brokerage")
    repeats = count_repeats(resamples, SECONDS * flat.n_pairs, "brokerage")
    number, names = grouped(projection, flat, groups, seed)
    roles = open_roles(flat, ways_of(flat, arrows(projection)), number)
    total = roles.sum(axis=1)
    order = np.lexsort((np.arange(n), -total))
    frame = pd.DataFrame(
        {
            "id": projection.ids_of(order),
            "caption": projection.captions_of(order),
            "group": names.iloc[number[order]].reset_index(drop=True),
            "constraint": constraints(flat, weight)[order],
            "effective_size": effective_sizes(flat, weight)[order],
            **{role: roles[order, place] for place, role in enumerate(ROLES)},
            "total": total[order],
        }
    )
    if repeats:
        flats = repeated_flats(projection, repeats, seed, directed=projection.directed)
        frame["confidence"] = rank_shares(total.astype(float), map(open_totals, flats))[order]
    by_group = np.argsort(number[order], kind="stable")
    members = np.bincount(number, minlength=len(names))
    return finding_of(
        projection,
        "brokerage",
        params={"groups": groups, "weighted": weighted, **where.said()},
        seed=seed,
        tables={"entities": frame, "groups": describe_groups(roles, number, names)},
        behind={
            "entities": lambda: around(projection, order),
            "groups": lambda: around_groups(projection, order[by_group], members),
        },
        summary=summarise(projection, frame, roles),
        caveats=caveats(projection, groups, repeats),
        packages=("igraph", "scipy"),
        measures={"open": float(total.sum()), "across": across(roles)},
        resamples=repeats,
    )


def arrows(projection: Projection) -> Flat | None:
    """The pairs by direction, None where nothing is directed."""
    return projection.flat(directed=True) if projection.directed else None


def grouped(
    projection: Projection, flat: Flat, groups: Groups, seed: int
) -> tuple[Ints, pd.Series[int] | pd.Series[str]]:
    """The group of each vertex, numbered from 0, and what each group is called."""
    if groups == "communities":
        found = number_by_size(search_communities(flat, "leiden", 1.0, seed))
        return found - 1, pd.Series(np.arange(1, int(found.max(initial=0)) + 1))
    if projection.kinds is None:
        raise QueryError("brokerage: entities of an edge table have no kinds. Group by communities.")
    kinds, number = np.unique(np.array(projection.kinds, dtype=object), return_inverse=True)
    return number.astype(np.int64), pd.Series(kinds, dtype="str")


def constraints(flat: Flat, weight: Floats) -> Floats:
    """Burt's constraint of each vertex, NaN where it has no neighbours."""
    return np.asarray(flat.graph.constraint(weights=largest_near_one(weight).tolist()), dtype=np.float64)


def open_totals(flat: Flat) -> Floats:
    """How often each vertex leads from one to another that no link leads to at once."""
    undirected = flatten(flat.source, flat.target, flat.weight, n_nodes=flat.n_nodes, directed=False)
    ways = ways_of(undirected, flat if flat.directed else None)
    alike = np.zeros(flat.n_nodes, dtype=np.int64)
    return np.asarray(open_roles(undirected, ways, alike).sum(axis=1), dtype=np.float64)


def across(roles: Ints) -> float:
    """The share of all that is brokered that is not within one group; NaN where nothing is."""
    total = int(roles.sum())
    return float(roles[:, 1:].sum() / total) if total else float("nan")


def describe_groups(roles: Ints, number: Ints, names: pd.Series[int] | pd.Series[str]) -> pd.DataFrame:
    """One row per group."""
    size = len(names)
    sums = {
        role: np.bincount(number, weights=roles[:, place], minlength=size).astype(np.int64)
        for place, role in enumerate(ROLES)
    }
    return pd.DataFrame(
        {
            "group": names,
            "size": np.bincount(number, minlength=size),
            **sums,
            "total": sum(sums.values()),
        }
    )


def around_groups(projection: Projection, members: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """The links of each group's members; `members` are in order of their groups."""
    offsets, links = around(projection, members)
    ends = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    return offsets[ends], links


def caveats(projection: Projection, groups: str, repeats: int) -> Iterator[str]:
    """What a reader of these roles must know."""
    if not projection.n_links:
        yield "There are no links: nobody stands between others."
    yield (
        "Two that no record links may know each other all the same: a broker in these records is often "
        "whoever was watched while the others were not."
    )
    yield "Standing between others is a place in these records, not knowledge of what passes."
    if groups == "communities":
        yield "The roles follow from computed groups: another seed or method may draw them otherwise."
    if not projection.directed:
        yield "Links have no direction, so each counts both ways and gatekeeper equals representative."
    if repeats:
        yield "Repeats say how firmly the total holds; the groups were those of all links."
    yield from loops_caveat(projection)


def summarise(projection: Projection, frame: pd.DataFrame, roles: Ints) -> str:
    """The whole, then the foremost brokers in plain words."""
    lines = [f"{describe(projection)} were looked at."]
    total = int(roles.sum())
    if not total:
        return "\n".join([*lines, "Nobody stands between two others that are not linked."])
    lines.append(
        f"Two steps lead {count(total, 'time', 'times')} to where no link leads at once, "
        f"{across(roles):.0%} of them between groups."
    )
    foremost = frame[frame["total"] > 0].head(5)
    for rank, (name, all_of, *each) in enumerate(
        foremost[["caption", "total", *ROLES]].itertuples(index=False, name=None), 1
    ):
        most = ROLES[int(np.argmax(each))]
        lines.append(f"{rank}. {name}, {count(all_of, 'time', 'times')}, most as {most} ({max(each):,}).")
    return "\n".join(lines)
