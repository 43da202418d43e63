"""The records of a projection window by window: stretches of time, or layers taken as phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from interlink.errors import QueryError
from interlink.projection import Flat, Projection
from interlink.projection.columns import Ints
from interlink.projection.flat import flatten

__all__ = ["Window", "flat_of", "windows_by_layer", "windows_by_time"]

DAY_US = 86_400_000_000
MOST_WINDOWS = 1_000
MOST_ROWS = 50_000_000


@dataclass(frozen=True, eq=False)
class Window:
    """One window: its name and the rows of the projection that belong to it.

    Rows are in an order that does not depend on that of the records.
    """

    label: str
    rows: Ints


def windows_by_time(projection: Projection, every: int) -> list[Window]:
    """Windows of so many days from the first day on, UTC, named by the day they begin; empty ones too.

    A record that lasts belongs to every window that it touches; one without a time to none.

    Raises
    ------
    QueryError   there would be more than 1,000 windows, or more than 50,000,000 records in them
    """
    contacts = projection.contacts
    if not len(contacts):
        return []
    start, step = int(contacts.at[0]) // DAY_US * DAY_US, every * DAY_US
    first, last = (contacts.at - start) // step, (contacts.until - start) // step
    size = int(last.max()) + 1
    if size > MOST_WINDOWS:
        raise QueryError(
            f"phases: every {every} days makes {size:,} windows; expected at most {MOST_WINDOWS:,}. "
            "Ask for longer windows, or narrow the time."
        )
    lasts = last - first + 1
    if int(lasts.sum()) > MOST_ROWS:
        raise QueryError(
            f"phases: records that last fill these windows {int(lasts.sum()):,} times; expected at most "
            f"{MOST_ROWS:,}. Ask for longer windows, or narrow the time."
        )
    which = np.repeat(np.arange(len(contacts)), lasts)
    ends = np.cumsum(lasts)
    window = np.repeat(first, lasts) + np.arange(which.size) - np.repeat(ends - lasts, lasts)
    order = np.argsort(window, kind="stable")
    bounds = np.searchsorted(window[order], np.arange(size + 1))
    chosen = contacts.row[which[order]]
    return [
        Window(_day(start + number * step), chosen[bounds[number] : bounds[number + 1]])
        for number in range(size)
    ]


def windows_by_layer(projection: Projection) -> list[Window]:
    """A window for each layer, in order of name."""
    rows = projection.rows
    tail, head = rows.ends(directed=projection.directed)
    order = np.lexsort((rows.weight, head, tail, rows.layer))
    bounds = np.searchsorted(rows.layer[order], np.arange(len(projection.layers) + 1))
    return [
        Window(name, order[bounds[number] : bounds[number + 1]])
        for number, name in enumerate(projection.layers)
    ]


def flat_of(projection: Projection, rows: Ints) -> Flat:
    """The pairs that these rows make, without direction; its links are places in `rows`."""
    return flatten(
        projection.rows.source[rows],
        projection.rows.target[rows],
        projection.rows.counted(rows),
        n_nodes=projection.n_nodes,
        directed=False,
    )


def spans(windows: Sequence[Window], projection: Projection) -> tuple[Ints, Ints]:
    """The first and the last window of each entity, -1 where it is in none."""
    first = np.full(projection.n_nodes, -1, dtype=np.int64)
    last = first.copy()
    for number, window in enumerate(windows):
        ends = np.unique(
            np.concatenate([projection.rows.source[window.rows], projection.rows.target[window.rows]])
        )
        first[ends[first[ends] < 0]] = number
        last[ends] = number
    return first, last


def _day(micros: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)).date().isoformat()
