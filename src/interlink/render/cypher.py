"""The Cypher behind a picture, to copy and go on from."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["cypher_of"]


def cypher_of(ids: Iterable[str]) -> str:
    """A statement that gives these entities with the links between them, one row an entity or link.

    It runs on either store by `interlink graph cypher`; an entity without a link has a row without one.
    """
    listed = ",\n  ".join(_text(id_) for id_ in ids)
    return (
        f"WITH [\n  {listed}\n] AS shown\n"
        "MATCH (a) WHERE a.id IN shown\n"
        "OPTIONAL MATCH (a)-[r]->(b) WHERE b.id IN shown\n"
        "RETURN a.id AS id, a.caption AS name, labels(a) AS kinds,\n"
        "  type(r) AS link, b.id AS target, b.caption AS target_name\n"
        "ORDER BY id, link, target"
    )


def _text(id_: str) -> str:
    escaped = id_.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
