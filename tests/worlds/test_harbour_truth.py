"""The truth of the harbour world: of its records, and what expected.json is computed from."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from interlink.errors import UnknownName
from interlink.worlds.finding.gather import Gathered, gather
from interlink.worlds.finding.parties import find_parties
from interlink.worlds.harbour import make_harbour, write_harbour
from interlink.worlds.harbour.answers import expected_answers
from interlink.worlds.judging import Judge, measure
from interlink.worlds.ordinary.size import size_named
from interlink.worlds.scoring.methods import METHODS
from interlink.worlds.truth import read_truth, write_truth
from interlink.worlds.truth.planted import Network, PlantedLink, Truth

COMMITTED = Path(__file__).parents[2] / "sample_graphs" / "harbour"


@pytest.fixture(scope="module")
def truth() -> Truth:
    return read_truth(COMMITTED)


@pytest.fixture(scope="module")
def ring(truth: Truth) -> Network:
    (ring,) = truth.networks
    return ring


@pytest.fixture(scope="module")
def gathered() -> Gathered:
    return gather(COMMITTED)


def rows(source: str) -> list[dict[str, str]]:
    with (COMMITTED / f"{source}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_expected_is_what_truth_and_records_say_together() -> None:
    said = json.dumps(expected_answers(COMMITTED), ensure_ascii=False, indent=1) + "\n"

    assert said == (COMMITTED / "expected.json").read_text(encoding="utf-8")


def test_another_truth_makes_another_expected(tmp_path: Path, truth: Truth, ring: Network) -> None:
    world = tmp_path / "world"
    shutil.copytree(COMMITTED, world)
    promoted = tuple(
        replace(each, role="finance lieutenant") if each.role == "finance" else each for each in ring.members
    )
    write_truth(world, replace(truth, flaws={}, networks=(replace(ring, members=promoted),)))

    said, before = expected_answers(world), expected_answers(COMMITTED)

    assert said["flaws"] == {}
    assert said["lieutenants"] == [
        *before["lieutenants"],  # type: ignore[misc]
        *(each.party for each in ring.members if each.role == "finance"),
    ]
    assert {name: part for name, part in said.items() if name not in ("flaws", "lieutenants")} == {
        name: part for name, part in before.items() if name not in ("flaws", "lieutenants")
    }


def test_the_module_writes_a_world(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "interlink.worlds.harbour", str(tmp_path / "world"), "--seed", "7"], check=True
    )

    assert (tmp_path / "world/truth.json").read_bytes() == (COMMITTED / "truth.json").read_bytes()


def test_every_entity_and_means_of_the_truth_is_in_the_mapped_world(
    truth: Truth, ring: Network, gathered: Gathered
) -> None:
    known = set(gathered.entities["id"])
    named = {each for member in ring.members for each in (*member.entities, *member.means)}
    named |= {each for cluster in truth.same_as for each in cluster}

    assert sorted(named - known) == []


def test_what_numbers_join_is_one_party_of_the_truth(truth: Truth, gathered: Gathered) -> None:
    true = {entity: number for number, cluster in enumerate(truth.same_as) for entity in cluster}
    joined = find_parties(gathered).members.group_by("party").agg("id")["id"].to_list()

    for entities in (each for each in joined if len(each) > 1):
        assert len({true[entity] for entity in entities}) == 1, entities


def test_two_notices_under_two_names_are_one_member(ring: Network) -> None:
    two = [
        member for member in ring.members if sum(each.startswith("notices") for each in member.entities) > 1
    ]

    assert [member.role for member in two] == ["finance lieutenant"]
    assert sum(each.startswith("passport:") for each in two[0].means) == 1


def test_links_are_those_of_their_records(ring: Network) -> None:
    records = {source: rows(source) for source in ("register", "call_records", "manifest")}
    times = {"register": "since", "call_records": "started_at", "manifest": "loaded_on"}
    kinds = {"register": {"Owns", "Directs"}, "call_records": {"Called"}, "manifest": {"Shipped"}}

    def stated(link: PlantedLink) -> str:
        source, place = link.record
        return records[source][place - 1][times[source]][:10]

    assert [link.at[:10] for link in ring.links] == [stated(link) for link in ring.links]
    assert all(link.kind in kinds[link.record[0]] for link in ring.links)
    assert [link.at for link in ring.links] == sorted(link.at for link in ring.links)
    assert {name: len(places) for name, places in ring.records.items()} == {
        "call_records": 233,
        "manifest": 14,
        "notices": 8,
        "register": 29,
    }


def test_nobody_of_one_cell_calls_another_cell(ring: Network) -> None:
    cell = {member.party: member.role.partition(" ")[0] for member in ring.members}
    calls = {(cell[link.source], cell[link.target]) for link in ring.links if link.kind == "Called"}

    assert {frozenset(pair) - {"organiser"} for pair in calls} == {
        frozenset({name}) for name in ("transport", "supply", "finance")
    }


@pytest.mark.parametrize("seed", range(6))
def test_a_chain_is_in_order_of_time_and_whole(tmp_path: Path, seed: int) -> None:
    write_harbour(tmp_path, seed=seed)
    (ring,) = read_truth(tmp_path).networks

    links = {link.record: link for link in ring.links}
    for chain in ring.chains:
        call, office, shipment = (links[record] for record in chain.records)
        assert [(each.source, each.target) for each in (call, office, shipment)] == list(
            zip(chain.steps, chain.steps[1:], strict=False)
        )
        assert office.at < call.at
        assert call.at[:10] <= shipment.at[:10]


def test_the_chains_are_found_by_a_shortest_path() -> None:
    assert measure(COMMITTED).chains_of == {"harbour-ring": (2, 2)}


def test_half_of_the_questions_lead_nowhere(gathered: Gathered, truth: Truth, ring: Network) -> None:
    of_member = {entity: member.party for member in ring.members for entity in member.entities}
    assert gathered.questions is not None
    asked = [
        tuple(of_member.get(ids[0], "somebody") for ids in (each.start, each.end))
        for each in gathered.questions
    ]

    assert sorted(asked) == sorted(
        [*((chain.start, chain.end) for chain in ring.chains), *[("somebody", "somebody")] * 2]
    )


def test_the_page_of_the_world_says_how_little_its_figures_mean(gathered: Gathered, truth: Truth) -> None:
    judge, page = Judge(truth), " ".join((COMMITTED / "README.md").read_text(encoding="utf-8").split())
    places = judge.places(METHODS["degree"].rank(gathered, seed=0))
    found = round(judge.member_recall(places, "harbour-ring") * 33)

    assert f"ten times a ring of 33 is {judge.depth('harbour-ring')} of the {len(places)} parties" in page
    assert f"has {found} of the 33 among them and none among its first ten" in page
    assert judge.precision(places, "harbour-ring", 10) == 0


def test_harbour_is_no_size_to_make() -> None:
    with pytest.raises(UnknownName, match=r"python -m interlink\.worlds\.harbour DIR"):
        size_named("harbour")


def test_busy_offices_and_a_trustee_look_alike(truth: Truth, ring: Network) -> None:
    members = {member.party for member in ring.members}

    assert [each.kind for each in truth.lookalikes] == [
        "freight-forwarder",
        "freight-forwarder",
        "call-centre",
        "trustee",
    ]
    assert members.isdisjoint(party for each in truth.lookalikes for party in each.members)


def test_drawing_twice_in_one_process_gives_the_same_world() -> None:
    assert make_harbour(seed=3) == make_harbour(seed=3)
