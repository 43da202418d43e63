"""The drawing: its buttons, how much it shows, and the network itself."""

from __future__ import annotations

import streamlit as st
from state import COMMUNITY, KIND, Asking, read_communities, read_drawn, work, workspace
from widgets.steps import change, colour_by, hear_action, hear_selection

from interlink.analytics import Finding
from interlink.component import NetworkEvent, network_view
from interlink.render.drawing import Drawing
from interlink.render.layout import positions
from interlink.render.network import network
from interlink.render.picture import Picture
from interlink.render.pictures import communities_of, picture_of
from interlink.render.symbols import legend

__all__ = ["drawn", "undo_button"]

HEIGHT = 545
# What is left for the drawing between search and card is about square.
ASPECT = 1.1
MANY = 1_000


def drawn(asking: Asking) -> Picture:
    """Draws what is drawn and does what a person asks for in it."""
    bar = st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="bar")
    words = st.container(key="quiet_shown", gap=None)
    picture, finding = _picture(asking)
    event = _network(picture)
    hear_selection(event.selection)
    if hear_action(asking, event.action):
        st.rerun()
    with bar:
        _buttons()
    with words:
        _words(asking, picture)
    if finding is not None:
        with st.expander("What these communities say"):
            st.text(finding.explain())
    return picture


def _picture(asking: Asking) -> tuple[Picture, Finding | None]:
    ids = work().drawing.ids
    neighbourhood = read_drawn(asking, ids)
    finding = read_communities(asking, ids) if work().colour == COMMUNITY else None
    members = communities_of(finding) if finding is not None else None
    return picture_of(neighbourhood, workspace().ontology, communities=members), finding


def _network(picture: Picture) -> NetworkEvent:
    doing = work()
    places = positions(picture, fixed=doing.drawing.placed, aspect=ASPECT)
    event = network_view(
        network(picture, places),
        key="network",
        layout_rev=doing.drawing.rev,
        selected=(*doing.selected_nodes, *doing.selected_links),
        height=HEIGHT,
        legend=legend(picture),
    )
    doing.drawing = doing.drawing.settle({**places, **event.moved})
    return event


def undo_button() -> None:
    """Takes the last step back, also when nothing is drawn any more."""
    _button("Undo", "undo", Drawing.undo, disabled=not work().drawing.past)


def _buttons() -> None:
    doing = work()
    nodes = tuple(id_ for id_ in doing.selected_nodes if id_ in doing.drawing.places)
    undo_button()
    _button(
        "Hide", "hide", lambda drawing: drawing.hide(nodes), disabled=not nodes, help="Hide what is selected"
    )
    _button(
        "Keep only",
        "keep",
        lambda drawing: drawing.keep(nodes),
        disabled=not nodes,
        help="Hide all but what is selected",
    )
    _button("Arrange", "arrange", Drawing.rearrange, help="Lay everything out anew")
    _button("Clear", "clear", Drawing.clear)
    # Two buttons: a control with a state of its own loses it when clicked while the page still runs.
    for colour in (KIND, COMMUNITY):
        st.button(
            f"By {colour}",
            key=f"by_{colour}",
            type="primary" if colour == doing.colour else "secondary",
            on_click=colour_by,
            args=(colour,),
        )


def _button(label: str, key: str, step: object, *, disabled: bool = False, help: str | None = None) -> None:  # noqa: A002
    st.button(label, key=key, on_click=change, args=(step,), disabled=disabled, help=help)


def _words(asking: Asking, picture: Picture) -> None:
    doing = work()
    missing = len(doing.drawing.ids) - len(picture.nodes)
    said = [
        f"{picture.shown}; the rest stands next to what is drawn."
        if picture.total_nodes > len(picture.nodes)
        else picture.shown
    ]
    if missing:
        when = f" on {asking.as_of}" if asking.as_of else ""
        said.append(f"{missing:,} drawn before are not known{when}.")
    if len(picture.nodes) > MANY:
        said.append("This many are slow to draw and hard to read: hide some, or keep only what matters.")
    st.text(" ".join([*said, doing.words]).strip())
