"""How far confidence can be believed, and what analytics find, on planted worlds.

Four parts. `confidence`: members of communities are as often with the majority of their town as their share
of repeats says. Towns are the groups that ordinary life is planted in; the error is the expected calibration
error of ten bins of equal width (Naeini et al. 2015, doi:10.1609/aaai.v29i1.9602). `typologies`: the share of
members that each analytic finds, as `interlink world score` does, beside the naive. `chains`: ways that keep
the order of time beside those that do not. `phones`: how many calls a phone must have made for whoever
changes it to be followed. No world is one that anything was tried on. `--quick` makes one small world.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from measures import Measure, at_least, at_most, busyness, options, plain, report

from interlink.analytics import communities, phases
from interlink.projection import Projection
from interlink.projection.columns import Floats, Ints
from interlink.worlds.finding.gather import gather
from interlink.worlds.finding.parties import find_parties
from interlink.worlds.judging import Judge
from interlink.worlds.making import make_world
from interlink.worlds.ordinary.block import draw_block
from interlink.worlds.ordinary.sea import read_goods, read_sea
from interlink.worlds.ordinary.size import size_named
from interlink.worlds.scoring import chains, score
from interlink.worlds.scoring.analytics import ANALYTIC_METHODS
from interlink.worlds.truth import read_truth
from interlink.worlds.writing.named import Named

PARTS = ("confidence", "typologies", "chains", "phones")
SEEDS = (31, 32, 33, 34, 35)
NAIVE = ("degree", "betweenness", "louvain", "shortest-path")
BINS = 10
# Of the records of a medium world these shares are left, as if an agency had no more.
THINNED = (1.0, 0.5, 0.25)
MARKED = 0.5
ERROR = 0.05
# Six stand in a ring, each with three contacts outside; before and after the change each makes so many calls.
CALLS = (1, 2, 3, 4, 6, 10)
CREW, OUTSIDE, HALF_DAYS = 6, 3, 30


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Measure confidence and analytics on planted worlds.", parts=PARTS)
    parts = given.only or PARTS
    seeds = SEEDS[:1] if given.quick else SEEDS
    found: list[Measure] = []
    with TemporaryDirectory() as place:
        folder = Path(place)
        for seed in seeds:
            make_world(f"small {seed}", size="small", seed=seed, folder=folder / f"small {seed}")
        if "confidence" in parts:
            found += confidence(folder, "small", seeds, methods=("leiden", "infomap", "cpm"))
            if not given.quick:
                found += confidence(folder, "medium", seeds)
        if "typologies" in parts:
            found += typologies(folder, seeds)
        if "chains" in parts:
            found += time_respecting(folder, seeds)
        if "phones" in parts:
            found += phones(seeds)
    return report([*found, busyness()], given.format)


def confidence(
    folder: Path, size: str, seeds: Sequence[int], *, methods: Sequence[str] = ("leiden",)
) -> Iterator[Measure]:
    """The calibration error of each method over all seeds; of a medium world also where records are fewer."""
    told: dict[tuple[str, float], list[tuple[Floats, Ints]]] = {}
    for seed in seeds:
        place = folder / f"{size} {seed}"
        if not place.exists():
            make_world(place.name, size=size, seed=seed, folder=place, check=False)
        graph, town = towns(place, size, seed)
        for method in methods:
            for share in THINNED if size == "medium" else (1.0,):
                chance = np.random.default_rng(seed)
                thin = graph.only_rows(chance.random(len(graph.rows)) < share)
                told.setdefault((method, share), []).append(members(thin, town, method))
        print(f"{size} {seed}: confidence", file=sys.stderr)  # noqa: T201 - how it goes
    for (method, share), each in told.items():
        said, right = (np.concatenate(column) for column in zip(*each, strict=True))
        name = f"{size}, {share:.0%} of records, {method}" if share < 1 else f"{size}, {method}"
        error = calibration_error(said, right)
        unsure = said < 0.9
        if method == "leiden" and share >= MARKED:
            yield at_most(f"{name}: calibration error", error, "ECE", ERROR)
        else:
            yield plain(f"{name}: calibration error", error, "ECE")
        if unsure.any():
            yield plain(
                f"{name}: calibration error below 0.9", calibration_error(said[unsure], right[unsure]), "ECE"
            )
        yield plain(f"{name}: with the majority", right.mean(), "share", baseline=said.mean())
        if method == "leiden" and share in (1.0, MARKED):
            yield from bins(name, said, right)


def towns(folder: Path, size: str, seed: int) -> tuple[Projection, dict[str, int]]:
    """The parties of a world, and the town of each person by the id of the party: drawn anew."""
    sized = size_named(size)
    block = draw_block(seed, 0, sized, read_sea(sized.corridors), read_goods())
    town_of = dict(zip(Named(block, seed).person["id"].to_list(), block.people.town.tolist(), strict=True))
    parties = find_parties(gather(folder))
    judge = Judge(read_truth(folder))
    party = {each: judge.party_of(each) for each in parties.ids}
    return parties.graph, {each: town_of[name] for each, name in party.items() if name in town_of}


def members(graph: Projection, town: dict[str, int], method: str) -> tuple[Floats, Ints]:
    """Of each member of a community of two or more: how firm, and whether most of the town are there."""
    frame = communities(graph, method=method, resamples=20).frame().query("community_size > 1")
    frame = frame.assign(town=frame["id"].map(town)).dropna()
    most = frame.groupby("town")["community"].agg(lambda each: Counter(sorted(each)).most_common(1)[0][0])
    right = frame["community"] == frame["town"].map(most)
    return frame["confidence"].to_numpy(), right.to_numpy().astype(np.int64)


def binned(said: Floats) -> Ints:
    """The bin of each share, the last one with 1."""
    return np.minimum((said * BINS).astype(np.int64), BINS - 1)


def calibration_error(said: Floats, right: Ints) -> float:
    """The mean distance of what is said and what is so, bin by bin, by how many are in each."""
    at = binned(said)
    gap = np.bincount(at, said - right, minlength=BINS)
    return float(np.abs(gap).sum() / said.size)


def bins(name: str, said: Floats, right: Ints) -> Iterator[Measure]:
    """Each bin: the share that is right, beside what was said."""
    at = binned(said)
    for each in np.unique(at):
        inside = at == each
        label = f"{name}: said {each / BINS:.1f} to {(each + 1) / BINS:.1f}, {inside.sum():,} members"
        yield plain(label, right[inside].mean(), "share", baseline=said[inside].mean())


def typologies(folder: Path, seeds: Sequence[int]) -> Iterator[Measure]:
    """The mean member recall of every analytic and naive method, by typology."""
    found: dict[tuple[str, str], list[float]] = {}
    guess: dict[str, list[float]] = {}
    for seed in seeds:
        place = folder / f"small {seed}"
        judge = Judge(read_truth(place))
        sized = size_named("small")
        for typology in judge.typologies:
            guess.setdefault(typology, []).append(judge.depth(typology) / (sized.people + sized.companies))
        for row in score(place, [*ANALYTIC_METHODS, *NAIVE]):
            key = str(row["method"]), str(row["typology"])
            found.setdefault(key, []).append(float(str(row["member_recall"])))
        print(f"small {seed}: typologies", file=sys.stderr)  # noqa: T201 - how it goes
    for (method, typology), recalls in found.items():
        yield plain(
            f"{typology}: {method}",
            np.mean(recalls).item(),
            "recall",
            baseline=np.mean(guess[typology]).item(),
        )


def time_respecting(folder: Path, seeds: Sequence[int]) -> Iterator[Measure]:
    """Chains found in all worlds together: journeys at ten, and the one shortest path."""
    rows = [row for seed in seeds for row in chains(folder / f"small {seed}")]

    def recall(method: str, column: str) -> float:
        kept = [row for row in rows if row["method"] == method and row["joined"]]
        return weighted((float(str(row[column])), int(str(row["joined"]))) for row in kept)

    yield plain("chains planted", sum(int(str(row["planted"])) for row in rows) / 2, "chains")
    yield plain("chains that records join", sum(int(str(row["joined"])) for row in rows) / 2, "chains")
    yield at_least(
        "chains: journeys, first ten", recall("journeys", "recall_at_10"), "recall", 0.9,
        baseline=recall("paths", "recall_at_10"),
    )  # fmt: skip
    yield plain(
        "chains: journeys, first", recall("journeys", "recall_at_1"), "recall",
        baseline=recall("paths", "recall_at_1"),
    )  # fmt: skip
    yield at_most("chains: plain shortest path", recall("paths", "recall_at_1"), "recall", 0.5)


def weighted(parts: Iterable[tuple[float, int]]) -> float:
    """The mean of the shares by how many each is of."""
    shares, counts = zip(*parts, strict=True)
    return float(np.average(shares, weights=counts))


def phones(seeds: Sequence[int]) -> Iterator[Measure]:
    """A crew that changes its phones among the calls of others: how many are followed, how many wrongly."""
    for calls in CALLS:
        told = [followed(seed, calls) for seed in seeds]
        right, named = sum(pair[0] for pair in told), sum(pair[1] for pair in told)
        yield plain(
            f"phones, {calls} calls a phone each side: followed", right / (CREW * len(seeds)), "recall"
        )
        if named:
            yield plain(
                f"phones, {calls} calls a phone each side: right of those named", right / named, "share"
            )


def followed(seed: int, calls: int) -> tuple[int, int]:
    """How many of the crew are followed, and how many phones are said to go on as another."""
    chance = np.random.default_rng(seed)
    others = [f"p{number:03}" for number in range(300)]
    crew = [f"c{number}" for number in range(CREW)]
    ties = [(one, str(other)) for one in others for other in chance.choice(others, 2, replace=False)]
    rows = [
        (one, other, day)
        for one, other in ties
        for day in chance.uniform(0, 2 * HALF_DAYS, 4)
        if one != other
    ]
    for number, one in enumerate(crew):
        near = [crew[number - 1], crew[(number + 1) % CREW], *chance.choice(others, OUTSIDE, replace=False)]
        for turn in range(2):
            for other in chance.choice(near, calls):
                ends = (one, str(other)) if not turn else (renewed(one), renewed(str(other)))
                rows.append((*ends, HALF_DAYS * turn + chance.uniform(0, HALF_DAYS)))
    frame = pd.DataFrame(rows, columns=["src", "dst", "day"])
    frame["at"] = pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(frame["day"], unit="D")
    heard = Projection.from_edges(frame[["src", "dst", "at"]], at="at", directed=True)
    told = phases(heard, every=HALF_DAYS // 2, resamples=0).table("successors")
    right = sum(new == renewed(old) for old, new in zip(told["old"], told["new"], strict=True) if old in crew)
    return right, len(told)


def renewed(phone: str) -> str:
    """What a phone is after the change: one of the crew has another number."""
    return f"{phone}-new" if phone.startswith("c") else phone


if __name__ == "__main__":
    sys.exit(main())
