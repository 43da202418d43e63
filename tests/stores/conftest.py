"""Both graph stores, one after the other, for tests of what they promise alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from interlink.graph.store import GraphStore

GRAPH = "contract"


@pytest.fixture(params=["embedded", "neo4j"])
def store(request: pytest.FixtureRequest) -> Iterator[GraphStore]:
    """A store that holds the graph GRAPH, empty."""
    made: GraphStore = request.getfixturevalue(
        "graph_store" if request.param == "embedded" else "neo4j_store"
    )
    made.create_database(GRAPH)
    yield made
    made.drop_database(GRAPH)
