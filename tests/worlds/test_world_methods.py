"""Methods beside networkx, on graphs worked by hand, and without a look at the truth."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from tiny_world import person_entity, write_tiny_world

from interlink.errors import ReadError
from interlink.projection import Projection
from interlink.worlds import rankings
from interlink.worlds.gather import Gathered, Question, gather
from interlink.worlds.methods import METHODS, trees
from interlink.worlds.parties import find_parties
from interlink.worlds.rankings import betweenness, by_betweenness, by_community, by_degree, louvain
from interlink.worlds.routes import distance, inner_parties, shortest_path
from interlink.worlds.truth import Truth
from interlink.worlds.truth_file import read_truth

OPENED: list[str] = []
RECORDING: list[bool] = []


def record_opened(event: str, given: tuple[object, ...]) -> None:
    if RECORDING and event == "open":
        OPENED.append(str(given[0]))


sys.addaudithook(record_opened)


@contextmanager
def recorded() -> Iterator[list[str]]:
    OPENED.clear()
    RECORDING.append(True)
    try:
        yield OPENED
    finally:
        RECORDING.clear()


def random_graph(seed: int, n: int = 40, share: float = 0.08) -> tuple[nx.Graph, Projection]:
    graph = nx.gnp_random_graph(n, share, seed=seed)
    ends = [(f"n{a:03}", f"n{b:03}") for a, b in graph.edges]
    nodes = [f"n{each:03}" for each in range(n)]
    return graph, Projection.from_links([a for a, _ in ends], [b for _, b in ends], nodes=nodes)


@pytest.mark.parametrize("seed", range(3))
def test_rankings_are_those_of_networkx(seed: int) -> None:
    graph, projection = random_graph(seed)
    flat = projection.flat(directed=False)
    between = nx.betweenness_centrality(graph, normalized=False)

    assert by_degree(flat).tolist() == sorted(graph, key=lambda each: (-graph.degree(each), each))
    assert np.allclose(betweenness(flat, seed=0), [between[each] for each in graph])
    assert by_betweenness(flat, seed=0).tolist() == sorted(
        graph, key=lambda each: (-float(f"{between[each]:.10g}"), each)
    )


def test_betweenness_from_drawn_vertices_is_near_the_exact_one_and_the_same_for_a_seed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, projection = random_graph(1, n=300, share=0.02)
    flat = projection.flat(directed=False)
    exact = betweenness(flat, seed=0)
    monkeypatch.setattr(rankings, "EXACT", 100)
    monkeypatch.setattr(rankings, "SAMPLE", 200)

    sampled = betweenness(flat, seed=5)

    assert np.corrcoef(exact, sampled)[0, 1] > 0.97
    assert np.array_equal(sampled, betweenness(flat, seed=5))


@pytest.mark.parametrize("seed", range(3))
def test_shortest_paths_are_as_long_as_those_of_networkx(seed: int) -> None:
    graph, projection = random_graph(seed)
    for start, end in ((0, 1), (2, 30), (5, 39)):
        length = nx.shortest_path_length(graph, start, end) if nx.has_path(graph, start, end) else np.inf
        path = shortest_path(projection, [start], [end])
        assert distance(projection, [start], [end]) == length
        assert len(path) == (length + 1 if np.isfinite(length) else 0)
        assert all(graph.has_edge(a, b) for a, b in zip(path, path[1:], strict=False))


def test_cliques_are_communities_and_the_most_closed_comes_first() -> None:
    cliques = [[f"{name}{n}" for n in range(5)] for name in "ab"]
    ends = [pair for clique in cliques for pair in combinations(clique, 2)]
    ends += [("b4", "c0"), ("c0", "c1"), ("d0", "d1")]
    projection = Projection.from_links([a for a, _ in ends], [b for _, b in ends])
    flat = projection.flat(directed=False)

    membership = louvain(flat, seed=3)
    order = [projection.ids[n] for n in by_community(flat, membership)]

    # b4 has as many links inside its clique as the others: what leaves it does not count
    assert order == ["a0", "a1", "a2", "a3", "a4", "b0", "b1", "b2", "b3", "b4", "c0", "c1", "d0", "d1"][
        :10
    ] + ["c0", "c1", "d0", "d1"] or order[10:] == ["d0", "d1", "c0", "c1"]
    assert np.array_equal(membership, louvain(flat, seed=3))


def test_inner_parties_leave_out_the_ends_and_what_is_no_party() -> None:
    links = [("p1", "x"), ("x", "p2"), ("p2", "p3"), ("p4", "p5"), ("p5", "p6")]
    kinds = {"x": "Phone"}
    nodes = ["p1", "p2", "p3", "p4", "p5", "p6", "x"]
    projection = Projection.from_links(
        [a for a, _ in links],
        [b for _, b in links],
        nodes=nodes,
        kinds=[kinds.get(each, "Person") for each in nodes],
    )
    asked = [
        Question(("p1", "gone"), ("p3",)),
        Question(("p4",), ("p6",)),
        Question(("p1",), ("p6",)),
        Question(("gone",), ("p6",)),
    ]

    assert inner_parties(projection, asked) == ["p5", "p2"]


def tiny_sisters(folder: Path) -> list[tuple[Gathered, Truth]]:
    return [(gather(folder), read_truth(folder))]


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_method_ranks_people_and_companies_without_opening_the_truth(tmp_path: Path, name: str) -> None:
    write_tiny_world(tmp_path / "sister")
    sisters = tiny_sisters(tmp_path / "sister")
    write_tiny_world(tmp_path / "world")
    (tmp_path / "world/truth.json").unlink()
    rank = partial(trees, sisters=lambda: sisters) if name == "trees" else METHODS[name].rank

    with recorded() as opened:
        gathered = gather(tmp_path / "world")
        ranked = rank(gathered, seed=3)
        again = rank(gathered, seed=3)

    assert ranked == again
    assert ranked
    assert set(ranked) <= set(gathered.entities.filter(kind="Person")["id"]) | set(
        gathered.entities.filter(kind="Company")["id"]
    )
    assert any(path.endswith("questions.json") for path in opened)
    assert [path for path in opened if path.endswith("truth.json")] == []


def test_what_was_gathered_knows_no_folder(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")

    gathered = gather(tmp_path / "world")

    assert str(tmp_path) not in repr({name: value for name, value in vars(gathered).items()})


def test_every_party_of_the_world_is_ranked_once_by_a_graph(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")
    gathered = gather(tmp_path / "world")

    ranked = METHODS["degree"].rank(gathered, seed=0)

    assert sorted(ranked) == sorted(find_parties(gathered).ids)
    assert ranked[0] == person_entity(1)


def test_shortest_paths_need_questions(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")
    (tmp_path / "world/questions.json").unlink()

    with pytest.raises(ReadError, match=r"shortest-path: no questions\.json"):
        METHODS["shortest-path"].rank(gather(tmp_path / "world"), seed=0)
