"""What leaves the platform from the drawing: a picture or tables, once the audit log says so."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st
from state import Asking, work, workspace
from widgets.steps import telling

from interlink.component import Leave
from interlink.render.cypher import cypher_of
from interlink.render.groups import GroupedPicture
from interlink.render.picture import Picture
from interlink.render.tables import marking_words, write_tables

__all__ = ["allow_picture", "leaving"]


@telling
def allow_picture(asking: Asking, picture: Picture, seq: int) -> None:
    """Lets the component save the picture that action `seq` asked for, with its marking below it."""
    left = workspace().disclose(_entities(picture), form="png", view=asking.view())
    lines = (marking_words(left.marking), picture.shown, *_said(asking))
    doing = work()
    doing.leave = Leave(seq, lines)
    doing.words = "Saved as network.png; the audit log says so."


def leaving(asking: Asking, picture: Picture) -> None:
    """The tables of what is drawn, to download, and the Cypher that gives them."""
    with st.popover("Take away", key="leaving"):
        st.text("Entities, links and the places of their records, as CSV files. The audit log will say so.")
        st.download_button(
            "Download CSV",
            lambda: _tables(asking, picture),
            file_name="network.zip",
            mime="application/zip",
            on_click="ignore",
            key="csv",
        )
        st.text("The same in Cypher, to run with: interlink graph cypher")
        if asking.as_of:
            st.text("The graph stands as of now; it cannot answer as of the date chosen here.")
        st.code(cypher_of(_entities(picture)), language="cypher", wrap_lines=True, height=150)


def _tables(asking: Asking, picture: Picture) -> bytes:
    links = None if isinstance(picture, GroupedPicture) else [link.id for link in picture.links]
    left = workspace().disclose(_entities(picture), form="csv", links=links, view=asking.view())
    return write_tables(left, [picture.shown, *_said(asking)])


def _entities(picture: Picture) -> list[str]:
    return [member for node in picture.nodes for member in picture.members(node.id)]


def _said(asking: Asking) -> list[str]:
    """Who takes it away, when, for what and why; as known on which day."""
    now = datetime.now(UTC)
    said = f"{asking.principal}, {now:%Y-%m-%d %H:%M} UTC, for {asking.purpose}: {asking.reason}"
    return [said, *([f"As known on {asking.as_of}"] if asking.as_of else [])]
