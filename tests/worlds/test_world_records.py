"""What the truth says of a network stands in the records that it names."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from made_world import Made, Row

from interlink.worlds.truth.planted import PlantedLink
from interlink.worlds.typologies import TYPOLOGIES

EVENTS = ("Called", "Paid", "Shipped", "CrossedWith", "SameDocument")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def says(made: Made, link: PlantedLink, row: Row) -> bool:
    """The record says what the link does."""
    source, target, day = link.source, link.target, link.at[:10]
    match link.kind:
        case "Called":
            ends = row["caller"] in made.phones(source) and row["callee"] in made.phones(target)
            return ends and row["started_at"] == link.at
        case "Paid":
            over_counter = row["method"] == "cash" and row["payer_id"] == source
            payer = over_counter or row["payer_account"] == made.account(source)
            return payer and row["payee_account"] == made.account(target) and row["booked_at"] == link.at
        case "Shipped":
            ends = (row["consignor"], row["consignee"]) == (made.name(source), made.name(target))
            numbers = row["consignor_number"] in ("", source) and row["consignee_number"] in ("", target)
            return ends and numbers and row["loaded_on"] == day
        case "Directs" | "Owns":
            role = {"Directs": "director", "Owns": "owner"}[link.kind]
            return (row["party_id"], row["company_number"], row["role"], row["since"]) == (
                source, target, role, day,
            )  # fmt: skip
        case "CrossedWith":
            return row["birth_date"] == made.person(target)["birth_date"] and row["at"] == link.at
        case "SameDocument":
            (holder,) = made.role("document-ring", "holder")
            shown = row["document_number"] == made.named.passport[made.place[holder]]
            return shown and row["birth_date"] == made.person(target)["birth_date"] and row["at"] == link.at
    raise AssertionError(link.kind)


def test_every_planted_link_is_said_by_its_record(made: Made) -> None:
    wrong = [
        (network.id, link, made.row(link.record))
        for network in made.truth.networks
        for link in network.links
        if not says(made, link, made.row(link.record))
    ]

    assert wrong == []


def test_links_records_and_timeline_are_of_the_network_and_its_members(made: Made) -> None:
    for network in made.truth.networks:
        members = {member.party for member in network.members}
        records = {(source, place) for source, places in network.records.items() for place in places}

        assert {party for link in network.links for party in (link.source, link.target)} <= members
        assert {link.record for link in network.links} <= records
        assert {record for each in network.timeline for record in each.records} <= records
        assert {record for chain in network.chains for record in chain.records} <= records


def test_the_timeline_is_in_order_and_each_event_is_of_the_day_of_its_first_record(made: Made) -> None:
    for network in made.truth.networks:
        days = {link.record: link.at[:10] for link in network.links}
        told = [(each.at, min(days[record] for record in each.records)) for each in network.timeline]

        assert all(said == first for said, first in told)
        assert [said for said, _ in told] == sorted(said for said, _ in told)


@pytest.mark.parametrize("typology", TYPOLOGIES)
def test_a_network_has_roles_a_timeline_sources_cover_and_a_chain(made: Made, typology: str) -> None:
    network = made.network(typology)

    assert len({member.role for member in network.members}) >= 3
    assert all(member.since and member.since <= member.until for member in network.members if member.since)
    assert len(network.timeline) >= 2
    assert len(network.records) >= 2
    assert network.cover
    assert any(len(chain.records) >= 4 for chain in network.chains)


def test_a_chain_leads_from_record_to_record_in_order_of_time(made: Made) -> None:
    for network in made.truth.networks:
        links = {link.record: link for link in network.links}
        for chain in network.chains:
            taken = [links[record] for record in chain.records]
            ends = [{link.source, link.target} for link in taken]
            events = [link.at for link in taken if link.kind in EVENTS]
            offices = [
                (link.at, [later.at for later in taken[turn:] if later.kind in EVENTS])
                for turn, link in enumerate(taken)
                if link.kind not in EVENTS
            ]

            assert ends == [set(pair) for pair in pairwise(chain.steps)]
            assert events == sorted(events)
            # an office must be held before what comes after it
            assert all(since <= later for since, after in offices for later in after)


def test_shorter_ways_round_a_chain_are_calls_that_break_the_order_of_time(made: Made) -> None:
    calls = [(row["caller"], row["callee"], row["started_at"]) for row in made.rows["call_records"]]
    for network in made.truth.networks:
        for chain in network.chains:
            assert len(chain.shorter) == 3
            for way in chain.shorter:
                assert (way[0], way[-1]) == (chain.start, chain.end)
                assert len(way) < len(chain.steps)
                assert called(made, calls, way, in_order=False)
                assert not called(made, calls, way, in_order=True)


def called(made: Made, calls: list[tuple[str, str, str]], way: tuple[str, ...], *, in_order: bool) -> bool:
    """There are calls along the way, each after the one before where they must be in order."""
    now = ""
    for one, other in pairwise(way):
        mine, theirs = set(made.phones(one)), set(made.phones(other))
        times = [
            when
            for caller, callee, when in calls
            if (caller in mine and callee in theirs) or (caller in theirs and callee in mine)
        ]
        later = [when for when in times if when >= now or not in_order]
        if not later:
            return False
        now = min(later)
    return True


def test_who_crossed_together_passed_one_post_within_the_hour_by_one_car(made: Made) -> None:
    (transporter,) = made.role("human-trafficking", "transporter")
    rows = made.rows_of("human-trafficking", "crossings")
    moments = [at(row["at"]) for row in rows]

    assert len(rows) == 4
    assert len({(row["post"], row["country"], row["plate"], row["direction"]) for row in rows}) == 1
    assert rows[0]["plate"]
    assert max(moments) - min(moments) <= timedelta(hours=1)
    assert made.person(transporter)["birth_date"] in {row["birth_date"] for row in rows}
