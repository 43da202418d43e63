"""The quarantine of a source: what could not be mapped and why, as received, and a form to correct it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl
import streamlit as st
from home import workspace
from state import Asking, read_quarantine, read_received
from widgets.picked import picked
from widgets.sources import told

from interlink.errors import AccessDenied, InterlinkError
from interlink.ledger import LoadRow
from interlink.ledger.corrections import KeptApart
from interlink.loads.corrected import Received
from interlink.model.moments import moment

__all__ = ["quarantine"]

WORDS_ALONE = re.compile(r"[^\W_]+(?:[ _-][^\W_]+)*")
SEEN = 3
COLUMNS_SEEN, COLUMNS_HEIGHT = 5, 230
COLUMNS = {
    "Row": st.column_config.NumberColumn(width=48),
    "Why it could not be mapped": st.column_config.TextColumn(width=208),
    "Corrected": st.column_config.TextColumn(width=78),
}


def quarantine(asking: Asking, loads: Sequence[LoadRow], number: int) -> None:
    """The records that loads of a source could not map, and the chosen one with its form."""
    held = [row for row in sorted(loads, key=lambda row: -row.id) if row.quarantined]
    if not held:
        st.text("Every record of this source could be mapped." if loads else "Nothing was loaded yet.")
        return
    names = {row.id: f"Load {row.id}, {moment(row.started_at):%Y-%m-%d %H:%M} UTC" for row in held}
    chosen = held[0].id
    if len(held) > 1:
        chosen = st.selectbox(
            "Quarantine of", list(names), format_func=names.__getitem__, key=f"held_{held[0].source}"
        )
    kept = read_quarantine(asking, chosen, number)
    waiting = sum(each.corrected is None for each in kept)
    with st.container(key="quiet_held"):
        st.text(f"{names[chosen]}: {len(kept):,} could not be mapped, {waiting:,} to correct.")
    found = sorted(kept, key=lambda each: (each.corrected is not None, each.id))
    place = picked(
        _listed(found),
        "Records in quarantine, those to correct first",
        key=f"quarantine_{chosen}_{waiting}",
        columns=COLUMNS,
        seen=SEEN,
    )
    _record(asking, found[place], number)


def _listed(kept: Sequence[KeptApart]) -> pl.DataFrame:
    rows = [(each.row, each.reason, _done(each), each.path or "") for each in kept]
    names = ("Row", "Why it could not be mapped", "Corrected", "Path")
    listed = pl.DataFrame(
        rows, schema=dict(zip(names, (pl.Int64, *[pl.String] * 3), strict=True)), orient="row"
    )
    return listed if any(each.path for each in kept) else listed.drop("Path")


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
        st.text(f"{record.place} of {record.file}: {kept.reason}")
    if kept.corrected is None:
        _form(asking, record)
    else:
        done = kept.corrected
        with st.container(key="well_corrected", gap=None):
            st.text(
                f"Corrected by load {done.load}, by {done.principal}, {moment(done.at):%Y-%m-%d %H:%M} UTC:"
                f" {done.reason}"
            )
    # Below the form, which is filled in with it.
    with st.expander("As received", expanded=kept.corrected is not None or bool(record.refused)):
        st.code(record.text, language=None, wrap_lines=True)
        with st.container(key="hash_received", gap=None):
            st.text(f"sha256 {record.sha256}")


def _form(asking: Asking, record: Received) -> None:
    """The record's columns as text, or the record itself where it is nested."""
    if record.refused:
        st.text(record.refused)
        return
    kept = record.kept
    with st.form(f"correct_{kept.id}", border=False):
        given: dict[str, str] = {}
        text = None
        # The reason and the button stay in sight below a record of many columns.
        is_long = len(record.columns) > COLUMNS_SEEN
        with st.container(height=COLUMNS_HEIGHT if is_long else "content", border=is_long):
            for place, (name, value) in enumerate(record.columns.items()):
                given[name] = _column(kept.id, place, name, value or "")
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


def _column(record: int, place: int, name: str, value: str) -> str:
    left, right = st.columns([1, 2], vertical_alignment="center", gap="small")
    # A name from a file's header: as a label it would be read as markup, which words alone are not.
    left.text(name)
    label = f"Column {place + 1}, {name}" if WORDS_ALONE.fullmatch(name) else f"Column {place + 1}"
    return right.text_input(label, value, key=f"c{record}_{place}", label_visibility="collapsed")


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
