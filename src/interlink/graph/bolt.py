"""Statements over Bolt: what every graph store shares, and the one place that knows the driver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

from interlink.errors import InterlinkError, QueryError, StoreUnavailable
from interlink.graph.store import Rows, Statement

__all__ = ["Disconnected", "connect", "run_read", "run_write"]

FETCH_ROWS = 2_000
WRITE_ATTEMPTS = 5
END_IDS = "UNWIND $ends AS end MATCH (n) WHERE elementId(n) = end RETURN end, n.id"


class Disconnected(StoreUnavailable):
    """The connection broke; `begun` says whether a transaction had been opened on it."""

    def __init__(self, message: str, *, begun: bool) -> None:
        super().__init__(message)
        self.begun = begun


def connect(uri: str, user: str, password: str) -> neo4j.Driver:
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


def run_write(driver: neo4j.Driver, database: str, statements: Sequence[Statement]) -> list[Rows]:
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
    driver: neo4j.Driver,
    database: str,
    statement: str,
    parameters: Mapping[str, object] | None,
    *,
    limit_s: float,
    max_rows: int,
    cut: Callable[[neo4j.Transaction], None] | None = None,
) -> Rows:
    """The first `max_rows` rows of a statement that may only read.

    `cut` ends a result on the server before the rest of it is discarded, for a store that would
    otherwise compute the rest. A result is fetched in blocks, so that memory is bounded by the rows
    returned.

    Raises
    ------
    QueryError         the statement is wrong, would write, or was stopped after `limit_s`
    StoreUnavailable   the store or the database cannot be reached
    """
    session = driver.session(
        database=database,
        default_access_mode=neo4j.READ_ACCESS,
        fetch_size=min(FETCH_ROWS, max_rows + 1),
    )
    begun = False
    try:
        with session:
            transaction = session.begin_transaction(timeout=limit_s)
            begun = True
            result = transaction.run(cast("Any", statement), dict(parameters or {}))
            columns = tuple(result.keys())
            fetched = [tuple(record.values()) for record in islice(result, max_rows + 1)]
            truncated = len(fetched) > max_rows
            if truncated:
                _abandon(transaction, cut)
                rows = _plain_rows(session.begin_transaction(timeout=limit_s), fetched[:max_rows])
            else:
                rows = _plain_rows(transaction, fetched)
            return Rows(columns, rows, truncated)
    except (Neo4jError, DriverError, OSError) as error:
        raise _meaning(error, database, limit_s=limit_s, begun=begun) from error


def _write_one(transaction: neo4j.Transaction, statement: str, parameters: Mapping[str, object]) -> Rows:
    result = transaction.run(cast("Any", statement), dict(parameters))
    columns = tuple(result.keys())
    return Rows(columns, _plain_rows(transaction, [tuple(record.values()) for record in result]))


def _abandon(transaction: neo4j.Transaction, cut: Callable[[neo4j.Transaction], None] | None) -> None:
    """Close a transaction whose result is not wanted any more; being stopped is what it wants."""
    try:
        if cut is not None:
            cut(transaction)
        transaction.close()
    except Neo4jError as error:
        if not _is_stopped(error):
            raise


def _plain_rows(
    transaction: neo4j.Transaction, rows: Sequence[tuple[object, ...]]
) -> tuple[tuple[object, ...], ...]:
    """The rows in plain Python; asks for the ids of link ends that the rows do not hold."""
    ends = sorted({end for row in rows for value in row for end in _missing_ends(value)})
    found = transaction.run(END_IDS, ends=ends).values() if ends else []
    ids = {str(end): identifier for end, identifier in found}
    return tuple(tuple(_plain(value, ids) for value in row) for row in rows)


def _missing_ends(value: object) -> Iterator[str]:
    """Internal ids of link ends that came without properties, because only the link was returned."""
    if isinstance(value, Relationship):
        for node in value.nodes:
            if node is not None and "id" not in node:
                yield node.element_id
    elif isinstance(value, Path):
        for link in value.relationships:
            yield from _missing_ends(link)
    elif isinstance(value, list):
        for member in value:
            yield from _missing_ends(member)
    elif isinstance(value, dict):
        for member in value.values():
            yield from _missing_ends(member)


def _plain(value: object, ids: Mapping[str, object]) -> object:
    if isinstance(value, list):
        return [_plain(member, ids) for member in value]
    if isinstance(value, dict):
        return {key: _plain(member, ids) for key, member in value.items()}
    if isinstance(value, Node):
        properties = {key: _plain(value[key], ids) for key in sorted(value)}
        return {"id": value.get("id"), "labels": sorted(value.labels), "properties": properties}
    if isinstance(value, Relationship):
        source, target = value.nodes
        return {
            "type": value.type,
            "source": _end(source, ids),
            "target": _end(target, ids),
            "properties": {key: _plain(value[key], ids) for key in sorted(value)},
        }
    if isinstance(value, Path):
        return {
            "nodes": [_plain(node, ids) for node in value.nodes],
            "links": [_plain(link, ids) for link in value.relationships],
        }
    if isinstance(value, (Date, DateTime, Time)):
        return value.to_native()
    if isinstance(value, Duration):
        return value.iso_format()
    return value


def _end(node: Node | None, ids: Mapping[str, object]) -> object:
    return None if node is None else node.get("id", ids.get(node.element_id))


def _is_stopped(error: Neo4jError) -> bool:
    """The store stopped the statement; the embedded one says so by code or, in a cursor, by text only."""
    code = error.code or ""
    return (
        code.startswith(("Neo.ClientError.Transaction.Terminated", "Neo.ClientError.Transaction.TransactionTimedOut"))
        or "has been terminated" in (error.message or "")
    )


def _meaning(
    error: Exception, database: str, *, limit_s: float | None = None, begun: bool = False
) -> InterlinkError:
    """The driver's error as one of ours, in words that say what to do."""
    if isinstance(error, AuthError):
        return StoreUnavailable(f"the graph store refuses the user or password it was given: {error.message}")
    if isinstance(error, (ServiceUnavailable, SessionExpired, OSError)):
        return Disconnected(f"the connection to the graph store broke: {error}", begun=begun)
    if not isinstance(error, Neo4jError):
        return StoreUnavailable(f"the driver of the graph store gave up: {error}")
    code, text = error.code or "", error.message or str(error)
    if _is_stopped(error):
        after = "" if limit_s is None else f" after {limit_s:.1f} s"
        return QueryError(f"stopped{after}: narrow the question or raise the limit")
    if code.endswith("DatabaseNotFound"):
        return StoreUnavailable(
            f"the graph store has no database '{database}'. Make it with `interlink graph rebuild`."
        )
    if code.startswith("Neo.ClientError.Security.") and "security" in text:
        return QueryError("the statement asks for rights that queries here do not have")
    if code.startswith("Neo.ClientError.Security.") or code.endswith("AccessMode"):
        return QueryError(f"the statement would write; queries here are read-only ({text})")
    if code.endswith("SyntaxError"):
        return QueryError(f"the statement is not valid Cypher: {text}")
    return QueryError(f"the graph store refused the statement: {text} ({code})")
