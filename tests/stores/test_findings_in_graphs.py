"""What findings say stands in the graphs of either store, and nothing of it is left when it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from homes import Home, audience, csv, export
from interlink.errors import StoreUnavailable
from interlink.graph import manifest
from interlink.graph.store import GraphStore, Rows, Statement
from interlink.ledger.findings import Findings
from interlink.ledger.written import Written
from interlink.model.marking import Marking

GRAPH = "contract"
PEOPLE = csv([("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672"), ("3", "Cy", "")])
RENAMED = csv([("1", "Ada Vell", "+31612345671"), ("2", "Bo", "+31612345672"), ("4", "Di", "")])
WITHOUT_A_PHONE = csv([("1", "Ada", "+31612345671"), ("2", "Bo", ""), ("3", "Cy", "")])
MARKING = Marking(source_grade="B", information_grade="2", handling=("H1",))
SEEN = datetime(2026, 1, 2, 10, tzinfo=UTC)
SAID = (
    "MATCH (n:Person) RETURN n.name AS name, n.findings AS findings, n.finding_1_score AS score,"
    " n.finding_1_weak AS weak, n.finding_1_role AS role, n.finding_1_seen AS seen ORDER BY name"
)
MARKED = (
    "MATCH (n:Person) WHERE 1 IN n.findings RETURN n.name AS name, n.finding_1_handling AS handling,"
    " n.finding_1_source_grade AS source, n.finding_1_information_grade AS information ORDER BY name"
)
ADA = ("Ada", [1], 2.5, True, "broker", SEEN)
BO = ("Bo", [1], None, False, "other", None)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.load(PEOPLE)
    return made


def write(home: Home) -> int:
    """A finding on Ada and Bo and one whom the graph does not hold, kept and written."""
    number = Findings(home.ledger).add(
        title="who",
        analytic="centrality",
        principal="local",
        made_at=1,
        fingerprint="f",
        marking=MARKING.to_json(),
        said="{}",
        parts={"links": b""},
    )
    rows = pl.DataFrame(
        {
            "id": ["people:person:1", "people:person:2", "people:person:9"],
            "score": [2.5, None, 1.0],
            "weak": [True, False, True],
            "role": ["broker", "other", "other"],
            "seen": pl.Series([SEEN, None, SEEN], dtype=pl.Datetime("us", "UTC")),
        }
    )
    links = home.lake.scan(home.ontology.get("Uses"), home.ledger.committed()).collect()
    Written(home.ledger).add(number, GRAPH, schemas=["Uses"], rows=rows, records=links["seq"])
    return number


def said(store: GraphStore) -> list[tuple[object, ...]]:
    return list(store.read(GRAPH, SAID).rows)


def test_what_a_finding_says_is_beside_its_marking_and_goes_without_a_trace(
    home: Home, store: GraphStore
) -> None:
    builder = home.builder(store)
    builder.catch_up(audience(GRAPH))
    before = export(store, GRAPH)

    number = write(home)
    waiting = builder.state(audience(GRAPH)).words
    state = builder.catch_up(audience(GRAPH))
    written = said(store)
    marked = list(store.read(GRAPH, MARKED).rows)
    Written(home.ledger).remove(number, GRAPH)
    builder.catch_up(audience(GRAPH))

    assert waiting == "holds load 1; findings were written or taken back that it does not follow yet"
    assert state.words == "up to date with load 1"
    assert written == [ADA, BO, ("Cy", None, None, None, None, None)]
    assert marked == [(name, ["H1"], "B", "2") for name in ("Ada", "Bo")]
    assert export(store, GRAPH) == before


def test_what_a_finding_says_stays_through_loads_and_rebuilds(home: Home, store: GraphStore) -> None:
    write(home)
    home.builder(store).catch_up(audience(GRAPH))
    home.load(RENAMED)
    home.builder(store).catch_up(audience(GRAPH))
    after_a_load = export(store, GRAPH)
    rows = said(store)

    home.builder(store).rebuild(audience(GRAPH))

    assert rows == [("Ada Vell", *ADA[1:]), BO, ("Di", None, None, None, None, None)]
    assert export(store, GRAPH) == after_a_load


def test_what_a_finding_says_goes_with_the_first_of_its_records(home: Home, store: GraphStore) -> None:
    write(home)
    home.builder(store).catch_up(audience(GRAPH))
    home.load(WITHOUT_A_PHONE)
    state = home.builder(store).catch_up(audience(GRAPH))

    assert said(store) == [(name, None, None, None, None, None) for name in ("Ada", "Bo", "Cy")]
    assert state.words == "up to date with load 2"


@pytest.mark.parametrize("then", ["resumed", "forgotten"])
def test_a_finding_that_was_half_written_is_written_or_gone(
    home: Home, store: GraphStore, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    home.builder(store).catch_up(audience(GRAPH))
    before = export(store, GRAPH)
    number = write(home)
    monkeypatch.setattr(manifest, "BATCH_ROWS", 1)
    monkeypatch.setattr(manifest, "WHOLE_ROWS", 1)
    with monkeypatch.context() as patched:
        lose_batch(patched, store, 2)
        with pytest.raises(StoreUnavailable, match="the connection was lost"):
            home.builder(store).catch_up(audience(GRAPH))
    if then == "forgotten":
        Findings(home.ledger).remove(number)
    state = home.builder(store).catch_up(audience(GRAPH))

    assert state.words == "up to date with load 1"
    if then == "forgotten":
        assert export(store, GRAPH) == before
    else:
        assert said(store) == [ADA, BO, ("Cy", None, None, None, None, None)]


def lose_batch(monkeypatch: pytest.MonkeyPatch, store: GraphStore, nth: int) -> None:
    """The connection is lost before the nth batch of rows."""
    whole = store.write
    batches = 0

    def losing(database: str, statements: Sequence[Statement]) -> list[Rows]:
        nonlocal batches
        batches += any("rows" in parameters for _, parameters in statements)
        if batches == nth:
            raise StoreUnavailable("the connection was lost")
        return whole(database, statements)

    monkeypatch.setattr(store, "write", losing)
