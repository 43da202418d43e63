"""The methods that are scored, by name. A method gets what was gathered and a seed, and nothing else.

Five are naive; the others are analytics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import numpy as np

from interlink.errors import ReadError, UnknownName, nearest
from interlink.projection.columns import Ints
from interlink.worlds.finding.features import party_features
from interlink.worlds.finding.gather import QUESTIONS, Gathered
from interlink.worlds.finding.parties import Parties, find_parties
from interlink.worlds.finding.rankings import by_betweenness, by_community, by_degree
from interlink.worlds.finding.rankings import louvain as louvain_communities
from interlink.worlds.finding.routes import inner_parties
from interlink.worlds.finding.trees import train
from interlink.worlds.scoring.analytics import ANALYTIC_METHODS
from interlink.worlds.scoring.method import Method, Ranked
from interlink.worlds.scoring.sisters import sister_worlds
from interlink.worlds.truth import Truth

__all__ = ["METHODS", "Method", "Ranked", "find_method"]

Sisters: TypeAlias = Callable[[], Iterable[tuple[Gathered, Truth]]]


def degree(gathered: Gathered, *, seed: int) -> Ranked:  # noqa: ARG001 - nothing is drawn
    """Parties by how many others they have to do with."""
    parties = find_parties(gathered)
    return _named(parties, by_degree(parties.graph.flat(directed=False)))


def betweenness(gathered: Gathered, *, seed: int) -> Ranked:
    """Parties by how often they lie between others."""
    parties = find_parties(gathered)
    return _named(parties, by_betweenness(parties.graph.flat(directed=False), seed=seed))


def louvain(gathered: Gathered, *, seed: int) -> Ranked:
    """Parties by community, the most closed first, inside one by links to its other members."""
    parties = find_parties(gathered)
    flat = parties.graph.flat(directed=False)
    return _named(parties, by_community(flat, louvain_communities(flat, seed=seed)))


def trees(gathered: Gathered, *, seed: int, sisters: Sisters = sister_worlds) -> Ranked:
    """Parties by what gradient-boosted trees say of each by itself, trained on sister worlds."""
    tables, wanted = [], []
    for sister, truth in sisters():
        parties = find_parties(sister)
        planted = {
            parties.number_of[entity]
            for network in truth.networks
            for member in network.members
            for entity in member.entities
            if entity in parties.number_of
        }
        tables.append(party_features(parties))
        wanted.append(np.isin(np.arange(len(parties.ids)), sorted(planted)))
    parties = find_parties(gathered)
    chance = train(tables, wanted, seed=seed).chances(party_features(parties))
    return _named(parties, np.lexsort((np.arange(chance.size), -chance)))


def shortest_path(gathered: Gathered, *, seed: int) -> Ranked:  # noqa: ARG001 - nothing is drawn
    """Parties inside the shortest paths between the ends of the world's questions."""
    if gathered.questions is None:
        raise ReadError(
            f"shortest-path: no {QUESTIONS} in the folder of the world; expected the pairs to ask of"
        )
    return tuple(inner_parties(find_parties(gathered), gathered.questions))


METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method("degree", degree, "how many others a party has to do with"),
        Method("betweenness", betweenness, "how often a party lies between others"),
        Method("louvain", louvain, "the most closed communities"),
        Method("trees", trees, "each party's own figures, learnt in sister worlds", needs_all=True),
        Method(
            "shortest-path", shortest_path, "who lies between the ends of questions", needs_questions=True
        ),
    )
}


def find_method(name: str) -> Method:
    """The method called `name`.

    Raises
    ------
    UnknownName   there is none; the message proposes the nearest
    """
    every = {**METHODS, **ANALYTIC_METHODS}
    if name not in every:
        raise UnknownName(
            f"no method is called '{name}'; there are {', '.join(every)}.{nearest(name, every)}"
        )
    return every[name]


def _named(parties: Parties, order: Ints) -> Ranked:
    return tuple(parties.ids[number] for number in order.tolist())
