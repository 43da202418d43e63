"""Findings in the graph: what one says of entities, as properties that Cypher reads, and taken back."""

from __future__ import annotations

from dataclasses import dataclass

from interlink.access.view import View
from interlink.errors import AccessDenied, QueryError, UnknownName
from interlink.graph.findings import property_name
from interlink.graph.state import GraphState
from interlink.model.marking import Marking
from interlink.workspace.keeping import Keeping, gone_words, packed_records

__all__ = ["InGraph", "Writing"]


@dataclass(frozen=True)
class InGraph:
    """A finding that was written to an audience's graph: its properties there, and of how many entities."""

    finding: int
    audience: str
    properties: tuple[str, ...]
    entities: int
    graph: GraphState


class Writing(Keeping):
    """The doors of those who put findings where Cypher reads them."""

    def finding_to_graph(
        self,
        number: int,
        *,
        table: str | None = None,
        audience: str | None = None,
        view: View | None = None,
    ) -> InGraph:
        """Writes what a kept finding says of entities to an audience's graph; without a name, the home's own.

        Of finding 7 a node gets `finding_7_` and the name of each column, its handling and grades under such
        names as well, and 7 in its list `findings`. They stay through loads and rebuilds while every record
        behind the finding does, and are gone with the first that is withdrawn, replaced or marked anew. What
        was written of the finding before, such as another table, is replaced. Needs the right to look at it
        and the right to maintain the graph.

        Raises
        ------
        UnknownName        the view has no such finding, it has no such table, or there is no such audience
        AccessDenied       the audience may not see all of what the finding was made of
        QueryError         it was made of a table, no table of it has one row an entity, or records behind it
                           were withdrawn since
        StoreUnavailable   the graph cannot be reached: it is written before the graph answers again. Or the
                           Neo4j of these settings holds that of another audience: nothing is written
        """
        from interlink.analytics.entities import entity_rows  # noqa: PLC0415 - as in keeping
        from interlink.analytics.keep import unpack  # noqa: PLC0415

        door = view or self.view()
        named = {} if audience is None else {"audience": audience}
        said: dict[str, object] = {"what": "finding to graph", "finding": number, **named}
        self._act("maintain", "combination", said, view=door)
        chosen = self._own if audience is None else self._audience(audience, self._audiences())
        self._check_here(chosen)
        look = door.consult("finding", finding=number)
        row = self._found(number, door)
        if row.marking is None:
            raise QueryError(
                f"finding {number} was made of a table that is not of this home, and is its maker's alone;"
                " a graph is read by others. Load the table as a source and run it on that."
            )
        if not chosen.sees({0: Marking.from_json(row.marking)}):
            raise AccessDenied(
                f"the audience '{chosen.name}' may not see all of what finding {number} was made of, so its"
                " graph must not tell what follows from it. Run it on what they may see."
            )
        packed = self._packed(row)
        schemas = self._cited(packed)
        gone = gone_words(look, schemas, packed)
        if gone:
            raise QueryError(f"finding {number}: {gone}")
        rows = entity_rows(unpack(packed, lambda _: []), table)
        self._written.add(
            number,
            chosen.name,
            schemas=[schema.name for schema in schemas],
            rows=rows,
            records=packed_records(packed),
        )
        properties = tuple(property_name(number, name) for name in rows.columns if name != "id")
        return InGraph(number, chosen.name, properties, rows.height, self._builder.catch_up(chosen))

    def finding_from_graph(
        self, number: int, *, audience: str | None = None, view: View | None = None
    ) -> tuple[str, ...]:
        """Takes back what a finding says in an audience's graph, or in all; gives in whose it did.

        Raises
        ------
        UnknownName        the view has no such finding, or it is in no such graph
        StoreUnavailable   a graph cannot be reached: it is taken back before the graph answers again
        """
        door = view or self.view()
        named = {} if audience is None else {"audience": audience}
        said: dict[str, object] = {"what": "finding from graph", "finding": number, **named}
        self._act("maintain", "erasure", said, view=door)
        self._found(number, door)
        found = [name for name in self._written.audiences().get(number, []) if audience in (None, name)]
        if not found:
            where = "any graph" if audience is None else f"a graph of '{audience}'"
            raise UnknownName(
                f"finding {number} is not in {where}; `interlink analyze findings` says where each is."
            )
        for name in found:
            self._written.remove(number, name)
        self._follow(found)
        return tuple(found)
