"""A statement that somebody stops ends in the store as well, and nobody else's does."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from interlink.errors import StoreUnavailable
from interlink.graph.stop import Stop, Stopped, stopped_by_ctrl_c
from interlink.graph.store import GraphStore, Rows
from small_graphs import await_that, people, running

GRAPH = "contract"
LIMIT_S = 60
# Each of them would run for minutes.
COUNTS = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a * b AS c RETURN sum(c % $of) AS c"
STREAMS = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a, b WHERE a * b < 0 RETURN a AS c"
WALKS = "MATCH p = (a:Person {id: 'p1'})-[:KNOWS*1..14]-() WHERE $of > 0 RETURN count(p) AS c"
SORTS = (
    "MATCH (a:Person), (b:Person), (c:Person), (d:Person), (e:Person) WHERE $of > 0"
    " RETURN a.id AS c ORDER BY b.id, c LIMIT 1"
)


@contextmanager
def asked(store: GraphStore, statement: str, *stops: Stop) -> Iterator[list[Future[Rows]]]:
    """The statement as several people ask it at once, once all of theirs run."""
    with ThreadPoolExecutor(len(stops)) as threads:
        found = [
            threads.submit(store.read, GRAPH, statement, {"of": 7}, timeout_s=LIMIT_S, stop=stop)
            for stop in stops
        ]
        try:
            await_that(lambda: running(store, GRAPH, statement) == len(stops))
            yield found
        finally:
            for stop in stops:
                stop.now()


@pytest.mark.parametrize(
    "statement", [COUNTS, STREAMS, WALKS, SORTS], ids=["counts", "streams", "walks", "sorts"]
)
def test_a_statement_that_is_stopped_is_gone_from_the_store(store: GraphStore, statement: str) -> None:
    people(store, GRAPH, *(f"p{n}" for n in range(100)))
    dense = "MATCH (a:Person), (b:Person) WHERE a.id < b.id CREATE (a)-[:KNOWS]->(b)"
    store.write(GRAPH, [(dense, {})])
    stop = Stop()

    with asked(store, statement, stop) as (found,):
        stop.now()
        with pytest.raises(Stopped, match="the statement was stopped, as asked"):
            found.result()

    await_that(lambda: running(store, GRAPH, statement) == 0)
    assert store.read(GRAPH, "MATCH (n:Person) RETURN count(n)").rows == ((100,),)


def test_the_same_statement_of_another_person_goes_on(store: GraphStore) -> None:
    mine, others = Stop(), Stop()

    with asked(store, COUNTS, mine, others) as (found, found_by_another):
        mine.now()
        with pytest.raises(Stopped):
            found.result()
        await_that(lambda: running(store, GRAPH, COUNTS) == 1)

        assert not found_by_another.done()


def test_stopping_what_has_ended_does_nothing(store: GraphStore) -> None:
    stop = Stop()
    found = store.read(GRAPH, "RETURN 1 AS one", stop=stop)

    stop.now()
    stop.now()

    assert found == Rows(("one",), ((1,),))
    assert store.read(GRAPH, "RETURN 1 AS one") == found


def test_what_is_stopped_before_it_begins_is_not_sent(store: GraphStore) -> None:
    stop = Stop()
    stop.now()

    with pytest.raises(Stopped):
        store.read(GRAPH, "this is no statement", stop=stop)


def test_it_may_be_stopped_at_any_moment(store: GraphStore) -> None:
    for wait_s in (0, 0.001, 0.002, 0.005, 0.01, 0.02):
        stop = Stop()
        with ThreadPoolExecutor(1) as threads:
            found = threads.submit(store.read, GRAPH, COUNTS, {"of": 7}, timeout_s=LIMIT_S, stop=stop)
            time.sleep(wait_s)
            stop.now()
            with pytest.raises(Stopped):
                found.result()

    await_that(lambda: running(store, GRAPH, COUNTS) == 0)


@pytest.fixture
def heard() -> Iterator[None]:
    """A Ctrl-C interrupts, also where the shell has what runs in the background ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_a_ctrl_c_ends_the_statement_before_it_ends_the_wait(store: GraphStore) -> None:
    def press() -> None:
        await_that(lambda: running(store, GRAPH, COUNTS) == 1)
        os.kill(os.getpid(), signal.SIGINT)

    pressing = threading.Thread(target=press)
    pressing.start()
    with pytest.raises(KeyboardInterrupt):
        stopped_by_ctrl_c(lambda stop: store.read(GRAPH, COUNTS, {"of": 7}, timeout_s=LIMIT_S, stop=stop))
    pressing.join()

    await_that(lambda: running(store, GRAPH, COUNTS) == 0)
    assert store.read(GRAPH, "RETURN 1").rows == ((1,),)


def test_a_store_that_cannot_be_told_or_goes_on_is_told_of() -> None:
    def cannot() -> None:
        raise StoreUnavailable("the connection to the graph store broke")

    for end, why in ((cannot, r"\(the connection to the graph store broke\)"), (int, "goes on after 0 s")):
        stop = Stop()
        with stop.ending(end), pytest.raises(StoreUnavailable, match=f"has not ended the statement.*{why}"):
            stop.now(patience_s=0.1)
