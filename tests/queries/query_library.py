"""What every saved query answers on both stores: each sample graph is loaded once, whoever asks first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sample_homes import sample_home

from homes import Home, audience
from interlink.errors import InterlinkError
from interlink.graph.store import GraphStore, Rows
from interlink.queries import Answer, Query, find_query, query_files, run_query

__all__ = ["NAMES", "Library", "asking"]

Answers = Mapping[str, Mapping[str, Answer | InterlinkError]]


@dataclass
class Library:
    """Every query asked on its sample graph, and on an empty one, in either store."""

    stores: Mapping[str, GraphStore]
    folder: Path
    _kept: dict[str, Answers] = field(default_factory=dict)

    def answers(self, query: Query, *, graph: str | None = None) -> Mapping[str, Answer | InterlinkError]:
        """What the query answered in each store, or why not: on its sample graph, or on another."""
        name = query.header.example.graph if graph is None else graph
        if name not in self._kept:
            self._kept[name] = self._asked(name, is_empty=graph == "empty")
        return self._kept[name][query.id]

    def _asked(self, name: str, *, is_empty: bool) -> Answers:
        root = self.folder / name
        home = Home(root) if is_empty else sample_home(name, root)
        asked = [find_query(id_) for id_ in query_files()]
        found: dict[str, dict[str, Answer | InterlinkError]] = {}
        for kind, store in self.stores.items():
            database = audience(NAMES[kind])
            home.builder(store).rebuild(database)
            for query in asked:
                if is_empty or query.header.example.graph == name:
                    ask = asking(store, database.database)
                    found.setdefault(query.id, {})[kind] = asked_of(query, ask)
        home.ledger.close()
        return found


NAMES = {"embedded": "queries", "neo4j": "queries-neo4j"}
Asking = Callable[[Query, Mapping[str, object], int], Rows]


def asking(store: GraphStore, database: str) -> Asking:
    """The rows of a query, as the reader of a database."""
    return lambda query, params, most: store.read(database, query.text, params, max_rows=most)


def asked_of(query: Query, ask: Asking) -> Answer | InterlinkError:
    """What its example answers, or why not: each query is judged by itself."""
    try:
        return run_query(query, query.header.example.params, ask)
    except InterlinkError as error:
        return error
