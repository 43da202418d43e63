"""Zachary's karate club: the figures every text on networks agrees on."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pandas as pd
import pytest

from interlink.analytics import brokerage, centrality, communities, connect, disruption, network
from interlink.projection import Projection

# Zachary (1977), doi:10.1086/jar.33.4.3629752: each member, then the higher-numbered members met.
CLUB = """
1: 2 3 4 5 6 7 8 9 11 12 13 14 18 20 22 32
2: 3 4 8 14 18 20 22 31
3: 4 8 9 10 14 28 29 33
4: 8 13 14
5: 7 11
6: 7 11 17
7: 17
9: 31 33 34
10: 34
14: 34
15: 33 34
16: 33 34
19: 33 34
20: 34
21: 33 34
23: 33 34
24: 26 28 30 33 34
25: 26 28 32
26: 32
27: 30 34
28: 34
29: 32 34
30: 33 34
31: 33 34
32: 33 34
33: 34
"""


@pytest.fixture(scope="module")
def club() -> Projection:
    lines = [line.split(": ") for line in CLUB.strip().splitlines()]
    rows = [(member, met) for member, others in lines for met in others.split()]
    return Projection.from_edges(pd.DataFrame(rows, columns=["src", "dst"]))


def test_the_club_has_34_members_and_78_links(club: Projection) -> None:
    assert (club.n_nodes, club.n_links) == (34, 78)


def test_betweenness_of_the_foremost_members(club: Projection) -> None:
    foremost = centrality(club).frame().head(4)

    assert dict(zip(foremost["id"], foremost["betweenness"].round(4), strict=True)) == {
        "1": 231.0714,
        "34": 160.5516,
        "33": 76.6905,
        "3": 75.8508,
    }


def test_the_largest_core_is_four(club: Projection) -> None:
    frame = centrality(club).frame()

    assert frame["core"].max() == 4
    assert sorted(frame.loc[frame["core"] == 4, "id"], key=int) == [
        "1", "2", "3", "4", "8", "9", "14", "31", "33", "34",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_leiden_finds_the_best_modularity_from_any_seed(club: Projection, seed: int) -> None:
    finding = communities(club, seed=seed)

    assert finding.measures["modularity"] == pytest.approx(0.4197896, abs=5e-8)
    assert finding.table("communities")["size"].tolist() == [12, 11, 6, 5]


def test_transitivity_and_diameter(club: Projection) -> None:
    measures = network(club).measures

    assert measures["transitivity"] == pytest.approx(0.2556818, abs=5e-8)
    assert measures["diameter"] == 5.0


def test_the_constraint_of_the_first_member(club: Projection) -> None:
    frame = brokerage(club).frame().set_index("id")

    assert frame.loc["1", "constraint"] == pytest.approx(0.15542, abs=5e-6)
    # Of 16 contacts 18 pairs are linked: 16 - 2 * 18 / 16.
    assert frame.loc["1", "effective_size"] == pytest.approx(16 - 2 * 18 / 16)


def test_the_three_whose_absence_parts_the_club_most_are_the_best_of_all(club: Projection) -> None:
    best = disruption(club, remove=3)
    one_by_one = disruption(club, method="sequential", remove=3)

    assert one_by_one.frame()["id"].tolist()[0] == "1"
    assert best.measures["fragmentation_after"] >= one_by_one.measures["fragmentation_after"]
    every = max(fragmentation_without(club, three) for three in combinations(club.ids, 3))
    assert best.measures["fragmentation_after"] == pytest.approx(every)


def fragmentation_without(club: Projection, gone: tuple[str, ...]) -> float:
    graph = club.to_networkx()
    graph.remove_nodes_from(gone)
    linked = sum(len(part) * (len(part) - 1) for part in nx.connected_components(nx.Graph(graph)))
    return float(1 - linked / (31 * 30))


def test_the_two_leaders_and_the_outermost_member_are_joined_by_four_links(club: Projection) -> None:
    finding = connect(club, ["1", "34", "17"], resamples=0)

    # 17 is two from 1, and 1 two from 34: no tree is cheaper.
    assert finding.measures == {"parts": 1.0, "cost": 4.0}
    assert finding.frame().set_index("id").loc["1", "score"] == 1.0
