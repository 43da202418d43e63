from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from homes import PEOPLE, Home, audience, csv, export, run_and_die
from interlink.errors import StoreUnavailable
from interlink.graph.audience import Audience
from interlink.graph.build import GraphBuilder
from interlink.graph.local import LocalStore
from interlink.graph.manifest import PlanFolder
from interlink.graph.statements import apply_batch
from interlink.model.marking import Clearance
from interlink.workspace import open_workspace

FIRST = csv([("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672")])
SECOND = csv([("1", "Ada Lovelace", "+31612345671"), ("3", "Cy", "+31612345671")])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def builder(home: Home, graph_store: LocalStore) -> GraphBuilder:
    return home.builder(graph_store)


@pytest.fixture
def fresh(graph_store: LocalStore, database: str, tmp_path: Path) -> Iterator[str]:
    """The name of a second database, dropped afterwards."""
    yield f"{database}_fresh"
    graph_store.drop_database(f"{database}_fresh")


def rebuilt(home: Home, store: LocalStore, name: str) -> tuple[list[object], list[object]]:
    """What a graph made from nothing holds."""
    home.builder(store).catch_up(audience(name))
    return export(store, name)


def test_a_graph_says_what_the_lake_says(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str
) -> None:
    home.load(FIRST)

    state = builder.catch_up(audience(database))

    assert (state.load, state.committed, state.nodes, state.links, state.words) == (
        1,
        1,
        4,
        2,
        "up to date with load 1",
    )
    asked = graph_store.read(
        database, "MATCH (p:Party)-[:USES]->(f:Phone) RETURN p.name, labels(p), f.number ORDER BY p.name"
    )
    assert [(row[0], sorted(row[1]), row[2]) for row in asked.rows] == [  # type: ignore[call-overload]
        ("Ada", ["Party", "Person"], "+31612345671"),
        ("Bo", ["Party", "Person"], "+31612345672"),
    ]


def test_moments_compare_and_order_and_come_back_with_their_zone(
    tmp_path: Path, graph_store: LocalStore, database: str
) -> None:
    days = [datetime(2025, 6, 1, 12, 30, tzinfo=UTC), datetime(2026, 6, 1, 12, 30, tzinfo=UTC)]
    home = Home(tmp_path, clock=[days[0]] * 3 + [days[1]] * 3)
    home.load(FIRST)
    home.load(FIRST + "3,Cy,\n")
    home.builder(graph_store).catch_up(audience(database))

    ordered = graph_store.read(
        database, "MATCH (p:Person) RETURN p.id, p.first_seen ORDER BY p.first_seen DESC, p.id"
    )
    recent = graph_store.read(
        database, "MATCH (p:Person) WHERE p.first_seen >= datetime('2026-01-01T00:00:00Z') RETURN p.id"
    )

    assert [row[1] for row in ordered.rows] == [days[1], days[0], days[0]]
    assert [row[0] for row in ordered.rows] == ["people:person:3", "people:person:1", "people:person:2"]
    assert recent.rows == (("people:person:3",),)


@pytest.mark.parametrize("seed", [1, 2])
def test_differences_give_what_a_rebuild_gives(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str, fresh: str, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(4):
        rows = [
            (
                str(chance.randint(1, 6)),
                chance.choice(["Ada", "Bo", "Cy"]),
                f"+3161234567{chance.randint(1, 3)}",
            )
            for _ in range(chance.randint(1, 7))
        ]
        home.load(csv(rows))
        builder.catch_up(audience(database))

    assert export(graph_store, database) == rebuilt(home, graph_store, fresh)


def test_a_batch_sent_again_does_nothing(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.load(FIRST)
    finish = PlanFolder.finish

    def sent_again(folder: PlanFolder, plan: object) -> None:
        for batch in folder.batches(plan):  # type: ignore[arg-type]
            graph_store.write(database, apply_batch(plan, batch, home.ontology))  # type: ignore[arg-type]
        finish(folder, plan)  # type: ignore[arg-type]

    monkeypatch.setattr(PlanFolder, "finish", sent_again)
    state = builder.catch_up(audience(database))

    nodes, links = export(graph_store, database)
    assert (len(nodes), len(links)) == (state.nodes, state.links) == (4, 2)


@pytest.mark.parametrize(
    ("method", "when", "nth"),
    [
        ("PlanFolder.publish", "after", 1),
        ("LocalStore.write", "after", 3),
        ("PlanFolder.finish", "before", 1),
        ("PlanFolder.finish", "after", 1),
    ],
)
def test_an_assembler_that_was_killed_is_taken_up_where_it_ended(
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
    home.load(SECOND)

    died = run_and_die(home, method, when, nth, "catch_up", graph_store.home, database)
    between = builder.state(audience(database))
    state = builder.catch_up(audience(database))

    assert died == 9
    assert between.catching_up == (when == "before" or method != "PlanFolder.finish")
    assert state.words == "up to date with load 2"
    assert export(graph_store, database) == rebuilt(home, graph_store, fresh)


def test_a_rebuild_killed_after_its_swap_leaves_a_graph_that_catches_up(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str, fresh: str
) -> None:
    home.load(FIRST)
    builder.catch_up(audience(database))
    home.load(SECOND)

    died = run_and_die(home, "LocalStore.swap", "after", 1, "rebuild", graph_store.home, database)
    builder.catch_up(audience(database))
    caught_up = export(graph_store, database)
    builder.rebuild(audience(database))

    assert died == 9
    assert caught_up == rebuilt(home, graph_store, fresh) == export(graph_store, database)


def test_a_database_that_was_lost_is_built_again(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str
) -> None:
    home.load(FIRST)
    builder.catch_up(audience(database))
    before = export(graph_store, database)

    graph_store.drop_database(database)
    builder.catch_up(audience(database))

    assert export(graph_store, database) == before


def test_a_load_that_commits_after_one_with_a_higher_number_reaches_the_graph(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str
) -> None:
    slow = home.ledger.start_load(source="slow", delivery="full", edition=None, spec_sha256="", at=1)
    home.load(FIRST)
    builder.catch_up(audience(database))
    home.ledger.commit_load(slow, at=1, counts={})

    behind = builder.state(audience(database))
    state = builder.catch_up(audience(database))

    assert behind.words == "holds load 2; load 1 is not in it yet"
    assert state.words == "up to date with load 1"


def test_what_an_audience_may_not_see_is_nowhere_in_its_graph_or_files(
    home: Home, builder: GraphBuilder, graph_store: LocalStore, database: str
) -> None:
    rows = [
        ("1", "Ada", "+31612345671", "H0"),
        ("2", "Zebedee", "+31612345672", "H3"),
        ("3", "Cy", "+31612345672", "H0"),
    ]
    home.load(csv(rows, header="id,name,phone,handling"))

    narrow = Audience(database, Clearance(handling_ceiling="H1"))
    builder.catch_up(narrow)

    kept = json.dumps(export(graph_store, narrow.database), default=str)
    files = b"".join(path.read_bytes() for path in (home.root / "audiences").rglob("*") if path.is_file())
    assert "Ada" in kept
    assert "+31612345672" in kept
    for hidden in ("Zebedee", "people:person:2", "H3"):
        assert hidden not in kept
        assert hidden.encode() not in files

    builder.remove(narrow)
    assert narrow.database not in graph_store.databases()
    assert not builder.is_built(narrow)


def test_a_load_commits_while_the_store_cannot_start_and_the_graph_catches_up_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "people.yaml").write_text(
        PEOPLE.format(source="people", delivery="full", operation="null", more="")
    )
    (tmp_path / "people.csv").write_text(FIRST, encoding="utf-8")
    monkeypatch.setenv("INTERLINK_SOURCES", str(sources))
    monkeypatch.setenv("INTERLINK_GRAPH_HEAP", "512m")
    workspace = open_workspace(tmp_path / "home")
    (tmp_path / "home" / "graph").write_text("a file where the folder should be", encoding="utf-8")

    report = workspace.load("people", [tmp_path / "people.csv"])
    (tmp_path / "home" / "graph").unlink()
    try:
        later = workspace.catch_up()
    finally:
        workspace.graph_stop()
        workspace.close()

    assert (report.state, report.graph[:8]) == ("committed", "not yet:")
    assert (later.words, later.nodes, later.links) == ("up to date with load 1", 4, 2)


def test_plans_that_cannot_be_written_are_told(home: Home, builder: GraphBuilder, database: str) -> None:
    home.load(FIRST)
    (home.root / "audiences").write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(StoreUnavailable, match=r"audiences cannot be used.*Check space and rights"):
        builder.catch_up(audience(database))
