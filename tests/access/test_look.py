from __future__ import annotations

from interlink.access.look import Look
from interlink.graph.assemble import assemble
from interlink.model.marking import Clearance
from interlink.sources import find_source
from small_world import World
from source_samples import sample_files

A, B = "north:person:a", "north:person:b"
DESCRIBED = ["id", "caption", "schema", "topics"]


def look(world: World, clearance: Clearance | None = None) -> Look:
    return world.view(clearance).consult("test")


def test_describe_gives_captions_and_all_topics_in_order_of_id(world: World) -> None:
    world.contacts("north", "b,,Quill,,", "a,Marlow,,,wanted,+31612345601", "a,Marlow,M.,,sanctioned,")
    found = look(world).describe(["phone:+31612345601", B, A, "north:person:z"])
    assert found.columns == DESCRIBED
    assert found.rows() == [
        (A, "Marlow", "Person", ["sanctioned", "wanted"]),
        (B, "Quill", "Person", None),
        ("phone:+31612345601", "+31612345601", "Phone", None),
    ]


def test_a_caption_is_the_one_that_the_graph_shows(world: World) -> None:
    world.contacts("north", "a,Zephyr,,,", "a,,Aspen,,", "a,Marlow,Birch,,", "b,,Quill,,", "c,,,1970,")
    seen = look(world)
    person = world.ontology.get("Person")
    whole = assemble(
        seen.scan(person).collect(), person, markings=seen.markings, committed_at=seen.committed_at
    )
    ids = [A, B, "north:person:c"]
    assert seen.describe(ids).select("id", "caption").rows() == whole.select("id", "caption").rows()
    assert dict(whole.select("id", "caption").rows())["north:person:c"] == "north:person:c"


def test_a_source_called_like_a_schema_does_not_mislead(world: World) -> None:
    world.contacts("phone", "a,Marlow")
    world.contacts("company", "person:b,Quill")
    found = look(world).describe(["phone:person:a", "company:person:person:b"])
    assert found["caption"].to_list() == ["Quill", "Marlow"]


def test_entities_and_links_are_assembled_for_the_ids_asked(world: World) -> None:
    world.contacts("north", "a,Marlow,,,,+31612345601", "b,Quill,,,,+31612345601")
    seen = look(world)
    person, uses = world.ontology.get("Person"), world.ontology.get("Uses")
    assert seen.entities(person, [B, "north:person:z"])["caption"].to_list() == ["Quill"]
    assert seen.links(uses, touching=[A]).select("src", "dst").rows() == [(A, "phone:+31612345601")]
    both = seen.links(uses)
    assert seen.links(uses, ids=[both["id"][0]])["id"].to_list() == [both["id"][0]]


def test_records_are_cited_as_received_for_what_the_look_sees(world: World) -> None:
    world.contacts("north", "a,Marlow", "b,Quill")
    world.contacts("east", "x,Ilves", marking="handling: H1")
    person = world.ontology.get("Person")
    seqs = look(world).scan(person).collect().sort("seq")["seq"].to_list()
    whole = look(world).evidence({"Person": seqs})
    assert [(e.source, e.locator, e.record) for e in whole] == [
        ("east", "row 1", "id: x\nname: Ilves"),
        ("north", "row 1", "id: a\nname: Marlow"),
        ("north", "row 2", "id: b\nname: Quill"),
    ]
    assert [e.source for e in look(world, Clearance()).evidence({"Person": seqs})] == ["north", "north"]
    assert look(world).evidence({"Person": []}) == []
    assert look(world).evidence({"Person": [1]}) == []
    assert [e.record for e in look(world).evidence({"Person": seqs[:1]}, records=False)] == [None]


def test_a_look_goes_on_seeing_what_it_first_saw(world: World) -> None:
    world.contacts("north", "a,Marlow")
    first = look(world)
    person = world.ontology.get("Person")
    assert first.scan(person).collect().height == 1
    world.contacts("north", "b,Quill")
    assert first.scan(person).collect()["entity"].to_list() == [A]
    assert look(world).scan(person).collect()["entity"].to_list() == [B]


def test_a_scan_serves_until_other_loads_are_asked_or_something_is_written(world: World) -> None:
    world.contacts("north", "a,Marlow", "b,Quill")
    person = world.ontology.get("Person")
    first = world.lake.scan(person, [1])
    assert world.lake.scan(person, [1]) is first
    assert world.lake.scan(person, []).collect().height == 0
    world.contacts("north", "a,Marlow")
    assert world.lake.scan(person, [1]).collect()["entity"].sort().to_list() == [A, B]
    assert world.lake.scan(person, [1, 2]).collect()["entity"].to_list() == [A]


def test_whoever_may_see_nothing_of_what_was_loaded_is_told_that_there_is_nothing(world: World) -> None:
    assert not look(world).has_any
    world.contacts("north", "a,Marlow", marking="handling: H2")
    assert look(world).has_any
    assert look(world, Clearance(handling_ceiling="H2")).has_any
    assert not look(world, Clearance(handling_ceiling="H1")).has_any


def test_a_record_whose_parts_are_marked_apart_is_shown_only_to_who_sees_all(world: World) -> None:
    source = find_source("siena_pole")
    world._loader.run(source, sample_files("siena_pole", source, world.folder))
    person = world.ontology.get("Person")

    def shown(clearance: Clearance | None) -> list[tuple[str, bool]]:
        seen = look(world, clearance)
        seqs = seen.scan(person).collect()["seq"].to_list()
        found = seen.evidence({"Person": seqs})
        return [(each.locator, each.record is not None and "Bo Vell" in each.record) for each in found]

    # One part of the first message is H3: no mention of the informant.
    assert ("/Messages/Message[1]", True) in shown(None)
    assert {is_told for _, is_told in shown(Clearance(handling_ceiling="H1"))} == {False}
    assert [place for place, _ in shown(Clearance(handling_ceiling="H1"))] != []
