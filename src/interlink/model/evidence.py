"""One record behind a result: where it came from and what was received."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Evidence"]


@dataclass(frozen=True)
class Evidence:
    """A record as delivered, by its source, its load and its place in the delivered file.

    `said_by` counts the records that said exactly this; the first of them is shown.
    `file` is the sha256 of the file as received, `locator` the row or path inside it, and
    `record` its text as received (None where it is not at hand). A row of an edge table has
    source 'table', load 0, no file, and the locator 'row N', counted from 0.
    """

    source: str
    load: int
    file: str
    locator: str
    record: str | None = None
    said_by: int = 1
