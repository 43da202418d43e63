"""Purpose and reason, asked before anything is shown, and the date as of which it is shown."""

from __future__ import annotations

from datetime import date

import streamlit as st
from state import Asking, workspace

from interlink.model.marking import PURPOSES

__all__ = ["ask"]


def ask() -> Asking | None:
    """What the person states, or None until purpose and reason are stated."""
    ws = workspace()
    stated = st.session_state.setdefault("stated", (*ws.stated(ws.principal), None))
    purpose, reason, as_of = stated
    if not (purpose and reason):
        st.subheader("Why are you looking?")
        st.text("Purpose and reason stand in the audit log beside everything you look at.")
        _form(purpose, reason, as_of)
        return None
    _, graph = ws.graph_status()
    with st.sidebar:
        with st.container(key="quiet_stated"):
            st.text(f"For {purpose}, because: {reason}")
            if as_of:
                st.text(f"As it was known on {as_of:%Y-%m-%d}")
        with st.popover("Change purpose or date", key="change"):
            _form(purpose, reason, as_of)
    return Asking(ws.settings.user, purpose, reason, as_of.isoformat() if as_of else "", graph.committed)


def _form(purpose: str, reason: str, as_of: date | None) -> None:
    with st.form("asking", border=False):
        place = PURPOSES.index(purpose) if purpose in PURPOSES else None
        st.selectbox("Purpose", PURPOSES, index=place, key="purpose", placeholder="Choose one")
        st.text_input(
            "Reason", value=reason, key="reason", max_chars=400, placeholder="A case reference, or words"
        )
        st.date_input("As known on (leave empty for now)", value=as_of, key="as_of", max_value="today")
        st.form_submit_button("Continue", key="continue", on_click=_state)


def _state() -> None:
    kept = st.session_state
    kept["stated"] = (kept["purpose"] or "", kept["reason"].strip(), kept["as_of"])
