"""How hard generated worlds are to search for naive methods, and how fast they are made.

Each world is made as `interlink world make` makes it, with what it costs to measure it and to draw again what
is too easy, and is then measured once more from its files alone. Of recall and of chains the value is that of
the typology found best; the baseline is what guessing finds. `--quick` makes one small world.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from measures import Measure, at_most, busyness, options, plain, report, wall_seconds

from interlink.worlds.finding.gather import gather
from interlink.worlds.judging import LIMITS, Hardness, Judge, measure_world
from interlink.worlds.making import make_world
from interlink.worlds.ordinary.size import size_named
from interlink.worlds.truth import Truth, read_truth

SEEDS = (1, 2, 3, 4, 5)
MOST_PLANTED = 0.5


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Measure what naive methods find in generated worlds, and how long worlds take to make.")
    runs = [("small", SEEDS[:1])] if given.quick else [("medium", SEEDS), ("small", SEEDS)]
    with TemporaryDirectory() as folder:
        measures = [found for size, seeds in runs for found in worlds(Path(folder), size, seeds)]
        if not given.quick:
            measures += written(Path(folder), "medium")
    return report([*measures, busyness()], given.format)


def worlds(folder: Path, size: str, seeds: Sequence[int]) -> Iterator[Measure]:
    """A world of the size for each seed: how hard it is, how often it was drawn, what it took."""
    for seed in seeds:
        name = f"{size} {seed}"
        place = folder / name
        seconds = wall_seconds(lambda: make_world(name, size=size, seed=seed, folder=place))  # noqa: B023 - called at once
        truth = read_truth(place)
        found = measure_world(gather(place), truth)
        parties = size_named(size).people + size_named(size).companies
        yield from hardness(name, found, truth, parties=parties)
        yield plain(f"{name}: draws", truth.attempts, "times")
        yield plain(f"{name}: made, measured, drawn again", seconds, "s wall")
        print(f"{name}: {truth.attempts} draws, {seconds:.0f} s", file=sys.stderr)  # noqa: T201 - how it goes


def hardness(name: str, found: Hardness, truth: Truth, *, parties: int) -> Iterator[Measure]:
    """What is found, beside what may be; the size of planted networks too where a limit is on it."""
    judge = Judge(truth)
    guess = max(judge.depth(typology) for typology in judge.typologies) / parties
    for method, of in found.recall.items():
        yield at_most(f"{name}: {method}", max(of.values()), "recall", LIMITS.recall, baseline=guess)
    yield at_most(f"{name}: trees", found.auc, "AUC", LIMITS.auc, baseline=0.5)
    yield at_most(f"{name}: chains", found.chains, "share", LIMITS.chains, baseline=0.0)
    if truth.size != "small":
        members = sum(len(network.members) for network in truth.networks)
        yield at_most(f"{name}: planted", 100 * members / parties, "% of parties", MOST_PLANTED)


def written(folder: Path, size: str) -> Iterator[Measure]:
    """How fast a world is drawn and written, without measuring it."""
    place = folder / f"{size} unmeasured"
    seconds = wall_seconds(lambda: make_world(size, size=size, seed=SEEDS[0], folder=place, check=False))
    records = sum(read_truth(place).records.values())
    yield plain(f"{size}: drawn and written", seconds, "s wall")
    yield plain(f"{size}: drawn and written, speed", records / seconds, "records/s")


if __name__ == "__main__":
    sys.exit(main())
