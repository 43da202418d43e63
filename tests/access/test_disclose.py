from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from interlink.access.disclose import Handover, disclosure
from interlink.access.expand import among
from interlink.access.look import Look
from interlink.access.principals import local_user
from interlink.errors import AccessDenied, QueryError
from interlink.model.marking import Clearance
from interlink.render.filters import Filters, filtered
from small_world import World

A, B = "north:person:a", "north:person:b"
PHONE = "phone:+31612345601"


def look(world: World, clearance: Clearance | None = None) -> Look:
    return world.view(clearance).disclose("test")


def test_entities_and_the_links_between_them_leave_with_marking_and_records(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31612345601,b", "b,Quill")
    world.contacts(
        "east", "x,Ilves,,,,+31612345601", marking="handling: H2, source_grade: C, originator: East"
    )

    left = disclosure(look(world), [A, B, PHONE, "gone"], permission="East: 7/26")

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
    assert set(left.records.filter(id=PHONE).select("source", "source_grade", "handling").rows()) == {
        ("north", "B", "H0"),
        ("east", "C", "H2"),
    }


def test_only_the_links_that_are_drawn_leave(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31612345601,b", "b,Quill")
    whole = among(look(world), [A, B, PHONE])

    left = disclosure(look(world), filtered(whole, Filters(links=("Knows",))), with_records=False)

    assert left.links["id"].to_list() == [f"KNOWS:{A}>{B}"]
    assert left.records.height == 0


def test_what_may_not_be_seen_does_not_leave(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,,b", "b,Quill", marking="handling: H1")

    left = disclosure(look(world, Clearance()), [A, B])

    assert (left.nodes.height, left.links.height, left.records.height) == (0, 0, 0)


def test_of_a_neighbourhood_only_the_fragments_that_are_shown_leave(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31612345601")
    world.calls("operator", f"{PHONE[6:]},+31612345602,2025-03-01T10:00:00Z,1")
    world.contacts(
        "east", "x,Ilves,,,,+31612345601", marking="handling: H2, source_grade: C, originator: East"
    )
    world.calls("east", f"{PHONE[6:]},+31612345602,2025-03-02T10:00:00Z,1")
    whole = among(world.view().consult("test"), [A, "east:person:x", PHONE, "phone:+31612345602"])
    shown = filtered(whole, Filters(sources=("north", "operator")))

    left = disclosure(look(world), shown)

    assert left.nodes["id"].to_list() == [A, PHONE, "phone:+31612345602"]
    assert left.links["count"].to_list() == shown.links["count"].to_list()
    assert left.links.select("id", "count").rows() == [
        (f"CALLED:{PHONE}>phone:+31612345602", 1),
        (f"USES:{A}>{PHONE}", 1),
    ]
    assert set(left.records["source"]) == {"north", "operator"}
    assert left.marking.handling == ("H0",)
    drawn = disclosure(look(world), shown, with_records=False, permission="East: 7/26")
    assert (drawn.links["count"].to_list(), drawn.marking.handling) == ([1, 1], ("H0", "H2"))


def test_a_name_that_stands_only_in_what_is_filtered_out_does_not_leave(world: World) -> None:
    world.contacts("north", "a,Marlow", marking='source_grade: B, information_grade: "1"')
    world.contacts(
        "north", "a,Quill", marking='source_grade: A, information_grade: "6"', delivery="increment"
    )
    whole = among(world.view().consult("test"), [A])

    left = disclosure(look(world), filtered(whole, Filters(information_grade="1")))

    assert whole.nodes["caption"].to_list() == ["Quill"]
    assert left.nodes["caption"].to_list() == ["Marlow"]


def test_what_may_not_be_passed_on_is_refused_with_whom_to_ask_for_what(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31612345601", "b,Quill", marking="handling: H2, originator: North")
    world.contacts("east", "x,Ilves,,,,+31612345601", marking="handling: H2")
    world.contacts("south", "y,Oda", marking="handling: H1")

    with pytest.raises(AccessDenied) as refused:
        disclosure(look(world), [A, B, PHONE, "south:person:y"])

    assert str(refused.value) == (
        "Not passed on: ask North for permission to send on 2 records marked H2;"
        " nobody can permit to send on 1 record marked H2 of the source 'east': no originator is named."
        " Name each permission once it is granted, as ORIGINATOR: reference. Or leave these records out."
    )


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ((), ""),
        (("BE",), ""),
        (("Eastern Police", "BE"), ""),
        (("North",), ""),
        (("FR",), "ask North for permission to send on 1 record not released to FR."),
        (("nobody",), "not released to nobody"),
    ],
)
def test_a_releasable_to_list_is_held_against_the_recipient(
    world: World, to: tuple[str, ...], said: str
) -> None:
    world.contacts("north", "a,Marlow", marking="originator: North, releasable_to: [BE, NL]")

    if not said:
        assert disclosure(look(world), [A], to=to).nodes["releasable_to"].to_list() == ["BE; NL"]
        return
    with pytest.raises(AccessDenied, match=said):
        disclosure(look(world), [A], to=to)
    assert disclosure(look(world), [A], to=to, permission="North: 7/26").nodes.height == 1


def test_a_permission_releases_what_is_its_originator_s_own_and_nothing_else(world: World) -> None:
    world.contacts("north", "a,Marlow", marking="handling: H2, originator: North, releasable_to: [BE]")
    world.contacts("east", "x,Ilves", marking="handling: H2, originator: East")
    world.contacts("south", "y,Oda", marking="handling: H2")
    every = [A, "east:person:x", "south:person:y"]

    for given, kept in (
        ("anything: at all", ("ask North", "ask East", "nobody can permit")),
        ("North: 7/26", ("ask East", "nobody can permit")),
        ({"North": "7/26", "East": "9"}, ("nobody can permit",)),
        ("North: 7/26; East: 9; south: 1; not stated: 2", ("nobody can permit",)),
    ):
        with pytest.raises(AccessDenied) as refused:
            disclosure(look(world), every, permission=given, to=["FR"])
        said = str(refused.value)
        assert [words for words in ("ask North", "ask East", "nobody can permit") if words in said] == [*kept]
    assert disclosure(look(world), every[:2], permission="North: 7/26; East: 9", to=["FR"]).nodes.height == 2


def test_what_goes_to_an_originator_is_its_own_alone(world: World) -> None:
    world.contacts("north", "a,Marlow", marking="handling: H2, originator: North")
    world.contacts("east", "x,Ilves", marking="handling: H2, originator: East")

    assert disclosure(look(world), [A], to=["North"]).nodes.height == 1
    with pytest.raises(AccessDenied, match=r"^Not passed on: ask East for permission to send on 1 record"):
        disclosure(look(world), [A, "east:person:x"], to=["North"])


@pytest.mark.parametrize("given", ["PV 12", "North:", ": 7", "North: 7; North: 8", {"North": " "}, {"": "7"}])
def test_a_permission_that_does_not_say_whose_it_is_is_refused(world: World, given: str) -> None:
    world.contacts("north", "a,Marlow")

    with pytest.raises(QueryError, match="such as 'Customs: letter 7; Police: letter 9'"):
        disclosure(look(world), [A], permission=given)


def test_a_refusal_tells_nothing_of_what_may_not_be_seen(world: World) -> None:
    world.contacts("north", "a,Marlow", marking="handling: H2, originator: North")
    world.contacts("north", "a,Marlow", marking="handling: H3, originator: Hidden", delivery="increment")

    with pytest.raises(AccessDenied) as refused:
        disclosure(look(world, Clearance(handling_ceiling="H2")), [A])

    assert "on 1 record marked H2" in str(refused.value)
    assert "Hidden" not in str(refused.value)


def test_a_code_that_nobody_knows_is_not_passed_on(world: World) -> None:
    world.contacts("north", "a,Marlow", "b,Quill", marking="originator: North}\nmark_by: {handling: topic")
    world.contacts("east", "a,Ilves,,,secret", marking="originator: East}\nmark_by: {handling: topic")

    assert disclosure(look(world), [A, B]).nodes.height == 2
    with pytest.raises(AccessDenied, match="ask East for permission to send on 1 record marked secret"):
        disclosure(look(world), ["east:person:a"])


def test_the_words_of_conditions_leave_with_what_they_are_on(world: World) -> None:
    world.contacts(
        "north", "a,Marlow", marking="handling: H3, conditions: Destroy after the trial, is_fact: false"
    )

    left = disclosure(look(world), [A])

    assert left.nodes.select("handling", "conditions", "is_fact").rows() == [
        ("H3", "Destroy after the trial", False)
    ]
    assert left.marking.conditions == ("Destroy after the trial",)


PASSENGERS = """
source: north
title: Passengers and their phones
publisher: {name: Invented agency}
licence: Invented
delivery: full
marking: {handling: H1, originator: North}
file: {format: csv}
entities:
  person:
    schema: Person
    key: [id]
    properties: {name: name, nationality: {column: nationality, split: ";"}, birth_country: born_in}
  phone: {schema: Phone, properties: {number: phone}}
links:
  uses: {schema: Uses, source: person, target: phone, properties: {since: since, until: until}}
"""


def test_without_names_only_counts_by_kind_country_and_time_leave(world: World) -> None:
    rows = (
        "id,name,nationality,born_in,phone,since,until",
        "a,Marlow,NL;BE,BE,+31612345601,2025-01-02,2025-03-01",
        "b,Quill,BE,NL,+32470123456,2025-02-02,2025-02-03",
        "c,Oda,,,+32470123456,,",
    )
    world._load(PASSENGERS, "north", "\n".join(rows))
    people = [f"north:person:{key}" for key in "abc"]

    left = disclosure(look(world), [*people, PHONE, "phone:+32470123456"], nominal=False)

    assert left.nodes.select("schema", "countries", "count", "handling").rows() == [
        ("Person", "", 1, "H1"),
        ("Person", "BE; NL", 2, "H1"),
        ("Phone", "", 2, "H1"),
    ]
    columns = ["schema", "source_countries", "target_schema", "count", "first", "last"]
    assert left.links.select(columns).rows() == [
        ("Uses", "", "Phone", 1, None, None),
        ("Uses", "BE; NL", "Phone", 2, date(2025, 1, 2), date(2025, 3, 1)),
    ]
    assert (left.records.height, left.marking.originator) == (0, "North")
    said = str([frame.rows() for frame in (left.nodes, left.links)])
    for hidden in ("Marlow", "Quill", "Oda", "north:person", "+316", "+324"):
        assert hidden not in said


def test_without_names_nothing_leaves_that_may_not_be_passed_on(world: World) -> None:
    world.contacts("north", "a,Marlow", marking="handling: H2, originator: North")

    with pytest.raises(AccessDenied, match="ask North"):
        disclosure(look(world), [A], nominal=False)


def test_a_copy_says_the_name_of_who_takes_it_and_never_their_clearance() -> None:
    with pytest.raises(TypeError, match="`by` is a Principal; expected the name of a person"):
        Handover(local_user("ada"), datetime(2026, 3, 1, tzinfo=UTC), "warn", "case 7")  # type: ignore[arg-type]
