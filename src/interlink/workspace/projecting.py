"""Projections of what Cypher queries give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from interlink.access.view import View
from interlink.errors import UnknownName, nearest
from interlink.graph.store import Rows
from interlink.queries.query_file import Query
from interlink.queries.values import read_params
from interlink.workspace.asking import Asking

if TYPE_CHECKING:
    from interlink.projection import Projection

__all__ = ["MOST_ROWS", "Projecting"]

# A row takes about 1 KB until it is an array.
MOST_ROWS = 1_000_000


class Projecting(Asking):
    """The doors of those who analyse what a query finds."""

    def project_cypher(
        self,
        statement: str,
        params: Mapping[str, object] | None = None,
        *,
        directed: bool = False,
        timeout_s: float = 120.0,
        max_rows: int = MOST_ROWS,
        audience: str | None = None,
        view: View | None = None,
    ) -> Projection:
        """Arrays for analytics of the links that a read-only statement gives, one row a link.

        It returns `source` and `target`, and if wanted `weight`, `at`, `until`, `layer`, `confidence` and
        `link`; see `interlink.projection.queried`. It runs as by `cypher`, with the same refusals; who may
        not run analytics gets no projection.

        Raises
        ------
        UnknownName   the statement returns another column, or not both ends
        ReadError     an end is no entity, a weight no number, a time cannot be read or ends before it begins
        QueryError    the statement is refused, or gives more than `max_rows` rows
        """
        # its libraries take half a second to import, which whoever asks Cypher alone should not wait for
        from interlink.projection.queried import project_queried  # noqa: PLC0415

        door = view or self.view()
        found = self.cypher(
            statement, params, timeout_s=timeout_s, max_rows=max_rows, audience=audience, view=door
        )
        asked = self._asked(audience, door.principal.clearance.with_purpose(door.purpose))
        return project_queried(
            door, asked, found, statement=statement, params=dict(params or {}), directed=directed
        )

    def project_query(
        self,
        id_: str,
        params: Mapping[str, object] | None = None,
        *,
        parts: Mapping[str, str] | None = None,
        directed: bool = False,
        timeout_s: float = 120.0,
        max_rows: int = MOST_ROWS,
        audience: str | None = None,
        view: View | None = None,
    ) -> Projection:
        """Arrays for analytics of the links that a saved query gives, one row a link.

        `parts` says which column is which part of a link, such as `{"source": "sender", "target":
        "receiver"}`; without it columns are called as those of `project_cypher`. Other columns are left out.
        It runs as by `run_query`, with the same refusals.

        Raises
        ------
        UnknownName   there is no such query, or none of its columns is a part of a link
        The other errors are those of `project_cypher` and `run_query`.
        """
        from interlink.projection.queried import project_queried  # noqa: PLC0415 - as above

        door = view or self.view()
        query = self.query(id_, view=door)
        chosen = _parts(query, parts)
        given = read_params(query.header.params, params or {})
        found = self._rows(query, given, door, audience=audience, timeout_s=timeout_s, max_rows=max_rows)
        asked = self._asked(audience, door.principal.clearance.with_purpose(door.purpose))
        return project_queried(
            door,
            asked,
            _only(found, chosen),
            statement=query.text,
            params=given,
            directed=directed,
            saved={"query": query.id, "sha256": query.digest},
        )


def _parts(query: Query, parts: Mapping[str, str] | None) -> dict[str, str]:
    """The columns that are parts of a link, by the part."""
    from interlink.projection.queried import LINK_PARTS  # noqa: PLC0415 - as above

    columns = query.header.columns
    for part, column in (parts or {}).items():
        if column not in columns:
            raise UnknownName(
                f"{part}: '{query.id}' has no column '{column}'; there are {', '.join(columns)}."
                f"{nearest(column, columns)}"
            )
    chosen = dict(parts or {name: name for name in LINK_PARTS if name in columns})
    if not chosen:
        raise UnknownName(
            f"no column of '{query.id}' is called {', '.join(LINK_PARTS)}; there are {', '.join(columns)}."
            " Say which is which, such as source and target."
        )
    return chosen


def _only(found: Rows, parts: Mapping[str, str]) -> Rows:
    """The rows with these columns alone, called as the parts of a link."""
    if not found.rows:
        return found
    places = [found.columns.index(column) for column in parts.values()]
    rows = tuple(tuple(row[place] for place in places) for row in found.rows)
    return replace(found, columns=tuple(parts), rows=rows)
