"""The quarantine of a source: what could not be mapped and why, as received, and a form to correct it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st
from home import workspace
from state import Asking, read_quarantine, read_received
from widgets.sources import told

from interlink.errors import AccessDenied, InterlinkError
from interlink.ledger import LoadRow
from interlink.ledger.corrections import KeptApart
from interlink.loads.corrected import Received
from interlink.model.moments import moment

__all__ = ["quarantine"]


def quarantine(asking: Asking, loads: Sequence[LoadRow], number: int) -> None:
    """The records that loads of a source could not map, and the chosen one with its form."""
    held = [row for row in sorted(loads, key=lambda row: -row.id) if row.quarantined]
    if not held:
        st.text("Every record of this source could be mapped.")
        return
    names = {row.id: f"Load {row.id}, {moment(row.started_at):%Y-%m-%d %H:%M} UTC" for row in held}
    chosen = st.selectbox("Of", list(names), format_func=names.__getitem__, key=f"held_{held[0].source}")
    kept = read_quarantine(asking, chosen, number)
    waiting = sum(each.corrected is None for each in kept)
    st.text(f"Could not be mapped: {len(kept):,}. Still to correct: {waiting:,}.")
    found = sorted(kept, key=lambda each: (each.corrected is not None, each.id))
    table = st.dataframe(
        _listed(found),
        key=f"quarantine_{chosen}_{waiting}",
        hide_index=True,
        height=min(35 * len(found) + 38, 180),
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = table["selection"]["rows"]
    record = found[rows[0] if rows and rows[0] < len(found) else 0]
    _record(asking, record, number)


def _listed(kept: Sequence[KeptApart]) -> pl.DataFrame:
    rows = [(each.row, each.path or "", each.reason, _done(each)) for each in kept]
    names = ("Row", "Path", "Why it could not be mapped", "Corrected")
    return pl.DataFrame(
        rows, schema=dict(zip(names, (pl.Int64, *[pl.String] * 3), strict=True)), orient="row"
    )


def _done(record: KeptApart) -> str:
    return "no" if record.corrected is None else f"by load {record.corrected.load}"


def _record(asking: Asking, kept: KeptApart, number: int) -> None:
    try:
        record = read_received(asking, kept, number)
    except AccessDenied as error:
        st.text(f"Row {kept.row}: {kept.reason}")
        st.text(str(error))
        return
    with st.container(key="quiet_place", gap=None):
        st.text(f"{record.place} of {record.file}")
        st.text(kept.reason)
    if kept.corrected is not None:
        done = kept.corrected
        with st.container(key="well_corrected", gap=None):
            st.text(
                f"Corrected by load {done.load}, by {done.principal}, {moment(done.at):%Y-%m-%d %H:%M} UTC:"
                f" {done.reason}"
            )
    st.text("As received:")
    st.code(record.text, language=None, wrap_lines=True)
    with st.container(key="hash_received", gap=None):
        st.text(f"sha256 {record.sha256}")
    if kept.corrected is None:
        _form(asking, record)


def _form(asking: Asking, record: Received) -> None:
    """The record's columns as text, or the record itself where it is nested."""
    if record.refused:
        st.text(record.refused)
        return
    kept = record.kept
    with st.form(f"correct_{kept.id}", border=False):
        given: dict[str, str] = {}
        text = None
        for place, (name, value) in enumerate(record.columns.items()):
            left, right = st.columns([1, 2], vertical_alignment="center", gap="small")
            # A name from a file's header: as a label it would be read as markup.
            left.text(name)
            given[name] = right.text_input(
                f"Column {place + 1}", value or "", key=f"c{kept.id}_{place}", label_visibility="collapsed"
            )
        if not record.columns:
            text = st.text_area("The record, corrected", record.text, key=f"text_{kept.id}", height=220)
        reason = st.text_input(
            "Why it is right so", key=f"why_{kept.id}", max_chars=400, placeholder="A letter, a call, a case"
        )
        if st.form_submit_button("Load the corrected record", key=f"mend_{kept.id}", type="primary"):
            changed = {name: value for name, value in given.items() if value != (record.columns[name] or "")}
            _correct(asking, record, changed, text, reason)
    with st.container(key="quiet_original"):
        st.text("The record as received is kept. Yours is archived beside it and loaded by itself.")


def _correct(asking: Asking, record: Received, values: dict[str, str], text: str | None, reason: str) -> None:
    kept = record.kept
    try:
        with st.spinner("Loading the corrected record"):
            report = workspace().correct(
                kept.load,
                kept.row,
                values,
                reason=reason,
                text=text,
                file=kept.file,
                path=kept.path,
                view=asking.view(),
            )
    except InterlinkError as error:
        with st.container(key="problem_correction"):
            st.text(str(error))
        return
    st.session_state["loads_said"] = (
        True,
        f"Row {kept.row} of load {kept.load} is corrected. {told(report)}",
    )
    st.session_state["loads_number"] += 1
    st.rerun()
