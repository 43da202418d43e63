"""What every graph store promises, one suite for both; what one has of its own is tested beside it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlink.errors import QueryError, StoreUnavailable
from interlink.graph.statements import constraints
from interlink.graph.store import GraphStore, Rows
from small_graphs import ids, people

GRAPH = "contract"


def test_a_write_returns_the_rows_of_each_statement(store: GraphStore) -> None:
    found = store.write(
        GRAPH,
        [
            ("CREATE (n:Person {id: $id})", {"id": "p1"}),
            ("MATCH (n:Person) RETURN n.id AS id, 1 AS one", {}),
        ],
    )

    assert found[1] == Rows(("id", "one"), (("p1", 1),))


def test_a_failing_statement_undoes_those_before_it(store: GraphStore) -> None:
    people(store, GRAPH, "before")

    with pytest.raises(QueryError, match="not valid Cypher"):
        store.write(GRAPH, [("CREATE (:Person {id: 'first'})", {}), ("CREATE (:Person {id: 'second'", {})])

    assert ids(store, GRAPH) == ["before"]


def test_a_refused_duplicate_undoes_the_whole_write(store: GraphStore) -> None:
    unique = "CREATE CONSTRAINT person_id IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE"
    store.write(GRAPH, [(unique, {})])
    people(store, GRAPH, "p1")

    with pytest.raises(QueryError, match="ConstraintValidationFailed"):
        people(store, GRAPH, "p2", "p1")

    assert ids(store, GRAPH) == ["p1"]


def test_constraints_are_made_once_and_stand(store: GraphStore) -> None:
    for _ in range(2):
        store.write(GRAPH, constraints(["Person", "Phone"]))

    people(store, GRAPH, "p1")
    with pytest.raises(QueryError, match="ConstraintValidationFailed"):
        people(store, GRAPH, "p1")

    assert ids(store, GRAPH) == ["p1"]


def test_an_upsert_makes_a_node_once_and_changes_it_afterwards(store: GraphStore) -> None:
    upsert = "UNWIND $rows AS row MERGE (n:Person {id: row.id}) SET n += row"
    store.write(GRAPH, constraints(["Person"]))

    store.write(GRAPH, [(upsert, {"rows": [{"id": "p1", "name": "Ada", "age": 36}, {"id": "p2"}]})])
    store.write(GRAPH, [(upsert, {"rows": [{"id": "p1", "name": "Ж", "age": None}, {"id": "p3"}]})])

    found = store.read(GRAPH, "MATCH (n:Person) RETURN properties(n) ORDER BY n.id")
    assert [row[0] for row in found.rows] == [{"id": "p1", "name": "Ж"}, {"id": "p2"}, {"id": "p3"}]


def test_a_second_graph_is_apart_from_the_first_or_refused(store: GraphStore) -> None:
    people(store, GRAPH, "p1")

    if not store.can_swap:
        with pytest.raises(StoreUnavailable, match="'other' needs a server of its own"):
            store.create_database("other")
        assert store.databases() == (GRAPH,)
        return
    store.create_database("other")
    people(store, "other", "p2")
    apart = ids(store, GRAPH), ids(store, "other")
    store.drop_database("other")

    assert apart == (["p1"], ["p2"])
    assert (GRAPH in store.databases(), "other" in store.databases()) == (True, False)


def test_properties_come_back_as_they_went_in(store: GraphStore) -> None:
    properties: dict[str, object] = {
        "id": "p1",
        "name": "Ирина 名字 \N{GRINNING FACE} \u0000 'quoted' \\ \n",
        "long": "ж" * 10_000,
        "names": ["a", "б", ""],
        "empty": [],
        "numbers": [1, -2, 2**62],
        "amounts": [0.1, 2.0],
        "amount": 2.0,
        "flags": [True, False],
        "flag": False,
        "text": "",
        "nothing": None,
    }

    store.write(GRAPH, [("CREATE (n:Person) SET n = $properties", {"properties": properties})])

    found = store.read(GRAPH, "MATCH (n:Person) RETURN n").rows[0][0]
    kept = {key: value for key, value in properties.items() if value is not None}
    assert found == {"id": "p1", "labels": ["Person"], "properties": kept}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    st.lists(
        st.text(max_size=20)
        | st.integers(-(2**63), 2**63 - 1)
        | st.booleans()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.lists(st.text(max_size=5), max_size=3),
        max_size=8,
    )
)
def test_any_plain_value_survives_the_graph(store: GraphStore, values: list[object]) -> None:
    rows = [{"at": at, "value": value} for at, value in enumerate(values)]

    store.write(
        GRAPH,
        [
            ("MATCH (n:Value) DELETE n", {}),
            ("UNWIND $rows AS row CREATE (n:Value) SET n.at = row.at, n.value = row.value", {"rows": rows}),
        ],
    )

    found = store.read(GRAPH, "MATCH (n:Value) RETURN n.value ORDER BY n.at")
    assert [row[0] for row in found.rows] == values


def test_links_and_paths_name_their_ends_by_id(store: GraphStore) -> None:
    people(store, GRAPH, "p1", "p2")
    link = "MATCH (a:Person {id: 'p1'}), (b:Person {id: 'p2'}) CREATE (a)-[:KNOWS {id: 'k1'}]->(b)"
    store.write(GRAPH, [(link, {})])

    found = store.read(GRAPH, "MATCH (a)-[r:KNOWS]->() RETURN r, [r] AS list, {link: r} AS map")
    path = store.read(GRAPH, "MATCH p = (:Person {id: 'p1'})-[:KNOWS*1..2]->() RETURN p")

    knows = {"type": "KNOWS", "source": "p1", "target": "p2", "properties": {"id": "k1"}}
    nodes = [{"id": i, "labels": ["Party", "Person"], "properties": {"id": i}} for i in ("p1", "p2")]
    assert found == Rows(("r", "list", "map"), ((knows, [knows], {"link": knows}),))
    assert path.rows == (({"nodes": nodes, "links": [knows]},),)


def test_times_come_back_as_python_times(store: GraphStore) -> None:
    at = datetime(2024, 10, 27, 3, 33, 20, 123_000, tzinfo=UTC)
    times = "at: datetime({epochMillis: $at}), day: date('2024-02-29'), took: duration('PT90S')"
    write = f"CREATE (:Call {{{times}}})"
    store.write(GRAPH, [(write, {"at": round(at.timestamp() * 1_000)})])

    found = store.read(
        GRAPH,
        "MATCH (n:Call) WHERE n.at >= datetime('2024-01-01T00:00:00Z') RETURN n.at, n.day, n.took",
    )

    assert found.rows == ((at, date(2024, 2, 29), "PT1M30S"),)


@pytest.mark.parametrize(
    ("max_rows", "fetched", "truncated"), [(9, 9, True), (10, 10, False), (11, 10, False)]
)
def test_rows_are_cut_at_the_cap(store: GraphStore, max_rows: int, fetched: int, truncated: bool) -> None:
    found = store.read(GRAPH, "UNWIND range(1, 10) AS n RETURN n", max_rows=max_rows)

    assert found == Rows(("n",), tuple((n,) for n in range(1, fetched + 1)), truncated)


def test_a_cut_result_is_not_computed_to_its_end(store: GraphStore) -> None:
    people(store, GRAPH, *(f"p{n}" for n in range(1_000)))
    endless = "MATCH (a:Person), (b:Person), (c:Person), (d:Person) RETURN a.id, b.id, c.id, d.id"

    found = store.read(GRAPH, endless, max_rows=3_000, timeout_s=600)

    assert (len(found.rows), found.truncated) == (3_000, True)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (:Person {id: 'x'})",
        "CREATE (:Unheard {id: 'x'})",
        "MERGE (:Person {id: 'x'})",
        "MATCH (n:Person) SET n.name = 'x'",
        "MATCH (n:Person) SET n:Vip",
        "MATCH (n:Person) REMOVE n:Party",
        "MATCH (n:Person) REMOVE n.id",
        "MATCH (n:Person) DETACH DELETE n",
        "MATCH (a:Person {id: 'p1'}), (b:Person {id: 'p2'}) CREATE (a)-[:KNOWS]->(b)",
        "MATCH (n:Person) CALL (n) { SET n.name = 'x' } RETURN n",
        "FOREACH (i IN [1] | CREATE (:Person {id: 'x'}))",
        "CREATE INDEX FOR (n:Person) ON (n.name)",
        "CREATE CONSTRAINT FOR (n:Person) REQUIRE n.name IS UNIQUE",
    ],
)
def test_a_reader_cannot_write(store: GraphStore, statement: str) -> None:
    people(store, GRAPH, "p1", "p2")
    before = store.read(GRAPH, "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN n, r ORDER BY n.id")

    with pytest.raises(QueryError, match="the statement would write; queries here are read-only"):
        store.read(GRAPH, statement)

    after = store.read(GRAPH, "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN n, r ORDER BY n.id")
    assert after == before


@pytest.mark.parametrize(
    "statement",
    [
        "SHOW TRANSACTIONS",
        "show /* a comment */ databases",
        "TERMINATE TRANSACTIONS 'q1'",
        "SHOW USERS",
        "CALL dbms.listDatabases()",
    ],
)
def test_a_reader_learns_nothing_of_others(store: GraphStore, statement: str) -> None:
    with pytest.raises(QueryError, match="queries here read this graph only"):
        store.read(GRAPH, statement)


@pytest.mark.parametrize("limit_s", [0, -1, 601, float("inf"), float("nan")])
def test_a_statement_without_a_limit_of_time_is_not_sent(store: GraphStore, limit_s: float) -> None:
    with pytest.raises(QueryError, match="expected more than 0 and at most 600 seconds, found"):
        store.read(GRAPH, "RETURN 1 AS n", timeout_s=limit_s)


def test_a_name_that_looks_like_administration_is_read(store: GraphStore) -> None:
    found = store.read(
        GRAPH,
        "WITH 'show users; dbms.x' AS show CALL (show) { RETURN 1 AS use } RETURN show, use // show users",
    )

    assert found.rows == (("show users; dbms.x", 1),)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("// a\rLOAD CSV FROM 'file:///etc/hostname' AS line RETURN line", "ends in a carriage return alone"),
        ("LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line", "loads from a file or an address"),
        ("LOAD /* x */ CSV FROM 'http://127.0.0.1:1/x' AS line RETURN line", "from a file or an address"),
        ("LO\\u0041D CSV FROM 'file:///etc/hostname' AS line RETURN line", "write the character itself"),
        ("CALL apoc.load.json('http://127.0.0.1:1/x')", "calls the procedure apoc.load.json"),
        ("CALL `apoc` . load.json('x') YIELD value RETURN 1", "calls the procedure apoc.load.json"),
        ("CALL merge.node(['Person'], {id: 'x'}, {}, {})", "calls the procedure merge.node"),
        ("CALL `dbms`.listConnections()", "calls the procedure dbms.listConnections"),
        ("CREATE USER other SET PASSWORD 'longenough'", "rights|would write"),
        ("ALTER USER reader1 SET PASSWORD 'longenough'", "rights|would write"),
        ("USE system SHOW INDEXES", "asks another graph"),
        ("RETURN 1 AS n UNION ALL USE other RETURN 2 AS n", "asks another graph"),
    ],
)
def test_a_reader_has_no_further_rights(store: GraphStore, statement: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        store.read(GRAPH, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (a:Person), (b:Person), (c:Person), (d:Person) WHERE a.id + b.id + c.id + d.id = 'x' RETURN 1",
        "MATCH (a:Person), (b:Person), (c:Person), (d:Person) RETURN max(a.id + b.id + d.id)",
        "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 3000) AS c RETURN sum(c)",
        "MATCH p = (a:Person {id: 'p1'})-[:KNOWS*1..14]-() RETURN count(p)",
    ],
)
def test_a_slow_statement_is_stopped(store: GraphStore, statement: str) -> None:
    people(store, GRAPH, *(f"p{n}" for n in range(100)))
    dense = "MATCH (a:Person), (b:Person) WHERE a.id < b.id CREATE (a)-[:KNOWS]->(b)"
    store.write(GRAPH, [(dense, {})])

    with pytest.raises(QueryError) as refused:
        store.read(GRAPH, statement, timeout_s=1)

    assert str(refused.value) == "stopped after 1.0 s: narrow the question or raise the limit"
    assert store.read(GRAPH, "MATCH (n:Person) RETURN count(n)").rows == ((100,),)


def test_the_writer_is_not_stopped_by_readers_limits(store: GraphStore) -> None:
    slow = "UNWIND range(1, 1500) AS a UNWIND range(1, 2000) AS b RETURN count(a * b)"

    assert store.write(GRAPH, [(slow, {})])[0].rows == ((3_000_000,),)


def test_a_wrong_statement_is_refused_with_the_stores_words(store: GraphStore) -> None:
    with pytest.raises(QueryError, match="the statement is not valid Cypher: "):
        store.read(GRAPH, "MATCH (n RETURN n")


def test_creating_a_database_twice_keeps_what_it_holds(store: GraphStore) -> None:
    people(store, GRAPH, "p1")

    store.create_database(GRAPH)

    assert ids(store, GRAPH) == ["p1"]


def test_reads_of_many_threads_do_not_disturb_each_other(store: GraphStore) -> None:
    people(store, GRAPH, *(f"p{n}" for n in range(20)))
    found: dict[str, Mapping[int, object]] = {}

    def ask(number: int) -> None:
        one = f"p{number}"
        read = store.read(GRAPH, "MATCH (n:Person {id: $id}) RETURN n.id", {"id": one})
        found[one] = dict(enumerate(row[0] for row in read.rows))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {f"p{n}": {0: f"p{n}"} for n in range(20)}


def test_a_statement_at_once_gives_the_rows_that_it_gives_otherwise(store: GraphStore) -> None:
    store.write(GRAPH, [("UNWIND range(1, 3) AS n CREATE (:Thing {id: toString(n)})", {})])
    asked = ("MATCH (t:Thing) WHERE t.id <> $id RETURN t.id AS id ORDER BY id", {"id": "2"})

    assert store.read(GRAPH, *asked, at_once=True) == store.read(GRAPH, *asked)


def test_a_statement_at_once_may_not_write(store: GraphStore) -> None:
    with pytest.raises(QueryError):
        store.read(GRAPH, "CREATE (:Thing {id: 'x'})", at_once=True)

    assert store.read(GRAPH, "MATCH (t:Thing) RETURN count(t)").rows == ((0,),)
