"""Saved queries that somebody compares with their last run, and what is kept of that run."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import sqlalchemy as sa

from interlink.ledger.packing import packed, unpacked
from interlink.ledger.store import Ledger
from interlink.ledger.tables import query_watch

__all__ = ["LastRun", "WatchRow", "Watches"]

KEY = "key"


@dataclass(frozen=True)
class WatchRow:
    """A query that a principal compares, with these `params` as JSON, in an audience's graph.

    `ran_at` is microseconds since 1970 UTC, None before the first run; without `schedule` it runs when asked.
    """

    id: int
    principal: str
    query: str
    params: str
    audience: str
    schedule: str | None
    ran_at: int | None


@dataclass(frozen=True, eq=False)
class LastRun:
    """What is kept of a run of the version with this digest: `hashes`, a row a row of it, by `key` and `row`.

    `keys` name the rows in that order; None once something was erased, since they may name it.
    """

    sha256: str
    ran_at: int
    hashes: pl.DataFrame
    keys: pl.Series | None


class Watches:
    """The functions over the rows; all raise StoreUnavailable where the ledger cannot be used."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def of(self, principal: str) -> list[WatchRow]:
        """What a principal compares, in the order in which that began."""
        columns = [query_watch.c[name] for name in WatchRow.__dataclass_fields__]
        query = sa.select(*columns).where(query_watch.c.principal == principal).order_by(query_watch.c.id)
        with self._ledger.reading() as db:
            return [WatchRow(**row) for row in db.execute(query).mappings()]

    def watch(self, principal: str, query: str, params: str, audience: str) -> int:
        """The number of what a principal compares, which begins here where it is new."""
        ours = {"principal": principal, "query": query, "params": params, "audience": audience}
        where = [query_watch.c[name] == value for name, value in ours.items()]
        with self._ledger.writing() as db:
            found = db.execute(sa.select(query_watch.c.id).where(*where)).scalar()
            if found is None:
                db.execute(sa.insert(query_watch).values(**ours))
                found = db.execute(sa.select(query_watch.c.id).where(*where)).scalar_one()
            return int(found)

    def set_schedule(self, number: int, schedule: str) -> None:
        """Says when it falls due."""
        self._change(number, schedule=schedule)

    def last_run(self, number: int, *, erasure: int) -> LastRun | None:
        """What is kept of its last run; None before the first.

        What names rows of runs before event `erasure` is removed first, of every principal.
        """
        columns = query_watch.c
        older = columns["keys"].is_not(None) & (columns.erasure < erasure)
        with self._ledger.writing() as db:
            db.execute(sa.update(query_watch).where(older).values(keys=None))
            row = db.execute(sa.select(query_watch).where(columns.id == number)).mappings().first()
        if row is None or row["hashes"] is None:
            return None
        keys = None if row["keys"] is None else unpacked(row["keys"])[KEY]
        return LastRun(row["sha256"], row["ran_at"], unpacked(row["hashes"]), keys)

    def keep_run(self, number: int, run: LastRun, *, erasure: int) -> None:
        """Keeps a run in place of the one before; `erasure` is the last one that its rows know of."""
        keys = None if run.keys is None else packed(run.keys.alias(KEY).to_frame())
        said = {"sha256": run.sha256, "ran_at": run.ran_at, "erasure": erasure}
        self._change(number, **said, hashes=packed(run.hashes), keys=keys)

    def remove(self, principal: str, number: int) -> bool:
        """Ends what a principal compares; whether there was something of this number."""
        return self._remove((query_watch.c.principal == principal) & (query_watch.c.id == number))

    def remove_query(self, principal: str, query: str) -> None:
        """Ends what a principal compares by a query."""
        self._remove((query_watch.c.principal == principal) & (query_watch.c.query == query))

    def remove_audience(self, audience: str) -> None:
        """Forgets what was found in the graph of an audience of this name."""
        self._remove(query_watch.c.audience == audience)

    def _change(self, number: int, **values: object) -> None:
        with self._ledger.writing() as db:
            db.execute(sa.update(query_watch).where(query_watch.c.id == number).values(**values))

    def _remove(self, where: sa.ColumnElement[bool]) -> bool:
        with self._ledger.writing() as db:
            return bool(db.execute(sa.delete(query_watch).where(where)).rowcount)
