"""What a Cypher query gives is a projection whose evidence is the records behind its links."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

import interlink as il
from homes import called_home
from interlink.access.principals import Principal
from interlink.access.view import View
from interlink.errors import AccessDenied, QueryError, ReadError, UnknownName
from interlink.model.evidence import Evidence
from interlink.model.marking import Clearance
from interlink.projection.columns import MISSING_TIME

FIRST, SECOND, THIRD = (f"phone:+3161234567{n}" if n < 10 else "phone:+31612345680" for n in (8, 9, 10))
CALLED = "MATCH (a:Phone)-[r:CALLED]->(b:Phone) RETURN r AS link ORDER BY r.at"
IDS = "MATCH (a:Phone)-[r:CALLED]->(b:Phone) RETURN a.id AS source, b.id AS target"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[il.Workspace]:
    with called_home(tmp_path_factory.mktemp("queried")) as opened:
        yield opened


def micros(day: int) -> int:
    return int(datetime(2026, 1, day, 10, tzinfo=UTC).timestamp()) * 1_000_000


def test_relationships_say_all_of_it_and_lead_to_their_records(workspace: il.Workspace) -> None:
    asked = workspace.project_cypher(CALLED, directed=True)
    known = workspace.project(["Phone"], ["CALLED"], directed=True)

    assert asked.ids == known.ids == (FIRST, SECOND, THIRD)
    assert asked.captions == known.captions
    assert asked.kinds == known.kinds
    assert asked.layers == ("CALLED",)
    assert asked.contacts.at.tolist() == known.contacts.at.tolist() == [micros(2), micros(3)]
    assert asked.contacts.until.tolist() == known.contacts.until.tolist()
    for link in range(2):
        assert asked.evidence([link]) == known.evidence([link]) != []  # type: ignore[arg-type]


def test_pair_totals_lead_to_the_records_of_every_event(workspace: il.Workspace) -> None:
    total = "MATCH (:Phone)-[r:CALLS_TOTAL]->(:Phone) RETURN r AS link, r.count * 2.5 AS weight"
    asked = workspace.project_cypher(total)
    known = workspace.project(["Phone"], ["CALLS_TOTAL"])

    assert asked.weight.tolist() == [2.5, 2.5]
    assert asked.layers == ("CALLS_TOTAL",)
    assert asked.evidence([0, 1]) == known.evidence([0, 1]) != []  # type: ignore[arg-type]


def test_ids_of_links_do_as_well(workspace: il.Workspace) -> None:
    asked = workspace.project_cypher(IDS + ", r.id AS link, 'spoke' AS layer")

    assert asked.layers == ("spoke",)
    assert asked.evidence([0]) == workspace.project(["Phone"], ["CALLED"]).evidence([0])  # type: ignore[arg-type]


def test_rows_without_a_link_have_their_numbers_as_evidence_and_a_caveat(workspace: il.Workspace) -> None:
    asked = workspace.project_cypher(IDS + " ORDER BY source")
    found = workspace.analyze("centrality", asked, {"resamples": 0})
    number = found.save()
    opened = workspace.finding(number)
    row = found.frame()["id"].tolist().index(THIRD)

    said = "2 rows of the query name no link: the evidence is the number of the row, not a record."
    assert found.caveats[-2:] == (
        "What the query left out was not looked at.",
        f"{said} Return the relationship as link.",
    )
    assert opened.caveats == found.caveats
    assert found.evidence(row) == opened.evidence(row) == [Evidence("query", 0, "", "row 1")]
    workspace.forget_finding(number)


def test_a_kept_finding_on_a_query_is_opened_with_its_records(workspace: il.Workspace) -> None:
    found = workspace.analyze("communities", workspace.project_cypher(CALLED), {"resamples": 0})
    number = found.save()
    opened = workspace.finding(number)

    assert opened.evidence(0) == found.evidence(0) != []
    assert opened.fingerprint == found.fingerprint
    assert opened.caveats == found.caveats
    workspace.forget_finding(number)


def test_parameters_and_columns_of_an_edge_table_are_taken(workspace: il.Workspace) -> None:
    asked = workspace.project_cypher(
        IDS + ", $weight AS weight, datetime('2026-02-01T00:00:00Z') AS at, 0.5 AS confidence",
        {"weight": 3},
    )

    assert asked.weight.tolist() == [3.0, 3.0]
    assert asked.confidence is not None
    assert asked.confidence.tolist() == [0.5, 0.5]
    assert set(asked.contacts.at.tolist()) == {int(datetime(2026, 2, 1, tzinfo=UTC).timestamp()) * 10**6}


def test_nodes_stand_for_their_ids(workspace: il.Workspace) -> None:
    nodes = workspace.project_cypher("MATCH (a:Phone)-[:CALLED]->(b:Phone) RETURN a AS source, b AS target")

    assert nodes.ids == (FIRST, SECOND, THIRD)
    assert nodes.first is None or set(nodes.first.tolist()) == {MISSING_TIME}


@pytest.mark.parametrize("statement", [CALLED.replace("ORDER", "LIMIT 0 //"), IDS + " LIMIT 0"])
def test_a_query_that_finds_nothing_is_an_empty_projection(workspace: il.Workspace, statement: str) -> None:
    asked = workspace.project_cypher(statement)
    found = workspace.analyze("communities", asked)

    assert (asked.n_nodes, asked.n_links, len(found)) == (0, 0, 0)
    assert "What the query left out was not looked at." in found.caveats


@pytest.mark.parametrize(
    ("returned", "error", "said"),
    [
        (
            "a.id AS sorce, b.id AS target",
            UnknownName,
            "the query returns 'sorce'; expected source, target, weight, at, until, layer, confidence or"
            " link. Did you mean 'source'? Name columns by AS.",
        ),
        ("a.id AS source, b.id AS target, 1 AS wieght", UnknownName, "Did you mean 'weight'?"),
        (
            "a.id AS source",
            UnknownName,
            "the query returns no column 'target', only source. Return the ids of both ends,",
        ),
        ("r.id AS link", UnknownName, "the query returns no column 'source', only link."),
        (
            "a.number AS source, b.id AS target",
            ReadError,
            "source column 'source': row 0: there is no entity '",
        ),
        (
            "a.id AS source, b.id AS target, 'called:0' AS link",
            ReadError,
            "link column 'link': row 0: there is no link 'called:0'. Return the relationship itself,",
        ),
        (
            "a.id AS source, b.id AS target, $nan AS weight",
            ReadError,
            "weight column 'weight': rows 0, 1: NaN, null or infinite; expected a number in every row.",
        ),
        (
            "a.id AS source, b.id AS target, 'much' AS weight",
            ReadError,
            "weight column 'weight' holds ",
        ),
        (
            "a.id AS source, b.id AS target, date('2026-02-01') AS at, date('2026-01-01') AS until",
            ReadError,
            "until column 'until': rows 0, 1: before the row begins; expected an end after the beginning.",
        ),
        (
            "a.id AS source, b.id AS target, 'soon' AS at",
            ReadError,
            "at column 'at': rows 0, 1: no ISO 8601 time; expected times such as",
        ),
        (
            "[a.id] AS source, b.id AS target",
            ReadError,
            "source column 'source': row 0: a list; expected one value a row.",
        ),
        (
            "a.id AS source, b.id AS target, r AS layer",
            ReadError,
            "layer column 'layer': row 0: a node, link, path or map; expected one value a row.",
        ),
        (
            "a.id AS source, b.id AS target, CASE WHEN r.duration_s = 60 AND b.id ENDS WITH '9' THEN 1"
            " ELSE 'x' END AS weight",
            ReadError,
            "weight column 'weight' holds ",
        ),
        ("null AS source, b.id AS target", ReadError, "source column 'source': rows 0, 1: null or empty;"),
    ],
)
def test_what_is_wrong_with_a_result_is_said_with_its_rows(
    workspace: il.Workspace, returned: str, error: type[Exception], said: str
) -> None:
    statement = f"MATCH (a:Phone)-[r:CALLED]->(b:Phone) RETURN {returned}"

    with pytest.raises(error) as refused:
        workspace.project_cypher(statement, {"nan": float("nan")} if "$nan" in returned else {})

    assert said in str(refused.value)


def test_a_result_that_was_cut_is_refused(workspace: il.Workspace) -> None:
    with pytest.raises(QueryError, match="the query gives more than 1 rows, and nothing can be concluded"):
        workspace.project_cypher(IDS, max_rows=1)


def test_a_statement_that_would_write_is_refused(workspace: il.Workspace) -> None:
    with pytest.raises(QueryError):
        workspace.project_cypher("MATCH (a:Phone) SET a.x = 1 RETURN a.id AS source, a.id AS target")


@pytest.mark.parametrize("right", ["cypher", "combine"])
def test_one_needs_the_right_to_ask_cypher_and_the_right_to_analyse(
    workspace: il.Workspace, right: str
) -> None:
    someone = Principal("bo", Clearance(handling_ceiling="H3", everything=True), frozenset({right}))  # type: ignore[arg-type]
    door = View(
        workspace.view()._stores, someone, renewed=lambda who: who, purpose="analysis", reason="case 8"
    )

    with pytest.raises(AccessDenied):
        workspace.project_cypher(IDS, view=door)
