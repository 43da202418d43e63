from __future__ import annotations

import datetime as dt
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlink.errors import QueryError, ReadError, UnknownEntity, UnknownName
from interlink.model.evidence import Evidence
from interlink.projection import MISSING_TIME, Projection

ROWS = pd.DataFrame(
    [
        ("ana", "bo", "calls", 2.0),
        ("bo", "ana", "calls", 0.5),
        ("ana", "bo", "money", 10.0),
        ("cy", "bo", "calls", 1.0),
        ("cy", "cy", "calls", 4.0),
    ],
    columns=["src", "dst", "kind", "strength"],
)


def links(p: Projection) -> list[tuple[str, str, str, float, list[int]]]:
    """Every link with its record numbers, as a reader would write it."""
    spans = zip(p.record_offsets, p.record_offsets[1:], strict=False)
    return [
        (p.ids[s], p.ids[t], layer, weight, p.records[a:b].tolist())
        for s, t, layer, weight, (a, b) in zip(
            p.source, p.target, p.layer_names(), p.weight.tolist(), spans, strict=True
        )
    ]


def test_undirected_links_of_one_pair_and_layer_are_merged() -> None:
    p = Projection.from_edges(ROWS, weight="strength", layer="kind")

    assert p.ids == ("ana", "bo", "cy")
    assert p.layers == ("calls", "money")
    assert links(p) == [
        ("ana", "bo", "calls", 2.5, [0, 1]),
        ("ana", "bo", "money", 10.0, [2]),
        ("bo", "cy", "calls", 1.0, [3]),
        ("cy", "cy", "calls", 4.0, [4]),
    ]


def test_directed_links_keep_their_direction() -> None:
    p = Projection.from_edges(ROWS, directed=True)

    assert links(p) == [
        ("ana", "bo", "link", 2.0, [0, 2]),
        ("bo", "ana", "link", 1.0, [1]),
        ("cy", "bo", "link", 1.0, [3]),
        ("cy", "cy", "link", 1.0, [4]),
    ]


@pytest.mark.parametrize(
    "frame",
    [
        ROWS,
        pl.from_pandas(ROWS),
        pa.Table.from_pandas(ROWS),
        ROWS.astype({"src": "category", "kind": "category"}),
    ],
    ids=["pandas", "polars", "pyarrow", "categories"],
)
def test_every_kind_of_table_gives_the_same_projection(frame: Any) -> None:
    p = Projection.from_edges(frame, weight="strength", layer="kind")

    assert p.fingerprint == Projection.from_edges(ROWS, weight="strength", layer="kind").fingerprint


@pytest.mark.parametrize(
    ("ends", "ids"),
    [
        ([10, 9], ("10", "9")),
        ([10.0, 9.0], ("10", "9")),
        ([10, "x"], ("10", "x")),
        ([True, False], ("false", "true")),
    ],
)
def test_ids_of_any_type_become_text(ends: list[object], ids: tuple[str, ...]) -> None:
    p = Projection.from_edges(pd.DataFrame({"src": ends, "dst": ends[::-1]}))

    assert p.ids == ids


def test_the_table_is_not_changed() -> None:
    before = ROWS.copy(deep=True)

    Projection.from_edges(ROWS, weight="strength", layer="kind")

    pd.testing.assert_frame_equal(ROWS, before)


@given(order=st.permutations(range(6)), directed=st.booleans())
def test_the_order_of_rows_does_not_matter(order: list[int], directed: bool) -> None:
    rows = pd.DataFrame(
        {
            "src": ["a", "b", "a", "a", "c", "b"],
            "dst": ["b", "a", "b", "b", "a", "b"],
            "w": [0.1, 0.2, 0.3, 1e16, 1e-9, 7.0],
            "t": [5, 1, None, 9, 2, 3],
        }
    ).astype({"t": "Int64"})

    straight = Projection.from_edges(rows, weight="w", at="t", directed=directed)
    shuffled = Projection.from_edges(rows.iloc[order], weight="w", at="t", directed=directed)

    assert shuffled.fingerprint == straight.fingerprint
    assert [{order[n] for n in found} for *_, found in links(shuffled)] == [
        set(found) for *_, found in links(straight)
    ]


def test_times_widen_and_missing_ones_do_not_count() -> None:
    rows = pd.DataFrame(
        {
            "src": ["a", "a", "a", "b"],
            "dst": ["b", "b", "b", "c"],
            "from": ["2024-03-02", "2024-03-01T12:00:00+02:00", None, None],
            "to": ["2024-03-05T00:00:00Z", None, None, None],
        }
    )
    utc = dt.UTC

    p = Projection.from_edges(rows, at="from", until="to")

    assert p.first is not None
    assert p.last is not None
    first = dt.datetime(2024, 3, 1, 10, tzinfo=utc).timestamp() * 1e6
    last = dt.datetime(2024, 3, 5, tzinfo=utc).timestamp() * 1e6
    assert p.first.tolist() == [int(first), MISSING_TIME]
    assert p.last.tolist() == [int(last), MISSING_TIME]
    assert np.isnat(p.first.view("datetime64[us]")).tolist() == [False, True]


@pytest.mark.parametrize(
    "times",
    [
        pl.Series([dt.date(1970, 1, 2)]),
        pl.Series([dt.datetime(1970, 1, 2)]),  # noqa: DTZ001
        pl.Series([dt.datetime(1970, 1, 2, tzinfo=dt.UTC)]),
        pl.Series([86_400_000_000]),
        pl.Series(["1970-01-02"]),
    ],
)
def test_times_of_every_type_are_microseconds_since_1970(times: pl.Series) -> None:
    p = Projection.from_edges(pl.DataFrame({"src": ["a"], "dst": ["b"], "at": times}), at="at")

    assert p.first is not None
    assert p.first.tolist() == [86_400_000_000]


@pytest.mark.parametrize(
    ("rows", "options", "message"),
    [
        ({"src": ["a", None, ""], "dst": ["b"] * 3}, {}, "source column 'src': rows 1, 2: null or empty"),
        ({"src": ["a"], "dst": [float("nan")]}, {}, "target column 'dst': row 0: null or empty"),
        ({"src": ["a"] * 8, "dst": [None] * 8}, {}, "rows 0, 1, 2, 3, 4 and 3 more: null or empty"),
        (
            {"src": ["a", "a"], "dst": ["b", "b"], "w": [1.0, float("nan")]},
            {"weight": "w"},
            "weight column 'w': row 1: NaN, null or infinite",
        ),
        ({"src": ["a"], "dst": ["b"], "w": ["1"]}, {"weight": "w"}, "expected numbers"),
        ({"src": ["a"], "dst": ["b"], "t": ["soon"]}, {"at": "t"}, "at column 't': row 0: no ISO 8601 time"),
        ({"src": ["a"], "dst": ["b"], "t": [1.5]}, {"until": "t"}, "until column 't' holds double"),
        ({"src": ["a"], "dst": ["b"], "l": [None]}, {"layer": "l"}, "layer column 'l': row 0: null or empty"),
    ],
)
@pytest.mark.parametrize("table", [pd.DataFrame, pl.DataFrame])
def test_rows_that_cannot_be_used_are_named(table: Any, rows: Any, options: Any, message: str) -> None:
    with pytest.raises(ReadError) as refused:
        Projection.from_edges(table(rows), **options)

    assert message in str(refused.value)


def test_an_unknown_column_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"no column 'strenght'.*Did you mean 'strength'\?"):
        Projection.from_edges(ROWS, weight="strenght")


def test_something_that_is_no_table_is_refused() -> None:
    with pytest.raises(TypeError, match="not list"):
        Projection.from_edges([("a", "b")])  # type: ignore[arg-type]


def test_a_table_without_rows_is_an_empty_projection() -> None:
    p = Projection.from_edges(pd.DataFrame({"src": [], "dst": [], "at": []}), at="at")

    assert (p.n_nodes, p.n_links, p.to_igraph().vcount()) == (0, 0, 0)


def test_an_unknown_entity_is_refused_with_the_nearest() -> None:
    p = Projection.from_edges(ROWS)

    assert [p.index_of(entity) for entity in p.ids] == [0, 1, 2]
    with pytest.raises(UnknownEntity, match=r"no entity 'anna' among its 3\. Did you mean 'ana'\?"):
        p.index_of("anna")


def test_evidence_is_row_numbers_each_once() -> None:
    p = Projection.from_edges(ROWS)

    found = p.evidence(np.array([1, 0, 1]))

    assert found == [Evidence("table", 0, "", f"row {n}") for n in (3, 0, 1, 2)]


def test_parallel_links_unite_their_records_and_look_them_up() -> None:
    p = Projection.from_links(
        ["p:1", "p:2"],
        ["p:2", "p:1"],
        records=np.array([70, 69]),
        nodes=["p:2", "p:3"],
        captions=["Bo Sample", None],  # type: ignore[list-item]
        kinds=["Person", "Company"],
        lookup=lambda numbers: [Evidence("feed", 4, "ab", f"line {n}", "x") for n in numbers.tolist()],
    )

    assert links(p) == [("p:1", "p:2", "link", 2.0, [69, 70])]
    assert (p.captions, p.kinds) == (("", "Bo Sample", ""), ("", "Person", "Company"))
    assert [p.caption_of(v) for v in range(3)] == ["p:1", "Bo Sample", "p:3"]
    assert p.evidence(np.array([0])) == [Evidence("feed", 4, "ab", f"line {n}", "x") for n in (69, 70)]


def test_flat_has_one_link_per_pair_and_none_of_an_entity_to_itself() -> None:
    p = Projection.from_edges(ROWS, weight="strength", layer="kind", directed=True)

    flat = p.flat(directed=False)

    pairs = zip(flat.source.tolist(), flat.target.tolist(), flat.weight.tolist(), strict=True)
    assert list(pairs) == [(0, 1, 12.5), (1, 2, 1.0)]
    assert [flat.links_of(np.array([k])).tolist() for k in range(2)] == [[0, 1, 2], [3]]


def test_directions_are_not_made_up() -> None:
    with pytest.raises(QueryError, match="the projection is undirected"):
        Projection.from_edges(ROWS).flat(directed=True)


@pytest.mark.parametrize("directed", [True, False])
def test_igraph_and_networkx_hold_the_same_links(directed: bool) -> None:
    p = Projection.from_edges(ROWS, weight="strength", layer="kind", directed=directed)

    ours = p.to_igraph()
    theirs = p.to_networkx()

    assert isinstance(theirs, nx.MultiDiGraph if directed else nx.MultiGraph)
    assert (ours.is_directed(), ours.vs["name"], ours.ecount()) == (directed, ["ana", "bo", "cy"], p.n_links)
    expected = {(a, b, layer): weight for a, b, layer, weight, _ in links(p)}
    assert {
        (ours.vs[e.source]["name"], ours.vs[e.target]["name"], e["layer"]): e["weight"] for e in ours.es
    } == expected
    assert {(a, b, key): weight for a, b, key, weight in theirs.edges(keys=True, data="weight")} == expected


def test_one_layer_gives_a_plain_networkx_graph() -> None:
    assert type(Projection.from_edges(ROWS).to_networkx()) is nx.Graph
    assert type(Projection.from_edges(ROWS, directed=True).to_networkx()) is nx.DiGraph
