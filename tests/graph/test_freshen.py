"""A graph that stands where it stood is not asked again, and one that was begun to be changed is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from homes import NODES, Home, audience, by_id, csv, export
from interlink.graph import manifest
from interlink.graph.build import GraphBuilder
from interlink.graph.local import LocalStore
from interlink.graph.state import GraphState
from interlink.graph.statements import HELD
from interlink.graph.store import Rows
from interlink.graph.whole import read_whole

FIRST = csv([("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672")])
SECOND = csv([("1", "Ada Lovelace", "+31612345671"), ("3", "Cy", "+31612345671")])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def builder(home: Home, graph_store: LocalStore, database: str) -> GraphBuilder:
    home.load(FIRST)
    builder = home.builder(graph_store)
    builder.catch_up(audience(database))
    return builder


class Heard:
    """The statements that a store was asked, and what is done once the first of a text was answered."""

    def __init__(self, store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
        self.statements: list[str] = []
        self.after: dict[str, Callable[[], object]] = {}
        self._read = store.read
        monkeypatch.setattr(store, "read", self.read)

    def read(self, name: str, statement: str, *rest: object, **named: object) -> Rows:
        found = self._read(name, statement, *rest, **named)  # type: ignore[arg-type]  # passed on as given
        self.statements.append(statement)
        self.after.pop(statement, lambda: None)()
        return found


@pytest.fixture
def heard(builder: GraphBuilder, graph_store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> Heard:
    return Heard(graph_store, monkeypatch)


def ask(store: LocalStore, database: str, state: GraphState) -> Rows:
    return read_whole(
        store,
        database,
        NODES,
        timeout_s=30,
        max_rows=1_000,
        before=state.standing,
        is_still=state.is_still,
    )


def test_a_graph_that_stands_still_is_asked_once_where_it_stands(
    builder: GraphBuilder, graph_store: LocalStore, database: str, heard: Heard
) -> None:
    first, second = (builder.freshen(audience(database)) for _ in range(2))
    rows = ask(graph_store, database, second)

    assert heard.statements == [HELD, NODES]
    assert first == second
    assert by_id(rows) == export(graph_store, database)[0]


@pytest.mark.parametrize("in_parts", [False, True])
def test_a_change_beside_a_statement_is_seen_in_files_and_it_is_run_again(
    home: Home,
    builder: GraphBuilder,
    graph_store: LocalStore,
    database: str,
    heard: Heard,
    in_parts: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if in_parts:
        for name in ("BATCH_ROWS", "WHOLE_ROWS"):
            monkeypatch.setattr(manifest, name, 3)
    state = builder.freshen(audience(database))
    home.load(SECOND)
    # as another process would: it has seen nothing of what this one saw
    heard.after[NODES] = lambda: home.builder(graph_store).catch_up(audience(database))
    rows = ask(graph_store, database, state)

    assert heard.statements.count(NODES) == 2
    assert by_id(rows) == export(graph_store, database)[0]


def test_a_load_that_changes_nothing_in_the_graph_does_not_make_a_statement_run_again(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str, heard: Heard
) -> None:
    state = builder.freshen(audience(database))
    home.load(FIRST)
    heard.after[NODES] = lambda: home.builder(graph_store).catch_up(audience(database))
    ask(graph_store, database, state)

    assert heard.statements.count(NODES) == 1


def test_a_graph_whose_database_was_lost_or_is_another_is_brought_there_anew(
    builder: GraphBuilder, graph_store: LocalStore, database: str
) -> None:
    builder.freshen(audience(database))
    whole = export(graph_store, database)

    graph_store.drop_database(database)
    assert not builder.freshen(audience(database)).catching_up
    assert export(graph_store, database) == whole


def test_a_server_that_was_started_anew_is_asked_again(
    builder: GraphBuilder, graph_store: LocalStore, database: str, heard: Heard
) -> None:
    state = builder.freshen(audience(database))
    graph_store.stop()
    assert state.is_still is not None
    assert not state.is_still()

    builder.freshen(audience(database))
    assert heard.statements.count(HELD) == 2
