"""Sister worlds: small ones of seeds of their own, whose truth a method may learn from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from interlink.worlds.finding.gather import Gathered, gather
from interlink.worlds.making import make_world
from interlink.worlds.truth import Truth, read_truth

__all__ = ["SEEDS", "sister_worlds"]

# Far from the seeds that people give, so that no world is its own sister.
SEEDS = tuple(range(7_340_001, 7_340_009))


def sister_worlds() -> Iterator[tuple[Gathered, Truth]]:
    """The sister worlds one after the other, each with its truth; their files are gone afterwards."""
    for seed in SEEDS:
        with TemporaryDirectory(prefix="interlink-sister-") as place:
            folder = Path(place) / "world"
            make_world("sister", size="small", seed=seed, folder=folder, check=False)
            yield gather(folder), read_truth(folder)
