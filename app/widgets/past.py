"""What a person ran before: opened again with the same values, or run again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st
from home import workspace
from state import Asking, work
from widgets.library import choose
from widgets.querying import ask_query
from widgets.said import asked_said

from interlink.errors import InterlinkError
from interlink.queries import Query
from interlink.queries.run import SHOWN_ROWS
from interlink.render.label import clean_caption
from interlink.workspace.asking import QueryRun

__all__ = ["past"]

SHOWN, TABLE_HEIGHT, LIMIT_S = 100, 560, 30.0
ERASED = "erased from the audit log"
COLUMNS = {
    "When (UTC)": st.column_config.TextColumn(width=130),
    "Query": st.column_config.TextColumn(width=290),
    "Asked": st.column_config.TextColumn(width=420),
    "Rows": st.column_config.TextColumn(width=80),
}


def past(asking: Asking) -> None:
    """One's own runs, the last first; one is chosen to open its form or to run it again."""
    runs = workspace().query_history(SHOWN, view=asking.view())
    if not runs:
        st.text("You have run no query yet. Find one, fill in its form, and Run.")
        return
    queries = {each.id: each for each in workspace().queries(view=asking.view())[0]}
    with st.container(key="quiet_past"):
        st.text(f"{len(runs):,} of your runs, the latest first. Choose one. Nobody else sees them here.")
    table = st.dataframe(
        pl.DataFrame([_row(each, queries.get(each.query)) for each in runs]),
        key=f"query_past_{runs[0].at.timestamp()}",
        alt="Runs",
        column_config=COLUMNS,
        hide_index=True,
        height=min(TABLE_HEIGHT, 38 + 35 * len(runs)),
        on_select="rerun",
        selection_mode="single-row",
    )
    chosen = [runs[row] for row in table["selection"]["rows"] if row < len(runs)]
    _buttons(asking, chosen, queries)


def _buttons(asking: Asking, chosen: Sequence[QueryRun], queries: Mapping[str, Query]) -> None:
    is_there = bool(chosen) and chosen[0].query in queries and chosen[0].params is not None
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="quiet_past_buttons"):
        for label, key, act in (("Run again", "query_again", _run), ("Open its form", "query_reopen", _open)):
            st.button(
                label,
                key=key,
                type="primary" if act is _run else "secondary",
                on_click=act,
                args=(asking, chosen),
                disabled=not is_there or work().inquiry.run is not None,
            )
        if chosen and not is_there:
            st.text("This query is not there any more, or what it asked of was erased.")


def _open(_: Asking, chosen: Sequence[QueryRun]) -> None:
    choose(chosen[0].query, chosen[0].params)


def _run(asking: Asking, chosen: Sequence[QueryRun]) -> None:
    run = chosen[0]
    choose(run.query, run.params)
    try:
        query = workspace().query(run.query, view=asking.view())
    except InterlinkError as error:
        work().inquiry.problem = str(error)
        return
    ask_query(asking, query, run.params or {}, most=SHOWN_ROWS, limit_s=LIMIT_S)


def _row(run: QueryRun, query: Query | None) -> dict[str, str]:
    return {
        "When (UTC)": f"{run.at:%Y-%m-%d %H:%M:%S}",
        "Query": clean_caption(run.query if query is None else query.title),
        "Asked": ERASED if run.params is None else asked_said(run.params, query),
        "Rows": "many" if run.rows is None else f"{run.rows:,}",
    }
