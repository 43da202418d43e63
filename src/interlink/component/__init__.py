"""The network component: a pyvis Network drawn by the vis-network that pyvis carries, from files of our own.

Streamlit finds the files through `pyproject.toml` in the package's folder, once interlink is installed
(editable or not); nothing is asked of another host and no inline script runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st
from pyvis.network import Network

from interlink.component.messages import (
    Action,
    Leave,
    MessageRefused,
    NetworkEvent,
    Preview,
    PreviewKind,
    Selection,
    compose_message,
    parse_event,
)
from interlink.render.symbols import LegendEntry

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

__all__ = [
    "Action",
    "Leave",
    "MessageRefused",
    "NetworkEvent",
    "Preview",
    "PreviewKind",
    "Selection",
    "last_selection",
    "network_view",
]


def network_view(
    net: Network,
    *,
    key: str,
    layout_rev: int = 0,
    selected: Collection[str] = (),
    selected_seq: int = 0,
    height: int = 640,
    legend: Iterable[LegendEntry] = (),
    preview: Preview | None = None,
    leave: Leave | None = None,
) -> NetworkEvent:
    """Draws the network in the running Streamlit script and returns what a person last did in it.

    Positions a person dragged are kept while `layout_rev` stays the same. `selected` holds node and edge ids,
    `selected_seq` the `seq` of the last selection or action that it knows of: what the person selected after
    that stays. `height` is in pixels, without toolbar and legend, and the least: the drawing grows with the
    window. `preview` is shown over the drawing until it is answered. A picture is saved only with `leave` for
    the action that asked for it. A new selection or action is one whose `seq`
    was not seen before.

    Raises
    ------
    MessageRefused   the browser sent something that the component never sends
    """
    message = compose_message(
        net.nodes,
        net.edges,
        net.options,
        key=key,
        layout_rev=layout_rev,
        selected=selected,
        selected_seq=selected_seq,
        legend=[asdict(entry) for entry in legend],
        height=height,
        preview=preview,
        leave=leave,
    )
    result = _mount()(
        key=key,
        data=message,
        on_selection_change=_nothing,
        on_moved_change=_nothing,
        on_action_change=_nothing,
    )
    return parse_event(
        result, {n["id"] for n in net.nodes}, {e["id"] for e in net.edges}, layout_rev=layout_rev
    )


def last_selection(key: str, nodes: Collection[str], edges: Collection[str]) -> Selection:
    """What a person last selected in the network of this key, of these nodes and edges, before it is drawn.

    Raises
    ------
    MessageRefused   the browser sent something that the component never sends
    """
    said = st.session_state.get(key)
    return parse_event({"selection": said.get("selection")} if said else {}, nodes, edges).selection


@cache
def _mount() -> ComponentRenderer:
    # At first use, not at import: without a running Streamlit there is no one to find the files.
    return st.components.v2.component("interlink.network", js="network.js", css="network.css")


def _nothing() -> None:
    """Streamlit lists a state or trigger in the result only where it has a callback."""
