"""The way back and forth through the steps of the drawing, and the list of them all."""

from __future__ import annotations

import polars as pl
import streamlit as st
from state import work
from widgets.steps import travel

from interlink.render.history import MOST_STEPS, History, Line

__all__ = ["redo_button", "steps_list", "undo_button"]

ROW_HEIGHT, MOST_SEEN = 31, 10
COLUMNS = {
    "now": st.column_config.TextColumn("", width=20),
    "step": st.column_config.TextColumn("Step", width=330),
    "entities": st.column_config.NumberColumn("Drawn", width=50, help="How many entities were drawn"),
}


def undo_button() -> None:
    """Takes the last step back, also when nothing is drawn any more."""
    history = work().history
    st.button(
        "Undo",
        key="undo",
        on_click=travel,
        args=(History.undo,),
        disabled=not history.can_undo,
        help="Take the last step back (Ctrl-Z in the drawing)",
    )


def redo_button() -> None:
    """Takes the step again that was taken back."""
    history = work().history
    st.button(
        "Redo",
        key="redo",
        on_click=travel,
        args=(History.redo,),
        disabled=not history.can_redo,
        help="Take it again (Ctrl-Y in the drawing)",
    )


def steps_list() -> None:
    """Every step in words, as a tree; a click on one goes to it."""
    history = work().history
    lines = history.lines()
    with st.popover("Steps", key="steps"):
        st.text("Click a step to go there. What was done after it stays, as a branch of its own.")
        # The table is a new one after each step, or it would keep the row that was clicked.
        key = f"steps_{history.rev}_{history.at}_{len(lines)}"
        st.dataframe(
            _listed(lines),
            key=key,
            column_config=COLUMNS,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=int(ROW_HEIGHT * (min(len(lines), MOST_SEEN) + 1.2)),
            on_select=lambda: _go(lines, key),
            selection_mode="single-cell",
        )
        if len(lines) >= MOST_STEPS:
            st.text(f"The last {MOST_STEPS} steps are kept.")


def _listed(lines: list[Line]) -> pl.DataFrame:
    rows = [
        (
            "▸" if line.is_current else "",
            "\u2003" * line.depth + "↳ " * bool(line.depth) + line.words,
            line.entities,
        )
        for line in lines
    ]
    return pl.DataFrame(
        rows, schema={"now": pl.String, "step": pl.String, "entities": pl.Int64}, orient="row"
    )


def _go(lines: list[Line], key: str) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if cells:
        number = lines[cells[0][0]].number
        travel(lambda history: history.go_to(number))
