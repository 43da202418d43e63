"""The graph: where it stands, how it is made, and Cypher on it."""

from __future__ import annotations

from collections.abc import Mapping

from interlink.access.view import View
from interlink.errors import SettingsError
from interlink.graph.state import GraphState
from interlink.graph.stop import Stop
from interlink.graph.store import Rows, StoreStatus
from interlink.progress import Progress, silent
from interlink.workspace.audiences import Audiences

__all__ = ["Graphs"]


class Graphs(Audiences):
    """The doors to the graph store."""

    def graph_status(self) -> tuple[StoreStatus, GraphState]:
        """Where the store and the home's own graph stand."""
        self._need("maintain", "graph status")
        return self._store.status(), self._builder.state(self._own)

    def graph_states(self) -> list[GraphState]:
        """Where the graph of every audience stands, the home's own first."""
        self._need("maintain", "graph status")
        return [self._builder.state(each) for each in self._audiences()]

    def graph_start(self) -> None:
        """Makes the store answer: starts the embedded one, or attaches to it; a Neo4j has to run."""
        self._need("maintain", "graph start")
        self._store.start()

    def graph_stop(self) -> None:
        """Ends the embedded store; StoreUnavailable on Neo4j, which is stopped where it runs."""
        self._need("maintain", "graph stop")
        self._store.stop()

    def graph_rebuild(self, progress: Progress = silent, *, audience: str | None = None) -> GraphState:
        """Builds the graph of an audience anew: beside the old one, then swaps them; on Neo4j in its place.

        Raises
        ------
        UnknownName        no audience of that name
        StoreUnavailable   the store cannot be reached; or it is a Neo4j that holds another audience's
        """
        named = {} if audience is None else {"audience": audience}
        # Before who may not is told which audiences there are.
        self._act("maintain", "combination", {"what": "graph rebuild", **named})
        chosen = self._own if audience is None else self._audience(audience, self._audiences())
        return self._builder.rebuild(chosen, progress=progress)

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
            self._own,
            self.settings.home / "import" / self._own.name,
            database=self.settings.graph_database or "neo4j",
        )

    def catch_up(self, progress: Progress = silent) -> GraphState:
        """Brings every graph that was built to the last committed load; gives where the home's own stands.

        Raises
        ------
        StoreUnavailable   the store cannot be reached; graphs that are behind catch up when asked
        """
        self._act("maintain", "combination", {"what": "graph catch up"})
        return self._catch_up(progress)

    def _catch_up(self, progress: Progress) -> GraphState:
        self._builder.catch_up(self._own, progress=progress)
        for each in self._audiences():
            if each != self._own and self._store.can_swap and self._builder.is_built(each):
                self._builder.catch_up(each, progress=progress)
        return self._builder.state(self._own)

    def cypher(
        self,
        statement: str,
        params: Mapping[str, object] | None = None,
        *,
        timeout_s: float = 30.0,
        max_rows: int = 10_000,
        audience: str | None = None,
        view: View | None = None,
        stop: Stop | None = None,
    ) -> Rows:
        """A read-only statement on the graph of an audience that the view may ask, caught up first.

        Without a name that is the home's own for whoever may see all of it, else the only one there is.
        While another process brings a load into it, the rows are of the load before, and `caveat` says so.
        A Ctrl-C, or `stop` in another thread, ends the statement in the store too.

        Raises
        ------
        UnknownName        no audience of that name that this view may ask
        AccessDenied       there is no audience that it may ask
        QueryError         there are several, and none is named; the statement would write, is wrong, or
                           took too long
        StoreUnavailable   the store cannot be reached, or its graph is between two loads
        """
        return (view or self.view()).cypher(
            self._store,
            lambda clearance: self._asked(audience, clearance),
            statement,
            params,
            named=audience,
            freshen=self._builder.freshen,
            timeout_s=timeout_s,
            max_rows=max_rows,
            stop=stop,
        )

    def close(self) -> None:
        """Lets go of the databases; the embedded graph store goes on running."""
        self._ledger.close()
        self._stores.audit.close()
        self._store.close()
