"""Purpose and reason, asked before anything is shown, and the date as of which it is shown."""

from __future__ import annotations

from datetime import date

import streamlit as st
from home import asker, claims, provider, workspace
from signed import mark
from state import Asking, work
from widgets.frame import head

from interlink.model.marking import PURPOSES

__all__ = ["ask"]


def ask(title: str, *, is_dated: bool = True) -> Asking | None:
    """What the person states on the screen of this title, or None until purpose and reason are stated.

    `is_dated` False leaves out the date: what the screen shows is as of now.

    Raises
    ------
    AccessDenied   nobody is signed in any more
    """
    ws, said = workspace(), claims()
    principal = asker(said)
    head(title, principal)
    purpose, reason, as_of = st.session_state.setdefault("stated", (*ws.stated(principal), None))
    if principal.asks and not (purpose and reason):
        st.subheader("Why are you looking?")
        st.text("Purpose and reason stand in the audit log beside everything you look at.")
        _form(purpose, reason, as_of, is_dated=is_dated)
        return None
    with st.sidebar:
        with st.container(key="quiet_stated"):
            st.text(f"For {purpose or 'no stated purpose'}, because: {reason or 'no reason stated'}")
            if as_of and is_dated:
                st.text(f"As it was known on {as_of:%Y-%m-%d}")
        with st.popover("Change purpose or date" if is_dated else "Change purpose", key="change"):
            _form(purpose, reason, as_of, is_dated=is_dated)
    work().owner = mark(provider(), principal)
    day = as_of.isoformat() if as_of and is_dated else ""
    return Asking(principal, said, purpose, reason, day, ws.last_load)


def _form(purpose: str, reason: str, as_of: date | None, *, is_dated: bool) -> None:
    with st.form("asking", border=False):
        place = PURPOSES.index(purpose) if purpose in PURPOSES else None
        st.selectbox("Purpose", PURPOSES, index=place, key="purpose", placeholder="Choose one")
        st.text_input(
            "Reason", value=reason, key="reason", max_chars=400, placeholder="A case reference, or words"
        )
        if is_dated:
            st.date_input("As known on (leave empty for now)", value=as_of, key="as_of", max_value="today")
        st.form_submit_button("Continue", key="continue", on_click=_state, args=(as_of,))


def _state(before: date | None) -> None:
    kept = st.session_state
    kept["stated"] = (kept["purpose"] or "", kept["reason"].strip(), kept.get("as_of", before))
