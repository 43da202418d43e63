from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlink.errors import QueryError, StoreUnavailable
from interlink.graph.local import LocalStore
from interlink.graph.store import GraphStore, Rows, StoreStatus

START = """
import sys
from pathlib import Path
from interlink.graph.local import LocalStore
LocalStore(Path(sys.argv[1]), heap="512m").start()
"""


def people(store: LocalStore, database: str, *ids: str) -> None:
    store.write(database, [("UNWIND $ids AS id CREATE (:Person:Party {id: id})", {"ids": list(ids)})])


def ids(store: LocalStore, database: str) -> list[object]:
    found = store.read(database, "MATCH (n:Person) RETURN n.id ORDER BY n.id")
    return [row[0] for row in found.rows]


def server_file(home: Path) -> dict[str, int]:
    return dict(json.loads((home / "graph" / "server.json").read_text()))


# --- writing and reading ---------------------------------------------------------------------------------


def test_the_embedded_store_keeps_the_protocol(graph_store: LocalStore) -> None:
    store: GraphStore = graph_store

    assert store.kind == "embedded"
    assert store.status().running


def test_a_write_returns_the_rows_of_each_statement(graph_store: LocalStore, database: str) -> None:
    found = graph_store.write(
        database,
        [
            ("CREATE (n:Person {id: $id})", {"id": "p1"}),
            ("MATCH (n:Person) RETURN n.id AS id, 1 AS one", {}),
        ],
    )

    assert found[1] == Rows(("id", "one"), (("p1", 1),))


def test_a_failing_statement_undoes_those_before_it(graph_store: LocalStore, database: str) -> None:
    people(graph_store, database, "before")

    with pytest.raises(QueryError, match="not valid Cypher"):
        graph_store.write(
            database, [("CREATE (:Person {id: 'first'})", {}), ("CREATE (:Person {id: 'second'", {})]
        )

    assert ids(graph_store, database) == ["before"]


def test_a_refused_duplicate_undoes_the_whole_write(graph_store: LocalStore, database: str) -> None:
    unique = "CREATE CONSTRAINT person_id IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE"
    graph_store.write(database, [(unique, {})])
    people(graph_store, database, "p1")

    with pytest.raises(QueryError, match="ConstraintValidationFailed"):
        people(graph_store, database, "p2", "p1")

    assert ids(graph_store, database) == ["p1"]


def test_properties_come_back_as_they_went_in(graph_store: LocalStore, database: str) -> None:
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

    graph_store.write(database, [("CREATE (n:Person) SET n = $properties", {"properties": properties})])

    found = graph_store.read(database, "MATCH (n:Person) RETURN n").rows[0][0]
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
def test_any_plain_value_survives_the_graph(
    graph_store: LocalStore, database: str, values: list[object]
) -> None:
    rows = [{"at": at, "value": value} for at, value in enumerate(values)]

    graph_store.write(
        database,
        [
            ("MATCH (n:Value) DELETE n", {}),
            ("UNWIND $rows AS row CREATE (n:Value) SET n.at = row.at, n.value = row.value", {"rows": rows}),
        ],
    )

    found = graph_store.read(database, "MATCH (n:Value) RETURN n.value ORDER BY n.at")
    assert [row[0] for row in found.rows] == values


def test_links_and_paths_name_their_ends_by_id(graph_store: LocalStore, database: str) -> None:
    people(graph_store, database, "p1", "p2")
    link = "MATCH (a:Person {id: 'p1'}), (b:Person {id: 'p2'}) CREATE (a)-[:KNOWS {id: 'k1'}]->(b)"
    graph_store.write(database, [(link, {})])

    found = graph_store.read(database, "MATCH (a)-[r:KNOWS]->() RETURN r, [r] AS list, {link: r} AS map")
    path = graph_store.read(database, "MATCH p = (:Person {id: 'p1'})-[:KNOWS*1..2]->() RETURN p")

    knows = {"type": "KNOWS", "source": "p1", "target": "p2", "properties": {"id": "k1"}}
    nodes = [{"id": i, "labels": ["Party", "Person"], "properties": {"id": i}} for i in ("p1", "p2")]
    assert found == Rows(("r", "list", "map"), ((knows, [knows], {"link": knows}),))
    assert path.rows == (({"nodes": nodes, "links": [knows]},),)


def test_times_come_back_as_python_times(graph_store: LocalStore, database: str) -> None:
    at = datetime(2024, 10, 27, 3, 33, 20, 123_000, tzinfo=UTC)
    times = "at: datetime({epochMillis: $at}), day: date('2024-02-29'), took: duration('PT90S')"
    write = f"CREATE (:Call {{{times}}})"
    graph_store.write(database, [(write, {"at": round(at.timestamp() * 1_000)})])

    found = graph_store.read(
        database,
        "MATCH (n:Call) WHERE n.at >= datetime('2024-01-01T00:00:00Z') RETURN n.at, n.day, n.took",
    )

    assert found.rows == ((at, date(2024, 2, 29), "PT1M30S"),)


@pytest.mark.parametrize(
    ("max_rows", "fetched", "truncated"), [(9, 9, True), (10, 10, False), (11, 10, False)]
)
def test_rows_are_cut_at_the_cap(
    graph_store: LocalStore, database: str, max_rows: int, fetched: int, truncated: bool
) -> None:
    found = graph_store.read(database, "UNWIND range(1, 10) AS n RETURN n", max_rows=max_rows)

    assert found == Rows(("n",), tuple((n,) for n in range(1, fetched + 1)), truncated)


def test_a_cut_result_is_not_computed_to_its_end(graph_store: LocalStore, database: str) -> None:
    people(graph_store, database, *(f"p{n}" for n in range(1_000)))
    endless = "MATCH (a:Person), (b:Person), (c:Person), (d:Person) RETURN a.id, b.id, c.id, d.id"

    found = graph_store.read(database, endless, max_rows=3_000, timeout_s=600)

    assert (len(found.rows), found.truncated) == (3_000, True)


# --- what a reader may not do ------------------------------------------------------------------------------


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
        "CALL merge.node(['Person'], {id: 'x'}, {}, {})",
        "CREATE INDEX FOR (n:Person) ON (n.name)",
        "CREATE CONSTRAINT FOR (n:Person) REQUIRE n.name IS UNIQUE",
    ],
)
def test_a_reader_cannot_write(graph_store: LocalStore, database: str, statement: str) -> None:
    people(graph_store, database, "p1", "p2")
    before = graph_store.read(database, "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN n, r ORDER BY n.id")

    with pytest.raises(QueryError, match="the statement would write; queries here are read-only"):
        graph_store.read(database, statement)

    after = graph_store.read(database, "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN n, r ORDER BY n.id")
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
def test_a_reader_learns_nothing_of_others(graph_store: LocalStore, database: str, statement: str) -> None:
    with pytest.raises(QueryError, match="queries here read this graph only"):
        graph_store.read(database, statement)


def test_a_name_that_looks_like_administration_is_read(graph_store: LocalStore, database: str) -> None:
    found = graph_store.read(database, "WITH 'show users; dbms.x' AS show RETURN show // show users")

    assert found.rows == (("show users; dbms.x",),)


@pytest.mark.parametrize(
    "statement",
    [
        "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
        "CREATE USER other SET PASSWORD 'longenough'",
        "ALTER USER reader1 SET PASSWORD 'longenough'",
    ],
)
def test_a_reader_has_no_further_rights(graph_store: LocalStore, database: str, statement: str) -> None:
    with pytest.raises(QueryError, match="rights that queries here do not have"):
        graph_store.read(database, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (a:Person), (b:Person), (c:Person), (d:Person) WHERE a.id + b.id = c.id + d.id RETURN 1",
        "MATCH (a:Person), (b:Person), (c:Person), (d:Person) RETURN max(a.id + b.id + d.id)",
        "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 3000) AS c RETURN sum(c)",
        "MATCH p = (a:Person {id: 'p1'})-[:KNOWS*1..14]-() RETURN count(p)",
    ],
)
def test_a_slow_statement_is_stopped(graph_store: LocalStore, database: str, statement: str) -> None:
    people(graph_store, database, *(f"p{n}" for n in range(100)))
    dense = "MATCH (a:Person), (b:Person) WHERE a.id < b.id CREATE (a)-[:KNOWS]->(b)"
    graph_store.write(database, [(dense, {})])

    with pytest.raises(QueryError) as refused:
        graph_store.read(database, statement, timeout_s=0.5)

    assert str(refused.value) == "stopped after 1.0 s: narrow the question or raise the limit"
    assert graph_store.read(database, "MATCH (n:Person) RETURN count(n)").rows == ((100,),)


def test_the_writer_is_not_stopped_by_readers_limits(graph_store: LocalStore, database: str) -> None:
    slow = "UNWIND range(1, 1500) AS a UNWIND range(1, 2000) AS b RETURN count(a * b)"

    assert graph_store.write(database, [(slow, {})])[0].rows == ((3_000_000,),)


def test_a_statement_that_needs_too_much_memory_is_refused(graph_store: LocalStore, database: str) -> None:
    large = "UNWIND range(1, 1000) AS a UNWIND range(1, 1000) AS b RETURN a * b AS n ORDER BY n"

    with pytest.raises(QueryError, match="needs too much of the store's memory: narrow the question"):
        graph_store.read(database, large)


def test_a_wrong_statement_is_refused_with_the_stores_words(graph_store: LocalStore, database: str) -> None:
    with pytest.raises(QueryError, match=r"not valid Cypher: Syntax error at line 1:9"):
        graph_store.read(database, "MATCH (n RETURN n")


# --- databases ---------------------------------------------------------------------------------------------


def test_an_unknown_database_is_named_with_what_to_do(graph_store: LocalStore) -> None:
    words = "the graph store has no database 'nowhere'. Make it with `interlink graph rebuild`."

    with pytest.raises(StoreUnavailable) as reading:
        graph_store.read("nowhere", "RETURN 1")
    with pytest.raises(StoreUnavailable) as writing:
        graph_store.write("nowhere", [("RETURN 1", {})])

    assert (str(reading.value), str(writing.value)) == (words, words)


def test_creating_a_database_twice_keeps_what_it_holds(graph_store: LocalStore, database: str) -> None:
    people(graph_store, database, "p1")

    graph_store.create_database(database)

    assert ids(graph_store, database) == ["p1"]


def test_a_dropped_database_comes_back_empty(graph_store: LocalStore, database: str) -> None:
    people(graph_store, database, "p1")

    graph_store.drop_database(database)
    graph_store.drop_database(database)
    gone = database not in graph_store.databases()
    graph_store.create_database(database)

    assert gone
    assert ids(graph_store, database) == []


@pytest.mark.parametrize("name", ["", "1st", "a/b", "../up", "a b", "a.1", "x" * 64])
def test_a_name_that_cannot_be_a_database_is_refused(graph_store: LocalStore, name: str) -> None:
    with pytest.raises(QueryError, match="cannot be a database"):
        graph_store.create_database(name)


def test_a_swap_replaces_one_graph_by_another(graph_store: LocalStore, database: str) -> None:
    people(graph_store, database, "old")
    graph_store.create_database("built")
    people(graph_store, "built", "new")

    graph_store.swap(database, "built")

    assert ids(graph_store, database) == ["new"]
    assert "built" not in graph_store.databases()


def test_a_swap_with_what_was_not_built_changes_nothing(graph_store: LocalStore, database: str) -> None:
    people(graph_store, database, "old")

    with pytest.raises(StoreUnavailable, match="no database 'unbuilt'"):
        graph_store.swap(database, "unbuilt")

    assert ids(graph_store, database) == ["old"]


def test_readers_see_a_whole_graph_while_graphs_are_swapped(graph_store: LocalStore, database: str) -> None:
    people(graph_store, database, "0a", "0b")
    seen: list[list[object]] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            seen.append(ids(graph_store, database))

    reader = threading.Thread(target=look)
    reader.start()
    for turn in range(1, 6):
        graph_store.create_database("next")
        people(graph_store, "next", f"{turn}a", f"{turn}b")
        graph_store.swap(database, "next")
    ended.set()
    reader.join()

    assert not [answer for answer in seen if answer not in [[f"{n}a", f"{n}b"] for n in range(6)]]
    assert ids(graph_store, database) == ["5a", "5b"]


# --- the server process ------------------------------------------------------------------------------------


def test_two_processes_starting_at_once_leave_one_server_that_runs_on_until_stopped(
    own_store: LocalStore, tmp_path: Path
) -> None:
    starters = [subprocess.Popen([sys.executable, "-c", START, str(tmp_path)]) for _ in range(2)]

    ended = [starter.wait() for starter in starters]
    server = server_file(tmp_path)
    own_store.start()
    attached, session = server_file(tmp_path), os.getsid(server["pid"])
    own_store.stop()
    own_store.stop()

    assert ended == [0, 0]
    assert attached == server
    assert (tmp_path / "graph" / "server.log").read_text().count("is starting up") == 1
    assert session == server["pid"]  # of its own: out of reach of the starters' Ctrl-C
    assert own_store.status() == StoreStatus(
        "embedded", running=False, problem="not running: `interlink graph start` or any query starts it"
    )
    assert not (tmp_path / "graph" / "server.json").exists()


def test_an_acknowledged_write_survives_a_killed_server(own_store: LocalStore, tmp_path: Path) -> None:
    own_store.create_database("graph")
    people(own_store, "graph", "p1")
    own_store.read("graph", "RETURN 1")
    killed = server_file(tmp_path)["pid"]

    os.kill(killed, signal.SIGKILL)
    found = ids(own_store, "graph")
    people(own_store, "graph", "p2")

    assert found == ["p1"]
    assert ids(own_store, "graph") == ["p1", "p2"]
    assert server_file(tmp_path)["pid"] != killed


def test_a_write_after_a_killed_server_is_done_once(own_store: LocalStore, tmp_path: Path) -> None:
    own_store.create_database("graph")
    people(own_store, "graph", "p1")

    os.kill(server_file(tmp_path)["pid"], signal.SIGKILL)
    people(own_store, "graph", "p2")

    assert ids(own_store, "graph") == ["p1", "p2"]


def test_files_of_a_dead_server_are_replaced(own_store: LocalStore, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    graph.mkdir()
    stale = {"pid": os.getpid(), "bolt_port": 1, "http_port": 2, "version": "0", "started": 0.0}
    (graph / "server.json").write_text(json.dumps(stale))
    (graph / "server.lock").touch()
    before = own_store.status().running

    own_store.create_database("graph")

    assert not before
    assert own_store.databases() == ("graph",)
    assert server_file(tmp_path)["pid"] != stale["pid"]


def test_a_server_that_cannot_start_says_where_to_look(own_store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "databases").write_text("a file where a folder belongs")

    with pytest.raises(StoreUnavailable, match=r"ended while starting.*server\.log"):
        own_store.start()


def test_passwords_stay_in_files_of_their_owner(graph_store: LocalStore) -> None:
    graph = Path(graph_store.home) / "graph"
    secret = ["password", "reader-password", "server.json", "server.log", "config/server-users.jsonl"]
    modes = {name: stat.S_IMODE((graph / name).stat().st_mode) for name in secret}
    passwords = [(graph / name).read_text() for name in ("password", "reader-password")]
    process = Path(f"/proc/{server_file(graph_store.home)['pid']}")
    shown = (process / "cmdline").read_text() + (process / "environ").read_text()
    logged = (graph / "server.log").read_text()

    assert modes == dict.fromkeys(secret, 0o600)
    assert stat.S_IMODE(graph.stat().st_mode) == 0o700
    assert len(set(passwords)) == 2
    assert not [password for password in passwords if password in shown + logged]


def test_the_server_listens_on_loopback_only(graph_store: LocalStore) -> None:
    server = server_file(graph_store.home)
    ports = {f"{server[port]:04X}" for port in ("bolt_port", "http_port")}
    sockets = [line.split() for table in ("tcp", "tcp6") for line in _table(server["pid"], table)]

    listening = {tuple(entry[1].rsplit(":", 1)) for entry in sockets if entry[3] == "0A"}

    mine = {(address, port) for address, port in listening if port in ports}
    assert {port for _, port in mine} == ports
    assert all(address.endswith("0100007F") for address, _ in mine)


def _table(pid: int, name: str) -> Sequence[str]:
    return Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]


def test_reads_of_many_threads_do_not_disturb_each_other(graph_store: LocalStore, database: str) -> None:
    people(graph_store, database, *(f"p{n}" for n in range(20)))
    found: dict[str, Mapping[int, object]] = {}

    def ask(number: int) -> None:
        one = f"p{number}"
        read = graph_store.read(database, "MATCH (n:Person {id: $id}) RETURN n.id", {"id": one})
        found[one] = dict(enumerate(row[0] for row in read.rows))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {f"p{n}": {0: f"p{n}"} for n in range(20)}
