"""A copy of a database as it is at one moment, while others write; and what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from interlink.errors import StoreUnavailable
from interlink.ledger.engine import connect
from interlink.ledger.revisions import Revisions, revision_of

__all__ = ["copy_database", "examine", "file_of"]

SHOWN_PROBLEMS = 5


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for a database of a server."""
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return Path(address.database)


def copy_database(url: str, target: Path) -> None:
    """Writes the database as it is at one moment to a new file, by SQLite's online backup.

    Writers are not held up, nor is their half-done work copied.

    Raises
    ------
    StoreUnavailable   not SQLite, or it cannot be read
    """
    if file_of(url) is None:
        raise StoreUnavailable(
            f"{sa.make_url(url).render_as_string()} is a database of a server: back it up by its server's"
            " tools, such as pg_dump, at the same moment as the lake."
        )
    source, copy = connect(url), connect(f"sqlite:///{target}")
    try:
        with source.connect() as here, copy.connect() as there:
            given, taken = here.connection.driver_connection, there.connection.driver_connection
            if given is None or taken is None:
                raise StoreUnavailable(f"{url}: its connection was lost. Try again.")
            given.backup(taken)
    except sa.exc.DBAPIError as error:
        raise StoreUnavailable(
            f"{url} cannot be copied: {error.orig}. `interlink upgrade --check` says what is broken."
        ) from error
    finally:
        source.dispose()
        copy.dispose()


def examine(url: str, revisions: Revisions) -> tuple[str | None, list[str]]:
    """The revision of a database, and what is wrong with it in SQLite's own words; nothing is changed.

    None and no problem: there is no database yet.
    """
    file = file_of(url)
    if file is not None and not file.exists():
        return None, []
    try:
        engine = connect(url)
        with engine.connect() as db:
            found = revision_of(db, revisions)
            if file is None:
                return found, []
            rows = [str(row[0]) for row in db.exec_driver_sql("PRAGMA quick_check")]
        return found, [] if rows == ["ok"] else rows[:SHOWN_PROBLEMS]
    except sa.exc.DBAPIError as error:
        return None, [str(error.orig)]
    except StoreUnavailable as error:
        return None, [str(error)]
    finally:
        engine.dispose()
