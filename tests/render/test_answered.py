"""What a query's rows show: plain cells, and the entities that each row names."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from interlink.graph.store import Rows
from interlink.queries import find_query
from interlink.queries.run import Answer
from interlink.render.answered import Shown, shown_answer, shown_rows

ADA = {"id": "p:1", "labels": ["Person"], "properties": {"id": "p:1", "caption": "Ada Vell"}}
BO = {"id": "p:2", "labels": ["Person"], "properties": {"id": "p:2"}}
KNOWS = {"type": "KNOWS", "source": "p:1", "target": "p:2", "properties": {"id": "k"}}


@pytest.mark.parametrize(
    ("value", "cell", "named"),
    [
        (None, None, ()),
        ("a text", "a text", ()),
        ("phone:+31", "phone:+31", ("phone:+31",)),
        (date(2026, 3, 1), "2026-03-01", ()),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), "2026-03-01 12:00:00", ()),
        (["p:1", "p:2"], "p:1; p:2", ("p:1", "p:2")),
        (ADA, "Ada Vell", ("p:1",)),
        (BO, "p:2", ("p:2",)),
        (KNOWS, "p:1 KNOWS p:2", ("p:1", "p:2")),
        ({"nodes": [ADA, BO], "links": [KNOWS]}, "Ada Vell – p:2", ("p:1", "p:2")),
        ({"who": ADA, "often": 2}, "who: Ada Vell; often: 2", ("p:1",)),
    ],
)
def test_a_value_is_one_cell_and_names_entities(value: object, cell: object, named: tuple[str, ...]) -> None:
    shown = shown_rows(Rows(("x",), ((value,),)))

    assert shown.table.rows() == [(cell,)]
    assert shown.entities == (named,)


def test_columns_of_numbers_stay_numbers_and_mixed_ones_are_text() -> None:
    rows = Rows(("n", "x", "is", "any"), ((1, 1.5, True, "a"), (2, 2, None, 7)))

    table = shown_rows(rows).table
    assert dict(table.schema) == {"n": pl.Int64, "x": pl.Float64, "is": pl.Boolean, "any": pl.String}
    assert table.rows() == [(1, 1.5, True, "a"), (2, 2.0, None, "7")]


@pytest.mark.parametrize(
    ("rows", "total", "words", "is_cut"),
    [
        (0, 0, "No rows", False),
        (1, 1, "1 row", False),
        (2, 2, "2 rows", False),
        (2, 3_000, "The first 2 rows of 3,000", True),
        (2, None, "The first 2 rows of more", True),
    ],
)
def test_how_many_rows_of_how_many_is_said(rows: int, total: int | None, words: str, is_cut: bool) -> None:
    shown = Shown(pl.DataFrame({"n": list(range(rows))}), ((),) * rows, total=total)

    assert (shown.words, shown.is_cut) == (words, is_cut)


def test_of_a_saved_query_only_columns_of_entities_name_some() -> None:
    query = find_query("ownership/effective-owners")
    row = ("p:1", "Ada: Vell", 60.0, 1, 1)
    shown = shown_answer(Answer(query, {"company": "c:1", "on": "2026-01-01", "least_percent": 0}, (row,), 1))

    assert shown.table.columns == ["owner", "name", "percent", "chains", "longest"]
    assert (shown.about, shown.entities) == (("c:1",), (("p:1",),))
    assert shown.ids() == ("c:1", "p:1")
    assert shown.ids([0]) == ("p:1",)
