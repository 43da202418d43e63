"""Groups through time: each event planted, a crew that changes its phones, windows, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import phases, run
from interlink.errors import QueryError, UnknownName
from interlink.projection import Constraints, Projection

Links = list[tuple[str, str, str]]
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def layered(*phases_: list[str]) -> Projection:
    """A layer for each phase, in which everybody of a word is linked to everybody."""
    links = [
        (a, b, f"phase{number}")
        for number, groups in enumerate(phases_, start=1)
        for group in groups
        for a, b in combinations(group, 2)
    ]
    return Projection.from_edges(pd.DataFrame(links, columns=["src", "dst", "layer"]), layer="layer")


def told(projection: Projection, **given: object) -> list[tuple[object, ...]]:
    frame = phases(projection, by="layer", resamples=0, **given).frame()
    return list(frame[["window", "event", "before", "after", "stayed"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["abcd"], ["abcd"], [("continue", (1,), (1,), 4)]),
        (["abcd"], ["abcdef"], [("grow", (1,), (1,), 4)]),
        (["abcdef"], ["abcd"], [("shrink", (1,), (1,), 4)]),
        (["abcd", "efgh"], ["abcdefgh"], [("merge", (1, 2), (1,), 8)]),
        (["abcdefgh"], ["abcd", "efgh"], [("split", (1,), (1, 2), 8)]),
        (["abcd"], ["wxyz"], [("birth", (), (1,), 0), ("death", (1,), (), 0)]),
        (["abcd", "efg"], ["abcd"], [("continue", (1,), (1,), 4), ("death", (2,), (), 0)]),
        (["abcd", "xyz"], ["xyz", "abcd"], [("continue", (1,), (1,), 4), ("continue", (2,), (2,), 3)]),
    ],
    ids=["continue", "grow", "shrink", "merge", "split", "all others", "death", "order"],
)
def test_what_becomes_of_groups_is_told(
    before: list[str], after: list[str], expected: list[tuple[object, ...]]
) -> None:
    assert told(layered(before, after)) == [("phase2", *each) for each in expected]


def test_a_threshold_says_how_much_two_groups_have_in_common() -> None:
    p = layered(["abcd"], ["cdxy"])  # two of six

    assert [event for _, event, *_ in told(p, threshold=1 / 3)] == ["continue"]
    assert [event for _, event, *_ in told(p, threshold=0.34)] == ["birth", "death"]


def test_groups_members_and_evidence_of_each_window() -> None:
    p = layered(["abc"], ["abcd", "xy"])

    found = phases(p, by="layer", resamples=0)

    assert found.table("groups").to_dict("records") == [
        {"window": "phase1", "group": 1, "size": 3, "members": ("a", "b", "c")},
        {"window": "phase2", "group": 1, "size": 4, "members": ("a", "b", "c", "d")},
    ]
    members = found.table("members")
    assert members["id"].tolist() == list("abcabcd")
    assert members["window"].tolist() == ["phase1"] * 3 + ["phase2"] * 4
    assert sorted(each.locator for each in found.evidence(0, table="members")) == ["row 0", "row 1"]
    assert sorted(each.locator for each in found.evidence(6, table="members")) == ["row 5", "row 7", "row 8"]
    assert len(found.evidence(1, table="groups")) == 6
    assert len(found.evidence(0)) == 3 + 6
    assert (found.measures["windows"], found.measures["grow"]) == (2.0, 1.0)
    assert found.measures["turnover"] == pytest.approx(1 - 3 / 6)
    pairs = phases(p, by="layer", smallest=2, resamples=0)
    assert pairs.table("groups")["members"].tolist()[-1] == ("x", "y")


def calls(seed: int, *, crew: str = "abcdef", changes: bool = True) -> Iterator[tuple[str, str, datetime]]:
    """Forty people who call their five contacts for sixty days; on day 30 the crew changes its phones.

    The crew call each other, each its own two or three contacts outside, and go on doing so.
    """
    chance = np.random.default_rng(seed)
    others = [f"p{n:02}" for n in range(40)]
    pairs = [(one, str(other)) for one in others for other in chance.choice(others, 3, replace=False)]
    pairs += [(crew[n], crew[(n + 1) % len(crew)]) for n in range(len(crew))]
    pairs += [(one, str(other)) for one in crew for other in chance.choice(others, 3, replace=False)]
    for one, other in pairs:
        for day in np.sort(chance.choice(60, 12, replace=False)).tolist():
            ends = [f"{who}-new" if changes and who in crew and day >= 30 else who for who in (one, other)]
            at = BEGINNING + timedelta(days=day, seconds=int(chance.integers(0, 86_400)))
            if one != other:
                yield ends[0], ends[1], at


def heard(links: Iterator[tuple[str, str, datetime]]) -> Projection:
    frame = pd.DataFrame(links, columns=["src", "dst", "at"])
    return Projection.from_edges(frame, at="at", directed=True)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_crew_that_changes_all_its_phones_is_followed(seed: int) -> None:
    found = phases(heard(calls(seed)), every=15, resamples=0)

    told = found.table("successors")
    assert dict(zip(told["old"], told["new"], strict=True)) == {one: f"{one}-new" for one in "abcdef"}
    assert set(told["window"]) == {"2026-01-31"}
    assert all(len(shared) >= 2 for shared in told["shared"])
    assert found.frame()["followed"].sum() >= 2


def test_nobody_is_followed_where_two_would_do_as_well() -> None:
    # a and b vanish, x and y appear, and all four are linked alike.
    assert len(phases(layered(["abcd"], ["cdxy"]), by="layer").table("successors")) == 0
    assert phases(layered(["abcd"], ["bcdx"]), by="layer").table("successors")["new"].tolist() == ["x"]


def test_nobody_is_followed_where_nobody_changed() -> None:
    assert len(phases(heard(calls(1, changes=False)), every=15).table("successors")) == 0


def test_a_match_is_told_with_the_records_of_both_and_how_often_it_holds() -> None:
    p = heard(calls(1))

    found = phases(p, every=15, resamples=10)

    told = found.table("successors")
    ends = [p.index_of(told.loc[0, side]) for side in ("old", "new")]
    expected = np.isin(p.rows.source, ends) | np.isin(p.rows.target, ends)
    rows = {int(each.locator.removeprefix("row ")) for each in found.evidence(0, table="successors")}
    assert rows == set(np.flatnonzero(expected).tolist())
    assert told["confidence"].between(0, 1).all()
    assert told["confidence"].mean() > 0.8
    assert told["margin"].min() > 0
    assert found.frame()["confidence"].between(0, 1).all()


def test_an_id_that_is_heard_of_again_is_not_taken_for_another() -> None:
    # The new phone rings while the old one still does.
    links = [*calls(1), ("a", "p01", BEGINNING + timedelta(days=59))]

    told = phases(heard(iter(links)), every=15, resamples=0).table("successors")

    assert "a" not in set(told["old"])


def test_a_record_that_lasts_belongs_to_every_window_that_it_touches() -> None:
    frame = pd.DataFrame(
        [(a, b, "2026-01-05", "2026-01-25") for a, b in combinations("abc", 2)],
        columns=["src", "dst", "at", "until"],
    )
    frame.loc[len(frame)] = ["a", "d", "2026-02-14", "2026-02-14"]

    found = phases(Projection.from_edges(frame, at="at", until="until"), every=10, resamples=0)

    groups = found.table("groups")
    assert groups["window"].tolist() == ["2026-01-05", "2026-01-15", "2026-01-25"]
    assert found.measures["windows"] == 5.0
    assert found.frame()["event"].tolist() == ["continue", "continue", "death"]


def test_the_order_of_rows_changes_nothing_and_nothing_is_changed() -> None:
    frame = pd.DataFrame(calls(2), columns=["src", "dst", "at"])
    kept = frame.copy()
    p = Projection.from_edges(frame, at="at", directed=True)

    one = phases(p, every=15, resamples=3)
    other = phases(Projection.from_edges(frame[::-1], at="at", directed=True), every=15, resamples=3)

    assert one.fingerprint == other.fingerprint
    pd.testing.assert_frame_equal(frame, kept)
    asked = run("phases", p, {"every": "15", "resamples": "3", "by": "time"})
    assert asked.fingerprint == one.fingerprint


@settings(max_examples=30, deadline=None)
@given(
    links=st.lists(
        st.tuples(
            st.integers(0, 9), st.integers(0, 9), st.sampled_from("xyz"), st.sampled_from([0.0, 1, 1e9])
        ),
        min_size=1,
        max_size=40,
    ),
    directed=st.booleans(),
)
def test_every_group_has_at_least_one_event_and_every_member_is_linked(
    links: list[tuple[int, int, str, float]], directed: bool
) -> None:
    frame = pd.DataFrame([(str(a), str(b), layer, w) for a, b, layer, w in links], columns=list("abcw"))
    p = Projection.from_edges(frame, "a", "b", layer="c", weight="w", directed=directed)

    found = phases(p, by="layer", smallest=2, resamples=0)

    events, groups, names = found.frame(), found.table("groups"), list(p.layers)
    after = {(row.window, g) for row in events.itertuples() for g in row.after}
    before = {(names[names.index(row.window) - 1], g) for row in events.itertuples() for g in row.before}
    every = set(zip(groups["window"], groups["group"].tolist(), strict=True))
    assert after == {each for each in every if each[0] != names[0]}
    assert before == {each for each in every if each[0] != names[-1]}
    for row in groups.itertuples():
        assert len(row.members) == row.size >= 2
        linked = {str(end) for a, b, layer, _ in links if layer == row.window and a != b for end in (a, b)}
        assert set(row.members) <= linked
    assert all(len(found.evidence(n, table="members")) >= 1 for n in range(len(found.table("members"))))


def test_nobody_and_no_times_give_findings_that_say_so() -> None:
    untimed = layered(["abc"])

    empty = phases(Projection.from_links([], []))
    without = phases(untimed)
    alone = phases(untimed, by="layer")

    assert (len(empty), len(without), len(alone)) == (0, 0, 0)
    assert without.caveats == ("There are no links with a time: there is nothing to follow.",)
    assert phases(Projection.from_links([], []), by="layer").caveats == (
        "There are no links: there is nothing to follow.",
    )
    assert "There is one window: nothing comes before or after it." in alone.caveats
    assert np.isnan(alone.measures["turnover"])


def test_constraints_narrow_what_is_followed() -> None:
    found = phases(
        layered(["abc"], ["abc"], ["abc"]),
        by="layer",
        where=Constraints(avoid=["a"], layers=["phase1", "phase3"]),
    )

    assert found.params["avoid"] == ["a"]
    assert len(found.table("groups")) == 0
    assert found.measures["windows"] == 2.0


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"by": "layers"}, UnknownName, "no windows by 'layers'; expected time or layer. Did you mean"),
        ({"every": 0}, QueryError, "every is 0 days; expected 1 or more"),
        ({"smallest": 1}, QueryError, "smallest is 1; expected 2 or more"),
        ({"least_shared": 0}, QueryError, "least_shared is 0; expected 1 or more"),
        ({"threshold": 0.0}, QueryError, "threshold is 0.0; expected above 0 and at most 1"),
        ({"likeness": float("nan")}, QueryError, "likeness is nan; expected above 0 and at most 1"),
        ({"resamples": -1}, QueryError, "resamples is -1; expected 0 to 10,000"),
        ({"seed": -1}, QueryError, "seed is -1; expected 0 or more"),
    ],
)
def test_arguments_that_cannot_be_used_are_refused(
    given: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"phases: {message}"):
        phases(heard(calls(1)), **given)


def test_too_many_windows_and_negative_weights_are_refused() -> None:
    frame = pd.DataFrame(
        [("a", "b", "2000-01-01", 1.0), ("a", "b", "2026-01-01", -1.0)], columns=["src", "dst", "at", "w"]
    )

    with pytest.raises(QueryError, match="every 1 days makes 9,498 windows; expected at most 1,000"):
        phases(Projection.from_edges(frame, at="at"), every=1)
    negative = Projection.from_edges(frame[1:], at="at", weight="w")
    with pytest.raises(QueryError, match=r"phases: weight -1\.0 between 'a' and 'b'; expected 0 or more"):
        phases(negative)
