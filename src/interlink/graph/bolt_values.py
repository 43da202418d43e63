"""Driver values in plain Python: nodes, relationships, paths and times without the store's internal ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

__all__ = ["plain_rows"]


def plain_rows(
    rows: Sequence[tuple[object, ...]], ids_of: Callable[[list[str]], Mapping[str, object]]
) -> tuple[tuple[object, ...], ...]:
    """The rows as `Rows` describes them.

    A link returned without its ends names them by internal ids only: `ids_of` turns those into the
    nodes' `id` properties, in one call for all rows.
    """
    ends = sorted({end for row in rows for value in row for end in _bare_ends(value)})
    ids = ids_of(ends) if ends else {}
    return tuple(tuple(_plain(value, ids) for value in row) for row in rows)


def _bare_ends(value: object) -> Iterator[str]:
    """Internal ids of link ends that came without properties."""
    match value:
        case Relationship():
            for node in value.nodes:
                if node is not None and "id" not in node:
                    yield node.element_id
        case list():
            for member in value:
                yield from _bare_ends(member)
        case dict():
            for member in value.values():
                yield from _bare_ends(member)


def _plain(value: object, ids: Mapping[str, object]) -> object:
    plain: object = value
    match value:
        case list():
            plain = [_plain(member, ids) for member in value]
        case dict():
            plain = {key: _plain(member, ids) for key, member in value.items()}
        case Node():
            plain = {
                "id": value.get("id"),
                "labels": sorted(value.labels),
                "properties": _properties(value, ids),
            }
        case Relationship():
            source, target = (_end(node, ids) for node in value.nodes)
            plain = {
                "type": value.type,
                "source": source,
                "target": target,
                "properties": _properties(value, ids),
            }
        case Path():
            plain = {
                "nodes": [_plain(node, ids) for node in value.nodes],
                "links": [_plain(link, ids) for link in value.relationships],
            }
        case Date() | DateTime() | Time():
            plain = value.to_native()
        case Duration():
            plain = value.iso_format()
    return plain


def _properties(entity: Node | Relationship, ids: Mapping[str, object]) -> dict[str, object]:
    return {key: _plain(entity[key], ids) for key in sorted(entity)}


def _end(node: Node | None, ids: Mapping[str, object]) -> object:
    return None if node is None else node.get("id", ids.get(node.element_id))
