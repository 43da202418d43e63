"""A network to look at beside an answer: who is chosen in it is told, and nothing is changed from there."""

from __future__ import annotations

from typing import Protocol

import streamlit as st

from interlink.component import last_selection, network_view
from interlink.render.layout import positions
from interlink.render.network import network
from interlink.render.picture import Picture
from interlink.render.symbols import legend

__all__ = ["look_at"]


class Looking(Protocol):
    """Who is chosen, the message of the component that was heard last, and words for the page."""

    selected: tuple[str, ...]
    last_action: int
    words: str


def look_at(picture: Picture, looking: Looking, *, key: str, height: int, instead: str) -> None:
    """The picture; whoever tries to change it is told what to do `instead`."""
    ids = [node.id for node in picture.nodes], [link.id for link in picture.links]
    selected = last_selection(key, *ids)
    chosen = (*selected.nodes, *selected.edges)
    event = network_view(
        network(picture, positions(picture), selected=chosen),
        key=key,
        selected=chosen,
        selected_seq=selected.seq,
        height=height,
        legend=legend(picture),
    )
    if event.action is not None and event.action.seq != looking.last_action:
        looking.last_action = event.action.seq
        looking.words = instead
        st.rerun()
    if selected.nodes != looking.selected:
        looking.selected = selected.nodes
        st.rerun()
