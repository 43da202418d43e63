"""Which graph store the settings name: one line a store."""

from __future__ import annotations

from interlink.graph.local import LocalStore
from interlink.graph.neo4j import Neo4jStore
from interlink.graph.store import GraphStore
from interlink.settings import Settings

__all__ = ["open_store"]


def open_store(settings: Settings, *, graph: str) -> GraphStore:
    """The Neo4j at `graph_uri`, for the graph of that name alone; without it the embedded store in `home`."""
    if settings.graph_uri is None:
        return LocalStore(settings.home, heap=settings.graph_heap)
    return Neo4jStore(
        settings.graph_uri,
        user=settings.graph_user,
        password=settings.graph_password,
        database=settings.graph_database,
        graph=graph,
    )
