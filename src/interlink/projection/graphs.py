"""A projection as a graph of igraph or networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interlink.projection.flat import bare_igraph

if TYPE_CHECKING:
    from interlink.projection.projection import Projection

__all__ = ["build_igraph", "build_networkx"]


def build_igraph(projection: Projection) -> Any:
    """An igraph graph whose vertex numbers and edge numbers are the projection's."""
    graph = bare_igraph(
        projection.n_nodes, projection.source, projection.target, directed=projection.directed
    )
    graph.vs["name"] = projection.ids
    if projection.captions is not None:
        graph.vs["caption"] = projection.captions
    if projection.kinds is not None:
        graph.vs["kind"] = projection.kinds
    graph.es["weight"] = projection.weight.tolist()
    graph.es["layer"] = projection.layer_names()
    return graph


def build_networkx(projection: Projection) -> Any:
    """A networkx graph, with parallel edges only where the projection has several layers."""
    import networkx as nx  # noqa: PLC0415 - a tenth of every command's start, which none of them wants

    graph: Any = nx.DiGraph() if projection.directed else nx.Graph()
    if len(projection.layers) > 1:
        graph = nx.MultiDiGraph() if projection.directed else nx.MultiGraph()
    said = {"caption": projection.captions, "kind": projection.kinds}
    known = {name: values for name, values in said.items() if values is not None}
    ids = projection.ids
    for vertex, entity in enumerate(ids):
        graph.add_node(entity, **{name: values[vertex] for name, values in known.items()})
    columns = (projection.source.tolist(), projection.target.tolist(), projection.weight.tolist())
    for tail, head, weight, layer in zip(*columns, projection.layer_names(), strict=True):
        place = {"key": layer} if graph.is_multigraph() else {}
        graph.add_edge(ids[tail], ids[head], **place, weight=weight, layer=layer)
    return graph
