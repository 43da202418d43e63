"""The chain of the audit log: what each event's hash covers, and where a log is broken.

Rows are tuples of the columns of `audit_event`, as the database gives them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from json.encoder import encode_basestring as quoted

__all__ = ["ACCEPT", "FIRST_HASH", "Break", "Chain", "Row", "breaks_of", "digest", "event_hash"]

# What the columns should hold; one with the file in hands may have put anything there.
Row = tuple[int, str, str, str, str, str, str, str, str]

FIRST_HASH = "0" * 64
# What an event says that accepts breaks; `breaks` in its parameters lists them.
ACCEPT = "audit accept"
MARK = f'"what": "{ACCEPT}"'
WORDS = {
    "changed": "event {seq} was changed after it was written",
    "moved": "event {seq} does not follow the one before it",
    "cut": "no event has the hash {found}: the log was cut after it was kept, or written anew",
    "mark": "the note of what is broken was changed",
}
# Of a key, of a subject: the number of the key, what of it, and a hash of what stands there now.
KEY_WORDS = {
    "missing": "is missing",
    "changed": "was changed",
    "destroyed": "was destroyed, and no erasure says so",
    "revived": "stands there again though it was erased",
}
SUBJECT_WORDS = {
    "lost": "event {seq} is not found any more by one whom it is about (key {number})",
    "added": "event {seq} is found by one whom it is not about (key {number})",
}
KINDS = ("missing", "key", "subject", *WORDS)


@dataclass(frozen=True, order=True)
class Break:
    """Where the log is not as it was written: the event; what of it, as in `WORDS`.

    `found` is what stands there now, as a hash: another change of the same place is another break.
    """

    seq: int
    kind: str
    found: str

    @property
    def words(self) -> str:
        """What is wrong, for people."""
        if self.kind == "missing":
            return f"event {self.seq} is missing: after it comes {self.found.partition(' ')[0]}"
        if self.kind in {"key", "subject"}:
            number, what, _ = (*self.found.split(" ", 2), "", "")[:3]
            if self.kind == "key":
                return f"key {number} of event {self.seq} {KEY_WORDS.get(what, what)}"
            return SUBJECT_WORDS.get(what, what).format(seq=self.seq, number=number)
        return WORDS[self.kind].format(seq=self.seq, found=self.found)


def breaks_of(kept: object) -> list[Break]:
    """Breaks as JSON holds them: lists of event, kind and what was found.

    Raises
    ------
    ValueError   it holds something else
    """
    found = []
    for each in kept if isinstance(kept, list) else [kept]:
        seq, kind, there = each if isinstance(each, list) and len(each) == 3 else (None, None, None)
        if not (isinstance(seq, int) and isinstance(there, str) and kind in KINDS):
            raise ValueError(f"{each} names no break")
        found.append(Break(seq, kind, there))
    return found


def event_hash(row: Row) -> str | None:
    """The sha256 of an event's fields but its own hash, as JSON with sorted names; None where one is no text.

    Written out by hand: this is what verifying a million events takes its time for.
    """
    seq, at, principal, operation, purpose, reason, params, prev_hash = row[:8]
    try:
        text = (
            f'{{"at": {quoted(at)}, "operation": {quoted(operation)}, "params": {quoted(params)}, '
            f'"prev_hash": {quoted(prev_hash)}, "principal": {quoted(principal)}, '
            f'"purpose": {quoted(purpose)}, "reason": {quoted(reason)}, "seq": {seq:d}}}'
        )
        return hashlib.sha256(text.encode()).hexdigest()
    except (TypeError, ValueError):
        return None


@dataclass
class Chain:
    """Events checked in order, a part at a time; `before` None takes the first for granted, as in a tail."""

    before: object = FIRST_HASH
    expected: int | None = 1
    wanted: str | None = None
    count: int = 0
    seen: bool = False
    found: list[Break] = field(default_factory=list)
    accepted: set[Break] = field(default_factory=set)
    bent: set[int] = field(default_factory=set)

    def check(self, rows: Iterable[Row]) -> None:
        """Takes the next events."""
        before, expected, wanted = self.before, self.expected, self.wanted
        for row in rows:
            seq, stored = row[0], row[8]
            if seq != expected and expected is not None:
                self.found.append(Break(expected, "missing", f"{seq} {digest(*row)}"))
            if row[7] != before and before is not None:
                self.found.append(Break(_number(seq), "moved", digest(before, row[7])))
            actual = event_hash(row)
            if actual != stored:
                self.found.append(Break(_number(seq), "changed", digest(*row)))
                self.bent.add(_number(seq))
            elif row[3] == "alteration" and MARK in str(row[6]):
                self.accepted |= _accepted(str(row[6]))
            if stored == wanted:
                self.seen = True
            before, expected = stored, _number(seq) + 1
            self.count += 1
        self.before, self.expected = before, expected

    @property
    def open(self) -> list[Break]:
        """The breaks that nobody accepted, in order."""
        return [each for each in self.found if each not in self.accepted]

    @property
    def known(self) -> list[Break]:
        """The breaks that an auditor accepted."""
        return [each for each in self.found if each in self.accepted]


def _number(seq: object) -> int:
    return seq if isinstance(seq, int) else 0


def digest(*values: object) -> str:
    """What stands somewhere now, whatever it is, as a hash."""
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()


def _accepted(params: str) -> set[Break]:
    """The breaks that an accepting event lists."""
    try:
        given = json.loads(params)
        if given["what"] == ACCEPT:
            return set(breaks_of(given["breaks"]))
    except (ValueError, KeyError, TypeError):
        return set()
    return set()
