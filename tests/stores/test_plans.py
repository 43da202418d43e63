"""How a store would go about a statement, asked with EXPLAIN."""

from __future__ import annotations

import pytest

from interlink.graph.plans import is_explained, plan_text
from interlink.graph.store import GraphStore
from small_graphs import ids, people

GRAPH = "contract"
ASKED = "MATCH (n:Person)-[:KNOWS]->(m) WHERE n.id = 'p1' RETURN m.id AS id ORDER BY id LIMIT 5"
STEPS = {
    "embedded": ["Execution Plan:\n+ ", "\n+ FINAL PROJECTION [id]"],
    "neo4j": ["ProduceResults: id (about ", "\n  Top: id ASC LIMIT 5 (about ", "(n)-[anon_0:KNOWS]->(m)"],
}


def test_a_statement_that_is_explained_gives_its_plan_and_no_rows(store: GraphStore) -> None:
    people(store, GRAPH, "p1", "p2")

    found = store.read(GRAPH, f"EXPLAIN {ASKED}")

    assert found.rows == ()
    assert [step for step in STEPS[store.kind] if step not in found.plan] == []


def test_a_statement_that_runs_tells_no_plan(store: GraphStore) -> None:
    people(store, GRAPH, "p1")

    assert store.read(GRAPH, "MATCH (n:Person) RETURN n.id").plan == ""
    assert ids(store, GRAPH) == ["p1"]


def test_steps_stand_beneath_what_they_are_for() -> None:
    scan = {"operatorType": "NodeByLabelScan@neo4j", "args": {"Details": "n:Person", "EstimatedRows": 1.2}}
    seek = {"operatorType": "Argument@neo4j", "args": {"EstimatedRows": 12_345.6}, "children": []}
    join = {"operatorType": "Apply@neo4j", "args": {}, "children": [scan, seek]}
    plan = {
        "operatorType": "ProduceResults@neo4j",
        "args": {"Details": "id,\n name", "string-representation": "| a table |"},
        "children": [join],
    }

    assert plan_text(plan).splitlines() == [
        "ProduceResults: id, name",
        "  Apply",
        "    NodeByLabelScan: n:Person (about 1 row)",
        "    Argument (about 12,346 rows)",
    ]
    assert plan_text(None) == ""


@pytest.mark.parametrize(
    ("statement", "is_one"),
    [
        (f"explain {ASKED}", True),
        (f"// a note\n /* another */ EXPLAIN\n{ASKED}", True),
        (ASKED, False),
        ("RETURN 1 // EXPLAIN", False),
        ("// EXPLAIN", False),
        ("MATCH (explain) RETURN 1", False),
    ],
)
def test_it_is_seen_which_statement_asks_for_its_plan(statement: str, is_one: bool) -> None:
    assert is_explained(statement) is is_one
