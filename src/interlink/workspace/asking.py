"""Saved queries: what they find in the graph, and what one ran before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from interlink.access.audit import Wish
from interlink.access.view import View
from interlink.graph.stop import Stop
from interlink.graph.store import Rows
from interlink.ledger.queries import QueryRunRow
from interlink.model.moments import micros, moment
from interlink.queries.query_file import Query
from interlink.queries.run import SHOWN_ROWS, Answer, run_query
from interlink.workspace.saving import Saving

__all__ = ["Asking", "QueryRun"]


@dataclass(frozen=True)
class QueryRun:
    """A run of a saved query: of the version with this digest, when, and how many rows it gave.

    `params` is None once what it asked of was erased from the audit log; `rows` where there were more than
    are counted.
    """

    query: str
    sha256: str
    at: datetime
    params: Mapping[str, object] | None
    rows: int | None


class Asking(Saving):
    """The doors of those who ask saved queries."""

    def run_query(
        self,
        id_: str,
        params: Mapping[str, object] | None = None,
        *,
        shown_rows: int = SHOWN_ROWS,
        timeout_s: float = 30.0,
        audience: str | None = None,
        view: View | None = None,
        stop: Stop | None = None,
    ) -> Answer:
        """What a saved query finds in the graph of an audience that the view may ask, caught up first.

        It runs as a reader, and is ended after `timeout_s`, by a Ctrl-C, or by `stop` in another thread.
        Without `audience` the graph is chosen as `cypher` chooses it.

        Raises
        ------
        UnknownName, SpecError   there is no such query or audience, or its file is wrong
        QueryError               a parameter is missing, not declared or mistyped; nothing was sent then. Or
                                 the view has an as-of, which a graph cannot answer; or it took too long
        AccessDenied             the view may not combine records, or there is no audience that it may ask
        StoreUnavailable         the store cannot be reached, or its graph is between two loads
        """
        door = view or self.view()
        query = self._query_of(id_, door.principal)

        def ask(query: Query, params: Mapping[str, object], most: int) -> Rows:
            return self._rows(
                query, params, door, audience=audience, timeout_s=timeout_s, max_rows=most, stop=stop
            )

        answer = run_query(query, params or {}, ask, shown_rows=shown_rows)
        ran = QueryRunRow(query.id, query.digest, micros(self._stores.now()), door.last_event, answer.total)
        self._own_queries.add_run(door.principal.name, ran)
        return answer

    def query_history(self, limit: int = 50, *, view: View | None = None) -> list[QueryRun]:
        """One's own runs of saved queries that gave an answer, the last one first, at most 500.

        Of whom they asked is read from the audit log, so that it is gone here with what is erased there.
        """
        door = view or self.view()
        door.oversee("combine", "query history")
        rows = self._own_queries.runs(door.principal.name, limit)
        events = self._stores.audit.events(Wish(seqs=tuple(row.event for row in rows)))
        asked = {event.seq: json.loads(event.params)["params"] for event in events}
        return [
            QueryRun(row.query, row.sha256, moment(row.at), _readable(asked.get(row.event)), row.rows)
            for row in rows
        ]

    def _rows(
        self,
        query: Query,
        params: Mapping[str, object],
        door: View,
        *,
        audience: str | None,
        timeout_s: float,
        max_rows: int,
        stop: Stop | None = None,
    ) -> Rows:
        """The rows of a saved query's statement with parameters that were read, as the view's reader."""
        said: dict[str, object] = {"query": query.id, "sha256": query.digest}
        if query.saved is not None:
            # a file stays where it is; what somebody saved may be forgotten, and the log is to tell what ran
            said["statement"] = query.text
        return door.query(
            self._store,
            lambda clearance: self._asked(audience, clearance),
            query.text,
            params,
            said=said,
            named=audience,
            freshen=self._builder.freshen,
            timeout_s=timeout_s,
            max_rows=max_rows,
            stop=stop,
        )


def _readable(params: object) -> Mapping[str, object] | None:
    """Parameters as they were given; in place of what was erased the log has a word."""
    return params if isinstance(params, dict) else None
