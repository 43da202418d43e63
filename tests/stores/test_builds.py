"""Graphs built in either store: by difference, after an outage, and anew."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import overload

import polars as pl
import pytest

from homes import Home, audience, csv, export
from interlink.errors import StoreUnavailable
from interlink.graph import manifest
from interlink.graph.local import LocalStore
from interlink.graph.local_home import is_locked
from interlink.graph.manifest import Batch, Plan, Step
from interlink.graph.statements import ALONE, HELD, STANDS, apply_batch, begin
from interlink.graph.steps import CREATE_NODES
from interlink.graph.store import GraphStore, Rows, Statement, TooLarge
from interlink.graph.whole import LATER, CatchingUp, read_whole
from interlink.model.schema import load_ontology
from neo4j_server import Neo4jServer

GRAPH = "contract"
FIRST = csv([("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672"), ("3", "Cy", "")])
SECOND = csv([("1", "Ada Lovelace", "+31612345671"), ("4", "Ж" * 10_000, "+31612345671"), ("5", '"Di;"', "")])

Outage = Callable[[], None]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def machine(store: GraphStore, request: pytest.FixtureRequest) -> Iterator[tuple[Outage, Outage]]:
    """What ends the store's server at once, and what brings it back."""
    if isinstance(store, LocalStore):
        folder = store.home / "graph"
        server = json.loads((folder / "server.json").read_text(encoding="utf-8"))

        def end() -> None:
            os.kill(server["pid"], signal.SIGKILL)
            while is_locked(folder / "server.lock"):
                time.sleep(0.05)

        yield end, store.start
    else:
        neo4j: Neo4jServer = request.getfixturevalue("neo4j_server")
        yield neo4j.kill, neo4j.start
        if not neo4j.is_running:
            neo4j.start()


class Breaking(Sequence[Statement]):
    """Statements between whose first and second the server ends."""

    def __init__(self, statements: Sequence[Statement], end: Outage) -> None:
        self._statements = statements
        self._end = end

    def __len__(self) -> int:
        return len(self._statements)

    @overload
    def __getitem__(self, at: int) -> Statement: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Statement]: ...
    def __getitem__(self, at: int | slice) -> Statement | Sequence[Statement]:
        if at == 1:
            self._end()
        return self._statements[at]


class Lingering(Breaking):
    """Statements after whose last one the commit waits."""

    def __getitem__(self, at: int) -> Statement:  # type: ignore[override]
        if at == len(self._statements):
            self._end()
        return self._statements[at]


def break_in_batch(
    monkeypatch: pytest.MonkeyPatch, store: GraphStore, nth: int, end: Outage, when: str
) -> None:
    """The nth batch of rows that is written meets the end of the server: within it, or after its commit."""
    whole = store.write
    batches = 0

    def breaking(database: str, statements: Sequence[Statement]) -> list[Rows]:
        nonlocal batches
        batches += any("rows" in parameters for _, parameters in statements)
        if batches != nth:
            return whole(database, statements)
        batches += 1
        if when == "within":
            return whole(database, Breaking(statements, end))
        whole(database, statements)
        end()
        raise StoreUnavailable("the answer was lost")

    monkeypatch.setattr(store, "write", breaking)


def test_differences_give_what_a_build_from_nothing_gives(home: Home, store: GraphStore) -> None:
    home.load(FIRST)
    home.builder(store).catch_up(audience(GRAPH))
    home.load(SECOND)
    state = home.builder(store).catch_up(audience(GRAPH))
    by_difference = export(store, GRAPH)

    store.drop_database(GRAPH)
    store.create_database(GRAPH)
    again = home.builder(store).catch_up(audience(GRAPH))

    assert by_difference == export(store, GRAPH)
    assert (again.nodes, again.links) == (state.nodes, state.links) == tuple(map(len, by_difference))
    assert again.words == "up to date with load 2"


@pytest.mark.parametrize("when", ["within", "after"])
@pytest.mark.parametrize(("rows", "batch"), [(3, 2), (manifest.WHOLE_ROWS, 1)])
def test_a_graph_catches_up_after_an_outage_in_mid_batch(
    home: Home,
    store: GraphStore,
    machine: tuple[Outage, Outage],
    monkeypatch: pytest.MonkeyPatch,
    rows: int,
    batch: int,
    when: str,
) -> None:
    end, bring_back = machine
    home.load(FIRST)
    home.builder(store).catch_up(audience(GRAPH))
    home.load(SECOND)
    monkeypatch.setattr(manifest, "BATCH_ROWS", 3)
    monkeypatch.setattr(manifest, "WHOLE_ROWS", rows)

    with monkeypatch.context() as patched:
        break_in_batch(patched, store, batch, end, when)
        with pytest.raises(StoreUnavailable):
            home.builder(store).catch_up(audience(GRAPH))
    between = home.builder(store).state(audience(GRAPH))
    bring_back()
    state = home.builder(store).catch_up(audience(GRAPH))
    caught_up = export(store, GRAPH)
    home.builder(store).rebuild(audience(GRAPH))

    assert between.words == "catching up to load 2"
    assert state.words == "up to date with load 2"
    assert caught_up == export(store, GRAPH)
    assert (len(caught_up[0]), len(caught_up[1])) == (state.nodes, state.links)


def test_a_graph_that_was_lost_is_built_again(home: Home, store: GraphStore) -> None:
    home.load(FIRST)
    home.builder(store).catch_up(audience(GRAPH))
    before = export(store, GRAPH)

    store.drop_database(GRAPH)
    store.create_database(GRAPH)
    home.builder(store).catch_up(audience(GRAPH))

    assert export(store, GRAPH) == before != ([], [])


def test_a_graph_is_rebuilt_and_says_meanwhile_that_it_catches_up(home: Home, store: GraphStore) -> None:
    home.load(FIRST)
    builder = home.builder(store)
    builder.catch_up(audience(GRAPH))
    before = export(store, GRAPH)
    seen: set[str] = set()

    builder.rebuild(
        audience(GRAPH), progress=lambda _what, _done, _of: seen.add(builder.state(audience(GRAPH)).words)
    )

    assert export(store, GRAPH) == before
    assert seen == {"up to date with load 1" if store.can_swap else "catching up to load 1"}
    assert builder.state(audience(GRAPH)).words == "up to date with load 1"


def test_texts_longer_together_than_a_message_may_be_are_sent_in_several(store: GraphStore) -> None:
    ontology = load_ontology()
    rows = pl.DataFrame({"id": [f"p{n}" for n in range(2_100)], "alias": [["ж" * 5_000]] * 2_100})
    plan = Plan(number=1, load=1, token="t", rows=2_100, batch_rows=5_000, nodes=2_100, links=0)
    batch = Batch(1, (Step(CREATE_NODES, ("Person",), rows),))

    statements = apply_batch(plan, batch, ontology)
    store.write(GRAPH, [STANDS, begin(plan, after=("", 0)), *statements])

    asked = "MATCH (p:Person) RETURN count(p), min(size(p.alias[0])), max(size(p.alias[0]))"
    assert store.read(GRAPH, asked).rows == ((2_100, 5_000, 5_000),)
    assert store.read(GRAPH, HELD).rows == (("1-t", 1, 1, 1),)
    assert [len(parameters["rows"]) for _, parameters in statements[:-1]] == [419, 419, 419, 419, 420, 4]  # type: ignore[arg-type]


def test_no_reader_is_shown_the_middle_of_a_change(
    home: Home, store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "BATCH_ROWS", 2)
    monkeypatch.setattr(manifest, "WHOLE_ROWS", 2)
    asked = "MATCH (n:Person) RETURN n.id ORDER BY n.id"
    home.load(FIRST)
    builder = home.builder(store)
    builder.catch_up(audience(GRAPH))
    old = read_whole(store, GRAPH, asked, timeout_s=30, max_rows=100)
    home.load(SECOND)
    seen: list[Rows | str] = []

    def look(_stage: str, _done: int, _of: int | None = None, /) -> None:
        try:
            seen.append(read_whole(store, GRAPH, asked, timeout_s=30, max_rows=100))
        except CatchingUp as error:
            seen.append(str(error))

    builder.catch_up(audience(GRAPH), progress=look)

    new = read_whole(store, GRAPH, asked, timeout_s=30, max_rows=100)
    middle = f"the graph is catching up to load 2. {LATER}"
    assert len(seen) > 2
    # Beside the old graph, or in its place; after the last batch that is whole again.
    assert seen == [old] * len(seen) if store.can_swap else [middle] * (len(seen) - 1) + [new]
    assert new != old


def test_a_first_batch_sent_again_while_its_commit_is_under_way_is_done_once(store: GraphStore) -> None:
    plan = Plan(number=1, load=1, token="t", rows=2, batch_rows=5_000, nodes=2, links=0)
    batch = Batch(1, (Step(CREATE_NODES, ("Person",), pl.DataFrame({"id": ["ada", "bo"]})),))
    statements = [ALONE, begin(plan, after=("", 0)), *apply_batch(plan, batch, load_ontology())]
    store.write(GRAPH, [STANDS])
    reached, go_on = threading.Event(), threading.Event()

    def linger() -> None:
        reached.set()
        go_on.wait(60)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(store.write, GRAPH, Lingering(statements, linger))
        reached.wait(60)
        again = pool.submit(store.write, GRAPH, statements)
        time.sleep(1)
        go_on.set()
        first.result()
        again.result()

    assert store.read(GRAPH, "MATCH (p:Person) RETURN p.id AS id ORDER BY id").rows == (("ada",), ("bo",))
    assert store.read(GRAPH, HELD).rows == (("1-t", 1, 1, 1),)


def test_a_change_too_large_for_one_transaction_of_the_store_is_divided(
    home: Home, store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.load(FIRST)
    monkeypatch.setattr(manifest, "BATCH_ROWS", 3)
    write, refused = store.write, []

    def refusing(database: str, statements: Sequence[Statement]) -> list[Rows]:
        if sum(len(parameters.get("rows", ())) for _, parameters in statements) > 3:  # type: ignore[arg-type]
            refused.append(len(statements))
            raise TooLarge("memory")
        return write(database, statements)

    monkeypatch.setattr(store, "write", refusing)
    state = home.builder(store).catch_up(audience(GRAPH))
    again = home.builder(store).catch_up(audience(GRAPH))

    assert len(refused) == 1
    assert state == again
    assert state.words == "up to date with load 1"
    assert tuple(map(len, export(store, GRAPH))) == (state.nodes, state.links)


def test_what_interlink_did_not_put_there_is_left_alone(home: Home, store: GraphStore) -> None:
    store.write(GRAPH, [("CREATE (:Recipe {id: 'soup'})", {})])
    home.load(FIRST)

    with pytest.raises(StoreUnavailable, match="holds nodes that interlink did not put there"):
        home.builder(store).catch_up(audience(GRAPH))
    rebuilding = home.builder(store).rebuild if not store.can_swap else home.builder(store).catch_up
    with pytest.raises(StoreUnavailable, match="holds nodes that interlink did not put there"):
        rebuilding(audience(GRAPH))

    assert export(store, GRAPH)[0] == [{"id": "soup", "labels": ["Recipe"], "properties": {"id": "soup"}}]
