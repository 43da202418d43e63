"""What each network leaves behind stands in the written records, where an honest method can find it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from made_world import Made, Row

from interlink.worlds.ordinary.calendar import iso_day
from interlink.worlds.writing.events import CURRENCIES


def euros(rows: list[Row]) -> float:
    rates = dict(CURRENCIES.values())
    return sum(float(row["amount"]) / rates[row["currency"]] for row in rows)


def paid(made: Made, typology: str, payers: list[str], payees: list[str]) -> list[Row]:
    links = made.links(typology, "Paid")
    return [made.row(each.record) for each in links if each.source in payers and each.target in payees]


def days_between(earlier: str, later: str) -> int:
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def declared(made: Made, typology: str) -> dict[str, dict[str, Row]]:
    """The network's declarations by shipment (its containers tell it) and procedure."""
    found: dict[str, dict[str, Row]] = {}
    for row in made.rows_of(typology, "declarations"):
        found.setdefault(row["containers"], {})[row["procedure"]] = row
    return found


def test_drugs_go_over_a_hub_between_an_order_and_a_share(made: Made) -> None:
    rows = made.rows_of("drug-importation", "manifest")
    (organiser,) = made.role("drug-importation", "organiser")
    first = min(rows, key=lambda row: row["loaded_on"])
    calls = made.links("drug-importation", "Called")

    assert all(row["port_of_transhipment"] for row in rows)
    assert any(call.source == organiser and call.at[:10] < first["loaded_on"] for call in calls)
    payment = paid(made, "drug-importation", made.role("drug-importation", "distributor"), [organiser])
    assert min(row["booked_at"] for row in payment)[:10] > first["discharged_on"]


def test_wildlife_travels_in_shared_containers_and_is_heavier_on_arrival(made: Made) -> None:
    rows = made.rows_of("wildlife-in-mixed-containers", "manifest")
    bills = Counter(
        (box, row["loaded_on"]) for row in made.rows["manifest"] for box in row["containers"].split(";")
    )
    weights = {row["containers"]: float(row["weight_kg"]) for row in rows}
    pairs = declared(made, "wildlife-in-mixed-containers")

    shared = [any(bills[box, row["loaded_on"]] > 1 for box in row["containers"].split(";")) for row in rows]
    assert sum(shared) >= 2
    assert pairs
    assert all(
        1.03 < float(papers["import"]["weight_kg"]) / weights[boxes] < 1.09 for boxes, papers in pairs.items()
    )


def test_vehicles_leave_days_after_they_were_stolen(made: Made) -> None:
    exported = {
        row["vin"]: row["declared_on"]
        for row in made.rows_of("stolen-vehicle-export", "declarations")
        if row["vin"] and row["procedure"] == "export"
    }
    stolen = {row["vin"]: row for row in made.rows_of("stolen-vehicle-export", "vehicles")}

    assert exported
    assert set(exported) == set(stolen)
    assert {row["status"] for row in stolen.values()} == {"stolen"}
    assert all(2 <= days_between(stolen[vin]["status_on"], day) <= 8 for vin, day in exported.items())


def test_prices_differ_between_export_and_import_and_the_difference_comes_home(made: Made) -> None:
    pairs = declared(made, "trade-based-laundering").values()
    gaps = [float(each["import"]["value"]) / float(each["export"]["value"]) for each in pairs]
    roles = {
        role: made.role("trade-based-laundering", role)
        for role in ("importer", "exporter", "shell", "beneficial owner")
    }
    bought, moved, home = (
        euros(paid(made, "trade-based-laundering", roles[one], roles[other]))
        for one, other in (("importer", "exporter"), ("exporter", "shell"), ("shell", "beneficial owner"))
    )

    assert len(gaps) >= 2
    assert min(gaps) > 1.3
    assert moved == pytest.approx(bought * 0.4, rel=0.01)
    assert home == pytest.approx(moved * 0.95, rel=0.01)


def test_a_ladder_leads_from_a_listed_person_over_shells(made: Made) -> None:
    network = made.network("shell-ladder")
    (listed,) = (member for member in network.members if member.role == "listed owner")
    owns = {(link.source, link.target): made.row(link.record) for link in made.links("shell-ladder", "Owns")}
    rungs = network.chains[0].steps[:-1]

    assert any(entity.startswith("notices:person:") for entity in listed.entities)
    assert list(owns) == list(pairwise(rungs))
    assert [row["party_type"] for row in owns.values()] == ["person", "company", "company", "company"]


def test_smurfs_small_sums_meet_go_abroad_and_come_home_less_a_fee(made: Made) -> None:
    roles = {
        role: made.role("smurfing-round-trip", role)
        for role in ("smurf", "collector", "shell", "adviser", "organiser")
    }
    ways = [paid(made, "smurfing-round-trip", payers, payees) for payers, payees in pairwise(roles.values())]
    sums = [euros(rows) for rows in ways]
    first = [min(row["booked_at"] for row in rows) for rows in ways]

    assert all(euros([row]) < 10_000 for row in ways[0])
    assert len({row["payer"] for row in ways[0]}) >= 4
    assert sums[1] == pytest.approx(sums[0] * 0.97, rel=0.01)
    assert sums[2] == pytest.approx(sums[1] * 0.95, rel=0.01)
    assert sums[3] == pytest.approx(sums[2] * 0.95, rel=0.01)
    assert first == sorted(first)


def test_victims_pay_after_the_border_was_crossed(made: Made) -> None:
    (crossed,) = {link.at[:10] for link in made.links("human-trafficking", "CrossedWith")}
    debts = made.links("human-trafficking", "Paid")

    assert {link.source for link in debts} <= set(made.role("human-trafficking", "victim"))
    assert all(link.at[:10] > crossed for link in debts)


def test_a_crew_changes_all_its_phones_on_one_day_and_the_line_goes_on(made: Made) -> None:
    crew = [member.party for member in made.network("phone-change-crew").members]
    people = made.block.people
    (change,) = {iso_day(int(people.changed[made.place[party]])) for party in crew}
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for row in made.rows["call_records"]:
        (before if row["started_at"][:10] < change else after).update([row["caller"], row["callee"]])
    went_on = {
        frozenset((link.source, link.target))
        for link in made.links("phone-change-crew", "Called")
        if link.at[:10] >= change
    }

    first = [made.phones(party)[0] for party in crew]
    second = [made.phones(party)[1] for party in crew]
    assert all(before[phone] and not after[phone] for phone in first)
    assert not any(before[phone] for phone in second)
    assert sum(after[phone] > 0 for phone in second) >= 4
    assert len(went_on) >= 3


def test_one_passport_is_shown_by_several_travellers(made: Made) -> None:
    (holder,) = made.role("document-ring", "holder")
    number = made.named.passport[made.place[holder]]
    shown = [row for row in made.rows["crossings"] if row["document_number"] == number]
    travellers = {made.person(party)["birth_date"] for party in made.role("document-ring", "traveller")}
    owned = [row for row in made.rows["documents"] if row["document_number"] == number]

    assert travellers <= {row["birth_date"] for row in shown}
    assert [row["holder"] for row in owned] == [made.person(holder)["name"]]
    days = sorted({row["at"][:10] for row in made.rows_of("document-ring", "crossings")})
    assert len(days) == 3
