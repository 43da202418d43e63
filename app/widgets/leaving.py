"""What leaves the platform from the drawing: a picture or tables, once the audit log says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st
from home import workspace
from state import Asking, Work, work
from widgets.frame import screen_file
from widgets.handing import ask_handover, handover_said
from widgets.shown import Shown
from widgets.steps import telling

from interlink.access.disclose import Handover
from interlink.component import Leave
from interlink.errors import InterlinkError
from interlink.render.cypher import cypher_of
from interlink.render.tables import handover_words, marking_words, write_problem, write_tables

__all__ = ["allow_picture", "leaving"]


@telling
def allow_picture(asking: Asking, shown: Shown, seq: int) -> None:
    """Lets the component save the picture that action `seq` asked for, with its marking below it."""
    handover = handover_said(asking, "leaving")
    left = workspace().disclose(
        shown.left,
        form="png",
        filters=shown.filters.chosen,
        to=handover.to or None,
        permission=handover.permission,
        view=asking.view(),
    )
    doing = work()
    lines = (marking_words(left.marking), handover_words(handover), *_said(asking, shown))
    doing.leave = Leave(seq, lines)
    doing.words = "Saved as network.png; the audit log says so."


def leaving(asking: Asking, shown: Shown) -> None:
    """The tables of what is shown, to download, and the Cypher that gives its entities."""
    doing = work()
    with st.popover("Take away", key="leaving"):
        st.text("Entities, links and the places of their records, as CSV files. The audit log will say so.")
        ask_handover("leaving")
        nominal = not st.checkbox(
            "Without names and identifiers: counts by kind, country and time", key="leaving_counted"
        )
        handover = handover_said(asking, "leaving")
        st.download_button(
            "Download CSV",
            lambda: _tables(asking, shown, doing, handover, nominal=nominal),
            file_name="network.zip",
            mime="application/zip",
            on_click="ignore",
            key="csv",
        )
        st.text("The same entities in Cypher, to run with: interlink graph cypher")
        if asking.as_of:
            st.text("The graph stands as of now; it cannot answer as of the date chosen here.")
        if shown.filters.count:
            st.text(
                "The filters do not apply to it: it gives every link between the entities shown,"
                " of any kind, source, grade and time."
            )
        statement = cypher_of(shown.left.nodes["id"])
        st.code(statement, language="cypher", wrap_lines=True, height=150)
        if asking.principal.may("cypher") and st.button("Open it in queries", key="leaving_cypher"):
            doing.inquiry.open_statement(statement)
            st.switch_page(screen_file("queries"))


def _tables(asking: Asking, shown: Shown, doing: Work, handover: Handover, *, nominal: bool) -> bytes:
    """The file; where nothing may leave it holds the reason alone, which the page shows from then on, too.

    It is made in a thread without a session: what is raised there reaches nobody but the server's log.
    """
    try:
        left = workspace().disclose(
            shown.left,
            form="csv",
            filters=shown.filters.chosen,
            to=handover.to or None,
            permission=handover.permission,
            nominal=nominal,
            view=asking.view(),
        )
        return write_tables(left, replace(handover, at=datetime.now(UTC)), _said(asking, shown))
    except InterlinkError as error:
        doing.problem = f"Nothing was downloaded. {error}"
        return write_problem(doing.problem)


def _said(asking: Asking, shown: Shown) -> list[str]:
    """How much is shown, filtered how, as known on which day."""
    return [
        shown.picture.shown,
        *([f"Filters: {shown.filters.words}"] if shown.filters.count else []),
        *([f"As known on {asking.as_of}"] if asking.as_of else []),
    ]
