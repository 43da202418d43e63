"""Appending to the audit log: an event, the keys that seal it, and whom it is about, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from interlink.access.audit_chain import FIRST_HASH, Row, event_hash
from interlink.access.audit_keys import event_key, make_tag_secret, subject_keys, tag_of, tag_secret
from interlink.access.audit_part import Secret, part, secrets_in
from interlink.access.audit_seal import Key, sealed, storable
from interlink.access.audit_tables import COLUMNS, audit_event, audit_subject

__all__ = ["Who", "append"]

_EVENT, _SUBJECT = sa.insert(audit_event), sa.insert(audit_subject)


@dataclass(frozen=True)
class Who:
    """When, who, for what purpose and why."""

    at: str
    principal: str
    purpose: str
    reason: str


def append(
    db: sa.Connection, last: Row | None, operation: str, params: Mapping[str, object], who: Who
) -> int:
    """Writes an event after the last one and gives its number; the caller holds the write lock."""
    seq, before = (1, FIRST_HASH) if last is None else (last[0] + 1, last[8])
    text = storable(json.dumps(_sealed(db, seq, params), sort_keys=True, ensure_ascii=False))
    row = (seq, who.at, storable(who.principal), operation, who.purpose, storable(who.reason), text, before)
    named = dict(zip(COLUMNS, (*row, event_hash((*row, ""))), strict=True))
    db.execute(_EVENT, named)
    return seq


def _sealed(db: sa.Connection, seq: int, params: Mapping[str, object]) -> object:
    """The parameters as they are kept; makes the keys they need, and notes whom the event is about."""
    parted = part(params)
    found = [secret for _, secret in secrets_in(parted)]
    if not found:
        return parted
    secret = tag_secret(db) or make_tag_secret(db)
    owners = {name for each in found for name in each.subjects}
    tags = {name: tag_of(secret, name) for name in owners.union(*(each.mentions for each in found))}
    by_tag = subject_keys(db, [tags[name] for name in owners])
    kept = {name: by_tag[tags[name]] for name in owners}
    own = [event_key(db)] if any(not each.subjects for each in found) else []
    if tags:
        db.execute(_SUBJECT, [{"tag": tag, "seq": seq} for tag in sorted(tags.values())])

    def keys_of(value: Secret) -> Sequence[Key]:
        return [kept[name] for name in value.subjects] or own

    return sealed(parted, seq, keys_of)
