from __future__ import annotations

from interlink.render.around import hanging_on
from interlink.render.picture import Picture, PictureLink, PictureNode


def test_only_what_hangs_on_an_entity_alone_and_is_not_pinned_is_folded_away() -> None:
    nodes = tuple(PictureNode(id_, id_, "Person", pinned=id_ == "p") for id_ in "cabdpx")
    pairs = [("c", "a"), ("a", "c"), ("b", "c"), ("b", "b"), ("c", "d"), ("d", "x"), ("c", "p")]
    links = tuple(PictureLink(f"{a}{b}", a, b, "KNOWS", "knows") for a, b in pairs)

    picture = Picture(nodes, links, len(nodes), len(links))

    assert hanging_on(picture, "c") == ("a", "b")
    assert hanging_on(picture, "x") == ()
