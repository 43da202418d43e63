"""Saved queries: which there are, and what they find in the graph."""

from __future__ import annotations

from collections.abc import Mapping

from interlink.access.view import View
from interlink.graph.store import Rows
from interlink.queries.catalog import find_query, matching
from interlink.queries.query_file import Query
from interlink.queries.run import SHOWN_ROWS, Answer, run_query
from interlink.workspace.graphs import Graphs

__all__ = ["Asking"]


class Asking(Graphs):
    """The doors of those who ask saved queries."""

    def queries(
        self, *, tag: str | None = None, family: str | None = None, text: str | None = None
    ) -> tuple[list[Query], list[str]]:
        """The saved queries with a tag, in a family, with all words of a text; and what is wrong in files."""
        return matching(self.settings.own_queries, tag=tag, family=family, text=text)

    def query(self, id_: str) -> Query:
        """The saved query of this id.

        Raises
        ------
        UnknownName, SpecError   there is none, or its file is wrong
        """
        return find_query(id_, self.settings.own_queries)

    def run_query(
        self,
        id_: str,
        params: Mapping[str, object] | None = None,
        *,
        shown_rows: int = SHOWN_ROWS,
        timeout_s: float = 30.0,
        audience: str | None = None,
        view: View | None = None,
    ) -> Answer:
        """What a saved query finds in the graph of an audience that the view may ask, caught up first.

        It runs as a reader, and is ended after `timeout_s`. Without `audience` the graph is chosen as
        `cypher` chooses it.

        Raises
        ------
        UnknownName, SpecError   there is no such query or audience, or its file is wrong
        QueryError               a parameter is missing, not declared or mistyped; nothing was sent then. Or
                                 the view has an as-of, which a graph cannot answer; or it took too long
        AccessDenied             the view may not combine records, or there is no audience that it may ask
        StoreUnavailable         the store cannot be reached, or its graph is between two loads
        """
        query, door = self.query(id_), view or self.view()

        def ask(query: Query, params: Mapping[str, object], most: int) -> Rows:
            return door.query(
                self._store,
                lambda clearance: self._asked(audience, clearance),
                query.text,
                params,
                said={"query": query.id, "sha256": query.digest},
                named=audience,
                freshen=self._builder.freshen,
                timeout_s=timeout_s,
                max_rows=most,
            )

        return run_query(query, params or {}, ask, shown_rows=shown_rows)
