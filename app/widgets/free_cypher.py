"""A statement of a person's own: read-only Cypher, for those who have the right."""

from __future__ import annotations

import streamlit as st
from home import workspace
from state import Asking, work
from widgets.querying import ask_statement

from interlink.access.rights import RIGHTS
from interlink.errors import InterlinkError
from interlink.graph.plans import is_explained

__all__ = ["free_cypher"]

LONGEST, HEIGHT = 100_000, 190
SHOWN_ROWS, MOST_ROWS = 1_000, 10_000
LIMIT_S, LONGEST_S = 30, 300
EXPLAIN = "EXPLAIN "


def free_cypher(asking: Asking) -> None:
    """The statement with its limits, and the buttons that try and ask it; a refusal without the right."""
    if not asking.principal.may("cypher"):
        with st.container(key="problem_cypher"):
            st.text(
                f"You may not {RIGHTS['cypher']} of your own: that is for those with the right to, such as"
                " analysts. The saved queries are open to you; an administrator gives rights."
            )
        return
    inquiry = work().inquiry
    st.text_area(
        "Cypher that reads",
        value=inquiry.statement,
        key=f"cypher_{inquiry.opened}",
        on_change=_hold,
        height=HEIGHT,
        max_chars=LONGEST,
        placeholder="MATCH (person:Person)-[:USES]->(phone:Phone) RETURN person.id, phone.id LIMIT 20",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="quiet_cypher"):
        st.button(
            "Run",
            key="cypher_run",
            type="primary",
            on_click=_run,
            args=(asking,),
            disabled=inquiry.run is not None,
        )
        st.button(
            "Explain",
            key="cypher_explain",
            on_click=_explain,
            args=(asking,),
            help="Has the store say how it would go about the statement, and runs nothing",
        )
        st.number_input("Most rows", 1, MOST_ROWS, SHOWN_ROWS, key="cypher_rows", width=130)
        st.number_input("Seconds at most", 1, LONGEST_S, LIMIT_S, key="cypher_limit", width=130)
    if inquiry.plan:
        st.code(inquiry.plan, language=None)


def _hold() -> None:
    """What was written stays when another page is looked at."""
    inquiry = work().inquiry
    inquiry.statement = str(st.session_state.get(f"cypher_{inquiry.opened}") or "").strip()


def _statement() -> str:
    inquiry = work().inquiry
    _hold()
    inquiry.problem = inquiry.words = inquiry.plan = ""
    if not inquiry.statement:
        inquiry.problem = (
            "There is no statement yet. Write one, or choose a saved query and start from its Cypher."
        )
    return inquiry.statement


def _run(asking: Asking) -> None:
    statement = _statement()
    if is_explained(statement):
        _explain(asking)
    elif statement:
        most, limit_s = (st.session_state[f"cypher_{name}"] for name in ("rows", "limit"))
        ask_statement(asking, statement, most=int(most), limit_s=float(limit_s))


def _explain(asking: Asking) -> None:
    """Has the store say how it would go about the statement, without running it."""
    statement, inquiry = _statement(), work().inquiry
    if not statement:
        return
    explained = statement if is_explained(statement) else EXPLAIN + statement
    try:
        rows = workspace().cypher(explained, view=asking.view())
    except InterlinkError as error:
        inquiry.problem = str(error)
        return
    columns = f" It would give the columns {', '.join(rows.columns)}." if rows.columns else ""
    no_plan = "" if rows.plan else " It tells no plan."
    inquiry.words = f"The store takes this statement; nothing was run.{columns}{no_plan}"
    inquiry.plan = rows.plan
