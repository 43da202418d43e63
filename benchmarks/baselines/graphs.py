"""Raw calls of graph libraries, on arrays of ends: nothing is checked, explained or kept."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import igraph
import networkit
import networkx
import numpy as np
import numpy.typing as npt
import rustworkx

__all__ = [
    "igraph_of",
    "leiden",
    "measures_of_igraph",
    "measures_of_networkx",
    "networkit_of",
    "networkx_of",
    "one_pair",
    "rustworkx_of",
    "steiner",
    "yen",
]

Ends = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float64]


def igraph_of(n: int, source: Ends, target: Ends) -> Any:
    """The graph from a list of pairs, the faster of the documented ways for arrays."""
    edges = list(zip(source.tolist(), target.tolist(), strict=True))
    return igraph.Graph(n=n, edges=edges)


def networkx_of(n: int, source: Ends, target: Ends) -> Any:
    """The same for networkx."""
    graph = networkx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(zip(source.tolist(), target.tolist(), strict=True))
    return graph


def networkit_of(n: int, source: Ends, target: Ends, weight: Weights) -> Any:
    """The same for networkit, weighted."""
    graph = networkit.Graph(n, weighted=True)
    for u, v, w in zip(source.tolist(), target.tolist(), weight.tolist(), strict=True):
        graph.addEdge(u, v, w)
    return graph


def rustworkx_of(n: int, source: Ends, target: Ends, weight: Weights) -> Any:
    """The same for rustworkx, weighted."""
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(n))
    graph.add_edges_from(list(zip(source.tolist(), target.tolist(), weight.tolist(), strict=True)))
    return graph


def leiden(graph: Any, weights: list[float], seed: int, *, rounds: int) -> Any:
    """Leiden by modularity, once."""
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - where a search starts, no secret
    return graph.community_leiden(objective_function="modularity", weights=weights, n_iterations=rounds)


def measures_of_igraph(graph: Any) -> tuple[Any, ...]:
    """Degree, betweenness, closeness, PageRank and k-core, one call each."""
    return (
        graph.degree(),
        graph.betweenness(),
        graph.closeness(normalized=False),
        graph.pagerank(),
        graph.coreness(),
    )


def measures_of_networkx(graph: Any) -> tuple[Any, ...]:
    """The same by networkx."""
    return (
        dict(graph.degree()),
        networkx.betweenness_centrality(graph, normalized=False),
        networkx.closeness_centrality(graph),
        networkx.pagerank(graph),
        networkx.core_number(graph),
    )


def one_pair(graph: Any) -> Callable[[int, int], Any]:
    """The cheapest path of one pair by networkit, both ends at once."""

    def ask(start: int, end: int) -> Any:
        search = networkit.distance.BidirectionalDijkstra(graph, start, end)
        search.run()
        return search.getPath()

    return ask


def yen(graph: Any, start: int, end: int, k: int, weights: list[float]) -> Any:
    """The k cheapest paths by igraph, on the whole graph."""
    return graph.get_k_shortest_paths(start, end, k, weights=weights)


def steiner(graph: Any, terminals: list[int]) -> Any:
    """A tree that connects the terminals, by rustworkx."""
    return rustworkx.steiner_tree(graph, terminals, float)
