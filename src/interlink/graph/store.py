"""What a graph store does: the protocol both stores keep, and the plain values it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from interlink.errors import QueryError, StoreUnavailable
from interlink.graph.stop import Stop

__all__ = ["LONGEST_S", "GraphStore", "Rows", "Statement", "StoreStatus", "TooLarge", "refuse_endless"]

# No statement runs for longer: a store would take 0 for no limit at all.
LONGEST_S = 600

Statement = tuple[str, Mapping[str, object]]
"""A Cypher statement and its parameters."""


@dataclass(frozen=True)
class Rows:
    """The rows a statement returned, in plain Python.

    A node is `{"id", "labels", "properties"}`, a relationship `{"type", "source", "target",
    "properties"}` whose ends are the nodes' `id` properties, a path `{"nodes", "links"}`; dates and
    times are `date`, `time` and `datetime`, a duration is its ISO 8601 text. The store's internal ids
    never appear. `truncated` says that `max_rows` cut the result; `caveat` what else a reader has to know,
    such as that a load is not in it yet. `plan` is how the store would go about a statement that begins
    with EXPLAIN.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    truncated: bool = False
    caveat: str = ""
    plan: str = ""


@dataclass(frozen=True)
class StoreStatus:
    """Where a store stands; `problem` is empty when nothing is wrong."""

    kind: str
    running: bool
    address: str = ""
    version: str = ""
    databases: tuple[str, ...] = ()
    problem: str = ""


class TooLarge(StoreUnavailable):
    """A transaction needs more of the store's memory than it may take; nothing of it was kept."""


class GraphStore(Protocol):
    """A labelled property graph that speaks Cypher over Bolt.

    Every method but `status` and `close` raises StoreUnavailable when the store cannot be started or
    reached, and QueryError when a statement is wrong, refused or too slow.
    """

    @property
    def kind(self) -> str:
        """`embedded` or `neo4j`."""

    @property
    def can_swap(self) -> bool:
        """A graph can be built beside another and put in its place; else it is built in place."""

    def incarnation(self, database: str) -> str | None:
        """Names a database within one run of a server that only holders of this home's files write to.

        What was seen of it holds until they change it. None where there is no such database, or where
        others may write to it or put back an earlier one.
        """

    def start(self) -> None:
        """Make the store answer: the embedded one is started, another has to run."""

    def stop(self) -> None:
        """End the embedded store's server; StoreUnavailable where the server is not ours to end."""

    def status(self) -> StoreStatus:
        """Where the store stands; starts nothing and never raises."""

    def databases(self) -> tuple[str, ...]:
        """The names of all databases, sorted."""

    def create_database(self, database: str) -> None:
        """Make an empty database, or leave the one of that name as it is."""

    def drop_database(self, database: str) -> None:
        """Remove a database and all it holds, if there is one of that name."""

    def swap(self, database: str, built: str) -> None:
        """Let `database` be what `built` is; the name `built` is gone, and so is what `database` was.

        Only where `can_swap`.
        """

    def write(self, database: str, statements: Sequence[Statement]) -> list[Rows]:
        """The rows of each statement, all run in one transaction as the writer.

        Nothing is kept when one of them fails. A conflict with another writer is tried again; a
        connection lost underway is not, because the commit may have been done.
        """

    def read(
        self,
        database: str,
        statement: str,
        parameters: Mapping[str, object] | None = None,
        *,
        timeout_s: float = 30.0,
        max_rows: int = 100_000,
        at_once: bool = False,
        stop: Stop | None = None,
    ) -> Rows:
        """The rows of a statement, run as a user who cannot write, stopped after `timeout_s` or by `stop`.

        `timeout_s` is up to 600. At most `max_rows` rows are fetched, so that memory stays bounded.
        `at_once` is for statements of our own with a few plain rows: they go out in one message, in a third
        of the time.
        """

    def close(self) -> None:
        """Close the connections; a server goes on running."""


def refuse_endless(timeout_s: float) -> None:
    """Refuses a time limit that is none.

    Raises
    ------
    QueryError   it is not more than 0 seconds, or more than 600
    """
    if not 0 < timeout_s <= LONGEST_S:
        raise QueryError(
            f"timeout: expected more than 0 and at most {LONGEST_S} seconds, found {timeout_s:g}"
        )
