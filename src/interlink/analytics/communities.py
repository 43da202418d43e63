"""Communities: groups of entities linked more to each other than to the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal, get_args

import numpy as np
import pandas as pd

from interlink.analytics.checks import refuse_negative
from interlink.analytics.cite import around, by_group
from interlink.analytics.explain import count, describe, list_names, loops_caveat
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.partition import (
    describe_communities,
    number_by_size,
    search_communities,
    searches,
)
from interlink.analytics.stability import count_repeats, membership_shares, repeated_flats
from interlink.errors import QueryError, UnknownName, nearest
from interlink.model.evidence import Evidence
from interlink.projection import UNCONSTRAINED, Constraints, Projection
from interlink.projection.columns import Ints

__all__ = ["CommunityFinding", "Method", "communities"]

Method = Literal["leiden", "cpm", "infomap"]
# A search over one pair of entities, at 100,000 pairs.
SECONDS = 3e-6

CAVEATS = {
    "leiden": "This method joins small groups as networks grow: compare with infomap or a higher resolution "
    "before relying on a group's size.",
    "cpm": "The number of groups follows from the resolution chosen: 1.0 asks for almost everyone in a group "
    "to be linked to everyone else in it.",
    "infomap": "Groups are where a walk along the links would linger: compare with leiden before relying "
    "on one.",
}


@dataclass(frozen=True, eq=False)
class CommunityFinding(Finding):
    """A finding of communities, with the records that hold each together."""

    def evidence_of_community(self, community: int) -> list[Evidence]:
        """The records of every link inside the community of this number.

        Raises
        ------
        UnknownName   there is no such community
        """
        found = len(self.tables["communities"])
        if not 1 <= community <= found:
            raise UnknownName(f"communities: no community {community}; expected 1 to {found}")
        return self.evidence(int(community) - 1, table="communities")


def communities(
    projection: Projection,
    *,
    method: Method = "leiden",
    resolution: float = 1.0,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> CommunityFinding:
    """Groups of entities that are linked more to each other than to the rest.

    Links are taken without direction, layers merged, weights summed; an entity without links
    is a community of its own. Communities are numbered from 1 by size, largest first, then by
    their smallest id. Frame: id, caption (the id where there is none), community,
    community_size, confidence (share of repeats in which the member is in what its group became;
    where there were repeats); by community, then id. Table `communities`: community, size,
    links_inside and links_out (pairs of entities), density (share of possible pairs linked; NaN
    for one entity), conductance (share of the group's weight that leaves it, against the smaller
    side; 0 where none leaves), confidence (mean of its members'). Measure `modularity`: weighted,
    at resolution 1. Evidence of a row: records of the links between the member and its own
    community. Up to 5,000 links the search is made ten times and the best kept; beyond that once,
    in two rounds.

    Options
    -------
    method       leiden (modularity), cpm (Leiden by density), or infomap
    resolution   higher finds more and smaller groups; not for infomap
    where        constraints on the links that count
    resamples    repeats with a tenth of the links left out; empty: 20 where that is quick, else none
    seed         where chance starts; the same seed gives the same groups

    Raises
    ------
    UnknownName   no such method; also what the constraints raise
    QueryError    a weight is negative, a resolution is not above 0 or is given to infomap, resamples
                  are not 0 to 10,000

    References
    ----------
    Traag, Waltman and van Eck (2019), doi:10.1038/s41598-019-41695-z; Traag, Van Dooren and
    Nesterov (2011), doi:10.1103/PhysRevE.84.016114; Rosvall and Bergstrom (2008),
    doi:10.1073/pnas.0706851105
    """
    projection = projection.narrow(where)
    flat = projection.flat(directed=False)
    check(projection, method, resolution)
    repeats = count_repeats(resamples, SECONDS * flat.n_pairs * searches(flat), "communities")
    if not flat.n_pairs:
        # Nothing can be left out: that all stay alone is no firmness.
        repeats = 0
    membership = number_by_size(search_communities(flat, method, resolution, seed))
    sizes = np.bincount(membership, minlength=1)[1:]
    order = np.argsort(membership, kind="stable")
    frame = pd.DataFrame(
        {
            "id": projection.ids_of(order),
            "caption": projection.captions_of(order),
            "community": membership[order],
            "community_size": sizes[membership[order] - 1],
        }
    )
    groups, quality = describe_communities(flat, membership, sizes)
    if repeats:
        again = (
            search_communities(each, method, resolution, seed)
            for each in repeated_flats(projection, repeats, seed, directed=False)
        )
        firmness = membership_shares(membership - 1, again)
        frame["confidence"] = firmness[order]
        groups["confidence"] = np.bincount(membership - 1, weights=firmness, minlength=sizes.size) / sizes
    found = finding_of(
        projection,
        "communities",
        params={"method": method, "resolution": resolution, **where.said()},
        seed=seed,
        tables={"members": frame, "communities": groups},
        behind={
            "members": lambda: around(
                projection, order, np.flatnonzero(groups_of(projection, membership) >= 0)
            ),
            "communities": lambda: by_group(groups_of(projection, membership), sizes.size),
        },
        summary=summarise(projection, order, sizes, flat.degrees),
        caveats=caveats(projection, method, repeats),
        packages=("igraph",),
        measures={"modularity": quality},
        resamples=repeats,
    )
    return CommunityFinding(**{each.name: getattr(found, each.name) for each in fields(found)})


def check(projection: Projection, method: str, resolution: float) -> None:
    """Nothing, or the error that says which argument or weight cannot be used."""
    if method not in get_args(Method):
        known = get_args(Method)
        raise UnknownName(
            f"communities: no method '{method}'; expected {', '.join(known)}.{nearest(method, known)}"
        )
    if not (np.isfinite(resolution) and resolution > 0):
        raise QueryError(f"communities: resolution is {resolution}; expected above 0")
    if method == "infomap" and resolution != 1.0:
        raise QueryError("communities: resolution does not apply to infomap; leave it at 1.0")
    refuse_negative(projection, projection, "communities")


def caveats(projection: Projection, method: str, repeats: int) -> Iterator[str]:
    """What a reader of these groups must know."""
    if not projection.n_links:
        yield "There are no links to group by: every entity is alone."
    yield "A group shows who is linked in these records, not that its members know each other or act as one."
    yield CAVEATS[method]
    if projection.directed:
        yield "The direction of links was not used."
    if not repeats:
        yield "How firmly each belongs was not measured: missing records can move members between groups."
    elif method != "leiden":
        yield "With this method members belong less often than confidence says; with leiden about as often."
    yield from loops_caveat(projection)


def groups_of(projection: Projection, membership: Ints) -> Ints:
    """The community that each link is inside, counted from 0; -1 of one that leads out or to itself."""
    tail = membership[projection.source]
    is_inside = (tail == membership[projection.target]) & (projection.source != projection.target)
    return np.where(is_inside, tail - 1, -1)


def summarise(projection: Projection, order: Ints, sizes: Ints, degrees: Ints) -> str:
    """The groups in plain words, the largest first, each by its members with most links.

    `order` has the vertices by community, then by id; `degrees` is of each vertex.
    """
    groups = int((sizes > 1).sum())
    lines = [f"Among {describe(projection)} there are {count(groups, 'group', 'groups')} of two or more."]
    shown = sizes[: min(groups, 5)]
    largest = np.split(order, np.cumsum(shown))[: shown.size]
    first = [members[np.argsort(-degrees[members], kind="stable")[:5]] for members in largest]
    names = iter(projection.captions_of(np.concatenate([order[:0], *first])).tolist())
    for community, (members, few) in enumerate(zip(largest, first, strict=True), 1):
        named = list_names([next(names) for _ in few], total=members.size)
        lines.append(f"Group {community} has {members.size:,}, most linked first: {named}.")
    alone = int((sizes == 1).sum())
    if alone:
        lines.append(f"{count(alone, 'entity stands', 'entities stand')} alone.")
    return "\n".join(lines)
