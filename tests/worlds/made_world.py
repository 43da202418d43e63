"""A small world as it was written, beside the block that it was written from."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from interlink.worlds.finding.gather import FILES
from interlink.worlds.making import make_world
from interlink.worlds.making.plant import plant_block
from interlink.worlds.ordinary.block import Block, draw_block
from interlink.worlds.ordinary.sea import read_goods, read_sea
from interlink.worlds.ordinary.size import SIZES
from interlink.worlds.planting import Draft
from interlink.worlds.truth import read_truth
from interlink.worlds.truth.planted import Network, PlantedLink, Record, Truth
from interlink.worlds.writing.named import Named
from interlink.worlds.writing.noise import Noise

Row = Mapping[str, str]
SMALL = SIZES["small"]


def ordinary_block(seed: int) -> Block:
    return draw_block(seed, 0, SMALL, read_sea(SMALL.corridors), read_goods())


@dataclass(frozen=True)
class Made:
    folder: Path
    truth: Truth
    block: Block
    drafts: list[Draft]
    named: Named
    noise: Noise

    @cached_property
    def rows(self) -> Mapping[str, list[Row]]:
        """The records of each source in order."""
        found: dict[str, list[Row]] = {}
        for source, name in FILES.items():
            with (self.folder / name).open(encoding="utf-8", newline="") as file:
                if source == "notices":
                    found[source] = json.load(file)["_embedded"]["notices"]
                else:
                    found[source] = list(csv.DictReader(file))
        return found

    def row(self, record: Record) -> Row:
        """The record that the truth names, counted from 1."""
        return self.rows[record[0]][record[1] - 1]

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The position of each party by its number: people, then companies."""
        numbers = [*self.named.person["id"].to_list(), *self.named.firm["id"].to_list()]
        return {number: place for place, number in enumerate(numbers)}

    def phones(self, party: str) -> list[str]:
        """A person's phones, the second where there is one."""
        place = self.place[party]
        other = int(self.block.people.other[place])
        return [self.named.phone[place], *([self.named.phone[other]] if other >= 0 else [])]

    def account(self, party: str) -> str:
        return str(self.named.account["account"][self.place[party]])

    def person(self, party: str) -> Row:
        return self.named.person.row(self.place[party], named=True)

    def name(self, party: str) -> str:
        """A company's name."""
        return str(self.named.firm["name"][self.place[party] - self.block.people.size])

    def network(self, typology: str) -> Network:
        return next(network for network in self.truth.networks if network.typology == typology)

    def rows_of(self, typology: str, source: str) -> list[Row]:
        """The network's records of the source."""
        return [self.row((source, place)) for place in self.network(typology).records.get(source, ())]

    def links(self, typology: str, kind: str) -> list[PlantedLink]:
        return [link for link in self.network(typology).links if link.kind == kind]

    def role(self, typology: str, role: str) -> list[str]:
        return [member.party for member in self.network(typology).members if member.role == role]


def make_small(folder: Path, seed: int, noise: Noise | None = None) -> Made:
    """A small world that is not measured."""
    dials = noise or Noise()
    make_world("made", size="small", seed=seed, folder=folder, noise=dials, check=False)
    block, drafts, _ = plant_block(ordinary_block(seed), seed, of_each=SMALL.networks, attempts={})
    return Made(folder, read_truth(folder), block, drafts, Named(block, seed), dials)
