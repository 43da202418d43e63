from __future__ import annotations

import dataclasses
import itertools
import math
from collections import Counter
from fractions import Fraction
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import paths
from interlink.analytics.costs import costs_of
from interlink.analytics.running import watched
from interlink.analytics.shortest import k_shortest_paths
from interlink.analytics.stability import masks
from interlink.errors import QueryError, UnknownEntity, UnknownName
from interlink.projection import MISSING_TIME, Projection

EDGES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 6)), min_size=1, max_size=18)

ROUTES = pd.DataFrame(
    [
        ("port", "depot", "lorry", 1.0, "2024-01-01"),
        ("depot", "port", "rail", 1.0, "2024-01-02"),
        ("depot", "shop", "lorry", 2.0, None),
        ("port", "yard", "rail", 8.0, "2024-01-04"),
        ("yard", "shop", "rail", 8.0, "2024-01-05"),
        ("port", "depot", "lorry", 3.0, "2024-01-06"),
        ("shop", "shop", "lorry", 9.0, None),
        ("farm", "mill", "lorry", 1.0, None),
    ],
    columns=["src", "dst", "by", "tons", "on"],
)


def routes(*, directed: bool = False) -> Projection:
    return Projection.from_edges(ROUTES, weight="tons", at="on", layer="by", directed=directed)


def brute_force(
    p: Projection, start: str, end: str, k: int, cost: str
) -> list[tuple[float, tuple[str, ...]]]:
    """Every loopless path by trying them all, costs as exact fractions."""
    graph = nx.DiGraph() if p.directed else nx.Graph()
    graph.add_nodes_from(p.ids)
    for s, t, weight in zip(p.source, p.target, p.weight.tolist(), strict=True):
        graph.add_edge(p.ids[s], p.ids[t], weight=Fraction(weight))
    step = {"hops": lambda w: Fraction(1), "strength": lambda w: 1 / w, "weight": lambda w: w}[cost]
    found = [
        (sum(step(graph.edges[hop]["weight"]) for hop in itertools.pairwise(nodes)), tuple(nodes))
        for nodes in nx.all_simple_paths(graph, start, end)
    ]
    return [(float(total), nodes) for total, nodes in sorted(found)[:k]]


@settings(deadline=None, max_examples=200)
@given(
    edges=EDGES,
    directed=st.booleans(),
    cost=st.sampled_from(["hops", "strength", "weight"]),
    k=st.integers(1, 12),
)
def test_the_k_cheapest_equal_brute_force_ties_included(
    edges: list[tuple[int, int, int]], directed: bool, cost: Any, k: int
) -> None:
    p = Projection.from_edges(pd.DataFrame(edges, columns=["src", "dst", "w"]), weight="w", directed=directed)
    start, end = p.ids[0], p.ids[-1]
    if start == end:
        return

    frame = paths(p, start, end, k=k, cost=cost).frame()

    assert list(zip(frame["cost"], frame["nodes"], strict=True)) == brute_force(p, start, end, k, cost)


@pytest.mark.parametrize("cost", ["hops", "strength", "weight"])
@pytest.mark.parametrize("directed", [True, False])
def test_bounding_the_search_loses_no_path_of_a_larger_graph(cost: Any, directed: bool) -> None:
    graph = nx.gnm_random_graph(400, 1600, seed=11, directed=directed)
    rows = [(f"{u:03}", f"{v:03}", 1 + (7 * u + 3 * v) % 16 / 8) for u, v in graph.edges]
    p = Projection.from_edges(pd.DataFrame(rows, columns=["src", "dst", "w"]), weight="w", directed=directed)
    theirs = p.to_networkx()
    for _, _, said in theirs.edges(data=True):
        said["step"] = {"hops": 1.0, "strength": 1 / said["weight"], "weight": said["weight"]}[cost]

    frame = paths(p, "000", "399", k=40, cost=cost).frame()

    expected = itertools.islice(nx.shortest_simple_paths(theirs, "000", "399", weight="step"), 40)
    lengths = [nx.path_weight(theirs, nodes, "step") for nodes in expected]
    assert frame["cost"].tolist() == pytest.approx(lengths)
    assert frame["nodes"].nunique() == 40
    assert sorted(zip(frame["cost"], frame["nodes"], strict=True)) == list(
        zip(frame["cost"], frame["nodes"], strict=True)
    )


def test_weights_without_a_small_common_multiple_still_give_the_cheapest() -> None:
    graph = nx.gnm_random_graph(60, 400, seed=2)
    rows = [(f"{u:02}", f"{v:02}", 1 + ((u * 7919 + v * 104729) % 99991) / 99991) for u, v in graph.edges]
    p = Projection.from_edges(pd.DataFrame(rows, columns=["src", "dst", "w"]), weight="w")
    theirs = p.to_networkx()
    for _, _, said in theirs.edges(data=True):
        said["step"] = 1 / said["weight"]

    frame = paths(p, "00", "59", k=10, cost="strength").frame()

    expected = list(itertools.islice(nx.shortest_simple_paths(theirs, "00", "59", weight="step"), 10))
    assert [list(nodes) for nodes in frame["nodes"]] == expected


def test_a_ring_has_two_ways_round() -> None:
    ring = Projection.from_edges(pd.DataFrame([(i, (i + 1) % 6) for i in range(6)], columns=["src", "dst"]))

    finding = paths(ring, "0", "2")

    assert finding.frame()["nodes"].tolist() == [("0", "1", "2"), ("0", "5", "4", "3", "2")]
    assert finding.caveats[0] == "5 paths were asked for and only 2 exist."


def test_paths_and_their_hops_are_described() -> None:
    finding = paths(routes(), "port", "shop", resamples=0)

    assert finding.frame().to_dict("list") == {
        "rank": [1, 2],
        "cost": [2.0, 2.0],
        "hops": [2, 2],
        "nodes": [("port", "depot", "shop"), ("port", "yard", "shop")],
        "layers": [("lorry", "rail"), ("rail",)],
    }
    hops = finding.table("hops")
    assert hops.drop(columns=["first", "last"]).to_dict("list") == {
        "rank": [1, 1, 1, 2, 2],
        "hop": [1, 1, 2, 1, 2],
        "source": ["port", "port", "depot", "port", "yard"],
        "target": ["depot", "depot", "shop", "yard", "shop"],
        "layer": ["lorry", "rail", "lorry", "rail", "rail"],
        "weight": [4.0, 1.0, 2.0, 8.0, 8.0],
        "records": [2, 1, 1, 1, 1],
        "reversed": [False] * 5,
    }
    assert hops["first"].dt.strftime("%m-%d").tolist()[:2] == ["01-01", "01-02"]
    assert hops["last"].dt.strftime("%m-%d").tolist()[:2] == ["01-06", "01-02"]
    assert hops["first"].isna().tolist() == [False, False, True, False, False]


def test_evidence_is_the_rows_of_every_hop_in_order() -> None:
    finding = paths(routes(), "port", "shop")

    assert [[e.locator for e in finding.evidence(i)] for i in range(2)] == [
        ["row 0", "row 5", "row 1", "row 2"],
        ["row 3", "row 4"],
    ]
    assert [e.locator for e in finding.evidence(1, table="hops")] == ["row 1"]


@pytest.mark.parametrize(
    ("cost", "first", "total"),
    [("strength", ("port", "yard", "shop"), 0.25), ("weight", ("port", "depot", "shop"), 7.0)],
)
def test_weight_is_strength_or_cost_as_asked(cost: Any, first: tuple[str, ...], total: float) -> None:
    frame = paths(routes(), "port", "shop", k=1, cost=cost).frame()

    assert (frame["nodes"].tolist(), frame["cost"].tolist()) == ([first], [total])


def test_direction_is_followed_unless_asked_not_to() -> None:
    p = routes(directed=True)

    against = paths(p, "shop", "port")
    either = paths(p, "shop", "port", directed=False)

    assert against.frame().empty
    assert against.caveats == (
        "'shop' and 'port' are not connected along the direction of links in these records; "
        "other records may connect them.",
    )
    assert either.frame()["nodes"].tolist() == [("shop", "depot", "port"), ("shop", "yard", "port")]
    assert either.table("hops")["reversed"].tolist() == [True, True, False, True, True]


def test_no_connection_is_an_empty_finding_with_the_reason() -> None:
    finding = paths(routes(), "port", "mill", resamples=0)

    assert finding.frame().columns.tolist() == ["rank", "cost", "hops", "nodes", "layers"]
    assert (len(finding), finding.table("hops").empty) == (0, True)
    assert finding.caveats == (
        "'port' and 'mill' are not connected in these records; other records may connect them.",
    )


def test_an_entity_reaches_itself_without_a_hop() -> None:
    finding = paths(routes(), "shop", "shop", resamples=0)

    assert finding.frame().to_dict("list") == {
        "rank": [1], "cost": [0.0], "hops": [0], "nodes": [("shop",)], "layers": [()],
    }  # fmt: skip
    assert (finding.evidence(0), finding.caveats) == (
        [],
        ("Start and end are the same entity: there is nothing to connect.",),
    )


def test_ids_that_were_numbers_may_be_asked_as_numbers() -> None:
    p = Projection.from_edges(pd.DataFrame({"src": [1, 2], "dst": [2, 3]}))

    assert paths(p, 1, 3).fingerprint == paths(p, "1", "3").fingerprint  # type: ignore[arg-type]


def test_captions_are_given_where_known() -> None:
    p = Projection.from_links(["a", "b"], ["b", "c"], nodes=["a", "b"], captions=["Ana", "Bo"])

    finding = paths(p, "a", "c")

    assert finding.frame()["captions"].tolist() == [("Ana", "Bo", "c")]
    assert "1. Ana - Bo - c (2 hops, cost 2)." in finding.explain()


def test_what_cannot_be_asked_is_refused() -> None:
    p = routes()
    zero = Projection.from_links(["a"], ["b"], weight=pd.Series([0.0]).to_numpy())

    with pytest.raises(QueryError, match="k is 0; expected 1 or more"):
        paths(p, "port", "shop", k=0)
    with pytest.raises(UnknownEntity, match=r"no entity 'prot'.*Did you mean 'port'\?"):
        paths(p, "prot", "shop")
    with pytest.raises(UnknownName, match=r"no cost 'hop'.*Did you mean 'hops'\?"):
        paths(p, "port", "shop", cost="hop")  # type: ignore[arg-type]
    with pytest.raises(QueryError, match="the projection is undirected"):
        paths(p, "port", "shop", directed=True)
    with pytest.raises(QueryError, match=r"weight 0\.0 between 'a' and 'b'; expected above 0"):
        paths(zero, "a", "b", cost="strength")
    assert paths(zero, "a", "b").frame()["cost"].tolist() == [1.0]


def test_missing_times_are_told_apart_from_1970() -> None:
    p = Projection.from_links(["a", "b"], ["b", "c"], at=pd.Series([0, MISSING_TIME]).to_numpy())

    first = paths(p, "a", "c").table("hops")["first"]

    assert first.isna().tolist() == [False, True]
    assert first.iloc[0] == pd.Timestamp("1970-01-01", tz="UTC")


def doubted(rows: list[tuple[str, str, float]]) -> Projection:
    return Projection.from_edges(pd.DataFrame(rows, columns=["src", "dst", "sure"]), confidence="sure")


def test_the_most_likely_path_has_the_largest_product_of_confidences() -> None:
    p = doubted([("a", "b", 0.5), ("b", "d", 0.5), ("a", "c", 0.9), ("c", "d", 0.3), ("a", "d", 0.25)])

    frame = paths(p, "a", "d", cost="confidence").frame()

    # 0.27; then 0.25 twice, the same exactly.
    assert frame["nodes"].tolist() == [("a", "c", "d"), ("a", "b", "d"), ("a", "d")]
    assert [math.exp(-cost) for cost in frame["cost"]] == pytest.approx([0.27, 0.25, 0.25])
    assert frame["cost"].iloc[1] == frame["cost"].iloc[2]


def test_of_sure_ways_the_shorter_is_cheaper_and_what_cannot_be_is_no_way() -> None:
    p = doubted([("a", "b", 1.0), ("b", "c", 1.0), ("c", "e", 1.0), ("a", "e", 1.0), ("a", "d", 0.0)])

    assert paths(p, "a", "e", cost="confidence").frame()["nodes"].tolist() == [
        ("a", "e"),
        ("a", "b", "c", "e"),
    ]
    assert paths(p, "a", "d", cost="confidence").frame().empty


def test_records_of_one_pair_are_likely_together() -> None:
    p = doubted([("a", "b", 0.5), ("b", "a", 0.5), ("b", "c", 0.8)])

    assert paths(p, "a", "c", cost="confidence").frame()["cost"].tolist() == pytest.approx(
        [-math.log(0.75 * 0.8)]
    )


def test_confidence_that_nothing_tells_is_refused() -> None:
    with pytest.raises(QueryError, match="these links say nothing of their confidence"):
        paths(routes(), "port", "shop", cost="confidence")


@settings(deadline=None, max_examples=100)
@given(edges=EDGES, k=st.integers(1, 8), directed=st.booleans())
def test_the_k_most_likely_equal_brute_force(
    edges: list[tuple[int, int, int]], k: int, directed: bool
) -> None:
    frame = pd.DataFrame([(s, t, w / 6) for s, t, w in edges], columns=["src", "dst", "sure"])
    p = Projection.from_edges(frame, confidence="sure", directed=directed)
    start, end = p.ids[0], p.ids[-1]
    if start == end or p.confidence is None:
        return
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(p.ids)
    for s, t, share in zip(p.source, p.target, p.confidence.tolist(), strict=True):
        graph.add_edge(p.ids[s], p.ids[t], odds=1 / min(Fraction(repr(share)), Fraction("0.999999")))
    every = [
        (math.prod(graph.edges[hop]["odds"] for hop in itertools.pairwise(nodes)), tuple(nodes))
        for nodes in nx.all_simple_paths(graph, start, end)
    ]

    found = paths(p, start, end, k=k, cost="confidence", resamples=0).frame()

    assert found["nodes"].tolist() == [nodes for _, nodes in sorted(every)[:k]]
    assert found["cost"].tolist() == pytest.approx([math.log(odds) for odds, _ in sorted(every)[:k]])


@pytest.mark.parametrize("cost", ["hops", "strength", "weight"])
def test_a_path_is_as_firm_as_the_share_of_repeats_that_find_it_again(cost: Any) -> None:
    graph = nx.gnm_random_graph(30, 80, seed=3)
    rows = [(f"{u:02}", f"{v:02}", "ab"[(u + v) % 2], 1 + u % 4) for u, v in graph.edges] * 2
    rows += [(s, t, "c", w) for s, t, _, w in rows[:40]]
    frame = pd.DataFrame(rows, columns=["src", "dst", "layer", "w"])
    p = Projection.from_edges(frame, weight="w", layer="layer")
    flat = p.flat(directed=False)
    walks = k_shortest_paths(flat, 0, 29, 6, costs_of(p, flat, cost, "paths"))
    found: Counter[tuple[int, ...]] = Counter()
    for kept in masks(p.n_links, 40, 7):
        left = flat.kept(kept, p.weight)
        # The pairs that still have a link, at the weight they had: what a search would find among them.
        key = flat.source.astype(int) * 30 + flat.target
        weight = flat.weight[np.searchsorted(key, left.source.astype(int) * 30 + left.target)]
        again = dataclasses.replace(left, weight=weight)
        asked = costs_of(p, again, cost, "paths")
        found.update(walk.path for walk in k_shortest_paths(again, 0, 29, 6, asked))

    finding = paths(p, "00", "29", k=6, cost=cost, resamples=40, seed=7)

    assert finding.frame()["confidence"].tolist() == [found[walk.path] / 40 for walk in walks]
    assert finding.frame().columns[-1] == "confidence"
    assert finding.confidence == pytest.approx(finding.frame()["confidence"].mean())


def test_a_path_without_hops_is_found_in_every_repeat() -> None:
    assert paths(routes(), "shop", "shop").frame()["confidence"].tolist() == [1.0]
    assert paths(routes(), "port", "mill").frame()["confidence"].tolist() == []
    with pytest.raises(QueryError, match="paths: resamples is -1; expected 0 to 10,000"):
        paths(routes(), "port", "shop", resamples=-1)


def test_a_search_for_many_paths_can_be_watched_and_stopped() -> None:
    told: list[tuple[int, int]] = []

    def report(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) > 1:
            raise QueryError("stopped")

    with watched(report), pytest.raises(QueryError, match="stopped"):
        paths(routes(), "port", "shop", k=3)
    assert told[0] == (0, 3)
