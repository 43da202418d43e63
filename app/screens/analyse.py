"""Analyse: put a question to a chosen part of the network, and read the records behind each answer."""

from __future__ import annotations

import streamlit as st
from state import Asking, work
from widgets.analysing import progress, start, take_over
from widgets.asking import ask
from widgets.found import finding_shown
from widgets.frame import screen_file, tell
from widgets.keeping import compared, kept_findings
from widgets.parameters import parameters
from widgets.projecting import counted, projecting
from widgets.welcome import nothing_loaded

from interlink.analytics import ANALYTICS

PAGES = {"result": "Result", "kept": "Kept findings"}


def analyse() -> None:
    """The screen from top to bottom."""
    asking = ask("Analyse")
    if asking is None:
        return
    if not asking.load:
        nothing_loaded()
        return
    if work().study.to_explorer:
        work().study.to_explorer = False
        st.switch_page(screen_file("explorer"))
    take_over(asking)
    with st.sidebar:
        _asked(asking)
    _answered(asking)


def _asked(asking: Asking) -> None:
    """The form: what to look at, the question, and its parameters."""
    study = work().study
    # Once there is an answer, or will be, the room is for the question.
    with st.expander("What to look at", expanded=study.found is None and study.run is None):
        chosen = projecting(asking)
    may_run = counted(asking, chosen)
    name = st.selectbox(
        "Question",
        [*ANALYTICS],
        key="study_analytic",
        format_func=_question,
    )
    analytic = ANALYTICS[name]
    with st.form("study_form", border=False):
        parameters(asking, chosen, analytic)
        st.form_submit_button(
            "Run",
            key="study_run",
            type="primary",
            on_click=start,
            args=(asking, chosen, analytic),
            disabled=not may_run or study.run is not None,
        )


def _answered(asking: Asking) -> None:
    study = work().study
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="quiet_pages"):
        for page, label in PAGES.items():
            st.button(
                label,
                key=f"study_page_{page}",
                type="primary" if page == study.page else "secondary",
                on_click=_turn,
                args=(page,),
            )
        if study.found is not None and study.page == "result":
            st.text(_question(study.found.finding.analytic))
        if study.words:
            st.text(study.words)
    if study.problem:
        tell(study.problem, key="problem_study", heading="This cannot be answered")
    if study.run is not None:
        progress()
    elif study.page == "kept":
        kept_findings(asking)
        if study.beside is not None:
            compared(*study.beside)
    elif study.found is not None:
        finding_shown(asking, study.found)
    elif not study.problem:
        with st.container(key="welcome"):
            st.text("Choose what to look at and a question, then Run.")
            st.text(
                "Each answer says what it rests on, how firmly it holds, and which records are behind it."
            )


def _question(name: str) -> str:
    """The analytic and what it answers; a finding that was kept may be of one that is no more."""
    return f"{name}: {ANALYTICS[name].question}" if name in ANALYTICS else name


def _turn(page: str) -> None:
    study = work().study
    study.page, study.problem, study.words = page, "", ""


analyse()
