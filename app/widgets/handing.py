"""Handing over: for which agency something leaves, and by whose permission, as a person says it."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st
from state import Asking

from interlink.access.disclose import Handover

__all__ = ["ask_handover", "handover_said"]


def ask_handover(key: str) -> None:
    """The two fields; `key` tells those of one screen from those of another."""
    st.text_input("For which agency", key=f"{key}_to", placeholder="For my own use")
    st.text_input(
        "By whose permission, where one is needed",
        key=f"{key}_permission",
        placeholder="Customs: letter 7; Police: letter 9",
    )


def handover_said(asking: Asking, key: str) -> Handover:
    """Who takes it away, and to whom and by which permission, as the fields say."""
    to, permission = (
        str(st.session_state.get(f"{key}_{name}") or "").strip() for name in ("to", "permission")
    )
    return Handover(asking.principal.name, datetime.now(UTC), asking.purpose, asking.reason, to, permission)
