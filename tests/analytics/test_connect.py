from __future__ import annotations

import itertools
import sys
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms.approximation import steiner_tree

from interlink.analytics import connect
from interlink.analytics.nearby import walk_scores
from interlink.analytics.stability import masks
from interlink.errors import QueryError, UnknownEntity, UnknownName
from interlink.projection import Constraints, Projection

LINKS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(1, 9)), min_size=3, max_size=16)


def made(rows: list[tuple[Any, ...]], **more: Any) -> Projection:
    columns = ["src", "dst", "w", "by"][: len(rows[0])]
    named = {"weight": "w", "layer": "by"}
    given = {key: column for key, column in named.items() if column in columns}
    return Projection.from_edges(pd.DataFrame(rows, columns=columns), **given, **more)


STAR = [("hub", name, 1.0) for name in "abcd"]


def test_a_star_is_connected_through_its_centre() -> None:
    finding = connect(made(STAR), ["c", "a", "b", "a"], resamples=0)

    assert finding.frame().to_dict("list") == {
        "id": ["a", "b", "c", "hub"],
        "caption": ["a", "b", "c", "hub"],
        "role": ["suspect", "suspect", "suspect", "between"],
        "score": [0.0, 0.0, 0.0, 1.0],
    }
    assert finding.table("links").to_dict("list") == {
        "source": ["a", "b", "c"],
        "target": ["hub", "hub", "hub"],
        "layer": ["link", "link", "link"],
        "weight": [1.0, 1.0, 1.0],
        "records": [1, 1, 1],
    }
    assert [[e.locator for e in finding.evidence(i)] for i in (0, 3)] == [
        ["row 0"],
        ["row 0", "row 1", "row 2"],
    ]
    assert [e.locator for e in finding.evidence(1, table="links")] == ["row 1"]
    assert (finding.measures, finding.params["ids"]) == ({"parts": 1.0, "cost": 3.0}, ["a", "b", "c"])


@settings(deadline=None, max_examples=100)
@given(links=LINKS, wanted=st.sets(st.integers(0, 7), min_size=2, max_size=4))
def test_a_tree_is_at_most_twice_as_costly_as_the_cheapest(
    links: list[tuple[int, int, int]], wanted: set[int]
) -> None:
    p = made([(str(s), str(t), float(w)) for s, t, w in links])
    suspects = sorted({str(each) for each in wanted} & set(p.ids))
    if len(suspects) < 2:
        return

    finding = connect(p, suspects, cost="weight", resamples=0)

    graph = nx.Graph()
    graph.add_nodes_from(p.ids)
    flat = p.flat(directed=False)
    for s, t, w in zip(flat.source, flat.target, flat.weight.tolist(), strict=True):
        graph.add_edge(p.ids[s], p.ids[t], weight=w)
    parts = [sorted(part & set(suspects)) for part in nx.connected_components(graph)]
    groups = [part for part in parts if part]
    best = sum(cheapest_tree(graph, group) for group in groups)
    worst = sum((2 - 2 / len(group)) * cheapest_tree(graph, group) for group in groups)
    assert best - 1e-9 <= finding.measures["cost"] <= worst + 1e-9
    found = nx.Graph(finding.table("links")[["source", "target"]].itertuples(index=False))
    assert not found or nx.is_forest(found)
    assert all(nx.has_path(found, *pair) for group in groups for pair in itertools.pairwise(group))
    assert finding.measures["parts"] == len(groups)
    assert (len(groups) > 1) == any("do not connect all suspects" in each for each in finding.caveats)


def cheapest_tree(graph: nx.Graph, group: list[str]) -> float:
    """The cost of the cheapest tree between the group, by trying every set of others."""
    others = sorted(nx.node_connected_component(graph, group[0]) - set(group))
    costs = []
    for size in range(len(others) + 1):
        for chosen in itertools.combinations(others, size):
            inside = graph.subgraph([*group, *chosen])
            if nx.is_connected(inside):
                costs.append(nx.minimum_spanning_tree(inside).size(weight="weight"))
    return float(min(costs))


@pytest.mark.parametrize("seed", range(5))
def test_a_tree_costs_what_the_same_method_costs_elsewhere(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(120, 400, seed=seed)
    rows = [(f"{u:03}", f"{v:03}", float(rng.random())) for u, v in graph.edges]
    p = made(rows)
    theirs = nx.Graph()
    theirs.add_weighted_edges_from(rows)
    part = sorted(max(nx.connected_components(theirs), key=len))
    suspects = part[:: len(part) // 8]

    finding = connect(p, suspects, cost="weight", resamples=0)

    tree = steiner_tree(theirs, suspects, method="mehlhorn")
    assert finding.measures["cost"] == pytest.approx(tree.size(weight="weight"))
    assert finding.frame()["id"].nunique() == len(tree)


def test_suspects_apart_give_a_forest_and_the_gap() -> None:
    finding = connect(made([*STAR, ("x", "y", 1.0), ("z", "z", 1.0)]), ["a", "b", "x", "y", "z"])

    assert (
        finding.caveats[0] == "These records do not connect all suspects. They are in 3 parts: a, b; x, y; z."
    )
    assert finding.measures == {"parts": 3.0, "cost": 3.0}
    # Nothing ever connects z: that holds in every repeat.
    assert finding.frame().set_index("id").loc["z", "confidence"] == 1.0


def test_what_to_avoid_and_what_is_left_is_said() -> None:
    p = made([*STAR, ("a", "b", 1.0)])

    barred = connect(p, ["a", "b"], where=Constraints(avoid=("a",)))
    emptied = connect(p, ["a", "b"], where=Constraints(avoid=("a", "b", "hub")))

    assert barred.caveats[0] == "Among the entities to avoid, so that nothing connects them: a."
    assert emptied.caveats[1] == "The constraints leave no link at all; widen them."
    assert (emptied.table("links").empty, len(emptied)) == (True, 2)
    assert connect(p, ["a", "c"], where=Constraints(avoid=("b",)), resamples=0).frame()["id"].tolist() == [
        "a",
        "c",
        "hub",
    ]


@pytest.mark.parametrize("method", ["tree", "walk"])
def test_confidence_is_the_share_of_repeats_that_connect_alike(method: Any) -> None:
    ring = [(str(n), str((n + 1) % 8), 1.0) for n in range(8)]

    p = made([*ring, ("0", "far", 1.0)])

    finding = connect(p, ["0", "1", "far"], method=method, resamples=50, seed=1)

    frame, links = finding.frame().set_index("id"), finding.table("links")
    assert frame.columns[-1] == links.columns[-1] == "confidence"
    (only,) = np.flatnonzero(p.target == p.index_of("far"))
    kept = np.mean([mask[only] for mask in masks(p.n_links, 50, 1)])
    assert frame.loc["far", "confidence"] == kept == links.set_index("target").loc["far", "confidence"]
    assert 0.7 < kept < 1.0


def test_a_walk_scores_as_solving_for_it_does() -> None:
    graph = nx.gnm_random_graph(20, 50, seed=2)
    p = made([(f"{u:02}", f"{v:02}", 1.0 + (u + v) % 3) for u, v in graph.edges])
    flat = p.flat(directed=False)

    found = walk_scores(flat, np.array([0, 5]), flat.weight)

    ways = flat.matrix(flat.weight).toarray()
    step = (ways / ways.sum(axis=1, keepdims=True)).T
    solved = np.linalg.solve(np.eye(p.n_nodes) - 0.85 * step, 0.15 * np.eye(p.n_nodes)[:, [0, 5]])
    assert found == pytest.approx(solved, abs=1e-8)
    assert found.sum(axis=0) == pytest.approx([1.0, 1.0])


def test_a_walk_keeps_who_is_near_to_all() -> None:
    cliques = [(f"{side}{u}", f"{side}{v}", 1.0) for side in "lr" for u in range(4) for v in range(u)]
    p = made([*cliques, ("l0", "go-between", 1.0), ("go-between", "r0", 1.0), ("l3", "aside", 1.0)])

    finding = connect(p, ["l0", "r0"], method="walk", size=1, resamples=0)

    assert finding.frame()[["id", "role"]].to_numpy().tolist() == [
        ["l0", "suspect"],
        ["r0", "suspect"],
        ["go-between", "between"],
    ]
    assert len(finding.table("links")) == 2
    small = connect(p, ["l1", "r1"], method="walk", size=1, resamples=0)
    assert "ask for a larger size" in small.caveats[0]


def test_costs_are_those_of_paths() -> None:
    frame = pd.DataFrame(
        [("a", "b", 0.9, 4.0), ("b", "c", 0.9, 4.0), ("a", "c", 0.5, 9.0), ("a", "d", 0.0, 1.0)],
        columns=["src", "dst", "sure", "w"],
    )
    p = Projection.from_edges(frame, weight="w", confidence="sure")

    found = {
        cost: connect(p, ["a", "c"], cost=cost, resamples=0) for cost in ("hops", "weight", "confidence")
    }

    assert {cost: each.frame()["id"].tolist() for cost, each in found.items()} == {
        "hops": ["a", "c"],
        "weight": ["a", "c", "b"],
        "confidence": ["a", "c", "b"],
    }
    assert connect(p, ["a", "d"], cost="confidence", resamples=0).measures["parts"] == 2.0
    assert connect(p, ["a", "d"], cost="confidence", method="walk", resamples=0).measures["parts"] == 2.0


def test_layers_of_a_pair_are_told_apart_and_directions_unused() -> None:
    p = made([("a", "b", 1.0, "calls"), ("b", "a", 2.0, "pays"), ("c", "b", 1.0, "calls")], directed=True)

    finding = connect(p, ["a", "c"], resamples=0)

    assert finding.table("links")[["source", "target", "layer"]].to_numpy().tolist() == [
        ["a", "b", "calls"],
        ["b", "a", "pays"],
        ["c", "b", "calls"],
    ]
    assert finding.caveats[-1] == "The direction of links was not used."


@pytest.mark.parametrize("method", ["tree", "walk"])
def test_weights_of_any_size_and_loops_connect_and_nothing_is_changed(method: Any) -> None:
    rows = [("a", "b", 1e-300), ("b", "c", 1e300), ("c", "c", 5.0), ("a", "c", 3e300), ("b", "a", 1e-300)]
    p = made(rows, directed=True)
    before = [column.copy() for column in (p.source, p.target, p.weight, p.records)]

    finding = connect(p, ["a", "c"], method=method, cost="weight", resamples=3)

    assert set(finding.frame()["id"]) == {"a", "b", "c"}
    after = (p.source, p.target, p.weight, p.records)
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))


def test_what_cannot_be_asked_is_refused() -> None:
    p = made(STAR)
    with pytest.raises(QueryError, match="connect: 1 suspects; expected the ids of two or more"):
        connect(p, ["a", "a"])
    with pytest.raises(QueryError, match="connect: 0 suspects"):
        connect(p, [])
    with pytest.raises(UnknownEntity, match=r"no entity 'hubb'.*Did you mean 'hub'\?"):
        connect(p, ["a", "hubb"])
    with pytest.raises(UnknownName, match=r"connect: no method 'tre'.*Did you mean 'tree'\?"):
        connect(p, ["a", "b"], method="tre")  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match="connect: no cost 'price'"):
        connect(p, ["a", "b"], cost="price")  # type: ignore[arg-type]
    with pytest.raises(QueryError, match="connect: size is 0; expected 1 or more"):
        connect(p, ["a", "b"], method="walk", size=0)
    with pytest.raises(QueryError, match=r"connect: weight 0\.0 between 'a' and 'b'"):
        connect(made([("a", "b", 0.0)]), ["a", "b"], cost="weight")


def test_a_walk_of_too_many_suspects_is_refused_before_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[connect.__module__], "MOST_SCORES", 10)

    with pytest.raises(QueryError, match="a walk of 3 suspects; expected at most 2 among 5 entities"):
        connect(made(STAR), ["a", "b", "c"], method="walk")


def test_a_text_is_no_list_of_suspects() -> None:
    p = Projection.from_edges(pd.DataFrame({"src": ["a"], "dst": ["b"]}))
    with pytest.raises(QueryError, match=r"ids is the text 'ab'; expected a list"):
        connect(p, "ab")
