from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import centrality
from interlink.errors import QueryError
from interlink.projection import Projection

# Powers of two: their inverses add up exactly, so that equal ways stay equal for networkx too.
STRENGTHS = st.sampled_from([1, 2, 4, 8])
ENDS = st.tuples(st.integers(0, 8), st.integers(0, 8), STRENGTHS)
EDGES = st.lists(ENDS, min_size=1, max_size=25)


def project(edges: list[tuple[object, ...]], *, directed: bool = False) -> Projection:
    frame = pd.DataFrame([(*e, 1.0)[:3] for e in edges], columns=["src", "dst", "w"])
    return Projection.from_edges(frame, weight="w", directed=directed)


def column(projection: Projection, name: str, **options: bool) -> dict[str, float]:
    frame = centrality(projection, resamples=0, **options).frame()
    return dict(zip(frame["id"], frame[name], strict=True))


def simple(projection: Projection) -> nx.Graph:
    graph = projection.to_networkx()
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    for _, _, said in graph.edges(data=True):
        said["length"] = 1 / said["weight"]
    return graph


@settings(deadline=None)
@given(edges=EDGES, directed=st.booleans(), normalized=st.booleans(), weighted=st.booleans())
def test_every_measure_equals_networkx(
    edges: list[tuple[int, int, int]], directed: bool, normalized: bool, weighted: bool
) -> None:
    once = {frozenset((u, v)): (u, v, w) for u, v, w in edges}
    p = project(list(once.values()), directed=directed)
    graph = simple(p)
    length = "length" if weighted else None

    frame = centrality(p, normalized=normalized, weighted=weighted, resamples=0).frame().set_index("id")

    expected = pd.DataFrame(
        {
            "degree": dict(graph.degree()),
            "betweenness": nx.betweenness_centrality(graph, normalized=normalized, weight=length),
            "closeness": nx.closeness_centrality(graph, distance=length),
            "pagerank": nx.pagerank(graph, weight="weight" if weighted else None, tol=1e-12, max_iter=1000),
            "core": nx.core_number(nx.Graph(graph.to_undirected())),
        }
    )
    pd.testing.assert_frame_equal(
        frame.sort_index(), expected.sort_index(), check_dtype=False, check_names=False, atol=1e-8
    )


def test_a_star_a_path_and_a_ring_have_their_closed_forms() -> None:
    star = project([("hub", f"leaf{i}") for i in range(6)])
    path = project([(i, i + 1) for i in range(4)])
    ring = project([(i, (i + 1) % 7) for i in range(7)])

    assert column(star, "betweenness")["hub"] == 6 * 5 / 2
    assert column(star, "betweenness", normalized=True)["hub"] == 1.0
    assert column(path, "betweenness") == {"0": 0, "1": 3, "2": 4, "3": 3, "4": 0}
    assert set(column(ring, "betweenness").values()) == {3.0}
    assert set(column(ring, "core").values()) == {2}


def test_the_two_ends_of_a_bridge_come_first() -> None:
    cliques = [(f"{side}{i}", f"{side}{j}") for side in "ab" for i in range(4) for j in range(i)]

    frame = centrality(project([*cliques, ("a0", "b0")])).frame()

    assert frame["id"].tolist() == ["a0", "b0", "a1", "a2", "a3", "b1", "b2", "b3"]
    assert frame["betweenness"].tolist()[:3] == [12.0, 12.0, 0.0]


def test_parallel_links_and_layers_count_once() -> None:
    rows = pd.DataFrame(
        [
            ("a", "b", "calls"),
            ("b", "a", "calls"),
            ("a", "b", "money"),
            ("b", "c", "calls"),
            ("c", "d", "money"),
        ],
        columns=["src", "dst", "kind"],
    )

    layered = centrality(Projection.from_edges(rows, layer="kind")).frame()

    assert layered.set_index("id")["degree"].to_dict() == {"a": 1, "b": 2, "c": 2, "d": 1}
    assert layered.set_index("id")["betweenness"].to_dict() == {"a": 0, "b": 2, "c": 2, "d": 0}


def test_direction_decides_who_is_between() -> None:
    edges = [("a", "b"), ("b", "c"), ("d", "c")]

    assert column(project(edges, directed=True), "betweenness") == {"a": 0, "b": 1, "c": 0, "d": 0}
    assert column(project(edges), "betweenness") == {"a": 0, "b": 2, "c": 2, "d": 0}


def test_equal_ranks_are_ordered_by_id_and_columns_are_fixed() -> None:
    frame = centrality(project([("c", "d"), ("a", "b")]), resamples=0).frame()

    assert frame.columns.tolist() == ["id", "degree", "betweenness", "closeness", "pagerank", "core"]
    assert frame["id"].tolist() == ["a", "b", "c", "d"]


def test_captions_come_last_where_there_are_any() -> None:
    p = Projection.from_links(["a", "b"], ["b", "c"], nodes=["b", "z"], captions=["Bo", "Zed"])

    frame = centrality(p, resamples=0).frame()

    assert frame.columns.tolist()[-1] == "caption"
    assert dict(zip(frame["id"], frame["caption"], strict=True)) == {
        "a": "a",
        "b": "Bo",
        "c": "c",
        "z": "Zed",
    }


def test_evidence_is_the_rows_of_the_entitys_links() -> None:
    finding = centrality(project([("a", "b"), ("b", "c"), ("d", "e")]))

    row = finding.frame()["id"].tolist().index("b")

    assert [e.locator for e in finding.evidence(row)] == ["row 0", "row 1"]


@pytest.mark.parametrize("weight", [0.0, -2.0])
def test_a_strength_not_above_zero_is_refused_where_it_counts(weight: float) -> None:
    p = project([("a", "b", 1.0), ("b", "c", weight)])

    with pytest.raises(QueryError, match="between 'b' and 'c'; expected above 0"):
        centrality(p, weighted=True)
    assert column(p, "betweenness")["b"] == 1


def test_nothing_to_rank_gives_an_empty_frame_and_says_so() -> None:
    finding = centrality(Projection.from_links([], []))

    assert (len(finding.frame()), finding.caveats[0]) == (0, "There are no links: every entity stands alone.")


def test_entities_without_links_have_zeros() -> None:
    frame = centrality(Projection.from_links([], [], nodes=["a", "b"])).frame()

    assert frame["id"].tolist() == ["a", "b"]
    assert frame["closeness"].tolist() == [0.0, 0.0]
    assert np.allclose(frame["pagerank"], 0.5)


MIXED = pd.DataFrame(
    [
        ("a", "b", "calls", 1.0),
        ("b", "c", "calls", 1.0),
        ("b", "a", "calls", 2.0),
        ("c", "m", "money", 8.0),
        ("m", "d", "money", 8.0),
        ("c", "c", "money", 5.0),
    ],
    columns=["src", "dst", "kind", "w"],
)


def test_a_broker_of_money_who_never_calls_shows_in_one_layer() -> None:
    finding = centrality(Projection.from_edges(MIXED, layer="kind", weight="w"), by_layer=True, resamples=0)

    layers = finding.table("layers")
    assert finding.frame()["id"].tolist() == ["c", "b", "m", "a", "d"]
    assert layers.to_dict("list") == {
        "id": ["c", "c", "b", "m", "a", "d"],
        "layer": ["calls", "money", "calls", "money", "calls", "money"],
        "degree": [1, 1, 2, 2, 1, 1],
        "betweenness": [0.0, 0.0, 1.0, 1.0, 0.0, 0.0],
        "weight_share": [1 / 9, 8 / 9, 1.0, 1.0, 1.0, 1.0],
    }
    assert [e.locator for e in finding.evidence(0, table="layers")] == ["row 1"]
    assert [e.locator for e in finding.evidence(1, table="layers")] == ["row 3"]
    assert "layers" not in centrality(Projection.from_edges(MIXED, layer="kind")).tables


@settings(max_examples=40, deadline=None)
@given(
    edges=st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), STRENGTHS, st.sampled_from("xyz")),
        min_size=1,
        max_size=25,
    ),
    directed=st.booleans(),
    weighted=st.booleans(),
)
def test_each_layer_equals_the_layer_asked_alone(
    edges: list[tuple[int, int, int, str]], directed: bool, weighted: bool
) -> None:
    rows = pd.DataFrame([(str(u), str(v), float(w), k) for u, v, w, k in edges], columns=["s", "d", "w", "k"])

    def made(chosen: pd.DataFrame) -> Projection:
        return Projection.from_edges(chosen, "s", "d", weight="w", layer="k", directed=directed)

    layers = centrality(made(rows), weighted=weighted, by_layer=True, resamples=0).table("layers")

    for name, found in layers.groupby("layer"):
        alone = centrality(made(rows[rows["k"] == name]), weighted=weighted, resamples=0).frame()
        alone = alone[alone["degree"] > 0].set_index("id").sort_index()
        here = found.set_index("id").sort_index()
        assert here["degree"].to_dict() == alone["degree"].to_dict()
        assert here["betweenness"].to_dict() == pytest.approx(alone["betweenness"].to_dict())
    assert layers.groupby("id")["weight_share"].sum().tolist() == pytest.approx(
        [1.0] * layers["id"].nunique()
    )


def test_a_strength_of_a_layer_not_above_zero_is_refused_where_it_counts() -> None:
    rows = pd.DataFrame({"src": ["a", "a"], "dst": ["b", "b"], "kind": ["x", "y"], "w": [0.0, 2.0]})
    p = Projection.from_edges(rows, layer="kind", weight="w")

    with pytest.raises(QueryError, match=r"weight 0\.0 between 'a' and 'b'; expected above 0"):
        centrality(p, weighted=True, by_layer=True)


def test_how_much_hangs_on_one_entity_comes_before_any_entity() -> None:
    star = centrality(project([("hub", f"leaf{i}") for i in range(6)]))
    ring = centrality(project([(i, (i + 1) % 7) for i in range(7)]))

    assert star.measures == {"degree_centralization": 1.0, "betweenness_centralization": 1.0}
    assert ring.measures == {"degree_centralization": 0.0, "betweenness_centralization": 0.0}
    assert star.summary.splitlines()[1] == (
        "Of what a star would have, links hang on one entity by 100% and shortest ways by 100%."
    )
    both = [edge for i in range(6) for edge in (("hub", f"leaf{i}"), (f"leaf{i}", "hub"))]
    assert centrality(project(both, directed=True)).measures["betweenness_centralization"] == 1.0


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("directed", [False, True])
def test_estimates_from_some_come_near_to_those_from_all(directed: bool, weighted: bool) -> None:
    graph = nx.barabasi_albert_graph(600, 3, seed=2)
    p = project([(u, v, 1 + (u + v) % 3) for u, v in graph.edges], directed=directed)
    exact = centrality(p, weighted=weighted, resamples=0)

    some = centrality(p, weighted=weighted, pivots=200, seed=5, resamples=0)

    one, other = (each.frame().set_index("id").sort_index() for each in (exact, some))
    pairs = 599 * 598 / (1 if directed else 2)
    assert (one["betweenness"] - other["betweenness"]).abs().max() < 0.02 * pairs
    assert (one["closeness"] - other["closeness"]).abs().max() < 0.05
    assert other["betweenness"].sum() == pytest.approx(one["betweenness"].sum(), rel=0.2)
    assert "estimates from 200 of 600 entities" in some.explain()
    assert "estimates" not in exact.explain()
    every = centrality(p, weighted=weighted, pivots=600, resamples=0)
    pd.testing.assert_frame_equal(every.frame(), exact.frame())


def test_pivots_below_one_and_seeds_below_zero_are_refused() -> None:
    with pytest.raises(QueryError, match="centrality: seed is -1; expected 0 or more"):
        centrality(project([("a", "b")]), seed=-1, resamples=0)
    with pytest.raises(QueryError, match="centrality: pivots is 0; expected 1 or more"):
        centrality(project([("a", "b")]), pivots=0)


def test_one_pivot_and_many_entities_apart_are_no_trouble() -> None:
    p = project([("a", "b"), ("c", "d"), ("d", "e")])

    frame = centrality(p, pivots=1, resamples=0).frame()

    assert np.isfinite(frame[["betweenness", "closeness"]]).all(axis=None)
