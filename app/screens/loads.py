"""The screen of loads: which sources are late or failing, what they brought, and what is to be mended."""

from __future__ import annotations

import streamlit as st
from home import workspace
from state import Asking, read_runs, read_sources
from widgets.asking import ask
from widgets.delivered import delivered, ran
from widgets.frame import screen_file
from widgets.mending import quarantine
from widgets.picked import picked
from widgets.sources import (
    Stand,
    listed,
    sentence,
    stands,
    told_run,
)

from interlink.model.moments import micros, moment
from interlink.model.schedule import parse_schedule
from interlink.model.schedule_words import moment_words, schedule_words

# So many are told in a sentence each; all stand in the table.
TOLD, SOURCES_SEEN, NAMED = 3, 11, 3
WIDTHS = {"Source": 156, "State": 56, "Last good": 70, "Schedule": 92}
NUMBERS = {"To correct": 72, "In": 44, "Added": 52, "Retired": 56}
COLUMNS = {
    **{name: st.column_config.TextColumn(width=width) for name, width in WIDTHS.items()},
    **{name: st.column_config.NumberColumn(width=each, format="localized") for name, each in NUMBERS.items()},
}


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
    left, right = st.columns([1.4, 1], gap="small")
    with left:
        _said()
        _worst(found)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="quiet_counted"):
            st.text(f"As of {read.at:%Y-%m-%d %H:%M:%S} UTC. Choose a source to see it on the right.")
            st.button("Look again", key="loads_again", on_click=_again)
        chosen = _table(found)
    with right, st.container(height=560, border=True, key="card", gap="xsmall"):
        loads = [row for row in read.loads if row.source == chosen.source]
        _head(asking, chosen, micros(read.at))
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
            ran(read_runs(asking, chosen.source, number))
        else:
            delivered(loads, read.corrected)


def _nothing() -> None:
    st.subheader("Nothing is loaded yet")
    st.text("No source has a schedule, and nothing was loaded by hand. To load a file of a known source:")
    st.code("interlink load register FILE.csv", language=None)
    st.page_link(screen_file("add records"), label="Add records that no source describes yet")
    st.text("A source runs by itself once it says when, and where its files come from: see docs/loads.md.")


def _said() -> None:
    """What the last run or correction did."""
    is_well, words = st.session_state.get("loads_said", (True, ""))
    if words:
        with st.container(key="well_said" if is_well else "problem_said"):
            st.text(words)


def _worst(found: list[Stand]) -> None:
    bad = [each for each in found if not each.is_well]
    if not bad:
        with st.container(key="well_all", gap=None):
            st.text("Every source is as it should be.")
    else:
        with st.container(key="caption_worst", gap=None):
            are = "1 source needs" if len(bad) == 1 else f"{len(bad):,} sources need"
            st.text(f"{are} somebody")
        with st.container(key="problem_sources"):
            for each in bad[:TOLD]:
                st.text(sentence(each))
            if len(bad) > TOLD:
                st.text(f"and {len(bad) - TOLD:,} more, first in the table.")
    waiting = [each for each in found if each.waiting]
    if waiting:
        count = sum(each.waiting for each in waiting)
        records = "1 record waits" if count == 1 else f"{count:,} records wait"
        names = ", ".join(each.source for each in waiting[:NAMED])
        more = f" and {len(waiting) - NAMED:,} more sources" if len(waiting) > NAMED else ""
        with st.container(key="quiet_waiting"):
            st.text(f"{records} in quarantine for a correction: {names}{more}.")


def _table(found: list[Stand]) -> Stand:
    """The table; gives the source that was chosen, wherever it stands by now, or the worst."""
    names = [each.source for each in found]
    before = str(st.session_state.get("loads_source", ""))
    at = names.index(before) if before in names else 0

    def pick(place: int) -> None:
        st.session_state["loads_source"] = names[place]

    with st.container(key="sources"):
        picked(
            listed(found),
            "Sources, those that need somebody first",
            key=f"sources_{hash(tuple(names))}",
            columns=COLUMNS,
            seen=SOURCES_SEEN,
            at_first=at,
            on_pick=pick,
        )
    return found[at]


def _head(asking: Asking, chosen: Stand, now: int) -> None:
    with st.container(key="kind_heading", gap=None):
        st.text(f"Source · {chosen.state}")
    with st.container(key="caption_heading", gap=None):
        st.text(chosen.source)
    with st.container(key="quiet_why" if chosen.is_well else "problem_why", gap=None):
        st.text(chosen.why)
    with st.container(key="quiet_when", gap=None):
        zone = parse_schedule(chosen.schedule).zone if chosen.schedule else "UTC"
        good = "never" if chosen.good_at is None else _at(chosen.good_at, zone)
        following = ""
        if chosen.next_at is not None:
            following = (
                f" {'Due since' if chosen.next_at <= now else 'Runs next'}: {_at(chosen.next_at, zone)}."
            )
        st.text(f"Last good: {good}.{following}")
        if chosen.place:
            runs = schedule_words(chosen.schedule) if chosen.schedule else "run by hand"
            st.text(f"Comes from {chosen.place}, {runs}")
    if chosen.place and st.button("Run now", key=f"run_{chosen.source}", type="primary"):
        _run(asking, chosen.source)


def _run(asking: Asking, source: str) -> None:
    bar = st.progress(0.0, text="Fetching")

    def report(stage: str, done: int, total: int | None = None, /) -> None:
        share = min(1.0, done / total) if total else 0.0
        bar.progress(share, text=f"{stage}: {done:,}" + (f" of about {total:,}" if total else ""))

    done = workspace().run_source(source, progress=report, view=asking.view())
    _again()
    st.session_state["loads_said"] = (done.state != "failed", told_run(done))
    st.rerun()


def _at(moment_us: int, zone: str) -> str:
    return moment_words(moment(moment_us), zone)


def _again() -> None:
    """Looks anew; what was said of the look before is over."""
    st.session_state["loads_number"] += 1
    st.session_state.pop("loads_said", None)


engineer()
