"""Charts of a table: its highest rows, how the figures are spread, and when."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from interlink.render.found import names_of
from interlink.render.label import clean_caption, shorten

__all__ = ["charts"]

# Numbers that tell rows apart and measure nothing.
NO_FIGURES = {"community", "rank", "row", "hop", "path", "records"}
HIGHEST, LABEL_LENGTH, COLOUR = 15, 32, "#3B6FB6"


def charts(frame: pd.DataFrame, *, key: str) -> None:
    """The charts that fit a table, or words where none does."""
    figures = [
        str(name)
        for name in frame.columns
        if pd.api.types.is_numeric_dtype(frame[name])
        and not pd.api.types.is_bool_dtype(frame[name])
        and name not in NO_FIGURES
        and frame[name].notna().any()
    ]
    times = [str(name) for name in frame.columns if pd.api.types.is_datetime64_any_dtype(frame[name])]
    if not figures and not times:
        st.text("This table has no figures and no times to draw.")
        return
    if figures:
        figure = st.selectbox(
            "Figure", figures, key=f"{key}_figure", format_func=lambda name: name.replace("_", " ")
        )
        said = figure.replace("_", " ")
        left, right = st.columns(2)
        with left:
            st.text(f"The {min(HIGHEST, len(frame))} highest by {said}")
            st.altair_chart(_highest(frame, figure), key=f"{key}_bar")
        with right:
            st.text(f"How many rows have which {said}")
            st.altair_chart(_spread(frame, figure), key=f"{key}_spread")
    for name in times[:1]:
        st.text(f"When, by {name.replace('_', ' ')}")
        st.altair_chart(_timeline(frame, name), key=f"{key}_times")


def _highest(frame: pd.DataFrame, figure: str) -> alt.Chart:
    rows = frame.nlargest(HIGHEST, figure)
    names = [shorten(clean_caption(text), LABEL_LENGTH) for text in names_of(rows)]
    # Two of one name are two bars.
    labels = [f"{place}. {name}" for place, name in enumerate(names, 1)]
    table = pd.DataFrame({"name": labels, "value": rows[figure].to_numpy()})
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_bar(color=COLOUR)
        .encode(
            x=alt.X("value:Q", title=figure.replace("_", " ")),
            y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False)),
            tooltip=["name:N", "value:Q"],
        )
        .properties(height=24 * len(table) + 40)
    )
    return chart


def _spread(frame: pd.DataFrame, figure: str) -> alt.Chart:
    table = pd.DataFrame({"value": frame[figure].astype("float64")})
    x = alt.X("value:Q", bin=alt.Bin(maxbins=20), title=figure.replace("_", " "))
    counted = alt.Y("count():Q", title="rows", axis=alt.Axis(tickMinStep=1, format="d"))
    chart: alt.Chart = alt.Chart(table).mark_bar(color=COLOUR).encode(x=x, y=counted).properties(height=240)
    return chart


def _timeline(frame: pd.DataFrame, name: str) -> alt.Chart:
    counts = frame[name].dropna().dt.floor("D").value_counts().sort_index()
    table = pd.DataFrame({"day": counts.index, "rows": counts.to_numpy()})
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_bar(color=COLOUR)
        .encode(x=alt.X("day:T", title=None), y=alt.Y("rows:Q", title="rows"), tooltip=["day:T", "rows:Q"])
        .properties(height=160)
    )
    return chart
