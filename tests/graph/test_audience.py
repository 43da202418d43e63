from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlink.errors import SettingsError
from interlink.graph.audience import LOCAL_AUDIENCE, Audience, define_audience
from interlink.model.grades import HANDLING
from interlink.model.marking import PURPOSES, Clearance, Marking, is_visible

NAMES = ("BE", "NL", "North", "nobody")
WORK = PURPOSES[:3]
names = st.frozensets(st.sampled_from(NAMES))
markings = st.builds(
    Marking,
    handling=st.lists(st.sampled_from((*HANDLING, "H9", "C (3x5x2)")), max_size=2).map(tuple),
    originator=st.sampled_from(("", "North", "BE; NL")),
    releasable_to=names.map(sorted).map(tuple),
    purposes=st.frozensets(st.sampled_from((*WORK, "odd"))).map(sorted).map(tuple),
    person_category=st.sampled_from((None, "suspect")),
)
clearances = st.builds(
    Clearance,
    agencies=names,
    handling_ceiling=st.sampled_from(HANDLING),
    purpose=st.sampled_from((None, *WORK, "odd")),
    everything=st.booleans(),
)
audiences = st.builds(
    Audience,
    st.just("east"),
    st.builds(Clearance, agencies=names, handling_ceiling=st.sampled_from(HANDLING)),
    st.frozensets(st.sampled_from(WORK)),
) | st.just(LOCAL_AUDIENCE)


@given(audiences, clearances, st.lists(markings, max_size=6))
def test_who_may_ask_an_audience_may_see_everything_in_its_graph(
    audience: Audience, clearance: Clearance, given_: list[Marking]
) -> None:
    numbered = dict(enumerate(given_))
    if audience.within(clearance):
        assert all(is_visible(numbered[number], clearance) for number in audience.sees(numbered))


EAST = define_audience("east", agencies=["BE", "NL"], handling_ceiling="H1", purposes=["warn", "identify"])
FULL = frozenset(["BE", "NL", "FR"])


@pytest.mark.parametrize(
    ("clearance", "expected"),
    [
        (Clearance(agencies=FULL, handling_ceiling="H1", purpose="warn"), True),
        (Clearance(agencies=FULL, handling_ceiling="H3", purpose="identify"), True),
        (Clearance(agencies=FULL, handling_ceiling="H0", purpose="warn"), False),
        (Clearance(agencies=frozenset(["BE"]), handling_ceiling="H3", purpose="warn"), False),
        (Clearance(agencies=FULL, handling_ceiling="H3", purpose="analysis"), False),
        (Clearance(agencies=FULL, handling_ceiling="H3"), False),
        (Clearance(everything=True, purpose="warn"), True),
        (Clearance(everything=True, purpose="analysis"), False),
        (Clearance(), False),
    ],
)
def test_an_audience_is_asked_by_who_belongs_to_all_of_it_for_one_of_its_purposes(
    clearance: Clearance, expected: bool
) -> None:
    assert EAST.within(clearance) is expected


def test_only_who_sees_everything_asks_the_local_graph() -> None:
    assert LOCAL_AUDIENCE.within(Clearance(everything=True))
    assert not LOCAL_AUDIENCE.within(Clearance(agencies=FULL, handling_ceiling="H3"))


def test_a_graph_holds_what_each_of_its_audiences_purposes_opens_and_nothing_of_a_case() -> None:
    markings = {
        1: Marking(),
        2: Marking(purposes=("identify", "warn", "analysis")),
        3: Marking(purposes=("warn",)),
        4: Marking(person_category="victim"),
        5: Marking(releasable_to=("NL",)),
        6: Marking(releasable_to=("FR",)),
        7: Marking(releasable_to=("FR",), originator="BE"),
        8: Marking(handling=("H2",)),
    }

    assert EAST.sees(markings) == [1, 2, 5, 7]
    assert define_audience("open").sees(markings) == [1]
    assert LOCAL_AUDIENCE.sees(markings) == [1, 5, 6, 7, 8]


def test_a_redefined_audience_has_another_database_and_the_local_one_its_own_name() -> None:
    assert LOCAL_AUDIENCE.database == "interlink"
    assert (
        EAST.database
        == define_audience(
            "east", agencies=["NL", "BE"], handling_ceiling="H1", purposes=["identify", "warn"]
        ).database
    )
    others = [define_audience("east"), define_audience("east", handling_ceiling="H1")]
    assert len({EAST.database, *(each.database for each in others)}) == 3


def test_every_problem_of_a_definition_is_named() -> None:
    with pytest.raises(SettingsError) as refused:
        define_audience("East", agencies=["nobody", " "], handling_ceiling="h1", purposes=["warm"])

    said = str(refused.value).splitlines()
    assert said[0].startswith("audience 'East': a name is lower-case letters")
    assert said[1:] == [
        "audience 'East': handling ceiling 'h1' is not one of H0, H1, H2, H3. Did you mean 'H1'?",
        "audience 'East': ' ' is no name of an agency, country or alliance",
        "audience 'East': 'nobody' is no name of an agency, country or alliance",
        f"audience 'East': 'warm' is not a purpose; there are {', '.join(PURPOSES)}. Did you mean 'warn'?",
    ]


@pytest.mark.parametrize("name", ["interlink", "east_next", "a" * 42, "", "../x", "1a"])
def test_a_name_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match="a name is lower-case letters"):
        define_audience(name)
