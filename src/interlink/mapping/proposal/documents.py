"""Where the records seem to lie in a JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from interlink.readers import FLAT_TABLE, TablePath

__all__ = ["guess_list"]

# A list of records lies no deeper than this; deeper ones are a part of a record.
DEEPEST_LIST = 4


def guess_list(path: Path, encoding: str) -> dict[str, TablePath]:
    """Where the longest list of records lies in a JSON document."""
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace") as file:
        try:
            document = json.load(file)
        except (ValueError, RecursionError):
            # the reader says where it is broken
            return {FLAT_TABLE: TablePath("/")}
    places = list(_lists(document, "", DEEPEST_LIST))
    _, at = max(places, key=lambda place: place[0], default=(0, ""))
    return {FLAT_TABLE: TablePath(f"/{at}")}


def _lists(node: object, at: str, deepest: int) -> Iterator[tuple[int, str]]:
    if isinstance(node, list) and any(isinstance(entry, dict) for entry in node):
        yield len(node), at
    elif isinstance(node, dict) and deepest:
        for key, value in node.items():
            if key and "/" not in key:
                yield from _lists(value, f"{at}/{key}" if at else key, deepest - 1)
