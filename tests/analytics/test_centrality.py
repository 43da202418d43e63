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
