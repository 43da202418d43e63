"""How hard a world is: what naive methods find of what was planted, measured with the truth in hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from interlink.projection.columns import Ints
from interlink.worlds.finding.features import matrix, party_features, telling
from interlink.worlds.finding.gather import PARTIES, Gathered, gather
from interlink.worlds.finding.parties import Parties, find_parties
from interlink.worlds.finding.rankings import by_betweenness, by_community, by_degree, louvain
from interlink.worlds.finding.routes import on_shortest, passes
from interlink.worlds.finding.trees import auc, cross_validated
from interlink.worlds.judging.judge import Judge
from interlink.worlds.truth import Truth, read_truth

__all__ = ["LIMITS", "Break", "Hardness", "Limits", "find_breaks", "measure", "measure_world"]

FOLDS = 5
SEED = 0
# In a small world how parties fall into folds matters: its figure is the mean chance over more deals.
FEW_PARTIES, DEALS = 5_000, 2
GRAPHS = ("entities", "parties")


@dataclass(frozen=True)
class Limits:
    """What a naive method may find: member recall per typology, AUC over all, share of chains."""

    recall: float = 0.4
    auc: float = 0.70
    chains: float = 0.5


LIMITS = Limits()


@dataclass(frozen=True)
class Break:
    """A limit that does not hold: by what, for which typology, what was found and what was allowed."""

    measure: str
    typology: str
    found: float
    limit: float


@dataclass(frozen=True)
class Hardness:
    """What was found, by measure and typology; of recall the larger of both graphs.

    `recall[method][typology]` for degree, betweenness, louvain; `auc_of[typology]` of the trees, `auc` over
    all members; `chains_of[typology]` is how many chains were found and how many there are, `chains` the
    share found over all, 0 where there are none.
    """

    recall: Mapping[str, Mapping[str, float]]
    auc: float
    auc_of: Mapping[str, float]
    chains_of: Mapping[str, tuple[int, int]]

    @property
    def chains(self) -> float:
        """The share of planted chains that a plain shortest path finds."""
        found = sum(found for found, _ in self.chains_of.values())
        planted = sum(planted for _, planted in self.chains_of.values())
        return found / planted if planted else 0.0

    def breaks(self, limits: Limits = LIMITS) -> list[Break]:
        """The limits that do not hold, each with a typology to draw again.

        Where the AUC over all or the share of chains is too high, the typologies above it are named.
        """
        found = [
            Break(method, typology, recall, limits.recall)
            for method, of in self.recall.items()
            for typology, recall in of.items()
            if recall > limits.recall
        ]
        if self.auc > limits.auc:
            found += [
                Break("trees", name, value, limits.auc) for name, value in _worst(self.auc_of, limits.auc)
            ]
        if self.chains > limits.chains:
            shares = {name: found / planted for name, (found, planted) in self.chains_of.items() if planted}
            found += [
                Break("chains", name, value, limits.chains) for name, value in _worst(shares, limits.chains)
            ]
        return found


def measure(folder: Path) -> Hardness:
    """How hard the world in a folder is.

    Raises
    ------
    ReadError   the folder holds no world, or its truth is not of its files
    """
    return measure_world(gather(folder), read_truth(folder))


def measure_world(gathered: Gathered, truth: Truth) -> Hardness:
    """The same of a world that is read already."""
    parties = find_parties(gathered)
    judge = Judge(truth)
    return with_trees(without_trees(gathered, parties, judge), parties, judge)


def find_breaks(gathered: Gathered, truth: Truth) -> list[Break]:
    """The limits that a world breaks; the trees, which take longest, are asked where no other is broken."""
    parties = find_parties(gathered)
    judge = Judge(truth)
    found = without_trees(gathered, parties, judge)
    return found.breaks() or with_trees(found, parties, judge).breaks()


def without_trees(gathered: Gathered, parties: Parties, judge: Judge) -> Hardness:
    """What rankings and shortest paths find; the trees tell nothing yet."""
    names = judge.typologies
    recall: dict[str, dict[str, float]] = {"degree": {}, "betweenness": {}, "louvain": {}}
    for graph in GRAPHS:
        for method, ranked in _rankings(graph, gathered, parties):
            places = judge.places(ranked)
            for name in names:
                found = judge.member_recall(places, name)
                recall[method][name] = max(found, recall[method].get(name, 0.0))
    return Hardness(recall, 0.5, dict.fromkeys(names, 0.5), _chains(parties, judge))


def _rankings(graph: str, gathered: Gathered, parties: Parties) -> Iterator[tuple[str, list[str]]]:
    """Each method's ranking of people and companies, as entity ids."""
    projection = gathered.graph if graph == "entities" else parties.graph
    flat = projection.flat(directed=False)
    kinds = projection.kinds

    def ids(order: Ints) -> list[str]:
        return [projection.ids[n] for n in order.tolist() if kinds is None or kinds[n] in PARTIES]

    yield "degree", ids(by_degree(flat))
    yield "betweenness", ids(by_betweenness(flat, seed=SEED))
    yield "louvain", ids(by_community(flat, louvain(flat, seed=SEED)))


def with_trees(found: Hardness, parties: Parties, judge: Judge) -> Hardness:
    """The same with the AUC over all members, and of each typology's members against those who are none."""
    truth = judge.truth
    features = party_features(parties)
    values = matrix(features, telling(features))
    # of a medium world these are 300 MB
    del features
    number = parties.number_of
    network = np.full(len(parties.ids), -1, dtype=np.int64)
    typology = np.full(len(parties.ids), -1, dtype=np.int64)
    known = judge.typologies
    for place, each in enumerate(truth.networks):
        for member in each.members:
            for entity in member.entities:
                if entity in number:
                    network[number[entity]] = place
                    typology[number[entity]] = known.index(each.typology)
    wanted = network >= 0
    deals = DEALS if wanted.size < FEW_PARTIES else 1
    chance = np.mean(
        [cross_validated(values, wanted, network, folds=FOLDS, seed=SEED + deal) for deal in range(deals)],
        axis=0,
    )
    each_auc = {}
    for place, name in enumerate(known):
        mine = typology == place
        kept = mine | ~wanted
        each_auc[name] = auc(chance[kept], mine[kept])
    return replace(found, auc=auc(chance, wanted), auc_of=each_auc)


def _chains(parties: Parties, judge: Judge) -> dict[str, tuple[int, int]]:
    """Of each typology how many chains lie on a shortest path of either graph, and how many there are."""
    entities: dict[str, list[str]] = {}
    for entity in parties.members["id"].to_list():
        entities.setdefault(judge.party_of(entity), []).append(entity)
    counts: dict[str, tuple[int, int]] = {}
    for name in judge.typologies:
        chains = [
            [entities.get(party, []) for party in chain.steps]
            for each in judge.truth.networks
            if each.typology == name
            for chain in each.chains
        ]
        numbers = [[sorted({parties.number_of[each] for each in step}) for step in chain] for chain in chains]
        found = [
            among_entities or passes(parties.graph, steps)
            for among_entities, steps in zip(on_shortest(parties, chains), numbers, strict=True)
        ]
        counts[name] = sum(found), len(chains)
    return counts


def _worst(values: Mapping[str, float], limit: float) -> list[tuple[str, float]]:
    """Those above the limit, the furthest first; the furthest one where none is."""
    ranked = sorted(values.items(), key=lambda each: (-each[1], each[0]))
    return [each for each in ranked if each[1] > limit] or ranked[:1]
