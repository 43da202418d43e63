"""expected.json of the harbour world: what there is to be found, from its truth and its records."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from interlink.worlds.finding.gather import FILES
from interlink.worlds.truth import read_truth
from interlink.worlds.truth.planted import Member, Network, Truth

__all__ = ["EXPECTED", "expected_answers"]

EXPECTED = "expected.json"
PORTS = ("port_of_loading", "port_of_transhipment", "port_of_discharge")

Rows = list[dict[str, str]]


def expected_answers(folder: Path) -> dict[str, object]:
    """What is to be found in the world of the folder: organiser, members, shipments, routes, a path, flaws.

    The path is the truth's first chain as entities: party, phone, phone, party, company, shipment.

    Raises
    ------
    ReadError   the folder holds no world, or its truth is not of its files
    """
    truth = read_truth(folder)
    rows = {source: read_rows(folder / FILES[source]) for source in ("manifest", "register", "call_records")}
    notices = json.loads((folder / FILES["notices"]).read_text(encoding="utf-8"))["_embedded"]["notices"]
    (ring,) = truth.networks
    names = party_names(truth, rows["register"], notices)
    people = [member for member in ring.members if "-P" in member.party]
    companies = [member for member in ring.members if "-P" not in member.party]
    (organiser,) = (member for member in people if member.role == "organiser")
    shipments = [rows["manifest"][place - 1] for place in ring.records["manifest"]]
    path = path_of(ring, rows)
    return {
        "world": truth.world,
        "seed": truth.seed,
        "records": truth.records,
        "organiser": {
            "party_id": organiser.party,
            "name": names[organiser.party],
            "phone": path[1],
            "phones": phones_of([organiser]),
        },
        "lieutenants": [member.party for member in people if member.role.endswith(" lieutenant")],
        "ring": {
            "people": [
                {
                    "party_id": member.party,
                    "name": names[member.party],
                    "cell": member.role.partition(" ")[0],
                    "notices": numbers_of(member),
                }
                for member in people
            ],
            "companies": [
                {"company_number": member.party, "name": names[member.party]} for member in companies
            ],
            "phones": phones_of(people),
            "shipments": [row["bill_of_lading"] for row in shipments],
        },
        "routes": [
            list(route) for route in dict.fromkeys(tuple(row[port] for port in PORTS) for row in shipments)
        ],
        "path": {"start": path[0], "end": path[-1], "ids": path},
        "flaws": truth.flaws,
    }


def read_rows(path: Path) -> Rows:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def party_names(truth: Truth, register: Rows, notices: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The name of each party in the register, and of members who stand in a notice only."""
    names = {row["company_number"]: row["company_name"] for row in register}
    names |= {row["party_id"]: row["party_name"] for row in register}
    wanted = {notice["entity_id"]: f"{notice['forename']} {notice['name']}".title() for notice in notices}
    for network in truth.networks:
        for member in network.members:
            for number in numbers_of(member):
                names.setdefault(member.party, wanted[number])
    return names


def numbers_of(member: Member) -> list[str]:
    """The numbers of a member's notices, in order."""
    return sorted(each.rpartition(":")[2] for each in member.entities if each.startswith("notices:person:"))


def phones_of(members: Sequence[Member]) -> list[str]:
    """The numbers of the phones that members use, in order."""
    means = {each for member in members for each in member.means}
    return sorted(each.removeprefix("phone:") for each in means if each.startswith("phone:"))


def path_of(ring: Network, rows: Mapping[str, Rows]) -> list[str]:
    """The first chain, a call between parties as the phones that made it, and the shipment at its end."""
    chain = ring.chains[0]
    call, _, shipment = (rows[source][place - 1] for source, place in chain.records)
    organiser, lieutenant, exporter, _ = chain.steps
    return [
        organiser,
        call["caller"],
        call["callee"],
        lieutenant,
        exporter,
        shipment["bill_of_lading"],
    ]
