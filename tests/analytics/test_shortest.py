"""The loops of the path engine give the same compiled and interpreted, and what plain search gives."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import shortest
from interlink.analytics.costs import HOPS, costs_of
from interlink.analytics.meeting import Room, fewest_hops
from interlink.analytics.shortest import k_shortest_paths, ways_within
from interlink.projection import Projection

LINKS = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(1, 9)), min_size=1, max_size=40
)


def made(links: list[tuple[int, int, int]], *, directed: bool) -> Projection:
    source, target, weight = zip(*links, strict=True)
    return Projection.from_links(
        [f"{s:02}" for s in source],
        [f"{t:02}" for t in target],
        weight=np.array(weight, dtype=np.float64) / 4,
        directed=directed,
    )


def test_a_path_found_is_not_written_over_by_the_search_of_another_thread() -> None:
    flat = made([(0, 1, 1), (1, 2, 1), (3, 1, 1)], directed=False).flat(directed=False)
    offsets, heads, _ = flat.arcs
    room = Room.of(flat.n_nodes)

    def ask(start: int, end: int) -> list[int]:
        written = (room.clock, room.seen, room.seen_back, room.good, room.queue, room.queue_back)
        found.append(fewest_hops(offsets, heads, offsets, heads, start, end, *written))
        return found[-1].tolist()

    found: list[np.ndarray] = []
    assert ask(0, 2) == [0, 1, 2]
    assert ask(3, 0) == [3, 1, 0]
    assert found[0].tolist() == [0, 1, 2]


def plain(p: Projection) -> nx.Graph:
    flat = p.flat(directed=p.directed)
    graph = nx.DiGraph() if p.directed else nx.Graph()
    graph.add_nodes_from(range(p.n_nodes))
    graph.add_weighted_edges_from(zip(flat.source, flat.target, flat.weight.tolist(), strict=True))
    return graph


@settings(deadline=None, max_examples=150)
@given(links=LINKS, directed=st.booleans())
def test_the_shortest_path_is_the_first_of_all_shortest(
    links: list[tuple[int, int, int]], directed: bool
) -> None:
    p = made(links, directed=directed)
    graph, flat = plain(p), p.flat(directed=directed)
    for end in range(1, p.n_nodes):
        found = k_shortest_paths(flat, 0, end, 1, HOPS)

        has_path = nx.has_path(graph, 0, end)
        expected = min(nx.all_shortest_paths(graph, 0, end)) if has_path else None
        assert [list(walk.path) for walk in found] == ([expected] if expected else [])


@settings(deadline=None, max_examples=150)
@given(links=LINKS, directed=st.booleans(), spare=st.sampled_from([0.0, 0.5, 1.0, 3.0, 1e300]))
def test_the_corridor_is_every_way_within_the_budget(
    links: list[tuple[int, int, int]], directed: bool, spare: float
) -> None:
    p = made(links, directed=directed)
    graph, flat = plain(p), p.flat(directed=directed)
    end = p.n_nodes - 1
    if end == 0:
        return

    length, tails, heads, pairs = ways_within(flat, flat.weight, 0, end, spare)

    ahead = nx.single_source_dijkstra_path_length(graph, 0)
    back = nx.single_source_dijkstra_path_length(graph.reverse() if directed else graph, end)
    assert length == ahead.get(end, np.inf)
    both_ways = graph.edges if directed else [*graph.edges, *((v, u) for u, v in graph.edges)]
    expected = {
        (u, v)
        for u, v in both_ways
        if u in ahead and v in back and v != 0 and u != end
        if ahead[u] + graph.edges[u, v]["weight"] + back[v] <= length + spare
    }
    assert set(zip(tails.tolist(), heads.tolist(), strict=True)) == expected
    assert len(tails) == len(expected)
    ends = {(int(flat.source[n]), int(flat.target[n])) for n in pairs}
    assert ends == {e if directed else (min(e), max(e)) for e in expected}


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("cost", ["hops", "strength", "weight"])
def test_machine_code_gives_what_the_interpreter_gives(
    monkeypatch: pytest.MonkeyPatch, cost: str, directed: bool
) -> None:
    graph = nx.gnm_random_graph(300, 900, seed=5, directed=directed)
    p = made([(u, v, 1 + (u * v) % 7) for u, v in graph.edges], directed=directed)
    flat = p.flat(directed=directed)
    costs = costs_of(p, flat, cost, "paths")
    asked = [(start, end, k) for start, end in itertools.pairwise(range(0, 300, 17)) for k in (1, 6)]
    interpreted = [k_shortest_paths(flat, start, end, k, costs) for start, end, k in asked]

    monkeypatch.setattr(shortest, "is_few", lambda _: False)
    compiled = [k_shortest_paths(flat, start, end, k, costs) for start, end, k in asked]

    assert compiled == interpreted
