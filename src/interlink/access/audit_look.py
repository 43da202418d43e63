"""Reading the audit log: the events that an auditor asks for, opened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from interlink.access.audit_chain import Row
from interlink.access.audit_keys import read_keys, tag_of, tag_secret
from interlink.access.audit_part import subjects_of
from interlink.access.audit_seal import SEALED, opened, sealed_values, storable
from interlink.access.audit_store import params_of, sealed_from, some_rows
from interlink.access.audit_tables import audit_event, audit_subject

__all__ = ["AuditEvent", "Wish", "found_events"]


@dataclass(frozen=True)
class AuditEvent:
    """One look or act: who, when, which operation, why, on what; `params` are JSON, opened."""

    seq: int
    at: str
    principal: str
    operation: str
    purpose: str
    reason: str
    params: str
    prev_hash: str
    hash: str


@dataclass(frozen=True)
class Wish:
    """Which events are wanted; None for all.

    `since` and `until` are moments in UTC, ISO 8601, both included. `subject` is the id of an entity or of a
    link: the events that name it, whatever else they are about. `seqs` are the numbers of events.
    """

    principal: str | None = None
    operation: str | None = None
    purpose: str | None = None
    since: str | None = None
    until: str | None = None
    subject: str | None = None
    seqs: tuple[int, ...] | None = None


def found_events(db: sa.Connection, wish: Wish, newest: int | None) -> list[AuditEvent]:
    """The events, oldest first; the `newest` so many where given."""
    wanted = [
        column == value
        for column, value in (
            (audit_event.c.principal, wish.principal),
            (audit_event.c.operation, wish.operation),
            (audit_event.c.purpose, wish.purpose),
        )
        if value is not None
    ]
    if wish.since is not None:
        wanted.append(audit_event.c.at >= wish.since)
    if wish.until is not None:
        wanted.append(audit_event.c.at <= wish.until)
    if wish.seqs is not None:
        wanted.append(audit_event.c.seq.in_(wish.seqs))
    query = sa.select(*audit_event.c).where(*wanted).order_by(audit_event.c.seq.desc())
    subject = wish.subject
    rows = some_rows(db, query, newest) if subject is None else _about(db, query, subject, newest)
    return _opened(db, rows[::-1])


def _about(db: sa.Connection, query: sa.Select[Row], subject: str, newest: int | None) -> list[Row]:
    """Newest first: by tag; then, in a log of an older version, those that name it in plain text."""
    secret, rows = tag_secret(db), list[Row]()
    if secret is not None:
        tags = [tag_of(secret, each) for each in subjects_of(subject) or (subject,)]
        named = [sa.select(audit_subject.c.seq).where(audit_subject.c.tag == tag) for tag in tags]
        rows = some_rows(db, query.where(*(audit_event.c.seq.in_(each) for each in named)), newest)
    first = sealed_from(db)
    left = None if newest is None else newest - len(rows)
    if first > 1 and left != 0:
        text = storable(json.dumps(subject, ensure_ascii=False))
        plain = query.where(audit_event.c.seq < first, audit_event.c.params.contains(text, autoescape=True))
        rows += some_rows(db, plain, left)
    return rows


def _opened(db: sa.Connection, rows: Sequence[Row]) -> list[AuditEvent]:
    kept = [params_of(row) for row in rows]
    keys = read_keys(db, {number for each in kept for value in sealed_values(each) for number in value.keys})
    return [
        AuditEvent(*row[:6], _text(_asked(each), row, keys), *row[7:])
        for row, each in zip(rows, kept, strict=True)
    ]


def _asked(kept: object) -> object:
    """Without what stands before the parameters, which is for those who verify."""
    if not isinstance(kept, dict) or SEALED in kept:
        return kept
    return {name: value for name, value in kept.items() if not name.startswith("$")}


def _text(kept: object, row: Row, keys: dict[int, bytes]) -> str:
    if isinstance(kept, str):
        return str(row[6])
    return storable(json.dumps(opened(kept, row[0], keys), sort_keys=True, ensure_ascii=False))
