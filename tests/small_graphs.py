"""A few people in a graph, written and read over any store."""

from __future__ import annotations

import time
from collections.abc import Callable

from interlink.graph.store import GraphStore


def people(store: GraphStore, database: str, *ids: str) -> None:
    store.write(database, [("UNWIND $ids AS id CREATE (:Person:Party {id: id})", {"ids": list(ids)})])


def ids(store: GraphStore, database: str) -> list[object]:
    found = store.read(database, "MATCH (n:Person) RETURN n.id ORDER BY n.id")
    return [row[0] for row in found.rows]


def running(store: GraphStore, database: str, statement: str) -> int:
    """In how many transactions the store runs this statement, or one that it is a part of."""
    (found,) = store.write(database, [("SHOW TRANSACTIONS", {})])
    asked = found.columns.index("currentQuery")
    return sum(statement in str(row[asked]) for row in found.rows)


def await_that(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until, "it does not come to hold"
        time.sleep(0.02)
