"""A block with its look-alikes and networks, drawn again where a network turns out too easy to find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from interlink.worlds.lookalikes import Lookalike, place_lookalikes
from interlink.worlds.ordinary.block import Block, stream
from interlink.worlds.ordinary.ties import Flags
from interlink.worlds.planting import Draft, NoRoom, Planter
from interlink.worlds.typologies import TYPOLOGIES

__all__ = ["plant_block"]

# How often a network is drawn again that finds no room, and how often all of them.
TRIES, WHOLES = 20, 10


def plant_block(
    ordinary: Block,
    seed: int,
    *,
    of_each: int,
    attempts: Mapping[str, int],
    typologies: Sequence[str] = tuple(TYPOLOGIES),
) -> tuple[Block, list[Draft], list[Lookalike]]:
    """The block with so many networks of each typology and its look-alikes; the ordinary one stays as it is.

    They are planted in the order of `typologies`; `attempts` says of each how often it was drawn before.
    Where one finds no room beside the others, all are planted again.

    Raises
    ------
    NoRoom   the block is too small for a typology
    """
    full = NoRoom("")
    for whole in range(WHOLES):
        try:
            return plant_all(ordinary, seed, whole, of_each=of_each, attempts=attempts, typologies=typologies)
        except NoRoom as error:
            full = error
    raise NoRoom(f"seed {seed}: {full}. Take another seed.")


def plant_all(
    ordinary: Block,
    seed: int,
    whole: int,
    *,
    of_each: int,
    attempts: Mapping[str, int],
    typologies: Sequence[str],
) -> tuple[Block, list[Draft], list[Lookalike]]:
    """The same once, from streams of number `whole`."""
    block = ordinary.copied()
    taken = np.zeros(block.parties, dtype=np.bool_)
    planter = Planter(block, stream(seed, block.number, 500, whole), taken)
    lookalikes = place_lookalikes(planter, of_each=of_each)
    drafts: list[Draft] = []
    known = list(TYPOLOGIES)
    for typology in typologies:
        for turn in range(of_each):
            key = (501 + known.index(typology), turn, attempts.get(typology, 0), whole)
            block, taken, draft = plant_one(block, taken, seed, key, typology)
            drafts.append(draft)
    return block, sorted(drafts, key=lambda draft: known.index(draft.typology)), lookalikes


def plant_one(
    block: Block,
    taken: Flags,
    seed: int,
    key: tuple[int, ...],
    typology: str,
) -> tuple[Block, Flags, Draft]:
    """One network; a cast that does not fit is undone and drawn again."""
    full = NoRoom(typology)
    for trial in range(TRIES):
        again, marked = block.copied(), taken.copy()
        planter = Planter(again, stream(seed, block.number, *key, trial), marked)
        try:
            TYPOLOGIES[typology](planter)
        except NoRoom as error:
            full = error
            continue
        return again, marked, planter.draft
    raise full
