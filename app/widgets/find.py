"""Finding entities by name or number, and picking one to draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl
import streamlit as st
from home import workspace
from state import RESULTS, Asking, search, work
from widgets.steps import draw

from interlink.render.label import clean_caption

__all__ = ["find", "results"]

COLUMNS = {
    "name": st.column_config.TextColumn("Name", width=132),
    "about": st.column_config.TextColumn(
        "About", width=124, help="Kind, birth or beginning, countries; then who says so"
    ),
    "match": st.column_config.TextColumn("Matched", width=120),
    "id": st.column_config.TextColumn("Id", width=180),
}
# Room for three lines, in which most names and what tells them apart are whole.
ROW_HEIGHT = 60
MOST_ROWS = 8


def find(asking: Asking) -> None:
    """The search box and, below it, who is meant; a click on one draws it."""
    text = st.text_input(
        "Name or number", key="sought", max_chars=200, placeholder="in any script", icon=":material/search:"
    ).strip()
    if not text:
        return
    found = search(asking, text)
    if not found.height:
        st.text("Nothing found. Try part of the name, another spelling, or a phone or document number.")
        return
    many = f"The first {found.height}" if found.height == RESULTS else f"{found.height} found"
    with st.container(key="quiet_found"):
        st.text(f"{many}, the nearest first. Click one to draw it.")
    # A table that stays keeps its selection, and a click on the same cell would pick nothing.
    with st.container(key="results"):
        results(found, f"cells_{work().picks}_{text}", lambda id_: _draw(asking, id_), MOST_ROWS)


def results(found: pl.DataFrame, key: str, pick: Callable[[str], None], most_rows: int) -> None:
    """Who may be meant, as a table; `pick` is called with the id of the one that is clicked."""

    def picked() -> None:
        if cells := st.session_state[key]["selection"]["cells"]:
            pick(found["id"][cells[0][0]])

    st.dataframe(
        _listed(found),
        key=key,
        column_config=COLUMNS,
        hide_index=True,
        on_select=picked,
        selection_mode="single-cell",
        row_height=ROW_HEIGHT,
        height=36 + int(ROW_HEIGHT * min(found.height, most_rows + 0.5)),
    )


def _listed(found: pl.DataFrame) -> pl.DataFrame:
    ontology = workspace().ontology
    rows = [
        (
            clean_caption(row["caption"] or row["id"]),
            _about(ontology.get(row["schema"]).label, row),
            clean_caption(row["match"]),
            row["id"],
        )
        for row in found.iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _about(kind: str, row: Mapping[str, list[str]]) -> str:
    """What tells an entity from others of its name."""
    return f"{', '.join([kind, *row['dates'], *row['countries']])} · {', '.join(row['sources'])}"


def _draw(asking: Asking, picked: str) -> None:
    draw(asking, [picked])
    doing = work()
    doing.picks += 1
    doing.selected_nodes, doing.selected_links = (picked,), ()
