"""What records say, as tables: one row a value, or one row an event where a link stands for several."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from interlink.access.card import Statement

__all__ = ["events", "values"]

KEPT = "kept as delivered"
ROWS_SEEN = 10
SOURCE = {
    "_source": st.column_config.TextColumn("Source", width=76),
    "_grades": st.column_config.TextColumn("Grades", width=52, help="Of the source, then of the information"),
    "_handling": st.column_config.TextColumn("Codes", width=48, help="Handling codes"),
}
VALUE = {
    "property": st.column_config.TextColumn("Property", width=84),
    "value": st.column_config.TextColumn("Value", width=122),
}
NOTE = {"note": st.column_config.TextColumn("Note", width=112, help="A value that could not be normalised")}


def values(statements: Sequence[Statement]) -> None:
    """Every value with its source, grades and handling; those kept as delivered say so."""
    rows = [
        {
            "property": said.label,
            "value": said.value,
            "note": KEPT if said.flagged else "",
            **_source(said),
        }
        for said in statements
    ]
    note = NOTE if any(said.flagged for said in statements) else {}
    _table(rows, {**VALUE, **note, **SOURCE}, "values")


def events(statements: Sequence[Statement]) -> None:
    """One row for each of several links between the same two, in order of their first property."""
    columns = {said.property: st.column_config.TextColumn(said.label, width="small") for said in statements}
    rows: dict[int, dict[str, str]] = {}
    for said in statements:
        row = rows.setdefault(said.seq, {**dict.fromkeys(columns, ""), **_source(said)})
        text = f"{said.value} ({KEPT})" if said.flagged else said.value
        row[said.property] = f"{row[said.property]}, {text}" if row[said.property] else text
    ordered = sorted(rows.values(), key=lambda row: [row[name] for name in columns])
    _table(ordered, {**columns, **SOURCE}, "links")


def _source(said: Statement) -> dict[str, str]:
    marking = said.marking
    return {
        "_source": said.source,
        "_grades": f"{marking.source_grade} {marking.information_grade}",
        "_handling": ", ".join(marking.handling),
    }


def _table(rows: list[dict[str, str]], columns: dict[str, object], what: str) -> None:
    shape = dict.fromkeys(columns, pl.String)
    st.dataframe(pl.DataFrame(rows, schema=shape), key="statements", column_config=columns, hide_index=True)
    if len(rows) > ROWS_SEEN:
        with st.container(key="quiet_statements"):
            st.text(f"{len(rows):,} {what}; scroll the table for those below.")
