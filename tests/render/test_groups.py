from __future__ import annotations

import pytest

from interlink.errors import QueryError
from interlink.model.schema import load_ontology
from interlink.render.groups import GroupedPicture, grouped, is_group
from interlink.render.picture import Picture, PictureLink, PictureNode
from interlink.render.symbols import legend

ONTOLOGY = load_ontology()
PEOPLE, PHONES = ":group:kind:Person", ":group:kind:Phone"


def person(name: str, community: int | None = None, **marks: bool) -> PictureNode:
    return PictureNode(name, name.upper(), "Person", community, **marks)


def phone(number: str, community: int | None = None) -> PictureNode:
    return PictureNode(number, number, "Phone", community)


def link(source: str, target: str, kind: str = "USES", count: int = 1, directed: bool = True) -> PictureLink:
    return PictureLink(f"{kind}:{source}>{target}", source, target, kind, kind.lower(), count, directed)


def picture(nodes: list[PictureNode], *links: PictureLink) -> Picture:
    return Picture(tuple(nodes), links, total_nodes=len(nodes), total_links=len(links))


def sums(found: GroupedPicture) -> list[tuple[str, str, str, int]]:
    return [(each.kind, each.source, each.target, each.count) for each in found.links]


SIX = picture(
    [
        person("a", 1),
        person("b", 1),
        person("c", 2),
        phone("p", 1),
        phone("q", 2),
        PictureNode("s", "S", "Place"),
    ],
    link("a", "p"),
    link("b", "p", count=4),
    link("c", "q"),
    link("a", "b", "KNOWS"),
    link("p", "q", "CALLED", count=9),
    link("a", "s", "LOCATED_AT"),
)


def test_each_kind_is_one_node_with_its_count_and_what_is_alone_stays_itself() -> None:
    found = grouped(SIX, ONTOLOGY, by="kind")

    assert [(node.id, node.caption, node.kind) for node in found.nodes] == [
        (PEOPLE, "3 people", "Person"),
        (PHONES, "2 phones", "Phone"),
        ("s", "S", "Place"),
    ]
    assert sums(found) == [("LOCATED_AT", PEOPLE, "s", 1), ("USES", PEOPLE, PHONES, 6)]
    assert (found.members(PEOPLE), found.members(PHONES), found.members("s")) == (
        ("a", "b", "c"),
        ("p", "q"),
        ("s",),
    )


def test_each_community_is_one_node_and_those_without_one_are_together() -> None:
    nodes = [*SIX.nodes, person("d")]

    found = grouped(picture(nodes, *SIX.links), ONTOLOGY, by="community")

    assert [(node.caption, node.kind, node.community) for node in found.nodes] == [
        ("3 in community 1", "Person", 1),
        ("2 in community 2", "Person", 2),
        ("2 in no community", "Person", None),
    ]
    assert sums(found) == [
        ("CALLED", ":group:community:1", ":group:community:2", 9),
        ("LOCATED_AT", ":group:community:1", ":group:community:none", 1),
    ]


def test_the_words_say_how_many_entities_and_links_the_groups_stand_for() -> None:
    whole = Picture(SIX.nodes[:5], SIX.links[:5], total_nodes=48_211, total_links=90_410)
    complete = Picture(SIX.nodes[:5], SIX.links[:3], total_nodes=5, total_links=3)

    assert grouped(complete, ONTOLOGY).shown == "2 groups of 5 entities shown, with 3 links between them"
    assert grouped(SIX, ONTOLOGY).shown == (
        "2 groups of 5 entities and 1 entity shown, with 4 of 6 links between them; "
        "2 within groups are not drawn"
    )
    assert grouped(whole, ONTOLOGY).shown == (
        "2 groups of 5 entities, of 48,211 in all, shown, with 3 of 90,410 links between them; "
        "2 within groups are not drawn"
    )


def test_an_opened_group_shows_its_entities_and_their_own_links() -> None:
    found = grouped(SIX, ONTOLOGY, opened=[PHONES, ":group:kind:Vessel"])

    assert [node.id for node in found.nodes] == [PEOPLE, "p", "q", "s"]
    assert link("p", "q", "CALLED", count=9) in found.links
    assert ("USES", PEOPLE, "p", 5) in sums(found)
    assert grouped(SIX, ONTOLOGY, opened=[PEOPLE, PHONES]).links == (*(each for each in SIX.links),)


def test_groups_are_opened_only_as_far_as_what_is_drawn_can_be_read() -> None:
    many = picture([*(person(f"a{n:04}") for n in range(1_999)), *(phone(f"p{n:04}") for n in range(1_500))])

    found = grouped(many, ONTOLOGY)
    opened = grouped(many, ONTOLOGY, opened=[PEOPLE, PHONES])

    assert (found.fits(PEOPLE), found.fits(PHONES)) == (True, True)
    assert len(opened.nodes) == 2_000
    assert list(opened.groups) == [PHONES]
    assert not opened.fits(PHONES)


def test_pinned_entities_stay_themselves_and_too_many_of_them_are_refused() -> None:
    nodes = [person("a", pinned=True), person("b"), person("c")]
    pinned = [person(f"a{n}", pinned=True) for n in range(2_001)]

    assert [node.id for node in grouped(picture(nodes), ONTOLOGY).nodes] == [PEOPLE, "a"]
    with pytest.raises(QueryError, match=r"2,001 nodes are too many to draw; .* Unpin some entities"):
        grouped(picture(pinned), ONTOLOGY)


def test_a_group_says_how_many_of_it_a_list_names() -> None:
    nodes = [person("a", listed=True), person("b"), person("c", listed=True)]

    (group,) = grouped(picture(nodes), ONTOLOGY).nodes

    assert (group.caption, group.listed) == ("3 people, 2 listed", False)


def test_links_without_direction_are_summed_whichever_end_comes_first() -> None:
    nodes = [person("a"), person("b"), phone("p"), phone("q")]

    found = grouped(
        picture(nodes, link("a", "p", directed=False), link("q", "b", directed=False), link("q", "a")),
        ONTOLOGY,
    )

    assert [(each.source, each.target, each.count, each.directed) for each in found.links] == [
        (PEOPLE, PHONES, 2, False),
        (PHONES, PEOPLE, 1, True),
    ]


def test_small_communities_beyond_fifty_are_one_group() -> None:
    nodes = [person(f"a{c}-{n}", c) for c in range(60) for n in range(3 if c < 49 else 2)]

    found = grouped(picture(nodes), ONTOLOGY, by="community")

    assert len(found.nodes) == 50
    assert len(found.members(":group:community:small")) == 22
    assert found.entities == len(nodes)


def test_the_order_of_what_is_given_does_not_matter_to_what_is_drawn() -> None:
    backwards = Picture(SIX.nodes[::-1], SIX.links[::-1], 6, 6)

    for by in ("kind", "community"):
        assert grouped(backwards, ONTOLOGY, by=by).nodes[0] == grouped(SIX, ONTOLOGY, by=by).nodes[0]
        assert grouped(backwards, ONTOLOGY, by=by).links == grouped(SIX, ONTOLOGY, by=by).links


def test_the_legend_counts_entities_not_groups() -> None:
    words = [entry.words for entry in legend(grouped(SIX, ONTOLOGY, by="community"))]

    assert "community 1 (3)" in words
    assert sum(int(word.split("(")[1][:-1]) for word in words if not word.startswith("comm")) >= 6


def test_the_legend_counts_who_is_listed_inside_groups_too() -> None:
    listed = [person("a", listed=True), person("b", listed=True), PictureNode("s", "S", "Place", listed=True)]

    words = [entry.words for entry in legend(grouped(picture(listed), ONTOLOGY))]

    assert "named on a list (3, 2 in groups)" in words


def test_a_group_is_known_by_its_id() -> None:
    found = grouped(SIX, ONTOLOGY)

    assert all(is_group(each.id) for each in (*found.nodes[:2], *found.links))
    assert not is_group("group:kind:Person")


def test_a_picture_of_nothing_has_no_groups() -> None:
    found = grouped(picture([]), ONTOLOGY)

    assert (found.nodes, found.links, found.groups) == ((), (), {})
