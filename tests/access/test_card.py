from __future__ import annotations

import pytest

from interlink.access.card import Card, LinkCard, card, link_card
from interlink.access.look import Look
from interlink.errors import UnknownEntity
from interlink.model.marking import Clearance, Marking
from small_world import World

SHARED = Clearance()
A, B = "north:person:a", "north:person:b"
PHONE = "phone:+31612345601"


def look(world: World, clearance: Clearance | None = None) -> Look:
    return world.view(clearance).consult("test")


def said(found: Card | LinkCard) -> list[tuple[str, str, str, bool]]:
    return [(s.property, s.value, s.source, s.flagged) for s in found.statements]


def refusal(world: World, clearance: Clearance, entity: str) -> str:
    with pytest.raises(UnknownEntity) as refused:
        card(look(world, clearance), entity)
    return str(refused.value).replace(entity, "ID")


def test_a_card_says_each_value_with_its_source_and_record(world: World) -> None:
    load = world.contacts("north", "a,Marlow Fenn,M. Fenn,1971-04,wanted,+31612345601")
    found = card(look(world), A)
    assert (found.id, found.schema, found.label, found.caption) == (A, "Person", "Person", "Marlow Fenn")
    assert said(found) == [
        ("topics", "wanted", "north", False),
        ("name", "Marlow Fenn", "north", False),
        ("alias", "M. Fenn", "north", False),
        ("birth_date", "1971-04", "north", False),
    ]
    assert [(e.source, e.load, e.locator) for e in found.evidence] == [("north", load, "row 1")]
    assert found.evidence[0].record == (
        "id: a\nname: Marlow Fenn\nalias: M. Fenn\nborn: 1971-04\ntopic: wanted\nphone: +31612345601"
    )
    assert found.total_evidence == 1


def test_the_best_source_speaks_first_then_the_latest(world: World) -> None:
    world.calls("poor", "0612345601,+31612345602,2026-01-01T10:00:00Z,1", marking="source_grade: D")
    for name, grade in (("west", "B"), ("north", "A"), ("south", "B")):
        rows = [f"a,Marlow of {name},,,,+31612345601"]
        world.contacts(name, *rows, marking=f"source_grade: {grade}")
    found = card(look(world), PHONE)
    assert said(found) == [("number", "+31612345601", name, False) for name in ("north", "south", "west")]


def test_what_could_not_be_normalised_is_kept_as_delivered_and_flagged(world: World) -> None:
    world.contacts("north", "a,Marlow,,around the war,", "a,Marlow,,1950=or later,")
    found = card(look(world), A)
    assert said(found) == [
        ("name", "Marlow", "north", False),
        ("name", "Marlow", "north", False),
        ("birth_date", "1950=or later", "north", True),
        ("birth_date", "around the war", "north", True),
    ]


def test_a_card_is_marked_by_the_strictest_of_what_it_shows(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31612345601", marking='source_grade: A, information_grade: "3"')
    world.contacts("east", "x,Ilves,,,,+31612345601", marking="source_grade: C, handling: H1")
    assert card(look(world), PHONE).marking == Marking("C", "4", ("H0", "H1"))
    assert card(look(world, SHARED), PHONE).marking == Marking("A", "3", ("H0",))
    assert [s.source for s in card(look(world, SHARED), PHONE).statements] == ["north"]


def test_hidden_and_absent_are_refused_in_the_same_words(world: World) -> None:
    world.contacts("north", "a,Marlow", marking="handling: H1")
    hidden, absent = refusal(world, SHARED, A), refusal(world, SHARED, B)
    assert hidden == absent == "no entity 'ID'. Search for it by name: `interlink search`."


def test_evidence_is_bounded_and_says_of_how_many(world: World) -> None:
    world.contacts("north", *(f"a,Marlow the {n}" for n in range(1, 301)))
    found = card(look(world), A)
    assert (len(found.evidence), found.total_evidence) == (200, 300)
    assert [e.locator for e in found.evidence[:2]] == ["row 1", "row 2"]
    assert len([s for s in found.statements if s.property == "name"]) == 300
    assert len(card(look(world), A, most_evidence=3).evidence) == 3


def test_one_record_behind_several_fragments_is_one_piece_of_evidence(world: World) -> None:
    world.calls("operator", "+31612345601,+31612345601,2026-01-01T10:00:00Z,1")
    found = card(look(world), PHONE)
    assert (len(found.evidence), found.total_evidence) == (1, 1)


def test_a_link_card_names_both_ends_and_says_each_value(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,,b,2019,2020-06", "b,Quill")
    found = link_card(look(world), f"KNOWS:{A}>{B}")
    assert (found.schema, found.source_caption, found.target_caption) == ("Knows", "Marlow", "Quill")
    assert said(found) == [("since", "2019", "north", False), ("until", "2020-06", "north", False)]
    assert [e.locator for e in found.evidence] == ["row 1"]


def test_a_link_card_reads_ids_that_hold_the_arrow(world: World) -> None:
    world.contacts("north", "a>1,Marlow,,,,,b>2", "b>2,Quill")
    found = link_card(look(world), "KNOWS:north:person:a>1>north:person:b>2")
    assert (found.source, found.target) == ("north:person:a>1", "north:person:b>2")


@pytest.mark.parametrize(
    "link",
    ["", "KNOWS", "KNOWS:x", f"KNOWS:{B}>{A}", f"FRIENDS:{A}>{B}", f"Person:{A}>{B}", f"USES:{A}>{B}", ":>"],
)
def test_a_link_that_is_not_there_is_refused(world: World, link: str) -> None:
    world.contacts("north", "a,Marlow,,,,,b", "b,Quill")
    with pytest.raises(UnknownEntity, match=r"^no link '"):
        link_card(look(world), link)


def test_a_link_to_a_hidden_end_is_refused_like_one_that_is_not_there(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31612345601")
    shown = look(world)
    hidden = look(world, SHARED)
    hidden._scans["Phone"] = shown.scan(world.ontology.get("Phone")).clear()
    with pytest.raises(UnknownEntity, match=f"^no link 'USES:{A}>.*'. Expand one of its ends"):
        link_card(hidden, f"USES:{A}>{PHONE}")
