"""How long a search by name takes among one million people: the 95th percentile, view and audit included.

Texts are whole names, two words in another order, beginnings, parts of a word, a typing error and names of
nobody, in turn; each is another one, so that nothing is found twice. The name index is made before, once for
all looks that may see the same, and what that takes is printed beside.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from lake_home import LakeHome
from lake_records import CONTACTS, contact_frame
from measures import Measure, at_most, options, percentile, plain, report, wall_seconds

from interlink.access.find import find
from interlink.mapping.source_file import parse_source

PEOPLE, SEARCHES = 1_000_000, 120
MOST_MS = 100.0


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Time searches by name among one million people.")
    with TemporaryDirectory() as folder:
        measures = list(searches(Path(folder), PEOPLE))
    return report(measures, given.format)


def searches(folder: Path, people: int) -> Iterator[Measure]:
    """The index, and searches of every kind."""
    contacts = contact_frame(people)
    contacts.write_csv(folder / "contacts.csv")
    home = LakeHome(folder / "home")
    home.load(parse_source(CONTACTS, "contacts.yaml"), folder / "contacts.csv")
    made = wall_seconds(lambda: home.view().consult("search").names)
    yield plain(f"name index of {people:,} people made", made, "s wall")

    def searched(text: str) -> float:
        return wall_seconds(lambda: find(home.view().consult("search", text=text), text)) * 1000

    searched(contacts["name"][0])
    taken: dict[str, list[float]] = {}
    for kind, text in islice(texts(contacts["name"].to_list()), SEARCHES):
        taken.setdefault(kind, []).append(searched(text))
    every = [each for times in taken.values() for each in times]
    yield at_most(
        f"search among {people:,} people, 95th percentile", percentile(every, 95), "ms wall", MOST_MS
    )
    yield plain("median of all", percentile(every, 50), "ms wall")
    for kind, times in taken.items():
        yield plain(f"{kind}, 95th percentile", percentile(times, 95), "ms wall")
    home.close()


def texts(names: list[str], *, seed: int = 5) -> Iterator[tuple[str, str]]:
    """What people type, of every kind in turn, without end."""
    chance = np.random.default_rng(seed)
    kinds = ("whole name", "words turned", "beginnings", "part of a word", "typing error", "nobody")
    for kind in cycle(kinds):
        name = names[int(chance.integers(len(names)))]
        first, *_, last = name.split()
        yield (
            kind,
            {
                "whole name": name,
                "words turned": f"{last} {first}",
                "beginnings": f"{first[:4]} {last[:5]}",
                "part of a word": f"{first[2:]} {last}",
                "typing error": f"{first[:3]}x{first[4:]} {last}",
                "nobody": f"Zq{first[2:5]}wv Xj{last[:2]}",
            }[kind],
        )


if __name__ == "__main__":
    sys.exit(main())
