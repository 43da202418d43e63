"""Erasing a subject from the audit log: which keys go, and that no byte of them is left in its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from interlink.access.audit_chain import Row
from interlink.access.audit_keys import IS_FREE, read_keys
from interlink.access.audit_seal import open_value, sealed_values
from interlink.access.audit_store import params_of, parts, sealed_from
from interlink.errors import AuditError

__all__ = ["Erased", "Wanted", "truncate_wal"]


@dataclass(frozen=True)
class Erased:
    """What an erasure did: the event that says so, keys destroyed, events whose free values went with them.

    `plain` are events that name the subject in plain text, in their reason or, of an older version, anywhere:
    the chain covers them as they are, and they go only with the log.
    """

    seq: int
    keys: int
    events: int
    plain: int


@dataclass
class Wanted:
    """The search for texts in what is free in events, and the keys found; `search` goes on where it ended."""

    words: tuple[str, ...]
    keys: set[int] = field(default_factory=set)
    events: int = 0
    plain: int = 0
    _seen: int = 0

    @classmethod
    def of(cls, texts: Iterable[str]) -> Wanted:
        """A search for these texts, in whatever case.

        Raises
        ------
        AuditError   one is empty
        """
        words = tuple(sorted({text.casefold() for text in texts}))
        if not all(word.strip() for word in words):
            raise AuditError("an empty text stands in every event; name what is to be erased")
        return cls(words)

    def search(self, db: sa.Connection) -> None:
        """Looks through the events written since the last search."""
        first = sealed_from(db)
        for rows in parts(db, above=self._seen) if self.words else ():
            given = [(row, params_of(row)) for row in rows if row[0] >= first]
            numbers = {n for _, kept in given for value in sealed_values(kept) for n in value.keys}
            keys = read_keys(db, numbers, IS_FREE)
            for row, kept in given:
                self._look(row, kept, keys)
            plain = [[row[5], params_of(row) if row[0] < first else None] for row in rows]
            self.plain += sum(map(self._names, plain))
            self._seen = rows[-1][0]

    def _look(self, row: Row, kept: object, keys: dict[int, bytes]) -> None:
        free = [value for value in sealed_values(kept) if all(number in keys for number in value.keys)]
        if any(self._names(open_value(value, row[0], keys)) for value in free):
            self.keys |= {number for value in free for number in value.keys}
            self.events += 1

    def _names(self, value: object) -> bool:
        return any(word in text for text in _texts(value) for word in self.words)


def truncate_wal(engine: Engine) -> None:
    """Empties the file beside an SQLite database in which pages as they were may stand.

    Raises
    ------
    AuditError   a reader held it up for as long as a lock is waited for
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((busy, *_),) = cursor.fetchall()
        cursor.close()
    finally:
        connection.close()
    if busy:
        raise AuditError(
            "the keys are destroyed, but a process that reads the audit log keeps copies of them in the file"
            " beside it. End it, then erase again."
        )


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, names and numbers too, in small letters."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield name.casefold()
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif value is not None:
        yield str(value).casefold()
