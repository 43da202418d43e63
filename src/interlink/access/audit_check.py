"""What events say of keys and subjects, held against what the database has: a key that was exchanged shows.

Before its parameters an event states, under its hash, what nothing else tells for sure: whom it is about
(`$about`, numbers of keys), which keys were made for it (`$new`, each with a hash of tag and key), which an
erasure destroyed (`$erased`) and by which public key heads are signed (`$signing`). A key that is as it was
made opens what it sealed: the ciphertext is under the hash, too.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from interlink.access.audit_chain import Break, Row, digest
from interlink.access.audit_keys import commitment
from interlink.access.audit_seal import DESTROYED
from interlink.access.audit_store import some_rows
from interlink.access.audit_tables import audit_event, audit_key, audit_subject

__all__ = ["STATED", "Keys", "noted_key"]

STATED = re.compile(
    r'\{(?:"\$about": "([\d.]+)"[,}] ?)?(?:"\$new": "([\d:a-f,]+)"[,}] ?)?'
    r'(?:"\$erased": "([\d.]+)"[,}] ?)?(?:"\$signing": "([0-9a-f]{64})")?'
)
# Whom which event is about, at a time.
PART = 100_000
# A number of a key and one of an event in one: neither grows beyond.
BITS = 32
# More are never accepted, so that nobody need count them all.
MOST = 10_000
_PAIRS = sa.select(audit_subject.c.tag, audit_subject.c.seq).order_by(
    audit_subject.c.tag, audit_subject.c.seq
)


class Keys:
    """Checks keys as events go by, a part at a time; in the end whom they are about."""

    def __init__(self, db: sa.Connection) -> None:
        self._db = db
        self._tags: dict[object, int] = {}
        # The number of a key, and in the lower bits that of an event that is about its subject.
        self._pairs_said = array("q")
        self._bent = set[int]()
        self._erased: dict[int, int] = {}
        # Keys that are not as they were made: with which event, and what of them.
        self._wrong: dict[int, tuple[int, str, str]] = {}

    def check(self, rows: Iterable[Row], bent: Collection[int]) -> None:
        """Takes the next events; those that are `bent` say nothing that counts."""
        made: dict[int, tuple[int, str]] = {}
        pairs = self._pairs_said
        for row in rows:
            seq, params = row[0], row[6]
            if seq in bent or not isinstance(seq, int) or not isinstance(params, str):
                continue
            if not params.startswith('{"$') or (found := STATED.match(params)) is None:
                continue
            about, new, erased, _ = found.groups()
            if about:
                pairs.extend([int(number) << BITS | seq for number in about.split(".")])
            for each in new.split(",") if new else ():
                number, _, said = each.partition(":")
                made[int(number)] = (seq, said)
            if erased:
                self._erased |= dict.fromkeys(map(int, erased.split(".")), seq)
        self._bent.update(bent)
        if made:
            self._compare(made)

    def breaks(self) -> list[Break]:
        """What is not as events say, in the order of the events."""
        query = sa.select(audit_key.c.id).where(audit_key.c.key == DESTROYED)
        destroyed = set(self._db.execute(query).scalars())
        wrong = {
            number: found
            for number, found in self._wrong.items()
            if not (found[1] == "destroyed" and number in self._erased)
        }
        for number in self._erased.keys() - destroyed - wrong.keys():
            wrong[number] = (self._erased[number], "revived", "")
        found = [
            Break(seq, "key", f"{number} {what} {now}".strip()) for number, (seq, what, now) in wrong.items()
        ]
        return sorted([*found, *self._lost_and_added({*wrong, *self._erased})])

    def _compare(self, made: dict[int, tuple[int, str]]) -> None:
        columns = (audit_key.c.id, audit_key.c.tag, audit_key.c.key)
        query = sa.select(*columns).where(audit_key.c.id.between(min(made), max(made)))
        kept = {row[0]: row[1:] for row in self._rows(query)}
        for number, (seq, said) in made.items():
            if number not in kept:
                self._wrong[number] = (seq, "missing", "")
                continue
            tag, key = kept[number]
            if key == DESTROYED:
                self._wrong[number] = (seq, "destroyed", "")
            elif commitment(number, tag, key) != said:
                self._wrong[number] = (seq, "changed", digest(tag, key))
            elif tag is not None:
                self._tags[tag] = number

    def _lost_and_added(self, gone: Collection[int]) -> Iterator[Break]:
        """Breaks of whom events are about, but for keys that are `gone`: their tags are gone, too."""
        pairs = _of(self._pairs_said)
        numbers, seqs = pairs >> BITS, pairs & ((1 << BITS) - 1)
        is_gone = (
            np.isin(numbers, np.fromiter(gone, np.int64, len(gone))) if gone else np.zeros(len(numbers), bool)
        )
        said, there = np.sort(pairs[~is_gone]), np.sort(self._there())
        if np.array_equal(said, there):
            return
        # By what tag an event was found whose key is gone nobody knows.
        excused = seqs[is_gone]
        lost, added = np.setdiff1d(said, there), np.setdiff1d(there, said)
        added_to = added & ((1 << BITS) - 1)
        is_known = added >> BITS > 0
        added = added[np.isin(added_to, self._sound()) & (is_known | ~np.isin(added_to, excused))]
        for what, pairs in (("lost", lost), ("added", added)):
            for pair in islice(pairs.tolist(), MOST):
                yield Break(pair & ((1 << BITS) - 1), "subject", f"{pair >> BITS} {what}")

    def _sound(self) -> NDArray[np.int64]:
        """The numbers of the events that say what counts."""
        found = self._db.execute(sa.select(audit_event.c.seq)).scalars()
        sound = {seq for seq in found if isinstance(seq, int)} - self._bent
        return np.fromiter(sound, np.int64, len(sound))

    def _there(self) -> NDArray[np.int64]:
        """Whom events are about, as the database has it; number 0 for a tag of no key."""
        pairs = array("q")
        for rows in self._pairs():
            for tag, seq in rows:
                if isinstance(seq, int) and 0 <= seq < 1 << BITS:
                    pairs.append(self._tags.get(tag, 0) << BITS | seq)
        return _of(pairs)

    def _pairs(self) -> Iterator[list[tuple[Any, ...]]]:
        query = _PAIRS
        both = sa.tuple_(audit_subject.c.tag, audit_subject.c.seq)
        while rows := self._rows(query, PART):
            yield rows
            query = _PAIRS.where(both > sa.tuple_(*rows[-1]))

    def _rows(self, query: sa.Select[Any], limit: int | None = None) -> list[tuple[Any, ...]]:
        """Rows of a table that may hold anything."""
        return some_rows(self._db, query, limit)


def noted_key(db: sa.Connection) -> str:
    """The public key that the log notes first, as 64 hexadecimal digits; empty where it notes none."""
    stated = sa.select(audit_event.c.params).where(audit_event.c.params.startswith('{"$', autoescape=True))
    named = stated.where(audit_event.c.params.contains('"$signing": "', autoescape=True))
    for (params,) in db.execute(named.order_by(audit_event.c.seq)):
        found = STATED.match(params)
        if found is not None and found[4]:
            return str(found[4])
    return ""


def _of(numbers: array[int]) -> NDArray[np.int64]:
    return np.frombuffer(numbers, np.int64) if numbers else np.empty(0, np.int64)
