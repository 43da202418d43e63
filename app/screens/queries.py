"""Queries: find a saved question, fill in its form, and read what the graph answers."""

from __future__ import annotations

from functools import partial

import streamlit as st
from home import workspace
from state import Asking, work
from widgets.answered import answer_shown
from widgets.asking import ask
from widgets.frame import screen_file, tell
from widgets.free_cypher import free_cypher
from widgets.library import library, question_told
from widgets.past import past
from widgets.querying import ask_query, take_over, waiting
from widgets.question import given_values, question_fields
from widgets.welcome import nothing_loaded
from widgets.writing import writing

from interlink.errors import InterlinkError, SpecError, UnknownName
from interlink.queries import Query

PAGES = {"find": "Find", "answer": "Answer", "past": "My runs", "write": "Write", "cypher": "Cypher"}
SHOWN_ROWS, MOST_ROWS = 1_000, 100_000
LIMIT_S, LONGEST_S = 30, 300


def inquire() -> None:
    """The screen from top to bottom."""
    # The graph stands as of now.
    asking = ask("Queries", is_dated=False)
    if asking is None:
        return
    if not asking.load:
        nothing_loaded()
        return
    inquiry = work().inquiry
    if inquiry.to_explorer:
        inquiry.to_explorer = False
        st.switch_page(screen_file("explorer"))
    take_over(asking)
    query = _chosen(asking)
    with st.sidebar:
        if query is None or inquiry.page == "cypher":
            with st.container(key="quiet_none_chosen"):
                st.text(
                    "A statement of your own has no form."
                    if inquiry.page == "cypher"
                    else "Choose a query, and its form stands here."
                )
        else:
            _form(asking, query)
    _pages()
    _page(asking, query)


def _chosen(asking: Asking) -> Query | None:
    """The query that is chosen; None where none is, or it is not there any more."""
    inquiry = work().inquiry
    if not inquiry.query:
        return None
    try:
        return workspace().query(inquiry.query, view=asking.view())
    except (UnknownName, SpecError) as error:
        inquiry.query, inquiry.page, inquiry.problem = "", "find", str(error)
        return None


def _form(asking: Asking, query: Query) -> None:
    """The form of the chosen query, its limits, and the button that asks it."""
    key = f"ask_{work().inquiry.opened}"
    with st.container(key="caption_form", gap=None):
        st.text(query.title)
    is_liked = query.id in workspace().favourite_queries(view=asking.view())
    with st.container(key="quiet_favour"):
        st.button(
            "A favourite" if is_liked else "Make it a favourite",
            key="query_favour",
            icon=":material/star:" if is_liked else ":material/star_border:",
            on_click=partial(_favour, asking, query, is_liked=not is_liked),
            help="It is not one any more once you click" if is_liked else None,
        )
    question_fields(asking, query, key)
    with st.expander("Limits"):
        most = st.number_input("Rows at most", 1, MOST_ROWS, SHOWN_ROWS, key="query_most")
        limit_s = st.number_input("Seconds at most", 1, LONGEST_S, LIMIT_S, key="query_limit")
    st.button(
        "Run",
        key="query_run",
        type="primary",
        on_click=_run,
        args=(asking, query, key, int(most), float(limit_s)),
        disabled=work().inquiry.run is not None,
    )


def _run(asking: Asking, query: Query, key: str, most: int, limit_s: float) -> None:
    """Asks what the form says, or says what is wrong with it."""
    try:
        given = given_values(asking, query, key)
    except InterlinkError as error:
        work().inquiry.problem, work().inquiry.page = str(error), "answer"
        return
    ask_query(asking, query, given, most=most, limit_s=limit_s)


def _favour(asking: Asking, query: Query, *, is_liked: bool) -> None:
    try:
        workspace().favour_query(query.id, is_liked, view=asking.view())
    except InterlinkError as error:
        work().inquiry.problem = str(error)


def _pages() -> None:
    inquiry = work().inquiry
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="quiet_pages"):
        for page, label in PAGES.items():
            st.button(
                label,
                key=f"query_page_{page}",
                type="primary" if page == inquiry.page else "secondary",
                on_click=_turn,
                args=(page,),
                disabled=page == "answer" and not inquiry.query,
            )
        if inquiry.words:
            st.text(inquiry.words)
    if inquiry.problem:
        heading = "This cannot be done" if inquiry.page == "write" else "This cannot be answered"
        tell(inquiry.problem, key="problem_study", heading=heading)


def _page(asking: Asking, query: Query | None) -> None:
    inquiry = work().inquiry
    answered = inquiry.answered
    if inquiry.page == "find":
        library(asking)
    elif inquiry.page == "past":
        past(asking)
    elif inquiry.page == "write":
        writing(asking)
    elif inquiry.page == "cypher":
        free_cypher(asking)
        if inquiry.run is not None:
            waiting()
        elif answered is not None and answered.answer is None:
            answer_shown(asking, answered, inquiry.statement)
    elif query is not None:
        if inquiry.run is not None:
            waiting()
        elif answered is not None and answered.answer is not None:
            answer_shown(asking, answered, query.text)
        else:
            question_told(query)


def _turn(page: str) -> None:
    inquiry = work().inquiry
    inquiry.page, inquiry.problem, inquiry.words, inquiry.plan = page, "", "", ""


inquire()
