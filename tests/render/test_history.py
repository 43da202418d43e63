from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from interlink.render.drawing import Drawing
from interlink.render.history import MOST_STEPS, History

A, AB, ABC = (Drawing().add(ids) for ids in ("a", "ab", "abc"))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.sets(st.sampled_from("abcde"))),
        st.tuples(st.sampled_from(["undo", "redo"]), st.none()),
        st.tuples(st.just("go_to"), st.integers(0, 20)),
    ),
    max_size=30,
)


def listed(history: History) -> list[tuple[int, str, bool]]:
    return [(line.depth, line.words, line.is_current) for line in history.lines()]


def test_undo_and_redo_go_back_and_forth() -> None:
    history = History().take("one", A).take("two", AB)

    back = history.undo()

    assert (back.drawing, back.can_undo, back.can_redo) == (A, True, True)
    assert back.redo().drawing == AB
    assert history.redo() is history
    assert History().undo() == History()


def test_a_step_from_an_earlier_drawing_is_a_branch_and_the_other_stays() -> None:
    history = History().take("one", A).take("two", AB).take("three", ABC).undo().undo()

    branched = history.take("other", Drawing().add("ax"))

    assert listed(branched) == [
        (0, "Nothing drawn", False),
        (0, "one", False),
        (1, "two", False),
        (1, "three", False),
        (0, "other", True),
    ]
    assert branched.undo().redo().drawing == branched.drawing


def test_going_to_a_branch_that_was_left_makes_it_the_one_that_redo_leads_to() -> None:
    history = History().take("one", A).take("two", AB).undo().take("other", ABC)

    gone = history.go_to(2)

    assert gone.drawing == AB
    assert gone.undo().redo().drawing == AB
    assert listed(gone) == [
        (0, "Nothing drawn", False),
        (0, "one", False),
        (1, "other", False),
        (0, "two", True),
    ]
    assert gone.go_to(99) is gone


def test_settling_is_no_step_and_stays_with_its_drawing() -> None:
    history = History().take("one", A).settle({"a": (1.0, 2.0), "elsewhere": (0.0, 0.0)})

    moved = history.take("two", history.drawing.add("b")).settle({"a": (5.0, 5.0)})

    assert moved.undo().drawing.placed == {"a": (1.0, 2.0)}
    assert moved.undo().redo().drawing.placed == {"a": (5.0, 5.0)}


def test_the_revision_grows_when_places_no_longer_count_and_not_otherwise() -> None:
    placed = History().take("one", A).settle({"a": (1.0, 2.0)})

    more = placed.take("two", placed.drawing.add("b"))
    arranged = more.take("three", more.drawing.rearrange())

    assert more.rev == placed.rev
    assert arranged.rev > more.rev
    assert arranged.undo().rev > arranged.rev


def test_the_same_drawing_is_no_step() -> None:
    history = History().take("one", A)

    assert history.take("again", history.drawing) is history


def test_the_oldest_branches_are_forgotten_first_then_the_oldest_steps() -> None:
    history = History().take("left", A).undo()
    for number in range(MOST_STEPS + 10):
        history = history.take(f"step {number}", Drawing().add([f"n{number}"]))

    words = [line.words for line in history.lines()]

    assert len(words) == MOST_STEPS
    assert "left" not in words
    assert words[-1] == f"step {MOST_STEPS + 9}"
    while history.can_undo:
        history = history.undo()
    assert history.drawing.ids == ("n10",)


@given(STEPS)
def test_every_step_stays_within_reach_and_undoing_leads_to_nothing_drawn(
    steps: list[tuple[str, object]],
) -> None:
    history, seen = History(), {0: Drawing()}
    for name, given_ in steps:
        if name == "take":
            history = history.take("a step", Drawing().add(sorted(given_)))  # type: ignore[call-overload]
            seen[history.at] = history.drawing
        else:
            history = getattr(history, name)(*([] if given_ is None else [given_]))

    assert {line.number for line in history.lines()} == set(seen)
    assert all(history.go_to(number).drawing == drawing for number, drawing in seen.items())
    while history.can_undo:
        history = history.undo()
    assert history.drawing == Drawing()
