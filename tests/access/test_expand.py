from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from interlink.access.expand import Neighbourhood, among, neighbourhood
from interlink.access.look import Look
from interlink.errors import UnknownName
from interlink.model.marking import Clearance
from small_world import World

SHARED = Clearance()
A, B, C, D = (f"north:person:{n}" for n in "abcd")
PHONE = "phone:+31612345601"


def look(world: World, clearance: Clearance | None = None, **bound: str) -> Look:
    return world.view(clearance, **bound).consult("test")


def links(found: Neighbourhood) -> list[tuple[str, int]]:
    return found.links.select("id", "count").rows()


@pytest.fixture
def ring(world: World) -> World:
    """a knows b and c, b knows c, c knows d; a and b use one phone."""
    world.contacts(
        "north",
        "a,Marlow,,,,+31612345601,b",
        "a,Marlow,,,,+31612345601,c",
        "b,Quill,,,,+31612345601,c",
        "c,Tamsin,,,,,d",
        "d,Ravn",
    )
    return world


def test_neighbours_come_with_the_links_between_them(ring: World) -> None:
    found = neighbourhood(look(ring), [A])
    assert found.nodes.select("id", "caption", "schema").rows() == [
        (A, "Marlow", "Person"),
        (B, "Quill", "Person"),
        (C, "Tamsin", "Person"),
        (PHONE, "+31612345601", "Phone"),
    ]
    assert links(found) == [
        (f"KNOWS:{A}>{B}", 1),
        (f"KNOWS:{A}>{C}", 1),
        (f"KNOWS:{B}>{C}", 1),
        (f"USES:{A}>{PHONE}", 1),
        (f"USES:{B}>{PHONE}", 1),
    ]
    assert (found.total_nodes, found.total_links) == (4, 5)


def test_newcomers_are_linked_with_what_is_already_shown(ring: World) -> None:
    found = neighbourhood(look(ring), [D], among=[A])
    assert found.nodes["id"].to_list() == [A, C, D]
    assert [link for link, _ in links(found)] == [f"KNOWS:{A}>{C}", f"KNOWS:{C}>{D}"]


def test_only_the_kinds_named_are_followed(ring: World) -> None:
    for name in ("Uses", "USES"):
        found = neighbourhood(look(ring), [A], links=[name])
        assert found.nodes["id"].to_list() == [A, PHONE]
    assert neighbourhood(look(ring), [A], links=["Tie"]).nodes.height == 4
    assert neighbourhood(look(ring), [A], links=[]).nodes["id"].to_list() == [A]
    with pytest.raises(UnknownName, match=r"no schema is called 'Usess'. Did you mean 'Uses'?"):
        neighbourhood(look(ring), [A], links=["Usess"])


def test_a_limit_keeps_those_with_most_links_and_says_how_many_there_are(world: World) -> None:
    world.calls(
        "operator",
        *(f"+31612345600,+316123456{n:02},2026-01-01T10:00:00Z,{n}" for n in (11, 12, 13)),
        "+31612345600,+31612345612,2026-01-02T10:00:00Z,1",
        "+31612345613,+31612345611,2026-01-02T10:00:00Z,1",
        "+31612345600,+31612345600,2026-01-02T10:00:00Z,1",
    )
    centre, one, two, three = (f"phone:+316123456{n}" for n in ("00", "11", "12", "13"))
    found = neighbourhood(look(world), [centre], limit=2)
    assert found.nodes["id"].to_list() == [centre, one, two]
    assert links(found) == [
        (f"CALLED:{centre}>{centre}", 1),
        (f"CALLED:{centre}>{one}", 1),
        (f"CALLED:{centre}>{two}", 2),
    ]
    assert (found.total_nodes, found.total_links) == (4, 5)
    whole = neighbourhood(look(world), [centre], limit=3)
    assert (whole.nodes.height, whole.links.height) == (4, 5)
    assert three in whole.nodes["id"].to_list()


def test_parallel_links_are_one_row_with_every_fragment(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31612345601,,2019,2020", "a,Marlow,,,,+31612345601,,2022,2023")
    found = neighbourhood(look(world), [A])
    row = found.links.row(0, named=True)
    assert (row["id"], row["count"], len(set(row["seqs"]))) == (f"USES:{A}>{PHONE}", 2, 2)


def test_what_is_said_comes_with_its_source_grades_and_days(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31612345601,,2019,2020", "a,Marlow,,,,+31612345601,,2022,")
    world.contacts("east", "x,Ilves,,,,+31612345601", marking='source_grade: D, information_grade: "4"')

    found = neighbourhood(look(world), [A])

    phone = found.nodes.row(by_predicate=pl.col("id") == PHONE, named=True)
    assert [(said["source"], found.grades[said["marking"]]) for said in phone["said"]] == [
        ("north", ("B", "2")),
        ("east", ("D", "4")),
    ]
    (uses,) = found.links.filter(source=A).rows(named=True)
    assert [said["seq"] for said in uses["said"]] == uses["seqs"]
    assert [(said["source"], said["first"], said["last"]) for said in uses["said"]] == [
        ("north", date(2019, 1, 1), date(2020, 12, 31)),
        ("north", date(2022, 1, 1), None),
    ]


def test_the_hidden_is_neither_shown_nor_counted(ring: World) -> None:
    ring.contacts("east", "x,Ilves,,,,+31612345601,y", "y,Brandt", marking="handling: H1")
    seen = neighbourhood(look(ring, SHARED), [PHONE])
    assert seen.nodes["id"].to_list() == [A, B, PHONE]
    assert (seen.total_nodes, seen.total_links) == (3, 3)
    whole = neighbourhood(look(ring), [PHONE])
    assert (whole.total_nodes, whole.total_links) == (4, 4)


def test_a_hidden_entity_has_no_neighbours_even_where_its_links_show(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,,b", marking="handling: H1")
    marks = world.ledger.markings()
    hidden = look(world, SHARED)
    shown = look(world)
    # Links of this look show, as if marked apart; of the people none does.
    knows = world.ontology.get("Knows")
    hidden._scans[knows.name] = shown.scan(knows)
    assert neighbourhood(hidden, [A]).nodes.height == 0
    assert neighbourhood(hidden, [A]).total_links == 0
    assert among(hidden, [A, B]).links.height == 0
    assert len(marks) == 1


def test_expanding_what_is_hidden_and_what_is_not_there_gives_the_same(ring: World) -> None:
    ring.contacts("east", "x,Ilves,,,,+31612345601", marking="handling: H1")
    hidden = neighbourhood(look(ring, SHARED), ["east:person:x"])
    absent = neighbourhood(look(ring, SHARED), ["east:person:z"])
    assert hidden.nodes.equals(absent.nodes)
    assert hidden.links.equals(absent.links)
    assert (hidden.total_nodes, hidden.total_links) == (absent.total_nodes, absent.total_links) == (0, 0)


def test_among_gives_every_link_between_two_of_the_entities(ring: World) -> None:
    found = among(look(ring), [C, A, "north:person:z"])
    assert found.nodes["id"].to_list() == [A, C]
    assert [link for link, _ in links(found)] == [f"KNOWS:{A}>{C}"]


def test_nothing_loaded_is_an_empty_neighbourhood(world: World) -> None:
    found = neighbourhood(look(world), [A])
    assert (found.nodes.height, found.links.height, found.total_nodes, found.total_links) == (0, 0, 0, 0)
    assert found.links.schema["seqs"] == pl.List(pl.Int64)


def test_neighbours_are_counted_by_kind_and_can_be_held_to_some(ring: World) -> None:
    found = neighbourhood(look(ring), [A], limit=1)
    assert dict(found.kinds) == {"Person": 2, "Phone": 1}

    phones = neighbourhood(look(ring), [A], schemas=["Identifier"])
    assert phones.nodes["id"].to_list() == [A, PHONE]
    assert (phones.total_nodes, phones.total_links) == (2, 1)
    assert dict(phones.kinds) == {"Person": 2, "Phone": 1}

    with pytest.raises(UnknownName):
        neighbourhood(look(ring), [A], schemas=["Phones"])
