"""`interlink world make`: a world's files, its truth and its questions in a folder, whole or not at all."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl
from filelock import FileLock, Timeout

from interlink.errors import LoadError, UnknownName, nearest
from interlink.lake.durable import sync_folder
from interlink.worlds.block import Block, draw_block, stream
from interlink.worlds.gather import Question, gather
from interlink.worlds.hardness import measure_world
from interlink.worlds.lookalikes import Lookalike
from interlink.worlds.noise import Noise
from interlink.worlds.plant import plant_block
from interlink.worlds.planting import Draft
from interlink.worlds.sea import read_goods, read_sea
from interlink.worlds.size import Size, size_named
from interlink.worlds.truth import Lookalike as TrueLookalike
from interlink.worlds.truth import Network, Truth
from interlink.worlds.truth_file import read_truth, write_questions, write_truth
from interlink.worlds.typologies import TYPOLOGIES
from interlink.worlds.writing.entities import party_entities
from interlink.worlds.writing.files import FileSet, block_rows
from interlink.worlds.writing.named import Named
from interlink.worlds.writing.page import world_page
from interlink.worlds.writing.truths import Places, block_lookalikes, block_networks, same_as

__all__ = ["make_world"]

# How often a world is drawn again before its size is blamed.
DRAWS = 25
Told = Callable[[str], None]


@dataclass
class Making:
    """A world on its way into a folder: what its blocks left to be said of it."""

    name: str
    size: Size
    seed: int
    folder: Path
    noise: Noise
    files: FileSet
    networks: list[Network] = field(default_factory=list)
    lookalikes: list[TrueLookalike] = field(default_factory=list)
    clusters: list[pl.DataFrame] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def add(self, block: Block, drafts: Sequence[Draft], placed: Sequence[Lookalike]) -> None:
        """Writes a block and keeps its truth."""
        named = Named(block, self.seed)
        rows = block_rows(named, self.noise)
        entities = party_entities(named, rows)
        places = Places(rows, self.files.records)
        networks = block_networks(named, rows, drafts, entities, places, first=len(self.networks) + 1)
        self.files.append(rows)
        self.questions += block_questions(named, drafts, entities)
        self.networks += networks
        self.lookalikes += block_lookalikes(named, placed, first=len(self.lookalikes) + 1)
        self.clusters.append(entities)

    def finish(self, attempts: int) -> Truth:
        """Ends the files and writes questions, page and, last, the truth."""
        sums = self.files.finish()
        rng = stream(self.seed, 990)
        write_questions(
            self.folder, [self.questions[place] for place in rng.permutation(len(self.questions))]
        )
        truth = Truth(
            world=self.name,
            size=self.size.name,
            seed=self.seed,
            attempts=attempts,
            records=dict(sorted(self.files.records.items())),
            files=sums,
            networks=tuple(self.networks),
            lookalikes=tuple(self.lookalikes),
            same_as=chain.from_iterable(same_as(entities) for entities in self.clusters),
        )
        (self.folder / "README.md").write_text(world_page(truth), encoding="utf-8")
        write_truth(self.folder, truth)
        return truth


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

    Only these `typologies` are planted where any is named. With `check` every block is measured before it
    counts: the typologies that a naive method finds (see `hardness.LIMITS`) are drawn again. `tell` is told
    how it goes.

    Raises
    ------
    UnknownName   no such size or typology
    LoadError     the folder is not empty, is being written, or the limits cannot be kept
    """
    sized = size_named(size)
    for typology in typologies:
        if typology not in TYPOLOGIES:
            known = ", ".join(TYPOLOGIES)
            raise UnknownName(
                f"no typology '{typology}'; expected one of {known}.{nearest(typology, TYPOLOGIES)}"
            )
    wanted = tuple(typologies) or tuple(TYPOLOGIES)
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LoadError(
            f"{folder}: expected an empty folder or none, found files. Name another, or empty it."
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = folder.with_name(f".{folder.name}.part")
    lock = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        with lock.acquire(timeout=0):
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            files = FileSet(part, sized.notices * sized.blocks)
            making = Making(name, sized, seed, part, noise or Noise(), files)
            truth = write_blocks(making, wanted, check=check, tell=tell)
            part.replace(folder)
            sync_folder(folder.parent)
    except Timeout:
        raise LoadError(f"{folder}: another process is making a world here. Wait for it.") from None
    finally:
        Path(lock.lock_file).unlink(missing_ok=True)
    return truth


def write_blocks(making: Making, typologies: Sequence[str], *, check: bool, tell: Told) -> Truth:
    """All blocks of a world, each measured on its own before it is written."""
    size, seed = making.size, making.seed
    sea, goods = read_sea(size.corridors), read_goods()
    draws = 0
    for number in range(size.blocks):
        ordinary = draw_block(seed, number, size, sea, goods)
        attempts: Counter[str] = Counter()
        while True:
            block, drafts, placed = plant_block(
                ordinary, seed, of_each=size.networks, attempts=attempts, typologies=typologies
            )
            draws += 1
            # what holds in the first of many holds in their mean: a large world is no measure's whole day
            if not check or number:
                break
            aside = making.folder / "trial"
            files = FileSet(aside, size.notices)
            trial = Making(making.name, size, seed, aside, making.noise, files)
            easy = too_easy(trial, block, drafts, placed)
            if not easy:
                break
            tell(f"block {number + 1} of {size.blocks}: drawn again: {', '.join(sorted(easy))}")
            attempts.update(easy)
            if max(attempts.values()) >= DRAWS:
                raise LoadError(
                    f"seed {seed}, size {size.name}: naive methods still find {', '.join(sorted(easy))} "
                    f"after {DRAWS} draws. Take another seed, or less noise."
                )
        making.add(block, drafts, placed)
        tell(f"block {number + 1} of {size.blocks}: {sum(making.files.records.values()):,} records")
    return making.finish(draws)


def too_easy(trial: Making, block: Block, drafts: Sequence[Draft], placed: Sequence[Lookalike]) -> set[str]:
    """The typologies of a block that a naive method finds too much of, measured on its files."""
    trial.folder.mkdir()
    trial.add(block, drafts, placed)
    trial.finish(0)
    gathered, truth = gather(trial.folder), read_truth(trial.folder)
    shutil.rmtree(trial.folder)
    for with_trees in (False, True):
        found = measure_world(gathered, truth, with_trees=with_trees).breaks()
        if found:
            break
    return {each.typology for each in found}


def block_questions(named: Named, drafts: Sequence[Draft], entities: pl.DataFrame) -> Iterator[Question]:
    """The ends of every chain, and as many pairs of people who have nothing to do with each other."""
    of_party = dict(entities.group_by("party").agg(pl.col("entity").sort()).iter_rows())
    rng = named.rng(60)
    members = {party for draft in drafts for party in draft.roles}
    others = np.array(
        [party for party in sorted(of_party) if party < named.block.people.size and party not in members]
    )
    for draft in drafts:
        for parties, _, _ in draft.chains:
            pair = rng.choice(others, size=2, replace=False)
            for start, end in ((parties[0], parties[-1]), (int(pair[0]), int(pair[1]))):
                yield Question(tuple(of_party[start]), tuple(of_party[end]))
