"""Who calls and pays whom: ties of members, their ends exchanged with those of ordinary people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from interlink.worlds.ordinary.calendar import DAY, DAYS
from interlink.worlds.ordinary.ties import Ints, Ties
from interlink.worlds.planting.casting import Casting, free_ends, prefer
from interlink.worlds.planting.draft import NoRoom, Step

__all__ = ["Dealing"]


class Dealing(Casting):
    """Moves calls and payments."""

    def call(
        self,
        caller: int,
        callee: int,
        day: int,
        *,
        until: int = DAYS - 1,
        contacts: int = 1,
        again: int | None = None,
    ) -> list[Step]:
        """Calls between two people from the day on, as many as the caller had with somebody else.

        Of the caller's ties one of at least so many `contacts` is taken, if there is one; the last call of
        several is on the day `again` at the earliest. How many people each has to do with stays as it was.
        """
        calls = self.block.calls
        mine, theirs = touching(calls, caller), touching(calls, callee)
        mine = prefer(mine, np.diff(calls.first)[mine] >= contacts)
        for _ in range(20):
            one, other = self.one_of(mine, "call tie"), self.one_of(theirs, "call tie")
            keep = calls.b[one] if calls.a[one] == caller else calls.a[one]
            left = calls.b[other] if calls.a[other] == callee else calls.a[other]
            if one != other and keep not in (callee, left) and left != caller:
                break
        else:
            raise NoRoom(f"nobody to exchange contacts with for {self.draft.typology}")
        put(calls, one, caller, callee)
        put(calls, other, left, keep)
        calls.free[one] = False
        records = calls.records(one)
        self.redate(calls, records, day, until)
        latest = records[np.argmax(calls.at[records])]
        if again is not None and records.size > 1 and calls.at[latest] < again * DAY:
            calls.at[latest] = again * DAY + calls.at[latest] % DAY
        # who calls first is known; afterwards they call each other as they called others
        calls.flip[records[np.argmin(calls.at[records])]] = calls.a[one] != caller
        return self.dated(
            [
                self.step(
                    "Called", *self.order(record, caller, callee), calls.at[record], ("calls", int(record))
                )
                for record in records
            ]
        )

    def ring_up(self, firm: int, *, share: float) -> None:
        """Leads that share of all ties to the firm's office, away from people who have other contacts."""
        calls = self.block.calls
        ends = free_ends(calls, self.block.parties)
        spare = np.flatnonzero(calls.free & (calls.b < self.people))
        spare = spare[ends[calls.b[spare]] >= 2]
        chosen = self.rng.choice(spare, size=max(10, round(share * calls.a.size)), replace=False)
        calls.b[chosen] = firm
        calls.free[chosen] = False

    def order(self, record: int, caller: int, callee: int) -> tuple[int, int]:
        """Who of two calls the other in the record."""
        calls = self.block.calls
        is_turned = calls.flip[record] != (calls.a[calls.of[record]] != caller)
        return (callee, caller) if is_turned else (caller, callee)

    def pay(self, payer: int, payee: int, day: int, *, total: float | None = None) -> list[Step]:
        """Payments from one account to another from the day on, together the total if one is given.

        Without it the sums are what the payer paid to somebody else before. How many each pays, and is paid
        by, stays as it was.
        """
        money = self.block.payments
        size = self.people
        out = np.flatnonzero(money.free & (money.a == payer) & (money.a != money.b))
        into = np.flatnonzero(money.free & (money.b == payee) & (money.a != money.b))
        out = prefer(out, (money.b[out] < size) == (payee < size))
        one = self.one_of(out[money.b[out] != payee], "payment to make")
        # nobody comes to pay themselves
        into = into[(into != one) & (money.a[into] != money.b[one])]
        other = self.one_of(prefer(into, (money.a[into] < size) == (payer < size)), "payment to receive")
        money.join(one, other)
        money.free[one] = False
        records = money.records(one)
        self.redate(money, records, day)
        if total is not None:
            money.amount[records] = np.round(money.amount[records] * total / money.amount[records].sum(), 2)
        return self.dated(
            [
                self.step("Paid", payer, payee, money.at[record], ("payments", int(record)))
                for record in records
            ]
        )

    def total(self, payments: Sequence[Step]) -> float:
        """What the payments come to, in euros."""
        return float(self.block.payments.amount[[step.record[1] for step in payments]].sum())

    def dated(self, steps: list[Step]) -> list[Step]:
        """The steps in order of time."""
        return sorted(steps, key=lambda step: step.at)

    def redate(self, ties: Ties, records: Ints, day: int, until: int = DAYS - 1) -> None:
        """Moves the records so that the first is on the day; the gaps between them stay, or shrink to fit."""
        first = ties.at[records].min()
        gaps = (ties.at[records] - first) // DAY
        room = max(until - day, 0)
        if gaps.max() > room:
            gaps = gaps * room // gaps.max()
        ties.at[records] = (day + gaps) * DAY + ties.at[records] % DAY


def touching(ties: Ties, end: int) -> Ints:
    """The free ties of one end."""
    return np.flatnonzero(ties.free & ((ties.a == end) | (ties.b == end)) & (ties.a != ties.b))


def put(ties: Ties, tie: int, one: int, other: int) -> None:
    """Sets both ends, the one that is there already staying where it is."""
    if ties.b[tie] == one or ties.a[tie] == other:
        one, other = other, one
    ties.a[tie], ties.b[tie] = one, other
