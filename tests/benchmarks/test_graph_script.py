"""The script beside which the graph's build is measured makes the very same graph."""

from __future__ import annotations

import sys
from pathlib import Path

import neo4j
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from graph_records import Size, write_changes, write_unchanged

from graph import GRAPH, Server, World, build, script
from homes import export
from interlink.graph.local import LocalStore
from interlink.graph.local_home import WRITER, LocalHome
from interlink.graph.neo4j import Neo4jStore
from neo4j_server import Neo4jServer

SMALL = Size(0.01)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"), SMALL)


@pytest.fixture(scope="module")
def files(world: World) -> Path:
    return world.hand_over()


def test_on_the_embedded_store(world: World, files: Path, graph_store: LocalStore) -> None:
    home = LocalHome(graph_store.home / "graph")
    address = graph_store.status().address
    with neo4j.GraphDatabase.driver(address, auth=(WRITER, home.password())) as driver:
        server = Server("embedded", graph_store, driver, lambda: home.names()[GRAPH])
        build(server, world)
        ours = export(graph_store, GRAPH)
        script(server, files)
        theirs = export(graph_store, GRAPH)
    graph_store.drop_database(GRAPH)

    assert ours == theirs
    assert (len(ours[0]), len(ours[1])) == (2_000, 5_000)


def test_on_neo4j(world: World, files: Path, neo4j_server: Neo4jServer) -> None:
    sign_in = (neo4j_server.user, neo4j_server.password)
    store = Neo4jStore(neo4j_server.uri, user=sign_in[0], password=sign_in[1], database="neo4j", graph=GRAPH)
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=sign_in) as driver:
        server = Server("neo4j", store, driver, lambda: "neo4j")
        build(server, world)
        ours = export(store, GRAPH)
        script(server, files)
        theirs = export(store, GRAPH)
    store.drop_database(GRAPH)
    store.close()

    assert ours == theirs


def test_of_a_hundred_records_one_changes_and_then_none(tmp_path: Path) -> None:
    world = World(tmp_path / "world", SMALL)
    first = world.ledger.loads()

    world.load(write_changes(world.files, tmp_path / "changed"))
    world.load(write_unchanged(tmp_path / "changed", tmp_path / "unchanged"))

    changed, unchanged = world.ledger.loads()[len(first) : len(first) + 3], world.ledger.loads()[-2:]
    records = sum(row.records for row in first)
    assert 0.008 < sum(row.fragments_added for row in changed) / records < 0.012
    assert [(row.fragments_added, row.fragments_retired) for row in unchanged] == [(0, 0), (0, 0)]
