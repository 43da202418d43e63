"""Both stores, and the answers of every saved query in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from query_library import NAMES, Library

from homes import audience
from interlink.graph.local import LocalStore
from interlink.graph.neo4j import Neo4jStore
from neo4j_server import Neo4jServer


@pytest.fixture(scope="session")
def neo4j(neo4j_server: Neo4jServer) -> Iterator[Neo4jStore]:
    store = Neo4jStore(
        neo4j_server.uri,
        user=neo4j_server.user,
        password=neo4j_server.password,
        database="neo4j",
        graph=audience(NAMES["neo4j"]).database,
    )
    yield store
    store.drop_database(audience(NAMES["neo4j"]).database)
    store.close()


@pytest.fixture(scope="session")
def library(graph_store: LocalStore, neo4j: Neo4jStore, tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library({"embedded": graph_store, "neo4j": neo4j}, tmp_path_factory.mktemp("queries"))
