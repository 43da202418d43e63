"""Planting exchanges ends of ties: how much anybody does stays as it was."""

from __future__ import annotations

from collections import Counter
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_world import ordinary_block

from interlink.worlds.making.plant import plant_block
from interlink.worlds.ordinary.block import Block, stream
from interlink.worlds.ordinary.ties import Ints
from interlink.worlds.planting import NoRoom, Planter
from interlink.worlds.typologies import TYPOLOGIES

Counts: TypeAlias = npt.NDArray[np.int64]
SEEDS = st.integers(0, 10_000)


def per_end(block: Block, *ends: Ints) -> Counts:
    return np.bincount(np.concatenate(ends), minlength=block.parties)


def done_by_each(block: Block) -> dict[str, Counts]:
    """How often each party does what, or is what."""
    calls, money, shipping = block.calls, block.payments, block.shipping
    offices, crossings = block.offices, block.crossings
    tie = shipping.ties
    held = np.where(offices.by_company, offices.party + block.people.size, offices.party)
    return {
        "call ties": per_end(block, calls.a, calls.b),
        "payers": per_end(block, money.a),
        "payees": per_end(block, money.b),
        "payments made": per_end(block, money.a[money.of]),
        "customers": per_end(block, tie.a),
        "suppliers": per_end(block, tie.b),
        "shipments sent": per_end(block, tie.a[tie.of]),
        "offices of a company": per_end(block, offices.company),
        "offices held": per_end(block, held),
        "crossings": per_end(block, crossings.traveller),
        "vehicles": per_end(block, block.vehicles.holder),
    }


def planted_alone(seed: int, typology: str) -> tuple[Block, Block]:
    """A block before and after one network is planted, without look-alikes."""
    before = ordinary_block(seed)
    for trial in range(40):
        after = before.copied()
        planter = Planter(after, stream(seed, 1, trial), np.zeros(after.parties, dtype=np.bool_))
        try:
            TYPOLOGIES[typology](planter)
        except NoRoom:
            continue
        return before, after
    raise AssertionError(f"no room for {typology} in seed {seed}")


@pytest.mark.parametrize("typology", TYPOLOGIES)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=SEEDS)
def test_what_a_party_does_is_as_much_as_before(typology: str, seed: int) -> None:
    before, after = planted_alone(seed, typology)

    counts, planted = done_by_each(before), done_by_each(after)
    changed = {name for name in counts if (counts[name] != planted[name]).any()}

    # who owned a rung of the ladder may own nothing for it
    assert changed <= ({"offices held"} if typology == "shell-ladder" else set())
    assert int(np.abs(counts["offices held"] - planted["offices held"]).sum()) <= 8


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=SEEDS)
def test_a_planted_block_has_as_many_records_and_its_numbers_stay_within_it(seed: int) -> None:
    before = ordinary_block(seed)

    after, drafts, lookalikes = plant_block(before, seed, of_each=1, attempts={})

    sizes = [
        [part.of.size for part in (block.calls, block.payments, block.shipping.ties)]
        + [block.offices.size, block.crossings.size, block.declarations.size, block.vehicles.size]
        for block in (before, after)
    ]
    members = [party for draft in drafts for party in draft.roles]
    innocent = [party for each in lookalikes for party in each.members]
    assert sizes[0] == sizes[1]
    assert (after.payments.a != after.payments.b).sum() >= (before.payments.a != before.payments.b).sum()
    assert (after.shipping.ties.a != after.shipping.ties.b).all()
    held = after.offices.by_company
    assert (after.offices.party[held] != after.offices.company[held]).all()
    assert max(Counter(members).values()) == 1
    assert not set(members) & set(innocent)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=SEEDS)
def test_declarations_are_of_the_days_of_their_shipments(seed: int) -> None:
    after, _, _ = plant_block(ordinary_block(seed), seed, of_each=1, attempts={})

    shipping, declared = after.shipping, after.declarations
    days = np.stack([shipping.loaded, shipping.discharged, shipping.transhipped])

    assert (declared.day == days[declared.procedure, declared.shipment]).all()
    assert (shipping.loaded <= shipping.discharged).all()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=SEEDS)
def test_the_ordinary_block_stays_as_it_is(seed: int) -> None:
    ordinary, kept = ordinary_block(seed), ordinary_block(seed)

    plant_block(ordinary, seed, of_each=1, attempts={})

    before, after = done_by_each(kept), done_by_each(ordinary)
    assert all((before[name] == after[name]).all() for name in before)
    assert (ordinary.calls.at == kept.calls.at).all()
    assert ordinary.calls.free.all()


def test_what_is_drawn_again_leaves_what_was_planted_before_it() -> None:
    order = ["document-ring", "smurfing-round-trip", "phone-change-crew"]
    ordinary = ordinary_block(5)

    _, first, _ = plant_block(ordinary, 5, of_each=1, attempts={}, typologies=order)
    _, again, _ = plant_block(ordinary, 5, of_each=1, attempts={"phone-change-crew": 1}, typologies=order)

    by_name = [{draft.typology: draft.roles for draft in drafts} for drafts in (first, again)]
    same = {name for name in order if by_name[0][name] == by_name[1][name]}
    assert same == {"document-ring", "smurfing-round-trip"}
