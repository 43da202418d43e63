"""Mispriced trade that was planted in made worlds, and at what rank it is found."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from interlink.analytics import trade
from interlink.analytics.papers import ATTRIBUTES
from interlink.projection import Projection, with_attributes
from interlink.worlds.finding.gather import Gathered, gather
from interlink.worlds.making import make_world
from interlink.worlds.truth.file import read_truth

SEEDS = (201, 202, 203, 204, 205)


def declared(world: Gathered) -> Projection:
    """Shipments, their declarations and what these say."""
    papers, ties = world.fragments["Declaration"], world.fragments["DeclaredIn"]
    bare = Projection.from_links(
        ties["src"].to_arrow(),
        ties["dst"].to_arrow(),
        layer=["DECLARED_IN"] * ties.height,
        nodes=papers["entity"].unique().to_arrow(),
        directed=True,
    )
    return with_attributes(bare, papers.select("entity", *ATTRIBUTES), "entity")


def mirror_ranks(folder: Path, seed: int) -> tuple[list[int | None], int]:
    """The rank among mirror anomalies of each planted gap, None where not found; and how many there are."""
    folder.mkdir()
    make_world("made", size="small", seed=seed, folder=folder, check=False)
    world = gather(folder)
    rows = [
        row
        for network in read_truth(folder).networks
        if network.typology == "trade-based-laundering"
        for row in network.records["declarations"]
    ]
    papers = world.fragments["Declaration"].filter(pl.col("row").is_in(rows))
    both = (
        world.fragments["DeclaredIn"]
        .join(papers, left_on="dst", right_on="entity")
        .group_by("src")
        .agg(pl.col("procedure").unique())
        .filter(pl.col("procedure").list.set_intersection(["export", "import"]).list.len() == 2)
    )
    found = trade(declared(world), resamples=0).frame().query("kind == 'mirror'")["what"].tolist()
    return [found.index(each) + 1 if each in found else None for each in sorted(both["src"])], len(found)


def test_most_planted_gaps_are_found_below_the_slips_of_honest_declarants(tmp_path: Path) -> None:
    found = [mirror_ranks(tmp_path / str(seed), seed) for seed in SEEDS]

    # Measured: 10 of 12, at the ranks 8 to 17 of 10 to 20: slips of a digit are further off than gaps.
    ranks = [rank for planted, _ in found for rank in planted]
    assert len(ranks) == 12
    assert sum(rank is not None for rank in ranks) >= 9
    assert max(told for _, told in found) <= 20
