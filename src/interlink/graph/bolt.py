"""Statements over Bolt: what every graph store shares, and the one place that knows the driver."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, cast

import neo4j
from neo4j.exceptions import DriverError, Neo4jError, TransientError

from interlink.errors import QueryError
from interlink.graph.bolt_errors import WOULD_WRITE, Disconnected, is_stopped, is_too_large, meaning
from interlink.graph.bolt_values import plain_rows
from interlink.graph.plans import plan_text
from interlink.graph.reach import refuse_beyond_graph
from interlink.graph.stop import Stop, Stopped
from interlink.graph.store import Rows, Statement

__all__ = [
    "Bookmarks",
    "Disconnected",
    "Driver",
    "Running",
    "Transaction",
    "bookmarks",
    "connect",
    "run_alone",
    "run_at_once",
    "run_read",
    "run_write",
    "server_version",
]

Driver = neo4j.Driver
Transaction = neo4j.Transaction
Bookmarks = neo4j.api.BookmarkManager

# The driver logs what it raises besides, and every hint of a server, such as a label that no node has yet:
# without a handler they would stand on the screen, and the hints also with one.
logging.getLogger("neo4j").addHandler(logging.NullHandler())
logging.getLogger("neo4j.notifications").setLevel(logging.ERROR)

FETCH_ROWS = 2_000
TAG = "interlink"
WRITE_ATTEMPTS = 5
END_IDS = "UNWIND $ends AS end MATCH (n) WHERE elementId(n) = end RETURN end, n.id"


@dataclass(frozen=True)
class Running:
    """What a store knows a statement by: its transaction's tag, and the port here that it came from."""

    tag: str
    port: int


def connect(uri: str, user: str, password: str, *, idle_s: float | None = None) -> Driver:
    """A driver for `uri`; connects at the first statement, not here.

    A connection that was idle for `idle_s` is tried before it is used again, and replaced when it is dead.
    """
    return neo4j.GraphDatabase.driver(
        uri,
        auth=(user, password),
        user_agent="interlink",
        connection_timeout=10.0,
        connection_acquisition_timeout=30.0,
        liveness_check_timeout=idle_s,
        max_transaction_retry_time=0,
        telemetry_disabled=True,
    )


def bookmarks() -> Bookmarks:
    """What makes the members of a cluster answer with what this process wrote before."""
    return neo4j.GraphDatabase.bookmark_manager()


def server_version(driver: Driver, database: str | None) -> str:
    """What the server calls itself, such as `Neo4j/5.26.30`.

    Raises
    ------
    StoreUnavailable   it cannot be reached, or refuses user and password
    """
    try:
        with driver.session(database=database) as session:
            return str(session.run("RETURN 1").consume().server.agent)
    except (Neo4jError, DriverError, OSError) as error:
        raise meaning(error, database) from error


def run_alone(driver: Driver, database: str | None, statement: str, *, after: Bookmarks) -> None:
    """Runs a statement that makes its own transactions, to its end; what it did before it failed is kept."""
    try:
        with driver.session(database=database, bookmark_manager=after) as session:
            session.run(cast("Any", statement)).consume()
    except (Neo4jError, DriverError, OSError) as error:
        raise meaning(error, database, begun=True) from error


def run_write(
    driver: Driver, database: str | None, statements: Sequence[Statement], *, after: Bookmarks | None = None
) -> list[Rows]:
    """The rows of each statement, all in one transaction; `database` None is the user's home database.

    A transaction that the store gave up because of another writer is run again, at most
    WRITE_ATTEMPTS times in all. A lost connection is never tried again: the commit may have been done.
    """
    for attempt in range(1, WRITE_ATTEMPTS + 1):
        begun = False
        try:
            with (
                driver.session(database=database, bookmark_manager=after) as session,
                session.begin_transaction() as transaction,
            ):
                begun = True
                results = [_write_one(transaction, *statement) for statement in statements]
                transaction.commit()
                return results
        except TransientError as error:
            if attempt == WRITE_ATTEMPTS or is_too_large(error):
                raise meaning(error, database) from error
        except (Neo4jError, DriverError, OSError) as error:
            raise meaning(error, database, begun=begun) from error
    return []


def run_read(
    driver: Driver,
    database: str | None,
    statement: str,
    parameters: Mapping[str, object] | None,
    *,
    limit_s: float,
    max_rows: int,
    end: Callable[[Running], None],
    stop: Stop | None = None,
    cut: Callable[[Transaction], None] | None = None,
    after: Bookmarks | None = None,
) -> Rows:
    """The first `max_rows` rows of a statement that may only read.

    `end` has the store end a statement that runs, for whoever is told by `stop`.

    `cut` ends a result on the server before the rest of it is discarded, for a store that would
    otherwise compute the rest. A result is fetched in blocks, so that memory is bounded by the rows
    returned. The transaction is always rolled back.

    Raises
    ------
    QueryError         the statement is wrong, would write, or was stopped after `limit_s`
    Stopped            it was stopped by `stop`
    StoreUnavailable   the store or the database cannot be reached
    """
    refuse_beyond_graph(statement)
    stop = stop or Stop()
    session = driver.session(
        database=database,
        default_access_mode=neo4j.READ_ACCESS,
        fetch_size=min(FETCH_ROWS, max_rows + 1),
        bookmark_manager=after,
    )
    try:
        with session, stop.ending(partial(_end_running, session, stop.tag, end)):
            transaction = session.begin_transaction(metadata={TAG: stop.tag}, timeout=limit_s)
            result = transaction.run(cast("Any", statement), dict(parameters or {}))
            columns = tuple(result.keys())
            fetched = [tuple(record.values()) for record in islice(result, max_rows + 1)]
            truncated, plan = len(fetched) > max_rows, ""
            if truncated:
                _abandon(transaction, cut)
                transaction = session.begin_transaction(metadata={TAG: stop.tag}, timeout=limit_s)
            else:
                summary = result.consume()
                if summary.counters.contains_updates:
                    # The embedded store refuses updates of properties at the commit, which never comes here.
                    raise QueryError(WOULD_WRITE)
                plan = plan_text(summary.plan)
            rows = _plain_rows(transaction, fetched[:max_rows])
            return Rows(columns, rows, truncated, plan=plan)
    except (Neo4jError, DriverError, OSError) as error:
        if stop.is_asked:
            raise Stopped from error
        raise meaning(error, database, limit_s=limit_s) from error


def run_at_once(
    driver: Driver,
    database: str | None,
    statement: str,
    parameters: Mapping[str, object] | None,
    *,
    limit_s: float,
    after: Bookmarks | None = None,
) -> Rows:
    """The rows of a statement of our own that reads plain values, in a transaction that the server makes.

    One message goes out where a transaction of our own takes three.
    """
    session = driver.session(database=database, default_access_mode=neo4j.READ_ACCESS, bookmark_manager=after)
    try:
        with session:
            result = session.run(neo4j.Query(cast("Any", statement), timeout=limit_s), dict(parameters or {}))
            return Rows(
                tuple(result.keys()), tuple(tuple(record.values()) for record in result), truncated=False
            )
    except (Neo4jError, DriverError, OSError) as error:
        raise meaning(error, database, limit_s=limit_s) from error


def _write_one(transaction: Transaction, statement: str, parameters: Mapping[str, object]) -> Rows:
    result = transaction.run(cast("Any", statement), dict(parameters))
    columns = tuple(result.keys())
    return Rows(columns, _plain_rows(transaction, [tuple(record.values()) for record in result]))


def _end_running(session: neo4j.Session, tag: str, end: Callable[[Running], None]) -> None:
    """Has the store end what runs for a session, in the thread of another."""
    # the driver tells the port nowhere else, and what the embedded store calls a connection in its list of
    # transactions is not what it told the driver
    connection = session._connection
    if connection is not None:
        end(Running(tag, connection.local_port))


def _abandon(transaction: Transaction, cut: Callable[[Transaction], None] | None) -> None:
    """Close a transaction whose result is not wanted any more; being stopped is what it wants."""
    try:
        if cut is not None:
            cut(transaction)
        transaction.close()
    except Neo4jError as error:
        if not is_stopped(error):
            raise


def _plain_rows(
    transaction: Transaction, rows: Sequence[tuple[object, ...]]
) -> tuple[tuple[object, ...], ...]:
    def ids_of(ends: list[str]) -> dict[str, object]:
        return {str(end): identifier for end, identifier in transaction.run(END_IDS, ends=ends).values()}

    return plain_rows(rows, ids_of)
