"""What a source was loaded with and what ran, the newest first, and all that is to say of the chosen one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl
import streamlit as st
from widgets.picked import picked

from interlink.ledger import LoadRow
from interlink.ledger.corrections import KeptApart
from interlink.ledger.runs import RunRow
from interlink.model.moments import moment

__all__ = ["delivered", "ran"]

WIDTHS = {"When (UTC)": 112, "State": 80}
NUMBERS = {"Load": 42, "Run": 42, "Tries": 44, "In": 44, "Added": 52, "Retired": 56, "Not mapped": 80}
COLUMNS = {
    **{name: st.column_config.TextColumn(width=width) for name, width in WIDTHS.items()},
    **{name: st.column_config.NumberColumn(width=each, format="localized") for name, each in NUMBERS.items()},
}


def delivered(loads: Sequence[LoadRow], corrected: Iterable[KeptApart]) -> None:
    """The loads of a source."""
    if not loads:
        st.text("Nothing was loaded yet.")
        return
    rows = sorted(loads, key=lambda row: -row.id)
    key = f"history_{rows[0].source}_{rows[0].id}"
    row = rows[picked(_loads(rows), "Loads, the newest first", key=key, columns=COLUMNS)]
    with st.container(key="problem_load" if row.state == "failed" else "quiet_load"):
        st.text(_about(row, corrected))


def ran(runs: Sequence[RunRow]) -> None:
    """The runs of a source."""
    if not runs:
        st.text("It has not run by itself yet.")
        return
    rows = sorted(runs, key=lambda run: -run.id)
    key = f"runs_{rows[0].source}_{rows[0].id}"
    run = rows[picked(_runs(rows), "Runs, the newest first", key=key, columns=COLUMNS)]
    with st.container(key="problem_run" if run.state == "failed" else "quiet_run"):
        st.text(run.reason or f"Run {run.id}: {run.state}.")


def _loads(loads: Iterable[LoadRow]) -> pl.DataFrame:
    """One row a load, in order; `_about` says the rest."""
    rows = [
        (
            row.id,
            f"{moment(row.committed_at or row.started_at):%Y-%m-%d %H:%M}",
            row.state,
            row.records,
            row.fragments_added,
            row.fragments_retired,
            row.quarantined,
        )
        for row in loads
    ]
    names = ("Load", "When (UTC)", "State", "In", "Added", "Retired", "Not mapped")
    kinds = [pl.Int64, pl.String, pl.String, *[pl.Int64] * 4]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _about(row: LoadRow, corrected: Iterable[KeptApart]) -> str:
    """What a load did, why it failed, what it corrects, and what it warned of, a line each."""
    did = (
        f"Load {row.id}: {row.records:,} in, {row.fragments_added:,} added,"
        f" {row.fragments_retired:,} retired, {row.fragments_unchanged:,} unchanged,"
        f" {row.quarantined:,} not mapped."
    )
    corrects = [
        f"Corrects row {each.row} of load {each.load}: {each.corrected.reason}"
        for each in corrected
        if each.corrected is not None and each.corrected.load == row.id
    ]
    warned = [f"Warning: {words}" for words in row.warnings]
    return "\n".join(filter(None, [row.error, did, *corrects, *warned]))


def _runs(runs: Iterable[RunRow]) -> pl.DataFrame:
    """One row a run, in order."""
    rows = [
        (each.id, f"{moment(each.started_at):%Y-%m-%d %H:%M}", each.state, each.tries, each.load)
        for each in runs
    ]
    kinds = [pl.Int64, pl.String, pl.String, pl.Int64, pl.Int64]
    names = ("Run", "When (UTC)", "State", "Tries", "Load")
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")
