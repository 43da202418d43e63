from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homes import Home, Row, csv, people

IDS, NAMES = ["1", "2", "3", "4"], ["Ada", "Bo", "Cy"]
EDITION = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(NAMES)), min_size=1, max_size=5)
EDITIONS = st.lists(EDITION, min_size=5, max_size=5)
OPERATIONS = st.dictionaries(
    st.sampled_from(IDS), st.one_of(st.none(), st.sampled_from(NAMES)), min_size=1, max_size=3
)


def rows(edition: list[tuple[str, str]]) -> list[Row]:
    return [(number, name, f"+3161234567{number}") for number, name in edition]


@given(editions=EDITIONS)
@settings(max_examples=5, deadline=None)
def test_a_full_delivery_shows_exactly_what_it_says_and_the_past_stays_as_it_was(
    editions: list[list[tuple[str, str]]],
) -> None:
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        loads = [home.load(csv(rows(edition))).load for edition in editions]

        seen = [home.names(loads[: n + 1]) for n in range(len(loads))]

    assert seen == [set(edition) for edition in editions]


@given(editions=EDITIONS)
@settings(max_examples=5, deadline=None)
def test_an_increment_never_retires(editions: list[list[tuple[str, str]]]) -> None:
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        spec = people(delivery="increment")
        reports = [home.load(csv(rows(edition)), spec) for edition in editions]
        loads = [report.load for report in reports]

        seen = [home.names(loads[: n + 1]) for n in range(len(loads))]

    expected: list[set[tuple[str, str]]] = []
    for edition in editions:
        expected.append(set(edition) | (expected[-1] if expected else set()))
    assert seen == expected
    assert [report.fragments_retired for report in reports] == [0] * len(reports)


@given(deliveries=st.lists(OPERATIONS, min_size=5, max_size=5))
@settings(max_examples=5, deadline=None)
def test_changes_restate_and_delete_what_they_name_and_nothing_else(
    deliveries: list[dict[str, str | None]],
) -> None:
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        spec = people(delivery="changes")
        loads = []
        for delivery in deliveries:
            given_rows = [
                (number, name or "", f"+3161234567{number}", "U" if name else "D")
                for number, name in delivery.items()
            ]
            loads.append(home.load(csv(given_rows, header="id,name,phone,op"), spec).load)

        seen = [home.names(loads[: n + 1]) for n in range(len(loads))]

    state: dict[str, str] = {}
    expected = []
    for delivery in deliveries:
        state.update({number: name for number, name in delivery.items() if name})
        state = {number: name for number, name in state.items() if delivery.get(number, name)}
        expected.append(set(state.items()))
    assert seen == expected


def test_a_fragment_that_vanishes_and_returns_shows_again(tmp_path: Path) -> None:
    home = Home(tmp_path)
    both, one = csv(rows([("1", "Ada"), ("2", "Bo")])), csv(rows([("1", "Ada")]))

    reports = [home.load(text) for text in (both, one, both)]

    assert [(r.fragments_added, r.fragments_retired, r.fragments_unchanged) for r in reports] == [
        (6, 0, 0),
        (0, 3, 3),
        (3, 0, 3),
    ]
    assert home.shown([1]) == home.shown([1, 2, 3]) != home.shown([1, 2])


def test_an_empty_full_delivery_is_refused_unless_the_source_expects_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(csv(rows([("1", "Ada")])))
    before = home.shown()

    with pytest.raises(Exception, match="holds no record, so all 3 fragments"):
        home.load(csv([]))
    kept = home.shown()
    home.load(csv([]), people(more="expect: {Person: {least: 0}}"))

    assert kept == before
    assert home.shown() == []


def test_a_full_delivery_retires_what_the_source_file_no_longer_maps(tmp_path: Path) -> None:
    home = Home(tmp_path)
    text = csv(rows([("1", "Ada")]))
    home.load(text)
    whole = people()
    less = whole.model_copy(update={"entities": {"person": whole.entities["person"]}, "links": {}})

    report = home.load(text, less)

    assert (report.fragments_retired, report.fragments_unchanged) == (2, 1)
    assert [(kind, who) for kind, who, _ in home.shown()] == [("Person", "people:person:1")]


def test_what_a_home_holds_since_before_schemes_is_delivered_again_as_the_same(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(
        csv(
            [("1", "Ada", "+31612345678", "H2"), ("2", "Bo", "", "odd")],
            header="id,name,phone,handling",
        )
    )

    # As the version before schemes of grades wrote them; never changed: homes hold them.
    assert [(name, hash_.hex()) for _, name, hash_ in home.shown()] == [
        ("people:person:1", "601374f83e6b09d755f1f9c1f0123c5c"),
        ("people:person:2", "efa404ccd962368687c6bfe407ce5e3f"),
        ("phone:+31612345678", "0d9bb600285e2c4b0c1d404bacc9fedd"),
        ("people:person:1>phone:+31612345678", "703ffffbd23f5e5826358d5e8fd2efc2"),
    ]
