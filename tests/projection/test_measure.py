"""A projection is counted before it is made, refused where too large, and kept for who sees the same."""

from __future__ import annotations

import pytest

from interlink.errors import QueryError
from interlink.model.marking import Clearance
from interlink.projection.lake import KeptProjections, project
from interlink.projection.measure import Measure, memory_words, take_measure
from interlink.projection.wanted import read_wanted
from small_world import World

SECRET = 'source_grade: B, information_grade: "2", handling: H1'
# Sees what is open to all and nothing else.
OUTSIDER = Clearance()


@pytest.fixture
def world(world: World) -> World:
    world.contacts("north", "a,Marlow,,,,+31612345601,b,2019,2020-06", "b,Quill,,,,,c,2021-05,", "c,Tamsin")
    world.calls(
        "operator",
        "+31612345601,+31612345602,2026-01-01T10:00:00Z,10",
        "+31612345601,+31612345602,2026-01-02T10:00:00Z,20",
    )
    return world


def measured(world: World, clearance: Clearance | None = None, **given: object) -> Measure:
    wanted = read_wanted(
        world.ontology, given.get("nodes"), given.get("links"), given.get("since"), given.get("until")
    )
    return take_measure(world.view(clearance).combine("measure"), wanted)


def test_entities_and_links_are_counted_by_kind(world: World) -> None:
    found = measured(world)
    assert found == Measure({"Person": 3, "Phone": 2}, {"CALLED": 2, "KNOWS": 2, "USES": 1})
    assert (found.n_entities, found.n_links) == (5, 5)
    assert found.memory_bytes == 5 * 900 + 5 * 400


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ({"nodes": ["Phone"]}, Measure({"Phone": 2}, {"CALLED": 2})),
        (
            {"nodes": ["Party"], "links": ["KNOWS"], "since": "2021-01-01"},
            Measure({"Person": 3}, {"KNOWS": 1}),
        ),
        ({"nodes": ["Phone"], "links": ["CALLS_TOTAL"]}, Measure({"Phone": 2}, {"CALLS_TOTAL": 2})),
        ({"nodes": ["Vessel"]}, Measure({}, {})),
        ({"nodes": ["Phone"], "links": []}, Measure({"Phone": 2}, {})),
    ],
)
def test_what_was_asked_is_counted_and_no_link_that_leaves_it(
    world: World, given: dict[str, object], counted: Measure
) -> None:
    assert measured(world, **given) == counted


def test_what_may_not_be_seen_is_not_counted(world: World) -> None:
    world.contacts("south", "x,Verloop,,,,,y", "y,Okafor", marking=SECRET)

    assert measured(world).entities["Person"] == 5
    assert measured(world, OUTSIDER).entities["Person"] == 3


def test_a_projection_above_the_limit_is_refused_before_it_is_made(world: World) -> None:
    with pytest.raises(QueryError) as refused:
        project(world.view(), world.ontology, most_bytes=1_000)

    assert str(refused.value) == (
        "this projection would take about 9 kB of memory and may take 1 kB. Choose fewer kinds (largest"
        " first: Person, Phone, CALLED) or a shorter time, or raise INTERLINK_MEMORY."
    )
    assert project(world.view(), world.ontology, most_bytes=100_000).n_links == 4


def test_sizes_are_told_in_words() -> None:
    assert [memory_words(size) for size in (5_100, 12_000_000, 1_540_000_000)] == ["5 kB", "12 MB", "1.5 GB"]


def test_a_projection_is_made_once_for_who_sees_the_same_and_logged_each_time(world: World) -> None:
    kept = KeptProjections()

    def made(clearance: Clearance | None = None, **given: object) -> object:
        return project(world.view(clearance), world.ontology, kept=kept, **given).source

    first = made()
    assert made() is first
    assert made(directed=True) is not first
    assert made(weight="count") is not first
    assert made(OUTSIDER) is first
    world.contacts("south", "x,Verloop,,,,,y", "y,Okafor", marking=SECRET)
    assert made() is not made(OUTSIDER)
    assert [event.operation for event in world.audit.events()] == ["combination"] * 7


def test_the_evidence_of_a_kept_projection_is_looked_up_by_who_asks(world: World) -> None:
    kept = KeptProjections()
    project(world.view(), world.ontology, kept=kept)
    (evidence,) = project(world.view(OUTSIDER), world.ontology, kept=kept).evidence([0])

    assert (evidence.source, evidence.locator) == ("north", "row 1")
    assert [(e.principal, e.operation) for e in world.audit.events()] == [
        ("ada", "combination"),
        ("bo", "combination"),
        ("bo", "consultation"),
    ]
