"""Nothing that a marking hides is told by any door, and what it does not hide is.

`make proof` judges 100,000 cases and writes the figures into docs/trust.md. One of them is judged again by

    INTERLINK_PROOF=1 INTERLINK_PROOF_SEED=7 INTERLINK_PROOF_CASE=1234 pytest tests/proof/test_leaks.py

and one of `make test`, which has a smaller world, by the same without INTERLINK_PROOF.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from doors import DOORS, NO_DOORS, OWN
from doors_analysing import ANALYSES
from judging import door_of, judge, judge_call, tally
from sown_home import Sown
from truth import Truth

import interlink as il
from interlink.analytics import ANALYTICS
from interlink.errors import UnknownEntity
from interlink.model.marking import Clearance, Marking
from interlink.model.marking import is_visible as really_visible
from interlink.projection.lake import KeptProjections
from interlink.search import KeptNames
from proving import CASE, PROOF, SEED, TALLY

# In `make test`, and how many calls a door that tells too much is given to be found out.
FEW = 4_000
CALLS = 120


def test_every_public_method_is_a_door_that_the_proof_tries_or_has_a_reason_why_not() -> None:
    public = {name for name in dir(il.Workspace) if not name.startswith("_")} - {"settings"}
    known = {name.split(" ")[0] for name in {**DOORS, **OWN}} | set(NO_DOORS)

    assert sorted(public - known) == [], (
        "the proof does not know this door: write in tests/proof/doors.py how it is tried, or why it is none"
    )
    assert sorted(known - public) == [], (
        "there is no such method any more: take it out of tests/proof/doors.py"
    )


def test_every_analytic_is_one_that_the_proof_tries() -> None:
    assert sorted(ANALYTICS) == sorted(ANALYSES), (
        "the proof does not know this analytic: write in tests/proof/doors_analysing.py what it has to answer"
    )


def test_no_door_tells_what_a_marking_hides_and_every_door_tells_the_rest(sown: Sown) -> None:
    marks = len(sown.truth.marks)
    if CASE:
        # The calls before it may have left something in memory.
        cases, first = 4 * marks, max(0, CASE // marks - 3)
    else:
        cases, first = PROOF or FEW, 0

    problems = tally(judge(sown, seed=SEED, cases=cases, first=first), TALLY)

    assert problems == [], f"seed {SEED}\n" + "\n".join(problems[:50])
    assert CASE or sum(counts["cases"] for counts in TALLY.values()) >= cases


def test_people_who_ask_at_once_are_told_no_more(sown: Sown) -> None:
    numbers = range(1_000_000, 1_000_000 + (800 if PROOF else 24))
    with ThreadPoolExecutor(4) as threads:
        judgements = list(threads.map(lambda n: judge_call(sown, n, seed=SEED), numbers))

    problems = tally((replace(each, door="any, four at once") for each in judgements), TALLY)

    assert problems == [], f"seed {SEED}\n" + "\n".join(problems[:50])


def test_the_same_number_is_the_same_call_whatever_went_before(sown: Sown) -> None:
    assert judge_call(sown, 11, seed=SEED) == judge_call(sown, 11, seed=SEED)


def everything(marking: Marking, clearance: Clearance) -> bool:
    return True


def nothing(marking: Marking, clearance: Clearance) -> bool:
    return False


def without_purposes(marking: Marking, clearance: Clearance) -> bool:
    return really_visible(replace(marking, purposes=()), clearance)


def without_recipients(marking: Marking, clearance: Clearance) -> bool:
    return really_visible(replace(marking, releasable_to=()), clearance)


def without_handling(marking: Marking, clearance: Clearance) -> bool:
    return really_visible(replace(marking, handling=("H0",)), clearance)


def unknown_codes_as_the_mildest(marking: Marking, clearance: Clearance) -> bool:
    known = tuple(code for code in marking.handling if code.startswith("H"))
    return really_visible(replace(marking, handling=known), clearance)


def one_code_of_several(marking: Marking, clearance: Clearance) -> bool:
    return really_visible(replace(marking, handling=marking.handling[:1]), clearance)


def nobody_as_a_name(marking: Marking, clearance: Clearance) -> bool:
    everyone = replace(clearance, agencies=clearance.agencies | {"Anybody"})
    renamed = tuple("Anybody" if name == "nobody" else name for name in marking.releasable_to)
    return really_visible(replace(marking, releasable_to=renamed), everyone)


@pytest.mark.parametrize(
    "wrong",
    [
        everything,
        nothing,
        without_purposes,
        without_recipients,
        without_handling,
        unknown_codes_as_the_mildest,
        one_code_of_several,
        nobody_as_a_name,
    ],
)
def test_a_view_that_reads_markings_wrongly_is_found_out(
    sown: Sown, monkeypatch: pytest.MonkeyPatch, wrong: Callable[[Marking, Clearance], bool]
) -> None:
    monkeypatch.setattr("interlink.access.view.is_visible", wrong)

    assert found_out(sown), f"{wrong.__name__} is not found out"


def test_names_kept_for_one_and_given_to_another_are_found_out(
    sown: Sown, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = KeptNames.get
    monkeypatch.setattr(KeptNames, "get", lambda kept, seen, make: really(kept, "all the same", make))

    assert found_out(sown, "search")


def test_projections_kept_for_one_and_given_to_another_are_found_out(
    sown: Sown, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = KeptProjections.get
    monkeypatch.setattr(KeptProjections, "get", lambda kept, seen, make: really(kept, seen[0], make))

    assert found_out(sown, "project")


def test_a_refusal_that_tells_hidden_from_absent_is_found_out(
    sown: Sown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interlink.workspace.reading.card", refuse_by(sown.truth))

    assert found_out(sown, "card")


def refuse_by(truth: Truth) -> Callable[..., object]:
    def card(look: object, entity: str) -> object:
        hidden = entity in truth.ids
        raise UnknownEntity(f"you may not see '{entity}'" if hidden else f"no entity '{entity}'")

    return card


def found_out(sown: Sown, *doors: str) -> bool:
    """Whether a few calls show that something is wrong."""
    numbers = [n for n in range(10 * CALLS) if not doors or door_of(n, seed=SEED) in doors]
    return any(judge_call(sown, n, seed=SEED).problems for n in numbers[:CALLS])


def test_the_tally_counts_every_case(sown: Sown) -> None:
    into: dict[str, Counter[str]] = {}

    tally(judge(sown, seed=SEED, cases=3 * len(sown.truth.marks)), into)

    assert sum(counts["calls"] for counts in into.values()) == 3
    assert sum(counts["cases"] for counts in into.values()) == 3 * len(sown.truth.marks)
