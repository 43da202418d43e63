"""Payments in order of time, what each may have paid for, and a pattern found among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from interlink.errors import QueryError
from interlink.projection.columns import Floats, Ints
from interlink.projection.rows import Contacts

__all__ = ["MOST_PAIRS", "Pattern", "Payments", "apart", "payments_of"]

# Pairs of payments, of which the second may pass on the first, that are held at once: 1.6 GB.
MOST_PAIRS = 20_000_000


@dataclass(frozen=True)
class Pattern:
    """Payments that make a pattern: from whom, to whom (-1 for nobody else), through or with whom else.

    `payments` are contacts by number, in order of time.
    """

    centre: int
    to: int
    others: tuple[int, ...]
    amount: float
    payments: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Payments:
    """Contacts from one to another, in order of time; `number` is that of each among all contacts."""

    number: Ints
    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    at: Ints
    until: Ints
    amount: Floats

    def __len__(self) -> int:
        """How many payments."""
        return int(self.number.size)

    def only(self, chosen: npt.NDArray[np.bool_]) -> Payments:
        """The payments chosen."""
        return Payments(
            self.number[chosen],
            self.source[chosen],
            self.target[chosen],
            self.at[chosen],
            self.until[chosen],
            self.amount[chosen],
        )

    @cached_property
    def _leaving(self) -> tuple[Ints, Ints, Ints]:
        """The payments by who pays, then in time; a key for each that grows so; the distinct moments."""
        moments, rank = np.unique(self.at, return_inverse=True)
        order = np.argsort(self.source, kind="stable")
        return order, self.source[order].astype(np.int64) * (moments.size + 1) + rank[order], moments

    def passed_on(self, chosen: Ints, window: int, tolerance: float | None = None) -> tuple[Ints, Ints]:
        """Pairs of a chosen payment, by its place in `chosen`, and one of its payee within the window.

        With `tolerance` the second is of the amount of the first, more or less by this share of it.

        Raises
        ------
        QueryError   there are more than 20,000,000 pairs
        """
        order, keys, moments = self._leaving
        payee = self.target[chosen].astype(np.int64) * (moments.size + 1)
        low = np.searchsorted(keys, payee + np.searchsorted(moments, self.until[chosen]))
        after = np.searchsorted(moments, self.until[chosen] + window, side="right")
        lengths = np.searchsorted(keys, payee + after) - low
        ends = np.cumsum(lengths)
        pairs = int(ends[-1]) if ends.size else 0
        if pairs > MOST_PAIRS:
            raise QueryError(
                f"money: {pairs:,} pairs of payments lie within the window; expected at most {MOST_PAIRS:,}. "
                "Shorten the window, or narrow by time or layer."
            )
        first = np.repeat(np.arange(chosen.size), lengths)
        second = order[np.arange(pairs) + np.repeat(low - (ends - lengths), lengths)]
        kept = second != chosen[first]
        if tolerance is not None:
            before = self.amount[chosen[first]]
            kept &= np.abs(self.amount[second] - before) <= tolerance * before
        return first[kept], second[kept]


def payments_of(contacts: Contacts) -> Payments:
    """The contacts from one to another that are of an amount."""
    number = np.flatnonzero((contacts.source != contacts.target) & (contacts.weight > 0))
    return Payments(
        number=number,
        source=contacts.source[number],
        target=contacts.target[number],
        at=contacts.at[number],
        until=contacts.until[number],
        amount=contacts.weight[number],
    )


def apart(spans: list[tuple[int, int]]) -> list[int]:
    """Which spans are kept where the first come first and none may overlap one kept, ends included."""
    kept: list[int] = []
    for number, (first, last) in enumerate(spans):
        if all(last < spans[other][0] or first > spans[other][1] for other in kept):
            kept.append(number)
    return kept
