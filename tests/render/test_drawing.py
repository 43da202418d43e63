from __future__ import annotations

import pytest

from interlink.errors import QueryError
from interlink.render.drawing import MOST_DRAWN, Drawing

PLACED = {"a": (1.0, 2.0), "b": (3.0, 4.0), "c": (5.0, 6.0)}


def test_entities_are_added_once_in_the_order_drawn() -> None:
    drawing = Drawing().add(["b", "a", "b"]).add(["a", "c"])

    assert drawing.ids == ("b", "a", "c")
    assert drawing.placed == {}


def test_hiding_and_keeping_leave_the_places_of_the_rest() -> None:
    drawing = Drawing().add(["a", "b", "c"]).settle(PLACED)

    assert drawing.hide(["b"]).placed == {"a": (1.0, 2.0), "c": (5.0, 6.0)}
    assert drawing.keep(["b", "elsewhere"]).placed == {"b": (3.0, 4.0)}


def test_settling_leaves_out_what_is_not_drawn() -> None:
    assert Drawing().add(["a"]).settle(PLACED).placed == {"a": (1.0, 2.0)}


def test_arranging_anew_gives_up_every_place_but_those_of_pinned_entities() -> None:
    drawing = Drawing().add(["a", "b"]).settle(PLACED).pin(["b"])

    arranged = drawing.rearrange()

    assert (arranged.ids, arranged.placed) == (("a", "b"), {"b": (3.0, 4.0)})


def test_pinning_what_is_pinned_lets_it_go_and_only_what_is_drawn_is_pinned() -> None:
    drawing = Drawing().add(["a", "b"])

    assert drawing.pin(["a", "gone"]).pinned == {"a"}
    assert drawing.pin(["a"]).pin(["a", "b"]).pinned == {"a", "b"}
    assert drawing.pin(["a", "b"]).pin(["a"]).pinned == {"b"}
    assert drawing.pin(["a"]).hide(["a"]).pinned == set()


def test_what_changes_nothing_gives_the_drawing_itself() -> None:
    drawing = Drawing().add(["a"])

    assert drawing.add(["a"]) is drawing
    assert drawing.hide(["b"]) is drawing
    assert drawing.keep(["a"]) is drawing
    assert drawing.rearrange() is drawing
    assert drawing.pin(["b"]) is drawing
    assert Drawing().clear() == Drawing()


def test_too_many_entities_are_refused_with_what_to_do() -> None:
    drawing = Drawing().add(f"n{number}" for number in range(20_000))

    with pytest.raises(QueryError, match=r"20,001 entities are too many for one drawing.*Hide some"):
        drawing.add(["one more"])


def test_beside_groups_entities_are_pinned_and_elsewhere_left_alone() -> None:
    few = Drawing().add(["a", "b"])
    many = Drawing().add(map(str, range(MOST_DRAWN + 1)))

    assert few.beside_groups(["a"]) is few
    assert many.beside_groups(["1", "2"]).pinned == {"1", "2"}
    assert many.pin(["1", "2"]).beside_groups(["1", "2"]).pinned == {"1", "2"}
