"""Disruption: closed forms, every set there is, networkx, costs, and what is refused."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import centrality, disruption
from interlink.analytics.fragments import pairs_without_each
from interlink.errors import QueryError, UnknownName
from interlink.projection import Constraints, Projection

EDGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=22)
CLIQUES = [(f"{side}{i}", f"{side}{j}") for side in "abc" for i in range(4) for j in range(i)]
# Three groups of four that only x holds together.
HELD = [*CLIQUES, ("x", "a0"), ("x", "b0"), ("x", "c0")]


def project(edges: list[tuple[object, object]], *, directed: bool = False) -> Projection:
    return Projection.from_edges(
        pd.DataFrame([(str(u), str(v)) for u, v in edges], columns=["src", "dst"]), directed=directed
    )


def plain(p: Projection) -> nx.Graph:
    graph = nx.Graph(p.to_networkx())
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


def without(graph: nx.Graph, gone: object) -> nx.Graph:
    left = graph.copy()
    left.remove_nodes_from(gone)
    return left


def pairs_left(graph: nx.Graph) -> int:
    return sum(len(part) * (len(part) - 1) for part in nx.connected_components(graph))


def reached(graph: nx.Graph, chosen: object, steps: int) -> int:
    near = [nx.single_source_shortest_path_length(graph, v, cutoff=steps) for v in chosen]  # type: ignore[attr-defined]
    return len(set().union(*near)) if near else 0


@settings(deadline=None)
@given(edges=EDGES)
def test_pairs_left_without_each_entity_equal_those_counted_one_by_one(edges: list[tuple[int, int]]) -> None:
    p = project(edges)
    graph = plain(p)

    found = pairs_without_each(p.flat(directed=False).graph)

    assert found.tolist() == [pairs_left(without(graph, [id_])) for id_ in p.ids]


@settings(max_examples=40, deadline=None)
@given(edges=EDGES, method=st.sampled_from(["kpp_neg", "kpp_pos"]), remove=st.integers(1, 3))
def test_no_exchange_of_one_for_another_betters_a_set(
    edges: list[tuple[int, int]], method: str, remove: int
) -> None:
    p = project(edges)
    graph = plain(p)

    def figure(chosen: list[str]) -> int:
        return pairs_left(without(graph, chosen)) if method == "kpp_neg" else -reached(graph, chosen, 1)

    chosen = disruption(p, method=method, remove=remove, steps=1, resamples=0).frame()["id"].tolist()  # type: ignore[arg-type]

    kept = [[each for each in chosen if each != gone] for gone in chosen]
    others = [[*some, other] for some in kept for other in p.ids if other not in some]
    assert all(figure(chosen) <= figure(each) for each in others)


@pytest.mark.parametrize("method", ["kpp_neg", "kpp_pos"])
def test_sets_of_three_are_the_best_of_all_in_most_random_networks(method: str) -> None:
    best = 0
    for number in range(40):
        graph = nx.gnm_random_graph(14, 20, seed=number)
        p = project(list(graph.edges))
        graph = plain(p)
        found = disruption(p, method=method, remove=3, steps=1, resamples=0).frame()["id"]  # type: ignore[arg-type]
        sets = list(combinations(p.ids, 3))
        if method == "kpp_neg":
            best += pairs_left(without(graph, found)) == min(pairs_left(without(graph, s)) for s in sets)
        else:
            best += reached(graph, found, 1) == max(reached(graph, s, 1) for s in sets)

    assert best >= 38


@settings(max_examples=40, deadline=None)
@given(
    edges=EDGES,
    directed=st.booleans(),
    method=st.sampled_from(["kpp_neg", "kpp_pos", "sequential"]),
    steps=st.integers(1, 3),
)
def test_the_figures_of_each_row_equal_networkx(
    edges: list[tuple[int, int]], directed: bool, method: str, steps: int
) -> None:
    p = project(edges, directed=directed)
    graph = plain(p)
    n = len(graph)

    frame = disruption(p, method=method, remove=4, steps=steps, resamples=0).frame()  # type: ignore[arg-type]

    flat = p.flat(directed=False)
    weights = {
        frozenset((p.ids[u], p.ids[v])): w
        for u, v, w in zip(flat.source, flat.target, flat.weight, strict=True)
    }
    for row in range(len(frame)):
        gone = frame["id"].tolist()[: row + 1]
        left = without(graph, gone)
        pairs = len(left) * (len(left) - 1)
        sizes = [len(part) for part in nx.connected_components(left)]
        near = sum(1 / d for _, ds in nx.all_pairs_shortest_path_length(left) for d in ds.values() if d)
        expected = {
            "largest_part": max(sizes, default=0) / n,
            "fragmentation": 1 - pairs_left(left) / pairs if pairs else 1.0,
            "distance_fragmentation": 1 - near / pairs if pairs else 1.0,
            "reach": reached(graph, gone, steps) / n,
            "removed_weight": sum(w for ends, w in weights.items() if ends & set(gone))
            / (sum(weights.values()) or 1.0),
        }
        assert frame.loc[row, list(expected)].to_dict() == pytest.approx(expected)


def test_who_holds_three_groups_together_is_found_though_others_have_more_links() -> None:
    finding = disruption(project(HELD), remove=1, resamples=0)

    assert finding.frame().to_dict("list") == {
        "step": [1],
        "id": ["x"],
        "caption": ["x"],
        "score": [60.0],
        "largest_part": [4 / 13],
        "fragmentation": [1 - 36 / 132],
        "distance_fragmentation": [1 - 36 / 132],
        "reach": [1.0],
        "removed_weight": [3 / 21],
    }
    assert finding.measures["fragmentation_before"] == 0.0
    assert finding.measures["largest_part_before"] == 1.0
    assert finding.measures["largest_part_after"] == 4 / 13
    assert finding.summary.splitlines()[1] == (
        "Without 1 entity the largest part falls from 100% of all to 31%; 73% of pairs no longer reach each "
        "other, where 0% did not before."
    )
    degree = disruption(project(HELD), method="sequential", by="degree", remove=1, resamples=0)
    assert degree.frame()["id"].tolist() == ["a0"]


def test_a_set_reaches_more_than_the_most_linked_do() -> None:
    """Two hubs of one crowd reach it twice; the second place belongs to whoever reaches the others."""
    crowd = [(hub, f"n{i}") for hub in ("h1", "h2") for i in range(6)]
    few = [("s", f"m{i}") for i in range(3)]
    p = project([*crowd, *few])

    finding = disruption(p, method="kpp_pos", remove=2, steps=1, resamples=0)

    assert finding.frame()["id"].tolist() == ["h1", "s"]
    assert finding.frame()["score"].tolist() == [7.0, 4.0]
    assert finding.measures["reach"] == 11 / 12


def test_betweenness_is_counted_anew_after_each_removal() -> None:
    path = [(i, i + 1) for i in range(8)]

    frame = disruption(project(path), method="sequential", remove=3, resamples=0).frame()

    assert frame["id"].tolist() == ["4", "1", "6"]
    assert frame["score"].tolist() == [16.0, 2.0, 2.0]
    assert frame["largest_part"].tolist() == [4 / 9, 4 / 9, 2 / 9]


def test_parallel_links_are_merged_before_ways_are_counted() -> None:
    """Counted apart, two records of one link would be two shortest ways, and draw the removal to them."""
    rows = [("a", "b"), ("b", "d"), ("a", "c"), ("c", "d"), ("d", "e")]
    twice = [*rows, ("a", "c"), ("c", "a"), ("c", "d")]

    once = disruption(project(rows), method="sequential", remove=3, resamples=0).frame()
    more = disruption(project(twice), method="sequential", remove=3, resamples=0).frame()

    columns = ["id", "score", "largest_part", "fragmentation"]
    pd.testing.assert_frame_equal(once[columns], more[columns])


def test_costs_and_a_budget_decide_who_can_be_chosen() -> None:
    kinds = {"x": "Company", **{f"{side}{i}": "Person" for side in "abc" for i in range(4)}}
    source, target = zip(*HELD, strict=True)
    p = Projection.from_links(list(source), list(target), nodes=list(kinds), kinds=list(kinds.values()))

    dear = disruption(p, remove=3, cost=["Company=9", " Person = 2"], budget=4, resamples=0)
    cheap = disruption(p, remove=3, cost=["Company=2", "Person=3"], budget=2.0, resamples=0)
    bare = disruption(p, remove=3, budget=1, resamples=0)

    assert "x" not in dear.frame()["id"].tolist()
    assert (len(dear), dear.measures["spent"]) == (2, 4.0)
    assert (cheap.frame()["id"].tolist(), cheap.measures["spent"]) == (["x"], 2.0)
    assert bare.frame()["id"].tolist() == ["x"]
    assert "Fewer were chosen than asked for" in dear.explain()
    assert dear.params["cost"] == ["Company=9", " Person = 2"]


def test_sets_hold_more_firmly_the_clearer_they_are() -> None:
    finding = disruption(project(HELD), remove=1, resamples=40, seed=1)

    assert finding.frame().columns.tolist()[-1] == "confidence"
    assert 0.5 < finding.frame()["confidence"].iloc[0] <= 1.0


def test_evidence_is_the_rows_of_the_removed_ones_links() -> None:
    finding = disruption(project(HELD), remove=1)

    assert [e.locator for e in finding.evidence(0)] == ["row 18", "row 19", "row 20"]


def test_constraints_on_links_apply_and_recovery_is_a_caveat() -> None:
    finding = disruption(project(HELD), remove=2, where=Constraints(avoid=["x"]), resamples=0)

    assert "x" not in finding.frame()["id"].tolist()
    assert finding.params["avoid"] == ["x"]
    assert "Networks recover" in finding.caveats[0]
    assert not any("Fewer" in caveat for caveat in finding.caveats)


@pytest.mark.parametrize("method", ["kpp_neg", "kpp_pos", "sequential"])
def test_nothing_to_disrupt_is_said(method: str) -> None:
    for p in (Projection.from_links([], []), Projection.from_links([], [], nodes=["a"])):
        finding = disruption(p, method=method)  # type: ignore[arg-type]

        assert finding.caveats == ("There are no links: there is nothing to disrupt.",)
        assert len(finding) == (1 if method == "kpp_pos" and p.n_nodes else 0)


def test_what_cannot_be_asked_is_refused() -> None:
    p = project(HELD)
    kinds = Projection.from_links(["a"], ["b"], nodes=["a", "b"], kinds=["Person", "Person"])

    for asked, message in (
        ({"method": "kpp"}, "no method 'kpp'; expected kpp_neg, kpp_pos, sequential"),
        ({"by": "degre"}, r"no measure 'degre'; .* Did you mean 'degree'\?"),
    ):
        with pytest.raises(UnknownName, match=message):
            disruption(p, **asked)  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match="no entity of kind 'Persn'; there are Person"):
        disruption(kinds, cost=["Persn=2"], budget=3)
    for asked, message in (
        ({"remove": 0}, "remove is 0; expected 1 or more"),
        ({"steps": 0}, "steps is 0; expected 1 or more"),
        ({"budget": -1.0}, r"budget is -1\.0; expected above 0"),
        ({"budget": float("nan")}, "budget is nan; expected above 0"),
        ({"cost": ["Person=2"]}, r"without a budget\. Give a budget"),
        ({"cost": ["Person=2"], "budget": 1.0}, r"have no kinds\. Leave the costs out"),
        ({"resamples": -1}, "resamples is -1"),
    ):
        with pytest.raises(QueryError, match=message):
            disruption(p, **asked)  # type: ignore[arg-type]
    for cost in ("Person", "Person=", "Person=x", "Person=0", "Person=-1", "Person=nan"):
        with pytest.raises(QueryError, match=f"cost '{cost}'; expected a kind and a number above 0"):
            disruption(kinds, cost=[cost], budget=3)


def test_a_network_too_large_is_refused_before_it_begins() -> None:
    chain = np.arange(200_000)
    p = Projection.from_links(chain.astype(str), (chain + 1).astype(str))

    with pytest.raises(QueryError, match=r"would take some 0\.9 hours.* or remove by degree"):
        disruption(p, method="sequential", remove=2)
    star = Projection.from_links(["hub"] * 20_000, [f"n{i}" for i in range(20_000)])
    with pytest.raises(QueryError, match=r"within 2 steps too many of 20,001 entities"):
        disruption(star, method="kpp_pos", resamples=0)


def test_a_set_does_at_least_as_much_as_the_most_linked_one_by_one() -> None:
    p = project([(i, (i * i + 3) % 17) for i in range(60) if i % 5])

    together = disruption(p, remove=3, resamples=0).measures["fragmentation_after"]
    foremost = centrality(p, resamples=0).frame()["id"].head(3)

    left = without(plain(p), foremost)
    assert together >= 1 - pairs_left(left) / (len(left) * (len(left) - 1))
