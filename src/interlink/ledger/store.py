"""The ledger: loads, files and markings, in SQLite (WAL) or PostgreSQL through SQLAlchemy Core."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from interlink.errors import StoreUnavailable
from interlink.ledger import tables
from interlink.model.marking import Marking
from interlink.readers import FileFormat, TablePath

__all__ = ["ArchivedFile", "Ledger", "LoadRow", "QuarantinedRecord", "open_engine"]


@dataclass(frozen=True)
class LoadRow:
    """One run of one source."""

    id: int
    source: str
    state: str
    delivery: str
    edition: str | None
    started_at: int
    committed_at: int | None
    records: int
    fragments_added: int
    fragments_retired: int
    fragments_unchanged: int
    quarantined: int
    flagged: int
    error: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class ArchivedFile:
    """A file as received, and how to read it."""

    id: int
    sha256: str
    name: str
    size: int
    received_at: int
    format: FileFormat


@dataclass(frozen=True)
class QuarantinedRecord:
    """A record that could not be mapped: where it stands and why."""

    load: int
    file: int
    path: str | None
    row: int
    reason: str


class Ledger:
    """The functions over the tables; one per home."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url, tables.metadata)
        self._markings: dict[Marking, int] = {}

    def start_load(self, *, source: str, delivery: str, edition: str | None, spec_sha256: str, at: int) -> int:
        """A new running load's number."""
        with self._begin() as db:
            values = {"source": source, "state": "running", "delivery": delivery, "edition": edition}
            result = db.execute(
                sa.insert(tables.load).values(**values, spec_sha256=spec_sha256, started_at=at)
            )
            return int(result.inserted_primary_key[0])

    def commit_load(self, load: int, *, at: int, counts: Mapping[str, int], warnings: Iterable[str]) -> int:
        """Makes the load visible: the one commit point. Gives the time recorded.

        Commit times strictly rise, whatever the machine's clock does, so that "as known at" stays
        a question with one answer.
        """
        with self._begin() as db:
            last = db.execute(sa.select(sa.func.max(tables.load.c.committed_at))).scalar()
            when = at if last is None else max(at, int(last) + 1)
            db.execute(
                sa.update(tables.load)
                .where(tables.load.c.id == load, tables.load.c.state == "running")
                .values(state="committed", committed_at=when, warnings=json.dumps(list(warnings)), **counts)
            )
            return when

    def fail_load(self, load: int, error: str) -> None:
        """Marks a running load as failed; nothing of it shows."""
        with self._begin() as db:
            db.execute(sa.update(tables.load).where(tables.load.c.id == load).values(state="failed", error=error))

    def loads(self, *, source: str | None = None, state: str | None = None) -> list[LoadRow]:
        """Loads, oldest first."""
        query = sa.select(tables.load).order_by(tables.load.c.id)
        if source is not None:
            query = query.where(tables.load.c.source == source)
        if state is not None:
            query = query.where(tables.load.c.state == state)
        with self._begin() as db:
            return [_load_row(row) for row in db.execute(query).mappings()]

    def committed(self, *, as_of: int | None = None) -> list[int]:
        """Numbers of the loads committed, at or before `as_of` (microseconds UTC) where given."""
        query = sa.select(tables.load.c.id).where(tables.load.c.state == "committed").order_by(tables.load.c.id)
        if as_of is not None:
            query = query.where(tables.load.c.committed_at <= as_of)
        with self._begin() as db:
            return [int(row[0]) for row in db.execute(query)]

    def add_file(self, *, sha256: str, name: str, size: int, at: int, fmt: FileFormat) -> int:
        """The number of a received file; one received before under this name keeps its number."""
        text = json.dumps(asdict(fmt), sort_keys=True)
        key = (tables.file.c.sha256 == sha256) & (tables.file.c.name == name) & (tables.file.c.format == text)
        with self._begin() as db:
            known = db.execute(sa.select(tables.file.c.id).where(key)).scalar()
            if known is not None:
                return int(known)
            values = {"sha256": sha256, "name": name, "size": size, "received_at": at, "format": text}
            return int(db.execute(sa.insert(tables.file).values(**values)).inserted_primary_key[0])

    def add_load_files(self, load: int, files: Iterable[int]) -> None:
        """Says which files a load was made from."""
        with self._begin() as db:
            db.execute(sa.insert(tables.load_file), [{"load": load, "file": file} for file in sorted(set(files))])

    def files(self, ids: Iterable[int] | None = None) -> dict[int, ArchivedFile]:
        """Received files by number."""
        query = sa.select(tables.file)
        if ids is not None:
            query = query.where(tables.file.c.id.in_(sorted(set(ids))))
        with self._begin() as db:
            return {row["id"]: _file_row(row) for row in db.execute(query).mappings()}

    def marking_id(self, marking: Marking) -> int:
        """The number under which a marking stands beside fragments."""
        if marking not in self._markings:
            text = marking.to_json()
            with self._begin() as db:
                known = db.execute(sa.select(tables.marking.c.id).where(tables.marking.c.text == text)).scalar()
                if known is None:
                    known = db.execute(sa.insert(tables.marking).values(text=text)).inserted_primary_key[0]
                self._markings[marking] = int(known)
        return self._markings[marking]

    def markings(self) -> dict[int, Marking]:
        """Every marking by number."""
        with self._begin() as db:
            rows = db.execute(sa.select(tables.marking.c.id, tables.marking.c.text))
            return {int(row[0]): Marking.from_json(row[1]) for row in rows}

    def add_quarantine(self, records: Iterable[QuarantinedRecord]) -> None:
        """Records that a load could not map."""
        rows = [asdict(record) for record in records]
        if rows:
            with self._begin() as db:
                db.execute(sa.insert(tables.quarantine), rows)

    def quarantined(self, load: int) -> list[QuarantinedRecord]:
        """What a load could not map, in the order delivered."""
        columns = [tables.quarantine.c[name] for name in ("load", "file", "path", "row", "reason")]
        query = sa.select(*columns).where(tables.quarantine.c.load == load).order_by(tables.quarantine.c.id)
        with self._begin() as db:
            return [QuarantinedRecord(**row) for row in db.execute(query).mappings()]

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise StoreUnavailable(f"the ledger at {self._engine.url.render_as_string()}: {error.orig}") from error


def open_engine(url: str, metadata: sa.MetaData) -> Engine:
    """A database with these tables, made where missing; SQLite in WAL mode with a 30 s lock wait.

    Raises
    ------
    StoreUnavailable   cannot be opened; names the address without its password
    """
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": 30} if address.get_backend_name() == "sqlite" else {})
    if address.get_backend_name() == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    try:
        metadata.create_all(engine)
    except sa.exc.DBAPIError as error:
        raise StoreUnavailable(f"{address.render_as_string()} cannot be opened: {error.orig}") from error
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _load_row(row: Mapping[str, Any]) -> LoadRow:
    fields = {name: row[name] for name in LoadRow.__dataclass_fields__ if name != "warnings"}
    return LoadRow(**fields, warnings=tuple(json.loads(row["warnings"])))


def _file_row(row: Mapping[str, Any]) -> ArchivedFile:
    given = json.loads(row["format"])
    tables_ = {name: TablePath(**table) for name, table in given.pop("tables").items()}
    lists = {name: tuple(given.pop(name)) for name in ("columns", "null_values")}
    fields = {name: row[name] for name in ("id", "sha256", "name", "size", "received_at")}
    return ArchivedFile(**fields, format=FileFormat(**given, **lists, tables=tables_))
