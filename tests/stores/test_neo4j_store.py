"""What Neo4j has of its own: addresses, certificates, sign-in, its one database, its memory."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import yaml

from interlink.errors import QueryError, StoreUnavailable
from interlink.graph.neo4j import Neo4jStore
from interlink.graph.store import GraphStore, StoreStatus, TooLarge
from neo4j_server import PLACE, ROOT, Neo4jServer
from small_graphs import ids, people

GRAPH = "contract"
Opened = Callable[..., Neo4jStore]


@pytest.fixture
def opened(neo4j_server: Neo4jServer) -> Iterator[Opened]:
    """Stores on the server, by address, password and database; closed afterwards."""
    stores: list[Neo4jStore] = []

    def make(uri: str, *, password: str = "", database: str | None = None) -> Neo4jStore:
        known = password or neo4j_server.password
        store = Neo4jStore(uri, user="neo4j", password=known, database=database, graph=GRAPH)
        stores.append(store)
        return store

    yield make
    for store in stores:
        store.close()


def test_it_keeps_the_protocol_and_says_where_it_stands(
    neo4j_store: Neo4jStore, neo4j_server: Neo4jServer
) -> None:
    store: GraphStore = neo4j_store
    store.start()

    assert (store.kind, store.can_swap, store.databases()) == ("neo4j", False, (GRAPH,))
    assert store.status() == StoreStatus(
        "neo4j", running=True, address=neo4j_server.uri, version="5.26.30", databases=(GRAPH,)
    )


def test_the_version_tested_is_the_one_that_compose_starts() -> None:
    image = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["neo4j"]["image"]
    pom = (PLACE / "pom.xml").read_text(encoding="utf-8")

    assert image == "neo4j:5.26.30-community"
    assert "<neo4j.version>5.26.30</neo4j.version>" in pom


# --- addresses and certificates ----------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+ssc", "neo4j+ssc"])
def test_every_way_to_name_a_server_reaches_it(
    opened: Opened, neo4j_server: Neo4jServer, neo4j_store: Neo4jStore, scheme: str
) -> None:
    store = opened(f"{scheme}://{neo4j_server.address}")

    people(store, GRAPH, "p1")

    assert ids(store, GRAPH) == ids(neo4j_store, GRAPH) == ["p1"]


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        ("bolt+s", "does not trust the server's certificate (self-signed certificate)"),
        ("neo4j+s", "the same address with bolt in place of neo4j says why"),
    ],
)
def test_a_certificate_counts_once_this_machine_trusts_its_authority(
    opened: Opened, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch, scheme: str, said: str
) -> None:
    refused = opened(f"{scheme}://{neo4j_server.address}").status()
    monkeypatch.setenv("SSL_CERT_FILE", str(neo4j_server.certificate))
    trusted = opened(f"{scheme}://{neo4j_server.address}").status()

    assert not refused.running
    assert said in refused.problem
    assert (trusted.running, trusted.problem) == (True, "")


def test_a_trusted_certificate_of_another_name_is_refused(
    opened: Opened, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(neo4j_server.certificate))

    with pytest.raises(StoreUnavailable, match=r"not trust the server's certificate \(Hostname mismatch"):
        opened(f"bolt+s://localhost:{neo4j_server.port}").start()


def test_a_server_that_is_not_there_is_told(opened: Opened) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    store = opened(f"bolt://127.0.0.1:{port}")

    for ask in (store.start, lambda: store.read(GRAPH, "RETURN 1"), lambda: people(store, GRAPH, "p1")):
        with pytest.raises(StoreUnavailable, match="the connection to the graph store broke"):
            ask()
    assert (store.status().running, store.status().databases) == (False, ())


def test_a_wrong_password_is_told_without_the_password(opened: Opened, neo4j_server: Neo4jServer) -> None:
    store = opened(neo4j_server.uri, password="not-the-password")

    with pytest.raises(StoreUnavailable, match="refuses the user or password it was given") as refused:
        store.read(GRAPH, "RETURN 1")

    assert "not-the-password" not in str(refused.value) + store.status().problem


# --- one database ------------------------------------------------------------------------------------------


def test_another_graph_needs_a_server_of_its_own(neo4j_store: Neo4jStore) -> None:
    for ask in (
        lambda: neo4j_store.create_database("other"),
        lambda: neo4j_store.drop_database("other"),
        lambda: neo4j_store.read("other", "RETURN 1"),
        lambda: neo4j_store.write("other", [("RETURN 1", {})]),
    ):
        with pytest.raises(StoreUnavailable, match="'other' needs a server of its own"):
            ask()
    with pytest.raises(StoreUnavailable, match="cannot take the place"):
        neo4j_store.swap(GRAPH, "other")


def test_a_database_that_the_server_lacks_is_named(opened: Opened, neo4j_server: Neo4jServer) -> None:
    store = opened(neo4j_server.uri, database="elsewhere")

    for ask in (lambda: store.create_database(GRAPH), lambda: store.read(GRAPH, "RETURN 1")):
        with pytest.raises(StoreUnavailable, match=r"no database 'elsewhere'.*INTERLINK_GRAPH_DATABASE"):
            ask()


def test_without_a_name_the_users_home_database_is_meant(
    opened: Opened, neo4j_server: Neo4jServer, neo4j_store: Neo4jStore
) -> None:
    people(opened(neo4j_server.uri), GRAPH, "p1")

    assert ids(neo4j_store, GRAPH) == ["p1"]


def test_a_dropped_graph_leaves_no_node_link_constraint_or_index(neo4j_store: Neo4jStore) -> None:
    people(neo4j_store, GRAPH, *(f"p{n}" for n in range(50)))
    neo4j_store.write(GRAPH, [("MATCH (a:Person), (b:Person) CREATE (a)-[:KNOWS]->(b)", {})])
    neo4j_store.write(
        GRAPH,
        [
            ("CREATE CONSTRAINT person_id FOR (n:Person) REQUIRE n.id IS UNIQUE", {}),
            ("CREATE INDEX party_id FOR (n:Party) ON (n.id)", {}),
        ],
    )

    neo4j_store.drop_database(GRAPH)

    left = [
        ("MATCH (n) RETURN count(n)", {}),
        ("SHOW CONSTRAINTS YIELD name RETURN count(name)", {}),
        ("SHOW INDEXES YIELD type WHERE type <> 'LOOKUP' RETURN count(type)", {}),
    ]
    assert [neo4j_store.write(GRAPH, [each])[0].rows for each in left] == [((0,),)] * 3


def test_the_server_is_not_ours_to_end(neo4j_store: Neo4jStore) -> None:
    with pytest.raises(StoreUnavailable, match=r"interlink did not start.*docker compose down"):
        neo4j_store.stop()

    assert neo4j_store.status().running


# --- limits ------------------------------------------------------------------------------------------------


def test_a_statement_that_needs_too_much_memory_is_refused(neo4j_store: Neo4jStore) -> None:
    large = "UNWIND range(1, 100000000) AS n RETURN collect(n)"

    with pytest.raises(QueryError, match="needs too much of the store's memory: narrow the question"):
        neo4j_store.read(GRAPH, large)

    assert neo4j_store.read(GRAPH, "RETURN 1").rows == ((1,),)


def test_a_transaction_that_needs_too_much_memory_is_told_at_once(neo4j_store: Neo4jStore) -> None:
    create = "UNWIND range($first, $first + 49999) AS n CREATE (:Text {id: n, text: $text, more: $text})"
    parts = [(create, {"first": n * 50_000, "text": "x" * 500}) for n in range(20)]

    with pytest.raises(TooLarge, match="more memory than one transaction of the graph store may take"):
        neo4j_store.write(GRAPH, parts)

    assert neo4j_store.read(GRAPH, "MATCH (n) RETURN count(n)").rows == ((0,),)


def test_writers_that_wait_for_each_other_both_come_to_their_end(neo4j_store: Neo4jStore) -> None:
    people(neo4j_store, GRAPH, "p1", "p2")
    count = "MATCH (n:Person {id: $id}) SET n.count = coalesce(n.count, 0) + 1"

    def write(order: tuple[str, str]) -> None:
        for _ in range(20):
            neo4j_store.write(GRAPH, [(count, {"id": each}) for each in order])

    threads = [threading.Thread(target=write, args=(order,)) for order in (("p1", "p2"), ("p2", "p1"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    counted = neo4j_store.read(GRAPH, "MATCH (n:Person) RETURN n.count ORDER BY n.id").rows
    assert counted == ((40,), (40,))
