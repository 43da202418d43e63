"""What differs between two findings."""

from __future__ import annotations

import pandas as pd

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
