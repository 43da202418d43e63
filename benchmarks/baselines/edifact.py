"""UN/EDIFACT read by pydifact and written to a Delta table as it is: a row for each segment."""

from __future__ import annotations

import warnings
from pathlib import Path

import polars as pl
from pydifact.parser import Parser

__all__ = ["segments_to_delta"]


def segments_to_delta(file: Path, table: Path) -> None:
    """What pydifact makes of an interchange, as a new table: tag, and elements as lists of components."""
    with warnings.catch_warnings(action="ignore"):  # it has no directory to hold the segments against
        found = list(Parser().parse(file.read_text(encoding="ascii")))
    elements = [[[part] if isinstance(part, str) else list(part) for part in each.elements] for each in found]
    frame = pl.DataFrame(
        {"tag": [each.tag for each in found], "elements": elements},
        schema={"tag": pl.String(), "elements": pl.List(pl.List(pl.String()))},
    )
    frame.write_delta(table)
