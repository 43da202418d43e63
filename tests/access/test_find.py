from __future__ import annotations

import json

import pytest

from interlink.access.audit import Wish
from interlink.access.find import find, resolve, search
from interlink.access.look import Look
from interlink.errors import UnknownEntity, UnknownName
from interlink.model.marking import Clearance
from small_world import World

A = "north:person:a"


def look(world: World, clearance: Clearance | None = None, **bound: str) -> Look:
    return world.view(clearance, **bound).consult("test")


def ids(found: object) -> list[str]:
    return found["id"].to_list()


def test_search_gives_the_caption_beside_what_met(world: World) -> None:
    world.contacts("north", "a,Marlow Fenn,Марлоу,,,+31624495112")
    seen = look(world)
    assert find(seen, "marlou").rows() == [(A, "Person", "Marlow Fenn", "Марлоу", 1.0)]
    assert find(seen, "+31 6 2449 5112").rows() == [
        ("phone:+31624495112", "Phone", "+31624495112", "+31624495112", 1.0)
    ]
    assert find(seen, "nobody").rows() == []


def test_search_can_be_held_to_kinds(world: World) -> None:
    world.contacts("north", "a,Marlow 31624495112,,,,+31624495112")
    assert ids(find(look(world), "31624495112", schemas=["Party"])) == [A]
    assert ids(find(look(world), "31624495112", schemas=["Phone"])) == ["phone:+31624495112"]
    with pytest.raises(UnknownName, match=r"Did you mean 'Person'?"):
        find(look(world), "Marlow", schemas=["Persons"])


def test_no_principal_finds_what_another_may_see(world: World) -> None:
    world.contacts("north", "a,Marlow")
    world.contacts("east", "x,Marlow,Ilves,,", marking="handling: H1")
    world.contacts("south", "s,Marlow", marking="purposes: [warn]")
    everything = [A, "east:person:x"]
    for _ in range(2):
        assert ids(find(look(world, Clearance()), "marlow")) == [A]
        assert sorted(ids(find(look(world), "marlow"))) == sorted(everything)
        assert sorted(ids(find(look(world, purpose="warn"), "marlow"))) == sorted(
            [*everything, "south:person:s"]
        )
        assert ids(find(look(world, Clearance()), "ilves")) == []


def test_a_caption_is_made_of_what_the_look_may_see(world: World) -> None:
    world.contacts("north", "a,Marlow,Birch")
    world.contacts("north", "a,Aspen", delivery="increment", marking="source_grade: A, handling: H1")
    for _ in range(2):
        assert find(look(world, Clearance()), "birch")["caption"].to_list() == ["Marlow"]
        assert find(look(world), "birch")["caption"].to_list() == ["Aspen"]


def test_names_are_kept_between_looks_that_see_the_same(world: World) -> None:
    world.contacts("north", "a,Marlow")
    assert look(world).names is look(world).names
    assert look(world, Clearance()).names is look(world).names
    assert look(world, true_on="2020-01-01").names is not look(world).names


def test_a_load_is_found_at_once(world: World) -> None:
    first = world.contacts("north", "a,Marlow")
    assert ids(find(look(world), "quill")) == []
    world.contacts("north", "b,Quill")
    assert ids(find(look(world), "quill")) == ["north:person:b"]
    assert ids(find(look(world), "marlow")) == []
    assert first == 1


def test_names_are_made_anew_after_an_erasure(world: World) -> None:
    world.contacts("north", "a,Marlow")
    before = look(world).names
    world.audit.record(
        at="2026-03-01T12:00:00+00:00", principal="ada", operation="erasure", purpose="", reason="", params={}
    )
    assert look(world).names is not before


def test_details_tell_entities_of_the_same_name_apart(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31624495112")
    world.contacts("east", "x,Ilves,,,,+31624495112")
    found = find(look(world), "+31624495112", with_details=True)
    assert found.select("id", "dates", "countries", "sources").rows() == [
        ("phone:+31624495112", [], [], ["east", "north"])
    ]
    assert find(look(world), "nobody", with_details=True).rows() == []


def test_whom_a_list_has_shown_is_found_in_the_log_by_id(world: World) -> None:
    world.contacts("north", "a,Marlow Fenn", "b,Marlow Quill")
    view, log = world.view(), world.stores.audit
    assert log.events(Wish(subject=A)) == []
    search(view, "marlow")
    with pytest.raises(UnknownEntity, match="may mean"):
        resolve(view, "marlow")
    shown = [json.loads(event.params) for event in log.events(Wish(subject=A))]

    assert [event["what"] for event in shown] == ["shown", "shown"]
    assert [sorted(event["ids"]) for event in shown] == [[A, "north:person:b"]] * 2
    search(view, "nobody")
    assert len(log.events(Wish(subject=A))) == 2
