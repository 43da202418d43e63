from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from interlink.errors import QueryError, StoreUnavailable
from interlink.graph.local import LocalStore
from interlink.graph.store import GraphStore, StoreStatus
from small_graphs import ids, people

START = """
import sys
from pathlib import Path
from interlink.graph.local import LocalStore
LocalStore(Path(sys.argv[1]), heap="512m").start()
"""


def server_file(home: Path) -> dict[str, int]:
    return dict(json.loads((home / "graph" / "server.json").read_text()))


def test_the_embedded_store_keeps_the_protocol(graph_store: LocalStore) -> None:
    store: GraphStore = graph_store

    assert store.kind == "embedded"
    assert store.status().running


def test_a_statement_that_needs_too_much_memory_is_refused(graph_store: LocalStore, database: str) -> None:
    large = "UNWIND range(1, 1000) AS a UNWIND range(1, 1000) AS b RETURN a * b AS n ORDER BY n"

    with pytest.raises(QueryError, match="needs too much of the store's memory: narrow the question"):
        graph_store.read(database, large)


def test_a_store_that_ran_out_of_memory_says_so_and_comes_back(tmp_path: Path) -> None:
    store = LocalStore(tmp_path, heap="256m")
    store.create_database("graph")
    people(store, "graph", "p1")
    large = ("UNWIND $rows AS row CREATE (:Text {text: row})", {"rows": ["x" * 1_000] * 10_000})

    with pytest.raises(StoreUnavailable, match=r"256m of memory is too little.*INTERLINK_GRAPH_HEAP"):
        store.write("graph", [large] * 40)

    assert ids(store, "graph") == ["p1"]
    assert store.read("graph", "MATCH (t:Text) RETURN count(t)").rows == ((0,),)
    store.stop()


def test_a_write_that_fails_for_lack_of_space_says_how_much_is_left(
    graph_store: LocalStore, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interlink.graph.local.FULL_BYTES", 2**62)

    with pytest.raises(StoreUnavailable, match=r"cannot write: \d+ MB are left on the disk of .*Make room"):
        graph_store.write(database, [("CREATE (:Person {id: 'p1'", {})])

    people(graph_store, database, "p1")
    assert ids(graph_store, database) == ["p1"]


# --- databases ---------------------------------------------------------------------------------------------


def test_an_unknown_database_is_named_with_what_to_do(graph_store: LocalStore) -> None:
    words = "the graph store has no database 'nowhere'. Make it with `interlink graph rebuild`."

    with pytest.raises(StoreUnavailable) as reading:
        graph_store.read("nowhere", "RETURN 1")
    with pytest.raises(StoreUnavailable) as writing:
        graph_store.write("nowhere", [("RETURN 1", {})])

    assert (str(reading.value), str(writing.value)) == (words, words)


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


def test_a_stopped_server_does_not_wait_for_clients_that_stay_connected(
    own_store: LocalStore, tmp_path: Path
) -> None:
    own_store.create_database("graph")
    client = LocalStore(tmp_path)
    people(client, "graph", "p1")

    own_store.stop()

    assert not own_store.status().running
    assert ids(client, "graph") == ["p1"]
    client.close()


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
