from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlink.errors import SettingsError
from interlink.model.fragment import marking_digest
from interlink.model.grades import HANDLING, SCHEMES, handling_place, information_place
from interlink.model.marking import PURPOSES, Clearance, Marking, inherit, is_visible, source_rank

AGENCIES = ("BE", "NL", "Northern Customs, Ports")
some = st.lists(st.sampled_from((*AGENCIES, "nobody")), unique=True, max_size=3).map(tuple)
schemes = st.sampled_from((*SCHEMES, "unheard of"))
markings = st.builds(
    Marking,
    source_grade=st.sampled_from("ABCDEFX123Q"),
    source_scheme=schemes,
    information_grade=st.sampled_from("123456ABCDE9"),
    information_scheme=schemes,
    handling=st.lists(st.sampled_from((*HANDLING, "H9", "P (3x5x2)", "P")), unique=True, max_size=3).map(
        tuple
    ),
    originator=st.sampled_from(("", *AGENCIES, "BE; NL", "BE; BE", "not stated", "nobody")),
    releasable_to=some,
    purposes=st.lists(st.sampled_from((*PURPOSES[:3], "odd")), unique=True, max_size=3).map(tuple),
    person_category=st.sampled_from((None, "suspect", "victim")),
    is_fact=st.booleans(),
    conditions=st.lists(st.sampled_from(("ask first", "shred after")), unique=True).map(tuple),
)
clearances = st.builds(
    Clearance,
    agencies=st.frozensets(st.sampled_from((*AGENCIES, "nobody", "not stated", ""))),
    handling_ceiling=st.sampled_from(HANDLING),
    purpose=st.sampled_from((None, *PURPOSES[:3], "odd")),
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
        assert information_place(whole.information_grade, whole.information_scheme) >= information_place(
            each.information_grade, each.information_scheme
        )
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
        (Marking(purposes=("odd", "warn")), Clearance(purpose="warn"), True),
        (Marking(purposes=("odd",)), Clearance(purpose="odd", everything=True), False),
        (Marking(releasable_to=("NL",), originator="BE"), Clearance(agencies=frozenset(["BE"])), True),
        (Marking(releasable_to=("nobody",), originator="BE"), Clearance(agencies=frozenset(["BE"])), True),
        (Marking(releasable_to=("NL",), originator="BE; DE"), Clearance(agencies=frozenset(["BE"])), False),
        (Marking(releasable_to=("NL",), originator="be"), Clearance(agencies=frozenset(["BE"])), False),
        (Marking(releasable_to=("NL",)), Clearance(agencies=frozenset([""])), False),
        (Marking(handling=("H1",), originator="BE"), Clearance(agencies=frozenset(["BE"])), False),
        (Marking(handling=("P (3x5x2)",)), Clearance(), True),
        (Marking(handling=("P",)), Clearance(handling_ceiling="H3"), False),
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


def test_the_lowest_grade_is_found_across_schemes_and_keeps_the_name_of_its_own() -> None:
    whole = inherit(
        [
            Marking("C", "4", source_scheme="admiralty", information_scheme="admiralty"),
            Marking("3", "B", source_scheme="3x5x2", information_scheme="3x5x2"),
        ]
    )

    assert (whole.source_grade, whole.source_scheme) == ("3", "3x5x2")
    assert (whole.information_grade, whole.information_scheme) == ("4", "admiralty")


def test_an_originator_does_not_see_what_is_derived_from_its_own_and_from_what_nobody_owns() -> None:
    own, other = Marking(originator="BE"), Marking(releasable_to=("NL",))
    whole = inherit([own, other])

    assert whole.originator == "BE; not stated"
    assert not is_visible(whole, Clearance(agencies=frozenset(["BE"])))


def test_a_marking_without_a_scheme_is_written_as_before_there_were_schemes() -> None:
    marking = Marking("B", "3", ("H1",), "North", ("NL",), ("warn",), "suspect", is_fact=False)
    text = (
        '{"handling":["H1"],"information_grade":"3","is_fact":false,"originator":"North",'
        '"person_category":"suspect","purposes":["warn"],"releasable_to":["NL"],"source_grade":"B"}'
    )

    assert marking.to_json() == text
    assert Marking.from_json(text) == marking
    assert marking_digest(marking) == "98cb0f6b8aa9f7eeea19db9f63626230"
    assert marking_digest(Marking()) == "6ff4729261f38071f50736c85ea461a2"


def test_unknown_codes_and_grades_rank_behind_every_known_one() -> None:
    assert handling_place("H9") > handling_place("H3")
    assert source_rank(Marking(source_grade="Q")) > source_rank(Marking(source_grade="X"))
