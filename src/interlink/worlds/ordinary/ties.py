"""Ties: who deals with whom, and when; planting exchanges the ends of two of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["Flags", "Floats", "Ints", "Texts", "Ties", "pick_weighted", "spread"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.str_]


@dataclass
class Ties:
    """Ties from `a` to `b`, and their records in order of tie: record r is of tie `of[r]`.

    `at` is in seconds since the world's first day, `amount` in euros where ties have one; a record that is
    `flip` goes from `b` to `a`. A tie that is not `free` stays as it is: it is planted or a look-alike's.
    """

    a: Ints
    b: Ints
    kind: Ints
    of: Ints
    at: Ints
    amount: Floats = field(default_factory=lambda: np.zeros(0))
    free: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    flip: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    def __post_init__(self) -> None:
        if self.free.size == 0:
            self.free = np.ones(self.a.size, dtype=np.bool_)
        if self.flip.size == 0:
            self.flip = np.zeros(self.of.size, dtype=np.bool_)
        self.first = np.concatenate([[0], np.cumsum(np.bincount(self.of, minlength=self.a.size))])

    def records(self, tie: int) -> Ints:
        """The numbers of the tie's records."""
        return np.arange(self.first[tie], self.first[tie + 1])

    def count(self, tie: int) -> int:
        """How many records the tie has."""
        return int(self.first[tie + 1] - self.first[tie])

    def join(self, out: int, into: int) -> None:
        """Makes tie `out` lead where `into` leads, and the other way round: all keep their number of ties."""
        self.b[out], self.b[into] = self.b[into], self.b[out]


def pick_weighted(rng: np.random.Generator, weight: Floats, low: Ints, high: Ints) -> Ints:
    """For each pair of bounds a position in [low, high), each as likely as its weight says."""
    heap = np.concatenate([[0.0], np.cumsum(weight)])
    drawn = heap[low] + rng.random(low.size) * (heap[high] - heap[low])
    return np.asarray(np.clip(np.searchsorted(heap, drawn, side="right") - 1, low, high - 1))


def spread(rng: np.random.Generator, ties: int, records: int, *, tail: float, most: int) -> Ints:
    """How many of the records each tie gets: at least one, heavy-tailed, together exactly `records`."""
    if records < ties:
        raise ValueError(f"{records} records cannot give each of {ties} ties one")
    share = np.minimum(rng.pareto(tail, ties) + 0.02, most)
    exact = share / share.sum() * (records - ties)
    counts = np.floor(exact).astype(np.int64)
    short = records - ties - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:short]] += 1
    return np.asarray(counts + 1)
