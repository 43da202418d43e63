from __future__ import annotations

from itertools import pairwise

import numpy as np

from interlink.render.label import node_box
from interlink.render.layout import positions
from interlink.render.picture import Picture, PictureLink, PictureNode
from interlink.render.routes import route_places

WAY = ("a", "b", "c", "d", "e", "f")


def picture(ids: tuple[str, ...], pairs: list[tuple[str, str]], *, pinned: str = "") -> Picture:
    nodes = tuple(PictureNode(id_, f"Name {id_}", "Person", pinned=id_ == pinned) for id_ in ids)
    links = tuple(PictureLink(f"{a}{b}", a, b, "KNOWS", "knows") for a, b in pairs)
    return Picture(nodes, links, len(nodes), len(links))


def test_a_path_in_an_empty_drawing_goes_to_and_fro_in_rows() -> None:
    places = route_places(picture(WAY, list(pairwise(WAY))), WAY, {"a": (0.0, 0.0), "f": (50.0, 0.0)}, 1.1)

    steps = [float(np.hypot(*np.subtract(places[a], places[b]))) for a, b in pairwise(WAY)]
    assert set(places) == set(WAY)
    assert max(steps) < 240
    assert places["a"][0] < places["b"][0]
    assert places["f"][1] > places["a"][1]


def test_newcomers_go_from_one_end_to_the_other_and_nothing_else_moves() -> None:
    others = {f"o{n}": (200.0 * n, 300.0) for n in range(5)}
    shown = picture((*WAY, *others), [*pairwise(WAY), ("a", "o0"), ("f", "o4")])
    held = {**others, "a": (0.0, 0.0), "f": (900.0, 0.0)}

    places = route_places(shown, WAY, held, 1.1)

    assert set(places) == {"b", "c", "d", "e"}
    across = [places[id_][0] for id_ in "bcde"]
    assert across == sorted(across)
    boxes = {node.id: node_box(node) for node in shown.nodes}
    whole = positions(shown, fixed={**held, **places})
    for a, b in pairwise(("a", *"bcde", "f")):
        assert abs(whole[a][0] - whole[b][0]) > boxes[a].half_width + boxes[b].half_width


def test_ends_with_no_room_between_them_leave_the_places_to_others() -> None:
    others = {f"o{n}": (200.0 * n, 300.0) for n in range(5)}
    shown = picture((*WAY, *others), list(pairwise(WAY)))

    places = route_places(shown, WAY, {**others, "a": (0.0, 0.0), "f": (5.0, 0.0)}, 1.1)

    assert set(places) <= {"b", "c", "d", "e"}


def test_a_pinned_end_is_not_moved() -> None:
    shown = picture(WAY, list(pairwise(WAY)), pinned="a")

    assert "a" not in route_places(shown, WAY, {"a": (0.0, 0.0), "f": (900.0, 0.0)}, 1.1)


def test_a_path_that_is_drawn_already_needs_no_places() -> None:
    assert route_places(picture(("a", "b"), []), ("a", "b"), {"a": (0.0, 0.0), "b": (1.0, 1.0)}, 1.1) == {}
