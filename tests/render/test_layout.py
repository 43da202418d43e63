from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.render.label import node_box
from interlink.render.layout import positions
from interlink.render.picture import Picture, PictureLink, PictureNode

KINDS = ("Person", "Company", "Phone", "Shipment", "Place", "Vessel", "Notice", "Unheard")
CAPTIONS = (
    "Ilvar Brennock",
    "Sunniva Okoro-Lindqvist",
    "X",
    "Meridian Straits Forwarding GmbH",
    "نادية الحداد",
)


def sample(count: int, pairs: list[tuple[int, int]]) -> Picture:
    nodes = tuple(
        PictureNode(f"n{i}", f"{CAPTIONS[i % 5]} {i}", KINDS[i % 8], size=0.6 + i % 4 / 2)
        for i in range(count)
    )
    links = tuple(PictureLink(f"e{j}", f"n{a}", f"n{b}", "KNOWS", "knows") for j, (a, b) in enumerate(pairs))
    return Picture(nodes, links, count, len(pairs))


def overlaps(picture: Picture, places: dict[str, tuple[float, float]]) -> list[tuple[str, str]]:
    """Pairs of nodes whose boxes overlap, worked out one pair at a time."""
    frames = {}
    for node in picture.nodes:
        (x, y), box = places[node.id], node_box(node)
        frames[node.id] = (x - box.half_width, y - box.above, x + box.half_width, y + box.below)
    return [
        (a, b)
        for (a, (al, at, ar, ab)), (b, (bl, bt, br, bb)) in combinations(frames.items(), 2)
        if al < br and bl < ar and at < bb and bt < ab
    ]


@st.composite
def pictures(draw: st.DrawFn, largest: int = 60) -> Picture:
    count = draw(st.integers(0, largest))
    ends = st.integers(0, max(count - 1, 0))
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=90)) if count else []
    return sample(count, pairs)


@settings(max_examples=40, deadline=None)
@given(pictures(), st.integers(0, 3))
def test_no_two_labels_overlap(picture: Picture, seed: int) -> None:
    places = positions(picture, seed=seed)

    assert set(places) == {node.id for node in picture.nodes}
    assert overlaps(picture, places) == []


@settings(max_examples=40, deadline=None)
@given(pictures(), st.data())
def test_fixed_nodes_stay_and_newcomers_cover_nothing(picture: Picture, data: st.DataObject) -> None:
    before = positions(picture)
    fixed = {id_: before[id_] for id_ in before if data.draw(st.booleans())}

    places = positions(picture, fixed=fixed)

    assert {id_: places[id_] for id_ in fixed} == fixed
    assert overlaps(picture, places) == []


def test_fixed_nodes_stay_even_where_they_cover_one_another() -> None:
    picture = sample(3, [(0, 1), (1, 2)])

    places = positions(picture, fixed={"n0": (1.23456, 0.0), "n1": (2.0, 0.0), "gone": (5.0, 5.0)})

    assert set(places) == {"n0", "n1", "n2"}
    assert (places["n0"], places["n1"]) == ((1.23456, 0.0), (2.0, 0.0))
    assert overlaps(picture, places) == [("n0", "n1")]


def test_a_newcomer_stands_nearest_to_the_node_it_is_linked_with() -> None:
    picture = sample(4, [(2, 3)])

    places = positions(picture, fixed={"n0": (0.0, 0.0), "n1": (0.0, 600.0), "n2": (900.0, 0.0)})

    away = {id_: float(np.hypot(*np.subtract(places["n3"], places[id_]))) for id_ in ("n0", "n1", "n2")}
    assert min(away, key=lambda id_: away[id_]) == "n2"
    assert places["n3"][0] > 900.0


@pytest.mark.parametrize("count", [40, 220])
def test_the_same_seed_gives_the_same_positions(count: int) -> None:
    pairs = [(i, (i * 7 + 3) % count) for i in range(count)] + [
        (i, (i * 5 + 1) % count) for i in range(count)
    ]
    picture = sample(count, pairs)

    first, again, other = positions(picture, seed=1), positions(picture, seed=1), positions(picture, seed=2)

    assert first == again
    assert first != other


def test_a_thousand_nodes_do_not_overlap() -> None:
    random = np.random.default_rng(0)
    picture = sample(1_000, [(int(a), int(b)) for a, b in random.integers(0, 1_000, (1_200, 2))])

    assert overlaps(picture, positions(picture)) == []


def test_forty_nodes_fit_a_screen_at_a_readable_size() -> None:
    picture = sample(40, [(i, i // 3) for i in range(1, 40)])

    places = positions(picture)

    across, down = np.ptp(np.array(list(places.values())), axis=0)
    assert across < 1280 * 1.4
    assert down < 800 * 1.4


def test_pinned_nodes_keep_their_places_when_the_rest_is_laid_out_anew() -> None:
    plain = sample(30, [(i, i // 3) for i in range(1, 30)])
    nodes = tuple(replace(node, pinned=node.id in {"n0", "n7"}) for node in plain.nodes)
    picture = Picture(nodes, plain.links, 30, len(plain.links))
    pinned = {"n0": (500.0, 500.0), "n7": (900.0, 300.0)}

    places = positions(picture, fixed=pinned)

    assert {id_: places[id_] for id_ in pinned} == pinned
    assert overlaps(picture, places) == []


def test_newcomers_around_one_node_stand_in_an_even_ring() -> None:
    picture = sample(9, [(0, i) for i in range(1, 9)])

    places = positions(picture, fixed={"n0": (0.0, 0.0)})

    angles = np.sort(np.arctan2(*np.array([[y, x / 1.35] for x, y in list(places.values())[1:]]).T))
    assert np.allclose(np.diff(angles), np.pi / 4, atol=0.01)


def test_newcomers_beside_others_open_outwards() -> None:
    picture = sample(6, [(0, 1), *((1, i) for i in range(2, 6))])

    places = positions(picture, fixed={"n0": (0.0, 0.0), "n1": (300.0, 0.0)})

    assert all(places[f"n{i}"][0] > 300.0 for i in range(2, 6))
