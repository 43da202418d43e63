from __future__ import annotations

from interlink.access.disclose import disclosure
from interlink.access.look import Look
from interlink.model.marking import Clearance
from small_world import World

A, B = "north:person:a", "north:person:b"
PHONE = "phone:+31612345601"


def look(world: World, clearance: Clearance | None = None) -> Look:
    return world.view(clearance).disclose("test")


def test_entities_and_the_links_between_them_leave_with_marking_and_records(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31612345601,b", "b,Quill")
    world.contacts("east", "x,Ilves,,,,+31612345601", marking="handling: H2, source_grade: C")

    left = disclosure(look(world), [A, B, PHONE, "gone"])

    assert left.nodes.select("id", "schema", "handling").rows() == [
        (A, "Person", "H0"),
        (B, "Person", "H0"),
        (PHONE, "Phone", "H0; H2"),
    ]
    assert left.links.select("id", "count").rows() == [(f"KNOWS:{A}>{B}", 1), (f"USES:{A}>{PHONE}", 1)]
    assert set(left.records.select("id", "source").rows()) == {
        (A, "north"),
        (B, "north"),
        (PHONE, "north"),
        (PHONE, "east"),
        (f"KNOWS:{A}>{B}", "north"),
        (f"USES:{A}>{PHONE}", "north"),
    }
    assert left.marking.handling == ("H0", "H2")


def test_only_the_links_that_are_drawn_leave(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31612345601,b", "b,Quill")

    left = disclosure(look(world), [A, B, PHONE], links=[f"KNOWS:{A}>{B}"], with_records=False)

    assert left.links["id"].to_list() == [f"KNOWS:{A}>{B}"]
    assert left.records.height == 0


def test_what_may_not_be_seen_does_not_leave(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,,b", "b,Quill", marking="handling: H1")

    left = disclosure(look(world, Clearance()), [A, B])

    assert (left.nodes.height, left.links.height, left.records.height) == (0, 0, 0)
