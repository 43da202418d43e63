"""Runs of sources, and what they have fetched: the rows; when a source is due is `loads`' to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from interlink.ledger.rows import LoadRow, read_load_row
from interlink.ledger.store import Ledger, new_id
from interlink.ledger.tables import correction, fetched, load, run

__all__ = ["Fetched", "RunRow", "Runs", "Standing"]

GOOD = ("loaded", "nothing-new")


@dataclass(frozen=True)
class RunRow:
    """One run of one source: running, loaded, nothing-new or failed. Times are microseconds since 1970 UTC.

    `tries` counts those of its fetch, `load` is the last load that it committed, and `reason` says why it
    failed or what it left alone.
    """

    id: int
    source: str
    place: str
    state: str
    started_at: int
    ended_at: int | None = None
    tries: int = 0
    load: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Fetched:
    """A file that a run brought in: from which file or address, and what is known of it there."""

    place: str
    sha256: str
    size: int
    modified_ns: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Standing:
    """Where a source stands: its last run, the last that ended well, and how many failed since."""

    last: RunRow
    good: RunRow | None
    failures: int


class Runs:
    """The functions over the rows; all raise StoreUnavailable where the ledger cannot be used."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def start(self, source: str, place: str, *, at: int) -> int:
        """A new run's number. Runs of the source that never ended were killed, and are said to have been."""
        stopped = {"state": "failed", "reason": "the run was killed", "ended_at": at}
        with self._ledger.writing() as db:
            db.execute(
                sa.update(run).where(run.c.source == source, run.c.state == "running").values(**stopped)
            )
            values = {"source": source, "place": place, "state": "running", "started_at": at}
            return new_id(db.execute(sa.insert(run).values(**values)))

    def end(
        self,
        number: int,
        state: str,
        *,
        at: int,
        tries: int = 0,
        load: int | None = None,
        reason: str = "",
    ) -> None:
        """Ends a run: loaded, nothing-new or failed."""
        values = {"state": state, "ended_at": at, "tries": tries, "load": load, "reason": reason}
        with self._ledger.writing() as db:
            db.execute(sa.update(run).where(run.c.id == number).values(**values))

    def recent(self, *, source: str | None = None, newest: int | None = None) -> list[RunRow]:
        """Runs, oldest first; the `newest` so many alone."""
        query = sa.select(run).order_by(run.c.id.desc()).limit(newest)
        if source is not None:
            query = query.where(run.c.source == source)
        with self._ledger.reading() as db:
            return [_row(each) for each in db.execute(query).mappings()][::-1]

    def standings(self) -> dict[str, Standing]:
        """Where each source that ever ran stands, in order of name."""
        last = sa.select(sa.func.max(run.c.id)).group_by(run.c.source)
        good = sa.select(sa.func.max(run.c.id)).where(run.c.state.in_(GOOD)).group_by(run.c.source)
        with self._ledger.reading() as db:
            lasts = [_row(each) for each in db.execute(sa.select(run).where(run.c.id.in_(last))).mappings()]
            goods = {
                each["source"]: _row(each)
                for each in db.execute(sa.select(run).where(run.c.id.in_(good))).mappings()
            }
            found: dict[str, Standing] = {}
            for row in sorted(lasts, key=lambda each: each.source):
                since = goods[row.source].id if row.source in goods else 0
                failed = sa.select(sa.func.count()).where(
                    run.c.source == row.source, run.c.state == "failed", run.c.id > since
                )
                found[row.source] = Standing(row, goods.get(row.source), int(db.execute(failed).scalar_one()))
            return found

    def last_loads(self) -> dict[str, LoadRow]:
        """The delivery that each source committed last; that a record was corrected brings nothing new."""
        delivered = (load.c.state == "committed") & load.c.id.not_in(sa.select(correction.c.load))
        last = sa.select(sa.func.max(load.c.id)).where(delivered).group_by(load.c.source)
        with self._ledger.reading() as db:
            rows = db.execute(sa.select(load).where(load.c.id.in_(last))).mappings()
            return {row["source"]: read_load_row(dict(row)) for row in rows}

    def fetched(self, source: str) -> list[Fetched]:
        """What runs of the source have brought in, in that order."""
        columns = [fetched.c[name] for name in Fetched.__dataclass_fields__]
        query = sa.select(*columns).where(fetched.c.source == source).order_by(fetched.c.id)
        with self._ledger.reading() as db:
            return [Fetched(**row) for row in db.execute(query).mappings()]

    def add_fetched(self, source: str, number: int, files: Iterable[Fetched]) -> None:
        """Remembers what a run has brought in."""
        rows = [{**asdict(each), "source": source, "run": number} for each in files]
        if rows:
            with self._ledger.writing() as db:
                db.execute(sa.insert(fetched), rows)


def _row(row: Mapping[Any, Any]) -> RunRow:
    return RunRow(**{name: row[name] for name in RunRow.__dataclass_fields__})
