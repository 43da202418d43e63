"""Methods beside networkx, on graphs worked by hand, and without a look at the truth."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import combinations, pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from tiny_world import company_entity, person_entity, write_tiny_world

from interlink.errors import ReadError
from interlink.projection import Projection
from interlink.worlds.finding import rankings
from interlink.worlds.finding.gather import Gathered, Question, gather
from interlink.worlds.finding.parties import find_parties
from interlink.worlds.finding.rankings import betweenness, by_betweenness, by_community, by_degree, louvain
from interlink.worlds.finding.routes import inner_parties, passes, shortest_path
from interlink.worlds.scoring import score
from interlink.worlds.scoring.methods import METHODS, Method, Ranked, trees
from interlink.worlds.truth import Truth, read_truth

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
        path = shortest_path(projection, [start], [end])
        assert bool(path) == nx.has_path(graph, start, end)
        assert not path or len(path) == nx.shortest_path_length(graph, start, end) + 1
        assert all(graph.has_edge(*step) for step in pairwise(path))


@pytest.mark.parametrize("seed", range(3))
def test_a_step_is_passed_where_some_shortest_path_of_networkx_has_it(seed: int) -> None:
    graph, projection = random_graph(seed)
    for start, end in ((0, 1), (2, 30), (5, 39)):
        paths = list(nx.all_shortest_paths(graph, start, end)) if nx.has_path(graph, start, end) else []
        for step in set(graph) - {start, end}:
            found = passes(projection, [[start], [step], [end]])
            assert found == any(step in path for path in paths)


def test_steps_are_passed_in_their_order_by_one_path() -> None:
    # a to e over b and d, or over c and f: b and f are both near, but no shortest path has both
    ends = [("a", "b"), ("b", "d"), ("d", "e"), ("a", "c"), ("c", "f"), ("f", "e")]
    projection = Projection.from_links([a for a, _ in ends], [b for _, b in ends])
    a, b, c, d, e, f = range(6)

    assert passes(projection, [[a], [b], [d], [e]])
    assert passes(projection, [[a], [b, c], [f], [e]])
    assert not passes(projection, [[a], [d], [b], [e]])
    assert not passes(projection, [[a], [b], [f], [e]])
    assert not passes(projection, [[a], [], [e]])
    assert not passes(projection, [[a], [b]])


def test_cliques_are_communities() -> None:
    cliques = [[f"{name}{n}" for n in range(5)] for name in "ab"]
    ends = [pair for clique in cliques for pair in combinations(clique, 2)] + [("a0", "b0")]
    projection = Projection.from_links([a for a, _ in ends], [b for _, b in ends])

    membership = louvain(projection.flat(directed=False), seed=3)

    assert [set(membership[:5]), set(membership[5:])] == [{membership[0]}, {membership[5]}]
    assert membership[0] != membership[5]
    assert np.array_equal(membership, louvain(projection.flat(directed=False), seed=3))


def test_the_most_closed_community_comes_first_and_small_ones_last() -> None:
    # a is a clique with one link out of it, b a ring with two, c a pair by itself
    ends = list(combinations([f"a{n}" for n in range(5)], 2))
    ends += [(f"b{n}", f"b{(n + 1) % 5}") for n in range(5)]
    ends += [("b0", "b2"), ("a4", "d"), ("b3", "d"), ("b4", "d"), ("c0", "c1")]
    projection = Projection.from_links([a for a, _ in ends], [b for _, b in ends])
    membership = np.asarray([{"a": 2, "b": 1, "c": 0, "d": 3}[each[0]] for each in projection.ids])

    order = [projection.ids[n] for n in by_community(projection.flat(directed=False), membership)]

    assert order == [
        *("a0", "a1", "a2", "a3", "a4"),
        *("b0", "b2", "b1", "b3", "b4"),
        *("c0", "c1"),
        "d",
    ]


def test_who_uses_a_phone_on_a_path_lies_on_it(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")
    parties = find_parties(gather(tmp_path / "world"))
    asked = [
        Question((person_entity(2),), (person_entity(3),)),
        Question((person_entity(20), "gone"), (company_entity(20),)),
        Question(("gone",), (person_entity(3),)),
        Question((person_entity(12),), (person_entity(14),)),
        Question((person_entity(12),), (person_entity(20),)),
    ]

    assert inner_parties(parties, asked) == [person_entity(1), person_entity(13)]


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


def test_scoring_opens_the_truth_when_the_methods_are_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tiny_world(tmp_path / "world")
    before: list[list[str]] = []

    def looks(gathered: Gathered, *, seed: int) -> Ranked:
        before.append(list(OPENED))
        return METHODS["degree"].rank(gathered, seed=seed)

    monkeypatch.setitem(METHODS, "looks", Method("looks", looks, "what was opened before"))

    with recorded() as opened:
        score(tmp_path / "world", ["degree", "looks"])

    assert [path for path in opened if path.endswith("truth.json")]
    assert [path for path in before[0] if path.endswith("questions.json")]
    assert [path for path in before[0] if path.endswith("truth.json")] == []


def test_what_was_gathered_knows_no_folder(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")

    gathered = gather(tmp_path / "world")

    assert str(tmp_path) not in repr(vars(gathered))


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
