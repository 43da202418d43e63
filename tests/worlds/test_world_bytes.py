"""The same seed makes the same bytes, whatever runs it; how much is in a world is near what its size says."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from made_world import Made, make_small

from interlink.worlds.finding.gather import FILES
from interlink.worlds.making import make_world
from interlink.worlds.truth import read_truth
from interlink.worlds.typologies import TYPOLOGIES

MAKE = """
import sys
from pathlib import Path
from interlink.worlds.making import make_world
make_world("made", size="small", seed=7, folder=Path(sys.argv[1]), check=False)
"""


def digests(folder: Path) -> Mapping[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_seed_makes_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    for turn in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": turn}
        subprocess.run([sys.executable, "-c", MAKE, str(tmp_path / turn)], env=environment, check=True)

    assert digests(tmp_path / "1") == digests(tmp_path / "2")
    assert set(digests(tmp_path / "1")) == {*FILES.values(), "truth.json", "questions.json", "README.md"}


def test_another_seed_makes_other_bytes_everywhere(tmp_path: Path) -> None:
    make_small(tmp_path / "1", 1)
    make_small(tmp_path / "2", 2)

    one, other = digests(tmp_path / "1"), digests(tmp_path / "2")
    assert not [name for name in one if one[name] == other[name]]


def test_the_name_changes_truth_and_page_only(tmp_path: Path) -> None:
    for name in ("delta", "estuary"):
        make_world(name, size="small", seed=7, folder=tmp_path / name, check=False)

    one, other = digests(tmp_path / "delta"), digests(tmp_path / "estuary")
    assert {name for name in one if one[name] != other[name]} == {"truth.json", "README.md"}


def test_planting_one_typology_plants_no_other(tmp_path: Path) -> None:
    wanted = ["smurfing-round-trip", "document-ring"]

    make_world("few", size="small", seed=7, folder=tmp_path / "few", typologies=wanted, check=False)

    planted = [network.typology for network in read_truth(tmp_path / "few").networks]
    assert planted == wanted


def test_a_small_world_has_one_network_of_each_typology_among_5000_records(made: Made) -> None:
    counts = made.truth.records

    assert sorted(network.typology for network in made.truth.networks) == sorted(TYPOLOGIES)
    assert sum(counts.values()) == pytest.approx(5_000, rel=0.03)
    assert set(counts) == set(FILES)
    assert counts["documents"] == 660
    assert counts["notices"] == 10


def test_a_medium_world_has_three_of_each_among_200000_and_few_are_members(tmp_path: Path) -> None:
    make_world("medium", size="medium", seed=7, folder=tmp_path / "medium", check=False)
    truth = read_truth(tmp_path / "medium")
    near = {
        "call_records": 80_000,
        "payments": 42_000,
        "documents": 26_400,
        "register": 25_000,
        "manifest": 8_800,
        "declarations": 8_000,
        "crossings": 7_600,
        "vehicles": 3_400,
        "notices": 400,
    }
    members = {member.party for network in truth.networks for member in network.members}
    # everybody has a document, and every company stands in the register
    parties = 26_400 + 9_900

    assert Counter(network.typology for network in truth.networks) == dict.fromkeys(TYPOLOGIES, 3)
    assert sum(truth.records.values()) == pytest.approx(200_000, rel=0.03)
    assert {source: truth.records[source] for source in near} == pytest.approx(near, rel=0.03)
    assert len(members) <= 0.005 * parties
