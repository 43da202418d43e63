"""Appending to the audit log: an event, the keys that seal it, and whom it is about, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from interlink.access.audit_chain import FIRST_HASH, Row, event_hash
from interlink.access.audit_keys import (
    Made,
    commitment,
    event_key,
    make_tag_secret,
    subject_keys,
    tag_of,
    tag_secret,
)
from interlink.access.audit_part import Secret, part, secrets_in
from interlink.access.audit_seal import Key, sealed, storable
from interlink.access.audit_tables import COLUMNS, audit_event, audit_subject

__all__ = ["Who", "append", "stated"]

_EVENT = sa.insert(audit_event)
# What stands there already is left of a tail that was cut; looks go on.
_SUBJECT = sa.insert(audit_subject).prefix_with("OR IGNORE", dialect="sqlite")


@dataclass(frozen=True)
class Who:
    """When, who, for what purpose and why."""

    at: str
    principal: str
    purpose: str
    reason: str


def append(
    db: sa.Connection,
    last: Row | None,
    operation: str,
    params: Mapping[str, object],
    who: Who,
    *,
    erased: Sequence[int] = (),
    signing: str = "",
) -> int:
    """Writes an event after the last one and gives its number; the caller holds the write lock.

    `erased` are the keys that it destroys, `signing` is the public key that it notes.
    """
    seq, before = (1, FIRST_HASH) if last is None else (last[0] + 1, last[8])
    kept, about, made = _sealed(db, seq, params)
    text = storable(json.dumps(kept, sort_keys=True, ensure_ascii=False))
    if before_it := stated(about, made, erased=erased, signing=signing):
        text = f"{before_it}{', ' if kept else ''}{text[1:]}"
    row = (seq, who.at, storable(who.principal), operation, who.purpose, storable(who.reason), text, before)
    named = dict(zip(COLUMNS, (*row, event_hash((*row, ""))), strict=True))
    db.execute(_EVENT, named)
    return seq


def stated(
    about: Sequence[int], made: Sequence[Made], *, erased: Sequence[int] = (), signing: str = ""
) -> str:
    """What stands before the parameters, as `interlink.access.audit_check` reads it; may be empty."""
    said = {
        "$about": ".".join(map(str, about)),
        "$new": ",".join(f"{each[0]}:{commitment(*each)}" for each in made),
        "$erased": ".".join(map(str, erased)),
        "$signing": signing,
    }
    text = ", ".join(f'"{name}": "{value}"' for name, value in said.items() if value)
    return text and f"{{{text}"


def _sealed(
    db: sa.Connection, seq: int, params: Mapping[str, object]
) -> tuple[object, list[int], list[Made]]:
    """The parameters as they are kept, numbers of the keys of those whom they name, and keys made for it."""
    made = list[Made]()
    parted = part(params)
    found = [secret for _, secret in secrets_in(parted)]
    if not found:
        return parted, [], made
    secret = tag_secret(db) or make_tag_secret(db, made)
    names = {name for each in found for name in (*each.subjects, *each.mentions)}
    tags = {name: tag_of(secret, name) for name in names}
    by_tag = subject_keys(db, [*tags.values()], made)
    kept = {name: by_tag[tag] for name, tag in tags.items()}
    own = [event_key(db, made)] if any(not each.subjects for each in found) else []
    if tags:
        db.execute(_SUBJECT, [{"tag": tag, "seq": seq} for tag in sorted(tags.values())])

    def keys_of(value: Secret) -> Sequence[Key]:
        return [kept[name] for name in value.subjects] or own

    about = sorted({number for number, _ in kept.values()})
    return sealed(parted, seq, keys_of), about, made
