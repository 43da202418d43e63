from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlink.errors import SettingsError
from interlink.model.marking import (
    HANDLING,
    INFORMATION_ORDER,
    PURPOSES,
    SOURCE_ORDER,
    Clearance,
    Marking,
    handling_rank,
    inherit,
    is_visible,
    source_rank,
)

AGENCIES = ("BE", "NL", "Northern Customs, Ports")
some = st.lists(st.sampled_from(AGENCIES), unique=True, max_size=3).map(tuple)
markings = st.builds(
    Marking,
    source_grade=st.sampled_from((*SOURCE_ORDER, "Q")),
    information_grade=st.sampled_from((*INFORMATION_ORDER, "9")),
    handling=st.lists(st.sampled_from((*HANDLING, "H9")), unique=True, max_size=3).map(tuple),
    originator=st.sampled_from(("", *AGENCIES)),
    releasable_to=some,
    purposes=st.lists(st.sampled_from(PURPOSES[:3]), unique=True, max_size=3).map(tuple),
    person_category=st.sampled_from((None, "suspect", "victim")),
    is_fact=st.booleans(),
)
clearances = st.builds(
    Clearance,
    agencies=st.frozensets(st.sampled_from((*AGENCIES, "nobody"))),
    handling_ceiling=st.sampled_from(HANDLING),
    purpose=st.sampled_from((None, *PURPOSES[:3])),
    everything=st.booleans(),
)


@given(st.lists(markings, max_size=4), st.randoms())
def test_the_order_of_inputs_does_not_matter(given_: list[Marking], random: object) -> None:
    shuffled = list(given_)
    random.shuffle(shuffled)
    assert inherit(shuffled) == inherit(given_)


@given(st.lists(markings, min_size=1, max_size=4))
def test_deriving_again_changes_nothing(given_: list[Marking]) -> None:
    assert inherit([inherit(given_)]) == inherit(given_)
    assert inherit([*given_, inherit(given_)]) == inherit(given_)


@given(st.lists(markings, min_size=1, max_size=3), st.lists(markings, min_size=1, max_size=3))
def test_deriving_in_steps_is_deriving_at_once(one: list[Marking], other: list[Marking]) -> None:
    assert inherit([inherit(one), inherit(other)]) == inherit([*one, *other])


@given(st.lists(markings, min_size=1, max_size=4), clearances)
def test_what_is_derived_is_never_seen_by_who_may_not_see_an_input(
    given_: list[Marking], clearance: Clearance
) -> None:
    if is_visible(inherit(given_), clearance):
        assert all(is_visible(each, clearance) for each in given_)


@given(st.lists(markings, min_size=1, max_size=4))
def test_what_is_derived_is_never_milder_or_better_than_an_input(given_: list[Marking]) -> None:
    whole = inherit(given_)
    for each in given_:
        assert source_rank(whole) >= source_rank(each)
        assert set(each.handling) <= set(whole.handling)
        assert whole.is_fact <= each.is_fact
        assert (each.person_category or "") in (whole.person_category or "")


@given(markings)
def test_json_gives_the_marking_back(marking: Marking) -> None:
    assert Marking.from_json(marking.to_json()) == marking


def test_restrictions_without_anything_in_common_leave_no_one() -> None:
    whole = inherit([Marking(releasable_to=("BE",), purposes=("warn",)), Marking(releasable_to=("NL",))])
    assert (whole.releasable_to, whole.purposes) == (("nobody",), ("warn",))
    assert not is_visible(whole, Clearance(agencies=frozenset(["BE", "NL", "nobody"]), purpose="warn"))
    assert is_visible(whole, Clearance(everything=True, purpose="warn"))


def test_a_marking_of_several_inputs_is_the_worst_of_each_kept_apart() -> None:
    whole = inherit(
        [
            Marking("A", "3", ("H0",), "Northern Customs, Ports", person_category="victim"),
            Marking("C", "1", ("H2", "H1"), "Eastern Police", is_fact=False),
        ]
    )
    assert whole == Marking(
        "C",
        "3",
        ("H0", "H1", "H2"),
        "Eastern Police; Northern Customs, Ports",
        person_category="victim",
        is_fact=False,
    )


def test_nothing_derived_from_nothing_is_graded_as_unknown() -> None:
    assert inherit([]) == Marking("X", "4", ("H0",))


@pytest.mark.parametrize(
    ("marking", "clearance", "expected"),
    [
        (Marking(), Clearance(), True),
        (Marking(handling=("H0", "H1")), Clearance(), False),
        (Marking(handling=("H1",)), Clearance(handling_ceiling="H1"), True),
        (Marking(handling=("H9",)), Clearance(handling_ceiling="H3"), False),
        (Marking(handling=("H9",)), Clearance(everything=True), True),
        (Marking(releasable_to=("NL",)), Clearance(handling_ceiling="H3"), False),
        (Marking(releasable_to=("NL", "BE")), Clearance(agencies=frozenset(["BE"])), True),
        (Marking(purposes=("warn",)), Clearance(purpose="warn"), True),
        (Marking(purposes=("warn",)), Clearance(purpose="analysis", everything=True), False),
        (Marking(purposes=("warn",)), Clearance(everything=True), False),
    ],
)
def test_a_clearance_sees_what_no_restriction_keeps_from_it(
    marking: Marking, clearance: Clearance, expected: bool
) -> None:
    assert is_visible(marking, clearance) is expected


def test_a_ceiling_that_is_no_handling_code_is_refused() -> None:
    with pytest.raises(
        SettingsError, match=r"handling ceiling 'h1': expected one of H0, .* Did you mean 'H1'?"
    ):
        Clearance(handling_ceiling="h1")


def test_unknown_codes_and_grades_rank_behind_every_known_one() -> None:
    assert handling_rank("H9") > handling_rank("H3")
    assert source_rank(Marking(source_grade="Q")) > source_rank(Marking(source_grade="X"))
