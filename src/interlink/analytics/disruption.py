"""Disruption: which few entities hold a network together, and what is left of it without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Literal, get_args

import numpy as np
import pandas as pd

from interlink.analytics.cite import around
from interlink.analytics.explain import count, describe, list_names, loops_caveat, significant
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.fragments import Fragmenting, Reaching, fragmentation, nearness
from interlink.analytics.keyplayers import Aim, Means, choose
from interlink.analytics.running import tick
from interlink.analytics.stability import count_repeats, repeated_flats
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import UNCONSTRAINED, Constraints, Flat, Projection
from interlink.projection.columns import Floats

__all__ = ["disruption"]

Method = Literal["kpp_neg", "kpp_pos", "sequential"]
By = Literal["betweenness", "degree"]
# The shortest paths from one entity, over one pair; one look at all entities and pairs.
WALK_S = 2e-8
LOOK_S = 6e-7
# Above this, distances between all are not measured.
MOST_WALKED = 50_000_000
# What takes longer to recompute is refused before it begins.
LONGEST_S = 1_800.0


def disruption(
    projection: Projection,
    *,
    method: Method = "kpp_neg",
    by: By = "betweenness",
    remove: int = 5,
    steps: int = 2,
    cost: Sequence[str] = (),
    budget: float | None = None,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """The entities without which least of the network holds together, or that reach most of it.

    Links are taken without direction, layers merged. Frame, a row per entity chosen, each row figured for it
    and all above: step; id; caption (the id where there is none); score: what it was chosen for
    (betweenness or degree in what was left; pairs that no longer reach each other; entities newly
    reached); largest_part: the largest part left, as a share of all entities; fragmentation: the share of
    pairs left that do not reach each other; distance_fragmentation: 1 less the mean of 1/distance over these
    pairs (NaN in networks too large to measure it in); reach: the share of all within `steps` of those so
    far, nobody removed; removed_weight: the share of all weight on links of those so far; confidence, where
    there were repeats: the share in which the entity is chosen again. Fewer rows where means or help end.
    Measures: largest_part, fragmentation and distance_fragmentation before and after, reach, spent. Evidence
    of a row: records of the entity's links. A set is improved by exchanges until none helps, which need
    not be the best of all sets. O(remove·n·m) by betweenness, else O(remove²·(n + m)) a round of exchanges.

    Options
    -------
    method      kpp_neg (the set that cuts most apart), kpp_pos (that reaches most), or sequential
    by          sequential: remove who has most betweenness or degree, count again, remove the next
    remove      how many at most
    steps       how many links away still counts as reached
    cost        what an entity of a kind costs, as Person=1,Company=3; others cost 1; needs a budget
    budget      what all may cost together
    resamples   repeats with a tenth of the links left out; empty: 20 where that is quick, else none
    seed        where the chance of what repeats leave out starts

    Raises
    ------
    UnknownName     no such method, measure, kind, layer or grade
    UnknownEntity   an entity to avoid is not in the projection
    QueryError      remove or steps are below 1, a cost cannot be read or has no budget, the budget is not
                    above 0, the network is too large for the method, resamples are not 0 to 10,000

    References
    ----------
    Borgatti (2006), doi:10.1007/s10588-006-7084-x; Duijn, Kashirin and Sloot (2014), doi:10.1038/srep04238
    """
    check(method, by, remove=remove, steps=steps, cost=cost, budget=budget)
    projection = projection.narrow(where)
    costs = costs_of(projection, cost)
    means = Means(remove, costs, np.inf if budget is None else float(budget))
    flat = projection.flat(directed=False)
    seconds = estimate(flat, method, by, remove)
    if seconds > LONGEST_S:
        raise QueryError(
            f"disruption: {method} over {count(flat.n_nodes, 'entity', 'entities')} would take some "
            f"{seconds / 3600:,.1f} hours; expected half an hour at most. Narrow the links, remove fewer, or "
            "remove by degree."
        )
    repeats = count_repeats(resamples, seconds, "disruption")
    chosen, scores = chosen_by(flat, method, by, steps, means)
    before, after = follow(flat, chosen, steps)
    vertices = np.array(chosen, dtype=np.int64)
    frame = pd.DataFrame(
        {
            "step": np.arange(1, vertices.size + 1),
            "id": projection.ids_of(vertices),
            "caption": projection.captions_of(vertices),
            "score": np.array(scores, dtype=np.float64),
            **after,
        }
    )
    if repeats:
        held = np.zeros(flat.n_nodes)
        for each in repeated_flats(projection, repeats, seed, directed=False):
            held[chosen_by(each, method, by, steps, means)[0]] += 1
        frame["confidence"] = held[vertices] / repeats
    measures = measured(before, frame, float(costs[vertices].sum()))
    return finding_of(
        projection,
        "disruption",
        params={
            "method": method,
            "by": by,
            "remove": remove,
            "steps": steps,
            "cost": list(cost),
            "budget": budget,
            **where.said(),
        },
        seed=seed,
        tables={"steps": frame},
        behind={"steps": lambda: around(projection, vertices)},
        summary=summarise(projection, method, frame, measures),
        caveats=caveats(projection, method, measures, short=vertices.size < remove),
        packages=("igraph", "scipy"),
        measures=measures,
        resamples=repeats,
    )


def check(
    method: str, by: str, *, remove: int, steps: int, cost: Sequence[str], budget: float | None
) -> None:
    """Nothing, or the error that says which argument cannot be used."""
    for what, name, known in (("method", method, get_args(Method)), ("measure", by, get_args(By))):
        if name not in known:
            raise UnknownName(
                f"disruption: no {what} '{name}'; expected {', '.join(known)}.{nearest(name, known)}"
            )
    for what, number in (("remove", remove), ("steps", steps)):
        if number < 1:
            raise QueryError(f"disruption: {what} is {number}; expected 1 or more")
    if budget is not None and not (isfinite(budget) and budget > 0):
        raise QueryError(f"disruption: budget is {budget}; expected above 0")
    if cost and budget is None:
        raise QueryError("disruption: costs limit nothing without a budget. Give a budget, or no costs.")


def costs_of(projection: Projection, cost: Sequence[str]) -> Floats:
    """What each vertex costs: as said for its kind, else 1.

    Raises
    ------
    UnknownName   there is no such kind
    QueryError    a cost is not KIND=NUMBER with a number above 0, or entities have no kinds
    """
    said: dict[str, float] = {}
    if cost and projection.kinds is None:
        raise QueryError("disruption: entities of an edge table have no kinds. Leave the costs out.")
    known = sorted(set(projection.kinds or ()) - {""})
    for each in cost:
        kind, equals, number = (part.strip() for part in each.partition("="))
        try:
            said[kind] = float(number) if equals else 0.0
        except ValueError:
            said[kind] = 0.0
        if not (isfinite(said[kind]) and said[kind] > 0):
            raise QueryError(f"disruption: cost '{each}'; expected a kind and a number above 0: Person=1")
        if kind not in known:
            raise UnknownName(
                f"disruption: no entity of kind '{kind}'; there are {', '.join(known)}.{nearest(kind, known)}"
            )
    if not said:
        return np.ones(projection.n_nodes)
    return np.array([said.get(kind, 1.0) for kind in projection.kinds or ()])


def estimate(flat: Flat, method: str, by: str, remove: int) -> float:
    """How many seconds the choice takes, by size alone."""
    n, look = flat.n_nodes, flat.n_nodes + flat.n_pairs
    remove = min(remove, n)
    if method == "sequential":
        return remove * (WALK_S * n * look if by == "betweenness" else LOOK_S * look)
    return LOOK_S * look * remove * (remove + 3)


def chosen_by(flat: Flat, method: str, by: str, steps: int, means: Means) -> tuple[list[int], list[float]]:
    """Who is chosen, in order, and what each was chosen for."""
    if method == "sequential":
        return one_after_another(flat, by, means)
    aim: Aim = Fragmenting(flat) if method == "kpp_neg" else Reaching(flat, steps)
    degrees = np.asarray(flat.graph.degree(), dtype=np.float64)
    chosen = choose(aim, means, degrees) if flat.n_nodes else []
    figures = [aim.now(chosen[:taken]) for taken in range(len(chosen) + 1)]
    # Ordered pairs count each pair twice.
    return chosen, (-np.diff(figures) / (2 if method == "kpp_neg" else 1)).tolist()


def one_after_another(flat: Flat, by: str, means: Means) -> tuple[list[int], list[float]]:
    """Whoever has most of the measure in what is left, again and again, until nobody has any."""
    chosen: list[int] = []
    scores: list[float] = []
    left = np.arange(flat.n_nodes)
    while len(chosen) < means.most and left.size:
        tick(len(chosen), means.most)
        graph = flat.graph.induced_subgraph(left.tolist())
        found = np.asarray(graph.betweenness() if by == "betweenness" else graph.degree(), dtype=np.float64)
        told = np.where(means.allows(chosen)[left], significant(found), 0.0)
        best = int(np.argmax(told))
        if not told[best] > 0:
            break
        chosen.append(int(left[best]))
        scores.append(float(found[best]))
        left = np.delete(left, best)
    return chosen, scores


def follow(flat: Flat, chosen: list[int], steps: int) -> tuple[dict[str, float], dict[str, Floats]]:
    """The figures before anyone is removed, and after each of the chosen."""
    rows = [figures(flat, chosen[:taken], steps) for taken in range(len(chosen) + 1)]
    after = {name: np.array([row[name] for row in rows[1:]], dtype=np.float64) for name in rows[0]}
    return rows[0], after


def figures(flat: Flat, chosen: list[int], steps: int) -> dict[str, float]:
    """What is left without the chosen, and how far they reach."""
    n = flat.n_nodes
    gone = np.zeros(n, dtype=bool)
    gone[chosen] = True
    left = np.flatnonzero(~gone)
    graph = flat.graph.induced_subgraph(left.tolist())
    sizes = graph.connected_components().sizes()
    is_measured = n * (n + flat.n_pairs) <= MOST_WALKED
    near = flat.graph.neighborhood(chosen, order=steps) if chosen else []
    touched = gone[flat.source] | gone[flat.target]
    weight = float(flat.weight.sum())
    return {
        "largest_part": max(sizes, default=0) / n if n else 0.0,
        "fragmentation": fragmentation(graph),
        "distance_fragmentation": 1.0 - nearness(flat, left) if is_measured else float("nan"),
        "reach": len(set().union(*near)) / n if n else 0.0,
        "removed_weight": float(flat.weight[touched].sum()) / weight if weight else 0.0,
    }


def measured(before: dict[str, float], frame: pd.DataFrame, spent: float) -> dict[str, float]:
    """The figures of the whole, before and after."""
    found: dict[str, float] = {}
    for name in ("largest_part", "fragmentation", "distance_fragmentation"):
        found[f"{name}_before"] = before[name]
        found[f"{name}_after"] = float(frame[name].iloc[-1]) if len(frame) else before[name]
    found["reach"] = float(frame["reach"].iloc[-1]) if len(frame) else 0.0
    return {**found, "spent": spent}


def caveats(projection: Projection, method: str, measures: dict[str, float], *, short: bool) -> Iterator[str]:
    """What a reader of this set must know."""
    if not projection.n_links:
        yield "There are no links: there is nothing to disrupt."
        return
    yield (
        "Networks recover: those left look for new contacts, and removal alone often disrupts little and can "
        "leave a network that works better than before (Duijn, Kashirin and Sloot 2014)."
    )
    if method == "sequential":
        yield (
            "Those most central one by one are seldom the best set to act on together; compare with kpp_neg "
            "(Borgatti 2006)."
        )
    else:
        yield "Exchanges of one for another find a good set, not always the best of all."
    yield "A place in these records is not guilt, and links that nobody recorded may hold it together."
    if short:
        yield "Fewer were chosen than asked for: the budget is spent, or nobody else would change anything."
    if projection.directed:
        yield "The direction of links was not used."
    if np.isnan(measures["distance_fragmentation_before"]):
        yield "The network is too large to measure distances between all: distance_fragmentation is left out."
    yield from loops_caveat(projection)


def summarise(projection: Projection, method: str, frame: pd.DataFrame, measures: dict[str, float]) -> str:
    """What changes as a whole, then who was chosen."""
    lines = [f"{describe(projection)} were looked at."]
    if not len(frame):
        return "\n".join([*lines, "Nobody was chosen: removing anyone changes nothing."])
    chosen = count(len(frame), "entity", "entities")
    if method == "kpp_pos":
        lines.append(f"{chosen} reach {measures['reach']:.0%} of all.")
    else:
        part = [f"{measures[f'largest_part_{when}']:.0%}" for when in ("before", "after")]
        apart = [f"{measures[f'fragmentation_{when}']:.0%}" for when in ("before", "after")]
        lines.append(
            f"Without {chosen} the largest part falls from {part[0]} of all to {part[1]}; {apart[1]} of "
            f"pairs no longer reach each other, where {apart[0]} did not before."
        )
    lines.append(f"In order: {list_names(frame['caption'].tolist(), most=10)}.")
    return "\n".join(lines)
