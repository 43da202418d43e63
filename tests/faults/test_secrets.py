"""Passwords are in private files and nowhere else: no log, no error, no list of processes shows one."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from command_line import interlink
from interlink.access.audit import AuditLog
from interlink.errors import StoreUnavailable
from interlink.graph.local import LocalStore
from interlink.graph.neo4j import Neo4jStore
from interlink.ledger import Ledger
from interlink.settings import read_settings

SECRET = "hunter2-never-shown"


def passwords(store: LocalStore) -> list[str]:
    return [(store.home / "graph" / name).read_text() for name in ("password", "reader-password")]


def test_the_list_of_processes_shows_no_password_while_the_store_runs(graph_store: LocalStore) -> None:
    listed = subprocess.run(["ps", "axeww", "-o", "args"], check=True, capture_output=True, text=True).stdout

    assert "interlink.graph.local_server" in listed
    assert not [password for password in passwords(graph_store) if password in listed]


def test_no_file_of_the_store_but_the_two_holds_a_password(graph_store: LocalStore, database: str) -> None:
    graph_store.write(database, [("CREATE (:Person {id: 'p1'})", {})])
    graph_store.read(database, "MATCH (n) RETURN n")
    holders = {
        path.relative_to(graph_store.home).as_posix()
        for path in graph_store.home.rglob("*")
        if path.is_file() and any(word.encode() in path.read_bytes() for word in passwords(graph_store))
    }

    assert holders == {"graph/password", "graph/reader-password"}


def test_every_private_file_is_its_owners_alone(graph_store: LocalStore) -> None:
    folder = graph_store.home / "graph"
    port = json.loads((folder / "server.json").read_text())["bolt_port"]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.is_file()}

    assert port > 0
    assert modes["password"] == modes["reader-password"] == modes["server.json"] == 0o600
    # Locks hold nothing, and the folder lets nobody else in.
    assert not [name for name, mode in modes.items() if mode & 0o077 and not name.endswith(".lock")]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_neo4j_that_refuses_is_told_without_the_password() -> None:
    store = Neo4jStore(
        "bolt://127.0.0.1:9", user="neo4j", password=SECRET, database="neo4j", graph="interlink"
    )

    with pytest.raises(StoreUnavailable) as refused:
        store.start()

    assert SECRET not in str(refused.value)
    assert SECRET not in repr(store)


def test_a_ledger_that_cannot_be_reached_is_told_without_the_password(tmp_path: Path) -> None:
    done = interlink(
        tmp_path / "home",
        "loads",
        "list",
        INTERLINK_LEDGER_URL=f"postgresql://u:{SECRET}@127.0.0.1:9/x",
        INTERLINK_GRAPH_URI="bolt://127.0.0.1:9",
        INTERLINK_GRAPH_PASSWORD=SECRET,
    )
    with pytest.raises(StoreUnavailable) as refused:
        Ledger(f"postgresql://u:{SECRET}@127.0.0.1:9/x")
    settings = read_settings(
        {"INTERLINK_GRAPH_PASSWORD": SECRET, "INTERLINK_LEDGER_URL": f"sqlite:///{SECRET}"}
    )

    assert done.returncode == 1
    assert SECRET not in done.stdout + done.stderr + str(refused.value) + repr(settings)


def test_what_a_home_keeps_of_a_command_is_no_password(tmp_path: Path) -> None:
    home = tmp_path / "home"
    elsewhere = {"INTERLINK_GRAPH_URI": "bolt://127.0.0.1:9", "INTERLINK_GRAPH_PASSWORD": SECRET}
    interlink(home, "search", "Ada", **elsewhere)
    interlink(home, "graph", "status", **elsewhere)

    events = AuditLog(read_settings({}, home=home).audit_url).events()

    assert events
    assert not [path for path in home.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert os.environ.get("INTERLINK_GRAPH_PASSWORD") is None
