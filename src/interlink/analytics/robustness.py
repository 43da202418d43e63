"""How much could be missing before groups and ranks change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from interlink.analytics.checks import refuse_negative, refuse_seed
from interlink.analytics.explain import describe, significant
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.partition import search_communities
from interlink.analytics.running import tick
from interlink.analytics.stability import WEAK, membership_shares
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import UNCONSTRAINED, Constraints, Flat, Projection
from interlink.projection.columns import Floats, Ints

__all__ = ["Held", "robustness"]

Held = Literal["groups", "ranks"]
Lost = Literal["links", "entities"]

SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
FOREMOST = 10
MOST = 1_000


def robustness(
    projection: Projection,
    *,
    of: Held = "groups",
    where: Constraints = UNCONSTRAINED,
    resamples: int = 20,
    seed: int = 0,
) -> Finding:
    """How well groups or ranks hold as more and more of the links, or of the entities, are left out.

    Of groups (Leiden by modularity) what holds is the share of members that are still in what their
    group became; of ranks, the share of the ten foremost by betweenness that are still among the ten.
    An entity that is left out itself does not count. Frame, in order of what is lost and how much:
    lost (links or entities), left_out (share), held (mean over the repeats), low (what nine of ten
    repeats reach). Measures: links_to_weak and entities_to_weak, the
    least share left out at which less than 0.7 holds, NaN where none does. No row has evidence of its
    own: each is about the whole. O(repeats) times one search.

    Options
    -------
    of          groups (members of communities) or ranks (the ten foremost by betweenness)
    where       constraints on the links that count
    resamples   repeats for each share left out, 1 or more
    seed        where the chance of what is left out starts

    Raises
    ------
    UnknownName   neither groups nor ranks; also what the constraints raise
    QueryError    resamples are not 1 to 1,000, a weight that groups go by is negative, the seed is below 0

    References
    ----------
    Ficara et al. (2021), doi:10.1371/journal.pone.0255067
    """
    if of not in get_args(Held):
        known = get_args(Held)
        raise UnknownName(f"robustness: no '{of}'; expected {' or '.join(known)}.{nearest(of, known)}")
    if not 1 <= resamples <= MOST:
        raise QueryError(f"robustness: resamples is {resamples}; expected 1 to {MOST:,}")
    refuse_seed(seed, "robustness")
    projection = projection.narrow(where)
    if of == "groups":
        refuse_negative(projection, projection, "robustness")
    held = holding(projection, of, seed)
    rows = []
    something = foremost(projection.flat(directed=False)).size if of == "ranks" else projection.n_links
    parts = [(lost, share) for lost in get_args(Lost) for share in SHARES] if something else []
    for number, (lost, share) in enumerate(parts):
        again = []
        for turn in range(resamples):
            tick(number * resamples + turn, len(parts) * resamples)
            again.append(held(*without(projection, lost, share, np.random.default_rng([seed, number, turn]))))
        rows.append((lost, share, float(np.mean(again)), float(np.quantile(again, 0.1))))
    frame = pd.DataFrame(rows, columns=["lost", "left_out", "held", "low"])
    measures = {f"{lost}_to_weak": first_weak(frame, lost) for lost in get_args(Lost)}
    return finding_of(
        projection,
        "robustness",
        params={"of": of, **where.said()},
        seed=seed,
        tables={"shares": frame},
        behind={},
        summary=summarise(projection, of, measures if something else {}),
        caveats=caveats(projection, something=bool(something)),
        packages=("igraph",),
        measures=measures,
        resamples=resamples,
    )


def holding(projection: Projection, of: Held, seed: int) -> Callable[[Flat, npt.NDArray[np.bool_]], float]:
    """What says of a repeat, given the pairs left and the entities left, which share holds."""
    flat = projection.flat(directed=False)
    if of == "ranks":
        first = foremost(flat)

        def ranks(left: Flat, present: npt.NDArray[np.bool_]) -> float:
            wanted = first[present[first]]
            return float(np.isin(wanted, foremost(left)).mean()) if wanted.size else 1.0

        return ranks
    _, groups = np.unique(search_communities(flat, "leiden", 1.0, seed), return_inverse=True)

    def members(left: Flat, present: npt.NDArray[np.bool_]) -> float:
        found = search_communities(left, "leiden", 1.0, seed)
        if not present.any():
            return 1.0
        _, of_present = np.unique(groups[present], return_inverse=True)
        return float(membership_shares(of_present, iter([found[present]])).mean())

    return members


def foremost(flat: Flat) -> Ints:
    """The ten vertices most between others, ties by number; fewer where fewer are between any."""
    between: Floats = significant(np.asarray(flat.graph.betweenness(directed=False), dtype=np.float64))
    order = np.lexsort((np.arange(flat.n_nodes), -between))[:FOREMOST]
    return np.asarray(order[between[order] > 0])


def without(
    projection: Projection, lost: Lost, share: float, chance: np.random.Generator
) -> tuple[Flat, npt.NDArray[np.bool_]]:
    """The pairs that are left when this share of links or entities is not there, and the entities left."""
    present = np.ones(projection.n_nodes, dtype=bool)
    if lost == "links":
        kept = chance.random(projection.n_links) >= share
    else:
        present = chance.random(projection.n_nodes) >= share
        kept = present[projection.source] & present[projection.target]
    return projection.flat(directed=False).kept(kept, projection.weight), present


def first_weak(frame: pd.DataFrame, lost: Lost) -> float:
    """The least share left out at which less than 0.7 holds, NaN where there is none."""
    weak = frame[(frame["lost"] == lost) & (frame["held"] < WEAK)]["left_out"]
    return float(weak.min()) if len(weak) else float("nan")


def caveats(projection: Projection, *, something: bool) -> Iterator[str]:
    """What a reader of these shares must know."""
    if not projection.n_links:
        yield "There are no links: there is nothing to lose."
        return
    if not something:
        yield "Nobody lies between others: there are no ranks to hold."
        return
    yield "Links and entities were left out by chance; what is really missing is missing for a reason."
    if projection.directed:
        yield "The direction of links was not used."


def summarise(projection: Projection, of: Held, measures: dict[str, float]) -> str:
    """How much may be missing, in plain words."""
    what = "groups" if of == "groups" else "the foremost ten"
    lines = [f"{describe(projection)} were looked at, with more and more left out."]
    for lost, share in ((name.removesuffix("_to_weak"), share) for name, share in measures.items()):
        if np.isnan(share):
            lines.append(f"Without half of the {lost}, {what} hold in seven of ten or more.")
        else:
            lines.append(f"Without {share:.0%} of the {lost}, {what} hold in fewer than seven of ten.")
    return "\n".join(lines)
