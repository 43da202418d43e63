"""What leaves the platform of a query's answer: its rows and the entities they name, once it is logged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st
from home import workspace
from inquiry import Inquiry
from state import Asking, work
from widgets.handing import ask_handover, handover_said

from interlink.access.disclose import Handover
from interlink.errors import InterlinkError
from interlink.queries import Answer
from interlink.render.answered import Shown
from interlink.render.tables import write_problem, write_tables

__all__ = ["take_rows"]

INSTEAD = (
    "What the rows say may rest on any record of the kinds that the query reads. Draw them in the explorer:"
    " from there leaves what is drawn, by the rules of its own records."
)


def take_rows(asking: Asking, answer: Answer, shown: Shown) -> None:
    """The rows to download, with the entities that they name, their links and the places of their records."""
    inquiry = work().inquiry
    with st.popover("Take away", key="query_leaving"):
        st.text(
            f"{shown.words}, the entities that they name, the links between them and the places of their"
            " records, as CSV files. The audit log will say so."
        )
        ask_handover("query_leaving")
        handover = handover_said(asking, "query_leaving")
        st.download_button(
            "Download CSV",
            lambda: _tables(asking, answer, shown, handover, inquiry),
            file_name=f"{answer.query.id.rpartition('/')[2]}.zip",
            mime="application/zip",
            on_click="ignore",
            key="query_csv",
        )


def _tables(asking: Asking, answer: Answer, shown: Shown, handover: Handover, inquiry: Inquiry) -> bytes:
    """The file; where nothing may leave it holds the reason alone, which the page shows from then on, too.

    It is made in a thread without a session: what is raised there reaches nobody but the server's log.
    """
    try:
        left = workspace().disclose_answer(
            answer, shown.ids(), to=handover.to or None, permission=handover.permission, view=asking.view()
        )
        stamped = replace(handover, at=datetime.now(UTC))
        return write_tables(left, stamped, _said(answer, shown), finding=shown.table, called="answer")
    except InterlinkError as error:
        inquiry.problem = f"Nothing was downloaded. {error} {INSTEAD}"
        return write_problem(inquiry.problem)


def _said(answer: Answer, shown: Shown) -> list[str]:
    """What was asked, how, and how much was found."""
    asked = ", ".join(f"{name} {value}" for name, value in answer.params.items()) or "no parameters"
    return [
        f"{answer.query.title}. {answer.query.header.asks}",
        f"Query {answer.query.id} ({asked}); its file has sha256 {answer.query.digest}",
        f"{shown.words}. A figure may rest on records of entities that no row names.",
        *([shown.caveat] if shown.caveat else []),
    ]
