"""What records say, as tables: one row a value, or one row an event where a link stands for several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from interlink.access.card import Statement
from interlink.model.marking import grades_of

__all__ = ["events", "values"]

KEPT = "kept as delivered"
ROW_HEIGHT = 31
# Beyond these a table scrolls, so that the record below it stays in sight.
VALUES_SEEN, EVENTS_SEEN = 9, 6
NARROWEST, WIDEST = 60, 170
# Heading, width in pixels and explanation of each column.
VALUE = {"property": ("Property", 84, ""), "value": ("Value", 122, "")}
NOTE = {"note": ("Note", 112, "A value that could not be normalised")}
SOURCE = {
    "_source": ("Source", 76, ""),
    "_grades": ("Grades", 52, "Of the source, then of the information"),
    "_handling": ("Codes", 48, "Handling codes"),
}

Columns = Mapping[str, tuple[str, int, str]]


def values(statements: Sequence[Statement]) -> None:
    """Every value with its source, grades and handling; those kept as delivered say so."""
    rows = [
        {"property": said.label, "value": said.value, "note": KEPT if said.flagged else "", **_source(said)}
        for said in statements
    ]
    note = NOTE if any(said.flagged for said in statements) else {}
    _table(rows, {**VALUE, **note, **SOURCE}, VALUES_SEEN, "values")


def events(statements: Sequence[Statement]) -> None:
    """One row for each of several links between the same two, in order of their first property."""
    labels = {said.property: said.label for said in statements}
    rows: dict[int, dict[str, str]] = {}
    for said in statements:
        row = rows.setdefault(said.seq, {**dict.fromkeys(labels, ""), **_source(said)})
        text = f"{said.value} ({KEPT})" if said.flagged else said.value
        row[said.property] = f"{row[said.property]}, {text}" if row[said.property] else text
    ordered = sorted(rows.values(), key=lambda row: [row[name] for name in labels])
    columns = {
        name: (label, _width([label, *(row[name] for row in ordered)]), "") for name, label in labels.items()
    }
    _table(ordered, {**columns, **SOURCE}, EVENTS_SEEN, "links")


def _source(said: Statement) -> dict[str, str]:
    marking = said.marking
    return {
        "_source": said.source,
        "_grades": " ".join(grades_of(marking)),
        "_handling": ", ".join(marking.handling),
    }


def _width(texts: Sequence[str]) -> int:
    return min(WIDEST, max(NARROWEST, 7 * max(map(len, texts)) + 16))


def _table(rows: Sequence[Mapping[str, str]], columns: Columns, seen: int, what: str) -> None:
    config = {
        name: st.column_config.TextColumn(heading, width=width, help=explained or None)
        for name, (heading, width, explained) in columns.items()
    }
    is_long = len(rows) > seen
    st.dataframe(
        pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)),
        key="statements",
        column_config=config,
        hide_index=True,
        row_height=ROW_HEIGHT,
        # Half a row more shows that there is more.
        height=int(ROW_HEIGHT * (seen + 1.6)) if is_long else "auto",
    )
    if is_long:
        with st.container(key="quiet_statements"):
            st.text(f"{len(rows):,} {what}; scroll the table for those below.")
