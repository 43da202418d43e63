"""Sources whose single events stand in no graph: pair totals are there, and the events on the link card."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from test_assemble import COMMITTED, DAYS, MARKINGS, ONTOLOGY, fragments

import interlink as il
from homes import Home, audience, export
from interlink.errors import SpecError
from interlink.graph.assemble import assemble, totals
from interlink.graph.desired import Desired, desired
from interlink.graph.in_parts import totals_in_parts
from interlink.graph.local import LocalStore
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec

CALLS = """
source: {source}
title: Calls
publisher: {{name: An operator}}
licence: None
delivery: increment
graph: {graph}
marking: {{source_grade: A, information_grade: "1", handling: H1}}
file: {{format: csv}}
entities:
  caller: {{schema: Phone, properties: {{number: caller}}}}
  callee: {{schema: Phone, properties: {{number: callee}}}}
links:
  call: {{schema: Called, source: caller, target: callee, properties: {{at: at, duration_s: seconds}}}}
"""
A, B, C = "+31612345671", "+31612345672", "+31612345673"
FIRST = f"caller,callee,at,seconds\n{A},{B},2026-01-01T10:00:00Z,5\n{A},{B},2026-01-03T10:00:00Z,7\n"
SECOND = f"caller,callee,at,seconds\n{A},{B},2026-01-02T10:00:00Z,1.5\n{B},{C},2026-01-02T10:00:00Z,2\n"


def calls(graph: str, source: str = "calls") -> SourceSpec:
    return parse_source(CALLS.format(source=source, graph=graph), "calls.yaml")


def wanted(home: Home) -> Desired:
    """What the graph of everyone should hold."""
    loads = home.ledger.committed()
    return desired(
        lambda schema: home.lake.scan(schema, loads),
        home.ontology,
        load=loads[-1],
        markings=home.ledger.markings(),
        committed_at={row.id: 0 for row in home.ledger.loads()},
        in_totals=home.ledger.in_totals(loads),
    )


def links(home: Home) -> set[tuple[str, str]]:
    manifest = wanted(home).manifest.links
    return {(kind, link) for kind, link in manifest.select("type", "id").iter_rows()}


def counted(home: Home) -> list[tuple[object, ...]]:
    frames = wanted(home).links
    found = frames["CALLS_TOTAL", "Phone", "Phone"].select("src", "dst", "count", "sum")
    return sorted((row[0][-2:], row[1][-2:], *row[2:]) for row in found.iter_rows())


def test_of_a_source_in_totals_no_single_event_is_in_the_graph(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(FIRST, calls("totals"))
    home.load(SECOND, calls("events", "other"))

    assert {kind: sum(each == kind for each, _ in links(home)) for kind in ("CALLED", "CALLS_TOTAL")} == {
        "CALLED": 2,
        "CALLS_TOTAL": 2,
    }
    assert counted(home) == [("71", "72", 3, 13.5), ("72", "73", 1, 2.0)]
    assert home.lake.scan(home.ontology.get("Called"), [1, 2]).collect().height == 4


def test_what_the_last_load_of_a_source_says_holds_for_all_of_it(
    tmp_path: Path, graph_store: LocalStore, database: str
) -> None:
    home = Home(tmp_path)
    builder = home.builder(graph_store)
    shown = []
    for graph in ("events", "totals", "events"):
        home.load(FIRST, calls(graph))
        builder.catch_up(audience(database))
        shown.append(export(graph_store, database))
    kinds = [sorted(str(link["properties"]["id"]).split(":")[0] for link in found) for _, found in shown]  # type: ignore[index]

    assert kinds == [["calls", "calls", "calls_total"], ["calls_total"], ["calls", "calls", "calls_total"]]
    assert shown[0] == shown[2]
    # The total is the same link whether its events stand beside it or not.
    assert [link for link in shown[0][1] if "calls_total" in str(link)] == shown[1][1]


def test_a_source_without_totals_cannot_be_in_totals() -> None:
    spec = CALLS.format(source="calls", graph="totals").replace("schema: Called", "schema: Uses")

    with pytest.raises(SpecError, match="graph: only Called, Messaged, Paid, Sighted have pair totals"):
        parse_source(spec, "calls.yaml")


def test_the_single_events_are_on_the_card_of_the_total(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERLINK_SOURCES", str(tmp_path))
    (tmp_path / "calls.yaml").write_text(CALLS.format(source="calls", graph="totals"), encoding="utf-8")
    (tmp_path / "calls.csv").write_text(FIRST, encoding="utf-8")
    workspace = il.open(tmp_path / "home")
    workspace._loader.run(workspace.source("calls"), [tmp_path / "calls.csv"])

    of_total = workspace.link_card(f"CALLS_TOTAL:phone:{A}>phone:{B}")
    of_events = workspace.link_card(f"CALLED:phone:{A}>phone:{B}")
    workspace.close()

    assert of_total.statements == of_events.statements
    assert [each.value for each in of_total.statements if each.property == "duration_s"] == ["7.0", "5.0"]
    assert of_total.total_evidence == 2


def test_a_total_assembled_in_many_parts_is_the_one_assembled_whole() -> None:
    called = ONTOLOGY.get("Called")
    frame = fragments(
        called,
        *(
            {
                "src": f"phone:+3161234567{n % 7}",
                "dst": f"phone:+3161234568{n % 5}",
                "at": datetime(2026, 1, 1 + n % 28, tzinfo=UTC),
                "duration_s": n / 7,
                "marking": 1 + n % 2,
                "load": 1 + n % 3,
                "source": ("an_operator_in_the_east", "west")[n % 2],
            }
            for n in range(250)
        ),
    )

    def in_parts_of(events: int) -> pl.DataFrame:
        return totals_in_parts(
            frame.lazy(), called, markings=MARKINGS, committed_at=COMMITTED, part_events=events
        )

    events = assemble(frame, called, markings=MARKINGS, committed_at=COMMITTED)
    whole = totals(events, called, markings=MARKINGS).drop("markings", "seqs")
    assert_frame_equal(in_parts_of(20), whole, check_exact=True)
    assert_frame_equal(in_parts_of(250), whole, check_exact=True)
    assert whole.row(0, named=True) == {
        "id": "calls_total:phone:+31612345670>phone:+31612345680",
        "caption": "Calls, all together",
        "sources": ["an_operator_in_the_east", "west"],
        "first_seen": DAYS[1],
        "last_seen": DAYS[3],
        "source_grade": "C",
        "information_grade": "3",
        "handling": ["H0", "H1", "H3"],
        "src": "phone:+31612345670",
        "dst": "phone:+31612345680",
        "count": 8,
        "first": datetime(2026, 1, 1, tzinfo=UTC),
        "last": datetime(2026, 1, 22, tzinfo=UTC),
        "sum": 140.0,
    }


EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "src": st.sampled_from(["a", "b", "c"]),
            "dst": st.sampled_from(["a", "b", "c"]),
            "amount": st.none() | st.floats(-1e6, 1e6),
            "currency": st.sampled_from([None, "EUR", "USD"]),
            "marking": st.sampled_from([1, 2]),
            "load": st.sampled_from([1, 2, 3]),
        }
    ),
    max_size=30,
)


@given(EVENTS, st.integers(1, 40))
@settings(deadline=None)
def test_totals_in_parts_are_those_of_the_whole(events: list[dict[str, object]], part_events: int) -> None:
    paid = ONTOLOGY.get("Paid")
    frame = fragments(paid, *events)
    whole = assemble(frame, paid, markings=MARKINGS, committed_at=COMMITTED)

    parts = totals_in_parts(
        frame.lazy(), paid, markings=MARKINGS, committed_at=COMMITTED, part_events=part_events
    )

    expected = totals(whole, paid, markings=MARKINGS).drop("markings", "seqs")
    assert parts.rows(named=True) == (expected.rows(named=True) if events else [])
