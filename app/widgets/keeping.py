"""Findings that are kept: keeping one, the list, opening, comparing two, and forgetting."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from home import workspace
from state import Asking, read_findings, work
from study import Found

from interlink.analytics import Finding
from interlink.analytics.compare import compare
from interlink.errors import InterlinkError
from interlink.render.label import clean_caption, shorten
from interlink.workspace.keeping import LONGEST_TITLE, KeptFinding

__all__ = ["compared", "keep", "kept_findings"]

MOST_ROWS = 1_000
HEAD_LENGTH = 16


def keep(finding: Finding) -> None:
    """The field and button that keep a finding; the number it is kept under once it is."""
    found = work().study.found
    if found is not None and found.kept is not None:
        st.text(f"Kept as finding {found.kept}")
    elif finding.keeper is not None:
        with st.popover("Keep", key="study_keep"):
            st.text_input("Title", key="study_title", max_chars=LONGEST_TITLE, placeholder="What it shows")
            st.button("Keep this finding", key="study_keep_it", on_click=_keep)
            st.text("Whoever may see its records may then see it, too.")


def kept_findings(asking: Asking) -> None:
    """The findings that are kept: one is opened or forgotten, two are compared."""
    kept = read_findings(asking, work().study.kept)
    if not kept:
        st.text("Nothing that you may see was kept yet. Run an analytic, then Keep.")
        return
    with st.container(key="quiet_kept"):
        st.text(f"{len(kept):,} kept, the latest first. Choose one to open it, or two to compare them.")
    table = st.dataframe(
        _listed(kept),
        key=f"study_kept_{hash(tuple(each.id for each in kept))}",
        alt="Findings that are kept",
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
    )
    chosen = [kept[row].id for row in table["selection"]["rows"] if row < len(kept)]
    with st.container(horizontal=True, gap="xsmall", key="quiet_kept_buttons"):
        one, two = len(chosen) == 1, len(chosen) == 2
        st.button("Open", key="study_open", on_click=_open, args=(asking, chosen), disabled=not one)
        st.button("Compare", key="study_compare", on_click=_compare, args=(asking, chosen), disabled=not two)
        st.button("Forget", key="study_forget", on_click=_forget, args=(asking, chosen), disabled=not one)


def compared(first: Found, second: Found) -> None:
    """Two findings side by side: what was asked, the whole, and the rows that differ."""
    found = compare(first.finding, second.finding)
    st.text(f"Finding {first.kept} (first) and finding {second.kept} (second)")
    st.text(found.words)
    with st.container(key="hash_compared", gap=None):
        st.text("\n".join(each.finding.fingerprint for each in (first, second)))
    _differing("What was asked", found.params, "It was asked the same.")
    _differing("The network as a whole", found.measures, "Neither has a measure of the whole.")
    _differing("Rows that differ", found.rows, "Every row is the same.")


def _differing(title: str, table: pd.DataFrame, nothing: str) -> None:
    with st.container(key=f"caption_{title.split(maxsplit=1)[0].lower()}", gap=None):
        st.text(title)
    if table.empty:
        st.text(nothing)
        return
    if len(table) > MOST_ROWS:
        st.text(f"The first {MOST_ROWS:,} of {len(table):,}.")
    st.dataframe(table.head(MOST_ROWS).map(clean_caption), hide_index=True, alt=title)


def _listed(kept: Sequence[KeptFinding]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "No.": each.id,
                "Title": clean_caption(shorten(each.title, 80)),
                "Analytic": each.analytic,
                "Kept by": each.kept_by,
                "Kept (UTC)": f"{each.kept_at:%Y-%m-%d %H:%M}",
                "Handling": "" if each.marking is None else ", ".join(each.marking.handling),
                "Fingerprint": each.fingerprint[:HEAD_LENGTH],
            }
            for each in kept
        ]
    )


def _keep() -> None:
    study = work().study
    if study.found is None:
        return
    try:
        study.found.kept = study.found.finding.save(str(st.session_state.get("study_title") or ""))
    except InterlinkError as error:
        study.problem = str(error)
        return
    study.kept += 1
    study.words = f"Kept as finding {study.found.kept}."


def _opened(asking: Asking, number: int) -> Found:
    return Found(workspace().finding(number, view=asking.view()), asking.by, kept=number)


def _open(asking: Asking, numbers: Sequence[int]) -> None:
    study = work().study
    study.problem = study.words = ""
    try:
        study.found = _opened(asking, numbers[0])
    except InterlinkError as error:
        study.problem = str(error)
        return
    study.page, study.beside = "result", None


def _compare(asking: Asking, numbers: Sequence[int]) -> None:
    study = work().study
    study.problem = study.words = ""
    try:
        first, second = (_opened(asking, number) for number in sorted(numbers))
    except InterlinkError as error:
        study.problem = str(error)
        return
    study.beside = first, second


def _forget(asking: Asking, numbers: Sequence[int]) -> None:
    study = work().study
    study.problem = study.words = ""
    try:
        workspace().forget_finding(numbers[0], view=asking.view())
    except InterlinkError as error:
        study.problem = str(error)
        return
    study.beside = None
    study.kept += 1
    study.words = f"Finding {numbers[0]} is forgotten."
