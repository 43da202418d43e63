"""Finding entities by name or number, and picking one to draw."""

from __future__ import annotations

import polars as pl
import streamlit as st
from state import RESULTS, Asking, search, work, workspace
from widgets.steps import draw

from interlink.render.label import clean_caption

__all__ = ["find"]

COLUMNS = {
    "name": st.column_config.TextColumn("Name", width=124),
    "kind": st.column_config.TextColumn("Kind", width=64),
    "match": st.column_config.TextColumn("Matched", width=110),
    "id": st.column_config.TextColumn("Id", width=180),
}


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
    # A table that stays keeps its selection, and what was cleared could not be picked again.
    key = "cells" if work().drawing.ids else "cells_afresh"
    with st.container(key="results"):
        st.dataframe(
            _listed(found),
            key=key,
            column_config=COLUMNS,
            hide_index=True,
            on_select=lambda: _pick(asking, found["id"].to_list(), key),
            selection_mode="single-cell",
        )


def _listed(found: pl.DataFrame) -> pl.DataFrame:
    ontology = workspace().ontology
    names = [clean_caption(caption or id_) for id_, caption in found.select("id", "caption").iter_rows()]
    matches = [clean_caption(match) for match in found["match"]]
    kinds = [ontology.get(schema).label for schema in found["schema"]]
    return pl.DataFrame({"name": names, "kind": kinds, "match": matches, "id": found["id"]})


def _pick(asking: Asking, ids: list[str], key: str) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if not cells:
        return
    picked = ids[cells[0][0]]
    draw(asking, [picked])
    doing = work()
    doing.selected_nodes, doing.selected_links = (picked,), ()
