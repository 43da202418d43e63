"""Values of parameters are read by their type, or refused before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_query_file import RIGHT

from interlink.errors import InterlinkError, QueryError
from interlink.graph.store import Rows
from interlink.queries import Parameter, Query, parse_query, run_query
from interlink.queries.spec import ParameterType
from interlink.queries.values import EXPECTED, read_params, read_value


def parameter(kind: ParameterType, **more: object) -> Parameter:
    return Parameter.model_validate({"type": kind, "label": "Such", **more})


@pytest.mark.parametrize(
    ("kind", "given", "read"),
    [
        ("entity", " register:1 ", "register:1"),
        ("entities", "a, b", ["a", "b"]),
        ("entities", ("a", "b"), ["a", "b"]),
        ("text", "Ада", "Ада"),
        ("texts", ["x"], ["x"]),
        ("integer", "-7", -7),
        ("number", "0.5", 0.5),
        ("number", 3, 3.0),
        ("boolean", "yes", True),
        ("boolean", "False", False),
        ("boolean", True, True),
        ("country", "nl", "NL"),
        ("date", "2026", "2026"),
        ("date", "2026-02", "2026-02"),
        ("date", "2026-02-28", "2026-02-28"),
        ("date", date(2026, 2, 28), "2026-02-28"),
        ("time", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000Z"),
        ("time", "2026-03-01T12:00:00+02:00", "2026-03-01T10:00:00.000Z"),
        ("time", "2026-03-01", "2026-03-01T00:00:00.000Z"),
        ("time", date(2026, 3, 1), "2026-03-01T00:00:00.000Z"),
        ("time", datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2))), "2026-03-01T10:00:00.000Z"),
        ("time", datetime(2026, 3, 1, 12, tzinfo=UTC), "2026-03-01T12:00:00.000Z"),
    ],
)
def test_a_value_is_read_as_the_statement_takes_it(kind: ParameterType, given: object, read: object) -> None:
    found = read_value("such", parameter(kind), given)

    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("entity", ""),
        # An argument of the command line that is no UTF-8.
        ("text", "\udcff"),
        ("integer", 1 << 63),
        ("integer", "-9223372036854775809"),
        ("entity", 7),
        ("entities", []),
        ("entities", "a,,b"),
        ("entities", {"a": 1}),
        ("text", "  "),
        ("texts", [1]),
        ("integer", "1.5"),
        ("integer", True),
        ("integer", 1.0),
        ("number", "nan"),
        ("number", "inf"),
        ("number", "1e999"),
        ("number", False),
        ("boolean", "maybe"),
        ("boolean", 1),
        ("country", "NLD"),
        ("country", "N1"),
        ("date", "2026-13"),
        ("date", "2026-02-30"),
        ("date", "26-02-01"),
        ("date", "yesterday"),
        ("time", "noon"),
        ("time", 1_760_000_000),
    ],
)
def test_a_value_of_another_type_is_refused(kind: ParameterType, given: object) -> None:
    with pytest.raises(QueryError) as caught:
        read_value("such", parameter(kind), given)

    assert str(caught.value) == f"such: expected {EXPECTED[kind]}, found {given!r}"


@pytest.mark.parametrize(
    ("declared", "given", "said"),
    [
        (parameter("integer", min=1, max=6), 7, "such: at most 6, found 7"),
        (parameter("number", min=0.5), "0.25", "such: at least 0.5, found '0.25'"),
        (parameter("text", choices=["sea", "air"]), "road", "such: expected one of sea, air, found 'road'"),
        (parameter("texts", choices=["sea", "air"]), "sea,x", "such: expected one of sea, air, found 'x'"),
    ],
)
def test_a_value_out_of_bounds_is_refused(declared: Parameter, given: object, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_value("such", declared, given)

    assert str(caught.value) == said


def test_what_is_not_given_has_its_default_and_every_problem_is_told() -> None:
    declared = {
        "country": parameter("country"),
        "least": parameter("integer", default=2),
        "on": parameter("date", default="2026-01-01"),
    }

    assert read_params(declared, {"country": "nl"}) == {"country": "NL", "least": 2, "on": "2026-01-01"}
    with pytest.raises(QueryError) as caught:
        read_params(declared, {"contry": "NL", "least": "two"})
    assert str(caught.value).splitlines() == [
        "no parameter is called 'contry'; there are country, least, on. Did you mean 'country'?",
        "country is missing: Such, two letters of a country, such as NL. Give it by --param country=...",
        "least: expected a whole number, found 'two'",
    ]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(kind=st.sampled_from(sorted(EXPECTED)), value=ANYTHING)
def test_any_value_is_read_or_refused_in_words(kind: ParameterType, value: object) -> None:
    expected = f"such: expected {EXPECTED[kind]}, found "
    try:
        read = read_value("such", parameter(kind), value)
    except QueryError as error:
        said = str(error)
    else:
        said = expected
        assert read_value("such", parameter(kind), read) == read

    assert said.startswith(expected)


def test_nothing_is_sent_where_a_parameter_is_wrong() -> None:
    query = parse_query(RIGHT, "x.cypher", id_="ownership/companies")
    sent: list[Mapping[str, object]] = []

    def ask(_query: Query, params: Mapping[str, object], _most: int) -> Rows:
        sent.append(params)
        return Rows(("company", "name"), ())

    for wrong in ({}, {"country": "NLD"}, {"country": "NL", "more": 1}):
        with pytest.raises(InterlinkError):
            run_query(query, wrong, ask)
    for shown in (0, 100_001):
        with pytest.raises(QueryError, match="rows: expected 1 to 100,000"):
            run_query(query, {"country": "NL"}, ask, shown_rows=shown)
    assert sent == []

    run_query(query, {"country": "nl"}, ask)
    assert sent == [{"country": "NL"}]
