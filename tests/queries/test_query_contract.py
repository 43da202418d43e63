"""What every saved query promises, by enumeration over the files: adding one adds its tests."""

from __future__ import annotations

from collections import Counter

import pytest
from query_library import NAMES, Library

from homes import audience
from interlink.graph.neo4j import Neo4jStore
from interlink.queries import Answer, Query, find_query, query_files

IDS = list(query_files())


@pytest.fixture(params=IDS)
def query(request: pytest.FixtureRequest) -> Query:
    return find_query(request.param)


def answered(library: Library, query: Query, *, graph: str | None = None) -> dict[str, Answer]:
    """The answers of both stores; fails with the store's words where one refused it."""
    found = library.answers(query, graph=graph)
    refused = {kind: str(answer) for kind, answer in found.items() if not isinstance(answer, Answer)}
    assert refused == {}
    return {kind: answer for kind, answer in found.items() if isinstance(answer, Answer)}


def test_the_example_row_is_found_in_both_stores(library: Library, query: Query) -> None:
    wanted = query.header.example.row
    assert wanted, f"{query.place}: example.row is empty"
    for kind, answer in answered(library, query).items():
        near = [row for row in answer.records() if any(row[name] == value for name, value in wanted.items())]
        found = [row for row in near if all(row[name] == value for name, value in wanted.items())]
        assert found, f"{kind}: no row has all of {wanted}; these have some of it: {near[:5]}"


def test_both_stores_give_the_same_rows(library: Library, query: Query) -> None:
    answers = answered(library, query)

    assert answers["embedded"].rows == answers["neo4j"].rows


def test_no_two_rows_have_the_same_key(library: Library, query: Query) -> None:
    for answer in answered(library, query).values():
        keys = Counter(str([row[name] for name in query.header.key]) for row in answer.records())
        expected = len(answer.rows) if query.header.key else min(1, len(answer.rows))
        assert len(keys) == expected, [key for key, times in keys.items() if times > 1]


def test_an_empty_graph_gives_no_rows_and_no_error(library: Library, query: Query) -> None:
    rows = {kind: answer.rows for kind, answer in answered(library, query, graph="empty").items()}

    if query.header.returns == "value":
        assert rows["embedded"] == rows["neo4j"]
    else:
        assert rows == {"embedded": (), "neo4j": ()}


def test_neo4j_names_the_declared_columns(neo4j: Neo4jStore, query: Query) -> None:
    params = query.header.example.params
    given = {name: params.get(name, each.default) for name, each in query.header.params.items()}
    explained = neo4j.read(audience(NAMES["neo4j"]).database, f"EXPLAIN {query.text}", given)

    assert explained.columns == tuple(query.header.columns)
