from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from interlink.errors import QueryError, UnknownName
from interlink.model.marking import Clearance, Marking
from interlink.projection import MISSING_TIME, Projection
from interlink.projection.lake import project
from small_world import World

A, B, C = (f"north:person:{n}" for n in "abc")
ONE, TWO, THREE = (f"phone:+3161234560{n}" for n in (1, 2, 3))


def made(world: World, *, bound: dict[str, object] | None = None, **given: object) -> Projection:
    return project(world.view(**bound or {}), world.ontology, **given)


def links(projection: Projection) -> list[tuple[str, str, str, float]]:
    ends = [[projection.ids[n] for n in end.tolist()] for end in (projection.source, projection.target)]
    return list(zip(*ends, projection.layer_names(), projection.weight.tolist(), strict=True))


@pytest.fixture
def calls(world: World) -> World:
    world.calls(
        "operator",
        "+31612345601,+31612345602,2026-01-01T10:00:00Z,10",
        "+31612345601,+31612345602,2026-01-02T10:00:00Z,20",
        "+31612345602,+31612345601,2026-01-03T10:00:00Z,30",
        "+31612345602,+31612345603,2026-01-03T23:00:00Z,30",
    )
    return world


@pytest.fixture
def ties(world: World) -> World:
    world.contacts(
        "north",
        "a,Marlow,,,,,b,2019,2020-06",
        "b,Quill,,,,,c,2021-05,",
        "c,Tamsin,,,,,a,,",
        "d,Ravn",
    )
    return world


def test_every_kind_is_taken_unless_named(ties: World) -> None:
    found = made(ties)
    assert found.ids == (A, B, C, "north:person:d")
    assert found.captions == ("Marlow", "Quill", "Tamsin", "Ravn")
    assert found.kinds == ("Person",) * 4
    assert links(found) == [(A, B, "KNOWS", 1.0), (A, C, "KNOWS", 1.0), (B, C, "KNOWS", 1.0)]


def test_an_abstract_kind_stands_for_all_beneath(ties: World) -> None:
    ties.calls("operator", "+31612345601,+31612345602,2026-01-01T10:00:00Z,10")
    assert made(ties, nodes=["Party"], links=["Tie"]).n_links == 3
    assert made(ties, nodes=["Identifier"]).ids == (ONE, TWO)
    assert made(ties, nodes=["Endpoint"], links=["Link"]).layers == ("CALLED", "KNOWS")
    assert made(ties, nodes=["Phone"], links=["Tie"]).n_links == 0


def test_without_links_every_entity_stands_alone(ties: World) -> None:
    found = made(ties, links=[])
    assert (found.n_nodes, found.n_links) == (4, 0)
    assert made(ties, nodes=[]).n_nodes == 0


def test_a_pair_total_is_one_link_a_direction(calls: World) -> None:
    total = made(calls, nodes=["Phone"], links=["CALLS_TOTAL"], directed=True)
    assert links(total) == [
        (ONE, TWO, "CALLS_TOTAL", 1.0),
        (TWO, ONE, "CALLS_TOTAL", 1.0),
        (TWO, THREE, "CALLS_TOTAL", 1.0),
    ]
    assert np.diff(total.record_offsets).tolist() == [2, 1, 1]
    single = made(calls, nodes=["Phone"], links=["Called"], directed=True)
    assert [weight for *_, weight in links(single)] == [2.0, 1.0, 1.0]


def test_single_events_and_their_totals_can_stand_side_by_side(calls: World) -> None:
    both = made(calls, links=["CALLED", "CALLS_TOTAL"], directed=True)
    assert [each for each in links(both) if each[0] == ONE] == [
        (ONE, TWO, "CALLED", 2.0),
        (ONE, TWO, "CALLS_TOTAL", 1.0),
    ]
    assert len(both.evidence(np.arange(both.n_links))) == 4


def test_times_of_merged_links_are_the_first_and_the_last(calls: World, ties: World) -> None:
    found = made(calls, links=["CALLED"], directed=True)
    first = datetime(2026, 1, 1, 10, tzinfo=UTC)
    day = 86_400_000_000
    assert found.first is not None
    assert found.last is not None
    assert found.first[0] == first.timestamp() * 1_000_000
    assert found.last[0] - found.first[0] == day
    known = made(ties, links=["KNOWS"], directed=True)
    assert known.first is not None
    assert known.first.tolist() == [
        datetime(2019, 1, 1, tzinfo=UTC).timestamp() * 1_000_000,
        datetime(2021, 5, 1, tzinfo=UTC).timestamp() * 1_000_000,
        MISSING_TIME,
    ]


@pytest.mark.parametrize(
    ("since", "until", "seconds"),
    [
        (None, None, 4),
        ("2026-01-02", None, 3),
        ("2026-01-02", "2026-01-02", 1),
        ("2026-01-02T10:00:01Z", None, 2),
        (None, "2026-01-02T09:59:59Z", 1),
        ("2026-01-03T22:00:00", "2026-01-04T00:30:00+01:00", 1),
        ("2026-01-05", None, 0),
    ],
)
def test_a_window_keeps_events_to_the_moment(
    calls: World, since: str | None, until: str | None, seconds: int
) -> None:
    found = made(calls, links=["CALLED"], directed=True, since=since, until=until)
    assert found.weight.sum() == seconds
    assert found.n_nodes == 3


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2020-06-30", None, ["a", "b", "c"]),
        ("2020-07-01", None, ["b", "c"]),
        (None, "2018-12-31", ["c"]),
        (None, "2019-01-01", ["a", "c"]),
        ("2020-12-01", "2021-04-30", ["c"]),
        ("2030-01-01", "2030-12-31", ["b", "c"]),
    ],
)
def test_a_window_keeps_ties_that_may_have_held_in_it(
    ties: World, since: str | None, until: str | None, expected: list[str]
) -> None:
    found = made(ties, links=["KNOWS"], directed=True, since=since, until=until)
    assert [source[-1] for source, *_ in links(found)] == expected


def test_a_window_that_is_no_moment_is_refused(ties: World) -> None:
    with pytest.raises(QueryError, match="'spring' is no date or timestamp"):
        made(ties, since="spring")


def test_a_window_that_ends_before_it_begins_is_refused(ties: World) -> None:
    with pytest.raises(QueryError, match="since 2026-03-01 is after until 2026-02-01"):
        made(ties, since="2026-03-01", until="2026-02-01")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"nodes": ["Persn"]}, "no schema is called 'Persn'. Did you mean 'Person'?"),
        ({"links": ["CALLS"]}, "no schema is called 'CALLS'. Did you mean 'CALLED'?"),
        ({"nodes": ["Knows"]}, "'Knows' is not a kind of entity"),
        ({"links": ["Person"]}, "'Person' is not a kind of link"),
        ({"nodes": ["CALLS_TOTAL"]}, "no schema is called 'CALLS_TOTAL'"),
    ],
)
def test_a_kind_that_is_not_there_is_refused(ties: World, given: dict[str, list[str]], said: str) -> None:
    with pytest.raises(UnknownName, match=said):
        made(ties, **given)


def test_as_of_shows_what_was_known_then(ties: World) -> None:
    first = ties.committed_at(1)
    ties.contacts("north", "a,Marlow")
    then = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=first)
    assert made(ties).n_nodes == 1
    assert made(ties, bound={"as_of": then}).n_links == 3
    assert made(ties, bound={"as_of": then - timedelta(microseconds=1)}).n_nodes == 0


def test_true_on_shows_what_held_that_day(ties: World) -> None:
    assert [source for source, *_ in links(made(ties, bound={"true_on": "2019-05-05"}, directed=True))] == [
        A,
        C,
    ]


def test_evidence_is_the_records_behind_the_links(calls: World) -> None:
    found = made(calls, links=["CALLED"], directed=True)
    evidence = found.evidence(np.array([0]))
    assert [(e.source, e.locator) for e in evidence] == [("operator", "row 1"), ("operator", "row 2")]
    assert str(evidence[0].record).startswith("caller: +31612345601\ncallee: +31612345602")
    assert [e.operation for e in calls.audit.events()] == ["combination", "consultation"]


def test_evidence_stays_when_a_later_load_retires_it(ties: World) -> None:
    found = made(ties, links=["KNOWS"])
    ties.contacts("north", "a,Marlow")
    assert [e.locator for e in found.evidence(np.arange(found.n_links))] == ["row 1", "row 3", "row 2"]


def test_a_projection_is_marked_like_all_it_was_made_from(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31612345601", marking='source_grade: A, information_grade: "1"')
    world.contacts("east", "x,Ilves", marking="source_grade: C, handling: H1")
    whole = Marking.from_json(str(made(world).made_from["marking"]))
    assert whole == Marking("C", "4", ("H0", "H1"))
    seen = made(world, bound={"clearance": Clearance()})
    assert seen.n_nodes == 2
    assert Marking.from_json(str(seen.made_from["marking"])) == Marking("A", "1", ("H0",))


def test_what_it_was_made_from_holds_no_clock_time(ties: World) -> None:
    given = made(ties, nodes=["Person"], links=["KNOWS"], since="2019-01-01").made_from
    assert given == {
        "from": "lake",
        "nodes": ["Person"],
        "links": ["KNOWS"],
        "since": "2019-01-01T00:00:00+00:00",
        "until": None,
        "as_of": None,
        "true_on": None,
        "marking": given["marking"],
    }


def test_a_projection_is_the_same_made_again(ties: World) -> None:
    assert made(ties).fingerprint == made(ties).fingerprint


def test_nothing_loaded_is_an_empty_projection(world: World) -> None:
    found = made(world)
    assert (found.n_nodes, found.n_links) == (0, 0)
    assert found.evidence(np.array([], dtype=np.int64)) == []
