"""A statement sees one state of a graph, also where its caller has asked already where the graph stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from interlink.errors import QueryError
from interlink.graph.statements import HELD
from interlink.graph.stop import Stop, Stopped
from interlink.graph.store import Rows
from interlink.graph.whole import CatchingUp, Standing, read_whole

FIRST, SECOND = Standing("1-a", 1, 1, 1), Standing("2-b", 1, 1, 2)
MIDDLE = Standing("2-b", 0, 3, 2)


@dataclass
class Changing:
    """A graph that says in turn where it stands, and answers with how often it was asked."""

    says: list[Standing]
    fails: bool = False
    asked: list[str] = field(default_factory=list)

    def read(
        self,
        database: str,
        statement: str,
        parameters: Mapping[str, object] | None = None,
        *,
        timeout_s: float = 30.0,
        max_rows: int = 100_000,
        at_once: bool = False,
        stop: Stop | None = None,
    ) -> Rows:
        assert at_once == (statement == HELD)
        if statement == HELD:
            self.asked.append("standing")
            now = self.says.pop(0) if len(self.says) > 1 else self.says[0]
            return Rows(("plan", "batch", "batches", "load"), ((now.plan, now.batch, now.batches, now.load),))
        self.asked.append(statement)
        if stop is not None and stop.is_asked:
            raise Stopped
        if self.fails:
            raise QueryError("what it stands on is gone")
        return Rows(("n",), ((self.asked.count(statement),),))


def ask(store: Changing, before: Standing | None = None) -> Rows:
    return read_whole(store, "g", "count", timeout_s=1, max_rows=1, before=before)


def test_a_graph_that_stands_where_it_stood_when_the_caller_asked_is_asked_once_more() -> None:
    store = Changing([FIRST])

    assert ask(store, FIRST).rows == ((1,),)
    assert store.asked == ["count", "standing"]


def test_a_graph_that_changed_since_the_caller_asked_is_read_again() -> None:
    store = Changing([SECOND])

    assert ask(store, FIRST).rows == ((2,),)
    assert store.asked == ["count", "standing", "count", "standing"]


def test_a_graph_in_the_middle_of_a_change_is_not_shown_though_it_was_whole_before() -> None:
    with pytest.raises(CatchingUp, match="catching up to load 2"):
        ask(Changing([MIDDLE]), FIRST)


def test_a_statement_fails_only_on_a_graph_that_did_not_change_meanwhile() -> None:
    store = Changing([FIRST, SECOND], fails=True)

    with pytest.raises(QueryError, match="is gone"):
        ask(store)
    assert store.asked == ["standing", *["count", "standing"] * 2]


def test_a_graph_that_changes_without_end_is_given_up() -> None:
    store = Changing([FIRST, SECOND, FIRST, SECOND])

    with pytest.raises(CatchingUp, match="changed 3 times"):
        ask(store)


def test_a_statement_that_was_stopped_is_not_asked_again_of_a_graph_that_changed() -> None:
    store, stop = Changing([SECOND]), Stop()
    stop.now()

    with pytest.raises(Stopped):
        read_whole(store, "g", "count", timeout_s=1, max_rows=1, before=FIRST, stop=stop)
    assert store.asked == ["count"]


def test_a_graph_that_nobody_began_to_change_is_not_asked_where_it_stands() -> None:
    store = Changing([FIRST])
    rows = read_whole(store, "g", "count", timeout_s=1, max_rows=1, before=FIRST, is_still=lambda: True)

    assert rows.rows == ((1,),)
    assert store.asked == ["count"]


def test_a_graph_that_somebody_began_to_change_is_asked_where_it_stands() -> None:
    store = Changing([SECOND])
    rows = read_whole(store, "g", "count", timeout_s=1, max_rows=1, before=FIRST, is_still=lambda: False)

    assert rows.rows == ((2,),)
    assert store.asked == ["count", "standing", "count", "standing"]
