"""Changes too large for one transaction: built aside and swapped, so that nobody sees the middle of one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from homes import LINKS, NODES, Home, audience, by_id, csv, export, run_and_die
from interlink.graph import manifest
from interlink.graph.build import GraphBuilder
from interlink.graph.local import LocalStore
from interlink.graph.store import Rows
from interlink.graph.whole import read_whole

FIRST = csv([("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672")])
SECOND = csv(
    [("1", "Ada Lovelace", "+31612345671"), ("3", "Cy", "+31612345671"), ("4", "Di", "+31612345674")]
)
Graph = tuple[list[object], list[object]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home in which four rows are too many for one transaction, also in processes of their own."""
    monkeypatch.setattr(manifest, "BATCH_ROWS", 3)
    monkeypatch.setattr(manifest, "WHOLE_ROWS", 3)
    monkeypatch.setenv("WHOLE_ROWS", "3")
    return Home(tmp_path / "home")


@pytest.fixture
def builder(home: Home, graph_store: LocalStore) -> GraphBuilder:
    return home.builder(graph_store)


@pytest.fixture
def fresh(graph_store: LocalStore, database: str) -> Iterator[str]:
    """The name of a second database, dropped afterwards."""
    yield f"{database}_fresh"
    graph_store.drop_database(f"{database}_fresh")


def shown(store: LocalStore, database: str) -> Graph:
    """What a reader is shown."""
    nodes, links = (
        by_id(read_whole(store, database, asked, timeout_s=30, max_rows=1_000)) for asked in (NODES, LINKS)
    )
    return nodes, links


def made_anew(home: Home, store: LocalStore, name: str) -> Graph:
    """What a graph made from nothing holds."""
    home.builder(store).catch_up(audience(name))
    return export(store, name)


def test_readers_keep_the_old_graph_until_the_new_one_is_whole(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str, fresh: str
) -> None:
    home.load(FIRST)
    builder.catch_up(audience(database))
    old = export(graph_store, database)
    home.load(SECOND)
    seen: list[tuple[Graph, str]] = []

    def look(_stage: str, _done: int, _of: int | None = None, /) -> None:
        seen.append((shown(graph_store, database), builder.state(audience(database)).words))

    builder.catch_up(audience(database), progress=look)

    assert len(seen) > 1
    assert all(graph == old and words == "catching up to load 2" for graph, words in seen)
    assert shown(graph_store, database) == made_anew(home, graph_store, fresh) != old
    assert f"{database}_next" not in graph_store.databases()


@pytest.mark.parametrize(
    ("method", "when", "nth"),
    [
        ("PlanFolder.publish", "before", 1),
        ("PlanFolder.publish", "after", 1),
        ("LocalStore.create_database", "after", 3),
        ("LocalStore.write", "after", 4),
        ("LocalStore.write", "before", 6),
        ("LocalStore.write", "after", 6),
        ("PlanFolder.finish", "before", 1),
        ("PlanFolder.finish", "after", 1),
        ("LocalStore._drop_unused", "before", 3),
        ("LocalStore.swap", "before", 1),
        ("LocalStore.swap", "after", 1),
        ("PlanFolder.forget", "after", 2),
        ("PlanFolder.take_place_of", "after", 1),
    ],
)
def test_killed_anywhere_the_graph_is_the_old_or_the_new_one_and_catches_up(
    home: Home,
    builder: GraphBuilder,
    graph_store: LocalStore,
    database: str,
    fresh: str,
    method: str,
    when: str,
    nth: int,
) -> None:
    home.load(FIRST)
    builder.catch_up(audience(database))
    old = export(graph_store, database)
    home.load(SECOND)
    new = made_anew(home, graph_store, fresh)

    died = run_and_die(home, method, when, nth, "catch_up", graph_store.home, database)
    between = shown(graph_store, database)
    state = builder.catch_up(audience(database))

    assert died == 9
    assert between in (old, new)
    assert shown(graph_store, database) == new
    assert (state.words, state.nodes, state.links) == ("up to date with load 2", len(new[0]), len(new[1]))
    assert f"{database}_next" not in graph_store.databases()
    assert not list((home.root / "audiences").glob(f"{database}.next"))


def test_what_a_killed_build_left_for_a_load_that_is_not_the_last_is_not_taken_up(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str, fresh: str
) -> None:
    home.load(FIRST)
    builder.catch_up(audience(database))
    home.load(SECOND)
    run_and_die(home, "LocalStore.write", "after", 6, "catch_up", graph_store.home, database)
    home.load(FIRST + "9,Zed,+31612345679\n")

    builder.catch_up(audience(database))

    assert export(graph_store, database) == made_anew(home, graph_store, fresh)
    assert f"{database}_next" not in graph_store.databases()


def test_a_load_that_says_nothing_new_touches_neither_graph_nor_plan(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str
) -> None:
    home.load(FIRST)
    builder.catch_up(audience(database))
    before = graph_store.read(database, "MATCH (s:InterlinkGraph) RETURN s").rows
    home.load(csv([("2", "Bo", "+31612345672"), ("1", "Ada", "+31612345671")]))

    state = builder.catch_up(audience(database))

    assert (state.words, state.nodes, state.links) == ("up to date with load 2", 4, 2)
    assert graph_store.read(database, "MATCH (s:InterlinkGraph) RETURN s").rows == before
    assert not home.builder(graph_store).state(audience(database)).catching_up


def test_a_statement_beside_which_the_graph_changes_is_run_again(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "WHOLE_ROWS", 1_000)
    home.load(FIRST)
    builder.catch_up(audience(database))
    home.load(SECOND)
    read = graph_store.read
    asked: list[str] = []

    def read_then_change(name: str, statement: str, *rest: object, **named: object) -> Rows:
        found = read(name, statement, *rest, **named)  # type: ignore[arg-type]
        asked.append(statement)
        if asked.count(NODES) == 1 and statement == NODES:
            builder.catch_up(audience(database))
        return found

    monkeypatch.setattr(graph_store, "read", read_then_change)
    nodes = by_id(read_whole(graph_store, database, NODES, timeout_s=30, max_rows=1_000))

    assert asked.count(NODES) == 2
    assert nodes == export(graph_store, database)[0]


def test_a_graph_being_built_by_another_is_read_as_it_was(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.load(FIRST)
    builder.catch_up(audience(database))
    home.load(SECOND)
    half_way, go_on = threading.Event(), threading.Event()

    def wait(_stage: str, _done: int, _of: int | None = None, /) -> None:
        half_way.set()
        go_on.wait(60)

    other = threading.Thread(
        target=lambda: home.builder(graph_store).catch_up(audience(database), progress=wait)
    )
    other.start()
    half_way.wait(60)
    monkeypatch.setattr("interlink.graph.build.SOON_S", 0.1)
    state = builder.freshen(audience(database))
    names = graph_store.read(database, "MATCH (p:Person) RETURN p.name ORDER BY p.name").rows
    go_on.set()
    other.join()

    assert state.caveat == "The graph answers as of load 1: catching up to load 2."
    assert names == (("Ada",), ("Bo",))
    assert builder.freshen(audience(database)).caveat == ""
