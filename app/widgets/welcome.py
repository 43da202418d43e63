"""What stands where nothing is drawn yet."""

from __future__ import annotations

import polars as pl
import streamlit as st
from home import workspace
from state import Asking

from interlink.model.moments import moment

__all__ = ["nothing_loaded", "welcome"]


def nothing_loaded() -> None:
    """How to begin, in a home without a load."""
    st.subheader("Nothing is loaded yet")
    st.text("Load the files of a source, then reload this page:")
    st.code("interlink load register FILE.csv", language=None)
    st.text("Or try it with an invented world of trade, calls and notices:")
    st.code("interlink demo", language=None)


def welcome(asking: Asking) -> None:
    """What to do first, and what is loaded."""
    st.subheader("Start with a name")
    with st.container(key="welcome"):
        st.text(
            "Type on the left whom or what you look for: a name in any script, a phone, document, register "
            "or IMO number.\nClick a result to draw it. Double click it to draw its neighbours. "
            "Click a line to read the record behind it."
        )
    # Which deliveries there are is for who loads them.
    if not asking.principal.may("collect"):
        return
    committed = [row for row in workspace().loads(view=asking.view()) if row.state == "committed"]
    st.text("What is loaded:")
    rows = [
        {
            "Load": row.id,
            "Source": row.source,
            "Committed (UTC)": moment(row.committed_at or 0).strftime("%Y-%m-%d %H:%M"),
            "Records": row.records,
            "In quarantine": row.quarantined,
        }
        for row in reversed(committed)
    ]
    st.dataframe(pl.DataFrame(rows), key="loads", hide_index=True, width="content")
