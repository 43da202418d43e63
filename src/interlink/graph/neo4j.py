"""The graph on a Neo4j server: one of your own, a cluster, or Aura, named by its address."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Literal

from interlink.errors import StoreUnavailable
from interlink.graph.bolt import (
    TAG,
    Disconnected,
    Driver,
    Running,
    bookmarks,
    connect,
    run_alone,
    run_at_once,
    run_read,
    run_write,
    server_version,
)
from interlink.graph.stop import Stop
from interlink.graph.store import Rows, Statement, StoreStatus, refuse_endless

__all__ = ["Neo4jStore"]

IDLE_S = 1.0
RETRIES = 2
IN_BATCHES = "IN TRANSACTIONS OF 2000 ROWS"
# Links first: a node with millions of them is more than one transaction can delete.
EMPTY = (
    f"MATCH ()-[r]->() CALL (r) {{ DELETE r }} {IN_BATCHES}",
    f"MATCH (n) WHERE NOT n:InterlinkGraph CALL (n) {{ DELETE n }} {IN_BATCHES}",
)
# What the graph says of itself while it is emptied: it agrees with no plan.
EMPTIED = "MERGE (s:InterlinkGraph {id: 'state'}) SET s.plan = '', s.batch = -1"
END = (
    f"SHOW TRANSACTIONS YIELD transactionId, metaData WHERE metaData.{TAG} = $tag"
    " TERMINATE TRANSACTIONS transactionId YIELD message RETURN message"
)
CONSTRAINTS = "SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name"
INDEXES = (
    "SHOW INDEXES YIELD name, type, owningConstraint WHERE type <> 'LOOKUP' AND owningConstraint IS NULL"
    " RETURN name ORDER BY name"
)


class Neo4jStore:
    """One graph in one database of a server, which interlink has to itself.

    A Community server has one database and no roles, so it serves one audience: `graph` is the name by
    which that is asked for, `database` the server's own name for it, None being the home database of
    `user`. `uri` says how: `bolt://` or `neo4j://` plain, `+s` with TLS and a certificate that this machine
    trusts, `+ssc` with any certificate. Reads run in read mode, in which the server refuses to write, and
    under its transaction timeout, which holds also when this process dies.
    """

    kind: Literal["neo4j"] = "neo4j"
    can_swap: Literal[False] = False

    def __init__(self, uri: str, *, user: str, password: str, database: str | None, graph: str) -> None:
        self._uri = uri
        self._sign_in = (user, password)
        self._database = database
        self._graph = graph
        self._mutex = threading.Lock()
        self._driver: Driver | None = None
        self._after = bookmarks()

    def start(self) -> None:
        """Makes sure that the server answers; it is started where it runs."""
        self._ask_version()

    def stop(self) -> None:
        """Refuses: the server is not ours to end."""
        raise StoreUnavailable(
            f"the graph is on the Neo4j server at {self._uri}, which interlink did not start."
            " Stop it where it runs, such as by `docker compose down`."
        )

    def status(self) -> StoreStatus:
        """Where the store stands: asks the server, starts nothing and never raises."""
        try:
            version = self._ask_version()
        except StoreUnavailable as error:
            return StoreStatus(self.kind, running=False, address=self._uri, problem=str(error))
        return StoreStatus(
            self.kind, running=True, address=self._uri, version=version, databases=(self._graph,)
        )

    def databases(self) -> tuple[str, ...]:
        """The name of the one graph it holds."""
        self.create_database(self._graph)
        return (self._graph,)

    def create_database(self, database: str) -> None:
        """Makes sure that the one database is there; a server's databases are made by who runs it.

        Raises
        ------
        StoreUnavailable   it is not there, or another graph is asked for
        """
        self._refuse_others(database)
        self.write(database, [("RETURN 1", {})])

    def drop_database(self, database: str) -> None:
        """Removes all that the database holds, in batches, with its constraints and indexes.

        The node that says where the graph stands goes last, so that one who comes after a broken removal
        knows the rest for interlink's own.
        """
        self.write(database, [(EMPTIED, {})])
        for statement in EMPTY:
            run_alone(self._connected(), self._database, statement, after=self._after)
        for kind, listed in (("CONSTRAINT", CONSTRAINTS), ("INDEX", INDEXES)):
            names = [str(name) for (name,) in self.write(database, [(listed, {})])[0].rows]
            self.write(database, [(f"DROP {kind} `{name}` IF EXISTS", {}) for name in names])
        self.write(database, [("MATCH (n) DETACH DELETE n", {})])

    def swap(self, database: str, built: str) -> None:
        """Refuses: there is one database, and a graph is built in its place."""
        raise StoreUnavailable(f"Neo4j holds one graph here: '{built}' cannot take the place of '{database}'")

    def write(self, database: str, statements: Sequence[Statement]) -> list[Rows]:
        """The rows of each statement, all in one transaction.

        Tried again only where nothing can have been done: before a transaction was opened.
        """
        self._refuse_others(database)
        for _ in range(RETRIES):
            try:
                return self._written(statements)
            except Disconnected as error:
                if error.begun:
                    raise
        return self._written(statements)

    def incarnation(self, database: str) -> str | None:
        """None: who runs the server may write to it and restore it without a word."""

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
        """The rows of a statement, run in read mode; run again when the connection broke.

        Raises
        ------
        QueryError         the statement is wrong, would write, or was stopped
        StoreUnavailable   the server cannot be reached, or another graph is asked for
        """
        refuse_endless(timeout_s)
        self._refuse_others(database)

        def attempt() -> Rows:
            if at_once:
                return run_at_once(
                    self._connected(),
                    self._database,
                    statement,
                    parameters,
                    limit_s=timeout_s,
                    after=self._after,
                )
            return run_read(
                self._connected(),
                self._database,
                statement,
                parameters,
                limit_s=timeout_s,
                max_rows=max_rows,
                end=self._end,
                stop=stop,
                after=self._after,
            )

        for _ in range(RETRIES):
            try:
                return attempt()
            except Disconnected:
                continue
        return attempt()

    def close(self) -> None:
        """Closes this process's connections."""
        with self._mutex:
            driver, self._driver = self._driver, None
        if driver is not None:
            driver.close()

    def _written(self, statements: Sequence[Statement]) -> list[Rows]:
        return run_write(self._connected(), self._database, statements, after=self._after)

    def _end(self, running: Running) -> None:
        """Ends the transaction with this tag: addresses change on the way to a server."""
        self._written([(END, {"tag": running.tag})])

    def _ask_version(self) -> str:
        return server_version(self._connected(), self._database).removeprefix("Neo4j/")

    def _connected(self) -> Driver:
        with self._mutex:
            if self._driver is None:
                self._driver = connect(self._uri, *self._sign_in, idle_s=IDLE_S)
            return self._driver

    def _refuse_others(self, database: str) -> None:
        if database != self._graph:
            raise StoreUnavailable(
                f"the Neo4j server at {self._uri} holds the graph '{self._graph}' and no other:"
                f" '{database}' needs a server of its own"
            )
