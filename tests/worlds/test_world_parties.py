"""The truth's parties and the mapped world's people and companies are the same ones."""

from __future__ import annotations

from collections import Counter

import polars as pl
from made_world import Made

from interlink.worlds.finding.gather import PARTIES, gather
from interlink.worlds.writing.entities import party_entities
from interlink.worlds.writing.files import block_rows
from interlink.worlds.writing.goods import LINES


def mapped(made: Made) -> set[str]:
    return set(gather(made.folder).entities.filter(pl.col("kind").is_in(PARTIES))["id"].to_list())


def test_every_entity_of_the_truth_is_in_the_mapped_world(made: Made) -> None:
    members = {entity for net in made.truth.networks for member in net.members for entity in member.entities}
    clusters = {entity for cluster in made.truth.same_as for entity in cluster}

    assert (members | clusters) - mapped(made) == set()


def test_every_person_and_company_of_the_mapped_world_is_one_party_but_the_lines_of_ships(made: Made) -> None:
    parties = party_entities(made.named, block_rows(made.named, made.noise))
    of_each = Counter(parties["entity"].to_list())
    several = parties.group_by("party").len().filter(pl.col("len") > 1).height
    # whose ships carry all goods is no party of the world
    carriers = {f"manifest:company:{line}" for line in LINES}

    assert set(of_each.values()) == {1}
    assert mapped(made) - set(of_each) == carriers
    assert len(made.truth.same_as) == several
    assert {e for cluster in made.truth.same_as for e in cluster} <= set(of_each)


def test_a_members_entities_are_those_of_its_cluster(made: Made) -> None:
    cluster_of = {entity: set(cluster) for cluster in made.truth.same_as for entity in cluster}
    for network in made.truth.networks:
        for member in network.members:
            assert member.entities
            assert set(member.entities) == cluster_of.get(member.entities[0], {member.entities[0]})


def test_look_alikes_are_of_every_typology_and_no_members(made: Made) -> None:
    members = {member.party for network in made.truth.networks for member in network.members}
    innocent = [party for each in made.truth.lookalikes for party in each.members]

    assert {each.resembles for each in made.truth.lookalikes} == {net.typology for net in made.truth.networks}
    assert not members & set(innocent)
    assert set(innocent) <= set(made.place)


def test_questions_ask_of_both_ends_of_every_chain_and_of_as_many_strangers(made: Made) -> None:
    asked = gather(made.folder).questions
    of_party = {member.party: member.entities for net in made.truth.networks for member in net.members}
    planted = {
        (of_party[chain.start], of_party[chain.end]) for net in made.truth.networks for chain in net.chains
    }

    assert asked is not None
    assert planted < {(each.start, each.end) for each in asked}
    assert len(asked) == 2 * len(planted)
