"""A database with our tables: SQLite in WAL mode, or whatever SQLAlchemy can open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine

from interlink.errors import StoreUnavailable

__all__ = ["WRITES", "begin_by_need", "open_engine"]

LOCK_WAIT_S = 30
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")

# The execution option of a transaction that will write.
WRITES = "interlink_writes"


def open_engine(url: str, metadata: sa.MetaData) -> Engine:
    """A database with these tables, made where missing; SQLite in WAL mode with a 30 s lock wait.

    Raises
    ------
    StoreUnavailable   cannot be opened; names the address without its password
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
        if is_sqlite:
            sa.event.listen(engine, "connect", _prepare_sqlite)
        with engine.begin() as connection:
            if is_sqlite:
                # Two processes may open a new home at once: the second finds the tables of the first.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            metadata.create_all(connection)
    except sa.exc.DBAPIError as error:
        raise _cannot_open(address, error.orig) from error
    except (OSError, ImportError, sa.exc.NoSuchModuleError) as error:
        raise _cannot_open(address, error) from error
    return engine


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
        " Check that its folder can be written and its server runs, or correct its setting."
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_ourselves(connection: Any, _record: object) -> None:
    connection.isolation_level = None


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
