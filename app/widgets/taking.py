"""What leaves the platform of a finding: one of its tables with all that it rests on, once it is logged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st
from home import workspace
from state import Asking, work
from study import Study
from widgets.handing import ask_handover, handover_said

from interlink.access.disclose import Handover
from interlink.analytics import Finding
from interlink.errors import InterlinkError
from interlink.render.found import entities_of, table_of
from interlink.render.tables import write_problem, write_tables

__all__ = ["take_away"]


def take_away(asking: Asking, finding: Finding, table: str) -> None:
    """The table of a finding to download, with its entities, their links and the places of their records."""
    study = work().study
    with st.popover("Take away", key="study_leaving"):
        rows = f"The whole table '{table.replace('_', ' ')}' ({len(finding.tables[table]):,} rows)"
        st.text(
            f"{rows}, its entities, the links between them and the places of their records, as CSV files."
            " The audit log will say so."
        )
        ask_handover("study_leaving")
        handover = handover_said(asking, "study_leaving")
        st.download_button(
            "Download CSV",
            lambda: _tables(asking, finding, table, handover, study),
            file_name=f"{finding.analytic}.zip",
            mime="application/zip",
            on_click="ignore",
            key="study_csv",
        )


def _tables(asking: Asking, finding: Finding, table: str, handover: Handover, study: Study) -> bytes:
    """The file; where nothing may leave it holds the reason alone, which the page shows from then on, too.

    It is made in a thread without a session: what is raised there reaches nobody but the server's log.
    """
    try:
        left = workspace().disclose(
            entities_of(finding, table, range(len(finding.tables[table]))),
            form="csv",
            filters={"analytic": finding.analytic, "table": table, "finding": finding.fingerprint},
            to=handover.to or None,
            permission=handover.permission,
            derived=finding.marking,
            view=asking.view(),
        )
        stamped = replace(handover, at=datetime.now(UTC))
        return write_tables(left, stamped, _said(finding, table), finding=table_of(finding, table))
    except InterlinkError as error:
        study.problem = f"Nothing was downloaded. {error}"
        return write_problem(study.problem)


def _said(finding: Finding, table: str) -> list[str]:
    """What was asked, with what answer and which cautions, and how to find it again."""
    asked = ", ".join(f"{name} {value}" for name, value in finding.params.items() if value is not None)
    return [
        f"Table '{table}' of the finding {finding.analytic} ({asked}; seed {finding.seed})",
        f"Fingerprint {finding.fingerprint}",
        finding.explain(),
    ]
