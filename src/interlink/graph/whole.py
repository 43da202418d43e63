"""Reading a graph that others change meanwhile: a statement sees it before a change or after, never both.

Neither store keeps a statement from seeing what another transaction commits while it runs. The graph counts
its changes in a node of its own, so a statement between two equal counts saw one state of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from interlink.errors import QueryError, StoreUnavailable
from interlink.graph.statements import HELD
from interlink.graph.stop import Stop, Stopped
from interlink.graph.store import GraphStore, Rows

__all__ = ["CatchingUp", "Standing", "read_whole", "standing"]

ATTEMPTS = 3
LATER = "Ask again when `interlink graph status` says that it is up to date."


class CatchingUp(StoreUnavailable):
    """The graph is between two states, which no reader is shown."""


@dataclass(frozen=True)
class Standing:
    """What the graph says of itself: how many batches of which plan it holds.

    Emptied to be built anew, it holds -1 of them.
    """

    plan: str
    batch: int
    batches: int
    load: int

    @property
    def is_whole(self) -> bool:
        """No change of several transactions is under way."""
        return self.batch >= self.batches


def standing(store: GraphStore, database: str) -> Standing | None:
    """Where the graph stands; None for one that nothing was ever brought to."""
    rows = store.read(database, HELD, at_once=True).rows
    if not rows or rows[0][:2] == ("", 0):
        return None
    plan, batch, batches, load = rows[0]
    return Standing(str(plan), int(str(batch)), int(str(batches or 0)), int(str(load or 0)))


def read_whole(
    store: GraphStore,
    database: str,
    statement: str,
    parameters: Mapping[str, object] | None = None,
    *,
    timeout_s: float,
    max_rows: int,
    before: Standing | None = None,
    is_still: Callable[[], bool] | None = None,
    stop: Stop | None = None,
) -> Rows:
    """The rows of a read-only statement, all of one state of the graph; run again when that changed.

    `before` is where the graph stood when the caller asked it last; None asks it first. `is_still` tells that
    no change of it was begun since, where that can be told without asking the graph. `stop` ends it.

    Raises
    ------
    CatchingUp   a change of several transactions is under way, or one after another comes
    QueryError, StoreUnavailable   as the store's own `read` does
    """
    before = before or standing(store, database)
    for _ in range(ATTEMPTS):
        if before is None:
            raise CatchingUp(f"the graph is catching up: nothing is in it yet. {LATER}")
        if not before.is_whole:
            raise CatchingUp(f"the graph is catching up to load {before.load}. {LATER}")
        try:
            rows = store.read(
                database, statement, parameters, timeout_s=timeout_s, max_rows=max_rows, stop=stop
            )
            if is_still is not None and is_still():
                return rows
        except Stopped:
            raise
        except QueryError:
            # What a statement stands on may have been removed beneath it.
            after = standing(store, database)
            if after == before:
                raise
        else:
            after = standing(store, database)
            if after == before:
                return rows
        before = after
    raise CatchingUp(f"the graph changed {ATTEMPTS} times while the statement ran. {LATER}")
