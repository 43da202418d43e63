"""An edge table as checked columns: ends, weights, times, layers, confidences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interlink.projection.columns import (
    Frame,
    read_column,
    read_moments,
    read_names,
    read_numbers,
    read_shares,
    refuse_backwards,
)

__all__ = ["read_edges"]

READERS = {
    "source": read_names,
    "target": read_names,
    "weight": read_numbers,
    "at": read_moments,
    "until": read_moments,
    "layer": read_names,
    "confidence": read_shares,
}


def read_edges(frame: Frame, columns: Mapping[str, str]) -> dict[str, Any]:
    """The columns of a table by their part in a link (`source`, `at`, ...), each checked.

    Raises
    ------
    UnknownName   the table has no such column
    ReadError     a value cannot be what its part needs, or a row ends before it begins; with the rows
    """
    found = {part: read_column(frame, name) for part, name in columns.items()}
    said = {part: f"{part} column '{name}'" for part, name in columns.items()}
    links = {part: READERS[part](values, said[part]) for part, values in found.items()}
    if "at" in links and "until" in links:
        refuse_backwards(links["at"], links["until"], said["until"])
    return links
