"""Running an analytic beside the page: started, watched, cancelled, and its finding taken over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import streamlit as st
from home import workspace
from state import Asking, work
from study import Chosen, Found, Progress, Run
from widgets.parameters import given_params

from interlink.analytics import Analytic, Finding
from interlink.analytics.running import watched
from interlink.errors import InterlinkError

__all__ = ["progress", "start", "take_over"]

# What ends sooner is shown at once, without a bar that flickers.
AT_ONCE_S = 0.4


class Stopped(Exception):
    """Somebody cancelled the run; nothing of it is left."""


def start(asking: Asking, chosen: Chosen, analytic: Analytic) -> None:
    """Starts the analytic as it was asked for, or says what is wrong with that."""
    study = work().study
    study.problem = study.words = ""
    if st.session_state["study_analytic"] != analytic.name:
        # Run was pressed before the form of the question that was just chosen had come.
        study.words = "The question had just changed: look through its form, then run it."
        return
    try:
        params, view = given_params(asking, analytic), asking.view()
    except InterlinkError as error:
        # What was found before stays: it may not be kept yet.
        study.problem = str(error)
        return
    study.found, study.beside, study.page = None, None, "result"
    study.selected, study.last_action = (), 0
    ws, state = workspace(), Progress()

    def report(done: int, total: int) -> None:
        state.done, state.total = done, total
        if state.stop.is_set():
            raise Stopped

    def find() -> Finding:
        with watched(report):
            projection = ws.project(
                chosen.nodes or None,
                chosen.links or None,
                since=chosen.since,
                until=chosen.until,
                weight=chosen.weight,
                directed=chosen.directed,
                attributes=analytic.attributes,
                view=view,
            )
            state.is_read = True
            report(0, 0)
            found = ws.analyze(analytic.name, projection, params, view=view)
            report(1, 1)
            return found

    threads = ThreadPoolExecutor(1)
    study.run = Run(analytic.name, asking.by, state, threads.submit(find))
    threads.shutdown(wait=False)
    wait([study.run.future], timeout=AT_ONCE_S)


def take_over(asking: Asking) -> None:
    """Takes over the finding of a run that has ended, or why there is none."""
    study = work().study
    run = study.run
    if study.found is not None and study.found.by != asking.by:
        study.found = study.beside = None
    if run is None or not run.future.done():
        return
    study.run = None
    if run.by != asking.by:
        return
    try:
        study.found = Found(run.future.result(), run.by)
    except Stopped:
        study.words = f"{run.analytic.capitalize()} was cancelled. Nothing of it is left."
    except InterlinkError as error:
        study.problem = str(error)


@st.fragment(run_every=0.5)
def progress() -> None:
    """How far the run has come, and the way to stop it; the page goes on when it has ended."""
    run = work().study.run
    if run is None or run.future.done():
        st.rerun()
    state = run.progress
    said = "looking for an answer" if state.is_read else "reading what was chosen"
    if state.total:
        said = f"part {state.done:,} of {state.total:,}"
    if state.stop.is_set():
        said = "it stops after this part"
    st.progress(
        min(1.0, state.done / state.total) if state.total else 0.0, f"{run.analytic.capitalize()}: {said}"
    )
    st.button("Cancel", key="study_cancel", on_click=state.stop.set, disabled=state.stop.is_set())
