"""Plain words for summaries: counts, lists and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from interlink.projection import Projection
from interlink.projection.columns import MISSING_TIME, Floats

__all__ = ["count", "describe", "list_names", "loops_caveat", "significant", "untimed_caveat"]

DIGITS = 10
# What is smaller, or larger than one over it, is left as it is: its scale would be no number.
TINY = 1e-290


def count(number: int, one: str, many: str) -> str:
    """The number with its noun: '1 link', '2,000 links'."""
    return f"{number:,} {one if number == 1 else many}"


def list_names(names: Sequence[str], *, most: int = 5, total: int | None = None) -> str:
    """The first names, and how many more there are; of `total`, where not all are given."""
    shown = ", ".join(names[:most])
    more = (len(names) if total is None else total) - most
    return f"{shown} and {more:,} more" if more > 0 else shown


def describe(projection: Projection) -> str:
    """What was looked at: '34 entities and 78 links'."""
    entities = count(projection.n_nodes, "entity", "entities")
    return f"{entities} and {count(projection.n_links, 'link', 'links')}"


def loops_caveat(projection: Projection) -> list[str]:
    """Says so where links of an entity to itself were left out."""
    found = int((projection.source == projection.target).sum())
    if not found:
        return []
    loops = count(found, "link", "links")
    return [f"{loops} of an entity to itself left out: they say nothing about its place."]


def untimed_caveat(projection: Projection) -> list[str]:
    """Says so where a window was asked for, and records without a time stayed in it."""
    window = projection.made_from.get("narrowed")
    if not isinstance(window, Mapping) or not {"since", "until"} & window.keys():
        return []
    rows = projection.rows
    timed = np.zeros(len(rows), dtype=bool)
    for column in (rows.at, rows.until):
        if column is not None:
            timed |= column != MISSING_TIME
    found = len(rows) - int(timed.sum())
    if not found:
        return []
    return [f"{count(found, 'record', 'records')} of {len(rows):,} say no time, and count in every window."]


def significant(values: Floats) -> Floats:
    """The values at ten significant digits, so that equal figures order alike whatever their last bit."""
    has_digits = (np.abs(values) > TINY) & (np.abs(values) < 1 / TINY)
    some = np.where(has_digits, values, 1.0)
    scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(np.abs(some))))
    return np.where(has_digits, np.round(some * scale) / scale, values)
