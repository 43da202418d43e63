from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import communities
from interlink.errors import QueryError, UnknownName
from interlink.projection import Projection

CLIQUES = [(f"{side}{i}", f"{side}{j}") for side in "ab" for i in range(5) for j in range(i)]
BRIDGED = pd.DataFrame([*CLIQUES, ("a0", "b0"), ("c0", "c1")], columns=["src", "dst"])
EDGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=30)


def test_confidence_says_of_which_method_it_is_less_often_right() -> None:
    p = Projection.from_edges(pd.DataFrame({"src": ["a", "b", "c"], "dst": ["b", "c", "a"]}))
    said = "With this method members belong less often than confidence says; with leiden about as often."

    assert said in communities(p, method="infomap", resamples=5).caveats
    assert said not in communities(p, method="infomap", resamples=0).caveats
    assert said not in communities(p, method="leiden", resamples=5).caveats


@pytest.mark.parametrize(("method", "resolution"), [("leiden", 1.0), ("infomap", 1.0), ("cpm", 0.5)])
def test_two_cliques_and_a_bridge_are_two_groups_by_every_method(method: Any, resolution: float) -> None:
    finding = communities(Projection.from_edges(BRIDGED), method=method, resolution=resolution)

    members = finding.frame().groupby("community")["id"].apply(list).to_dict()
    assert members == {1: [f"a{i}" for i in range(5)], 2: [f"b{i}" for i in range(5)], 3: ["c0", "c1"]}


def test_each_community_is_described() -> None:
    finding = communities(Projection.from_edges(BRIDGED), resamples=0)

    table = finding.table("communities")

    assert table.to_dict("list") == {
        "community": [1, 2, 3],
        "size": [5, 5, 2],
        "links_inside": [10, 10, 1],
        "links_out": [1, 1, 0],
        "density": [1.0, 1.0, 1.0],
        "conductance": [1 / 21, 1 / 21, 0.0],
    }


def test_columns_and_order_of_the_frame() -> None:
    p = Projection.from_links(["b", "d"], ["a", "c"], nodes=["a", "z"], captions=["Ana", "Zed"])

    frame = communities(p, resamples=0).frame()

    assert frame.to_dict("list") == {
        "id": ["a", "b", "c", "d", "z"],
        "caption": ["Ana", "b", "c", "d", "Zed"],
        "community": [1, 1, 2, 2, 3],
        "community_size": [2, 2, 2, 2, 1],
    }


@settings(deadline=None, max_examples=50)
@given(edges=EDGES)
def test_modularity_and_conductance_equal_networkx(edges: list[tuple[int, int]]) -> None:
    p = Projection.from_edges(pd.DataFrame(edges, columns=["src", "dst"]))
    graph = p.to_networkx()
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))

    finding = communities(p)

    groups = [set(ids) for _, ids in finding.frame().groupby("community")["id"]]
    assert set().union(*groups) == set(p.ids)
    if graph.number_of_edges():
        assert finding.measures["modularity"] == pytest.approx(nx.community.modularity(graph, groups))
    for group, conductance in zip(groups, finding.table("communities")["conductance"], strict=True):
        if nx.cut_size(graph, group):
            assert conductance == pytest.approx(nx.conductance(graph, group, weight="weight"))


def test_a_planted_partition_is_found_again() -> None:
    planted = nx.planted_partition_graph(8, 25, 0.5, 0.01, seed=5)
    p = Projection.from_edges(
        pd.DataFrame([(f"{u:03}", f"{v:03}") for u, v in planted.edges], columns=["src", "dst"])
    )

    frame = communities(p, seed=3).frame().sort_values("id")

    expected = {frozenset(f"{v:03}" for v in range(g * 25, g * 25 + 25)) for g in range(8)}
    assert {frozenset(ids) for _, ids in frame.groupby("community")["id"]} == expected


def test_weights_of_both_directions_and_layers_are_summed() -> None:
    ring = pd.DataFrame(
        [("a", "b", 9), ("b", "a", 9), ("b", "c", 1), ("c", "d", 9), ("d", "c", 9), ("d", "a", 1)],
        columns=["src", "dst", "w"],
    )

    finding = communities(Projection.from_edges(ring, weight="w", directed=True))

    assert finding.frame()["id"].tolist() == ["a", "b", "c", "d"]
    assert finding.frame()["community"].tolist() == [1, 1, 2, 2]
    assert "The direction of links was not used." in finding.caveats


def test_evidence_is_what_ties_a_member_to_its_own_group() -> None:
    rows = pd.DataFrame(
        [("a", "b"), ("c", "a"), ("b", "c"), ("a", "x"), ("x", "y"), ("y", "z"), ("z", "x"), ("b", "a")],
        columns=["src", "dst"],
    )
    finding = communities(Projection.from_edges(rows))

    row = finding.frame()["id"].tolist().index("a")

    assert [e.locator for e in finding.evidence(row)] == ["row 0", "row 7", "row 1"]
    assert [e.locator for e in finding.evidence_of_community(2)] == ["row 4", "row 6", "row 5"]
    assert finding.evidence(1, table="communities") == finding.evidence_of_community(2)
    with pytest.raises(UnknownName, match="no community 3; expected 1 to 2"):
        finding.evidence_of_community(3)


def test_entities_without_links_stand_alone() -> None:
    finding = communities(Projection.from_links([], [], nodes=["b", "a"]))

    assert finding.frame()["community"].tolist() == [1, 2]
    assert np.isnan(finding.table("communities")["density"]).all()
    assert finding.caveats[0] == "There are no links to group by: every entity is alone."
    assert communities(Projection.from_links([], [])).frame().empty


@pytest.mark.parametrize("resamples", [None, 5])
def test_nothing_is_called_firm_where_no_link_could_be_left_out(resamples: int | None) -> None:
    finding = communities(Projection.from_links([], [], nodes=["b", "a"]), resamples=resamples)

    assert (finding.confidence, "confidence" in finding.frame()) == (None, False)
    assert any(said.startswith("How firmly each belongs was not measured") for said in finding.caveats)


def test_what_cannot_be_asked_is_refused() -> None:
    p = Projection.from_edges(BRIDGED)
    negative = Projection.from_edges(BRIDGED.assign(w=-1.0), weight="w")

    with pytest.raises(UnknownName, match=r"no method 'lieden'.*Did you mean 'leiden'\?"):
        communities(p, method="lieden")  # type: ignore[arg-type]
    with pytest.raises(QueryError, match=r"resolution is 0\.0; expected above 0"):
        communities(p, resolution=0.0)
    with pytest.raises(QueryError, match="does not apply to infomap"):
        communities(p, method="infomap", resolution=2.0)
    with pytest.raises(QueryError, match=r"weight -1\.0 between 'a0' and 'a1'; expected 0 or more"):
        communities(negative)


def test_the_groups_are_told_in_plain_words() -> None:
    said = communities(Projection.from_edges(BRIDGED), resamples=0).explain().splitlines()

    assert said[:4] == [
        "Among 12 entities and 22 links there are 3 groups of two or more.",
        "Group 1 has 5, most linked first: a0, a1, a2, a3, a4.",
        "Group 2 has 5, most linked first: b0, b1, b2, b3, b4.",
        "Group 3 has 2, most linked first: c0, c1.",
    ]
    assert all(line.startswith("Note: ") for line in said[4:])
