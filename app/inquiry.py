"""What a person asks the graph: the query they chose, what runs, what was found, and where they look."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

from interlink.graph.stop import Stop
from interlink.graph.store import Rows
from interlink.queries import Answer
from interlink.render.answered import Shown

__all__ = ["Answered", "Inquiry", "Running"]


@dataclass(frozen=True)
class Running:
    """A query, or a statement, that runs beside the page, since `began` by the clock that never goes back.

    `title` is what it is called, `query` its id, empty for a statement; `stop` ends it in the store.
    """

    title: str
    query: str
    by: tuple[str, int, str, str, str]
    future: Future[Answer | Rows]
    began: float
    stop: Stop


@dataclass(frozen=True)
class Answered:
    """What was found, for whom, and how it was asked; `answer` is None for a statement of their own."""

    number: int
    title: str
    shown: Shown
    by: tuple[str, int, str, str, str]
    answer: Answer | None = None


@dataclass
class Inquiry:
    """What a person asks the graph.

    `query` is the id of the chosen query, `given` are values to fill its form with, and `opened` numbers the
    forms. `statement` is free Cypher, `plan` how the store would go about it, `draft` the text of a query in
    the editor, the last of so many `drafts`. `answers` counts what was found, `selected` are entities in the
    network, and `last_action` numbers the message of the component that was heard last.
    """

    page: str = "find"
    query: str = ""
    statement: str = ""
    plan: str = ""
    draft: str = ""
    drafts: int = 0
    given: Mapping[str, object] = field(default_factory=dict)
    opened: int = 0
    run: Running | None = None
    answered: Answered | None = None
    answers: int = 0
    way: str = "table"
    problem: str = ""
    words: str = ""
    to_explorer: bool = False
    selected: tuple[str, ...] = ()
    last_action: int = 0

    def open_statement(self, statement: str) -> None:
        """Opens free Cypher with this statement."""
        self.statement, self.page = statement, "cypher"
        self.opened += 1
        self.problem = self.words = self.plan = ""
        self.answered = None
