"""A database with our tables: SQLite in WAL mode, or whatever SQLAlchemy can open."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine

from interlink.errors import StoreUnavailable
from interlink.ledger.revisions import (
    Revisions,
    check_revision,
    make_or_check,
    revision_of,
    upgrade_database,
)

__all__ = ["WRITES", "begin_by_need", "connect", "open_engine", "upgrade"]

LOCK_WAIT_S = 30
PRAGMAS = ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")

# The execution option of a transaction that will write.
WRITES = "interlink_writes"


def open_engine(url: str, revisions: Revisions) -> Engine:
    """A database with these tables, made where it is empty; SQLite in WAL mode with a 30 s lock wait.

    Raises
    ------
    StoreUnavailable   cannot be opened, or is of another revision; names the address without its password
    """
    engine = connect(url)
    try:
        with engine.begin() as connection:
            found = revision_of(connection, revisions)
        if found is None:
            with engine.begin() as connection:
                if engine.dialect.name == "sqlite":
                    # Two processes may open a new home at once: the second finds the tables of the first.
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                make_or_check(connection, revisions)
        else:
            check_revision(found, revisions)
    except sa.exc.DBAPIError as error:
        raise _cannot_open(engine.url, error.orig) from error
    return engine


def connect(url: str) -> Engine:
    """The database at an address, whatever tables it has.

    Raises
    ------
    StoreUnavailable   no address of a database, or none for which there is a driver
    """
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise StoreUnavailable(
            "the database's address is not one; expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
        ) from None
    is_sqlite = address.get_backend_name() == "sqlite"
    try:
        if is_sqlite and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(address, connect_args={"timeout": LOCK_WAIT_S} if is_sqlite else {})
    except (OSError, ImportError, sa.exc.NoSuchModuleError) as error:
        raise _cannot_open(address, error) from error
    if is_sqlite:
        sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def upgrade(url: str, revisions: Revisions) -> tuple[str, str]:
    """Brings a database to the newest revision, whole or not at all; gives its revisions before and after.

    Raises
    ------
    StoreUnavailable   cannot be opened or written, or is newer than this version of interlink
    """
    engine = connect(url)
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            return upgrade_database(connection, revisions)
    except sa.exc.DBAPIError as error:
        raise _cannot_open(engine.url, error.orig) from error
    finally:
        engine.dispose()


def begin_by_need(engine: Engine) -> None:
    """Makes SQLite take its write lock at the start of a transaction that has the option WRITES.

    Without it a transaction that reads and then writes can lose what it read to another process.
    """
    if engine.dialect.name == "sqlite":
        engine.dispose()
        sa.event.listen(engine, "connect", _begin_ourselves)
        sa.event.listen(engine, "begin", _begin)


def _cannot_open(address: URL, why: object) -> StoreUnavailable:
    return StoreUnavailable(
        f"{address.render_as_string()} cannot be opened: {why}."
        " Check that its folder can be written and its server runs, or correct its setting;"
        " `interlink upgrade --check` says what is broken."
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # SQLite waits for every lock but the one by which a new file becomes one in WAL mode.
    until = time.monotonic() + LOCK_WAIT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except connection.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_ourselves(connection: Any, _record: object) -> None:
    connection.isolation_level = None


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
