"""A world on its way into a folder, block after block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl

from interlink.worlds.finding.gather import Question
from interlink.worlds.lookalikes import Lookalike
from interlink.worlds.ordinary.block import Block, stream
from interlink.worlds.ordinary.size import Size
from interlink.worlds.planting import Draft
from interlink.worlds.truth.file import write_questions, write_truth
from interlink.worlds.truth.planted import Lookalike as TrueLookalike
from interlink.worlds.truth.planted import Network, Truth
from interlink.worlds.writing.entities import party_entities
from interlink.worlds.writing.files import FileSet, block_rows
from interlink.worlds.writing.named import Named
from interlink.worlds.writing.noise import Noise
from interlink.worlds.writing.page import world_page
from interlink.worlds.writing.truths import Places, block_lookalikes, block_networks, same_as

__all__ = ["Unfinished"]


@dataclass
class Unfinished:
    """What has been written of a world, and what its blocks left to be said of it.

    Rows go to the files block by block; kept are names of companies and, of each party, its entities.
    """

    name: str
    size: Size
    seed: int
    folder: Path
    noise: Noise
    networks: list[Network] = field(default_factory=list)
    lookalikes: list[TrueLookalike] = field(default_factory=list)
    clusters: list[pl.DataFrame] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    firms: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.files = FileSet(self.folder, self.size.notices * self.size.blocks)

    def aside(self, folder: Path) -> Unfinished:
        """One block of the same world in another folder, to be measured."""
        folder.mkdir()
        return Unfinished(self.name, replace(self.size, blocks=1), self.seed, folder, self.noise)

    def add(self, block: Block, drafts: Sequence[Draft], placed: Sequence[Lookalike]) -> None:
        """Writes a block and keeps its truth."""
        named = Named(block, self.seed, self.firms)
        rows = block_rows(named, self.noise)
        entities = party_entities(named, rows)
        places = Places(rows, self.files.records)
        networks = block_networks(named, rows, drafts, entities, places, first=len(self.networks) + 1)
        self.files.append(rows)
        self.questions += block_questions(named, drafts, entities)
        self.networks += networks
        self.lookalikes += block_lookalikes(named, placed, first=len(self.lookalikes) + 1)
        self.clusters.append(entities)
        self.firms |= set(named.firm["name"].to_list())

    def finish(self, attempts: int) -> Truth:
        """Ends the files and writes questions, page and, last, the truth."""
        order = stream(self.seed, 990).permutation(len(self.questions))
        write_questions(self.folder, [self.questions[place] for place in order])
        truth = self.truth(attempts)
        (self.folder / "README.md").write_text(world_page(truth), encoding="utf-8")
        write_truth(self.folder, truth)
        return truth

    def truth(self, attempts: int) -> Truth:
        """Ends the files; what is true of them. Its `same_as` can be read once."""
        sums = self.files.finish()
        return Truth(
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
