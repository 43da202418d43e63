"""A block with its look-alikes and networks, drawn again where a network turns out too easy to find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from interlink.worlds.block import Block, stream
from interlink.worlds.lookalikes import Lookalike, place_lookalikes
from interlink.worlds.planting import Draft, NoRoom, Planter
from interlink.worlds.typologies import TYPOLOGIES

__all__ = ["plant_block"]

TRIES = 40


def plant_block(
    ordinary: Block,
    seed: int,
    *,
    of_each: int,
    attempts: Mapping[str, int],
    typologies: Sequence[str] = tuple(TYPOLOGIES),
) -> tuple[Block, list[Draft], list[Lookalike]]:
    """The block with so many networks of each typology and its look-alikes; the ordinary one stays as it is.

    `attempts` says for each typology how often it was drawn before.

    Raises
    ------
    NoRoom   the block is too small for a typology
    """
    block, taken, lookalikes = place_innocents(ordinary, seed, of_each=of_each)
    drafts: list[Draft] = []
    for number, typology in enumerate(TYPOLOGIES):
        if typology not in typologies:
            continue
        for turn in range(of_each):
            block, taken, draft = plant_one(
                block, taken, seed, (501 + number, turn, attempts.get(typology, 0)), typology
            )
            drafts.append(draft)
    return block, drafts, lookalikes


def place_innocents(
    ordinary: Block,
    seed: int,
    *,
    of_each: int,
) -> tuple[Block, np.ndarray, list[Lookalike]]:
    """A copy of the block with its look-alikes, and who is spoken for; where they do not fit, drawn again."""
    for trial in range(TRIES):
        block = ordinary.copied()
        taken = np.zeros(block.parties, dtype=np.bool_)
        again = (trial,) if trial else ()
        planter = Planter(block, stream(seed, block.number, 500, *again), taken)
        try:
            return block, taken, place_lookalikes(planter, of_each=of_each)
        except NoRoom:
            if trial == TRIES - 1:
                raise
    raise AssertionError


def plant_one(
    block: Block,
    taken: np.ndarray,
    seed: int,
    key: tuple[int, ...],
    typology: str,
) -> tuple[Block, np.ndarray, Draft]:
    """One network; a cast that does not fit is undone and drawn again."""
    for trial in range(TRIES):
        again, marked = block.copied(), taken.copy()
        planter = Planter(again, stream(seed, block.number, *key, trial), marked)
        try:
            TYPOLOGIES[typology](planter)
        except NoRoom:
            if trial == TRIES - 1:
                raise
            continue
        return again, marked, planter.draft
    raise AssertionError
