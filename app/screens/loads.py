"""The screen of loads: which sources are late or failing, what they brought, and what is to be mended."""

from __future__ import annotations

import streamlit as st
from home import workspace
from state import Asking, read_runs, read_sources
from widgets.asking import ask
from widgets.mending import quarantine
from widgets.sources import Stand, listed, loads_listed, runs_listed, span, stands, told_run

from interlink.model.moments import micros, moment

# So many are told in a sentence each; all stand in the table.
TOLD = 4
NUMBERS = ("In", "Added", "Retired", "To correct")
COLUMNS = {
    "Source": st.column_config.TextColumn(width=92),
    "State": st.column_config.TextColumn(width=56),
    "Last good (UTC)": st.column_config.TextColumn(width=112),
    "Age": st.column_config.TextColumn(width=58),
    "Schedule": st.column_config.TextColumn(width=94),
    **{name: st.column_config.NumberColumn(width=48, format="localized") for name in NUMBERS},
}
NOTE = {"Note": st.column_config.TextColumn(width="large")}


def engineer() -> None:
    """The screen from top to bottom."""
    asking = ask("Loads", is_dated=False)
    if asking is None:
        return
    number = st.session_state.setdefault("loads_number", 1)
    read = read_sources(asking, number)
    found = stands(read.fresh, read.loads, read.corrected, read.places, micros(read.at))
    if not found:
        _nothing()
        return
    left, right = st.columns([1.45, 1], gap="small")
    with left:
        _said()
        _worst(found)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="quiet_counted"):
            st.text(f"As of {read.at:%Y-%m-%d %H:%M:%S} UTC.")
            st.button("Look again", key="loads_again", on_click=_again)
        chosen = _table(found)
    with right, st.container(height=560, border=True, key="card", gap="xsmall"):
        loads = [row for row in read.loads if row.source == chosen.source]
        _head(asking, chosen)
        shown = st.segmented_control(
            "Show",
            ["Quarantine", "Loads", "Runs"],
            default="Quarantine" if chosen.waiting else "Loads",
            key=f"part_{chosen.source}",
            label_visibility="collapsed",
        )
        if shown == "Quarantine":
            quarantine(asking, loads, number)
        elif shown == "Runs":
            runs = runs_listed(read_runs(asking, chosen.source, number))
            height = _height(runs.height)
            st.dataframe(runs, key="runs", hide_index=True, column_config=NOTE, height=height)
        else:
            history = loads_listed(loads, read.corrected)
            height = _height(history.height)
            st.dataframe(history, key="history", hide_index=True, column_config=NOTE, height=height)


def _nothing() -> None:
    st.subheader("Nothing is loaded yet")
    st.text("No source has a schedule, and nothing was loaded by hand. To load a file:")
    st.code("interlink load register FILE.csv", language=None)
    st.text("To let a source run by itself, give it `schedule` and `fetch`: see docs/loads.md.")


def _said() -> None:
    """What the last run or correction did."""
    is_well, words = st.session_state.get("loads_said", (True, ""))
    if words:
        with st.container(key="well_said" if is_well else "problem_said"):
            st.text(words)


def _worst(found: list[Stand]) -> None:
    bad = [each for each in found if not each.is_well]
    waiting = sum(each.waiting for each in found)
    if not bad:
        with st.container(key="well_all", gap=None):
            st.text("Every source is as it should be.")
    else:
        with st.container(key="caption_worst", gap=None):
            are = "1 source needs" if len(bad) == 1 else f"{len(bad):,} sources need"
            st.text(f"{are} somebody")
        for each in bad[:TOLD]:
            with st.container(key=f"problem_{each.source}", gap=None):
                st.text(_sentence(each))
        if len(bad) > TOLD:
            st.text(f"and {len(bad) - TOLD:,} more, first in the table.")
    if waiting:
        records = "1 record waits" if waiting == 1 else f"{waiting:,} records wait"
        st.text(f"{records} in quarantine for a correction.")


def _sentence(each: Stand) -> str:
    good = "never loaded well"
    if each.good_at is not None and each.age_s is not None:
        good = f"last good load {span(each.age_s)} ago"
    schedule = f", expected {each.schedule}" if each.schedule else ""
    return f"{each.source} ({each.state}; {good}{schedule}): {each.why}"


def _table(found: list[Stand]) -> Stand:
    """The table; gives the source whose row is chosen, the worst without a choice."""
    table = st.dataframe(
        listed(found),
        key="sources",
        column_config=COLUMNS,
        hide_index=True,
        height=_height(len(found)),
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = table["selection"]["rows"]
    return found[rows[0] if rows and rows[0] < len(found) else 0]


def _head(asking: Asking, chosen: Stand) -> None:
    with st.container(key="kind_heading", gap=None):
        st.text(f"Source · {chosen.state}")
    with st.container(key="caption_heading", gap=None):
        st.text(chosen.source)
    with st.container(key="quiet_why", gap=None):
        st.text(chosen.why)
        if chosen.good_at is not None:
            st.text(f"Last good: {moment(chosen.good_at):%Y-%m-%d %H:%M} UTC")
        if chosen.place:
            st.text(f"Comes from {chosen.place}, {chosen.schedule or 'run by hand'}")
    if chosen.place and st.button("Run now", key=f"run_{chosen.source}", type="primary"):
        _run(asking, chosen.source)


def _run(asking: Asking, source: str) -> None:
    bar = st.progress(0.0, text="Fetching")

    def report(stage: str, done: int, total: int | None = None, /) -> None:
        share = min(1.0, done / total) if total else 0.0
        bar.progress(share, text=f"{stage}: {done:,}" + (f" of about {total:,}" if total else ""))

    ran = workspace().run_source(source, progress=report, view=asking.view())
    st.session_state["loads_said"] = (ran.state != "failed", told_run(ran))
    _again()
    st.rerun()


def _height(rows: int) -> int:
    """A table as high as its rows, up to where it has to be scrolled."""
    return min(35 * rows + 38, 420)


def _again() -> None:
    st.session_state["loads_number"] += 1


engineer()
