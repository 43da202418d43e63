"""Journeys: paths through time, each hop leaving after the one before has arrived."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd

from interlink.analytics.checks import refuse_negative
from interlink.analytics.cite import listed
from interlink.analytics.courses import course_of
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.journey_question import Asked, Goal, limits_of
from interlink.analytics.journey_tables import describe_hops, describe_journeys, hours_between
from interlink.analytics.journey_words import caveats, caveats_of_reach, summarise, summarise_reach
from interlink.analytics.stability import count_repeats, masks
from interlink.analytics.timed import Journey, best_journeys, is_joined, ways_of
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import UNCONSTRAINED, Constraints, Projection
from interlink.projection.columns import Floats, utc_times

__all__ = ["Goal", "journeys"]

# One pass over a contact, at 1,000,000 of them.
SECONDS = 25e-9


def journeys(
    projection: Projection,
    start: str,
    end: str | None = None,
    *,
    goal: Goal = "earliest",
    k: int = 5,
    dwell_least: float = 0.0,
    dwell_most: float | None = None,
    flow: bool = False,
    tolerance: float = 0.1,
    directed: bool | None = None,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """Ways from one entity to another on which each hop leaves when the one before has arrived, or later.

    Single contacts are followed, not merged links; a contact that does not say when it ends arrives as it
    leaves. The k best by the goal, then by fewest hops, then by the ids along the way (for `latest`, read
    from the end); no two by the same entities, none meets an entity twice. Frame: rank (from 1), departs,
    arrives, hours, hops, nodes (tuple of ids), layers (tuple, of every hop); captions (tuple), where the
    projection has them; confidence (share of repeats, each without a tenth of the contacts, in which the same
    entities are still joined in time; where there were repeats). Table `hops`, in order: rank, hop (from 1),
    source, target (as travelled), layer, departs, arrives, weight, reversed (the contact itself points the
    other way). Evidence of a row: the records of its contacts; of a row of `hops`: that one.

    Without an end, everyone who can be reached, each as early as can be. Frame: rank, id, caption, departs,
    arrives, hours, hops, confidence, by arrival, then id; no other table.

    None with the reason as caveat where no contacts lead there in time. O(m log m) for m contacts without an
    end; with one, a pass over the contacts for every hop of every journey. With a limit on waiting or on
    amounts the search is hard in general and stops after 100,000 steps, which a caveat then says.

    Options
    -------
    start         id of the entity to start from
    end           id of the entity to reach; empty: everyone who can be reached
    goal          earliest (arrival), latest (departure that arrives by `until`), or fewest (hops)
    k             how many journeys, 1 or more; all without an end
    dwell_least   hours that must pass between arriving and leaving
    dwell_most    hours that may pass between arriving and leaving; empty: any
    flow          whether what is handed on must not exceed what arrived; weights are amounts
    tolerance     share by which it may exceed, where flow counts
    directed      whether to follow the direction of contacts; empty: as in the projection, and with flow yes
    resamples     repeats with a tenth of the contacts left out; empty: 20 where that is quick, else none
    seed          where chance starts; the same seed gives the same confidence

    Raises
    ------
    UnknownEntity   start or end is not in the projection, or an entity to avoid
    UnknownName     no such goal, layer, kind or grade
    QueryError      k is below 1, hours or tolerance are negative or the most below the least, a goal other
                    than earliest without an end, an amount is negative, flow against directions, or
                    directions are asked of an undirected projection

    References
    ----------
    Kempe, Kleinberg and Kumar (2002), doi:10.1006/jcss.2002.1829; Wu et al. (2014),
    doi:10.14778/2732939.2732945; Bentert et al. (2020), doi:10.1007/s41109-020-00311-0; Casteigts et
    al. (2021), doi:10.1007/s00453-021-00831-w; Yen (1971), doi:10.1287/mnsc.17.11.712
    """
    check(goal, k, end, least=dwell_least, most=dwell_most, tolerance=tolerance)
    ends = [projection.index_of(each) for each in (start, end) if each is not None]
    named = tuple(projection.ids[each] for each in ends)
    projection = projection.narrow(replace(where, ends=named))
    asked = Asked(
        projection,
        ends[0],
        ends[-1],
        goal,
        k,
        limits_of(dwell_least, dwell_most, tolerance if flow else None),
        follow=followed(projection, directed, flow=flow),
        until=where.until,
    )
    if flow:
        refuse_negative(projection, projection.contacts, "journeys", what="amount")
    repeats = count_repeats(resamples, SECONDS * len(projection.contacts), "journeys")
    params = {
        "start": named[0],
        "end": None if end is None else named[1],
        "goal": goal,
        "k": k,
        "dwell_least": dwell_least,
        "dwell_most": dwell_most,
        "flow": flow,
        "tolerance": tolerance,
        "directed": asked.follow,
        **where.said(),
    }
    if end is None:
        return everyone_reached(asked, params, repeats, seed)
    return best_found(asked, params, repeats, seed)


def check(goal: str, k: int, end: str | None, *, least: float, most: float | None, tolerance: float) -> None:
    """Nothing, or the error that says which argument cannot be used."""
    if goal not in get_args(Goal):
        known = get_args(Goal)
        raise UnknownName(f"journeys: no goal '{goal}'; expected {', '.join(known)}.{nearest(goal, known)}")
    if end is None and goal != "earliest":
        raise QueryError(f"journeys: goal {goal} needs an end; without one only earliest is answered")
    if k < 1:
        raise QueryError(f"journeys: k is {k}; expected 1 or more")
    given = {"dwell_least": least, "dwell_most": most, "tolerance": tolerance}
    for name, value in given.items():
        if value is not None and not (math.isfinite(value) and value >= 0):
            raise QueryError(f"journeys: {name} is {value}; expected 0 or more")
    if most is not None and most < least:
        raise QueryError(f"journeys: dwell_most {most} is below dwell_least {least}. Swap the two.")


def followed(projection: Projection, directed: bool | None, *, flow: bool) -> bool:
    """Whether directions are followed."""
    if directed and not projection.directed:
        raise QueryError("the projection is undirected; expected directed=True when it was made")
    if directed is False and flow:
        raise QueryError("journeys: flow follows what is handed on; expected directed to be left out")
    return flow or (projection.directed if directed is None else directed)


def best_found(asked: Asked, params: dict[str, object], repeats: int, seed: int) -> Finding:
    """The finding of the best journeys from start to end."""
    projection, contacts = asked.projection, asked.projection.contacts
    found, is_cut = best_journeys(
        contacts,
        asked.usable,
        projection.n_nodes,
        asked.start,
        asked.end,
        asked.k,
        goal=asked.goal,
        limits=asked.limits,
        both=not asked.follow,
    )
    used = [np.array(each.contacts, dtype=np.int64) for each in found]
    frame = describe_journeys(projection, found, used)
    if repeats:
        frame["confidence"] = shares_joined(asked, found, repeats, seed)
    return finding_of(
        projection,
        "journeys",
        params=params,
        seed=seed,
        tables={"journeys": frame, "hops": describe_hops(projection, found, used)},
        behind={
            "journeys": lambda: listed([contacts.record[each] for each in used]),
            "hops": lambda: listed([contacts.record[each : each + 1] for some in used for each in some]),
        },
        summary=summarise(asked, found, frame),
        caveats=caveats(asked, found, is_cut=is_cut, repeats=repeats),
        packages=("numba",),
        resamples=repeats,
        single_records=("journeys", "hops"),
    )


def everyone_reached(asked: Asked, params: dict[str, object], repeats: int, seed: int) -> Finding:
    """The finding of everyone whom the start reaches."""
    projection, contacts = asked.projection, asked.projection.contacts
    reached = asked.reach(asked.usable, asked.limits)
    order = np.lexsort((reached.vertices, contacts.until[reached.ends()[1]]))
    first, last = (each[order] for each in reached.ends())
    frame = pd.DataFrame(
        {
            "rank": np.arange(1, order.size + 1),
            "id": projection.ids_of(reached.vertices[order]),
            "caption": projection.captions_of(reached.vertices[order]),
            "departs": utc_times(contacts.at[first]),
            "arrives": utc_times(contacts.until[last]),
            "hours": hours_between(contacts.at[first], contacts.until[last]),
            "hops": reached.hops[order],
        }
    )
    if repeats:
        held = np.zeros(projection.n_nodes)
        for kept in masks(asked.usable.size, repeats, seed):
            held[asked.reach(asked.usable[kept], asked.limits).vertices] += 1
        frame["confidence"] = held[reached.vertices[order]] / repeats
    parts = [contacts.record[some] for some in np.split(reached.contacts, reached.offsets[1:-1])]
    return finding_of(
        projection,
        "journeys",
        params=params,
        seed=seed,
        tables={"journeys": frame},
        behind={"journeys": lambda: listed([parts[each] for each in order])},
        summary=summarise_reach(asked, frame),
        caveats=caveats_of_reach(asked, len(frame), repeats),
        packages=("numba",),
        resamples=repeats,
        single_records=("journeys",),
    )


def shares_joined(asked: Asked, found: list[Journey], repeats: int, seed: int) -> Floats:
    """For each journey the share of repeats in which what is left joins its entities in time."""
    contacts, size = asked.projection.contacts, asked.projection.n_nodes
    pairs = {pair for each in found for pair in zip(each.path, each.path[1:], strict=False)}
    if not asked.follow:
        pairs |= {(head, tail) for tail, head in pairs}
    keys = np.array([tail * size + head for tail, head in sorted(pairs)], dtype=np.int64)
    of_pair = np.isin(
        contacts.source[asked.usable].astype(np.int64) * size + contacts.target[asked.usable], keys
    )
    held = np.zeros(len(found))
    for kept in masks(asked.usable.size, repeats, seed):
        chosen = asked.usable[kept & of_pair]
        ways = ways_of(contacts, course_of(contacts, chosen, both=not asked.follow), size, asked.limits)
        held += [is_joined(ways, each.path) for each in found]
    return held / repeats
