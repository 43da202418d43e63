"""A table of a finding on the page, and the rows that are chosen of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from interlink.analytics import Finding
from interlink.render.label import clean_caption

__all__ = ["rows_of"]

# Rows that a page shows, and from how many on it asks which.
MOST_ROWS, MANY_ROWS = 1_000, 20
TABLE_HEIGHT = 330


def rows_of(finding: Finding, name: str) -> list[int]:
    """The table, or the rows with some words; gives those chosen, the first shown where none is."""
    frame = finding.tables[name]
    key = f"{finding.fingerprint[:16]}_{name}"
    words = ""
    if len(frame) > MANY_ROWS:
        words = st.text_input(
            "Only rows with",
            key=f"study_only_{key}",
            placeholder=f"Only rows with these words, of {len(frame):,}",
            label_visibility="collapsed",
        ).strip()
    places = _with(frame, words)
    if not places.size:
        st.text(f"No row has '{words}'.")
        return []
    shown = frame.iloc[places[:MOST_ROWS]].reset_index(drop=True).map(_cell)
    weak = finding.weak(table=name)[places[:MOST_ROWS]]
    config: dict[str, Any] = {
        "id": st.column_config.TextColumn(width=120),
        "caption": st.column_config.TextColumn(width=150),
    }
    config |= {
        str(column): st.column_config.Column(str(column).replace("_", " "))
        for column in shown.columns
        if "_" in str(column)
    }
    if "confidence" in shown.columns:
        shown["held"] = ["weak" if is_weak else "" for is_weak in weak]
        config["confidence"] = st.column_config.NumberColumn("confidence", format="percent")
        config["held"] = st.column_config.TextColumn(
            "held", help="Weak: found again in fewer than 70% of the repeats"
        )
    if places.size > MOST_ROWS or words:
        with st.container(key="quiet_rows"):
            of = f"{places.size:,} rows with '{words}'" if words else f"{places.size:,} rows"
            st.text(f"The first {min(places.size, MOST_ROWS):,} of {of}.")
    styled = shown.style.apply(
        lambda row: ["color: #8a8f98" if weak[int(row.name)] else ""] * len(row), axis=1
    )
    chosen = st.dataframe(
        styled,
        # A table that stays would keep its choice though other rows stand there.
        key=f"study_rows_{key}_{words}",
        alt=f"Rows of {name}",
        column_config=config,
        # Names before ids, which are long.
        column_order=sorted(shown.columns, key=lambda column: column != "caption"),
        hide_index=True,
        height=TABLE_HEIGHT,
        on_select="rerun",
        selection_mode="multi-row",
    )
    rows = [row for row in chosen["selection"]["rows"] if row < len(shown)]
    return [int(places[row]) for row in rows or [0]]


def _with(frame: pd.DataFrame, words: str) -> npt.NDArray[np.int64]:
    """The rows that say these words in any column of text, in order; all where there are no words."""
    if not words:
        return np.arange(len(frame))
    wanted = words.casefold()
    found = np.zeros(len(frame), dtype=bool)
    for column in frame.columns:
        if frame[column].dtype.kind not in "OTU" and frame[column].dtype != "str":
            continue
        found |= np.array([wanted in str(_cell(value)).casefold() for value in frame[column]], dtype=bool)
    return np.flatnonzero(found)


def _cell(value: object) -> object:
    if isinstance(value, tuple | list):
        return "; ".join(map(str, value))
    return clean_caption(value) if isinstance(value, str) else value
