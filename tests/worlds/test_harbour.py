from __future__ import annotations

import csv
import json
import random
from collections import Counter
from datetime import date
from pathlib import Path

import igraph
import networkx as nx
import phonenumbers
import pytest
from stdnum import imei, imo, iso6346

from interlink.worlds.harbour import main, make_harbour, write_harbour
from interlink.worlds.harbour.ports import PORTS

COMMITTED = Path(__file__).parents[2] / "sample_graphs" / "harbour"
GENERATED = (
    "call_records.csv",
    "expected.json",
    "manifest.csv",
    "notices.json",
    "questions.json",
    "register.csv",
    "truth.json",
)


def rows(source):
    with (COMMITTED / f"{source}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def notices():
    return json.loads((COMMITTED / "notices.json").read_text(encoding="utf-8"))["_embedded"]["notices"]


@pytest.fixture(scope="module")
def expected():
    return json.loads((COMMITTED / "expected.json").read_text(encoding="utf-8"))


def e164(text):
    number = phonenumbers.parse(text, "NL")
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_day(text):
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@pytest.fixture(scope="module")
def network():
    """People, companies and phones: called, uses, owns, directs."""
    links = [(e164(row["caller"]), e164(row["callee"])) for row in rows("call_records")]
    for row in rows("register"):
        links.append((row["party_id"], row["company_number"]))
        links.append((row["party_id"], e164(row["phone"] or "56")))
    for notice in notices():
        person = notice["national_id"] or notice["entity_id"]
        links += [(person, e164(phone)) for phone in notice["phones"]]
    return nx.Graph(link for link in links if None not in link)


@pytest.fixture(scope="module")
def ring(expected):
    planted = expected["ring"]
    return {
        *(person["party_id"] for person in planted["people"]),
        *(company["company_number"] for company in planted["companies"]),
        *planted["phones"],
    }


def largest_share(graph, ring, seed):
    """The Leiden community that holds most of the ring."""
    nodes = sorted(graph)
    place = {node: at for at, node in enumerate(nodes)}
    links = sorted((place[a], place[b]) for a, b in graph.edges)
    random.seed(seed)
    igraph.set_random_number_generator(random)
    parts = igraph.Graph(len(nodes), links).community_leiden("modularity", n_iterations=-1)
    return max(({nodes[at] for at in part} for part in parts), key=lambda part: len(part & ring))


def test_the_same_seed_writes_the_bytes_that_are_committed(tmp_path):
    main([str(tmp_path / "harbour"), "--seed", "7"])

    written = {path.name: path.read_bytes() for path in (tmp_path / "harbour").iterdir()}
    assert written == {name: (COMMITTED / name).read_bytes() for name in GENERATED}


def test_another_seed_is_another_cast_with_as_many_planted(tmp_path, expected):
    write_harbour(tmp_path, seed=8)

    other = json.loads((tmp_path / "expected.json").read_text(encoding="utf-8"))
    assert other["organiser"] != expected["organiser"]
    assert {name: len(part) for name, part in other["ring"].items()} == {
        name: len(part) for name, part in expected["ring"].items()
    }


def test_expected_counts_the_records_of_each_source(expected):
    counted = {source: len(rows(source)) for source in ("manifest", "register", "call_records")}

    assert expected["records"] == counted | {"notices": len(notices())}


def test_twenty_five_people_and_eight_companies_are_planted_on_two_routes(expected, network, ring):
    assert len(expected["ring"]["people"]) == 25
    assert len(expected["ring"]["companies"]) == 8
    assert ring <= set(network)
    trade = {row["bill_of_lading"]: row for row in rows("manifest")}
    sailed = [trade[number] for number in expected["ring"]["shipments"]]
    ports = ("port_of_loading", "port_of_transhipment", "port_of_discharge")
    assert {tuple(row[port] for port in ports) for row in sailed} == {tuple(r) for r in expected["routes"]}


def test_no_identifier_date_or_country_is_broken_but_the_flaws_expected_names(expected):
    manifest, register, calls = rows("manifest"), rows("register"), rows("call_records")
    countries = {port[:2] for port in PORTS} | {"RU"}
    broken = Counter(
        {
            "manifest.imo": sum(not imo.is_valid(row["imo"]) for row in manifest),
            "manifest.containers": sum(
                not iso6346.is_valid(box) for row in manifest for box in row["containers"].split(";")
            ),
            "manifest.discharged_on": sum(not is_day(row["discharged_on"]) for row in manifest),
            "manifest.consignee_country": sum(row["consignee_country"] not in countries for row in manifest),
            "register.birth_date": sum(not is_day(row["birth_date"] or "2000-01-01") for row in register),
            "register.phone": sum(bool(row["phone"]) and e164(row["phone"]) is None for row in register),
            "register.nationality": sum(row["nationality"] not in countries | {""} for row in register),
            "call_records.callee": sum(e164(row["callee"]) is None for row in calls),
        }
    )

    assert dict(broken) == expected["flaws"]
    assert all(e164(row["caller"]) and imei.is_valid(row["imei"]) for row in calls)
    assert all(e164(phone) for notice in notices() for phone in notice["phones"])


def test_no_flaw_touches_the_ring(ring):
    flawed = [row for row in rows("register") if row["phone"] == "56" or row["nationality"] == "Ruritania"]
    flawed += [row for row in rows("manifest") if not imo.is_valid(row["imo"])]
    flawed += [row for row in rows("call_records") if row["callee"] == "56"]

    assert not [row for row in flawed if ring & {*row.values(), e164(row.get("caller", "56"))}]


def test_every_bill_of_lading_and_notice_has_a_number_of_its_own():
    bills = [row["bill_of_lading"] for row in rows("manifest")]
    numbers = [notice["entity_id"] for notice in notices()]

    assert len(set(bills)) == len(bills)
    assert len(set(numbers)) == len(numbers)


def test_a_person_is_the_same_in_register_and_notice():
    register = {row["party_id"]: row for row in rows("register")}
    shared = [notice for notice in notices() if notice["national_id"] in register]

    assert shared
    for notice in shared:
        row = register[notice["national_id"]]
        assert f"{notice['forename']} {notice['name']}" == row["party_name"].upper()
        if is_day(row["birth_date"]):
            assert notice["date_of_birth"] == row["birth_date"].replace("-", "/")


@pytest.mark.parametrize("seed", range(3))
def test_leiden_puts_nearly_the_whole_ring_into_one_community(network, ring, seed):
    community = largest_share(network, ring, seed)

    assert len(community & ring) / len(ring) > 0.9
    assert len(community & ring) / len(community) > 0.9


def test_the_organiser_has_the_highest_betweenness_in_the_community(network, ring, expected):
    community = largest_share(network, ring, 0)

    betweenness = nx.betweenness_centrality(network.subgraph(community), normalized=False)

    assert max(betweenness, key=lambda node: betweenness[node]) == expected["organiser"]["party_id"]


def test_degree_does_not_find_the_organiser(network, expected):
    degrees = dict(network.degree)
    organiser = expected["organiser"]["party_id"]

    busier = [node for node in degrees if degrees[node] > degrees[organiser]]

    assert any(not node.startswith("+") for node in busier)
    assert len(busier) > 3


def test_the_organiser_is_on_no_register_entry_and_calls_the_lieutenants_only(expected, network):
    organiser = expected["organiser"]

    assert organiser["party_id"] not in {row["party_id"] for row in rows("register")}
    called = {other for phone in organiser["phones"] for other in network[phone] if other.startswith("+")}
    users = {user for phone in called for user in network[phone] if "-P" in user}
    assert users == set(expected["lieutenants"])


def test_the_planted_path_is_a_shortest_one(network, expected):
    whole = network.copy()
    for row in rows("manifest"):
        numbers = (row["consignor_number"], row["consignee_number"])
        whole.add_edges_from((number, row["bill_of_lading"]) for number in numbers if number)
    path = expected["path"]

    shortest = sorted(nx.all_shortest_paths(whole, path["start"], path["end"]))

    assert shortest[0] == path["ids"]


def test_a_call_without_a_folder_is_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        main([])

    assert stop.value.code == 2
    assert "OUT_DIR" in capsys.readouterr().err


def test_making_twice_in_one_process_gives_the_same_files():
    assert make_harbour(seed=3) == make_harbour(seed=3)
