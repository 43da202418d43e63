"""An answer says its rows as records, as a table and as a graph, and of how many they are."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest
from test_query_file import RIGHT

from interlink.errors import QueryError
from interlink.graph.store import Rows
from interlink.ledger.watches import LastRun
from interlink.queries import Answer, Query, parse_query, run_query
from interlink.queries.compare import compare, kept_run
from interlink.queries.run import MOST_ROWS

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
ADA = {"id": "person:1", "labels": ["Party", "Person"], "properties": {"id": "person:1", "name": "Ada"}}
BO = {"id": "person:2", "labels": ["Party", "Person"], "properties": {"id": "person:2", "name": "Bo"}}
KNOWS = {"type": "KNOWS", "source": "person:1", "target": "person:2", "properties": {"id": "knows:1>2"}}


def query(*, key: str = "one", **columns: str) -> Query:
    """A query with these columns, each with its kind."""
    head = RIGHT.replace("ownership/companies", "ownership/kinds").partition("// columns.company")[0]
    head = head.replace('["company"]', f'["{key}"]').replace('returns = "table"', 'returns = "table"')
    said = "".join(f'// columns.{name} = "{kind}"\n' for name, kind in columns.items())
    rest = '// example.graph = "holdings"\n// example.params = {country = "NL"}\n// example.row = {}\n'
    named = ", ".join(f"c.id AS {name}" for name in columns)
    statement = f"MATCH (c:Company {{jurisdiction: $country}})\nRETURN {named}\nORDER BY {key}\n"
    return parse_query(head + said + rest + statement, "kinds.cypher")


def answered(asked: Query, *rows: tuple[object, ...], shown: int = 10, truncated: bool = False) -> Answer:
    found = Rows(tuple(asked.header.columns), rows, truncated)
    return run_query(asked, {"country": "NL"}, lambda *_: found, shown_rows=shown)


def test_a_table_has_types_that_hold_nulls() -> None:
    asked = query(one="entity", count="integer", share="number", listed="boolean", at="time", names="texts")
    rows = (("a", 1, 0.5, True, AT, ["x"]), ("b", None, None, None, None, []))
    answer = answered(asked, *rows)

    assert answer.records() == [dict(zip(asked.header.columns, row, strict=True)) for row in rows]
    assert answer.frame().dtypes.astype(str).to_dict() == {
        "one": "object",
        "count": "Int64",
        "share": "Float64",
        "listed": "boolean",
        "at": "object",
        "names": "object",
    }
    assert answer.frame()["count"].tolist() == [1, pd.NA]


def test_an_empty_answer_has_its_columns() -> None:
    asked = query(one="entity", count="integer")
    nothing = run_query(asked, {"country": "NL"}, lambda *_: Rows((), ()))

    assert (nothing.columns, nothing.words, nothing.is_cut) == (("one", "count"), "0", False)
    assert list(nothing.frame().columns) == ["one", "count"]
    assert nothing.graph() == {"nodes": [], "links": []}


def test_a_graph_has_each_node_and_link_once() -> None:
    asked = query(one="entity", who="node", link="link", path="path", others="entities", more="nodes")
    path = {"nodes": [ADA, BO], "links": [KNOWS]}
    rows = (
        ("person:1", ADA, KNOWS, path, ["person:3"], [BO]),
        ("person:4", None, None, None, None, None),
    )

    assert answered(asked, *rows).graph() == {
        "nodes": [ADA, BO, {"id": "person:3"}, {"id": "person:4"}],
        "links": [KNOWS],
    }


def test_links_of_one_kind_between_two_are_told_apart_by_their_ids() -> None:
    asked = query(one="entity", links="links")
    again = KNOWS | {"properties": {"id": "knows:1>2#2"}}

    assert answered(asked, ("person:1", [KNOWS, again, KNOWS])).graph()["links"] == [KNOWS, again]


@pytest.mark.parametrize(
    ("shown", "truncated", "words", "is_cut"),
    [(10, False, "3", False), (2, False, "2 of 3", True), (2, True, "2 of more than 100,000", True)],
)
def test_it_says_of_how_many_rows_these_are(shown: int, truncated: bool, words: str, is_cut: bool) -> None:
    asked = query(one="entity")
    answer = answered(asked, ("a",), ("b",), ("c",), shown=shown, truncated=truncated)

    assert (answer.words, answer.is_cut, len(answer.rows)) == (words, is_cut, min(shown, 3))
    assert MOST_ROWS == 100_000


def test_a_store_that_gives_other_columns_is_told() -> None:
    asked = query(one="entity")
    with pytest.raises(QueryError, match=r"kinds.cypher: the store gave the columns two; expected one"):
        run_query(asked, {"country": "NL"}, lambda *_: Rows(("two",), (("a",),)))


def kept(answer: Answer) -> LastRun:
    return kept_run(answer, AT)


def test_rows_are_compared_by_their_key_and_all_they_say() -> None:
    asked = query(one="entity", count="integer", path="path")
    path = {"nodes": [ADA, BO], "links": [KNOWS]}
    before = answered(asked, ("a", 1, None), ("b", 2, path), ("c", 3, None))
    now = answered(asked, ("d", 1, None), ("a", 1, None), ("b", 2, path | {"links": []}))
    found = compare(now, kept(before))

    assert found.differences() == [
        {"change": "new", "one": "d", "count": 1, "path": None},
        {"change": "changed", "one": "b", "count": 2, "path": path | {"links": []}},
        {"change": "gone", "one": "c"},
    ]
    assert found.words == "1 new, 1 changed, 1 gone since 2026-11-28T12:00+00:00."
    assert compare(before, kept(before)).words == "Nothing differs from 2026-11-28T12:00+00:00."


def test_the_order_of_rows_is_no_difference() -> None:
    asked = query(one="entity", at="time")
    rows = (("a", AT), ("b", AT))

    assert compare(answered(asked, *rows[::-1]), kept(answered(asked, *rows))).is_same


def test_a_part_is_not_compared() -> None:
    asked = query(one="entity")
    cut = answered(asked, ("a",), ("b",), shown=1)

    with pytest.raises(QueryError, match="ownership/kinds: 1 of 2 rows, and nothing can be concluded"):
        compare(cut, None)


def test_what_is_kept_of_a_run_is_no_row_but_its_key() -> None:
    asked = query(one="entity", name="text")
    run = kept(answered(asked, ("a", "Ada Vell")))

    assert run.keys is not None
    assert (run.keys.to_list(), run.hashes.columns) == (['["a"]'], ["key", "row"])
    assert [len(value) for value in run.hashes.row(0)] == [16, 16]
