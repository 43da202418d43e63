from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlink.render.address import Chart, read_chart, write_chart

IDS = st.lists(st.text(min_size=1, max_size=20), unique=True, max_size=20)


@given(IDS, st.data())
def test_what_is_written_is_read_again(ids: list[str], data: st.DataObject) -> None:
    pixels = st.integers(-99_999, 99_999)
    places = {
        id_: (float(data.draw(pixels)), float(data.draw(pixels))) for id_ in ids if data.draw(st.booleans())
    }
    chart = Chart(tuple(ids), places, tuple(ids[:2]))

    parts = write_chart(chart)

    assert parts is not None
    assert read_chart(parts["show"], "".join(parts["at"]), parts["pin"]) == chart


def test_what_is_too_much_for_an_address_is_not_written() -> None:
    assert write_chart(Chart(tuple(f"n{n}" for n in range(501)))) is None
    assert write_chart(Chart(tuple("ж" * 400 + str(n) for n in range(20)))) is None


def test_a_written_address_is_no_longer_than_its_limit() -> None:
    chart = Chart(tuple(f"source:person:{n:012}" for n in range(500)), {}, ())

    parts = write_chart(chart)

    assert parts is not None
    assert len(urlencode(parts, doseq=True)) < 31_000


def test_an_address_that_somebody_wrote_is_held_to_its_limits() -> None:
    chart = read_chart(["a", "", "a", "x" * 501, *(f"n{n}" for n in range(600))], "1_2", ["a", "elsewhere"])

    assert chart.ids == ("a", *(f"n{n}" for n in range(499)))
    assert (chart.places, chart.pinned) == ({}, ("a",))


@pytest.mark.parametrize("at", ["", "1_2", "1_2~3_4~5_6", "1_2~nan_4", "1_2~3_4<script>", "1_2~3_9999999"])
def test_places_that_are_not_one_for_each_entity_are_left_out(at: str) -> None:
    assert read_chart(["a", "b"], at).places == {}


def test_an_entity_may_be_without_a_place() -> None:
    assert read_chart(["a", "b"], "~-3_4").places == {"b": (-3.0, 4.0)}
