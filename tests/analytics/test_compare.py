"""What differs between two findings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from interlink.analytics import Finding, centrality, communities
from interlink.analytics.compare import compare
from interlink.projection import Projection

ROWS = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]


def found(rows: list[tuple[str, str]], **params: bool) -> Finding:
    return centrality(
        Projection.from_edges(pd.DataFrame(rows, columns=["src", "dst"])), resamples=0, **params
    )


def lines(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(frame.itertuples(index=False, name=None))


def test_the_same_asked_again_differs_in_nothing() -> None:
    compared = compare(found(ROWS), found(ROWS[::-1]))

    assert compared.is_same
    assert (lines(compared.params), lines(compared.rows)) == ([], [])


def test_what_was_asked_differently_is_named() -> None:
    compared = compare(found(ROWS), found(ROWS, normalized=True))

    assert not compared.is_same
    assert lines(compared.params) == [("normalized", "False", "True")]
    assert lines(compared.rows) == [("c", "betweenness", "2", "0.666667")]


def test_rows_are_told_apart_by_id_and_those_of_one_alone_are_named() -> None:
    compared = compare(found(ROWS), found([*ROWS[:3], ("c", "e")]))

    assert [name for name, *_ in lines(compared.params)] == ["input"]
    assert lines(compared.rows) == [
        ("d", "(row)", "there", "not there"),
        ("e", "(row)", "not there", "there"),
    ]


def test_findings_of_different_analytics_are_compared_by_what_they_share() -> None:
    edges = pd.DataFrame(ROWS, columns=["src", "dst"])
    compared = compare(found(ROWS), communities(Projection.from_edges(edges), resamples=0))

    assert ("analytic", "centrality", "communities") in lines(compared.params)
    assert lines(compared.measures)[-1][:2] == ("modularity", "not there")
    assert lines(compared.rows) == []


TWO_GROUPS = [("a", "b"), ("b", "c"), ("a", "c"), ("x", "y"), ("y", "z"), ("x", "z"), ("c", "x")]


def grouped(rows: list[tuple[str, str]]) -> Finding:
    return communities(Projection.from_edges(pd.DataFrame(rows, columns=["src", "dst"])), resamples=0)


def test_groups_that_only_go_by_another_number_are_the_same() -> None:
    first, second = grouped(TWO_GROUPS), grouped([*TWO_GROUPS, ("z", "w"), ("y", "w"), ("x", "w")])
    compared = compare(first, second)

    assert (
        second.frame().set_index("id")["community"].to_dict()
        != first.frame().set_index("id")["community"].to_dict()
    )
    assert [line for line in lines(compared.rows) if line[1] == "community"] == []
    assert ("agreement", "", "1") in lines(compared.measures)


def test_a_group_that_parts_is_the_same_and_a_new_one() -> None:
    joined = grouped(
        [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "c"), ("a", "d"), ("b", "e")]
    )
    parted = grouped([("a", "b"), ("b", "c"), ("a", "c"), ("d", "e")])
    compared = compare(joined, parted)

    moved = {row: (old, new) for row, column, old, new in lines(compared.rows) if column == "community"}
    assert moved == {"d": ("1", "new 2"), "e": ("1", "new 2")}


def test_rows_are_called_by_caption_where_they_have_one() -> None:
    def named(weighted: bool) -> Finding:
        projection = Projection.from_links(
            pa.array(["p1", "p2"]), pa.array(["p2", "p3"]), weight=np.array([1.0, 3.0]),
            nodes=pa.array(["p1", "p2", "p3"]), captions=pa.array(["Ada", "Bo", ""]),
        )  # fmt: skip
        return centrality(projection, weighted=weighted, resamples=0)

    rows = {
        row for row, column, *_ in lines(compare(named(False), named(True)).rows) if column == "closeness"
    }
    assert rows == {"Ada (p1)", "Bo (p2)", "p3"}
