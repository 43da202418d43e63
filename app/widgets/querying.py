"""Asking the graph beside the page: started, watched, given up, and what was found taken over."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait

import streamlit as st
from home import workspace
from inquiry import Answered, Running
from state import Asking, work

from interlink.access.view import View
from interlink.errors import InterlinkError, StoreUnavailable
from interlink.graph.stop import Stop
from interlink.graph.store import Rows
from interlink.queries import Answer, Query
from interlink.render.answered import shown_answer, shown_rows

__all__ = ["ask_query", "ask_statement", "take_over", "waiting"]

# What ends sooner is shown at once, without a line that flickers.
AT_ONCE_S = 0.6
STATEMENT = "A statement of your own"


def ask_query(
    asking: Asking, query: Query, given: Mapping[str, object], *, most: int, limit_s: float
) -> None:
    """Asks a saved query with these values."""
    # The form says the same when somebody comes back to it from another screen.
    work().inquiry.given = given
    ws = workspace()
    _start(
        asking,
        query.title,
        query.id,
        lambda view, stop: ws.run_query(
            query.id, given, shown_rows=most, timeout_s=limit_s, view=view, stop=stop
        ),
    )


def ask_statement(asking: Asking, statement: str, *, most: int, limit_s: float) -> None:
    """Asks a statement of a person's own."""
    ws = workspace()
    _start(
        asking,
        STATEMENT,
        "",
        lambda view, stop: ws.cypher(statement, timeout_s=limit_s, max_rows=most, view=view, stop=stop),
    )


def _start(asking: Asking, title: str, query: str, ask: Callable[[View, Stop], Answer | Rows]) -> None:
    inquiry = work().inquiry
    inquiry.problem = inquiry.words = inquiry.plan = ""
    inquiry.answered, inquiry.selected = None, ()
    inquiry.page = "answer" if query else "cypher"
    try:
        view = asking.view()
    except InterlinkError as error:
        inquiry.problem = str(error)
        return
    threads, stop = ThreadPoolExecutor(1), Stop()
    future = threads.submit(ask, view, stop)
    inquiry.run = Running(title, query, asking.by, future, time.monotonic(), stop)
    threads.shutdown(wait=False)
    wait([inquiry.run.future], timeout=AT_ONCE_S)


def take_over(asking: Asking) -> None:
    """Takes over what was found by a query that has ended, or why nothing was."""
    inquiry = work().inquiry
    if inquiry.answered is not None and inquiry.answered.by != asking.by:
        inquiry.answered = None
    run = inquiry.run
    if run is None or not run.future.done():
        return
    inquiry.run = None
    if run.by != asking.by:
        return
    try:
        found = run.future.result()
    except InterlinkError as error:
        inquiry.problem = str(error)
        return
    inquiry.answers += 1
    if isinstance(found, Answer):
        shown, answer = shown_answer(found), found
    else:
        shown, answer = shown_rows(found), None
    inquiry.answered = Answered(inquiry.answers, run.title, shown, run.by, answer)


@st.fragment(run_every=0.5)
def waiting() -> None:
    """For how long the graph has been asked, and the way to give up; the page goes on once it answers."""
    run = work().inquiry.run
    if run is None or run.future.done():
        st.rerun()
    seconds = int(time.monotonic() - run.began)
    with st.container(border=True, key="query_waiting", gap="xsmall"):
        st.text(f"{run.title}: the graph is being asked, {seconds} s so far.")
        with st.container(key="quiet_waiting"):
            st.text("After a pause its store has to start first, which takes up to a minute.")
        if st.button("Cancel", key="query_cancel"):
            _cancel(run)
            st.rerun()


def _cancel(run: Running) -> None:
    """Ends what runs, here and in the store, or says that the store goes on."""
    inquiry = work().inquiry
    inquiry.run = None
    try:
        run.stop.now()
    except StoreUnavailable as error:
        inquiry.problem = f"Cancelled here, but {error}"
    else:
        inquiry.words = "Cancelled. Nothing of it runs on in the graph store."
