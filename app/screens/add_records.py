"""Adding records that no source describes yet: a file, where its columns go, and the load."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st
from home import workspace
from state import Asking
from widgets.asking import ask
from widgets.frame import tell
from widgets.guessed import checks, encoding, sheet
from widgets.mapping import mapping_form
from widgets.tried import counted, tried, tried_counts

from interlink.errors import InterlinkError
from interlink.loads.preview import Preview
from interlink.loads.report import LoadReport
from interlink.mapping.proposal import Proposal
from interlink.mapping.proposal.form import read_form, write_form


def add() -> None:
    """The screen from top to bottom."""
    asking = ask("Add records", is_dated=False)
    if asking is None:
        return
    # Of any kind: what no source can be proposed for is told below, and not on a sign in the box.
    given = st.file_uploader("A file of records: CSV, Excel, JSON or XML", key="delivered")
    if given is None:
        with st.container(key="quiet_empty"):
            st.text("Drop a file that no source describes. Nothing is loaded before you say so.")
            st.text("1. It is looked at, and a source is proposed: what each column seems to hold.")
            st.text("2. You say where the columns go, who publishes them, and how they are marked.")
            st.text("3. You see what the records become, and what cannot be read. Then you load them.")
            st.text("A file of a source that is there is loaded with: interlink load SOURCE FILE")
        return
    if st.session_state.get("added_file") != given.file_id:
        _take_in(asking, given.file_id, Path(given.name).name, given.getvalue())
    if "added_text" not in st.session_state:
        tell(str(st.session_state["added_problem"]), heading="This file cannot be read")
        return
    _mapped(asking)


def _take_in(asking: Asking, file_id: str, name: str, content: bytes) -> None:
    """Keeps the file for this session, and has a source proposed for it."""
    kept = st.session_state
    folder = TemporaryDirectory()
    path = Path(folder.name) / name
    path.write_bytes(content)
    for each in ("added_text", "added_preview", "added_report"):
        kept.pop(each, None)
    kept["added_folder"], kept["added_path"], kept["added_file"] = folder, path, file_id
    _propose(asking)


def _propose(asking: Asking, *, encoding: str | None = None, sheet: str | None = None) -> None:
    """Has a source proposed for the file, read in this encoding or from this sheet where one is chosen."""
    kept = st.session_state
    path = kept["added_path"]
    try:
        with st.spinner("Looking at the file"):
            proposal = workspace().propose_source(path, encoding=encoding, sheet=sheet, view=asking.view())
        form = read_form(proposal.text, [column.name for column in proposal.columns])
        # Without the comments: they hold values of records, and what leaves is logged.
        text = write_form(proposal.text, form)
        kept["added_preview"] = workspace().preview(text, path, view=asking.view())
        kept["added_proposal"], kept["added_text"], kept["added_problem"] = proposal, text, ""
        kept["added_number"] = kept.get("added_number", 0) + 1
        kept.pop("added_report", None)
    except InterlinkError as error:
        kept["added_refused"] = "It cannot be read like this"
        # The folder is of this machine and says nothing to whoever dropped the file.
        kept["added_problem"] = str(error).replace(f"{kept['added_folder'].name}/", "")


def _mapped(asking: Asking) -> None:
    kept = st.session_state
    proposal: Proposal = kept["added_proposal"]
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        with st.container(key="caption_map"):
            st.text("Where the columns go")
        number = int(kept["added_number"])
        encoding(proposal, number, lambda chosen: _propose(asking, encoding=chosen))
        sheet(proposal, number, lambda chosen: _propose(asking, sheet=chosen))
        checks(proposal)
        _try(asking, proposal, number)
    with right:
        if problem := kept["added_problem"]:
            tell(str(problem), key="problem_source", heading=kept["added_refused"])
        else:
            found: Preview = kept["added_preview"]
            tried_counts(found)
            # Above the tables: they are long, and whether it was loaded must be in sight.
            _finish(asking, found)
            tried(found)
            with st.expander("The source as YAML"):
                st.code(kept["added_text"], language="yaml", wrap_lines=True)


def _try(asking: Asking, proposal: Proposal, number: int) -> None:
    """Tries the source that the form says; what is wrong with it is told, and the form stays."""
    kept = st.session_state
    try:
        text = mapping_form(proposal, kept["added_text"], number)
        if text is None:
            return
        kept.pop("added_report", None)
        kept["added_preview"] = workspace().preview(text, kept["added_path"], view=asking.view())
        kept["added_problem"], kept["added_text"] = "", text
    except InterlinkError as error:
        kept["added_refused"] = "It cannot be tried like this"
        kept["added_problem"] = str(error).replace(f"{kept['added_folder'].name}/", "")


def _finish(asking: Asking, found: Preview) -> None:
    kept = st.session_state
    report: LoadReport | None = kept.get("added_report")
    if report is not None:
        with st.container(border=True, key="chain_whole"):
            st.text(f"Loaded as load {report.load}: {counted(report.records)} of source {report.source}.")
        st.text(f"Graph: {report.graph}")
        return
    name = mapping_name(kept["added_text"])
    with st.container(horizontal=True, gap="xsmall", key="bar"):
        st.button(
            "Load these records",
            key="load",
            type="primary",
            disabled=bool(found.fails),
            on_click=_load,
            args=(asking,),
        )
        st.download_button(
            "Download the source (YAML)",
            kept["added_text"],
            file_name=f"{name}.yaml",
            mime="application/yaml",
            on_click="ignore",
            key="yaml",
        )
    with st.container(key="quiet_tried"):
        st.text("This is the form as it was tried last. What you change on it counts once you try it again.")


def mapping_name(text: str) -> str:
    """The name of a source by its text."""
    return next(line for line in text.splitlines() if line.startswith("source: ")).removeprefix("source: ")


def _load(asking: Asking) -> None:
    """Keeps the source and loads the file; a problem with either is told, and the form stays as it is."""
    kept = st.session_state
    try:
        text, path = kept["added_text"], kept["added_path"]
        kept["added_report"] = workspace().add_records(text, path, view=asking.view())
    except InterlinkError as error:
        kept["added_refused"] = "Nothing was loaded"
        kept["added_problem"] = str(error).replace(f"{kept['added_folder'].name}/", "")


add()
