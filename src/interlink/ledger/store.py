"""The ledger: loads, files and markings, in SQLite (WAL) or PostgreSQL through SQLAlchemy Core."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from interlink.errors import LoadError, StoreUnavailable
from interlink.ledger import tables
from interlink.ledger.engine import WRITES, begin_by_need, open_engine
from interlink.ledger.rows import (
    ArchivedFile,
    AudienceRow,
    Correction,
    LoadRow,
    QuarantinedRecord,
    read_audience_row,
    read_file_row,
    read_load_row,
)
from interlink.model.marking import Marking
from interlink.model.versions import VERSIONS
from interlink.readers import FileFormat

__all__ = ["Ledger", "new_id"]

# What 16 bits beside every fragment can number.
MOST_MARKINGS = 32_767


class Ledger:
    """The functions over the tables; one per home. Every method raises StoreUnavailable when it cannot."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url, tables.REVISIONS)
        begin_by_need(self._engine)
        self._markings: dict[Marking, int] = {}
        self._check_versions()

    def start_load(
        self,
        *,
        source: str,
        delivery: str,
        edition: str | None,
        spec_sha256: str,
        at: int,
        graph: str = "events",
    ) -> int:
        """A new running load's number; `graph` as in the source's file."""
        values = {
            "source": source,
            "state": "running",
            "delivery": delivery,
            "edition": edition,
            "graph": graph,
        }
        with self.writing() as db:
            result = db.execute(
                sa.insert(tables.load).values(**values, spec_sha256=spec_sha256, started_at=at)
            )
            return new_id(result)

    def commit_load(
        self,
        load: int,
        *,
        at: int,
        counts: Mapping[str, int],
        files: Iterable[int] = (),
        quarantined: Iterable[QuarantinedRecord] = (),
        warnings: Iterable[str] = (),
        corrects: Correction | None = None,
    ) -> int:
        """Makes the load visible, with its files, quarantine and what it corrects: the one commit point.

        Gives the time recorded. Commit times strictly rise, whatever the machine's clock does, so that
        "as known at" stays a question with one answer.

        Raises
        ------
        LoadError   the load does not run any more
        """
        with self.writing() as db:
            # One committer at a time where transactions do not lock the whole database.
            db.execute(sa.select(tables.load.c.id).order_by(tables.load.c.id).limit(1).with_for_update())
            last = db.execute(sa.select(sa.func.max(tables.load.c.committed_at))).scalar()
            when = at if last is None else max(at, int(last) + 1)
            done = db.execute(
                sa.update(tables.load)
                .where(tables.load.c.id == load, tables.load.c.state == "running")
                .values(state="committed", committed_at=when, warnings=json.dumps(list(warnings)), **counts)
            )
            if done.rowcount != 1:
                raise LoadError(f"load {load} was ended by another process. Nothing of it shows; load again.")
            taken = _add_files(db, load, files)
            _insert(db, tables.quarantine, [asdict(record) for record in quarantined])
            if corrects is not None:
                (file,) = taken
                row = {**asdict(corrects), "load": load, "file": file, "at": when}
                _insert(db, tables.correction, [row])
            return when

    def add_running(self, loads: Iterable[LoadRow]) -> None:
        """Takes loads of another ledger as running here: what they have left is cleared by the next load.

        For a copy that is older than the lake beside it: their numbers must not be given again.
        """
        kept = ("id", "source", "delivery", "edition", "started_at")
        rows: list[dict[str, object]] = [
            {name: getattr(row, name) for name in kept} | {"state": "running", "spec_sha256": ""}
            for row in loads
        ]
        with self.writing() as db:
            _insert(db, tables.load, rows)

    def fail_load(self, load: int, error: str, *, files: Iterable[int] = ()) -> None:
        """Marks a running load as failed; nothing of it shows, and `files` says what it was made from.

        One that is committed stays so.
        """
        running = (tables.load.c.id == load) & (tables.load.c.state == "running")
        with self.writing() as db:
            done = db.execute(sa.update(tables.load).where(running).values(state="failed", error=error))
            if done.rowcount:
                _add_files(db, load, files)

    def loads(self, *, source: str | None = None, state: str | None = None, above: int = 0) -> list[LoadRow]:
        """Loads, in order of their numbers, oldest first; only those with numbers above `above`."""
        query = sa.select(tables.load).order_by(tables.load.c.id).where(tables.load.c.id > above)
        if source is not None:
            query = query.where(tables.load.c.source == source)
        if state is not None:
            query = query.where(tables.load.c.state == state)
        with self.reading() as db:
            return [read_load_row(dict(row)) for row in db.execute(query).mappings()]

    def committed(self, *, as_of: int | None = None) -> list[int]:
        """Numbers of the loads committed, at or before `as_of` (microseconds UTC) where given.

        In the order in which they were committed, which need not be that of their numbers: the last
        one tells what the lake shows.
        """
        query = sa.select(tables.load.c.id).where(tables.load.c.state == "committed")
        if as_of is not None:
            query = query.where(tables.load.c.committed_at <= as_of)
        with self.reading() as db:
            return [int(row[0]) for row in db.execute(query.order_by(tables.load.c.committed_at))]

    def last_committed(self) -> int:
        """The number of the load committed last; 0 before any."""
        columns = tables.load.c
        query = sa.select(columns.id).where(columns.state == "committed")
        with self.reading() as db:
            return int(db.execute(query.order_by(columns.committed_at.desc()).limit(1)).scalar() or 0)

    def in_totals(self, loads: Iterable[int]) -> frozenset[str]:
        """The sources whose single events stand in no graph once these loads are committed in this order."""
        rows = {row.id: row for row in self.loads(state="committed")}
        last = {rows[load].source: rows[load].graph for load in loads}
        return frozenset(source for source, graph in last.items() if graph == "totals")

    def add_file(self, *, sha256: str, name: str, size: int, at: int, fmt: FileFormat) -> int:
        """The number of a received file; one received before under this name keeps its number."""
        key = {"sha256": sha256, "name": name, "format": json.dumps(asdict(fmt), sort_keys=True)}
        return self._number(tables.file, key, {"size": size, "received_at": at})

    def files(self, ids: Iterable[int] | None = None) -> dict[int, ArchivedFile]:
        """Received files by number."""
        query = sa.select(tables.file)
        if ids is not None:
            query = query.where(tables.file.c.id.in_(sorted(set(ids))))
        with self.reading() as db:
            return {row["id"]: read_file_row(dict(row)) for row in db.execute(query).mappings()}

    def load_files(self, load: int) -> list[int]:
        """The numbers of the files that a load was made from, in the order in which they were delivered."""
        columns = tables.load_file.c
        query = sa.select(columns.file).where(columns.load == load).order_by(columns.place, columns.file)
        with self.reading() as db:
            return [int(row[0]) for row in db.execute(query)]

    def marking_id(self, marking: Marking) -> int:
        """The number under which a marking stands beside fragments.

        Raises
        ------
        LoadError   there are more markings than fragments have numbers for
        """
        if marking not in self._markings:
            number = self._number(tables.marking, {"text": marking.to_json()}, {})
            if number > MOST_MARKINGS:
                raise LoadError(
                    f"the home has {MOST_MARKINGS:,} different markings, and no more can be told apart. Leave"
                    " columns that are different in every record out of the source's 'mark_by'."
                )
            self._markings[marking] = number
        return self._markings[marking]

    def markings(self) -> dict[int, Marking]:
        """Every marking by number."""
        with self.reading() as db:
            rows = db.execute(
                sa.select(tables.marking.c.id, tables.marking.c.text).order_by(tables.marking.c.id)
            )
            return {int(row[0]): Marking.from_json(row[1]) for row in rows}

    def audiences(self) -> list[AudienceRow]:
        """The audiences that graphs are built for, in order of name."""
        with self.reading() as db:
            rows = db.execute(sa.select(tables.audience).order_by(tables.audience.c.name)).mappings()
            return [read_audience_row(dict(row)) for row in rows]

    def add_audience(self, audience: AudienceRow) -> bool:
        """Defines an audience; False, and nothing changed, where there is one of that name."""
        lists = {name: json.dumps(getattr(audience, name)) for name in ("agencies", "purposes")}
        with self.writing() as db:
            try:
                with db.begin_nested():
                    db.execute(sa.insert(tables.audience).values(**{**asdict(audience), **lists}))
            except sa.exc.IntegrityError:
                return False
        return True

    def remove_audience(self, name: str) -> None:
        """Forgets an audience, if there is one of that name."""
        with self.writing() as db:
            db.execute(sa.delete(tables.audience).where(tables.audience.c.name == name))

    def quarantined(self, load: int) -> list[QuarantinedRecord]:
        """What a load could not map, in the order delivered."""
        columns = [tables.quarantine.c[name] for name in ("load", "file", "path", "row", "reason")]
        query = sa.select(*columns).where(tables.quarantine.c.load == load).order_by(tables.quarantine.c.id)
        with self.reading() as db:
            return [QuarantinedRecord(**row) for row in db.execute(query).mappings()]

    def versions(self) -> dict[str, int]:
        """The version of lake and ontology that the home holds, by store."""
        with self.reading() as db:
            rows = db.execute(sa.select(tables.version.c.store, tables.version.c.number))
            return {str(row[0]): int(row[1]) for row in rows}

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def _check_versions(self) -> None:
        for store, number in self.versions().items():
            known = VERSIONS.get(store, 0)
            if number != known:
                self.close()
                made, do = (
                    ("an older interlink", "Run `interlink upgrade`.")
                    if number < known
                    else ("a newer interlink", "Install the newer version, or name another INTERLINK_HOME.")
                )
                raise StoreUnavailable(
                    f"the home's {store} is of version {number}, made by {made}; this one uses {known}."
                    f" Nothing was changed. {do}"
                )

    def _number(self, table: sa.Table, key: Mapping[str, str], values: Mapping[str, object]) -> int:
        """The id of the row with this unique key, added where missing, by whichever process is first."""
        query = sa.select(table.c.id).where(*(table.c[name] == value for name, value in key.items()))
        with self.writing() as db:
            known = db.execute(query).scalar()
            if known is None:
                try:
                    with db.begin_nested():
                        known = new_id(db.execute(sa.insert(table).values(**key, **values)))
                except sa.exc.IntegrityError:
                    known = db.execute(query).scalar_one()
            return int(known)

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads, for the functions beside this class."""
        return self._transaction(writes=False)

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that writes, from its first statement on."""
        return self._transaction(writes=True)

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        try:
            with (
                self._engine.connect().execution_options(**{WRITES: writes}) as connection,
                connection.begin(),
            ):
                yield connection
        except sa.exc.DBAPIError as error:
            raise StoreUnavailable(
                f"the ledger at {self._engine.url.render_as_string()} cannot be used: {error.orig}."
                " Check space and rights of its file, or that its server runs;"
                " `interlink upgrade --check` says what is broken."
            ) from error


def _insert(db: Connection, table: sa.Table, rows: list[dict[str, object]]) -> None:
    if rows:
        db.execute(sa.insert(table), rows)


def _add_files(db: Connection, load: int, files: Iterable[int]) -> list[int]:
    """Notes what a load was made from, in order; of a file that came twice the last place counts."""
    delivered = list(dict.fromkeys(reversed(list(files))))[::-1]
    rows: list[dict[str, object]] = [
        {"load": load, "file": file, "place": place} for place, file in enumerate(delivered)
    ]
    _insert(db, tables.load_file, rows)
    return delivered


def new_id(result: sa.CursorResult[Any]) -> int:
    """The number that a row just inserted was given."""
    key = result.inserted_primary_key
    if key is None:
        raise StoreUnavailable("the ledger gave no number to a new row; its database cannot be used")
    return int(key[0])
