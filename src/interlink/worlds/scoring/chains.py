"""Scores ways from one to another: how many planted chains are among the first that are found."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path

from interlink.analytics import journeys, paths
from interlink.analytics.finding import Finding
from interlink.projection import Projection
from interlink.worlds.finding.gather import gather
from interlink.worlds.finding.moments import timed_graph
from interlink.worlds.finding.parties import Parties, find_parties
from interlink.worlds.judging import Judge
from interlink.worlds.truth.file import read_truth

__all__ = ["CHAINS", "chains"]

CHAINS = ("method", "planted", "joined", "recall_at_1", "recall_at_10", "seconds")
FIRST = 10
DIGITS = 4
WAYS: Mapping[str, Callable[..., Finding]] = {
    "paths": partial(paths, k=FIRST, resamples=0),
    "journeys": partial(journeys, goal="fewest", k=FIRST, resamples=0),
}

# The vertices that a step of a chain may be, by id.
Steps = Sequence[frozenset[str]]


def chains(folder: Path) -> list[dict[str, object]]:
    """A row for each way of asking: method, planted, joined, recall_at_1, recall_at_10, seconds.

    Both are asked on one graph (`timed_graph`) from either end of every planted chain, whose phones and
    accounts the asker knows; `paths` leaves time out. A chain is found where the first answer, or one of
    the first ten, leads over exactly its members. `joined` chains are those of which records link every step
    to the next: where none ties a member to the phone that he uses, nothing can lead over him. Recall is of
    the joined; None where there are none.

    Raises
    ------
    ReadError   the folder holds no world, or its truth is not of its files
    """
    parties = find_parties(gather(folder))
    graph = timed_graph(parties)
    planted = steps_of(folder, parties, graph)
    joined = [steps for steps in planted if is_joined(graph, steps)]
    rows: list[dict[str, object]] = []
    for method, ask in WAYS.items():
        began = time.perf_counter()
        places = [place_of(graph, steps, ask) for steps in joined]
        seconds = round(time.perf_counter() - began, 3)
        recalls = {
            f"recall_at_{count}": round(
                sum(place is not None and place <= count for place in places) / len(places), DIGITS
            )
            if places
            else None
            for count in (1, FIRST)
        }
        rows.append(
            {"method": method, "planted": len(planted), "joined": len(joined), **recalls, "seconds": seconds}
        )
    return rows


def steps_of(folder: Path, parties: Parties, graph: Projection) -> list[Steps]:
    """Of each planted chain the vertices that each of its members is, or acts by."""
    truth = read_truth(folder)
    judge = Judge(truth)
    known = set(graph.ids)
    vertices: dict[str, set[str]] = {}
    for entity, number in parties.number_of.items():
        vertices.setdefault(judge.party_of(entity), set()).add(parties.ids[number])
    for network in truth.networks:
        for member in network.members:
            vertices.setdefault(member.party, set()).update(known.intersection(member.means))
    return [
        [frozenset(vertices.get(step, ())) for step in chain.steps]
        for network in truth.networks
        for chain in network.chains
    ]


def is_joined(graph: Projection, steps: Steps) -> bool:
    """Whether links lead from the first step to the last over each between."""
    near = graph.flat(directed=False).graph.neighborhood
    reached = steps[0]
    for step in steps[1:]:
        around = {graph.ids[n] for each in reached for n in near(graph.index_of(each))}
        reached = step & around
    return bool(reached)


def place_of(graph: Projection, steps: Steps, ask: Callable[..., Finding]) -> int | None:
    """At which place the chain comes among the answers, the best of all its ends; None where it does not."""
    places = [
        place
        for start, end in product(*(linked(graph, ends) for ends in (steps[0], steps[-1])))
        for place, nodes in enumerate(ask(graph, start, end).frame()["nodes"], start=1)
        if len(nodes) == len(steps) and all(node in step for node, step in zip(nodes, steps, strict=True))
    ]
    return min(places, default=None)


def linked(graph: Projection, ends: frozenset[str]) -> list[str]:
    """Those of the vertices that have links."""
    degree = graph.flat(directed=False).graph.degree
    return sorted(end for end in ends if degree(graph.index_of(end)))
