"""The graph: where it stands, how it is made, and Cypher on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from interlink.access.view import View
from interlink.errors import SettingsError
from interlink.graph.audience import LOCAL_AUDIENCE
from interlink.graph.build import GraphBuilder
from interlink.graph.state import GraphState
from interlink.graph.store import GraphStore, Rows, StoreStatus
from interlink.graph.stores import open_store
from interlink.progress import Progress, silent
from interlink.workspace.home import Home

__all__ = ["Graphs"]


class Graphs(Home):
    """The doors to the graph store."""

    def graph_status(self) -> tuple[StoreStatus, GraphState]:
        """Where the store and the graph stand."""
        self.principal.require("maintain")
        return self._store.status(), self._builder.state(LOCAL_AUDIENCE)

    def graph_start(self) -> None:
        """Makes the store answer: starts the embedded one, or attaches to it; a Neo4j has to run."""
        self.principal.require("maintain")
        self._store.start()

    def graph_stop(self) -> None:
        """Ends the embedded store; StoreUnavailable on Neo4j, which is stopped where it runs."""
        self.principal.require("maintain")
        self._store.stop()

    def graph_rebuild(self, progress: Progress = silent) -> GraphState:
        """Builds the graph anew: beside the old one, then swaps them; on Neo4j in its place."""
        self._act("maintain", "combination", {"what": "graph rebuild"})
        return self._builder.rebuild(LOCAL_AUDIENCE, progress=progress)

    def graph_write_import(self) -> str:
        """The command by which a stopped Neo4j imports the graph from files in `home/import`.

        Raises
        ------
        SettingsError   the graph is not on Neo4j
        """
        if self.settings.graph_uri is None:
            raise SettingsError(
                "files for an import are for Neo4j, and INTERLINK_GRAPH_URI names none. Set it to the"
                " address that the server will have, or leave out --offline."
            )
        self._act("maintain", "combination", {"what": "graph import files"})
        return self._builder.write_import(
            LOCAL_AUDIENCE,
            self.settings.home / "import" / LOCAL_AUDIENCE.name,
            database=self.settings.graph_database or "neo4j",
        )

    def catch_up(self, progress: Progress = silent) -> GraphState:
        """Brings the graph to the last committed load; StoreUnavailable when the store cannot be reached."""
        self.principal.require("maintain")
        return self._builder.catch_up(LOCAL_AUDIENCE, progress=progress)

    def cypher(
        self,
        statement: str,
        params: Mapping[str, object] | None = None,
        *,
        timeout_s: float = 30.0,
        max_rows: int = 10_000,
        view: View | None = None,
    ) -> Rows:
        """A read-only statement on the graph, caught up first.

        While another process brings a load into it, the rows are of the load before, and `caveat` says so.

        Raises
        ------
        QueryError         it would write, is wrong, or took too long
        StoreUnavailable   the store cannot be reached, or its graph is between two loads
        """
        return (view or self.view()).cypher(
            self._store,
            LOCAL_AUDIENCE,
            statement,
            params,
            freshen=lambda: self._builder.freshen(LOCAL_AUDIENCE),
            timeout_s=timeout_s,
            max_rows=max_rows,
        )

    def close(self) -> None:
        """Lets go of the databases; the embedded graph store goes on running."""
        self._ledger.close()
        self._stores.audit.close()
        self._store.close()

    @cached_property
    def _store(self) -> GraphStore:
        return open_store(self.settings, graph=LOCAL_AUDIENCE.database)

    @cached_property
    def _builder(self) -> GraphBuilder:
        return GraphBuilder(
            self._store,
            lake=self._stores.lake,
            ledger=self._ledger,
            ontology=self.ontology,
            folder=self.settings.home / "audiences",
        )
