"""The network as a whole: closed forms, networkx, and what repeats say."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import network
from interlink.projection import Projection


def project(edges: list[tuple[str, str]], *, directed: bool = False) -> Projection:
    return Projection.from_edges(pd.DataFrame(edges, columns=["src", "dst"], dtype=str), directed=directed)


def ring(n: int) -> list[tuple[str, str]]:
    return [(f"n{i}", f"n{(i + 1) % n}") for i in range(n)]


STAR = [("hub", f"n{i}") for i in range(6)]
COMPLETE = [(f"n{i}", f"n{j}") for i in range(5) for j in range(i)]


@pytest.mark.parametrize(
    ("edges", "density", "transitivity", "centralization", "diameter"),
    [
        (ring(6), 6 / 15, 0.0, 0.0, 3.0),
        (STAR, 6 / 21, 0.0, 1.0, 2.0),
        (COMPLETE, 1.0, 1.0, 0.0, 1.0),
    ],
    ids=["ring", "star", "complete"],
)
def test_measures_of_closed_forms(
    edges: list[tuple[str, str]],
    density: float,
    transitivity: float,
    centralization: float,
    diameter: float,
) -> None:
    found = network(project(edges)).measures

    assert found["density"] == pytest.approx(density)
    assert (found["transitivity"], found["centralization"]) == (transitivity, centralization)
    assert (found["diameter"], found["components"], found["largest"]) == (diameter, 1.0, 1.0)


@settings(max_examples=40, deadline=None)
@given(
    edges=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=30),
    directed=st.booleans(),
)
def test_measures_equal_networkx(edges: list[tuple[int, int]], directed: bool) -> None:
    p = project([(str(a), str(b)) for a, b in edges], directed=directed)

    found = network(p, resamples=0).measures

    graph = p.to_networkx()
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    plain = nx.Graph(graph)
    parts = [len(part) for part in nx.connected_components(plain)]
    assert found["entities"] == plain.number_of_nodes()
    assert found["density"] == pytest.approx(nx.density(graph))
    assert found["components"] == sum(size > 1 for size in parts)
    assert found["largest"] == pytest.approx(max(parts) / len(plain))
    if any(degree > 1 for _, degree in plain.degree()):
        assert found["transitivity"] == pytest.approx(nx.transitivity(plain))
    else:
        assert np.isnan(found["transitivity"])
    if directed and graph.number_of_edges():
        assert found["reciprocity"] == pytest.approx(nx.reciprocity(graph))
    if plain.number_of_edges():
        longest = max(nx.diameter(plain.subgraph(part)) for part in nx.connected_components(plain))
        assert found["diameter"] == longest


def test_each_layer_is_described_with_its_records() -> None:
    rows = pd.DataFrame(
        {
            "src": ["a", "b", "a", "c"],
            "dst": ["b", "a", "c", "d"],
            "kind": ["call", "call", "meet", "meet"],
            "at": ["2026-01-02", "2026-01-01", None, "2026-03-01"],
            "p": [0.5, 0.5, 0.9, 0.7],
            "w": [1.0, 2.0, 4.0, 8.0],
        }
    )
    p = Projection.from_edges(rows, weight="w", at="at", layer="kind", confidence="p")

    finding = network(p)

    frame = finding.frame()
    assert frame.drop(columns=["first", "last"]).to_dict("list") == {
        "layer": ["call", "meet"],
        "entities": [2, 3],
        "links": [1, 2],
        "records": [2, 2],
        "weight": [3.0, 12.0],
        "likely": [0.75, pytest.approx(0.8)],
    }
    assert [str(moment)[:10] for moment in frame["first"]] == ["2026-01-01", "2026-03-01"]
    assert [str(moment)[:10] for moment in frame["last"]] == ["2026-01-02", "2026-03-01"]
    assert [each.locator for each in finding.evidence(0)] == ["row 0", "row 1"]
    assert "likely" in network(project(STAR)).frame()
    assert network(project(STAR)).frame()["likely"].isna().all()


def test_repeats_give_each_measure_a_range() -> None:
    table = network(project(COMPLETE), resamples=50, seed=2).table("measures").set_index("measure")

    assert table.loc["entities", ["low", "high"]].tolist() == [5.0, 5.0]
    density = table.loc["density"]
    assert density["low"] < density["value"]
    assert 0.75 < density["high"] <= 1.0
    assert "low" not in network(project(COMPLETE), resamples=0).table("measures").columns


def test_the_whole_is_told_in_plain_words() -> None:
    assert network(project(STAR)).summary.splitlines() == [
        "7 entities and 6 links of 1 kind.",
        "100% are linked to another, in 1 part; 100% are in the largest.",
        "28.57% of all possible pairs are linked.",
        "Of two with a common neighbour, 0% are linked themselves.",
        "Much of it hangs on one entity.",
    ]


def test_an_empty_network_has_a_caveat_and_no_errors() -> None:
    for p in (Projection.from_links([], []), Projection.from_links([], [], nodes=["a"])):
        finding = network(p)

        assert finding.frame().empty
        assert finding.caveats == ("There are no links: every entity stands alone.",)
        assert finding.measures["pairs"] == 0.0
