"""The means of members in a generated world: ids that the records make, and as the typology has them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from interlink.worlds.finding.gather import gather
from interlink.worlds.making import make_world
from interlink.worlds.truth import read_truth
from interlink.worlds.truth.planted import Network

TYPOLOGIES = ("phone-change-crew", "document-ring", "shell-ladder")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds") / "means"
    make_world("means", size="small", seed=3, folder=folder, typologies=TYPOLOGIES, check=False)
    return folder


@pytest.fixture(scope="module")
def networks(world: Path) -> dict[str, Network]:
    return {network.typology: network for network in read_truth(world).networks}


def test_means_are_entities_of_the_mapped_world(world: Path, networks: dict[str, Network]) -> None:
    known = set(gather(world).entities["id"])
    named = {each for network in networks.values() for member in network.members for each in member.means}

    assert {each.partition(":")[0] for each in named} == {
        "bank_account",
        "identity_card",
        "passport",
        "phone",
    }
    assert sorted(named - known) == []


def test_who_changes_phones_has_two(networks: dict[str, Network]) -> None:
    phones = [
        sum(each.startswith("phone:") for each in member.means)
        for member in networks["phone-change-crew"].members
    ]

    assert set(phones) == {2}


def test_a_passport_that_travels_is_a_means_of_each_traveller(networks: dict[str, Network]) -> None:
    members = networks["document-ring"].members
    shown = Counter(each for member in members for each in member.means if each.startswith("passport:"))

    (passport, holders), *others = shown.most_common()

    assert holders == 1 + sum(member.role == "traveller" for member in members)
    assert {count for _, count in others} == {1}
    assert all(passport in member.means for member in members if member.role == "traveller")
