"""Running a saved query: parameters checked, rows asked of a graph, the result in its declared columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from interlink.errors import QueryError
from interlink.graph.store import Rows
from interlink.queries.query_file import Query
from interlink.queries.spec import Kind
from interlink.queries.values import read_params

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MOST_ROWS", "SHOWN_ROWS", "Answer", "Ask", "run_query"]

# As many as are fetched, so that memory stays bounded and it can be said of how many rows some are shown.
MOST_ROWS, SHOWN_ROWS = 100_000, 1_000

Ask = Callable[[Query, Mapping[str, object], int], Rows]
"""The rows of a query's statement with these parameters, at most so many: as a reader of one graph."""

DTYPES: Mapping[Kind, Any] = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}


@dataclass(frozen=True)
class Answer:
    """What a query found: rows in the order and with the columns that its header declares.

    `total` is how many rows there are, None when more than MOST_ROWS; `caveat` what a reader has to know.
    """

    query: Query
    params: Mapping[str, object]
    rows: tuple[tuple[object, ...], ...]
    total: int | None
    caveat: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.query.header.columns)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than these."""
        return self.total is None or len(self.rows) < self.total

    @property
    def words(self) -> str:
        """How many rows of how many these are."""
        of = f"more than {MOST_ROWS:,}" if self.total is None else f"{self.total:,}"
        return f"{len(self.rows):,} of {of}" if self.is_cut else of

    def records(self) -> list[dict[str, object]]:
        """Each row by the names of its columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def frame(self) -> pd.DataFrame:
        """The rows as a table; whole numbers, numbers and booleans have a type that holds nulls."""
        # it takes half a second to import, which no listing should wait for
        import pandas as pd  # noqa: PLC0415

        kinds = self.query.header.columns.items()
        columns = {
            name: pd.Series([row[at] for row in self.rows], dtype=object).astype(DTYPES.get(kind, object))
            for at, (name, kind) in enumerate(kinds)
        }
        return pd.DataFrame(columns, columns=list(self.columns))

    def graph(self) -> dict[str, list[dict[str, object]]]:
        """The nodes and links in the rows, each once: of an entity column its id alone."""
        nodes: dict[str, dict[str, object]] = {}
        links: dict[tuple[str, ...], dict[str, object]] = {}
        kinds = tuple(self.query.header.columns.values())
        for row in self.rows:
            for kind, value in zip(kinds, row, strict=True):
                for node in _nodes(kind, value):
                    id_ = str(node["id"])
                    nodes[id_] = nodes.get(id_, {}) | node
                for link in _links(kind, value):
                    links[(*(str(link[end]) for end in ("type", "source", "target")), _id(link))] = link
        return {"nodes": list(nodes.values()), "links": list(links.values())}


def run_query(query: Query, given: Mapping[str, object], ask: Ask, *, shown_rows: int = SHOWN_ROWS) -> Answer:
    """What a query finds with these values, the first `shown_rows` of it.

    Raises
    ------
    QueryError   a parameter is missing, not declared or mistyped: nothing was sent then; or the statement
                 took too long
    """
    if not 0 < shown_rows <= MOST_ROWS:
        raise QueryError(f"rows: expected 1 to {MOST_ROWS:,}, found {shown_rows:,}")
    params = read_params(query.header.params, given)
    found = ask(query, params, MOST_ROWS)
    columns = tuple(query.header.columns)
    # the embedded store names no columns where it found no rows
    if found.rows and found.columns != columns:
        raise QueryError(
            f"{query.place}: the store gave the columns {', '.join(found.columns)};"
            f" expected {', '.join(columns)}"
        )
    total = None if found.truncated else len(found.rows)
    return Answer(query, params, found.rows[:shown_rows], total, found.caveat)


def _nodes(kind: Kind, value: object) -> Iterator[dict[str, object]]:
    """The nodes of a cell."""
    if value is None:
        return
    if kind == "entity":
        yield {"id": value}
    elif kind == "entities" and isinstance(value, Sequence):
        yield from ({"id": each} for each in value)
    elif kind == "node" and isinstance(value, dict):
        yield value
    elif kind == "nodes" and isinstance(value, Sequence):
        yield from value
    elif kind == "path" and isinstance(value, dict):
        yield from value["nodes"]


def _links(kind: Kind, value: object) -> Iterator[dict[str, object]]:
    """The links of a cell."""
    if kind == "link" and isinstance(value, dict):
        yield value
    elif kind == "links" and isinstance(value, Sequence):
        yield from value
    elif kind == "path" and isinstance(value, dict):
        yield from value["links"]


def _id(link: Mapping[str, object]) -> str:
    properties = link["properties"]
    return str(properties.get("id", "")) if isinstance(properties, dict) else ""
