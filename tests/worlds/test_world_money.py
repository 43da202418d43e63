"""How much of what is planted in the payments of a small world is found there."""

from __future__ import annotations

import polars as pl
from made_world import Made

from interlink.analytics import Finding, journeys, money
from interlink.projection import Projection
from interlink.worlds.writing.events import CURRENCIES

RATE = dict(CURRENCIES.values())
WEEK = 7 * 24


def payments(made: Made) -> Projection:
    """Every payment between accounts, or parties where money is paid in over the counter, in euros."""
    rows = [
        (
            row["payer_account"] or row["payer_id"] or row["payer"],
            row["payee_account"] or row["payee_id"] or row["payee"],
            float(row["amount"]) / RATE[row["currency"]],
            row["booked_at"],
        )
        for row in made.rows["payments"]
    ]
    frame = pl.DataFrame(rows, schema=["payer", "payee", "euros", "at"], orient="row")
    return Projection.from_edges(frame, "payer", "payee", weight="euros", at="at", directed=True)


def records(finding: Finding, row: int) -> set[int]:
    """The data rows behind a row, counted from 1."""
    return {int(each.locator.split()[-1]) + 1 for each in finding.evidence(row)}


def hits(finding: Finding, planted: set[int]) -> dict[str, int]:
    """Of each pattern, the most of the planted payments that one row holds."""
    found: dict[str, int] = {}
    for row, pattern in enumerate(finding.frame()["pattern"]):
        found[pattern] = max(found.get(pattern, 0), len(records(finding, row) & planted))
    return found


def test_smurfing_is_found_as_a_fan_and_as_a_ladder_at_the_pace_of_a_week(made: Made) -> None:
    planted = set(made.network("smurfing-round-trip").records["payments"])

    finding = money(payments(made), window=WEEK, resamples=0)

    found = hits(finding, planted)
    # four pay in; the sum then goes abroad, to the adviser and home
    assert (sorted(found), found["fan_in"] >= 4, found["ladder"]) == (["fan_in", "ladder"], True, 3)
    # the ladder is the only one there is; fans are found among the innocent as well
    assert finding.measures["ladder"] == 1
    assert finding.measures["fan_in"] <= 3


def test_smurfing_is_found_in_part_where_the_window_is_shorter_than_its_pace(made: Made) -> None:
    planted = set(made.network("smurfing-round-trip").records["payments"])

    assert hits(money(payments(made), resamples=0), planted) == {"fan_in": 4}


def test_a_ladder_of_shells_is_none_of_money(made: Made) -> None:
    planted = set(made.network("shell-ladder").records["payments"])

    # who owns whom stands in the register; one or two wages are all that is paid
    assert set(hits(money(payments(made), window=WEEK, resamples=0), planted).values()) == {0}


def test_the_way_of_the_smurfs_money_is_a_journey_and_no_flow_as_it_is_joined(made: Made) -> None:
    (chain,) = made.network("smurfing-round-trip").chains
    projection = payments(made)
    ends = [made.row(record) for record in (chain.records[0], chain.records[-1])]
    start = ends[0]["payer_account"] or ends[0]["payer_id"] or ends[0]["payer"]
    end = ends[1]["payee_account"]

    found = journeys(projection, start, end, k=10, resamples=0)
    flowing = journeys(projection, start, end, k=10, flow=True, resamples=0)

    along = [{place for _, place in chain.records} == records(found, row) for row in range(len(found))]
    assert (any(along), len(flowing)) == (True, 0)
