"""Statements over Bolt: what every graph store shares, and the one place that knows the driver."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, cast

import neo4j
from neo4j.exceptions import (
    AuthError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from interlink.errors import InterlinkError, QueryError, StoreUnavailable
from interlink.graph.bolt_values import plain_rows
from interlink.graph.store import Rows, Statement

__all__ = ["Disconnected", "Driver", "Transaction", "connect", "run_read", "run_write"]

Driver = neo4j.Driver
Transaction = neo4j.Transaction

FETCH_ROWS = 2_000
WRITE_ATTEMPTS = 5
END_IDS = "UNWIND $ends AS end MATCH (n) WHERE elementId(n) = end RETURN end, n.id"
STOPPED = ("Neo.ClientError.Transaction.Terminated", "Neo.ClientError.Transaction.TransactionTimedOut")
WOULD_WRITE = "the statement would write; queries here are read-only"
FORBIDDEN = "Neo.ClientError.Security."
QUOTED = re.compile(r"/\*.*?\*/|//[^\n]*|`[^`]*`|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
ADMINISTRATION = re.compile(
    r"\bdbms\s*\.|\b(?:SHOW|TERMINATE)\s+(?:ALL\s+)?"
    r"(?:TRANSACTION|DATABASE|DEFAULT|HOME|USER|CURRENT|ROLE|PRIVILEGE|SETTING|SERVER)",
    re.IGNORECASE,
)


class Disconnected(StoreUnavailable):
    """The connection broke; `begun` says that a write may have been done."""

    def __init__(self, message: str, *, begun: bool) -> None:
        super().__init__(message)
        self.begun = begun


def connect(uri: str, user: str, password: str) -> Driver:
    """A driver for `uri`; connects at the first statement, not here."""
    return neo4j.GraphDatabase.driver(
        uri,
        auth=(user, password),
        user_agent="interlink",
        connection_timeout=10.0,
        connection_acquisition_timeout=30.0,
        max_transaction_retry_time=0,
        telemetry_disabled=True,
    )


def run_write(driver: Driver, database: str, statements: Sequence[Statement]) -> list[Rows]:
    """The rows of each statement, all in one transaction.

    A transaction that the store gave up because of another writer is run again, at most
    WRITE_ATTEMPTS times in all. A lost connection is never tried again: the commit may have been done.
    """
    for attempt in range(1, WRITE_ATTEMPTS + 1):
        begun = False
        try:
            with driver.session(database=database) as session, session.begin_transaction() as transaction:
                begun = True
                results = [_write_one(transaction, *statement) for statement in statements]
                transaction.commit()
                return results
        except TransientError as error:
            if attempt == WRITE_ATTEMPTS:
                raise _meaning(error, database) from error
        except (Neo4jError, DriverError, OSError) as error:
            raise _meaning(error, database, begun=begun) from error
    return []


def run_read(
    driver: Driver,
    database: str,
    statement: str,
    parameters: Mapping[str, object] | None,
    *,
    limit_s: float,
    max_rows: int,
    cut: Callable[[Transaction], None] | None = None,
) -> Rows:
    """The first `max_rows` rows of a statement that may only read.

    `cut` ends a result on the server before the rest of it is discarded, for a store that would
    otherwise compute the rest. A result is fetched in blocks, so that memory is bounded by the rows
    returned. The transaction is always rolled back.

    Raises
    ------
    QueryError         the statement is wrong, would write, or was stopped after `limit_s`
    StoreUnavailable   the store or the database cannot be reached
    """
    _refuse_administration(statement)
    session = driver.session(
        database=database,
        default_access_mode=neo4j.READ_ACCESS,
        fetch_size=min(FETCH_ROWS, max_rows + 1),
    )
    try:
        with session:
            transaction = session.begin_transaction(timeout=limit_s)
            result = transaction.run(cast("Any", statement), dict(parameters or {}))
            columns = tuple(result.keys())
            fetched = [tuple(record.values()) for record in islice(result, max_rows + 1)]
            truncated = len(fetched) > max_rows
            if truncated:
                _abandon(transaction, cut)
                transaction = session.begin_transaction(timeout=limit_s)
            elif result.consume().counters.contains_updates:
                # The embedded store refuses updates of properties at the commit, which never comes here.
                raise QueryError(WOULD_WRITE)
            rows = _plain_rows(transaction, fetched[:max_rows])
            return Rows(columns, rows, truncated)
    except (Neo4jError, DriverError, OSError) as error:
        raise _meaning(error, database, limit_s=limit_s) from error


def _write_one(transaction: Transaction, statement: str, parameters: Mapping[str, object]) -> Rows:
    result = transaction.run(cast("Any", statement), dict(parameters))
    columns = tuple(result.keys())
    return Rows(columns, _plain_rows(transaction, [tuple(record.values()) for record in result]))


def _abandon(transaction: Transaction, cut: Callable[[Transaction], None] | None) -> None:
    """Close a transaction whose result is not wanted any more; being stopped is what it wants."""
    try:
        if cut is not None:
            cut(transaction)
        transaction.close()
    except Neo4jError as error:
        if not _is_stopped(error):
            raise


def _plain_rows(
    transaction: Transaction, rows: Sequence[tuple[object, ...]]
) -> tuple[tuple[object, ...], ...]:
    def ids_of(ends: list[str]) -> dict[str, object]:
        return {str(end): identifier for end, identifier in transaction.run(END_IDS, ends=ends).values()}

    return plain_rows(rows, ids_of)


def _refuse_administration(statement: str) -> None:
    """Refuse what tells of other people's statements and other graphs: every reader is the same user."""
    if ADMINISTRATION.search(QUOTED.sub(" ", statement)):
        raise QueryError("the statement asks about the server; queries here read this graph only")


def _is_stopped(error: Neo4jError) -> bool:
    """The store stopped the statement; the embedded one says so by code or, underway, by text only."""
    return (error.code or "").startswith(STOPPED) or "has been terminated" in (error.message or "")


def _meaning(
    error: Exception, database: str, *, limit_s: float | None = None, begun: bool = False
) -> InterlinkError:
    """The driver's error as one of ours, in words that say what to do."""
    if isinstance(error, AuthError):
        return StoreUnavailable(f"the graph store refuses the user or password it was given: {error.message}")
    if isinstance(error, (ServiceUnavailable, SessionExpired, OSError)):
        kept = " Whether the transaction was kept is not known." if begun else ""
        return Disconnected(f"the connection to the graph store broke: {error}.{kept}", begun=begun)
    if isinstance(error, Neo4jError):
        return _refusal(error, database, limit_s)
    return StoreUnavailable(f"the driver of the graph store gave up: {error}")


def _refusal(error: Neo4jError, database: str, limit_s: float | None) -> InterlinkError:
    code, text = error.code or "", error.message or str(error)
    if code.endswith("DatabaseNotFound"):
        return StoreUnavailable(
            f"the graph store has no database '{database}'. Make it with `interlink graph rebuild`."
        )
    if _is_stopped(error):
        after = "" if limit_s is None else f" after {limit_s:.1f} s"
        words = f"stopped{after}: narrow the question or raise the limit"
    elif code.startswith(FORBIDDEN) and "update security" in text:
        words = "the statement asks for rights that queries here do not have"
    elif code.startswith(FORBIDDEN) or code.endswith("AccessMode"):
        words = f"{WOULD_WRITE} ({text})"
    elif "arcadedb.queryMax" in text:
        words = f"the statement needs too much of the store's memory: narrow the question ({text})"
    elif code.endswith("SyntaxError"):
        words = f"the statement is not valid Cypher: {text}"
    else:
        words = f"the graph store refused the statement: {text} ({code})"
    return QueryError(words)
