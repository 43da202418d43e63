"""The audit log's database: events read in parts, however bent, and what else stands beside them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import cast

import sqlalchemy as sa

from interlink.access.audit_chain import Break, Row, breaks_of
from interlink.access.audit_tables import audit_event, audit_state

__all__ = [
    "ERASE",
    "make_private",
    "marked",
    "params_of",
    "parts",
    "sealed_from",
    "set_mark",
    "some_rows",
    "tail_and_mark",
]

# What an event says that tells of destroyed keys.
ERASE = "audit erase"
# Events at a time: enough that asking costs nothing, few enough that memory does not grow.
PART = 10_000
BROKEN, SEALED_FROM = "broken", "sealed_from"
EVENTS: sa.Select[Row] = sa.select(*audit_event.c)
MARK = sa.select(audit_state.c.value).where(audit_state.c.name == BROKEN)
TAIL_AND_MARK = EVENTS.add_columns(MARK.scalar_subquery()).order_by(audit_event.c.seq.desc())


def parts(db: sa.Connection, *, above: int = 0) -> Iterator[list[Row]]:
    """The events with numbers above `above`, in order, a part at a time."""
    while rows := some_rows(db, EVENTS.where(audit_event.c.seq > above).order_by(audit_event.c.seq), PART):
        yield rows
        above = rows[-1][0]


def tail_and_mark(db: sa.Connection, count: int) -> tuple[list[Row], list[Break]]:
    """The last so many events, in order, and `marked`, in one question: it is asked at every look."""
    rows = some_rows(db, TAIL_AND_MARK, count)[::-1]
    if not rows:
        return [], marked(db)
    *_, mark = rows[-1]
    return [row[:9] for row in rows], _breaks(mark)


def marked(db: sa.Connection) -> list[Break]:
    """The breaks that were found and not yet accepted."""
    return _breaks(db.execute(MARK).scalar())


def set_mark(db: sa.Connection, breaks: Iterable[Break]) -> None:
    """Keeps what is broken; nothing where nothing is."""
    kept = [[each.seq, each.kind, each.found] for each in breaks]
    db.execute(sa.delete(audit_state).where(audit_state.c.name == BROKEN))
    if kept:
        db.execute(sa.insert(audit_state).values(name=BROKEN, value=json.dumps(kept)))


def params_of(row: Row) -> object:
    """The parameters of an event as they are kept, or their text itself where somebody made it no JSON."""
    try:
        return json.loads(row[6])
    except (ValueError, TypeError):
        return str(row[6])


def sealed_from(db: sa.Connection) -> int:
    """The first event whose parameters are sealed; those before it are of an older version."""
    kept = db.execute(sa.select(audit_state.c.value).where(audit_state.c.name == SEALED_FROM)).scalar()
    return 1 if kept is None else int(kept)


def make_private(file: Path) -> None:
    """Makes the file of a database readable by its owner alone, also one of an older version."""
    # What cannot be made is told where it is opened.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    for each in (file, *(file.with_name(f"{file.name}-{part}") for part in ("wal", "shm"))):
        with suppress(OSError):
            if each.stat().st_mode & 0o077:
                each.chmod(0o600)


def some_rows(db: sa.Connection, query: sa.Select[Row], limit: int | None = None) -> list[Row]:
    """Rows, also where text in them is no UTF-8: then with surrogates in it, which no hash covers."""
    try:
        return cast("list[Row]", db.execute(query.limit(limit)).all())
    except sa.exc.OperationalError as error:
        given = db.connection.driver_connection
        if given is None or "decode to UTF-8" not in str(error.orig):
            raise
        given.text_factory = _tolerant
        try:
            return cast("list[Row]", db.execute(query.limit(limit)).all())
        finally:
            given.text_factory = str


def _tolerant(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _breaks(mark: object) -> list[Break]:
    if mark is None:
        return []
    try:
        return breaks_of(json.loads(str(mark)))
    except ValueError:
        return [Break(0, "mark", "no list of breaks")]
