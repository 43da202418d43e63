from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlink.errors import QueryError
from interlink.render.drawing import Drawing

IDS = st.sampled_from([f"n{number}" for number in range(8)])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["add", "hide", "keep"]), st.lists(IDS, max_size=4)),
        st.tuples(st.sampled_from(["clear", "rearrange"]), st.none()),
    ),
    max_size=12,
)


def test_entities_are_added_once_in_the_order_drawn() -> None:
    drawing = Drawing().add(["b", "a", "b"]).add(["a", "c"])

    assert drawing.ids == ("b", "a", "c")
    assert drawing.placed == {}


def test_hiding_and_keeping_leave_the_places_of_the_rest() -> None:
    drawing = Drawing().add(["a", "b", "c"]).settle({"a": (1.0, 2.0), "b": (3.0, 4.0), "c": (5.0, 6.0)})

    assert drawing.hide(["b"]).placed == {"a": (1.0, 2.0), "c": (5.0, 6.0)}
    assert drawing.keep(["b", "elsewhere"]).placed == {"b": (3.0, 4.0)}


def test_settling_is_no_step_and_leaves_out_what_is_not_drawn() -> None:
    drawing = Drawing().add(["a"])

    settled = drawing.settle({"a": (1.0, 2.0), "b": (3.0, 4.0)})

    assert settled.placed == {"a": (1.0, 2.0)}
    assert settled.past == drawing.past


def test_arranging_anew_gives_up_every_place_and_undo_brings_them_back() -> None:
    drawing = Drawing().add(["a", "b"]).settle({"a": (1.0, 2.0), "b": (3.0, 4.0)})

    arranged = drawing.rearrange()

    assert (arranged.ids, arranged.placed) == (("a", "b"), {})
    assert arranged.rev > drawing.rev
    assert arranged.undo().placed == drawing.placed
    assert arranged.undo().rev > arranged.rev


def test_a_step_that_changes_nothing_is_no_step() -> None:
    drawing = Drawing().add(["a"])

    assert drawing.add(["a"]) is drawing
    assert drawing.hide(["b"]) is drawing
    assert drawing.keep(["a"]) is drawing
    assert Drawing().clear() == Drawing().rearrange() == Drawing().undo() == Drawing()


def test_too_many_entities_are_refused_with_what_to_do() -> None:
    drawing = Drawing().add(f"n{number}" for number in range(2_000))

    with pytest.raises(QueryError, match=r"2,001 entities are too many to draw.*Hide some"):
        drawing.add(["one more"])


@given(STEPS)
def test_undoing_every_step_leads_back_to_nothing_through_every_drawing(
    steps: list[tuple[str, list[str] | None]],
) -> None:
    drawing = Drawing()
    drawn = []
    for name, ids in steps:
        after = getattr(drawing, name)(*([] if ids is None else [ids]))
        if after is not drawing:
            drawn.append(drawing.ids)
        drawing = after

    for before in reversed(drawn):
        drawing = drawing.undo()
        assert drawing.ids == before
    assert drawing.ids == ()
