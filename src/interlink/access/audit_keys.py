"""The keys of the audit log in its database: made when first needed, found by a tag, destroyed by erasure.

A tag is an HMAC of a subject's id: who reads the database alone finds no id in it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

import sqlalchemy as sa

from interlink.access.audit_seal import DESTROYED, Key
from interlink.access.audit_tables import audit_key, audit_subject

__all__ = [
    "IS_FREE",
    "Made",
    "commitment",
    "destroy",
    "event_key",
    "make_tag_secret",
    "read_keys",
    "subject_keys",
    "tag_of",
    "tag_secret",
]

T = TypeVar("T")
# A key that was made: its number, its tag, its bytes.
Made = tuple[int, bytes | None, bytes]
KEY, TAG = 32, 16
# Asked at every look: made once.
_SECRET = sa.select(audit_key.c.key).where(audit_key.c.id == 0)
_LAST = sa.select(sa.func.max(audit_key.c.id))
_BY_TAG = sa.select(audit_key.c.tag, audit_key.c.id, audit_key.c.key).where(
    audit_key.c.tag.in_(sa.bindparam("tags", expanding=True))
)
_MAKE = sa.insert(audit_key)
# An event's own, and not destroyed.
IS_FREE = audit_key.c.tag.is_(None) & (audit_key.c.key != DESTROYED)
# Of one statement; SQLite takes some more.
MOST_AT_ONCE = 500


def tag_secret(db: sa.Connection) -> bytes | None:
    """What tags are made with; None where no key was ever needed."""
    return db.execute(_SECRET).scalar()


def commitment(number: int, tag: bytes | None, key: bytes) -> str:
    """What an event says of a key that was made for it: 32 hexadecimal digits of a sha256.

    It tells nothing of tag and key: the key is uniform. What is no key has one that none was made with.
    """
    try:
        return hashlib.sha256(b"%d %b %b" % (number, tag or b"", key)).hexdigest()[:32]
    except TypeError:
        return ""


def make_tag_secret(db: sa.Connection, made: list[Made]) -> bytes:
    """Makes what tags are made with; `made` takes it."""
    secret = os.urandom(KEY)
    db.execute(sa.insert(audit_key).values(id=0, tag=None, key=secret))
    made.append((0, None, secret))
    return secret


def tag_of(secret: bytes, subject: str) -> bytes:
    """The tag of a subject."""
    return hmac.digest(secret, subject.encode("utf-8", "backslashreplace"), hashlib.sha256)[:TAG]


def subject_keys(db: sa.Connection, tags: Collection[bytes], made: list[Made]) -> dict[bytes, Key]:
    """The keys of these tags, made where there are none; `made` takes those."""
    wanted, found = sorted(set(tags)), dict[bytes, Key]()
    for some in _parted(wanted):
        rows = db.execute(_BY_TAG, {"tags": some})
        found |= {tag: (number, key) for tag, number, key in rows}
    new = [tag for tag in wanted if tag not in found]
    return found | dict(zip(new, _made(db, new, made), strict=True))


def event_key(db: sa.Connection, made: list[Made]) -> Key:
    """A new key for what is free in one event; `made` takes it."""
    return _made(db, [None], made)[0]


def read_keys(
    db: sa.Connection, numbers: Collection[int], *where: sa.ColumnElement[bool]
) -> dict[int, bytes]:
    """The keys of these numbers, as far as they are there and as `where` says."""
    found: dict[int, bytes] = {}
    for some in _parted(sorted(set(numbers))):
        query = sa.select(audit_key.c.id, audit_key.c.key).where(audit_key.c.id.in_(some), *where)
        found |= dict(iter(db.execute(query)))
    return found


def destroy(db: sa.Connection, tags: Collection[bytes], numbers: Collection[int]) -> list[int]:
    """Destroys the keys of tags and of numbers, forgets which events the tags are in, and says which went.

    Each is written over in its place: what SQLite moves it may leave a copy of.
    """
    doomed = set(numbers)
    for named in _parted(sorted(tags)):
        doomed |= set(db.execute(sa.select(audit_key.c.id).where(audit_key.c.tag.in_(named))).scalars())
        db.execute(sa.delete(audit_subject).where(audit_subject.c.tag.in_(named)))
    done = list[int]()
    for some in _parted(sorted(doomed - {0})):
        is_left = audit_key.c.id.in_(some) & (audit_key.c.key != DESTROYED)
        for number, tag in db.execute(sa.select(audit_key.c.id, audit_key.c.tag).where(is_left)).all():
            other = None if tag is None else os.urandom(TAG)
            db.execute(sa.update(audit_key).where(audit_key.c.id == number).values(tag=other, key=DESTROYED))
            done.append(number)
    return done


def _made(db: sa.Connection, tags: Sequence[bytes | None], made: list[Made]) -> list[Key]:
    if not tags:
        return []
    first = int(db.execute(_LAST).scalar() or 0) + 1
    keys = [(first + place, os.urandom(KEY)) for place in range(len(tags))]
    db.execute(
        _MAKE,
        [{"id": number, "tag": tag, "key": key} for tag, (number, key) in zip(tags, keys, strict=True)],
    )
    made += [(number, tag, key) for tag, (number, key) in zip(tags, keys, strict=True)]
    return keys


def _parted(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), MOST_AT_ONCE):
        yield values[start : start + MOST_AT_ONCE]
