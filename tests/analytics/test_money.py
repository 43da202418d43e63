from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import Finding, money
from interlink.errors import QueryError, UnknownName
from interlink.projection import Constraints, Projection

START = datetime(2024, 1, 1, tzinfo=UTC)
Payment = tuple[str, str, float, int]

# Who pays whom, how much, in which hour.
FAN_IN = [(f"s{n}", "shop", 100.0 + n, 10 * n) for n in range(5)]
SCATTERED = [("boss", f"m{n}", 900.0, n) for n in range(4)] + [
    (f"m{n}", "till", 870.0, 20 + n) for n in range(4)
]
CIRCLE = [("a", "b", 5000.0, 0), ("b", "c", 4900.0, 30), ("c", "d", 4800.0, 60), ("d", "a", 4700.0, 90)]
BACK = [("x", "y", 300.0, 0), ("y", "x", 290.0, 5)]
LADDER = [("p", "q", 7000.0, 0), ("q", "r", 6900.0, 24), ("r", "s", 6800.0, 48), ("s", "t", 6700.0, 72)]
PAYMENTS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.integers(8, 12), st.integers(0, 12)),
    min_size=1,
    max_size=18,
)


def paid(payments: list[Any], *, directed: bool = True) -> Projection:
    frame = pd.DataFrame(
        [(u, v, float(w), START + timedelta(hours=h)) for u, v, w, h in payments],
        columns=["src", "dst", "amount", "at"],
    )
    return Projection.from_edges(frame, weight="amount", at="at", directed=directed)


def rows_behind(finding: Finding) -> list[tuple[int, ...]]:
    """The rows of the table behind each pattern, in order of the rows."""
    return [
        tuple(sorted(int(each.locator.split()[-1]) for each in finding.evidence(row)))
        for row in range(len(finding))
    ]


def found(payments: list[Any], pattern: str, **given: Any) -> list[tuple[int, ...]]:
    return sorted(rows_behind(money(paid(payments), patterns=[pattern], resamples=0, **given)))


@pytest.mark.parametrize(
    ("pattern", "planted"),
    [
        ("fan_in", FAN_IN),
        ("fan_out", [(v, u, w, h) for u, v, w, h in FAN_IN]),
        ("scatter_gather", SCATTERED),
        ("cycle", CIRCLE),
        ("round_trip", BACK),
        ("ladder", LADDER),
    ],
)
def test_a_planted_pattern_is_found_whole_and_only_it(pattern: str, planted: list[Payment]) -> None:
    noise = [(f"n{n}", f"n{n + 1}", 50.0 * 2**n, 100 * n) for n in range(6)]

    assert found([*noise, *planted], pattern) == [tuple(range(6, 6 + len(planted)))]


@pytest.mark.parametrize(
    ("pattern", "payments"),
    [
        ("fan_in", FAN_IN[:3]),
        ("fan_in", [(u, v, w, 40 * n) for n, (u, v, w, _) in enumerate(FAN_IN)]),
        ("fan_in", [("s0", v, w, h) for _, v, w, h in FAN_IN]),
        ("scatter_gather", SCATTERED[:-1]),
        ("scatter_gather", [(u, v, w if v == "till" else w * 1.2, h) for u, v, w, h in SCATTERED]),
        ("scatter_gather", [(u, v, w, h if u == "boss" else h + 60) for u, v, w, h in SCATTERED]),
        ("scatter_gather", [(u, v, w, 40 - h) for u, v, w, h in SCATTERED]),
        ("cycle", [(u, v, w, 90 - h) for u, v, w, h in CIRCLE]),
        ("cycle", [*CIRCLE[:3], ("d", "a", 4000.0, 90)]),
        ("cycle", [*CIRCLE[:3], ("d", "a", 4700.0, 133)]),
        ("cycle", BACK),
        ("round_trip", [("x", "y", 300.0, 0), ("y", "x", 200.0, 5)]),
        ("round_trip", [("x", "y", 300.0, 0), ("y", "x", 290.0, 73)]),
        ("ladder", LADDER[:2]),
        ("ladder", [*LADDER[:3], ("q", "z", 6950.0, 25)]),
        ("ladder", [*LADDER[:2], ("r", "s", 6800.0, 97)]),
    ],
)
def test_a_near_miss_is_not_found(pattern: str, payments: list[Payment]) -> None:
    assert found(payments, pattern) == []


def test_a_row_says_who_how_much_and_when() -> None:
    finding = money(paid(SCATTERED), resamples=0)

    by_pattern = {row["pattern"]: row for row in finding.frame().to_dict("records")}
    assert by_pattern["scatter_gather"] == {
        "pattern": "scatter_gather",
        "rank": 1,
        "id": "boss",
        "caption": "boss",
        "to": "till",
        "others": ("m0", "m1", "m2", "m3"),
        "amount": 3600.0,
        "parties": 6,
        "first": pd.Timestamp("2024-01-01T00:00Z"),
        "last": pd.Timestamp("2024-01-01T23:00Z"),
        "hours": 23.0,
        "payments": 8,
    }
    assert sorted(by_pattern) == ["fan_in", "fan_out", "scatter_gather"]
    assert (by_pattern["fan_in"]["id"], by_pattern["fan_in"]["to"]) == ("till", "")
    assert finding.measures == {
        "fan_in": 1.0, "fan_out": 1.0, "scatter_gather": 1.0, "cycle": 0.0, "round_trip": 0.0, "ladder": 0.0,
    }  # fmt: skip
    assert "scatter_gather: boss to till, 3,600.00 among 6 parties in 8 payments" in finding.explain()


def test_a_chain_names_its_parties_in_order_of_the_payments() -> None:
    circle, ladder = (
        money(paid(payments), patterns=[name], resamples=0).frame().iloc[0]
        for name, payments in (("cycle", CIRCLE), ("ladder", LADDER))
    )

    assert (circle["id"], circle["to"], circle["others"], circle["amount"]) == (
        "a",
        "",
        ("b", "c", "d"),
        5000.0,
    )
    assert (ladder["id"], ladder["to"], ladder["others"]) == ("p", "t", ("q", "r", "s"))


def test_a_circle_of_more_payments_than_asked_for_is_not_looked_for() -> None:
    assert (len(found(CIRCLE, "cycle", most_hops=3)), len(found(CIRCLE, "cycle", most_hops=4))) == (0, 1)


def test_payments_run_as_the_records_say_where_the_projection_has_no_direction() -> None:
    finding = money(paid(CIRCLE, directed=False), patterns=["cycle"], resamples=0)

    assert finding.frame()["id"].tolist() == ["a"]


def passes_on(one: Payment, other: Payment, window: int, share: float) -> bool:
    soon = 0 <= other[3] - one[3] <= window
    return one[1] == other[0] and soon and abs(other[2] - one[2]) <= share * one[2]


def circles(
    payments: list[Payment], least: int, most: int, window: int, share: float
) -> set[tuple[int, ...]]:
    """Payments that come back, by trying every order of every few of them."""
    usable = [i for i, (u, v, *_) in enumerate(payments) if u != v]
    return {
        tuple(sorted(some))
        for hops in range(least, most + 1)
        for some in itertools.permutations(usable, hops)
        if payments[some[-1]][1] == payments[some[0]][0]
        and len({payments[i][0] for i in some}) == hops
        and all(passes_on(payments[i], payments[j], window, share) for i, j in itertools.pairwise(some))
    }


@settings(deadline=None, max_examples=60)
@given(
    payments=PAYMENTS.filter(lambda some: len(some) <= 10),
    window=st.integers(0, 8),
    share=st.sampled_from([0.0, 0.2]),
)
def test_circles_and_round_trips_equal_trying_them_all(
    payments: list[Payment], window: int, share: float
) -> None:
    given = {"window": window, "tolerance": share}

    assert found(payments, "round_trip", **given) == sorted(circles(payments, 2, 2, window, share))
    assert found(payments, "cycle", most_hops=4, **given) == sorted(circles(payments, 3, 4, window, share))


@settings(deadline=None, max_examples=100)
@given(payments=PAYMENTS, window=st.integers(0, 8), share=st.sampled_from([0.0, 0.2]))
def test_ladders_equal_following_each_payment(payments: list[Payment], window: int, share: float) -> None:
    usable = [i for i, (u, v, *_) in enumerate(payments) if u != v]
    after = {
        i: [j for j in usable if i != j and passes_on(payments[i], payments[j], window, share)]
        for i in usable
    }
    before = {j: [i for i in usable if j in after[i]] for j in usable}
    only = {i: js[0] for i, js in after.items() if len(js) == 1 and len(before[js[0]]) == 1}
    expected = []
    for i in set(only) - set(only.values()):
        chain = [i]
        while chain[-1] in only:
            chain.append(only[chain[-1]])
        met = [payments[i][0], *(payments[j][1] for j in chain)]
        if len(chain) >= 3 and len(set(met)) == len(met):
            expected.append(tuple(sorted(chain)))

    assert found(payments, "ladder", window=window, tolerance=share) == sorted(expected)


def greedy(windows: list[tuple[Any, int, int, tuple[int, ...]]]) -> list[tuple[int, ...]]:
    """Windows in order of what they weigh, none that overlaps one kept."""
    kept: list[tuple[Any, int, int, tuple[int, ...]]] = []
    for each in sorted(windows):
        if all(each[2] < other[1] or each[1] > other[2] for other in kept):
            kept.append(each)
    return [rows for *_, rows in kept]


@settings(deadline=None, max_examples=100)
@given(payments=PAYMENTS, window=st.integers(0, 8), least=st.integers(2, 4))
def test_fans_equal_looking_at_every_window(payments: list[Payment], window: int, least: int) -> None:
    expected = []
    for party in "abcdef":
        rows = [i for i, (u, v, *_) in enumerate(payments) if v == party != u]
        windows = []
        for end in {payments[i][3] for i in rows}:
            within = [i for i in rows if end - window <= payments[i][3] <= end]
            others = {payments[i][0] for i in within}
            if len(others) >= least:
                weighs = (-len(others), -sum(payments[i][2] for i in within))
                begins = min(payments[i][3] for i in within)
                windows.append(((*weighs, begins, end), begins, end, tuple(within)))
        expected += greedy(windows)

    assert found(payments, "fan_in", window=window, least=least) == sorted(expected)
    turned = [(v, u, w, h) for u, v, w, h in payments]
    assert found(turned, "fan_out", window=window, least=least) == sorted(expected)


@settings(deadline=None, max_examples=100)
@given(payments=PAYMENTS, window=st.integers(0, 8), share=st.sampled_from([0.1, 0.5]))
def test_what_is_scattered_and_gathered_equals_looking_at_every_window(
    payments: list[Payment], window: int, share: float
) -> None:
    usable = [i for i, (u, v, *_) in enumerate(payments) if u != v]
    expected = []
    for start, end in itertools.permutations("abcdef", 2):
        pairs = [
            (i, j)
            for i in usable
            for j in usable
            if i != j and payments[i][0] == start and payments[j][1] == end
            if passes_on(payments[i], payments[j], window, share=99)
        ]
        windows = []
        for opened in {payments[i][3] for i, _ in pairs}:
            within = [
                (i, j) for i, j in pairs if payments[i][3] >= opened and payments[j][3] <= opened + window
            ]
            left, came = {i for i, _ in within}, {j for _, j in within}
            others = {payments[i][1] for i in left}
            total, gathered = (sum(payments[i][2] for i in some) for some in (left, came))
            if len(others) >= 2 and abs(gathered - total) <= share * total:
                last = max(payments[j][3] for j in came)
                weighs = (-len(others), -total, opened, last)
                windows.append((weighs, opened, last, tuple(sorted(left | came))))
        expected += greedy(windows)

    assert found(payments, "scatter_gather", window=window, least=2, tolerance=share) == sorted(expected)


def test_more_than_asked_for_are_counted_and_told() -> None:
    pairs = [(f"x{n}", f"y{n}", 100.0 + n, n) for n in range(4)]
    both = [*pairs, *((v, u, w, h + 1) for u, v, w, h in pairs)]

    finding = money(paid(both), patterns=["round_trip"], top=2, resamples=0)

    assert finding.frame()["amount"].tolist() == [103.0, 102.0]
    assert finding.measures == {"round_trip": 4.0}
    assert "4 of round_trip were found and the 2 of most money are shown." in finding.caveats


def test_a_pattern_holds_in_the_repeats_in_which_its_parties_make_it_again() -> None:
    frame = money(paid([*CIRCLE, *FAN_IN, ("s9", "shop", 1.0, 41)]), resamples=300).frame()
    shares = dict(zip(frame["pattern"], frame["confidence"], strict=True))

    # all four of a circle; of six that pay the shop, four or more
    assert shares["cycle"] == pytest.approx(0.9**4, abs=0.07)
    assert shares["fan_in"] == pytest.approx(0.98, abs=0.03)


def test_payments_without_time_amount_or_to_oneself_are_told() -> None:
    frame = pd.DataFrame(
        {"src": ["a", "a", "b"], "dst": ["b", "a", "c"], "at": ["2024-01-01", "2024-01-01", None]}
    )

    said = money(Projection.from_edges(frame, at="at")).caveats

    assert "1 payment to oneself left out." in said
    assert "1 record has no time: left out." in said
    assert (
        "All payments weigh the same: were links weighed by amount?"
        in money(paid([("a", "b", 1, 0)] * 2)).caveats
    )
    nothing = money(paid([("a", "b", 0.0, 0)]))
    assert (len(nothing), nothing.caveats[0]) == (
        0,
        "There are no payments with a time and an amount to look at.",
    )


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"patterns": ["fan-in"]}, UnknownName, "no pattern 'fan-in'.*Did you mean 'fan_in'"),
        ({"window": float("nan")}, QueryError, "window is nan; expected hours, 0 or more"),
        ({"tolerance": 2}, QueryError, "tolerance is 2; expected a share within 0 and 1"),
        ({"least": 1}, QueryError, "least is 1; expected 2 or more"),
        ({"top": 0}, QueryError, "top is 0; expected 1 or more"),
        ({"most_hops": 9}, QueryError, "most_hops is 9; expected 3 to 8"),
        ({"resamples": -1}, QueryError, "resamples is -1"),
        ({"where": Constraints(layers=("wire",))}, UnknownName, "no layer 'wire'"),
    ],
)
def test_what_cannot_be_asked_is_refused(given: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        money(paid(CIRCLE), **given)


def test_negative_amounts_and_too_many_pairs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(QueryError, match=r"amount -4.0 between 'a' and 'b'; expected 0 or more"):
        money(paid([("a", "b", -4.0, 0)]))
    monkeypatch.setattr("interlink.analytics.payments.MOST_PAIRS", 2)
    with pytest.raises(QueryError, match="3 pairs of payments lie within the window; expected at most 2"):
        money(paid(CIRCLE), patterns=["ladder"])


def test_what_was_read_as_payments_is_told_by_kind_of_link() -> None:
    frame = pd.DataFrame(
        {
            "src": ["a", "b", "c", "c"],
            "dst": ["b", "c", "d", "c"],
            "at": [START] * 4,
            "kind": ["PAID", "CALLED", "CALLED", "MET"],
        }
    )

    said = money(Projection.from_edges(frame, at="at", layer="kind")).caveats

    # the one of MET is to oneself
    assert said[0] == "Read as payments were CALLED (2), PAID (1): leave out what is no payment."
