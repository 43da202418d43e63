from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import Finding, journeys
from interlink.errors import QueryError, UnknownEntity, UnknownName
from interlink.projection import Constraints, Projection

# Who, whom, leaves at, takes, amount: few of each, so that ties and waits of every kind come up.
CONTACTS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 9), st.integers(0, 2), st.integers(1, 4)),
    min_size=1,
    max_size=16,
)
DAY = datetime(2024, 1, 1, tzinfo=UTC)
Contact = tuple[int, int, int, int, int]

# A parcel leaves the port on the second and the depot on the first: no way through, but by the yard.
FREIGHT = pd.DataFrame(
    [
        ("port", "depot", "lorry", 5.0, "2024-01-02T08:00Z", "2024-01-02T10:00Z"),
        ("depot", "shop", "lorry", 5.0, "2024-01-01T08:00Z", "2024-01-01T09:00Z"),
        ("port", "yard", "rail", 4.0, "2024-01-03T08:00Z", "2024-01-04T08:00Z"),
        ("yard", "shop", "lorry", 3.0, "2024-01-04T08:00Z", "2024-01-04T12:00Z"),
        ("yard", "shop", "lorry", 9.0, "2024-01-06T08:00Z", "2024-01-06T12:00Z"),
        ("yard", "depot", "rail", 4.0, "2024-01-05T00:00Z", "2024-01-05T02:00Z"),
        ("shop", "shop", "lorry", 1.0, "2024-01-05T00:00Z", None),
        ("shop", "farm", "lorry", 1.0, None, None),
    ],
    columns=["src", "dst", "by", "tons", "out", "in"],
)


def freight(*, directed: bool = True, frame: pd.DataFrame = FREIGHT) -> Projection:
    return Projection.from_edges(frame, weight="tons", at="out", until="in", layer="by", directed=directed)


def hour(number: float) -> datetime:
    return DAY + timedelta(hours=number)


def projected(contacts: list[Contact], *, directed: bool) -> Projection:
    frame = pd.DataFrame(
        [(str(u), str(v), hour(at), hour(at + takes), w) for u, v, at, takes, w in contacts],
        columns=["src", "dst", "at", "until", "amount"],
    )
    return Projection.from_edges(frame, weight="amount", at="at", until="until", directed=directed)


def every_journey(
    contacts: list[Contact], start: int, *, both: bool, least: float, most: float | None, share: float | None
) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Vertices, departure and arrival of everything that respects time and limits, by trying it all."""
    ways = [*contacts, *((v, u, at, takes, w) for u, v, at, takes, w in contacts if both)]

    def follow(path: tuple[int, ...], left: int | None, arrived: int, amount: int) -> Iterator[Any]:
        for u, v, at, takes, w in ways:
            if u != path[-1] or v in path:
                continue
            wait = at - arrived
            if left is not None and (wait < least or (most is not None and wait > most)):
                continue
            if left is not None and share is not None and w > amount * (1 + share):
                continue
            departs = at if left is None else left
            yield (*path, v), departs, at + takes
            yield from follow((*path, v), departs, at + takes, w)

    yield from follow((start,), None, 0, 0)


def best_by_hand(
    found: list[tuple[tuple[int, ...], int, int]], end: int, goal: str
) -> list[tuple[tuple[int, ...], int, int]]:
    """The journeys in order, one for each way; of several, what the goal wants, then the shortest wait."""
    chosen: dict[tuple[int, ...], tuple[int, int]] = {}
    for path, departs, arrives in found:
        if path[-1] != end:
            continue
        known = chosen.get(path)
        better = (-departs, arrives) if goal == "latest" else (arrives, -departs)
        if known is None or better < ((-known[0], known[1]) if goal == "latest" else (known[1], -known[0])):
            chosen[path] = (departs, arrives)
    order = {
        "earliest": lambda path: (chosen[path][1], len(path), path),
        "latest": lambda path: (-chosen[path][0], len(path), path[::-1]),
        "fewest": lambda path: (len(path), path),
    }[goal]
    return [(path, *chosen[path]) for path in sorted(chosen, key=order)]


@settings(deadline=None, max_examples=150)
@given(
    contacts=CONTACTS,
    directed=st.booleans(),
    goal=st.sampled_from(["earliest", "latest", "fewest"]),
    k=st.integers(1, 6),
    least=st.sampled_from([0.0, 1.0, 1.5]),
)
def test_the_best_journeys_equal_trying_them_all(
    contacts: list[Contact], directed: bool, goal: Any, k: int, least: float
) -> None:
    p = projected(contacts, directed=directed)
    start, end = int(p.ids[0]), int(p.ids[-1])
    if start == end:
        return
    found = every_journey(contacts, start, both=not directed, least=least, most=None, share=None)
    expected = best_by_hand(list(found), end, goal)[:k]

    frame = journeys(p, str(start), str(end), goal=goal, k=k, dwell_least=least, resamples=0).frame()

    assert [tuple(map(int, nodes)) for nodes in frame["nodes"]] == [path for path, *_ in expected]
    assert frame["departs"].tolist() == [hour(departs) for _, departs, _ in expected]
    assert frame["arrives"].tolist() == [hour(arrives) for *_, arrives in expected]


@settings(deadline=None, max_examples=150)
@given(
    contacts=CONTACTS,
    goal=st.sampled_from(["earliest", "latest", "fewest"]),
    least=st.sampled_from([0.0, 1.0]),
    most=st.sampled_from([None, 1.0, 2.5]),
    share=st.sampled_from([None, 0.0, 0.5]),
)
def test_limits_on_waiting_and_amounts_equal_trying_them_all(
    contacts: list[Contact], goal: Any, least: float, most: float | None, share: float | None
) -> None:
    p = projected(contacts, directed=True)
    start, end = int(p.ids[0]), int(p.ids[-1])
    if start == end:
        return
    found = every_journey(contacts, start, both=False, least=least, most=most, share=share)
    expected = best_by_hand(list(found), end, goal)

    finding = journeys(
        p,
        str(start),
        str(end),
        goal=goal,
        k=50,
        dwell_least=least,
        dwell_most=most,
        flow=share is not None,
        tolerance=share or 0.0,
        resamples=0,
    )

    frame = finding.frame()
    assert [tuple(map(int, nodes)) for nodes in frame["nodes"]] == [path for path, *_ in expected]
    arrived = [arrives for *_, arrives in expected]
    departed = [departs for _, departs, _ in expected]
    if goal == "latest":
        assert frame["departs"].tolist() == list(map(hour, departed))
    else:
        assert frame["arrives"].tolist() == list(map(hour, arrived))
    for _, hops in finding.table("hops").groupby("rank"):
        for one, other in itertools.pairwise(hops.itertuples()):
            wait = (other.departs - one.arrives) / timedelta(hours=1)
            assert one.target == other.source
            assert least <= wait <= (np.inf if most is None else most)
            assert share is None or other.weight <= one.weight * (1 + share)


@settings(deadline=None, max_examples=100)
@given(contacts=CONTACTS, directed=st.booleans(), least=st.sampled_from([0.0, 1.0]))
def test_everyone_reached_equals_a_plain_sweep(contacts: list[Contact], directed: bool, least: float) -> None:
    p = projected(contacts, directed=directed)
    start = int(p.ids[0])
    earliest: dict[int, int] = {}
    for path, _, arrives in every_journey(
        contacts, start, both=not directed, least=least, most=None, share=None
    ):
        earliest[path[-1]] = min(arrives, earliest.get(path[-1], arrives))

    finding = journeys(p, str(start), dwell_least=least, resamples=0)

    frame = finding.frame()
    assert frame["arrives"].tolist() == sorted(frame["arrives"])
    assert {int(row.id): row.arrives for row in frame.itertuples()} == {
        v: hour(t) for v, t in earliest.items()
    }
    for row in frame.itertuples():
        used = [contacts[int(each.locator.split()[-1])] for each in finding.evidence(row.Index)]
        assert len(used) == row.hops
        assert (hour(used[0][2]), hour(used[-1][2] + used[-1][3])) == (row.departs, row.arrives)
        assert all(b[2] - a[2] - a[3] >= least for a, b in itertools.pairwise(used))


def walks(
    contacts: list[Contact], start: int, least: float, most: float | None, share: float | None
) -> dict[int, int]:
    """When each is reached first, by a way that may meet a vertex twice: contacts followed by contacts."""
    reached = {i for i, each in enumerate(contacts) if each[0] == start}
    while True:
        more = {
            j
            for i in reached
            for j, (u, _, at, _, w) in enumerate(contacts)
            if u == contacts[i][1]
            and least <= at - contacts[i][2] - contacts[i][3] <= (np.inf if most is None else most)
            and (share is None or w <= contacts[i][4] * (1 + share))
        } - reached
        if not more:
            break
        reached |= more
    found: dict[int, int] = {}
    for _, v, at, takes, _ in (contacts[i] for i in reached):
        if v != start:
            found[v] = min(at + takes, found.get(v, at + takes))
    return found


@settings(deadline=None, max_examples=150)
@given(
    contacts=CONTACTS,
    least=st.sampled_from([0.0, 1.0]),
    most=st.sampled_from([1.0, 2.5, None]),
    share=st.sampled_from([None, 0.0, 0.5]),
)
def test_everyone_reached_within_limits_equals_a_search_over_contacts(
    contacts: list[Contact], least: float, most: float | None, share: float | None
) -> None:
    p = projected(contacts, directed=True)
    start = int(p.ids[0])

    frame = journeys(
        p, str(start), dwell_least=least, dwell_most=most, flow=share is not None, tolerance=share or 0.0,
        resamples=0,
    ).frame()  # fmt: skip

    found = {int(row.id): row.arrives for row in frame.itertuples()}
    assert found == {v: hour(t) for v, t in walks(contacts, start, least, most, share).items()}


@pytest.mark.parametrize(
    "given",
    [
        {"end": "40", "goal": "latest"},
        {"end": "40", "dwell_most": 9},
        {"end": "40", "goal": "fewest", "directed": False},
        {"end": "40", "flow": True, "tolerance": 3},
        {"dwell_most": 9},
        {},
    ],
    ids=str,
)
def test_machine_code_finds_the_same(given: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = np.random.default_rng(5).integers(0, (60, 60, 40, 3, 9), (400, 5))
    p = projected([tuple(each) for each in drawn.tolist()], directed=True)

    interpreted = journeys(p, "7", **given)
    monkeypatch.setattr("interlink.analytics.sweep.is_few", lambda _: False)
    compiled = journeys(p, "7", **given)

    assert len(interpreted) > 0
    assert compiled.fingerprint == interpreted.fingerprint


def nodes_of(finding: Finding) -> list[tuple[str, ...]]:
    return finding.frame()["nodes"].tolist()


def test_a_journey_says_when_how_long_and_by_which_records() -> None:
    finding = journeys(freight(), "port", "shop", resamples=0)

    assert finding.frame().to_dict("records") == [
        {
            "rank": 1,
            "departs": pd.Timestamp("2024-01-03T08:00Z"),
            "arrives": pd.Timestamp("2024-01-04T12:00Z"),
            "hours": 28.0,
            "hops": 2,
            "nodes": ("port", "yard", "shop"),
            "layers": ("rail", "lorry"),
        }
    ]
    hops = finding.table("hops")
    assert hops[["rank", "hop", "source", "target", "layer", "weight", "reversed"]].to_numpy().tolist() == [
        [1, 1, "port", "yard", "rail", 4.0, False],
        [1, 2, "yard", "shop", "lorry", 3.0, False],
    ]
    assert [each.locator for each in finding.evidence(0)] == ["row 2", "row 3"]
    assert [each.locator for each in finding.evidence(1, table="hops")] == ["row 3"]
    assert "1. port - yard - shop (2 hops, 2024-01-03 08:00 to 2024-01-04 12:00)." in finding.explain()


def test_the_latest_departure_arrives_by_the_day_named() -> None:
    late = journeys(freight(), "port", "shop", goal="latest", where=Constraints(until="2024-01-07"))
    soon = journeys(freight(), "port", "shop", goal="latest", where=Constraints(until="2024-01-04T11:00Z"))

    assert late.frame()["arrives"].tolist() == [pd.Timestamp("2024-01-04T12:00Z")]
    assert (len(soon), "none respects time" in soon.caveats[0]) == (0, True)


def test_goods_wait_no_longer_and_no_shorter_than_they_may() -> None:
    rested = journeys(freight(), "port", "shop", dwell_least=1, resamples=0)
    hurried = journeys(freight(), "port", "shop", dwell_least=1, dwell_most=24, resamples=0)

    assert rested.frame()["arrives"].tolist() == [pd.Timestamp("2024-01-06T12:00Z")]
    assert "in time, but none within these limits" in hurried.caveats[0]


def test_no_more_is_handed_on_than_arrived() -> None:
    within = journeys(freight(), "port", "shop", dwell_least=1, flow=True, tolerance=1.25, resamples=0)
    above = journeys(freight(), "port", "shop", dwell_least=1, flow=True, resamples=0)

    assert nodes_of(within) == [("port", "yard", "shop")]
    assert nodes_of(above) == []
    assert "Amounts were compared payment by payment" in " ".join(within.caveats)
    even = journeys(freight(frame=FREIGHT.assign(tons=1.0)), "port", "shop", flow=True, resamples=0)
    assert "All contacts weigh the same: were links weighed by amount?" in even.caveats


def test_a_path_that_breaks_the_order_of_time_is_told_from_none() -> None:
    through_depot = Constraints(avoid=("yard",))

    broken = journeys(freight(), "port", "shop", where=through_depot)
    nowhere = journeys(freight(), "shop", "port")

    assert broken.caveats[0].startswith("A path joins 'port' and 'shop', but none respects time")
    assert nowhere.caveats[0].startswith("'shop' and 'port' are not connected in these records")
    assert (len(broken), broken.confidence, broken.params["avoid"]) == (0, None, ["yard"])


def test_ends_that_nothing_joins_in_time_are_called_by_name() -> None:
    p = Projection.from_links(["a", "b"], ["b", "c"], nodes=["a", "c"], captions=["Ana", "Cleo"])

    assert journeys(p, "a", "c").caveats[0] == (
        "A path joins 'Ana' and 'Cleo', but none respects time: a later hop is older, or has no time."
    )


def test_records_without_times_and_hops_at_one_moment_are_told() -> None:
    said = " ".join(journeys(freight(), "port", "shop").caveats)

    assert "1 record has no time: left out." in said
    assert "leave at the very moment the one before arrives" in said


def test_records_that_end_before_they_begin_are_told() -> None:
    p = freight()
    until = p.rows.until.copy()
    until[2] = p.rows.at[2] - 1

    finding = journeys(dataclasses.replace(p, rows=dataclasses.replace(p.rows, until=until)), "port", "shop")

    assert (len(finding), "1 record ends before it begins: left out." in finding.caveats) == (0, True)


def test_everyone_reached_comes_in_order_of_arrival() -> None:
    finding = journeys(freight(), "port", resamples=0)

    assert finding.frame()[["rank", "id", "hours", "hops"]].to_numpy().tolist() == [
        [1, "depot", 2.0, 1],
        [2, "yard", 24.0, 1],
        [3, "shop", 28.0, 2],
    ]
    assert [each.locator for each in finding.evidence(2)] == ["row 2", "row 3"]
    assert "3 others are reached in time" in finding.explain()


def test_a_journey_holds_in_the_repeats_in_which_its_entities_are_still_joined() -> None:
    finding = journeys(freight(), "port", "shop", resamples=400)

    # leaving the port needs one contact, leaving the yard one of two
    assert finding.frame()["confidence"].iloc[0] == pytest.approx(0.9 * 0.99, abs=0.04)
    assert finding.confidence == finding.frame()["confidence"].iloc[0]
    assert journeys(freight(), "port", resamples=400).frame()["confidence"].iloc[2] == pytest.approx(
        0.9 * 0.99, abs=0.04
    )


def test_against_their_direction_contacts_are_walked_where_asked() -> None:
    finding = journeys(freight(), "shop", "depot", directed=False, k=1, resamples=0)

    assert finding.table("hops")[["source", "target", "reversed"]].to_numpy().tolist() == [
        ["shop", "depot", True]
    ]
    assert "The direction of contacts was not used." in finding.caveats


def test_the_same_entity_at_both_ends_needs_no_hop() -> None:
    finding = journeys(freight(), "port", "port")

    assert (nodes_of(finding), finding.evidence(0), len(finding.table("hops"))) == ([("port",)], [], 0)
    assert "Start and end are the same entity" in finding.caveats[0]


def test_without_any_times_there_is_nothing_to_follow() -> None:
    p = Projection.from_edges(pd.DataFrame({"src": ["a", "b"], "dst": ["b", "c"]}))

    assert (len(journeys(p, "a", "c")), len(journeys(p, "a"))) == (0, 0)
    assert "2 records have no time: left out." in journeys(p, "a").caveats


def test_a_search_in_which_ways_go_round_in_circles_stops_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("interlink.analytics.timed.MOST_STEPS", 0)

    finding = journeys(freight(), "port", "shop", dwell_most=1000, k=3)

    assert "The search was cut off" in finding.caveats[0]


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"end": "quay"}, UnknownEntity, "no entity 'quay'"),
        ({"goal": "earlyest"}, UnknownName, "no goal 'earlyest'.*Did you mean 'earliest'"),
        ({"k": 0}, QueryError, "k is 0; expected 1 or more"),
        ({"end": None, "goal": "latest"}, QueryError, "goal latest needs an end"),
        ({"dwell_least": -1}, QueryError, "dwell_least is -1; expected 0 or more"),
        ({"dwell_most": float("nan")}, QueryError, "dwell_most is nan; expected 0 or more"),
        ({"dwell_least": 3, "dwell_most": 2}, QueryError, "dwell_most 2 is below dwell_least 3"),
        ({"tolerance": -0.1}, QueryError, "tolerance is -0.1; expected 0 or more"),
        ({"flow": True, "directed": False}, QueryError, "flow follows what is handed on"),
        ({"resamples": -1}, QueryError, "resamples is -1"),
        ({"where": Constraints(layers=("boat",))}, UnknownName, "no layer 'boat'"),
    ],
)
def test_what_cannot_be_asked_is_refused(given: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        journeys(freight(), **{"start": "port", "end": "shop", **given})


def test_negative_amounts_and_directions_that_are_not_there_are_refused() -> None:
    with pytest.raises(QueryError, match=r"amount -4\.0 between 'port' and 'yard'; expected 0 or more"):
        journeys(freight(frame=FREIGHT.replace({"tons": {4.0: -4.0}}).drop(index=5)), "port", flow=True)
    with pytest.raises(QueryError, match="the projection is undirected"):
        journeys(freight(directed=False), "port", "shop", directed=True)
