"""Projections of what Cypher queries give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from interlink.access.view import View
from interlink.workspace.graphs import Graphs

if TYPE_CHECKING:
    from interlink.projection import Projection

__all__ = ["MOST_ROWS", "Projecting"]

# A row takes about 1 KB until it is an array.
MOST_ROWS = 1_000_000


class Projecting(Graphs):
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
