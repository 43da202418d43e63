"""Which graph store the settings name: one line a store."""

from __future__ import annotations

from interlink.graph.store import GraphStore
from interlink.settings import Settings

__all__ = ["open_store"]


def open_store(settings: Settings, *, graph: str) -> GraphStore:
    """The Neo4j at `graph_uri`, for the graph of that name alone; without it the embedded store in `home`."""
    # the driver takes half a second to import, which whoever asks no graph should not wait for
    if settings.graph_uri is None:
        from interlink.graph.local import LocalStore  # noqa: PLC0415

        return LocalStore(settings.home, heap=settings.graph_heap)
    from interlink.graph.neo4j import Neo4jStore  # noqa: PLC0415

    return Neo4jStore(
        settings.graph_uri,
        user=settings.graph_user,
        password=settings.graph_password,
        database=settings.graph_database,
        graph=graph,
    )
