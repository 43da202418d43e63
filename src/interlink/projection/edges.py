"""An edge table as checked columns: ends, weights, times, layers, confidences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interlink.model.evidence import Evidence
from interlink.projection.columns import (
    Frame,
    Ints,
    read_column,
    read_moments,
    read_names,
    read_numbers,
    read_shares,
    refuse_backwards,
)

__all__ = ["read_edges", "rows_of_a_table"]

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


def rows_of_a_table(records: Ints) -> list[Evidence]:
    """The evidence of an edge table: its row numbers, counted from 0."""
    return [Evidence(source="table", load=0, file="", locator=f"row {n}") for n in records.tolist()]
