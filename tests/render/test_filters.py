"""Filters on what a view gave of a small world: two sources of different grades, dated calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from interlink.access.expand import Neighbourhood, neighbourhood
from interlink.errors import QueryError
from interlink.model.marking import Clearance
from interlink.render.filters import Choice, Filters, choices, filtered, hidden_words
from small_world import World

A, B, C = (f"north:person:{n}" for n in "abc")
X = "east:person:x"
ONE, TWO, THREE = (f"phone:+3161234560{n}" for n in (1, 2, 3))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """a and b of north (B2) use phone one, x of east (D4) too; one calls two in March and twice in May."""
    made = World(tmp_path)
    made.contacts(
        "north",
        "a,Marlow,,,,+31612345601,b,2019,2020",
        "b,Quill,,,,+31612345601,c,2024,",
        "c,Tamsin",
    )
    made.contacts("east", "x,Ilves,,,,+31612345601", marking='source_grade: D, information_grade: "4"')
    made.calls(
        "operator",
        "+31612345601,+31612345602,2025-03-01T10:00:00Z,1",
        "+31612345601,+31612345602,2025-05-01T10:00:00Z,2",
        "+31612345601,+31612345602,2025-05-02T23:59:59Z,3",
        "+31612345603,+31612345601,2025-06-01T10:00:00Z,3",
        marking='source_grade: A, information_grade: "1"',
    )
    yield made
    made.close()


def around(world: World, clearance: Clearance | None = None) -> Neighbourhood:
    return neighbourhood(world.view(clearance).consult("test"), [ONE, A, B])


def links(found: Neighbourhood) -> list[tuple[str, int]]:
    return found.links.select("id", "count").rows()


def shown(world: World, **given: object) -> Neighbourhood:
    return filtered(around(world), Filters(**given))  # type: ignore[arg-type]


def test_no_filter_shows_all(world: World) -> None:
    whole = around(world)

    found = filtered(whole, Filters())

    assert found.nodes.equals(whole.nodes)
    assert found.links.equals(whole.links)


def test_kinds_of_entity_go_with_their_links(world: World) -> None:
    found = shown(world, kinds=("Person",))

    assert found.nodes["id"].to_list() == [X, A, B, C]
    assert links(found) == [(f"KNOWS:{A}>{B}", 1), (f"KNOWS:{B}>{C}", 1)]


def test_kinds_of_link_leave_entities(world: World) -> None:
    found = shown(world, links=("Called",))

    assert found.nodes.height == 7
    assert links(found) == [(f"CALLED:{ONE}>{TWO}", 3), (f"CALLED:{THREE}>{ONE}", 1)]


def test_only_entities_with_a_link_that_is_shown(world: World) -> None:
    found = shown(world, links=("Called",), linked_only=True)

    assert found.nodes["id"].to_list() == [ONE, TWO, THREE]
    assert len(links(found)) == 2


def test_sources_hold_for_entities_and_links(world: World) -> None:
    found = shown(world, sources=("east",))

    assert found.nodes["id"].to_list() == [X, ONE]
    assert links(found) == [(f"USES:{X}>{ONE}", 1)]


def test_the_least_grades_hold_for_a_single_fragment(world: World) -> None:
    # One is said by operator (A1), north (B2) and east (D4): it stays as long as one of them passes.
    assert shown(world, source_grade="B").nodes["id"].to_list() == [A, B, C, ONE, TWO, THREE]
    assert shown(world, source_grade="A").nodes["id"].to_list() == [ONE, TWO, THREE]
    assert shown(world, source_grade="D").nodes.height == 7
    assert shown(world, information_grade="2").nodes["id"].to_list() == [A, B, C, ONE, TWO, THREE]
    # No fragment is both of east and of grade B.
    assert shown(world, sources=("east",), source_grade="B").nodes.height == 0


def test_a_link_counts_only_what_passes(world: World) -> None:
    whole = around(world).links.filter(pl.col("id") == f"CALLED:{ONE}>{TWO}").row(0, named=True)

    found = shown(world, since=date(2025, 5, 1), until=date(2025, 5, 2))

    row = found.links.filter(pl.col("id") == f"CALLED:{ONE}>{TWO}").row(0, named=True)
    assert (whole["count"], row["count"]) == (3, 2)
    assert row["seqs"] == whole["seqs"][1:]
    assert [said["first"] for said in row["said"]] == [date(2025, 5, 1), date(2025, 5, 2)]
    assert found.links.columns == around(world).links.columns


def test_days_hold_for_links_that_may_have_held_then(world: World) -> None:
    # The tie of 2019 to 2020 is over; the one since 2024 is open; the one of east says no time.
    assert links(shown(world, since=date(2025, 5, 15), links=("Uses", "Knows", "Called"))) == [
        (f"CALLED:{THREE}>{ONE}", 1),
        (f"KNOWS:{B}>{C}", 1),
        (f"USES:{X}>{ONE}", 1),
        (f"USES:{B}>{ONE}", 1),
    ]
    assert [id_ for id_, _ in links(shown(world, until=date(2019, 6, 1)))] == [
        f"KNOWS:{A}>{B}",
        f"USES:{X}>{ONE}",
        f"USES:{A}>{ONE}",
    ]


def test_the_totals_stay(world: World) -> None:
    whole = around(world)

    found = filtered(whole, Filters(kinds=("Person",), sources=("east",)))

    assert (found.nodes.height, found.total_nodes, found.total_links) == (
        1,
        whole.total_nodes,
        whole.total_links,
    )


def test_what_there_is_to_choose_is_counted(world: World) -> None:
    found = choices(around(world), world.ontology)

    assert found.kinds == (Choice("Person", "Person", 4), Choice("Phone", "Phone", 3))
    assert found.links == (
        Choice("Uses", "Uses", 3),
        Choice("Called", "Called", 2),
        Choice("Knows", "Knows", 2),
    )
    assert found.sources == (
        Choice("north", "north", 8),
        Choice("operator", "operator", 5),
        Choice("east", "east", 3),
    )
    assert found.source_grades == (Choice("A", "A", 5), Choice("B", "B", 12), Choice("D", "D", 14))
    assert [(each.value, each.count) for each in found.information_grades] == [("1", 5), ("2", 12), ("4", 14)]
    assert (found.first, found.last) == (date(2019, 1, 1), date(2025, 6, 1))


def test_a_choice_counts_what_choosing_it_shows(world: World) -> None:
    whole = around(world)
    offered = choices(whole, world.ontology)

    for choice in offered.source_grades:
        found = filtered(whole, Filters(source_grade=choice.value))
        assert found.nodes.height + found.links.height == choice.count
    for choice in offered.kinds:
        assert filtered(whole, Filters(kinds=(choice.value,))).nodes.height == choice.count


def test_the_hidden_is_no_choice(world: World) -> None:
    world.contacts("west", "w,Hild,,,,+31612345601", marking="source_grade: C, handling: H2")

    assert "west" in {each.value for each in choices(around(world), world.ontology).sources}
    seen = choices(around(world, Clearance()), world.ontology)

    assert "west" not in {each.value for each in seen.sources}
    assert "C" not in {each.value for each in seen.source_grades}


def test_nothing_drawn_offers_no_choice(world: World) -> None:
    nothing = neighbourhood(world.view().consult("test"), ["north:person:z"])

    found = choices(nothing, world.ontology)

    assert (found.kinds, found.links, found.sources, found.source_grades, found.first) == (
        (),
        (),
        (),
        (),
        None,
    )
    assert filtered(nothing, Filters(sources=("north",), since=date(2025, 1, 1))).nodes.height == 0


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(QueryError, match="since 2025-05-02 is after until 2025-05-01"):
        Filters(since=date(2025, 5, 2), until=date(2025, 5, 1))


def test_filters_that_are_on_are_counted() -> None:
    assert Filters().count == 0
    assert Filters(kinds=("Person",), until=date(2025, 1, 1), linked_only=True).count == 3


def test_what_is_not_shown_is_said_apart_by_why(world: World) -> None:
    whole = around(world)
    alone = replace(whole, total_nodes=whole.nodes.height)

    assert hidden_words(alone, alone) == ""
    assert hidden_words(replace(whole, total_nodes=99), whole) == "the rest stands next to what is drawn"
    left = filtered(alone, Filters(kinds=("Phone",)))
    links_gone = alone.links.height - left.links.height
    nodes_gone = alone.nodes.height - left.nodes.height
    assert hidden_words(alone, left) == f"filters hide {nodes_gone} entities and {links_gone} links"


def test_filters_are_logged_and_named_by_what_is_on() -> None:
    chosen = Filters(sources=("north", "east"), since=date(2025, 1, 2), linked_only=True)

    assert chosen.chosen == {"sources": ["north", "east"], "since": "2025-01-02", "linked_only": True}
    assert chosen.words == "sources: north, east; links since: 2025-01-02; only entities with a link"


def test_the_least_grade_holds_across_schemes(tmp_path: Path) -> None:
    made = World(tmp_path)
    made.contacts("north", "a,Marlow", marking='scheme: admiralty, source_grade: C, information_grade: "4"')
    made.contacts("east", "a,Ilves", marking='scheme: 3x5x2, source_grade: "1", information_grade: D')
    made.contacts("west", "a,Oda", marking="scheme: 4x4, source_grade: C")
    found = neighbourhood(
        made.view().consult("test"), [f"{name}:person:a" for name in ("north", "east", "west")]
    )

    offered = choices(found, made.ontology)
    kept = filtered(found, Filters(source_grade="C (admiralty)")).nodes["id"].to_list()
    made.close()

    assert offered.source_grades == (
        Choice("1 (3x5x2)", "1 (3x5x2)", 1),
        Choice("C (admiralty)", "C (admiralty)", 2),
        Choice("C (4x4)", "C (4x4)", 3),
    )
    assert [choice.value for choice in offered.information_grades] == [
        "4 (admiralty)",
        "4 (4x4)",
        "D (3x5x2)",
    ]
    assert kept == ["east:person:a", "north:person:a"]
