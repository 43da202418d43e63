"""The explorer: find, draw, expand, and read the record behind every line."""

from __future__ import annotations

import streamlit as st
from home import workspace
from state import Asking, is_current, work
from widgets.address import open_address, write_address
from widgets.asking import ask
from widgets.cards import selected_card
from widgets.drawn import drawn
from widgets.find import find
from widgets.frame import tell
from widgets.history import redo_button, steps_list, undo_button
from widgets.welcome import nothing_loaded, welcome

from interlink.access.principals import is_local
from interlink.errors import InterlinkError

CARD_HEIGHT = 770


def explore() -> None:
    """The screen from top to bottom."""
    asking = ask("Explorer")
    if asking is None:
        return
    if not asking.load:
        nothing_loaded()
        return
    with st.sidebar:
        find(asking)
        if is_local(asking.principal):
            _, graph = workspace().graph_status()
            with st.container(key="quiet_graph"):
                st.text(f"Graph: {graph.words}")
    open_address(asking)
    canvas(asking)


@st.fragment
def canvas(asking: Asking) -> None:
    """The drawing and the card of what is selected in it; they run without the rest."""
    # It runs without the rest, which asks who is signed in.
    if not is_current(asking):
        st.rerun()
    doing = work()
    if doing.problem:
        tell(doing.problem)
    if not doing.drawing.ids:
        write_address()
        _nothing_drawn(asking)
        return
    # A fragment runs outside the frame's own handling of errors.
    try:
        _drawing_and_card(asking)
    except InterlinkError as error:
        tell(str(error), key="problem_drawn")


def _nothing_drawn(asking: Asking) -> None:
    doing = work()
    if len(doing.history.steps) > 1:
        with st.container(horizontal=True, gap="xsmall", key="bar"):
            undo_button()
            redo_button()
            steps_list()
    if doing.words:
        with st.container(key="problem_words"):
            st.text(doing.words)
    welcome(asking)


def _drawing_and_card(asking: Asking) -> None:
    left, right = st.columns([1.35, 1], gap="small")
    with left:
        picture = drawn(asking)
        # Only now do all entities have their places.
        if not write_address():
            with st.container(key="quiet_address"):
                st.text("This is too much for the page's address: a reload begins with nothing drawn.")
    with right, st.container(height=CARD_HEIGHT, border=True, key="card", gap="xsmall"):
        selected_card(asking, picture)


explore()
