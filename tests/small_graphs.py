"""A few people in a graph, written and read over any store."""

from __future__ import annotations

from interlink.graph.store import GraphStore


def people(store: GraphStore, database: str, *ids: str) -> None:
    store.write(database, [("UNWIND $ids AS id CREATE (:Person:Party {id: id})", {"ids": list(ids)})])


def ids(store: GraphStore, database: str) -> list[object]:
    found = store.read(database, "MATCH (n:Person) RETURN n.id ORDER BY n.id")
    return [row[0] for row in found.rows]
