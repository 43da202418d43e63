"""`interlink world make`: blocks drawn, planted, measured and written one after the other."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from interlink.errors import LoadError, UnknownName, nearest
from interlink.worlds.finding.gather import gather
from interlink.worlds.judging.hardness import find_breaks
from interlink.worlds.lookalikes import Lookalike
from interlink.worlds.making.folder import new_folder
from interlink.worlds.making.plant import plant_block
from interlink.worlds.making.unfinished import Unfinished
from interlink.worlds.ordinary.block import Block, draw_block
from interlink.worlds.ordinary.sea import read_goods, read_sea
from interlink.worlds.ordinary.size import size_named
from interlink.worlds.planting import Draft
from interlink.worlds.truth import Truth
from interlink.worlds.typologies import TYPOLOGIES
from interlink.worlds.writing.noise import Noise

__all__ = ["make_world"]

# How often a typology is planted before the seed is given up.
DRAWS = 25
Told = Callable[[str], None]


def make_world(
    name: str,
    *,
    size: str,
    seed: int,
    folder: Path,
    noise: Noise | None = None,
    typologies: Sequence[str] = (),
    check: bool = True,
    tell: Told = lambda _: None,
) -> Truth:
    """Writes a world into the folder, which must be empty or not be there: the same seed, the same bytes.

    Only these `typologies` are planted where any is named. With `check` the first block, which of a small or
    medium world is all of it, is measured before it counts: the typologies that a naive method finds (see
    `hardness.LIMITS`) are planted again. `tell` is told how it goes. The `same_as` of what is returned is
    used up; `read_truth` gives it.

    Raises
    ------
    UnknownName   no such size or typology
    LoadError     the seed is negative; the folder is not empty, is being written or cannot be; or the limits
                  cannot be kept
    """
    sized = size_named(size)
    for typology in typologies:
        if typology not in TYPOLOGIES:
            known = ", ".join(TYPOLOGIES)
            raise UnknownName(
                f"no typology '{typology}'; expected one of {known}.{nearest(typology, TYPOLOGIES)}"
            )
    if seed < 0:
        raise LoadError(f"seed {seed}: expected a whole number from 0 on")
    with new_folder(folder.resolve()) as part:
        world = Unfinished(name, sized, seed, part, noise or Noise())
        return write_blocks(world, tuple(typologies) or tuple(TYPOLOGIES), check=check, tell=tell)


def write_blocks(world: Unfinished, typologies: Sequence[str], *, check: bool, tell: Told) -> Truth:
    """All blocks of a world, one after the other.

    Raises
    ------
    LoadError   a typology is too easy to find however often it is planted again, or finds no room
    """
    size, seed = world.size, world.seed
    sea, goods = read_sea(size.corridors), read_goods()
    draws = 0
    for number in range(size.blocks):
        order = sorted(set(typologies), key=list(TYPOLOGIES).index)
        ordinary = draw_block(seed, number, size, sea, goods)
        attempts: Counter[str] = Counter()
        while True:
            block, drafts, placed = plant_block(
                ordinary, seed, of_each=size.networks, attempts=attempts, typologies=order
            )
            draws += 1
            # what holds in the first of many holds in their mean: a large world is no measure's whole day
            easy = set() if number or not check else too_easy(world, block, drafts, placed)
            if not easy:
                break
            tell(
                f"block {number + 1} of {size.blocks}: too easy to find, planted again:"
                f" {', '.join(sorted(easy))}"
            )
            attempts.update(easy)
            # what is hard enough is planted before what is drawn again, and so stays as it is
            order.sort(key=lambda typology: typology in easy)
            if max(attempts.values()) >= DRAWS:
                raise LoadError(
                    f"seed {seed}, size {size.name}: naive methods still find {', '.join(sorted(easy))} "
                    f"after {DRAWS} draws. Take another seed, or less noise."
                )
        world.add(block, drafts, placed)
        tell(f"block {number + 1} of {size.blocks}: {sum(world.files.records.values()):,} records")
    return world.finish(draws)


def too_easy(
    world: Unfinished, block: Block, drafts: Sequence[Draft], placed: Sequence[Lookalike]
) -> set[str]:
    """The typologies of a block that a naive method finds too much of, measured on its files."""
    trial = world.aside(world.folder / "trial")
    trial.add(block, drafts, placed)
    truth = trial.truth(0)
    found = find_breaks(gather(trial.folder), replace(truth, same_as=tuple(truth.same_as)))
    shutil.rmtree(trial.folder)
    return {each.typology for each in found}
