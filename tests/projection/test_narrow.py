"""Constraints leave the same links whatever asks, merged anew; contacts and confidence follow the records."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.errors import QueryError, ReadError, UnknownEntity, UnknownName
from interlink.model.marking import Marking
from interlink.projection import Constraints, Projection
from interlink.projection.rows import rows_of

ROWS = pd.DataFrame(
    {
        "src": ["a", "b", "a", "b", "c"],
        "dst": ["b", "a", "b", "c", "d"],
        "kind": ["call", "call", "meet", "call", "meet"],
        "at": ["2026-01-01", "2026-01-05", None, "2026-02-01", "2026-03-01"],
        "until": ["2026-01-02", "2026-01-05", None, None, "2026-03-02"],
        "w": [1.0, 2.0, 4.0, 8.0, 16.0],
        "p": [0.5, 0.5, 0.9, 0.2, 1.0],
    }
)


def projection(*, directed: bool = False) -> Projection:
    return Projection.from_edges(
        ROWS, weight="w", at="at", until="until", layer="kind", confidence="p", directed=directed
    )


def graded() -> Projection:
    """Three records between a and b: graded A1 and B3 of 4x4, and with a code that no scheme knows."""
    rows = rows_of(
        np.zeros(3, dtype=np.int32),
        np.ones(3, dtype=np.int32),
        np.zeros(3, dtype=np.int16),
        weight=np.array([1.0, 2.0, 4.0]),
        marking=np.array([1, 2, 3], dtype=np.int16),
    )
    markings = {
        1: Marking("A", "1", source_scheme="4x4", information_scheme="4x4"),
        2: Marking("B", "3", source_scheme="4x4", information_scheme="4x4"),
        3: Marking("?", "?", source_scheme="4x4", information_scheme="4x4"),
    }
    kinds = ("Person", "Phone")
    return Projection.from_rows(rows, ids=("a", "b"), layers=("KNOWS",), kinds=kinds, markings=markings)


def links(p: Projection) -> list[tuple[str, str, str, float]]:
    return [
        (p.ids[s], p.ids[t], p.layers[n], w)
        for s, t, n, w in zip(p.source, p.target, p.layer, p.weight.tolist(), strict=True)
    ]


def test_without_constraints_a_projection_is_itself() -> None:
    p = projection()

    assert p.narrow(Constraints()) is p


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Constraints(layers=["meet"]), [("a", "b", "meet", 4.0), ("c", "d", "meet", 16.0)]),
        (Constraints(avoid=["a"]), [("b", "c", "call", 8.0), ("c", "d", "meet", 16.0)]),
        (
            Constraints(since="2026-02-01"),
            [("a", "b", "meet", 4.0), ("b", "c", "call", 8.0), ("c", "d", "meet", 16.0)],
        ),
        (Constraints(until="2026-01-01"), [("a", "b", "call", 1.0), ("a", "b", "meet", 4.0)]),
        (
            Constraints(since="2026-01-02", until="2026-01-02"),
            [("a", "b", "call", 1.0), ("a", "b", "meet", 4.0)],
        ),
        (
            Constraints(least_confidence=0.75),
            [("a", "b", "call", 3.0), ("a", "b", "meet", 4.0), ("c", "d", "meet", 16.0)],
        ),
        (Constraints(layers=["call"], avoid=["c"]), [("a", "b", "call", 3.0)]),
    ],
    ids=["layer", "avoid", "since", "until", "one day", "confidence", "two at once"],
)
def test_each_constraint_leaves_what_it_says(asked: Constraints, expected: object) -> None:
    p = projection()

    found = p.narrow(asked)

    assert links(found) == expected
    assert found.ids == p.ids
    assert found.made_from["narrowed"] == asked.said()
    assert found.fingerprint != p.fingerprint


def test_links_are_merged_anew_with_the_records_and_times_of_what_is_left() -> None:
    found = projection().narrow(Constraints(since="2026-01-03"))

    assert links(found)[0] == ("a", "b", "call", 2.0)
    assert [each.locator for each in found.evidence(np.array([0]))] == ["row 1"]
    assert found.first is not None
    assert found.first[0] == datetime(2026, 1, 5, tzinfo=UTC).timestamp() * 1_000_000


def test_grades_leave_records_whose_source_or_information_is_as_good() -> None:
    p = graded()

    assert links(p.narrow(Constraints(source_grade="A (4x4)"))) == [("a", "b", "KNOWS", 1.0)]
    assert links(p.narrow(Constraints(source_grade="b (4x4)"))) == [("a", "b", "KNOWS", 3.0)]
    assert links(p.narrow(Constraints(information_grade="2"))) == [("a", "b", "KNOWS", 1.0)]
    assert links(p.narrow(Constraints(information_grade="3"))) == [("a", "b", "KNOWS", 3.0)]


def test_kinds_apply_to_all_but_the_ends() -> None:
    p = graded()

    assert links(p.narrow(Constraints(kinds=["Person"]))) == []
    assert len(links(p.narrow(Constraints(kinds=["Person"], ends=["b"])))) == 1
    assert Constraints(kinds=["Person"], ends=["b"]).said() == {"kinds": ["Person"]}


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        (
            Constraints(layers=["cal"]),
            UnknownName,
            r"no layer 'cal'; there are call, meet\. Did you mean 'call'",
        ),
        (Constraints(avoid=["z"]), UnknownEntity, "no entity 'z'"),
        (Constraints(kinds=["Person"]), QueryError, "entities of an edge table have no kinds"),
        (Constraints(source_grade="A"), QueryError, "links of an edge table have no grades"),
        (Constraints(source_grade="Q"), UnknownName, "no source grade 'Q'; expected one of A, B"),
        (Constraints(information_grade="1 (5x5)"), UnknownName, r"no scheme '5x5'.*Did you mean '5x5x5'"),
        (Constraints(since="soon"), QueryError, "'soon' is no date or timestamp"),
        (
            Constraints(since="2026-02-02", until="2026-02-01"),
            QueryError,
            "no link lies between. Swap the two",
        ),
        (
            Constraints(least_confidence=1.5),
            QueryError,
            "least confidence is 1.5; expected a share within 0 and 1",
        ),
    ],
)
def test_constraints_that_cannot_be_say_what_is_wrong(
    asked: Constraints, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        projection().narrow(asked)


def test_a_kind_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        UnknownName, match=r"no entity of kind 'Persn'; there are Person, Phone\. Did you mean 'Person'"
    ):
        graded().narrow(Constraints(kinds=["Persn"]))


def test_least_confidence_wants_confidences() -> None:
    plain = Projection.from_edges(ROWS[["src", "dst"]])

    assert plain.confidence is None
    with pytest.raises(QueryError, match="these links say nothing of their confidence"):
        plain.narrow(Constraints(least_confidence=0.5))


def test_confidence_is_that_at_least_one_record_is_right() -> None:
    p = projection()

    assert p.confidence is not None
    assert dict(zip([link[:3] for link in links(p)], p.confidence.tolist(), strict=True)) == {
        ("a", "b", "call"): 0.75,
        ("a", "b", "meet"): 0.9,
        ("b", "c", "call"): 0.2,
        ("c", "d", "meet"): 1.0,
    }


def test_confidence_of_records_that_are_marked_is_that_of_their_information_grade() -> None:
    found = graded().confidence

    assert found is not None
    assert found.tolist() == pytest.approx([1 - 0.05 * 0.4 * 0.8])


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.0, 0.1, 0.3, 1.0])), max_size=30))
def test_confidence_equals_the_product_over_records(rows: list[tuple[int, float]]) -> None:
    frame = pd.DataFrame(
        {"src": ["x"] * len(rows), "dst": [f"y{n}" for n, _ in rows], "p": [p for _, p in rows]}
    )

    p = Projection.from_edges(frame.astype({"p": float}), confidence="p", directed=True)

    expected = {
        name: 1 - np.prod([1 - share for n, share in rows if f"y{n}" == name])
        for name in frame["dst"].unique()
    }
    likely = p.confidence if p.confidence is not None else np.zeros(0)
    assert {p.ids[t]: c for t, c in zip(p.target, likely, strict=True)} == pytest.approx(expected)


@pytest.mark.parametrize("bad", [-0.1, 1.1])
def test_a_confidence_outside_0_and_1_is_refused_with_its_row(bad: float) -> None:
    frame = ROWS.assign(p=[0.5, 0.5, bad, 0.5, 0.5])

    with pytest.raises(ReadError, match="confidence column 'p': row 2: below 0 or above 1"):
        Projection.from_edges(frame, confidence="p")


def test_a_row_that_ends_before_it_begins_is_refused() -> None:
    frame = ROWS.assign(until=["2025-12-31", None, None, None, None])

    with pytest.raises(ReadError, match="until column 'until': row 0: before the row begins"):
        Projection.from_edges(frame, at="at", until="until")


def test_contacts_are_single_records_in_order_of_time() -> None:
    p = projection(directed=True)

    contacts = p.contacts

    assert [(p.ids[s], p.ids[t]) for s, t in zip(contacts.source, contacts.target, strict=True)] == [
        ("a", "b"),
        ("b", "a"),
        ("b", "c"),
        ("c", "d"),
    ]
    assert contacts.record.tolist() == [0, 1, 3, 4]
    assert (contacts.untimed, contacts.impossible) == (1, 0)
    day = 86_400_000_000
    assert (contacts.until - contacts.at).tolist() == [day, 0, 0, day]
    assert [p.layers[n] for n in p.layer[contacts.link]] == ["call", "call", "call", "meet"]
    assert [p.ids[n] for n in p.source[contacts.link]] == ["a", "b", "b", "c"]


def test_undirected_contacts_keep_the_direction_they_were_given_in() -> None:
    p = projection()

    assert [p.ids[n] for n in p.contacts.source] == ["a", "b", "b", "c"]
    assert [p.ids[n] for n in p.source[p.contacts.link]] == ["a", "a", "b", "c"]


def test_contacts_that_end_before_they_begin_are_left_out_and_counted() -> None:
    p = Projection.from_links(["a", "b"], ["b", "c"], at=np.array([5, 7]), until=np.array([4, 8]))

    assert (p.contacts.at.tolist(), p.contacts.impossible) == ([7], 1)


@settings(deadline=None)
@given(st.permutations(range(8)))
def test_contacts_do_not_depend_on_the_order_of_rows(order: list[int]) -> None:
    frame = pd.DataFrame(
        {
            "src": list("abcabcaa"),
            "dst": list("bcabcabb"),
            "at": [1, 1, 1, 2, 2, 0, 1, 1],
            "w": [1.0, 2.0, 3.0, 1.0, 1.0, 1.0, 5.0, 4.0],
        }
    )
    straight = Projection.from_edges(frame, at="at", weight="w", directed=True)

    shuffled = Projection.from_edges(frame.iloc[order], at="at", weight="w", directed=True)

    for name in ("source", "target", "at", "until", "weight", "layer", "link"):
        assert getattr(shuffled.contacts, name).tolist() == getattr(straight.contacts, name).tolist()
    assert shuffled.fingerprint == straight.fingerprint


def together(*at: int) -> Projection:
    """Calls of one pair at these times, which weigh 2 together, and one that weighs for itself."""
    return Projection.from_rows(
        rows_of(
            np.zeros(len(at) + 1, dtype=np.int32),
            np.ones(len(at) + 1, dtype=np.int32),
            np.zeros(len(at) + 1, dtype=np.int16),
            weight=np.array([2.0] * len(at) + [0.5]),
            at=np.array([*at, 10_000_000], dtype=np.int64),
            once=np.array([7] * len(at) + [-1], dtype=np.int64),
        ),
        ids=("a", "b"),
        layers=("CALLS_TOTAL",),
    )


def test_what_is_left_of_records_that_weigh_together_weighs_as_much() -> None:
    p = together(3_000_000, 1_000_000, 2_000_000)

    assert p.weight.tolist() == [2.5]
    assert p.contacts.weight.tolist() == [2.0, 0.0, 0.0, 0.5]
    left = p.narrow(Constraints(since="1970-01-01T00:00:02Z"))
    assert left.weight.tolist() == [2.5]
    assert left.contacts.weight.tolist() == [2.0, 0.0, 0.5]
    assert p.fingerprint == together(1_000_000, 2_000_000, 3_000_000).fingerprint


def test_in_each_window_records_that_weigh_together_weigh_once() -> None:
    rows = together(1_000_000, 2_000_000, 3_000_000).rows

    assert rows.counted(np.array([1, 2])).tolist() == [2.0, 0.0]
    assert rows.counted(np.array([3])).tolist() == [0.5]


def test_a_text_is_no_list_of_names() -> None:
    with pytest.raises(QueryError, match=r"avoid is the text 'ab'; expected a list, such as \['ab'\]"):
        Constraints(avoid="ab")


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("src", pa.array([[1]]), r"source column 'src' holds list<item: int64>; expected text or numbers"),
        ("src", pa.array([b"\xff"]), r"source column 'src' holds binary; expected text or numbers"),
        ("at", pa.array([2**62], pa.timestamp("s")), r"at column 'at' holds a time beyond the year 294246"),
        ("at", pa.array([2**63 + 5], pa.uint64()), r"at column 'at' holds a time beyond the year 294246"),
    ],
)
def test_columns_that_cannot_be_read_are_named(column: str, values: pa.Array, message: str) -> None:
    table = pa.table({"src": ["a"], "dst": ["b"], "at": [0]} | {column: values})

    with pytest.raises(ReadError, match=message):
        Projection.from_edges(table, at="at")


def test_amounts_of_more_digits_than_a_float_has_are_rounded() -> None:
    table = pa.table({"src": ["a"], "dst": ["b"], "w": [2**60 + 1]})

    assert Projection.from_edges(table, weight="w").weight.tolist() == [2.0**60]
