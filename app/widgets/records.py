"""Evidence: the records behind what is shown, as they were received."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from interlink.model.evidence import Evidence

__all__ = ["records"]

PAGE = 10


def records(evidence: Sequence[Evidence], total: int) -> None:
    """The records, ten at a time, the first open; says where they are the first of more."""
    if total > len(evidence):
        with st.container(key="quiet_records"):
            st.text(f"The first {len(evidence):,} of {total:,} records can be read here.")
    first = 0
    if len(evidence) > PAGE:
        pages = -(-len(evidence) // PAGE)
        page = st.number_input(
            f"Records, page 1 to {pages}", min_value=1, max_value=pages, value=1, key=f"page_{pages}"
        )
        first = (int(page) - 1) * PAGE
    for number, record in enumerate(evidence[first : first + PAGE], start=first + 1):
        with st.expander(f"Record {number:,} of {total:,}", expanded=number == first + 1):
            st.text(f"{record.source}, load {record.load}, {record.locator}")
            if record.said_by > 1:
                st.text(f"{record.said_by:,} records said exactly this; the first is shown.")
            with st.container(key=f"hash_{number}", gap=None):
                st.text(f"sha256 {record.file}")
            if record.record is None:
                st.text("The record as received is not at hand, or parts of it are marked apart.")
            else:
                st.code(record.record, language=None, wrap_lines=True)
